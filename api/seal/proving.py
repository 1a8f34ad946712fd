"""Receipts: that an event is in the log under a head that was signed, to keep and to check anywhere."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import verify_ed25519
from api.seal.leafing import SchemeOf, Stored, read, sealed
from api.seal.sealing import SQL, events, from_tiles
from domain.kernel.refusals import NotKnown, Refusal
from domain.seal.leaves import leaf
from domain.seal.merkle import consistency_proof, inclusion_proof
from domain.seal.notes import Note, NoteSignature, cosigners, read_note
from domain.seal.policy import Policy
from domain.seal.receipts import Receipt
from projections.sql import statements

COSIGNING = statements(Path(__file__).with_name("witnesses.sql"))


MOST_LOOKED_AT = 30
"""Heads that are looked through for a quorum, at one a second at most."""


class NotSealedYet(Refusal):
    """The event is on the record; no signed head covers it yet. That takes seconds."""

    status = "behind"
    sentence = "This is recorded, but not sealed yet. Please try again in a few seconds."


class Covering(NamedTuple):
    """A signed head with what witnesses said of it."""

    size: int
    note: Note
    signed_at: datetime

    @property
    def witnesses(self) -> tuple[str, ...]:
        """Who cosigned it, by name."""
        return tuple(dict.fromkeys(each.name for each in self.note.signatures[1:]))


def covering(connection: Connection[TupleRow], position: int) -> Covering | None:
    """The first signed head that covers a position and that a witness cosigned; where none did, the first one."""
    cosigned = connection.execute(COSIGNING["first_cosigned"], {"size": position}).fetchone()
    size = (cosigned and cosigned[0]) or position
    row = connection.execute(SQL["checkpoint_covering"], {"size": size}).fetchone()
    return _covering(connection, row) if row else None


def newest(connection: Connection[TupleRow]) -> Covering | None:
    """The newest signed head."""
    row = connection.execute(SQL["newest_checkpoint"]).fetchone()
    return _covering(connection, row) if row else None


def newest_under(connection: Connection[TupleRow], policy: Policy) -> Covering | None:
    """The newest signed head that a quorum of the policy cosigned, among the last ones that anybody did."""
    keys = [each.key for each in policy.witnesses]
    for size, note, lines, signed_at in connection.execute(COSIGNING["newest_cosigned"], {"limit": MOST_LOOKED_AT}):
        head = Covering(size, read_note(note).with_signatures(_lines(lines)), signed_at)
        if policy.is_met_by(cosigners(head.note, keys, verify_ed25519)):
            return head
    return None


def receipt_for(connection: Connection[TupleRow], position: int, scheme_of: SchemeOf) -> Receipt:
    """The receipt of an event under the head that `covering` gives; refuses `NotKnown` and `NotSealedYet`."""
    stored = next(iter(events(connection, position - 1, position, 1)), None)
    if stored is None:
        raise NotKnown
    head = covering(connection, position)
    if head is None:
        raise NotSealedYet
    proof = from_tiles(connection, lambda node: inclusion_proof(node, position - 1, head.size))
    return Receipt(position - 1, tuple(proof), head.note, leaf_of(stored, scheme_of))


def consistency(connection: Connection[TupleRow], old: int, new: int) -> list[bytes]:
    """Proof that the tree of the old size is a beginning of that of the new; refuses sizes that there are not."""
    head = newest(connection)
    if head is None or not 0 < old <= new <= head.size:
        raise NotKnown
    return from_tiles(connection, lambda node: consistency_proof(node, old, new))


def leaf_of(stored: Stored, scheme_of: SchemeOf) -> bytes:
    """The leaf of an event."""
    return leaf(sealed(stored, read(stored.body), scheme_of))


def _covering(connection: Connection[TupleRow], row: TupleRow) -> Covering:
    size, written, signed_at = row
    said = connection.execute(SQL["cosignatures"], {"size": size}).fetchall()
    return Covering(size, read_note(written).with_signatures(_lines(line for (line,) in said)), signed_at)


def _lines(lines: Iterable[str]) -> Iterable[NoteSignature]:
    for line in lines:
        yield from read_note(f"\n\n{line}").signatures
