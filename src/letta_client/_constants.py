"""The defaults, where letta-client 1 has them."""

from ._core.http.defaults import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
from ._sync.http_client import DEFAULT_CONNECTION_LIMITS as DEFAULT_CONNECTION_LIMITS
from ._sync.http_client import DEFAULT_TIMEOUT as DEFAULT_TIMEOUT

__all__ = ["DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT"]
