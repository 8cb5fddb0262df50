"""The steps of a run: one call of the model each, with its tool calls."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.steps import Step
from ...operation import get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncRunStepsResource(
    AsyncResource[ModeT, "AsyncRunStepsResource[Raw]", "AsyncRunStepsResource[Streamed]"]
):
    """The steps of a run: one call of the model each, with its tool calls."""

    @get_list("/v1/runs/{run_id}/steps")
    def list(
        self,
        run_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Step, AsyncArrayPage[Step]]:
        """List the steps of a run, the newest first.

        `GET /v1/runs/{run_id}/steps`

        Args:
            run_id: The run.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: How many items a page has. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the steps of all pages.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
