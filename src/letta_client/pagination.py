"""The pages that `list` methods return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._lazy import lazy_exports

if TYPE_CHECKING:
    from ._async.pages import AsyncArrayPage as AsyncArrayPage
    from ._async.pages import BaseAsyncPage as BaseAsyncPage
    from ._async.paginator import AsyncPaginator as AsyncPaginator
    from ._core.lists.page import ArrayPageItem as ArrayPageItem
    from ._core.lists.page import BasePage as BasePage
    from ._core.lists.page import PageInfo as PageInfo
    from ._sync.pages import BaseSyncPage as BaseSyncPage
    from ._sync.pages import SyncArrayPage as SyncArrayPage

__all__ = [
    "ArrayPageItem",
    "AsyncArrayPage",
    "AsyncPaginator",
    "BaseAsyncPage",
    "BasePage",
    "BaseSyncPage",
    "PageInfo",
    "SyncArrayPage",
]

# A type checker that saw `__getattr__` would not notice a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "letta_client._async.pages": ["AsyncArrayPage", "BaseAsyncPage"],
            "letta_client._async.paginator": ["AsyncPaginator"],
            "letta_client._core.lists.page": ["ArrayPageItem", "BasePage", "PageInfo"],
            "letta_client._sync.pages": ["BaseSyncPage", "SyncArrayPage"],
        },
    )
