"""Keys that are taken in can prove something, and each is written in one way."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.signing.cbor import Item
from api.signing.public_keys import PublicKey, from_cose, load, to_cose, written
from api.signing.raw import new_private_key
from api.signing.refusals import SigningKeyUnusable
from api.trial.authenticator import Passkey
from domain.key.terms import Algorithm

ED25519_HEAD = "302a300506032b6570032100"
P256_HEAD = "3059301306072a8648ce3d020106082a8648ce3d030107034200"
PRIME = 2**255 - 19
P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
GOOD = {
    Algorithm.ED25519: new_private_key(b"\x01" * 32).public_key(),
    Algorithm.ES256: Passkey("example.org", b"1").public_key,
}


def in_base64(text: str) -> str:
    """Hex as an enrolment has it."""
    return base64.b64encode(bytes.fromhex(text)).decode()


def ed25519(y: int) -> str:
    """A key with this y, and with whatever lies in the highest bit."""
    return in_base64(ED25519_HEAD + y.to_bytes(32, "little").hex())


def why(public_key: str, algorithm: Algorithm) -> str:
    """The check that a key fails."""
    with pytest.raises(SigningKeyUnusable) as refused:
        load(public_key, algorithm)
    return str(refused.value.places["why"])


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_is_read_as_it_was_written(algorithm: Algorithm) -> None:
    assert written(load(written(GOOD[algorithm]), algorithm)) == written(GOOD[algorithm])


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_is_not_taken_for_another_algorithm(algorithm: Algorithm) -> None:
    other = next(each for each in Algorithm if each is not algorithm)
    assert why(written(GOOD[algorithm]), other) == "encoding"


@pytest.mark.parametrize("y", [0, 1, PRIME - 1])
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_points_of_low_order_are_refused(y: int, sign: int) -> None:
    """Those of order 8 stand among the published vectors."""
    assert why(ed25519(y | sign), Algorithm.ED25519) == "order"


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, 2**255 - 1])
def test_points_that_could_be_written_smaller_are_refused(y: int) -> None:
    assert why(ed25519(y), Algorithm.ED25519) == "point"


def test_what_is_no_point_of_the_curve_is_refused() -> None:
    assert why(ed25519(2), Algorithm.ED25519) == "point"
    assert why(in_base64(P256_HEAD + "04" + "11" * 64), Algorithm.ES256) == "point"


def test_a_point_of_p256_beyond_the_field_is_refused() -> None:
    point = GOOD[Algorithm.ES256].public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert why(in_base64(P256_HEAD + "04" + f"{P256_PRIME:064x}" + point[33:].hex()), Algorithm.ES256) == "point"


@pytest.mark.parametrize("point", ["00", "04" + "00" * 63, "02" + "11" * 32, "06" + "11" * 64])
def test_points_of_p256_are_written_in_full(point: str) -> None:
    assert why(in_base64(P256_HEAD + point), Algorithm.ES256) == "encoding"


def test_points_of_another_curve_are_refused() -> None:
    other: PublicKey = generate_private_key(SECP384R1()).public_key()
    assert why(written(other), Algorithm.ES256) == "encoding"


@pytest.mark.parametrize(
    "change", [str.lower, lambda text: text + "\n", lambda text: text[:-4] + "====", lambda text: ""]
)
def test_base64_written_another_way_is_refused(change: Any) -> None:
    for algorithm, key in GOOD.items():
        assert why(change(written(key)), algorithm) in {"encoding", "point"}


def test_bytes_after_a_key_are_refused() -> None:
    for algorithm, key in GOOD.items():
        longer = base64.b64decode(written(key)) + b"\x00"
        assert why(base64.b64encode(longer).decode(), algorithm) == "encoding"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_key_of_a_passkey_comes_with_its_algorithm(algorithm: Algorithm) -> None:
    found, key = from_cose(to_cose(GOOD[algorithm]))
    assert (found, written(key)) == (algorithm, written(GOOD[algorithm]))


@pytest.mark.parametrize(
    "change",
    [{3: -257}, {3: -8}, {1: 3}, {1: True}, {-1: 2}, {-2: b"\x00" * 31}, {-3: True}, {4: [1]}, {"1": 2}],
    ids=str,
)
def test_a_passkey_of_another_kind_is_refused(change: dict[int | str, Item]) -> None:
    with pytest.raises(SigningKeyUnusable):
        from_cose({**to_cose(GOOD[Algorithm.ES256]), **change})


@pytest.mark.parametrize("said", [None, 1, b"", [], {}])
def test_what_is_no_key_at_all_is_refused(said: Item) -> None:
    with pytest.raises(SigningKeyUnusable):
        from_cose(said)


def test_many_honest_keys_are_taken() -> None:
    """Full validation lets through what every library makes."""
    for number in range(50):
        load(written(new_private_key(number.to_bytes(32, "big")).public_key()), Algorithm.ED25519)
        load(written(generate_private_key(SECP256R1()).public_key()), Algorithm.ES256)
