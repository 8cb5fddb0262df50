"""Connections are shared out among pools: as many as allowed, and evenly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.http.defaults import CONNECTIONS_PER_POOL, MAX_POOLS
from letta_client._core.http.pool_sizes import PoolSize, pool_sizes

LIMITS = st.none() | st.integers(0, 2000)


@given(LIMITS, LIMITS)
def test_all_pools_together_have_the_limits(
    connections: int | None, keepalive_connections: int | None
) -> None:
    sizes = pool_sizes(connections, keepalive_connections)
    for limit, shares in (
        (connections, [size.connections for size in sizes]),
        (keepalive_connections, [size.keepalive_connections for size in sizes]),
    ):
        given_shares = [share for share in shares if share is not None]
        if limit is None:
            assert given_shares == []
        else:
            assert sum(given_shares) == limit
            assert max(given_shares) - min(given_shares) <= 1
            assert len(sizes) == 1 or min(given_shares) >= CONNECTIONS_PER_POOL


@given(LIMITS, LIMITS)
def test_there_is_a_pool_and_not_too_many(
    connections: int | None, keepalive_connections: int | None
) -> None:
    assert 1 <= len(pool_sizes(connections, keepalive_connections)) <= MAX_POOLS


def test_by_default_there_are_25_pools_of_40() -> None:
    assert pool_sizes(1000, 100) == [PoolSize(40, 4)] * 25


def test_a_few_connections_are_one_pool() -> None:
    assert pool_sizes(1, 20) == [PoolSize(1, 20)]
