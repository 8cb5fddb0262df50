"""The pages that `list` methods return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._lazy import lazy_exports

if TYPE_CHECKING:
    from httpx import Response as Response

    from ._async.pages import AsyncArrayPage as AsyncArrayPage
    from ._async.pages import AsyncNextFilesPage as AsyncNextFilesPage
    from ._async.pages import AsyncObjectPage as AsyncObjectPage
    from ._async.pages import BaseAsyncPage as BaseAsyncPage
    from ._async.paginator import AsyncPaginator as AsyncPaginator
    from ._core.lists.page import ArrayPageItem as ArrayPageItem
    from ._core.lists.page import BasePage as BasePage
    from ._core.lists.page import NextFilesPageItem as NextFilesPageItem
    from ._core.lists.page import ObjectPageItem as ObjectPageItem
    from ._core.lists.page import PageInfo as PageInfo
    from ._sync.pages import BaseSyncPage as BaseSyncPage
    from ._sync.pages import SyncArrayPage as SyncArrayPage
    from ._sync.pages import SyncNextFilesPage as SyncNextFilesPage
    from ._sync.pages import SyncObjectPage as SyncObjectPage
    from .types._model import BaseModel as BaseModel

__all__ = [
    "ArrayPageItem",
    "AsyncArrayPage",
    "AsyncNextFilesPage",
    "AsyncObjectPage",
    "AsyncPaginator",
    "BaseAsyncPage",
    "BasePage",
    "BaseSyncPage",
    "NextFilesPageItem",
    "ObjectPageItem",
    "PageInfo",
    "SyncArrayPage",
    "SyncNextFilesPage",
    "SyncObjectPage",
]

# A type checker that saw `__getattr__` would not notice a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "letta_client._async.pages": [
                "AsyncArrayPage",
                "AsyncNextFilesPage",
                "AsyncObjectPage",
                "BaseAsyncPage",
            ],
            "letta_client._async.paginator": ["AsyncPaginator"],
            "letta_client._core.lists.page": [
                "ArrayPageItem",
                "BasePage",
                "NextFilesPageItem",
                "ObjectPageItem",
                "PageInfo",
            ],
            "letta_client._sync.pages": [
                "BaseSyncPage",
                "SyncArrayPage",
                "SyncNextFilesPage",
                "SyncObjectPage",
            ],
            # letta-client 1 imports them here, so somebody may import them from here, too.
            "httpx": ["Response"],
            "letta_client.types._model": ["BaseModel"],
        },
    )
