// What is wrong with how a page looks: text that is cut, that overlaps, or that has too little contrast.
(() => {
  const problems = [];
  const rgba = (text) => {
    const numbers = text.match(/[\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers, 1] : numbers;
  };
  const over = (top, below) => below.map((value, at) => top[at] * top[3] + value * (1 - top[3]));
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (element) => {
    const parents = [];
    for (let at = element; at; at = at.parentElement) parents.unshift(at);
    let background = [255, 255, 255];
    let opacity = 1;
    for (const parent of parents) {
      const style = getComputedStyle(parent);
      opacity *= Number(style.opacity);
      background = over(rgba(style.backgroundColor), background);
    }
    const [r, g, b, a] = rgba(getComputedStyle(element).color);
    const color = over([r, g, b, a * opacity], background);
    const [dark, light] = [luminance(color), luminance(background)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const boxes = [];
  for (const root of document.querySelectorAll(".letta-client")) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || element.tagName === "STYLE" || !element.checkVisibility()) continue;
      const shown = node.data.trim().slice(0, 30);
      const range = document.createRange();
      range.selectNodeContents(node);
      if (!range.getBoundingClientRect().width) continue;
      if (contrast(element) < 4.5) problems.push(`contrast ${contrast(element).toFixed(1)}: ${shown}`);
      if (element.closest(".scroll, pre, .text")) continue;
      // A box for each line.
      const lines = [...range.getClientRects()];
      for (const box of lines) {
        if (box.right > document.documentElement.clientWidth) problems.push(`cut: ${shown}`);
        for (const [other, said] of boxes) {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (across > 2 && down > 4) problems.push(`overlap: ${shown} and ${said}`);
        }
      }
      boxes.push(...lines.map((box) => [box, shown]));
    }
  }
  const report = document.createElement("output");
  report.id = "measured";
  report.textContent = JSON.stringify({
    problems: problems.slice(0, 20),
    texts: boxes.length,
    height: document.documentElement.scrollHeight,
  });
  document.body.append(report);
})();
