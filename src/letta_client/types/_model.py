"""What every model of the API has in common.

Responses keep fields that we do not know, enumerations accept values that we do not know, and
unions accept variants that we do not know: a newer server must not break an older client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

import pydantic
from pydantic import AfterValidator, ConfigDict
from typing_extensions import override

from .._display import Displayed
from ._construction import construct_model


class BaseModel(Displayed, pydantic.BaseModel):
    """A payload of the API.

    Fields that the server sent and this version of the library does not know are kept in
    `model_extra` and come back out of `to_dict` and `to_json`.
    """

    # The validators are built on first use: importing sixty models has to cost nothing.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow", defer_build=True, protected_namespaces=()
    )

    def __str__(self) -> str:
        """Return the same as `repr`: with the name of the class."""
        return repr(self)

    @classmethod
    @override
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:  # pyright: ignore[reportDeprecated]
        """Return a model with these values, which are not checked; nested models are built, too.

        Args:
            _fields_set: the names of the fields that count as given; those in `values` by default.
            values: the values, by the names that the API has for the fields.
        """
        built: Self = construct_model(values, cls)
        if _fields_set is not None:
            built.__pydantic_fields_set__.clear()
            built.__pydantic_fields_set__.update(_fields_set)
        return built

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, Any]:
        """Return the model as a dictionary, nested models included.

        Args:
            mode: "python" keeps datetimes as `datetime`; "json" turns every value into what JSON
                has for it.
            use_api_names: name the fields as the API does, where the model's name differs.
            exclude_unset: leave out the fields that the server did not send.
            exclude_defaults: leave out the fields that have their default value.
            exclude_none: leave out the fields that are `None`.
            warnings: warn of values that do not fit their field's type.
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """Return the model as a JSON text; the arguments are those of `to_dict`.

        Args:
            indent: spaces a level, or `None` for a text on one line.
            use_api_names: see `to_dict`.
            exclude_unset: see `to_dict`.
            exclude_defaults: see `to_dict`.
            exclude_none: see `to_dict`.
            warnings: see `to_dict`.
        """
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )


_EPOCH = datetime(1970, 1, 1)
_UTC_EPOCH = _EPOCH.replace(tzinfo=UTC)


def _assume_utc(moment: datetime) -> datetime:
    """Give a moment without a zone the zone UTC."""
    if moment.tzinfo is not None:
        return moment
    # `replace` takes several times as long, and a page may have a thousand of them.
    return _UTC_EPOCH + (moment - _EPOCH)


# Letta 0.16.8 sends some moments (`completed_at`) without a zone; they are in UTC.
UtcDatetime = Annotated[datetime, AfterValidator(_assume_utc)]


def unlike(field: str, *known: object) -> AfterValidator:
    """Let an `Unknown…` variant take only what none of the `known` variants claims by its `field`.

    `known` are models, or unions of them. Without it a damaged payload of a known variant would
    pass as an unknown one, and strict validation would find nothing wrong.
    """
    claimed = {model.model_fields[field].default for model in _models_of(known)}

    def validate(variant: pydantic.BaseModel) -> pydantic.BaseModel:
        tag = getattr(variant, field)
        if tag in claimed:
            raise ValueError(f"{field} {tag!r} is known, but the payload does not fit its model")
        return variant

    return AfterValidator(validate)


def _models_of(types: Iterable[object]) -> Iterator[type[pydantic.BaseModel]]:
    for part in types:
        if isinstance(part, type) and issubclass(part, pydantic.BaseModel):
            yield part
        else:
            yield from _models_of(get_args(part))
