"""What the doctor finds of the evident log: whether it is sealed, by which key, and whether its history was parted."""

from psycopg import Connection
from psycopg.rows import TupleRow

from api.cli.finding import Finding
from api.seal.history import History, history_of
from api.seal.keyring import keyring_of
from api.seal.resolving import parted
from api.seal.sealing import last_position, newest_checkpoint
from api.settings import Settings
from api.words import say
from domain.seal.notes import read_checkpoint

BEHIND = (
    "A head over {size} events was signed, which this log does not hold. Nothing is sealed until you say how that came "
    "about: bihuan log resolve --reason …"
)
KEY_AWAY = "The key {key} that signs the log is not in {home}. Nothing is sealed until it is back."
PARTED = "Sealed up to event {sealed} of {events}, by the name {origin}: an earlier history was left in the open."


def look_at_sealing(connection: Connection[TupleRow], settings: Settings) -> Finding:
    """Sealing goes on unless a head that was signed is missing here, or the key is."""
    row = connection.execute("SELECT i.name FROM log.identity i").fetchone()
    history = history_of(connection, row[0] if row else "")
    home = settings.home
    found = parted(home, connection, history)
    if found is not None:
        return Finding("sealing", "fault", say(BEHIND, size=found.head.size))
    era = history.newest
    if era.key is not None and not keyring_of(settings).has(era):
        return Finding("sealing", "fault", say(KEY_AWAY, key=era.key.id.hex(), home=home))
    return _sealed(connection, history)


def _sealed(connection: Connection[TupleRow], history: History) -> Finding:
    note = newest_checkpoint(connection)
    facts = {"sealed": read_checkpoint(note).size if note else 0, "events": last_position(connection)}
    if history.forks:
        return Finding("sealing", "warning", say(PARTED, origin=history.newest.origin, **facts))
    return Finding("sealing", "ok", say("Sealed up to event {sealed} of {events}", **facts))
