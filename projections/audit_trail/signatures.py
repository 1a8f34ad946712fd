"""What the rows tell of signatures: level, key and meaning. Whether a signature is good, whoever shows it checks."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.key.state import fingerprint
from domain.key.terms import LEVELS, Level, Scheme
from projections.audit_trail.flags import UNREAD
from projections.model import Keep
from projections.reading import Seen, Streams


class Signature(NamedTuple):
    """A signature as a row tells it."""

    level: str
    key: UUID | None = None
    fingerprint: str | None = None
    meaning: str | None = None
    shown_at: datetime | None = None

    def was_unread(self, recorded_at: datetime) -> bool:
        """Whether it was made sooner after the text was shown than anybody reads."""
        return self.shown_at is not None and recorded_at - self.shown_at < UNREAD


NOT_SIGNED = Signature(Level.NONE.value)
NOT_ASKED = "not_asked"
"""The level of what nobody signs: acts of policies, imports and the console, and what came along with a step."""


class _Line(msgspec.Struct):
    keyid: str = ""


class _Envelope(msgspec.Struct):
    payload: str
    signatures: list[_Line]


class _Statement(msgspec.Struct):
    meaning: str | None = None
    claimed_at: datetime | None = None


class _Said(NamedTuple):
    key: UUID | None
    statement: _Statement


_ENVELOPES = msgspec.json.Decoder(_Envelope)
_STATEMENTS = msgspec.json.Decoder(_Statement)


def read_signatures(streams: Streams, keep: Keep, enrolments: str) -> Mapping[int, Signature]:
    """Signatures of the new events that carry one, by position; `enrolments` finds scheme and public key of keys."""
    said = {seen.position: _said(seen.recorded.signatures[0]) for seen in _signed(streams, keep.after)}
    keys = {each.key for each in said.values() if each.key}
    found = keep.rows(enrolments, {"keys": sorted(keys)}) if keys else []
    held = {key: (LEVELS[Scheme(scheme)].value, fingerprint(public_key)) for key, scheme, public_key in found}
    return {position: _signature(each, held) for position, each in said.items()}


def _signed(streams: Streams, after: int) -> Iterator[Seen]:
    events: Iterable[Seen] = (each for stream in streams.values() for each in stream)
    return (each for each in events if each.recorded.signatures and each.position > after)


def _said(envelope: str) -> _Said:
    """Of an envelope that cannot be read nothing is known, and its row says so; the log is not held up by it."""
    try:
        read = _ENVELOPES.decode(envelope)
        return _Said(UUID(read.signatures[0].keyid), _STATEMENTS.decode(base64.b64decode(read.payload)))
    except (msgspec.MsgspecError, ValueError, IndexError):
        return _Said(None, _Statement())


def _signature(said: _Said, held: Mapping[UUID, tuple[str, str]]) -> Signature:
    level, digits = held.get(said.key, (UNKNOWN, None)) if said.key else (UNKNOWN, None)
    return Signature(level, said.key, digits, said.statement.meaning, said.statement.claimed_at)


UNKNOWN = "unknown"
"""There is a signature, and nobody knows by which key."""
