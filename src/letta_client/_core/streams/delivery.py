"""What comes over one connection: which of its events are handed out, and why it is left.

Each event is handed out once, in its order. `deduplication` says which are new, `withheld_end`
which one may have come too early, `patience` when signs of life alone are not enough.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from ...types.streaming import LettaStopReason
from ..http.errors import APIConnectionError, APIStreamError
from .actions import READ, Deliver, Failed, Silent, Steps
from .assembling import Assembler
from .deduplication import NEW, EventSequence, Verdict
from .events import EventReader, data_of, run_id_of
from .patience import Patience
from .resuming import StreamOrigin
from .withheld_end import WithheldEnd

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


class Reason(Enum):
    """Why a connection is left that is not lost."""

    EVENTS_MISSING = "the server left out events, which are asked for again"
    LOOK_DUE = "nothing but signs of life came for long, so the run is looked up"
    RUN_IN_DOUBT = "the run has become known, and may be that of another message"
    NOTHING_LEFT = "the run is over, and nothing more came for long enough"


Interruption: TypeAlias = Reason | Failed | Silent
"""Why nothing more is read from a connection, before the end of the stream."""


class Delivery(Generic[T]):
    """Hands out the events of one stream, over one connection or over several.

    Args:
        reader: reads the frames.
        patience: takes note of what comes.
        origin: what kind of stream it is.
        can_resume: whether it is resumed after a break, so that events can come twice.
        starting_after: the number of the last event that is not wanted.

    Attributes:
        run_id: the run, as soon as it is known.
        sequence: how far the stream has come.
        withheld: the stop reason of a cancelled run, as long as it may have come too early.
        assembler: what was handed out.
        is_run_in_doubt: whether the run is to be looked up before its events are handed out.
    """

    def __init__(
        self,
        reader: EventReader[T],
        patience: Patience,
        origin: StreamOrigin,
        *,
        can_resume: bool,
        starting_after: int | None,
    ) -> None:
        self.run_id = origin.run_id
        self.sequence = EventSequence(starting_after, may_repeat=can_resume)
        self.withheld: WithheldEnd[T] = WithheldEnd()
        self.assembler = Assembler()
        self.is_run_in_doubt = origin.has_own_otids
        self._reader = reader
        self._patience = patience
        self._in_foreground = origin.in_foreground
        self._can_resume = can_resume

    def read(self, response: httpx.Response) -> Steps[Interruption | Literal["done"]]:
        """Hand out the events of a connection; return why nothing more is read from it.

        Raises:
            APIStreamError: the server ended the stream with an error.
            APIResponseValidationError: an event cannot be read.
        """
        reader = self._reader
        # One for all events, as long as they are many: to make it takes a tenth of the whole.
        deliver = Deliver(None)
        self._patience.on_connected()
        self.withheld.on_connected()
        while True:
            frames = yield READ
            if frames is None:
                return self._at_end_of_body(response)
            if isinstance(frames, (Failed, Silent)):
                return frames
            assert isinstance(frames, list)
            is_new_chunk = True
            for frame in frames:
                try:
                    event = reader.read_plain(frame)
                except reader.misfit:
                    event = None
                if event is None:
                    # It is no event, or not one that fits its type.
                    try:
                        event = reader.read(frame, response)
                    except APIStreamError as error:
                        return (yield from self._on_error(error, data_of(frame)))
                if self.withheld.is_latest and (event is not None or reader.ended):
                    yield from self.release_withheld()
                if event is None:
                    if reader.ended:
                        return "done"
                    reason = self._on_sign_of_life()
                else:
                    if event.__class__ is LettaStopReason and self._may_be_early(event):
                        self.withheld.hold(event, data_of(frame))
                        continue
                    verdict = self._admit(event, data_of(frame))
                    if verdict is NEW:
                        if is_new_chunk:
                            self._patience.on_event()
                            is_new_chunk = False
                        deliver.event = event
                        yield deliver
                        continue
                    if verdict is Verdict.ALIVE:
                        yield Deliver(event)
                    reason = self._on_nothing_new(verdict)
                if reason is not None:
                    return reason

    def deliver(self, event: Any) -> Deliver:
        """Return the action that hands out an event which came in another way."""
        self.assembler.add(event)
        return Deliver(event)

    def release_withheld(self) -> Steps[None]:
        """Hand out the stop reason that was withheld, if there is one."""
        held = self.withheld.release()
        if held is not None:
            event, data = held
            if self._admit(event, data) is NEW:
                self._patience.on_event()
                yield Deliver(event)

    def _admit(self, event: T, data: bytes) -> Verdict | None:
        """Return what an event is; if it is new, it counts as handed out.

        It is nothing yet where its run is in doubt.
        """
        if self.run_id is None:
            self.run_id = run_id_of(event)
        if self.is_run_in_doubt and self.run_id is not None:
            return None
        verdict = self.sequence.admit(event, data)
        if verdict is NEW:
            self.assembler.add(event)
        return verdict

    def _on_nothing_new(self, verdict: Verdict | None) -> Reason | None:
        if verdict is None:
            return Reason.RUN_IN_DOUBT
        if verdict is Verdict.AHEAD:
            return Reason.EVENTS_MISSING
        if verdict is Verdict.SEEN:
            self._patience.on_repeated_event()
        return self._on_sign_of_life()

    def _on_sign_of_life(self) -> Reason | None:
        patience = self._patience
        patience.on_sign_of_life()
        if not self._can_resume or self.run_id is None:
            return None
        if patience.is_used_up:
            return Reason.NOTHING_LEFT
        return Reason.LOOK_DUE if patience.is_look_due else None

    def _on_error(self, error: APIStreamError, data: bytes) -> Steps[Reason]:
        """Raise the server's error, unless events before it are missing."""
        if self.withheld.is_latest:
            yield from self.release_withheld()
        self.run_id = self.run_id or run_id_of(error.error)
        if self.is_run_in_doubt and self.run_id is not None:
            self._reader.ended = False
            return Reason.RUN_IN_DOUBT
        verdict = self.sequence.admit(error.error, data)
        if verdict is not Verdict.AHEAD:
            raise error
        self._reader.ended = False
        return Reason.EVENTS_MISSING

    def _at_end_of_body(self, response: httpx.Response) -> Failed | Literal["done"]:
        if self.assembler.is_whole:
            # All has come but the mark of the end.
            return "done"
        if self._in_foreground and self.assembler.stop_reason == "cancelled":
            # Letta 0.16.8 sends nothing after that in the foreground.
            return "done"
        message = "The server closed it before its end."
        return Failed(APIConnectionError(message=message, request=response.request))

    def _may_be_early(self, event: object) -> bool:
        return self._can_resume and getattr(event, "stop_reason", None) == "cancelled"
