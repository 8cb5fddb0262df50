"""Any model, as the table of its fields."""

from __future__ import annotations

from pydantic import BaseModel

from ..blocks import Block, Card, Code, Facts, Fold
from ..values import HIDDEN, data, is_secret, moment, text

_LONGEST_FACT = 200


def fields_of(model: BaseModel) -> dict[str, object]:
    """Return the fields of a model that say something, also those that we do not know."""
    fields = {**model.__dict__, **(model.model_extra or {})}
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def fields_card(shown: object) -> Block:
    """Return a card with the fields of a model, or with anything else as a text."""
    name = type(shown).__name__
    if not isinstance(shown, BaseModel):
        return Card(name, blocks=[Code(text(shown))])
    fields = fields_of(shown)
    title = fields.get("id")
    return Card(name, title if isinstance(title, str) else "", blocks=_blocks(fields))


def all_fields(model: BaseModel) -> Fold:
    """Return the fields of a model, folded."""
    return Fold("All fields", _blocks(fields_of(model)))


def _blocks(fields: dict[str, object]) -> list[Block]:
    facts: list[tuple[str, str]] = []
    folds: list[Block] = []
    for name, value in fields.items():
        if is_secret(name, value):
            facts.append((name, HIDDEN))
        elif _is_short(value):
            facts.append((name, moment(value)))
        else:
            shown = text(value) if isinstance(value, str) else data(value)
            folds.append(Fold(name, [Code(shown)]))
    return [Facts(facts), *folds]


def _is_short(value: object) -> bool:
    if isinstance(value, (list, dict, BaseModel)):
        return False
    return len(str(value)) <= _LONGEST_FACT
