"""Signed notes and checkpoints: the head of the tree in a text that any client of C2SP's formats can check.

Specified by C2SP signed-note, tlog-checkpoint and tlog-cosignature, version 1 each. Ed25519 itself is handed in: these
functions only know which bytes are signed and how lines are written.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from domain.seal.merkle import HASH

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature (second) by an Ed25519 key of 32 bytes (first) fits a message (third)."""

ED25519, COSIGNATURE = 1, 4
"""Types of signature, as the key's identifier counts them in."""

MOST_SIGNATURES = 64
LARGEST = 64 * 1024
HEADS = "heads "
"""Begins the extension line with the root over the heads of all streams."""

_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class NoteWrong(Exception):
    """The text is no note of this kind, or a known key's signature does not fit."""


class NoteKey(NamedTuple):
    """A key as verifiers are configured with it: a name, a type of signature, 32 bytes of Ed25519."""

    name: str
    type: int
    public_key: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, say which key it is."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public_key).digest()[:4]

    @property
    def told(self) -> str:
        """As it is written in configurations: name, identifier, type and key."""
        coded = base64.b64encode(bytes([self.type]) + self.public_key).decode()
        return f"{self.name}+{self.id.hex()}+{coded}"

    @classmethod
    def read(cls, text: str) -> "NoteKey":
        """The key of a configuration; raises `NoteWrong`."""
        try:
            name, identifier, coded = text.strip().split("+", 2)
            content = base64.b64decode(coded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise NoteWrong("not a verifier's key") from error
        key = cls(name, content[0] if content else 0, content[1:])
        if (
            not name
            or len(key.public_key) != 32
            or key.id.hex() != identifier
            or key.type not in (ED25519, COSIGNATURE)
        ):
            raise NoteWrong("not a verifier's key")
        return key


class NoteSignature(NamedTuple):
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """As it is written."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text with signatures."""

    text: str
    """With the newline at its end, without the blank line after it."""
    signatures: tuple[NoteSignature, ...]

    @property
    def written(self) -> str:
        """The whole note."""
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"

    def with_signatures(self, more: Iterable[NoteSignature]) -> "Note":
        """The same with further signatures, none twice."""
        return replace(self, signatures=tuple(dict.fromkeys((*self.signatures, *more))))

    def signed_by(self, key: NoteKey, verify: Verify) -> int | None:
        """Whether the key signed: the time of a cosignature in seconds since 1970, 0 of a signature; None if not.

        Raises `NoteWrong` where there is a signature by this name and identifier that does not fit.
        """
        for each in self.signatures:
            if (each.name, each.key_id) == (key.name, key.id):
                return _time_of(self.text, each, key, verify)
        return None


def _time_of(text: str, signature: NoteSignature, key: NoteKey, verify: Verify) -> int:
    value, at = signature.value, 0
    message = text.encode()
    if key.type == COSIGNATURE:
        if len(value) != 72:
            raise NoteWrong(f"the cosignature by {key.name} is malformed")
        at, value = int.from_bytes(value[:8], "big"), value[8:]
        message = cosigned(text, at)
    if not verify(key.public_key, value, message):
        raise NoteWrong(f"the signature by {key.name} does not fit")
    return at


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs: that it saw this head at a time, in seconds since 1970."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosignature(key: NoteKey, at: int, value: bytes) -> NoteSignature:
    """A witness's signature line."""
    return NoteSignature(key.name, key.id, at.to_bytes(8, "big") + value)


def read_note(written: str) -> Note:
    """The note in a text; raises `NoteWrong`."""
    if len(written) > LARGEST or any(each < " " and each != "\n" for each in written):
        raise NoteWrong("not a note: too long, or control characters")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteWrong("not a note: no signatures under a blank line")
    signatures = tuple(_signatures(lines[:-1].split("\n")))
    if len(signatures) > MOST_SIGNATURES:
        raise NoteWrong("too many signatures")
    return Note(f"{text}\n", signatures)


def _signatures(lines: Iterable[str]) -> Iterator[NoteSignature]:
    for line in lines:
        found = _SIGNATURE.fullmatch(line)
        if found is None:
            raise NoteWrong("a line is no signature")
        try:
            content = base64.b64decode(found[2], validate=True)
        except binascii.Error as error:
            raise NoteWrong("a line is no signature") from error
        if len(content) < 5 or base64.b64encode(content).decode() != found[2]:
            raise NoteWrong("a line is no signature")
        yield NoteSignature(found[1], content[:4], content[4:])


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The head of the tree: how many events it covers, its root, and the root over the heads of all streams."""

    origin: str
    size: int
    root: bytes
    heads: bytes
    """See `heads.py`."""

    @property
    def text(self) -> str:
        """What the log signs."""
        coded = (base64.b64encode(each).decode() for each in (self.root, self.heads))
        root, heads = coded
        return f"{self.origin}\n{self.size}\n{root}\n{HEADS}{heads}\n"


def read_checkpoint(note: Note) -> Checkpoint:
    """The head that a note speaks of; raises `NoteWrong`. Whether anybody signed it, is asked of the note."""
    lines = note.text.split("\n")[:-1]
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]) or not lines[3].startswith(HEADS):
        raise NoteWrong("not a checkpoint")
    checkpoint = Checkpoint(
        origin=lines[0], size=int(lines[1]), root=_hash(lines[2]), heads=_hash(lines[3].removeprefix(HEADS))
    )
    if checkpoint.text != note.text:
        raise NoteWrong("not a checkpoint of this log's form")
    return checkpoint


def _hash(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NoteWrong("not a hash") from error
    if len(value) != HASH:
        raise NoteWrong("not a hash")
    return value


def cosigners(note: Note, witnesses: Iterable[NoteKey], verify: Verify) -> Mapping[NoteKey, int]:
    """Which of the witnesses cosigned, and when; raises `NoteWrong` for a cosignature that does not fit."""
    found = ((key, note.signed_by(key, verify)) for key in witnesses)
    return {key: at for key, at in found if at is not None}
