"""What the doctor looks at outside the house: whether witnesses cosign, whether stamps come."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from api.cli.finding import Finding
from api.seal.asking import TEMPORARY
from api.seal.cosigning import Asked, asked_last
from api.seal.policies import policy_of
from api.seal.proving import newest
from api.seal.stamping import newest_stamp
from api.settings import Settings
from api.system import Database
from api.words import say, sentence, term
from domain.seal.policy import Party, PolicyWrong

NO_WITNESS = (
    "Nobody outside keeps heads of this log: whoever has the server could rewrite it unseen. Let the superior bureau "
    "run `bihuan witness`, and set BIHUAN_WITNESSES."
)
WITNESSED = "{name} cosigned up to event {size}"
REFUSED = "{name} does not cosign: {why} ({told}); it cosigned up to event {size}"
NOT_ASKED = "{name} was not asked yet; `bihuan work` does that."
STAMPED = "Stamped up to event {size} at {at}"
LATE = timedelta(days=1)


def look_outside(database: Database, settings: Settings, now: datetime) -> Iterator[Finding]:
    """A finding a witness, and one about time stamps where an authority is set."""
    try:
        policy = policy_of(settings)
        with psycopg.connect(database.app) as connection:
            findings = [_witness(party, asked_last(connection, party)) for party in policy.witnesses]
            findings += [_stamps(connection, settings, now)] if settings.tsa_url else []
    except PolicyWrong as refusal:
        findings = [Finding("witnesses", "fault", sentence(refusal))]
    except psycopg.Error as error:
        findings = [Finding("witnesses", "fault", f"{type(error).__name__}: {error}".strip())]
    else:
        if not policy.witnesses:
            findings.insert(0, Finding("witnesses", "warning", say(NO_WITNESS)))
    yield from findings


def _witness(party: Party, asked: Asked | None) -> Finding:
    if asked is None:
        return Finding("witnesses", "warning", say(NOT_ASKED, name=party.name))
    if asked.code is None:
        return Finding("witnesses", "ok", say(WITNESSED, name=party.name, size=asked.size))
    level = "warning" if asked.code in TEMPORARY else "fault"
    why = term("witness_code", asked.code)
    return Finding("witnesses", level, say(REFUSED, name=party.name, why=why, told=asked.told, size=asked.size))


def _stamps(connection: Connection[TupleRow], settings: Settings, now: datetime) -> Finding:
    """A stamp is late where the log grew and none came for a day longer than they are asked for."""
    head, last = newest(connection), newest_stamp(connection)
    if last is None:
        return Finding("stamps", "warning", say("No head was stamped yet."))
    said = say(STAMPED, size=last.size, at=last.stamped_at.astimezone(settings.zone).isoformat(" ", "minutes"))
    is_behind = head is not None and head.size > last.size
    is_late = is_behind and now - last.stamped_at > timedelta(minutes=settings.tsa_minutes) + LATE
    return Finding("stamps", "warning" if is_late and settings.tsa_minutes else "ok", said)
