"""What can happen to a key."""

from datetime import date
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.identity import Commitment, PersonId, UnitId
from domain.key.terms import Algorithm, Scheme


class KeyEvent(Event):
    """Something happened to one key; the stream is the key."""


class KeyEnrolled(KeyEvent, name="key.enrolled.v1"):
    """A person brought a key; the event carries a signature by that key over its own enrolment."""

    person: PersonId
    unit: UnitId
    """The unit of the post in which it was enrolled: its registrars, or those above, confirm."""
    scheme: Scheme
    algorithm: Algorithm
    public_key: str
    """SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in base64; of a server-attested sign-in the server's own key."""
    label: Commitment
    """What its holder calls it."""
    credential: str | None = None
    """Of a passkey: the credential's identifier, base64 for addresses without padding."""
    relying_party: str | None = None
    """Of a passkey: the host name that it is bound to."""
    authenticator: str | None = None
    """Of a passkey: identifier of the authenticator's model (AAGUID), where it tells."""
    is_backed_up: bool | None = None
    """Of a passkey: whether a copy is kept by the maker of the device."""
    account: UUID | None = None
    """Of a server-attested sign-in: the account whose password is meant."""
    password_round: int | None = None
    """Of a server-attested sign-in: how often somebody else had set the account's password."""


class KeyConfirmed(KeyEvent, name="key.confirmed.v1"):
    """A registrar, or for the first one the console, made sure whose key it is; from then on it can sign."""

    fingerprint: str
    """Hex SHA-256 of the public key, as it was compared."""


class KeyRefused(KeyEvent, name="key.refused.v1"):
    """A registrar could not make sure of it; the key never signs."""

    reason: str


class KeyRevoked(KeyEvent, name="key.revoked.v1"):
    """The key signs no more from this event's place in the log on; what it signed before stays signed."""

    reason: str
    lost_on: date | None = None
    """The day since when somebody else may have had it, where that is known: signatures since then are marked."""


class KeyRenamed(KeyEvent, name="key.renamed.v1"):
    """Its holder calls it something else."""

    label: Commitment
