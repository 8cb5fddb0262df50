"""How many connections go into one pool."""

from __future__ import annotations

from dataclasses import dataclass

from .defaults import CONNECTIONS_PER_POOL, MAX_POOLS


@dataclass(frozen=True, slots=True)
class PoolSize:
    """The limits of one pool; `None` for none."""

    connections: int | None
    keepalive_connections: int | None


def pool_sizes(
    max_connections: int | None, max_keepalive_connections: int | None
) -> list[PoolSize]:
    """Return the sizes of the pools that together have the given limits."""
    count = MAX_POOLS
    for limit in (max_connections, max_keepalive_connections):
        if limit is not None:
            count = min(count, limit // CONNECTIONS_PER_POOL)
    count = max(count, 1)
    return [
        PoolSize(connections, keepalive_connections)
        for connections, keepalive_connections in zip(
            _shares(max_connections, count), _shares(max_keepalive_connections, count), strict=True
        )
    ]


def _shares(limit: int | None, count: int) -> list[int | None]:
    if limit is None:
        return [None] * count
    share, rest = divmod(limit, count)
    return [share + (index < rest) for index in range(count)]
