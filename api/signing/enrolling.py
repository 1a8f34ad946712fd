"""Bringing a key: a passkey made in front of the page, the public part of a key file, or the password of the account.

What comes out is a command; the key proves itself by signing it, in the same ceremony as every other step.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from api.access.accounts import Account
from api.signing.attested import AttestationKey
from api.signing.public_keys import ed25519, written
from api.signing.refusals import PasskeyNotMade, SigningKeyUnusable
from api.signing.site import Site
from api.signing.webauthn import COSE, Registration, registered
from api.system import System
from domain.kernel.identity import Actor, KeyId, PersonId, UnitId
from domain.kernel.refusals import NotAppointedHere
from domain.key.commands import EnrolKey
from domain.key.terms import Algorithm, Scheme
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

LASTS = timedelta(minutes=5)
"""How long a device may take to make a passkey."""


class Challenge(NamedTuple):
    """What a browser needs to have a passkey made."""

    id: UUID
    value: bytes
    relying_party: str
    user: bytes
    """The person as the device remembers it: an identifier, no name."""
    algorithms: tuple[int, ...]
    """COSE numbers, the most common first."""
    known: tuple[str, ...]
    """Passkeys that this person has here already: no device makes a second one."""


@dataclass(frozen=True, kw_only=True)
class Enrolling:
    """Turns what somebody brings into the command that enrols it."""

    system: System
    attestation: AttestationKey
    site: Site

    def challenge(self, account: Account) -> Challenge:
        """A fresh challenge; refuses who is nobody in the directory."""
        if account.person is None:
            raise NotAppointedHere
        now = self.system.clock()
        made = Challenge(
            id=self.system.new_id(),
            value=self.system.random(32),
            relying_party=self.site.relying_party,
            user=account.person.bytes,
            algorithms=tuple(COSE.values()),
            known=tuple(self._known(account)),
        )
        values = {
            "id": made.id,
            "account": account.id,
            "challenge": made.value,
            "now": now,
            "expires_at": now + LASTS,
        }
        with self.system.pool.connection() as connection:
            connection.execute(SQL["make_challenge"], values)
        return made

    def passkey(self, account: Account, actor: Actor, label: str, challenge: UUID, response: Registration) -> EnrolKey:
        """The passkey that a browser made for a challenge; refuses `PasskeyNotMade`."""
        values = {"id": challenge, "account": account.id, "now": self.system.clock()}
        with self.system.pool.connection() as connection:
            row = connection.execute(SQL["use_challenge"], values).fetchone()
        if row is None:
            raise PasskeyNotMade(why="challenge")
        made = registered(response, row[0], self.site)
        return EnrolKey(
            key=self._new_key(),
            person=_person(actor),
            unit=_unit(actor),
            scheme=Scheme.WEBAUTHN,
            algorithm=made.algorithm,
            public_key=made.public_key,
            label=self.system.disclose(label),
            credential=made.credential,
            relying_party=self.site.relying_party,
            authenticator=made.authenticator,
            is_backed_up=made.is_backed_up,
        )

    def key_file(self, actor: Actor, label: str, public_pem: str) -> EnrolKey:
        """The public part of a key file, in PEM; refuses `SigningKeyUnusable`."""
        return EnrolKey(
            key=self._new_key(),
            person=_person(actor),
            unit=_unit(actor),
            scheme=Scheme.RAW,
            algorithm=Algorithm.ED25519,
            public_key=_public_key(public_pem),
            label=self.system.disclose(label),
        )

    def password(self, account: Account, actor: Actor, label: str) -> EnrolKey:
        """The account's password: what it signs the server attests."""
        return EnrolKey(
            key=self._new_key(),
            person=_person(actor),
            unit=_unit(actor),
            scheme=Scheme.SERVER_ATTESTED,
            algorithm=Algorithm.ED25519,
            public_key=self.attestation.public_key,
            label=self.system.disclose(label),
            account=account.id,
            password_round=account.passwords_given,
        )

    def _known(self, account: Account) -> list[str]:
        ring = self.system.application.catch_up().keys
        held = ring.of(account.person) if account.person else ()
        return [each.enrolment.credential for each in held if each.enrolment and each.enrolment.credential]

    def _new_key(self) -> KeyId:
        return KeyId(self.system.new_id())


def _person(actor: Actor) -> PersonId:
    if actor.person is None:
        raise NotAppointedHere
    return actor.person


def _unit(actor: Actor) -> UnitId:
    if actor.unit is None:
        raise NotAppointedHere
    return actor.unit


def _public_key(pem: str) -> str:
    """The public key of a PEM text, in the one way a key is written; refuses `SigningKeyUnusable`."""
    try:
        found = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnusable(why="encoding") from error
    if not isinstance(found, Ed25519PublicKey):
        raise SigningKeyUnusable(why="algorithm")
    return written(ed25519(found.public_bytes(Encoding.Raw, PublicFormat.Raw)))
