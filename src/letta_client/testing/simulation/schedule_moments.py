"""When scheduled messages are sent: once, or at the moments of a cron expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Protocol

from cronsim import CronSim, CronSimError

CAUGHT_UP = 1000
"""How many moments of a schedule are made up for when the clock makes a leap: the last ones."""
_CRON_FIELDS = 5
_SECOND = timedelta(seconds=1)


class Moments(Protocol):
    """When something is sent."""

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first moment after this one; `None` if there is none."""
        ...

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """Return the moments from `first` to `last`, both included, the earliest first.

        Of more than `CAUGHT_UP`, only the last ones.
        """
        ...


@dataclass(frozen=True)
class Once:
    """One moment."""

    at: datetime

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the moment, if it is after this one."""
        return self.at if self.at > moment else None

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """Return the moment, if it is in between."""
        return [self.at] if first <= self.at <= last else []


@dataclass(frozen=True)
class Recurring:
    """The moments of a cron expression, in UTC.

    Args:
        expression: five fields: minute, hour, day of the month, month, day of the week.

    Raises:
        ValueError: it is no cron expression.
    """

    expression: str

    def __post_init__(self) -> None:
        """Check the expression."""
        if len(self.expression.split()) != _CRON_FIELDS:
            raise ValueError("a cron expression has five fields")
        try:
            CronSim(self.expression, datetime.min)
        except CronSimError as error:
            raise ValueError(str(error)) from None

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first moment after this one, if there is one within 50 years."""
        return next(_ticks(CronSim(self.expression, moment)), None)

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """Return the moments from `first` to `last`; of more than `CAUGHT_UP`, only the last."""
        # The moment that it begins with is left out.
        backwards = CronSim(self.expression, last.replace(microsecond=0) + _SECOND, reverse=True)
        found = takewhile(lambda moment: moment >= first, _ticks(backwards))
        return [*islice(found, CAUGHT_UP)][::-1]


def _ticks(moments: Iterator[datetime]) -> Iterator[datetime]:
    """Yield moments up to the end of time, which is no error."""
    try:
        yield from moments
    except OverflowError:
        return
