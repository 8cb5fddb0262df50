"""The typed Python client for the Letta API.

Everything public is here, and is loaded when it is first used: importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._lazy import lazy_exports
from ._version import __version__ as __version__

if TYPE_CHECKING:
    from types import NoneType as NoneType

    from httpx import Timeout as Timeout

    from . import resources as resources
    from . import types as types
    from ._async.aiohttp_client import DefaultAioHttpClient as DefaultAioHttpClient
    from ._async.client import AsyncClient as AsyncClient
    from ._async.client import AsyncLetta as AsyncLetta
    from ._async.http_client import DefaultAsyncHttpxClient as DefaultAsyncHttpxClient
    from ._async.responses import AsyncAPIResponse as AsyncAPIResponse
    from ._async.streams import AsyncStream as AsyncStream
    from ._core.client_tools.errors import ToolRoundsError as ToolRoundsError
    from ._core.http.config import ENVIRONMENTS as ENVIRONMENTS
    from ._core.http.defaults import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
    from ._core.http.errors import APIConnectionError as APIConnectionError
    from ._core.http.errors import APIError as APIError
    from ._core.http.errors import APIResponseValidationError as APIResponseValidationError
    from ._core.http.errors import APIStatusError as APIStatusError
    from ._core.http.errors import APIStreamError as APIStreamError
    from ._core.http.errors import APITimeoutError as APITimeoutError
    from ._core.http.errors import AuthenticationError as AuthenticationError
    from ._core.http.errors import BackgroundUnavailableError as BackgroundUnavailableError
    from ._core.http.errors import BadRequestError as BadRequestError
    from ._core.http.errors import ConflictError as ConflictError
    from ._core.http.errors import ConversationBusyError as ConversationBusyError
    from ._core.http.errors import DuplicateRunError as DuplicateRunError
    from ._core.http.errors import InternalServerError as InternalServerError
    from ._core.http.errors import LettaError as LettaError
    from ._core.http.errors import NotFoundError as NotFoundError
    from ._core.http.errors import OtidInUseError as OtidInUseError
    from ._core.http.errors import PaginationError as PaginationError
    from ._core.http.errors import PendingApprovalError as PendingApprovalError
    from ._core.http.errors import PermissionDeniedError as PermissionDeniedError
    from ._core.http.errors import RateLimitError as RateLimitError
    from ._core.http.errors import UnprocessableEntityError as UnprocessableEntityError
    from ._core.http.omit import NOT_GIVEN as NOT_GIVEN
    from ._core.http.omit import NotGiven as NotGiven
    from ._core.http.omit import Omit as Omit
    from ._core.http.omit import not_given as not_given
    from ._core.http.omit import omit as omit
    from ._core.http.request import RequestOptions as RequestOptions
    from ._core.http.uploads import file_from_path as file_from_path
    from ._core.streams.approvals import Denial as Denial
    from ._core.streams.assembling import StreamResult as StreamResult
    from ._core.streams.session import StreamOutcome as StreamOutcome
    from ._sync.client import Client as Client
    from ._sync.client import Letta as Letta
    from ._sync.http_client import DEFAULT_CONNECTION_LIMITS as DEFAULT_CONNECTION_LIMITS
    from ._sync.http_client import DEFAULT_TIMEOUT as DEFAULT_TIMEOUT
    from ._sync.http_client import DefaultHttpxClient as DefaultHttpxClient
    from ._sync.http_client import ProxiesTypes as ProxiesTypes
    from ._sync.http_client import Transport as Transport
    from ._sync.responses import APIResponse as APIResponse
    from ._sync.streams import Stream as Stream
    from .types._model import BaseModel as BaseModel

__title__ = "letta_client"

__all__ = [
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "ENVIRONMENTS",
    "NOT_GIVEN",
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APIStreamError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncClient",
    "AsyncLetta",
    "AsyncStream",
    "AuthenticationError",
    "BackgroundUnavailableError",
    "BadRequestError",
    "BaseModel",
    "Client",
    "ConflictError",
    "ConversationBusyError",
    "DefaultAioHttpClient",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "Denial",
    "DuplicateRunError",
    "InternalServerError",
    "Letta",
    "LettaError",
    "NoneType",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "OtidInUseError",
    "PaginationError",
    "PendingApprovalError",
    "PermissionDeniedError",
    "ProxiesTypes",
    "RateLimitError",
    "RequestOptions",
    "Stream",
    "StreamOutcome",
    "StreamResult",
    "Timeout",
    "ToolRoundsError",
    "Transport",
    "UnprocessableEntityError",
    "__title__",
    "__version__",
    "file_from_path",
    "not_given",
    "omit",
    "resources",
    "types",
]

# A type checker that saw `__getattr__` would not notice a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "types": ["NoneType"],
            "httpx": ["Timeout"],
            "._async.client": ["AsyncClient", "AsyncLetta"],
            "._async.http_client": ["DefaultAsyncHttpxClient"],
            "._async.aiohttp_client": ["DefaultAioHttpClient"],
            "._async.responses": ["AsyncAPIResponse"],
            "._async.streams": ["AsyncStream"],
            "._core.streams.approvals": ["Denial"],
            "._core.streams.assembling": ["StreamResult"],
            "._core.client_tools.errors": ["ToolRoundsError"],
            "._core.http.config": ["ENVIRONMENTS"],
            "._core.http.errors": [
                "APIConnectionError",
                "APIError",
                "APIResponseValidationError",
                "APIStatusError",
                "APIStreamError",
                "APITimeoutError",
                "AuthenticationError",
                "BackgroundUnavailableError",
                "BadRequestError",
                "ConflictError",
                "ConversationBusyError",
                "DuplicateRunError",
                "InternalServerError",
                "LettaError",
                "NotFoundError",
                "OtidInUseError",
                "PaginationError",
                "PendingApprovalError",
                "PermissionDeniedError",
                "RateLimitError",
                "UnprocessableEntityError",
            ],
            "._core.streams.session": ["StreamOutcome"],
            "._core.http.omit": ["NOT_GIVEN", "NotGiven", "Omit", "not_given", "omit"],
            "._core.http.request": ["RequestOptions"],
            "._core.http.defaults": ["DEFAULT_MAX_RETRIES"],
            "._core.http.uploads": ["file_from_path"],
            "._sync.client": ["Client", "Letta"],
            "._sync.http_client": [
                "DEFAULT_CONNECTION_LIMITS",
                "DEFAULT_TIMEOUT",
                "DefaultHttpxClient",
                "ProxiesTypes",
                "Transport",
            ],
            "._sync.responses": ["APIResponse"],
            "._sync.streams": ["Stream"],
            ".types._model": ["BaseModel"],
        },
        modules=["resources", "types"],
    )
