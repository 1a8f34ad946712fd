"""From what the store holds to leaves: the body read as far as a leaf binds it, byte for byte as it is kept."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from domain.key.terms import LEVELS, Level, Scheme
from domain.record import instant
from domain.seal.leaves import FORM, Sealed


class Stored(NamedTuple):
    """An event as the store holds it."""

    position: int
    recorded_at: datetime
    stream: UUID
    version: int
    name: str
    body: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body."""
        return hashlib.sha256(self.body).digest()


class Actor(msgspec.Struct):
    """Who acted, in the words of the body."""

    kind: str
    person: str | None = None
    appointment: str | None = None
    post: str | None = None
    unit: str | None = None
    on_behalf_of: str | None = None


class Read(msgspec.Struct):
    """What of a body the leaf says again, and who acted."""

    log: str
    stream: UUID
    ver: int
    name: str
    prev: str | None
    command: str
    actor: Actor
    signatures: tuple[str, ...]
    data: msgspec.Raw


class _Signature(msgspec.Struct):
    keyid: str = ""


class _Envelope(msgspec.Struct):
    signatures: tuple[_Signature, ...] = ()


class _Enrolment(msgspec.Struct):
    scheme: Scheme


class _Graded(msgspec.Struct):
    grade: str | None = None
    grade_proposed: str | None = None


_READ = msgspec.json.Decoder(Read)
_ENVELOPE = msgspec.json.Decoder(_Envelope)
_ENROLMENT = msgspec.json.Decoder(_Enrolment)
_GRADED = msgspec.json.Decoder(_Graded)

ENROLLED = "key.enrolled.v1"

SchemeOf = Callable[[str], Scheme | None]
"""Gives the scheme of an enrolled key by its identifier."""


SignedBy = tuple[str | None, Level | None]
"""The key that an event's signature names, and the level of its scheme; neither where nobody signed."""

T = TypeVar("T")


class BodyUnreadable(Exception):
    """A body is not what the writer writes: meddled with, or of a newer form."""


def read(body: bytes) -> Read:
    """The parts of a body; raises `BodyUnreadable`."""
    return _decoded(_READ, body)


def _decoded(decoder: "msgspec.json.Decoder[T]", content: bytes | str | msgspec.Raw) -> T:
    try:
        return decoder.decode(content)
    except msgspec.MsgspecError as error:
        raise BodyUnreadable(str(error)) from error


def sealed(stored: Stored, parts: Read, scheme_of: SchemeOf) -> Sealed:
    """What the leaf of an event says."""
    key, level = signed_by(stored, parts, scheme_of)
    return Sealed(
        log=parts.log,
        position=stored.position,
        stream=str(stored.stream),
        version=stored.version,
        name=stored.name,
        prev=parts.prev,
        recorded_at=stored.recorded_at,
        body=stored.body,
        level=level.value if level else None,
        key=key,
    )


class _Leaf(msgspec.Struct):
    """A leaf's fields in the order of their names, which is the canonical one."""

    body: str
    key: str | None
    len: int
    level: str | None
    log: str
    name: str
    pos: int
    prev: str | None
    rec: str
    stream: str
    v: int
    ver: int


_LEAF = msgspec.json.Encoder()


def leaf_bytes(stored: Stored, parts: Read, signed: SignedBy, digest: str) -> bytes:
    """What `domain.seal.leaves.leaf` writes, inside the canonical profile; for whole logs.

    `signed` is what `signed_by` tells of the event, `digest` is the body's.
    """
    key, level = signed
    return _LEAF.encode(
        _Leaf(
            digest,
            key,
            len(stored.body),
            level.value if level else None,
            parts.log,
            stored.name,
            stored.position,
            parts.prev,
            instant(stored.recorded_at),
            str(stored.stream),
            FORM,
            stored.version,
        )
    )


def signed_by(stored: Stored, parts: Read, scheme_of: SchemeOf) -> SignedBy:
    """The key that the signature names, and the level of its scheme; a key may sign its own enrolment."""
    key = key_named(parts.signatures[0]) if parts.signatures else None
    if key is None:
        return None, None
    scheme = scheme_of(key)
    if stored.name == ENROLLED and key == str(parts.stream):
        scheme = _decoded(_ENROLMENT, parts.data).scheme
    return key, LEVELS[scheme] if scheme else None


def grade_in(data: msgspec.Raw, field: str) -> str | None:
    """The grade that an event tells in a field; raises `BodyUnreadable`."""
    found: str | None = getattr(_decoded(_GRADED, data), field)
    return found


def key_named(text: str) -> str | None:
    """The key that a stored signature names; raises `BodyUnreadable`."""
    try:
        (signature,) = _ENVELOPE.decode(text).signatures
    except (msgspec.MsgspecError, ValueError) as error:
        raise BodyUnreadable(str(error)) from error
    return signature.keyid or None
