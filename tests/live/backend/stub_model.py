"""A stub of a model's provider: OpenAI's HTTP protocol, scripted by words in the prompt.

    stub_model.py PORT

| in the last prompt | what the model does |
| --- | --- |
| TOOL | calls one tool, and answers once it has the tool's result |
| TOOL:name | the same, with the tool of that name |
| TOOLS | calls two tools at once, where the request allows it |
| TOOLS TOOL:one TOOL:other | the same, with the tools of those names |
| LOOP | calls a tool each time that it is asked |
| THINK | reasons before it answers |
| LONG | answers in 60 words instead of 8 |
| SLOW | takes 0.3 s for each word |
| FAIL | fails with the status 500 |
| BREAK | breaks off after three words, and closes the connection |

Words can be combined: "THINK LONG SLOW". A request is answered whole or as a stream, as it asks.
"""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

MODELS = ("gpt-4o-mini", "text-embedding-3-small")

EMBEDDING_SIZE = 1536

VOCABULARY = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india")

THOUGHTS = ["one", "thinks", "before", "one", "speaks"]

# Called where the prompt names none and the agent has it: it changes nothing.
USUAL_TOOL = "conversation_search"


@dataclass(frozen=True)
class Plan:
    """What the model does with a request."""

    words: list[str]
    thoughts: list[str]
    calls: list[Json]
    delay: float
    fails: bool
    breaks: bool

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self.calls else "stop"

    @property
    def usage(self) -> Json:
        made = len(self.thoughts) + (10 * len(self.calls) or len(self.words))
        return {"prompt_tokens": 100, "completion_tokens": made, "total_tokens": 100 + made}


def plan(request: Json) -> Plan:
    """Decide what to do from the last prompt, and from what has come after it."""
    messages: list[Json] = request.get("messages", [])
    prompt, is_answered = "", False
    for message in messages:
        if message["role"] == "user":
            prompt, is_answered = text_of(message.get("content")), False
        elif message["role"] == "tool":
            is_answered = True
    said = set(re.findall(r"[A-Z]+", prompt))
    calls = [] if is_answered and "LOOP" not in said else tool_calls(request, prompt, said)
    return Plan(
        words=list(islice(cycle(VOCABULARY), 60 if "LONG" in said else 8)),
        thoughts=THOUGHTS if "THINK" in said else [],
        calls=calls,
        delay=0.3 if "SLOW" in said else 0.0,
        fails="FAIL" in said,
        breaks="BREAK" in said,
    )


def text_of(content: Any) -> str:
    """Return the text of a message's content, which can be a text or a list of parts."""
    if isinstance(content, str):
        return content
    parts: list[Json] = content or []
    return " ".join(part.get("text", "") for part in parts)


def tool_calls(request: Json, prompt: str, said: set[str]) -> list[Json]:
    """Return the calls that the prompt asks for, of tools that the request offers."""
    offered: list[Json] = request.get("tools") or []
    tools: dict[str, Json] = {tool["function"]["name"]: tool["function"] for tool in offered}
    if not said & {"TOOL", "TOOLS", "LOOP"} or not tools:
        return []
    names = re.findall(r"TOOL:(\w+)", prompt) or [USUAL_TOOL]
    count = 2 if "TOOLS" in said and request.get("parallel_tool_calls") is not False else 1
    usual = next(iter(tools.values()))
    return [tool_call(tools.get(name, usual)) for name in islice(cycle(names), count)]


def tool_call(function: Json) -> Json:
    """Return a call of a tool with something for each argument that it has to have."""
    schema = function.get("parameters", {})
    arguments = {
        name: example(schema["properties"].get(name, {})) for name in schema.get("required", [])
    }
    if function["name"] == USUAL_TOOL:
        arguments["query"] = "alpha"
    return {
        "id": f"call_{uuid.uuid4().hex[:24]}",
        "type": "function",
        "function": {"name": function["name"], "arguments": json.dumps(arguments)},
    }


def example(schema: Json) -> Any:
    """Return a value that fits an argument's schema."""
    examples: Json = {"boolean": False, "integer": 1, "number": 1.5, "array": [], "object": {}}
    kinds = schema.get("type", "string")
    return examples.get(kinds if isinstance(kinds, str) else kinds[0], "alpha")


