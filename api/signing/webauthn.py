"""Passkeys (W3C Web Authentication, level 3): made for this site, and signing with the person verified each time.

Over a statement the challenge is the digest of the envelope's pre-authentication encoding: so the device signs that
statement and no other. Attestation is not asked for. `none` is taken; of `packed` the kind without certificates is
verified; every other statement is passed over as if it were `none`, because no list of makers is kept to hold it
against: the model of an authenticator is what it says of itself.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from api.signing.authenticator_data import AuthenticatorData, Credential, authenticator_data
from api.signing.cbor import Item, NotCanonical, read
from api.signing.checks import CheckFailed, require
from api.signing.client_data import CREATE, GET, check_client_data, coded
from api.signing.computing import fits
from api.signing.public_keys import PublicKey, from_cose, load, written
from api.signing.refusals import PasskeyNotMade, SigningKeyUnusable
from api.signing.site import RecordedSite, Site
from domain.key.events import KeyEnrolled
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Algorithm
from domain.seal.dsse import Envelope, Signature

COSE = {Algorithm.ES256: -7, Algorithm.ED25519: -8}
"""What browsers are offered, the most common first."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a browser hands over when a passkey was made."""

    credential: bytes
    """Its identifier (`rawId`)."""
    client_data: bytes
    attestation_object: bytes


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What a browser hands over when a passkey signed."""

    credential: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user: bytes | None = None
    """The user handle that the passkey was made with, where the device told it."""


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """A passkey that was made for this site: what its enrolment says."""

    credential: str
    """Base64 for addresses without padding."""
    algorithm: Algorithm
    public_key: str
    """SubjectPublicKeyInfo in base64."""
    authenticator: str | None
    """The authenticator's model (AAGUID), where it tells; its own claim."""
    is_backed_up: bool
    counter: int


@dataclass(frozen=True, kw_only=True)
class Asserted:
    """What a device said of itself when it signed."""

    counter: int
    """0 where it does not count."""
    is_backed_up: bool


def challenge_of(payload_type: str, payload: bytes) -> bytes:
    """What the passkey is asked to sign for a statement."""
    return _challenge(Envelope(payload_type=payload_type, payload=payload, signature=Signature(key="", value=b"")))


def envelope_of(payload_type: str, payload: bytes, assertion: Assertion, key: str) -> Envelope:
    """The envelope that an assertion over a statement makes; `key` is the enrolled key's identifier."""
    signature = Signature(
        key=key,
        value=assertion.signature,
        authenticator_data=assertion.authenticator_data,
        client_data=assertion.client_data,
    )
    return Envelope(payload_type=payload_type, payload=payload, signature=signature)


def verify(envelope: Envelope, enrolment: KeyEnrolled, site: Site | RecordedSite) -> Asserted:
    """Hold a signed statement against the passkey that was enrolled; refuses `SignatureInvalid`."""
    signature = envelope.signature
    if signature.authenticator_data is None or signature.client_data is None:
        raise SignatureInvalid(why="fields")
    return _verified(
        Assertion(
            credential=b"",
            client_data=signature.client_data,
            authenticator_data=signature.authenticator_data,
            signature=signature.value,
        ),
        _challenge(envelope),
        enrolment,
        site,
    )


def signed_in(assertion: Assertion, challenge: bytes, enrolment: KeyEnrolled, site: Site) -> Asserted:
    """Hold an answer to a plain challenge against the passkey that was enrolled; refuses `SignatureInvalid`."""
    if coded(assertion.credential) != enrolment.credential:
        raise SignatureInvalid(why="credential")
    return _verified(assertion, challenge, enrolment, site)


def registered(response: Registration, challenge: bytes, site: Site) -> NewPasskey:
    """The passkey that was just made; refuses `PasskeyNotMade` with the check that failed (7.1 of the standard)."""
    try:
        check_client_data(response.client_data, CREATE, challenge, site)
        said, data = _attestation(response.attestation_object)
        data.check(site)
        made = data.credential
        if made is None or made.identifier != response.credential:
            raise CheckFailed("credential")
        algorithm, key = from_cose(made.public_key)
        _check_attestation(said, algorithm, key, sha256(response.client_data).digest())
    except CheckFailed as failed:
        raise PasskeyNotMade(why=failed.why) from failed
    except SigningKeyUnusable as unusable:
        raise PasskeyNotMade(why=unusable.places["why"]) from unusable
    return NewPasskey(
        credential=coded(made.identifier),
        algorithm=algorithm,
        public_key=written(key),
        authenticator=_model(made),
        is_backed_up=data.is_backed_up,
        counter=data.counter,
    )


def _challenge(envelope: Envelope) -> bytes:
    return sha256(envelope.signed).digest()


def _verified(assertion: Assertion, challenge: bytes, enrolment: KeyEnrolled, site: Site | RecordedSite) -> Asserted:
    """The checks of 7.2 of the standard, with key and algorithm of the enrolment and nothing from the assertion."""
    if enrolment.relying_party != site.relying_party:
        raise SignatureInvalid(why="relying_party")
    try:
        check_client_data(assertion.client_data, GET, challenge, site)
        data = authenticator_data(assertion.authenticator_data)
        data.check(site)
        require(data.credential is None, "authenticator_data")
    except CheckFailed as failed:
        raise SignatureInvalid(why=failed.why) from failed
    signed = assertion.authenticator_data + sha256(assertion.client_data).digest()
    if not fits(load(enrolment.public_key, enrolment.algorithm), assertion.signature, signed):
        raise SignatureInvalid(why="signature")
    return Asserted(counter=data.counter, is_backed_up=data.is_backed_up)


@dataclass(frozen=True, kw_only=True)
class _Attestation:
    form: str
    statement: dict[int | str, Item]
    data: bytes


def _attestation(attestation_object: bytes) -> tuple[_Attestation, AuthenticatorData]:
    try:
        said = read(attestation_object)
    except NotCanonical as error:
        raise CheckFailed("attestation") from error
    match said:
        case {"fmt": str(form), "attStmt": dict(statement), "authData": bytes(data), **others} if not others:
            return _Attestation(form=form, statement=statement, data=data), authenticator_data(data)
    raise CheckFailed("attestation")


def _check_attestation(said: _Attestation, algorithm: Algorithm, key: PublicKey, client_digest: bytes) -> None:
    """`none` says nothing; `packed` without certificates is signed by the new key itself (8.2, 8.7)."""
    if said.form == "none":
        require(not said.statement, "attestation")
    if said.form == "packed" and "x5c" not in said.statement:
        signature = said.statement.get("sig")
        require(said.statement.get("alg") == COSE[algorithm], "attestation")
        require(isinstance(signature, bytes) and fits(key, signature, said.data + client_digest), "attestation")


def _model(made: Credential) -> str | None:
    return str(UUID(bytes=made.authenticator)) if any(made.authenticator) else None
