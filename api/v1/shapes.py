"""What `/v1` answers, as structures that OpenAPI knows: what pages show as words, here are codes and identifiers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from api.receipts import ReceiptTold
from api.v1.plainly import with_names
from domain.deadline.deadline import Deadline
from projections.audit_trail.view import Act
from projections.deadlines.view import Clock
from projections.hazard_ledger.view import Hazard


class NameTold(Struct, kw_only=True):
    """What an identifier is called. A name that was erased is null."""

    kind: str
    """`unit`, `person`, `appointment` or `hazard`."""
    name: str | None
    """Of the unit or the person; of a hazard its number."""
    post: str | None = None
    unit: UUID | None = None
    """Where the post is."""


Names = dict[str, NameTold]
"""Names of units, people, appointments and other hazards that an answer mentions, by identifier."""


Row = dict[str, Any]
"""A hazard as the ledger has it, its fields by name; see `projections/hazard_ledger/view.py`."""


class ClockTold(Struct, kw_only=True):
    """One run of a clock of a hazard."""

    deadline: Deadline
    state: str
    """`running`, `soon`, `overdue`, `in_time`, `late` or `replaced`."""
    stopped_at: datetime | None
    stopped_by: str | None
    """Stored name of the event that ended it."""
    is_warned: bool
    level: int | None
    """The highest level above the unit that was told that it ran out."""


class HazardTold(Struct, kw_only=True):
    """A hazard as it stands, or stood at the moment asked for, with all its clocks."""

    hazard: Row
    unit_path: str
    clocks: list[ClockTold]
    events: int
    """How many events it is made of."""
    events_left_out: int
    """How many events of today's record do not belong to the moment asked for."""
    holds: list["HoldTold"]
    """Legal holds that cover it, or covered it at that moment."""
    names: Names


class LineTold(Struct, kw_only=True):
    """A hazard in the ledger, and since when it has stood so."""

    hazard: Row
    unit_path: str
    from_position: int
    until_position: int | None
    known_from: datetime
    known_until: datetime | None


class LedgerTold(Struct, kw_only=True):
    """A page of the ledger."""

    items: list[LineTold]
    names: Names
    count: int | None = None
    """How many lines there are in all, counted to a thousand; only with the first page of a plain question."""
    is_more: bool | None = None
    """Whether there are more than were counted."""
    after: str | None = None
    position: int


class SignatureTold(Struct, kw_only=True):
    """A signature under an event, as this server finds it now; `envelope` is enough to check it without the server."""

    envelope: str
    """The DSSE envelope, character for character as it is kept."""
    meaning: str | None
    """Code of what it means, e.g. `verification`."""
    level: str
    """`passkey`, `software_key`, or `server_attested`: not a personal signature. `none` for a key nobody knows."""
    key: UUID | None
    """What `/v1/keys/{key}` tells of."""
    fingerprint: str | None
    """Hex SHA-256 of the public key."""
    text: str | None
    """What the signer was shown; null where it was erased."""
    salt: str | None
    """With it the text's digest is the statement's `display`: SHA-256 of salt and text."""
    shown_at: datetime | None
    fault: str | None
    """The check that failed on this server, as a stable word; null where it verifies."""
    checked_at: datetime
    key_lost_on: date | None
    """The day since when somebody else may have had the key, where it was signed since then."""


class EventTold(Struct, kw_only=True):
    """An event with its envelope as it is recorded, its place in the log and the time of recording."""

    position: int
    recorded_at: datetime
    body: dict[str, Any]
    signature: SignatureTold | None = None
    superseded_by: int | None = None
    """Position of the later event that took its place; its signature stays valid."""


class EventsTold(Struct, kw_only=True):
    """The events of a hazard, in order."""

    items: list[EventTold]
    names: Names


class UnitTold(Struct, kw_only=True):
    """A unit of the directory."""

    unit: UUID
    code: str
    kind: str
    name: str
    path: str
    parent: UUID | None
    closed_on: date | None
    is_enrolled: bool
    version: int


class PersonTold(Struct, kw_only=True):
    """Somebody of the directory. A name that was erased is null."""

    person: UUID
    name: str | None
    unit: UUID
    is_enrolled: bool
    left_on: date | None
    version: int


class AppointmentTold(Struct, kw_only=True):
    """Who holds or held a post; both days are included."""

    appointment: UUID
    person: UUID
    person_name: str | None
    post: str
    unit: UUID
    kind: str
    from_on: date
    until_on: date | None
    delegated_by: UUID | None
    only: list[str]
    document: str | None
    is_held: bool
    """Today."""
    version: int


class UnitsTold(Struct, kw_only=True):
    """Units, by path."""

    items: list[UnitTold]
    after: str | None = None


class PeopleTold(Struct, kw_only=True):
    """People, by identifier."""

    items: list[PersonTold]
    after: str | None = None


class AppointmentsTold(Struct, kw_only=True):
    """Appointments, by identifier."""

    items: list[AppointmentTold]
    after: str | None = None


class TrailTold(Struct, kw_only=True):
    """Acts, newest first."""

    items: list[Act]
    names: Names
    after: str | None = None
    position: int


class BoardTold(Struct, kw_only=True):
    """Running clocks, what runs out first coming first."""

    items: list[Clock]
    names: Names
    after: str | None = None
    position: int


