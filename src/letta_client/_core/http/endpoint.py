"""An endpoint of the API, and how the arguments of a method become a request to it."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ._wire import PLACES, Place
from .encoding import encode_segment
from .omit import Omit, not_given, omit
from .request import CallOptions, Headers, Method, Request, StreamOptions, new_request

if TYPE_CHECKING:
    from ..lists.facts import ListFacts

_PLACEHOLDER = re.compile(r"{(\w+)}")
_NO_HEADERS: Headers = {}
_CALL_OPTIONS = tuple(CallOptions.__annotations__)
_STREAM_OPTIONS = frozenset(StreamOptions.__annotations__)


@dataclass(slots=True)
class Endpoint:
    """What a method calls.

    Attributes:
        method: the HTTP method.
        path: the path, with the names of parameters in braces.
        safe: whether carrying it out twice does no harm.
    """

    method: Method
    path: str
    safe: bool


Arguments: TypeAlias = tuple[
    tuple[str, ...], dict[str, object], Any, Headers | None, Any, tuple[object, ...]
]
"""The arguments of one call, by where they go: the path, the query, the body, headers, files; and
the values of the method's options, `not_given` for those that the caller left out."""


class Binder:
    """Takes the arguments of a method that is its signature, and makes requests of them.

    A parameter goes where `_wire` says.
    """

    def __init__(self, function: Callable[..., Any], endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._function = declared = cast(FunctionType, inspect.unwrap(function))
        code = declared.__code__
        self._positional = code.co_varnames[1 : code.co_argcount]
        end = code.co_argcount + code.co_kwonlyargcount
        keywords = code.co_varnames[code.co_argcount : end]
        unpacked = _evaluate(declared, code.co_varnames[end]).__args__[0].__annotations__
        self.options = tuple(name for name in unpacked if name in _STREAM_OPTIONS)
        # Parameters that several methods share are a TypedDict, all of whose keys may be left out.
        self._shared = {
            name: annotation for name, annotation in unpacked.items() if name not in _STREAM_OPTIONS
        }
        self._keywords: tuple[str, ...] = (*keywords, *self._shared)
        self._defaults: Mapping[str, object] = {
            **(declared.__kwdefaults__ or {}),
            **dict.fromkeys(self._shared, omit),
            **dict.fromkeys(self.options, not_given),
        }
        self._path_names: tuple[str, ...] = tuple(_PLACEHOLDER.findall(endpoint.path))
        self._path_format = _PLACEHOLDER.sub("%s", endpoint.path)
        self._no_options = (not_given,) * len(self.options)

    def compile(self, form: str, deliver: Callable[..., Any]) -> FunctionType:
        """Return a function with the method's signature and its options spelt out.

        So what is wrong with the arguments of a call, Python says in its own words, and by the
        name of the method.

        Args:
            form: the source of the function: `{signature}` stands for its name and parameters,
                `{arguments}` for the `Arguments` of a call.
            deliver: what the source calls by the name of `deliver`.
        """
        declared = self._function
        defaults = len(declared.__defaults__ or ())
        required = len(self._positional) - defaults
        parameters = [
            "self",
            *(f"{name}=0" if at >= required else name for at, name in enumerate(self._positional)),
            "*",
            *(f"{name}=0" if name in self._defaults else name for name in self._keywords),
            *(f"{name}=0" for name in self.options),
        ]
        source = form.format(
            signature=f"{declared.__name__}({', '.join(parameters)})", arguments=self._arguments()
        )
        scope: dict[str, Any] = {"deliver": deliver}
        # The source is made of the names in our own signatures, and of nothing that comes from
        # outside.
        exec(compile(source, f"<{declared.__qualname__}>", "exec"), scope)  # noqa: S102
        function = cast(FunctionType, scope[declared.__name__])
        function.__defaults__ = declared.__defaults__
        function.__kwdefaults__ = dict(self._defaults)
        function.__qualname__ = declared.__qualname__
        return function

    def describe(self, compiled: FunctionType) -> FunctionType:
        """Give a compiled function the name, the docstring and the signature of the method."""
        functools.update_wrapper(compiled, self._function)
        if self._shared:
            cast(Any, compiled).__signature__ = self.signature()
        return compiled

    def signature(self) -> inspect.Signature:
        """Return the signature of the method, its shared parameters spelt out."""
        declared = inspect.signature(self._function)
        *parameters, options = declared.parameters.values()
        positional = [p for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
        shared = [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=omit,
                annotation=annotation.__forward_arg__,
            )
            for name, annotation in self._shared.items()
        ]
        keywords = sorted([*parameters[len(positional) :], *shared], key=lambda p: p.name)
        if self._shared:
            kind = "Stream" if len(self.options) > len(_CALL_OPTIONS) else "Call"
            options = options.replace(annotation=f"Unpack[{kind}Options]")
        return declared.replace(parameters=[*positional, *keywords, options])

    def evaluate(self, name: str) -> Any:
        """Return what the annotation of a parameter means, or that of what is returned."""
        return _evaluate(self._function, name)

    def request(
        self,
        arguments: Arguments,
        returns: Any,
        *,
        headers: Headers = _NO_HEADERS,
        list_facts: ListFacts | None = None,
    ) -> Request[Any]:
        """Return the request of a call.

        Args:
            arguments: what the call was made with.
            returns: the type that comes back.
            headers: headers of every call of the method.
            list_facts: what is known of the list, if it is one.

        Raises:
            ValueError: a parameter of the path is empty.
            TypeError: `extra_body` cannot be merged into the body.
        """
        path, query, body, own_headers, files, options = arguments
        request = new_request(
            self._endpoint.method,
            self._path_format % tuple(map(encode_segment, self._path_names, path)),
            returns,
            query=query,
            headers=headers if own_headers is None else {**headers, **own_headers},
            body=None if isinstance(body, Omit) else body,
            files=files,
            safe=self._endpoint.safe,
            list_facts=list_facts,
        )
        if options == self._no_options:
            return request
        # The options of a call come first.
        given = self.given(options[: len(_CALL_OPTIONS)])
        return request.with_options(**cast(CallOptions, given))

    def given(self, options: tuple[object, ...]) -> StreamOptions:
        """Return the options that a call was made with, by their names."""
        pairs = zip(self.options, options, strict=False)
        return cast(StreamOptions, {n: value for n, value in pairs if value is not not_given})

    def _arguments(self) -> str:
        places: dict[Place, list[tuple[str, str]]] = {
            "query": [],
            "header": [],
            "body": [],
            "file": [],
            "whole body": [],
        }
        method, path = self._endpoint.method, self._endpoint.path
        exceptions = PLACES.get((method, path), {})
        rule: Place = "query" if method in ("GET", "DELETE") else "body"
        for name in (*self._positional, *self._keywords):
            if name not in self._path_names:
                place, sent_as = exceptions.get(name, (rule, name))
                places[place].append((sent_as, name))

        def mapping(place: Place) -> str:
            pairs = (f"{sent_as!r}: {name}" for sent_as, name in sorted(places[place]))
            return f"{{{', '.join(pairs)}}}"

        body = places["whole body"][0][1] if places["whole body"] else mapping("body")
        return (
            f"(({''.join(f'{name}, ' for name in self._path_names)}), {mapping('query')}, "
            f"{body if body != '{}' else None}, "
            f"{mapping('header') if places['header'] else None}, "
            f"{mapping('file') if places['file'] else None}, "
            f"({''.join(f'{name}, ' for name in self.options)}))"
        )


def _evaluate(function: FunctionType, name: str) -> Any:
    # The text is one of our own annotations.
    value = eval(function.__annotations__[name], function.__globals__)  # noqa: S307
    return type(None) if value is None else value
