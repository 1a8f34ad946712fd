"""Published vectors: what others found out about the algorithms, held against what we take and refuse."""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from api.signing import raw
from api.signing.authenticator_data import authenticator_data
from api.signing.cbor import read as read_cbor
from api.signing.computing import fits
from api.signing.public_keys import ed25519, from_cose, load, p256, written
from api.signing.refusals import PasskeyNotMade, SigningKeyUnusable
from api.signing.site import site_of
from api.signing.webauthn import Assertion, Registration, registered, signed_in
from domain.key.refusals import SignatureInvalid
from domain.key.terms import Algorithm, Scheme
from domain.seal.dsse import Envelope, EnvelopeMalformed, pre_authentication, read
from domain.seal.statement import said_by
from tests.support.authenticator import enrolled, passkey

DATA = Path(__file__).parents[2] / "data" / "signing"
SITE = site_of("https://example.org")
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def vectors(name: str) -> Any:
    """A file of published vectors."""
    return json.loads((DATA / name).read_text("utf-8"))


def holds(der: str, algorithm: Algorithm, signature: str, message: str) -> bool:
    """Whether key and signature are both taken."""
    try:
        key = load(b64encode(bytes.fromhex(der)).decode(), algorithm)
    except SigningKeyUnusable:
        return False
    return fits(key, bytes.fromhex(signature), bytes.fromhex(message))


@pytest.mark.parametrize("vector", vectors("rfc8032.json"), ids=lambda vector: vector["name"])
def test_ed25519_signs_and_verifies_as_rfc_8032_has_it(vector: dict[str, str]) -> None:
    value = {name: bytes.fromhex(each) for name, each in vector.items() if name != "name"}
    private_key = raw.new_private_key(value["secret"])
    assert private_key.public_key().public_bytes_raw() == value["public"]
    assert private_key.sign(value["message"]) == value["signature"]
    assert fits(ed25519(value["public"]), value["signature"], value["message"])


@pytest.mark.parametrize(
    ("name", "algorithm", "count"),
    [("wycheproof_ed25519.json", Algorithm.ED25519, 210), ("wycheproof_p256.json", Algorithm.ES256, 484)],
)
def test_exactly_the_valid_signatures_of_wycheproof_are_taken(name: str, algorithm: Algorithm, count: int) -> None:
    """What it calls acceptable, signatures under keys of small or mixed order, is refused: the key is."""
    tests = [(group["key"], *test) for group in vectors(name) for test in group["tests"]]
    wrong = [
        (number, comment)
        for key, number, result, comment, message, signature in tests
        if holds(key, algorithm, signature, message) is not (result == "valid")
    ]
    assert (len(tests), wrong) == (count, [])


def test_the_example_of_dsse_is_read_encoded_and_verified() -> None:
    """Its signature is r and s side by side; ours are DER, so it is brought into that form first."""
    example = vectors("dsse.json")["example"]
    assert pre_authentication(example["type"], example["body"].encode()) == example["pae"].encode()
    envelope = read(json.dumps(example["envelope"]))
    assert (envelope.payload, envelope.signed) == (example["body"].encode(), example["pae"].encode())
    key = EllipticCurvePublicNumbers(int(example["x"]), int(example["y"]), SECP256R1()).public_key()
    halves = envelope.signature.value[:32], envelope.signature.value[32:]
    assert fits(key, encode_dss_signature(*(int.from_bytes(half, "big") for half in halves)), envelope.signed)
    assert not fits(key, envelope.signature.value, envelope.signed)


