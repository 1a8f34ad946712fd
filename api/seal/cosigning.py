"""Cosignatures in the house: taken in from witnesses of the log's own policy, and checked again with the store."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.keys import verify_ed25519
from domain.kernel.refusals import NotKnown, Refusal
from domain.seal.notes import Note, NoteSignature, NoteWrong, cosigners, read_note
from domain.seal.policy import Party, Policy
from domain.seal.witnessing import WitnessAskedWrong, read_tree_head
from projections.sql import statements

SQL = statements(Path(__file__).with_name("witnesses.sql"))

PAGE = 500


class CosignatureUnknown(Refusal):
    """No witness of the log's policy signed this."""

    status = "forbidden"
    sentence = "No witness of this log's policy cosigned this head."


class HeadOfAnotherHistory(Refusal):
    """What was cosigned is not the head that this log signed at that size: one of the two is a rewritten history."""

    sentence = "This is not the head that the log has at {size} events."


class CosignaturesChecked(NamedTuple):
    """What came of checking: how many hold, up to which event the quorum is met, and the first that is wrong."""

    cosignatures: int = 0
    quorum_size: int = 0
    fault: tuple[str, int, str] | None = None
    """A code, the size of the head, what was found."""


def put_cosignatures(connection: Connection[TupleRow], policy: Policy, note: Note, now: datetime) -> tuple[Party, ...]:
    """Keep what witnesses of the policy said of a head; returns them. Lines of others are passed over.

    Refuses `NotKnown`, `HeadOfAnotherHistory`, `CosignatureUnknown` and `WitnessAskedWrong`.
    """
    size = read_tree_head(note).size
    row = connection.execute(SQL["checkpoint_at"], {"size": size}).fetchone()
    if row is None:
        raise NotKnown
    if read_note(row[1]).text != note.text:
        raise HeadOfAnotherHistory(size=size)
    found = tuple(_found(policy, note))
    if not found:
        raise CosignatureUnknown
    for party, line in found:
        put_line(connection, party, line, size, now)
    return tuple(party for party, _ in found)


def put_line(connection: Connection[TupleRow], party: Party, line: NoteSignature, size: int, now: datetime) -> None:
    """Keep a cosignature that was verified; of one key only the first over a head."""
    begins = len(f"— {line.name} ") + 5  # so much of the key's identifier is whole characters of base64
    values = {"size": size, "name": line.name, "line": line.line, "now": now, "begins": begins}
    connection.execute(SQL["put_cosignature"], values)
    put_witness(connection, party, Asked(size), now)


class Asked(NamedTuple):
    """What came of asking a witness: the largest head it is known to have cosigned, and why it did no more."""

    size: int
    code: str | None = None
    told: str = ""
    at: datetime | None = None


def put_witness(connection: Connection[TupleRow], party: Party, asked: Asked, now: datetime) -> None:
    """Remember what came of asking."""
    values = {"key": party.key.told, "name": party.key.name, "now": now}
    connection.execute(SQL["put_witness"], values | {"size": asked.size, "code": asked.code, "told": asked.told})


def asked_last(connection: Connection[TupleRow], party: Party) -> Asked | None:
    """What came of asking a witness last; None where it was never asked."""
    row = connection.execute(SQL["witness"], {"key": party.key.told}).fetchone()
    return Asked(row[0], row[2], row[3], row[1]) if row else None


def check_cosignatures(connection: Connection[TupleRow], policy: Policy) -> CosignaturesChecked:
    """Every cosignature that is kept, by the keys of the policy; those of others prove nothing and are passed over."""
    count, quorum_size = 0, 0
    keys = [each.key for each in policy.witnesses]
    for size, note in _cosigned(connection):
        try:
            present = cosigners(read_note(note), keys, verify_ed25519)
        except NoteWrong as error:
            return CosignaturesChecked(count, quorum_size, ("cosignature_wrong", size, str(error)))
        count += len(present)
        if present and policy.is_met_by(present):
            quorum_size = size
    return CosignaturesChecked(count, quorum_size)


def as_signed(note: Note) -> Note:
    """A head as the log itself signed it, without what witnesses added after."""
    return Note(note.text, note.signatures[:1])


def _cosigned(connection: Connection[TupleRow]) -> Iterator[tuple[int, str]]:
    after = 0
    while rows := connection.execute(SQL["cosigned"], {"after": after, "limit": PAGE}).fetchall():
        for size, written, lines in rows:
            yield size, written + "".join(lines)
        after = rows[-1][0]


def _found(policy: Policy, note: Note) -> Iterable[tuple[Party, NoteSignature]]:
    """Witnesses with their lines; a known witness's line that does not fit is malformed."""
    for party in policy.witnesses:
        try:
            if note.signed_by(party.key, verify_ed25519) is None:
                continue
        except NoteWrong as error:
            raise WitnessAskedWrong(told=str(error)) from error
        yield (
            party,
            next(each for each in note.signatures if (each.name, each.key_id) == (party.key.name, party.key.id)),
        )