def completion(model: str, plan: Plan) -> Json:
    """Return the whole answer."""
    message: Json = {"role": "assistant", "content": " ".join(plan.words)}
    if plan.thoughts:
        message["reasoning_content"] = " ".join(plan.thoughts)
    if plan.calls:
        message |= {"content": None, "tool_calls": plan.calls}
    choice = {"index": 0, "message": message, "finish_reason": plan.finish_reason}
    return {**head(model, "chat.completion"), "choices": [choice], "usage": plan.usage}


def chunks(model: str, plan: Plan, *, with_usage: bool) -> Iterator[Json]:
    """Yield the answer in pieces."""
    shared = head(model, "chat.completion.chunk")

    def chunk(delta: Json, finish_reason: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return {**shared, "choices": [choice]}

    yield chunk({"role": "assistant", "content": None if plan.calls else ""})
    for word in spaced(plan.thoughts):
        yield chunk({"reasoning_content": word})
    if plan.calls:
        for index, call in enumerate(plan.calls):
            for piece in call_pieces(call):
                yield chunk({"tool_calls": [{"index": index, **piece}]})
    else:
        for word in spaced(plan.words):
            yield chunk({"content": word})
    yield chunk({}, plan.finish_reason)
    if with_usage:
        yield {**shared, "choices": [], "usage": plan.usage}


def head(model: str, kind: str) -> Json:
    """Return what every answer begins with."""
    made = int(time.time())
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": made, "model": model}


def spaced(words: list[str]) -> Iterator[str]:
    """Yield words so that they make a sentence when they are put together."""
    for index, word in enumerate(words):
        yield word if index == 0 else f" {word}"


def call_pieces(call: Json) -> Iterator[Json]:
    """Yield a call as it is streamed: its id and name, then its arguments in two pieces."""
    function = call["function"]
    yield {**call, "function": {"name": function["name"], "arguments": ""}}
    half = len(function["arguments"]) // 2
    for piece in (function["arguments"][:half], function["arguments"][half:]):
        yield {"function": {"arguments": piece}}


def embeddings(request: Json) -> Json:
    """Return the same vector for every input."""
    given: str | list[object] = request["input"]
    inputs = given if isinstance(given, list) else [given]
    vector = [0.01] * (request.get("dimensions") or EMBEDDING_SIZE)
    data = [
        {"object": "embedding", "index": index, "embedding": vector} for index in range(len(inputs))
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "model": request.get("model"), "data": data, "usage": usage}


class Handler(BaseHTTPRequestHandler):
    """One request to the provider."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "stub"} for name in MODELS
        ]
        self._answer({"object": "list", "data": models})

    def do_POST(self) -> None:
        request: Json = json.loads(self.rfile.read(int(self.headers["content-length"])))
        sys.stdout.write(f"{self.path} {json.dumps(request)[-300:]}\n")
        try:
            if self.path.endswith("/embeddings"):
                self._answer(embeddings(request))
            else:
                self._complete(request, plan(request))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader has gone

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the requests are logged."""

    def _complete(self, request: Json, plan: Plan) -> None:
        if plan.fails:
            self._answer({"error": {"message": "boom", "type": "server_error"}}, status=500)
        elif request.get("stream"):
            self._stream(request, plan)
        elif plan.breaks:
            self.close_connection = True
        else:
            time.sleep(plan.delay * len(plan.words))
            self._answer(completion(request["model"], plan))

    def _stream(self, request: Json, plan: Plan) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        options: Json = request.get("stream_options") or {}
        with_usage = bool(options.get("include_usage"))
        for number, chunk in enumerate(chunks(request["model"], plan, with_usage=with_usage)):
            if plan.breaks and number > 3:
                self.close_connection = True
                return
            time.sleep(plan.delay)
            self._send_piece(f"data: {json.dumps(chunk)}\n\n")
        self._send_piece("data: [DONE]\n\n")
        self._send_piece("")

    def _send_piece(self, text: str) -> None:
        """Send a piece of a chunked body; an empty one ends it."""
        body = text.encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))

    def _answer(self, value: Json, *, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(port: int) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
