"""The types of arguments, where letta-client 1 has them."""

from httpx import Timeout as Timeout

from ._core.http.omit import NOT_GIVEN as NOT_GIVEN
from ._core.http.omit import NotGiven as NotGiven
from ._core.http.omit import Omit as Omit
from ._core.http.omit import not_given as not_given
from ._core.http.omit import omit as omit
from ._core.http.request import Body as Body
from ._core.http.request import Headers as Headers
from ._core.http.request import Query as Query
from ._core.http.request import RequestOptions as RequestOptions
from .types._files import FileContent as FileContent
from .types._files import FileTypes as FileTypes

__all__ = [
    "NOT_GIVEN",
    "Body",
    "FileContent",
    "FileTypes",
    "Headers",
    "NotGiven",
    "Omit",
    "Query",
    "RequestOptions",
    "Timeout",
    "not_given",
    "omit",
]
