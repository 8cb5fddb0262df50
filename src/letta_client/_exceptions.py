"""The errors, where letta-client 1 has them."""

from ._core.http.errors import APIConnectionError as APIConnectionError
from ._core.http.errors import APIError as APIError
from ._core.http.errors import APIResponseValidationError as APIResponseValidationError
from ._core.http.errors import APIStatusError as APIStatusError
from ._core.http.errors import APITimeoutError as APITimeoutError
from ._core.http.errors import AuthenticationError as AuthenticationError
from ._core.http.errors import BadRequestError as BadRequestError
from ._core.http.errors import ConflictError as ConflictError
from ._core.http.errors import InternalServerError as InternalServerError
from ._core.http.errors import LettaError as LettaError
from ._core.http.errors import NotFoundError as NotFoundError
from ._core.http.errors import PermissionDeniedError as PermissionDeniedError
from ._core.http.errors import RateLimitError as RateLimitError
from ._core.http.errors import UnprocessableEntityError as UnprocessableEntityError

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "LettaError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
]
