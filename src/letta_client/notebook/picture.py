"""Charts with a static picture beside their specification."""

from __future__ import annotations

import altair as alt
import vl_convert
from typing_extensions import override

_WIDTH, _HEIGHT = 560, 220
_SCALE = 2
_VEGALITE = f"application/vnd.vegalite.v{alt.SCHEMA_VERSION.removeprefix('v').split('.')[0]}+json"


class Chart:
    """A chart that shows itself as a picture, also offline and in exports.

    Attributes:
        altair: the same as a chart of Altair, to change or to store.
    """

    def __init__(self, altair: alt.Chart, title: str) -> None:
        # A picture cannot follow the colours of its page, so it has a background of its own.
        self.altair: alt.Chart = altair.properties(width=_WIDTH, height=_HEIGHT, background="white")
        self._title = title

    @override
    def __repr__(self) -> str:
        return f"Chart({self._title!r})"

    def png(self) -> bytes:
        """Return the picture, with two pixels a point. Nothing is loaded for it."""
        spec = self.altair.to_dict()
        return vl_convert.vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])

    def svg(self) -> str:
        """Return the picture as SVG. Nothing is loaded for it."""
        return vl_convert.vegalite_to_svg(self.altair.to_dict(), allowed_base_urls=[])

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, object], dict[str, object]]:
        """Return the specification, and the picture for those who do not draw it."""
        picture = self.png()
        # The header of a PNG begins with its width.
        width = int.from_bytes(picture[16:20], "big") // _SCALE
        data: dict[str, object] = {
            "text/plain": repr(self),
            "image/png": picture,
            _VEGALITE: self.altair.to_dict(),
        }
        return data, {"image/png": {"width": width}}
