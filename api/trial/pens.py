"""The private halves of made-up people's keys: each follows from the installation's secret, so none has to be kept."""

import hmac
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.signing import raw
from api.signing.attested import PURPOSE, AttestationKey
from api.signing.site import LOCAL, Site, site_of
from api.signing.webauthn import registered
from api.system import System
from api.trial.authenticator import Passkey
from domain.kernel.identity import Actor, KeyId, natural_id
from domain.key.commands import EnrolKey
from domain.key.events import KeyEnrolled
from domain.key.terms import Algorithm, Scheme
from domain.seal.dsse import Envelope
from domain.seal.statement import PAYLOAD_TYPE

CHALLENGE = bytes(32)
"""What a made-up passkey is made over: nobody waits for the answer."""


class Pen(NamedTuple):
    """One key of a made-up person, before it is brought."""

    id: KeyId
    scheme: Scheme
    label: str
    account: UUID | None = None
    """Of a password: the account it is of."""


class Pens:
    """Brings keys, and signs with them. `made` are the identifiers of all of them."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._site = _site(system.settings.public_origin)
        self._secret = system.application.keyed(b"keys of made-up people")
        self._attestation = AttestationKey(system.application.keyed(PURPOSE))
        self._passkeys: dict[KeyId, Passkey] = {}
        self._files: dict[KeyId, Ed25519PrivateKey] = {}
        self.made: set[KeyId] = set()

    def pen(self, person: UUID, what: str, scheme: Scheme, label: str, account: UUID | None = None) -> Pen:
        """A key of a person, known by what it is on."""
        key = KeyId(natural_id("trial key", self._system.application.log_name, str(person), what))
        self.made.add(key)
        return Pen(key, scheme, label, account)

    def brought(self, pen: Pen, actor: Actor) -> EnrolKey:
        """The command by which its holder brings it."""
        match pen.scheme:
            case Scheme.WEBAUTHN:
                return self._passkey_brought(pen, actor)
            case Scheme.SERVER_ATTESTED:
                command = self._brought(pen, actor, self._attestation.public_key)
                return replace(command, account=pen.account, password_round=0)
        return self._brought(pen, actor, raw.public_key_of(self.file(pen.id)))

    def file(self, key: KeyId) -> Ed25519PrivateKey:
        """The private key that somebody has in a file."""
        if key not in self._files:
            self._files[key] = raw.new_private_key(self._seed(key))
        return self._files[key]

    def sign(self, payload: bytes, key: KeyId, enrolled: KeyEnrolled, at: datetime) -> Envelope:
        """The envelope over a statement. A made-up passkey counts by the clock: so it never counts back."""
        match enrolled.scheme:
            case Scheme.WEBAUTHN:
                site = self._site_of(enrolled)
                passkey = self._passkey(key, site)
                passkey.counter = int(at.timestamp())
                return passkey.envelope(PAYLOAD_TYPE, payload, _origin(site), str(key))
            case Scheme.SERVER_ATTESTED:
                return self._attestation.sign(str(key), PAYLOAD_TYPE, payload)
        return raw.sign(PAYLOAD_TYPE, payload, self.file(key), str(key))

    def _passkey_brought(self, pen: Pen, actor: Actor) -> EnrolKey:
        response = self._passkey(pen.id, self._site).register(CHALLENGE, _origin(self._site))
        made = registered(response, CHALLENGE, self._site)
        return replace(
            self._brought(pen, actor, made.public_key),
            algorithm=made.algorithm,
            credential=made.credential,
            relying_party=self._site.relying_party,
            authenticator=made.authenticator,
            is_backed_up=made.is_backed_up,
        )

    def _brought(self, pen: Pen, actor: Actor, public_key: str) -> EnrolKey:
        assert actor.person is not None
        assert actor.unit is not None
        return EnrolKey(
            key=pen.id,
            person=actor.person,
            unit=actor.unit,
            scheme=pen.scheme,
            algorithm=Algorithm.ED25519,
            public_key=public_key,
            label=self._system.disclose(pen.label),
        )

    def _passkey(self, key: KeyId, site: Site) -> Passkey:
        if key not in self._passkeys:
            self._passkeys[key] = Passkey(site.relying_party, self._seed(key))
        return self._passkeys[key]

    def _seed(self, key: KeyId) -> bytes:
        return hmac.digest(self._secret, key.bytes, sha256)

    def _site_of(self, enrolled: KeyEnrolled) -> Site:
        """The site a passkey was made for: this one, or that of an earlier address of this installation."""
        host = enrolled.relying_party or LOCAL
        return self._site if host == self._site.relying_party else site_of(f"https://{host}")


def _site(public_origin: str) -> Site:
    """This installation; where browsers make no passkeys at its address, this machine."""
    site = site_of(public_origin)
    return site if site.has_passkeys else site_of(f"http://{LOCAL}")


def _origin(site: Site) -> str:
    return next(iter(site.origins))