@pytest.mark.parametrize("vector", vectors("dsse.json")["vectors"], ids=lambda vector: vector["id"])
def test_envelopes_of_one_signature_are_taken_as_dsse_has_it(vector: dict[str, Any]) -> None:
    """Envelopes of several signatures are refused, also where DSSE would take them: here each person has one."""
    text = json.dumps(vector["envelope"])
    if len(vector["envelope"]["signatures"]) != 1:
        with pytest.raises(EnvelopeMalformed):
            read(text)
        return
    envelope = read(text)
    assert (envelope.signed.hex() == vector["pae"]) is (vector["id"] != "payload-type-swapped")
    is_taken = envelope.payload_type in vector["supported"] and _holds_raw(envelope)
    assert is_taken is (vector["expect"] == "accept")
    assert said_by(envelope) == {}


def _holds_raw(envelope: Envelope) -> bool:
    key = ed25519(bytes.fromhex(vectors("dsse.json")["keys"][envelope.signature.key]))
    try:
        raw.verify(envelope, enrolled(Scheme.RAW, Algorithm.ED25519, key))
    except SignatureInvalid:
        return False
    return True


@pytest.mark.parametrize("vector", vectors("webauthn.json"), ids=lambda vector: vector["name"])
def test_registrations_of_the_standard_are_read_and_judged(vector: dict[str, Any]) -> None:
    said = vector["registration"]
    response = Registration(
        credential=bytes.fromhex(said["credential"]),
        client_data=bytes.fromhex(said["client_data"]),
        attestation_object=bytes.fromhex(said["attestation_object"]),
    )
    if said["refused"] is None:
        assert registered(response, bytes.fromhex(said["challenge"]), SITE).public_key == written(_key(said))
        return
    with pytest.raises(PasskeyNotMade) as refused:
        registered(response, bytes.fromhex(said["challenge"]), SITE)
    assert refused.value.places == {"why": said["refused"]}


@pytest.mark.parametrize(
    "vector", [each for each in vectors("webauthn.json") if each["assertion"]], ids=lambda vector: vector["name"]
)
def test_assertions_of_the_standard_fit_but_lack_that_the_person_was_verified(vector: dict[str, Any]) -> None:
    said = {name: bytes.fromhex(each) for name, each in vector["assertion"].items()}
    key = _key(vector["registration"])
    assert fits(key, said["signature"], said["authenticator_data"] + sha256(said["client_data"]).digest())
    assertion = Assertion(
        credential=bytes.fromhex(vector["registration"]["credential"]),
        client_data=said["client_data"],
        authenticator_data=said["authenticator_data"],
        signature=said["signature"],
    )
    enrolment = enrolled(
        Scheme.WEBAUTHN, _algorithm(vector["registration"]), key, credential=assertion.credential, site="example.org"
    )
    with pytest.raises(SignatureInvalid) as refused:
        signed_in(assertion, said["challenge"], enrolment, SITE)
    assert refused.value.places == {"why": "verification"}


def test_an_ecdsa_signature_has_another_half_that_fits_too() -> None:
    """Web Authentication takes both (r, s) and (r, -s): so nothing may be told apart by the bytes of a signature."""
    made = passkey()
    r, s = decode_dss_signature(made.sign(b"text"))
    other_half = encode_dss_signature(r, P256_ORDER - s)
    assert fits(made.public_key, other_half, b"text")
    assert not fits(made.public_key, encode_dss_signature(r, s + P256_ORDER), b"text")
    assert not fits(made.public_key, other_half, b"texu")


def test_a_point_of_p256_has_one_way_of_being_written() -> None:
    der = bytes.fromhex(vectors("wycheproof_p256.json")[0]["key"])
    point = der[-65:]
    assert b64encode(der).decode() == written(p256(point))


def _key(registration: dict[str, str]) -> Any:
    return from_cose(_credential(registration))[1]


def _algorithm(registration: dict[str, str]) -> Algorithm:
    return from_cose(_credential(registration))[0]


def _credential(registration: dict[str, str]) -> Any:
    said = read_cbor(bytes.fromhex(registration["attestation_object"]))
    assert isinstance(said, dict)
    data = said["authData"]
    assert isinstance(data, bytes)
    made = authenticator_data(data).credential
    assert made is not None
    return made.public_key
