"""The clients, where letta-client 1 has them."""

from ._async.client import AsyncClient as AsyncClient
from ._async.client import AsyncLetta as AsyncLetta
from ._sync.client import Client as Client
from ._sync.client import Letta as Letta

__all__ = ["AsyncClient", "AsyncLetta", "Client", "Letta"]