class AccessActTold(Struct, kw_only=True):
    """An act of access: `at` by the server's clock, `recorded_at` by the database's."""

    id: int
    at: datetime
    recorded_at: datetime
    what: str
    """`session.opened`, `account.made` …"""
    who: UUID | None
    """The account that acted; none for the console, and for whoever failed to sign in."""
    about: UUID | None
    """The account it is about; none where the name that was typed is nobody's."""
    detail: str | None
    address: str | None
    """Keyed digest of the network address."""


class AccessActsTold(Struct, kw_only=True):
    """Acts of access, newest first."""

    items: list[AccessActTold]
    accounts: dict[str, str]
    """Sign-in names of the accounts, by identifier."""
    after: str | None = None


class AttachmentTold(Struct, kw_only=True):
    """A file that was taken in; `attachment` is what a command names as its evidence."""

    attachment: UUID
    ciphertext_sha256: str
    size: int
    kind: str


class LogKeyTold(Struct, kw_only=True):
    """What an auditor or a witness pins."""

    log: str
    key: str
    """Name, identifier, type and key, as C2SP signed-note writes a verifier's key."""


class ConsistencyTold(Struct, kw_only=True):
    """That an earlier tree is a beginning of a later one."""

    old: int
    new: int
    proof: list[bytes]


class StatementTold(Struct, kw_only=True):
    """A step that waits for its signature."""

    id: UUID
    command: str
    payload: str
    """The canonical statement in base64: what an envelope carries, byte for byte."""
    payload_type: str
    text: str
    """What it says, as the signer is shown it; its salted digest is in the statement."""
    needed: str
    """The level of signature that the step needs."""
    expires_at: datetime


class KeyTold(Struct, kw_only=True):
    """A key to sign with."""

    id: UUID
    person: UUID
    holder: str
    label: str
    scheme: str
    state: str
    """waiting, confirmed, refused or revoked."""
    fingerprint: str
    """Hex SHA-256 of the public key (SubjectPublicKeyInfo)."""


class KeyRecordTold(Struct, kw_only=True):
    """A key for whoever checks a signature by it: what was enrolled, and all that happened to it."""

    id: UUID
    person: UUID
    unit: UUID
    scheme: str
    level: str
    algorithm: str
    public_key: str
    """SubjectPublicKeyInfo in base64."""
    fingerprint: str
    """Hex SHA-256 of the public key."""
    relying_party: str | None
    """Of a passkey: the host name that it is bound to."""
    authenticator: str | None
    is_backed_up: bool | None
    state: str
    """waiting, confirmed, refused or revoked."""
    lost_on: date | None
    events: list[EventTold]
    """Enrolled, confirmed, revoked …, each with its signature: who made sure of it, and with which key."""
    names: Names


class KeysTold(Struct, kw_only=True):
    """Keys."""

    keys: list[KeyTold]


class PostTold(Struct, kw_only=True):
    """A post that whoever asks holds."""

    appointment: UUID
    post: str
    unit: UUID
    unit_name: str
    kind: str
    is_current: bool
    """Whether the request acts in it."""


class MeTold(Struct, kw_only=True):
    """Who asks, and in which post."""

    sign_in: str
    person: UUID | None
    name: str | None
    posts: list[PostTold]
    may_write: bool
    is_administrator: bool
    reads: list[str]
    """Paths of the units whose subtrees the post reads."""
    log: str
    is_trial: bool
    csrf: str | None
    """With a session cookie: what `X-CSRF-Token` has to say."""


class CloudEvent(Struct, kw_only=True):
    """An event as CloudEvents 1.0 in JSON; `sequence` is its position in the log."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    sequence: str
    data: dict[str, Any]
    """The envelope as it is recorded."""


class HoldTold(Struct, kw_only=True):
    """A legal hold: nothing of what it covers is erased or purged."""

    id: UUID
    unit: UUID
    """The unit that is held with everything below it, or of which the held hazard is."""
    hazard: UUID | None
    number: str | None
    case: str | None
    """Reference that groups holds."""
    reason: str
    document: str
    is_active: bool
    placed_at: datetime | None
    released_at: datetime | None
    release_reason: str | None
    release_document: str | None


class HoldsTold(Struct, kw_only=True):
    """Holds, those that stand first."""

    items: list[HoldTold]


class RetentionRuleTold(Struct, kw_only=True):
    """For how many years a kind is kept; none is for ever."""

    kept: str
    years: int | None
    version: int | None
    source: str | None
    effective_on: date | None


class RetentionRulesTold(Struct, kw_only=True):
    """The rule of every kind."""

    items: list[RetentionRuleTold]


SHAPES = (
    HoldsTold,
    RetentionRulesTold,
    HoldTold,
    ReceiptTold,
    HazardTold,
    LedgerTold,
    EventsTold,
    UnitTold,
    UnitsTold,
    PersonTold,
    PeopleTold,
    AppointmentTold,
    AppointmentsTold,
    TrailTold,
    BoardTold,
    AccessActsTold,
    AttachmentTold,
    LogKeyTold,
    ConsistencyTold,
    StatementTold,
    KeysTold,
    KeyRecordTold,
    MeTold,
    CloudEvent,
    with_names(Hazard),
)
ROWS = ("HazardTold", "LineTold")
"""Shapes whose `hazard` is such a row."""
