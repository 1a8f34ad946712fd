"""Receipts to keep: that an event is in the log under a checkpoint (C2SP tlog-proof, version 1)."""

import base64
import binascii
import re
from dataclasses import dataclass

from domain.seal.merkle import ProofWrong, check_inclusion, leaf_hash
from domain.seal.notes import Checkpoint, Note, NoteKey, NoteWrong, Verify, read_checkpoint, read_note

FIRST_LINE = "c2sp.org/tlog-proof@v1"
EXTRA, INDEX = "extra ", "index "

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Receipt:
    """Where a leaf stands in the tree of a checkpoint, with the proof; `extra` is the leaf itself."""

    index: int
    proof: tuple[bytes, ...]
    note: Note
    extra: bytes

    @property
    def written(self) -> str:
        """As it is kept in a `.tlog-proof` file."""
        lines = [FIRST_LINE, EXTRA + _coded(self.extra), f"{INDEX}{self.index}", *map(_coded, self.proof), ""]
        return "\n".join(lines) + "\n" + self.note.written


def read_receipt(written: str) -> Receipt:
    """The receipt in a text; raises `NoteWrong`."""
    head, blank, note = written.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != FIRST_LINE or len(lines) < 3:
        raise NoteWrong("not a receipt")
    if not lines[1].startswith(EXTRA) or not lines[2].startswith(INDEX):
        raise NoteWrong("not a receipt of this log's form")
    index = lines[2].removeprefix(INDEX)
    if not _INDEX.fullmatch(index):
        raise NoteWrong("not an index")
    proof = tuple(map(_decoded, lines[3:]))
    return Receipt(int(index), proof, read_note(note), _decoded(lines[1].removeprefix(EXTRA)))


def check_receipt(receipt: Receipt, log: NoteKey, verify: Verify) -> Checkpoint:
    """The checkpoint under which the leaf is proved; raises `NoteWrong` or `ProofWrong`."""
    checkpoint = read_checkpoint(receipt.note)
    if checkpoint.origin != log.name or receipt.note.signed_by(log, verify) is None:
        raise NoteWrong("the log did not sign this checkpoint")
    if receipt.index >= checkpoint.size:
        raise ProofWrong("the leaf lies outside the tree")
    check_inclusion(leaf_hash(receipt.extra), receipt.index, checkpoint.size, receipt.proof, checkpoint.root)
    return checkpoint


def _coded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NoteWrong("not base64") from error
    if _coded(value) != text:
        raise NoteWrong("not base64")
    return value
