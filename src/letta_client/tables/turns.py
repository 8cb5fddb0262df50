"""The tokens of a run, as those who train models need them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import TypeAdapter

from letta_client.types.agents.letta_response import Turn
from letta_client.types.runs import Run

from .errors import IncompleteTableError

_TURNS = TypeAdapter(list[Turn] | None)


def turns_of(run: Run) -> list[dict[str, object]] | None:
    """Return the turns in `metadata.result.turns` of a run, or `None` if it has none.

    Raises:
        IncompleteTableError: the ids and the probabilities of a turn are not of the same tokens.
        ValueError: the turns are of another form (pydantic's `ValidationError`).
    """
    result: object = (run.metadata or {}).get("result")
    if not isinstance(result, Mapping):
        return None
    turns = _TURNS.validate_python(cast("Mapping[str, object]", result).get("turns"))
    return None if turns is None else [_checked(run.id, turn) for turn in turns]


def _checked(run_id: str, turn: Turn) -> dict[str, object]:
    tokens = turn.output_token_logprobs
    logprobs = None if tokens is None else [_token(run_id, token) for token in tokens]
    if logprobs is not None and turn.output_ids is not None:
        of_logprobs = [token["token_id"] for token in logprobs]
        if of_logprobs != turn.output_ids:
            raise IncompleteTableError(
                f"{run_id}: the ids and the probabilities of a turn are not of the same tokens"
            )
    return {
        "role": turn.role,
        "output_ids": turn.output_ids,
        "output_token_logprobs": logprobs,
        "content": turn.content,
        "tool_name": turn.tool_name,
    }


def _token(run_id: str, token: list[object]) -> dict[str, object]:
    if len(token) not in (2, 3):
        raise IncompleteTableError(f"{run_id}: a token has {len(token)} values, not 2 or 3")
    logprob, token_id, *text = token
    return {"logprob": logprob, "token_id": token_id, "text": text[0] if text else None}
