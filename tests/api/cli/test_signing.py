"""Keys and signatures on the command line: made, brought, confirmed, used; and checked offline."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.signing import raw
from api.system import System
from domain.appointment.posts import Post
from domain.record import canonical
from domain.seal.dsse import read, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.api.cli.conftest import Line
from tests.support.settled import account
from tests.support.signing import begin_signing

FOUND = (
    *("hazard", "report", "--json", "--unit", "no3", "--place", "三楼", "--category", "building.railings"),
    *("--description", "护栏松动"),
)


@pytest.fixture
def signing(settled: System) -> System:
    return begin_signing(settled)


@pytest.fixture
def registrar(signing: System) -> str:
    return account(signing, "qinghe", Post.REGISTRAR)


def made(line: Line, path: Path) -> Path:
    said = line("key", "make", str(path), "--no-passphrase", "--json")
    assert said.status == 0, said.err
    assert path.stat().st_mode & 0o077 == 0
    return path


def brought(line: Line, path: Path, sign_in: str) -> dict[str, str]:
    said = line("key", "enrol", str(path), "--label", "工作站", "--json", sign_in=sign_in)
    assert said.status == 0, said.err
    found: dict[str, str] = said.value
    return found


@pytest.fixture
def registrars(line: Line, registrar: str, tmp_path: Path) -> Path:
    """The first registrar's key, confirmed on the console."""
    path = made(line, tmp_path / "registrar.pem")
    key = brought(line, path, registrar)
    said = line("key", "confirm", key["id"], "--fingerprint", key["code"], "--json")
    assert said.status == 0, said.err
    assert said.value["state"] == "confirmed"
    return path


@pytest.fixture
def officers(line: Line, officer: str, registrar: str, registrars: Path, tmp_path: Path) -> Path:
    """The safety officer's key, confirmed with the registrar's signature."""
    path = made(line, tmp_path / "officer.pem")
    key = brought(line, path, officer)
    words = ("key", "confirm", key["id"], "--fingerprint", key["code"], "--sign-with", str(registrars), "--yes")
    assert line(*words, sign_in=registrar).status == 0
    return path


def test_the_console_confirms_the_first_registrar_and_nobody_else(
    line: Line, officer: str, registrars: Path, tmp_path: Path
) -> None:
    key = brought(line, made(line, tmp_path / "officer.pem"), officer)
    said = line("key", "confirm", key["id"], "--fingerprint", key["code"], "--json")
    assert (said.status, said.code) == (1, "registrars_sign_themselves")


def test_a_wrong_code_confirms_nothing(line: Line, registrar: str, tmp_path: Path) -> None:
    key = brought(line, made(line, tmp_path / "registrar.pem"), registrar)
    said = line("key", "confirm", key["id"], "--fingerprint", "0000-0000", "--json")
    assert (said.status, said.code) == (1, "fingerprint_differs")


def test_a_step_is_signed_with_a_key_file(line: Line, officer: str, officers: Path) -> None:
    found = line(*FOUND, sign_in=officer).value["stream"]
    unsigned = line("hazard", "register", found, "--json", sign_in=officer)
    assert (unsigned.status, unsigned.code) == (1, "signature_needed")
    signed = line("hazard", "register", found, "--json", "--sign-with", str(officers), "--yes", sign_in=officer)
    assert signed.status == 0, signed.err
    assert "Statement to be signed" in signed.err


def test_nothing_is_signed_unread(line: Line, officer: str, officers: Path) -> None:
    found = line(*FOUND, sign_in=officer).value["stream"]
    said = line("hazard", "register", found, "--json", "--sign-with", str(officers), sign_in=officer)
    assert said.status == 1
    assert "not_agreed" in said.err


def test_a_key_file_is_never_written_over(line: Line, tmp_path: Path) -> None:
    path = made(line, tmp_path / "key.pem")
    before = path.read_bytes()
    said = line("key", "make", str(path), "--no-passphrase", "--json")
    assert (said.status, said.code) == (1, "key_file_exists")
    assert path.read_bytes() == before


def test_a_locked_key_file_opens_with_its_passphrase_only(
    line: Line, officer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_KEY_PASSPHRASE", "one two three")
    path = tmp_path / "key.pem"
    assert line("key", "make", str(path)).status == 0
    monkeypatch.setenv("BIHUAN_KEY_PASSPHRASE", "something else")
    said = line("key", "enrol", str(path), "--label", "x", "--json", sign_in=officer)
    assert (said.status, said.code) == (1, "passphrase_wrong")


@pytest.fixture
def envelope(line: Line, officer: str, officers: Path, signing: System, tmp_path: Path) -> Path:
    """The envelope of a registration, as the record keeps it."""
    found = line(*FOUND, sign_in=officer).value["stream"]
    line("hazard", "register", found, "--json", "--sign-with", str(officers), "--yes", sign_in=officer)
    (kept,) = [
        recorded.signatures[0]
        for each in signing.recorder.page(1, 1000)
        if each.stored.topic == "hazard.registered.v1"
        and (recorded := signing.mapper.to_domain_event(each.stored)).signatures
    ]
    path = tmp_path / "registration.dsse"
    path.write_text(kept, "utf-8")
    return path


def pinned(line: Line, tmp_path: Path) -> Path:
    """The officer's key as an auditor pins it."""
    (mine,) = [each for each in line("key", "list", "--json").value if "safety_officer" in each["holder"]]
    path = tmp_path / "officer.json"
    path.write_text(line("key", "show", mine["id"], "--json").out, "utf-8")
    return path


def test_an_envelope_is_checked_with_nothing_but_itself_and_the_key(
    line: Line, envelope: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = pinned(line, tmp_path)
    for name in ("BIHUAN_HOME", "BIHUAN_DATABASE_URL"):
        monkeypatch.setenv(name, "/nowhere")
    said = line("signature", "verify", str(envelope), "--key", str(key), "--json")
    assert said.status == 0, said.err
    assert said.value["statement"]["action"] == "hazard.register"


def test_a_checked_envelope_says_for_whom_it_was_signed_and_on_what(line: Line, tmp_path: Path) -> None:
    held = raw.new_private_key(b"9" * 32)
    key = tmp_path / "key.pem"
    key.write_bytes(held.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    said = {
        "v": 1,
        "log": "bihuan/qinghe",
        "id": "018f0000-0000-7000-8000-000000000001",
        "action": "hazard.verify",
        "subject": {"stream": "018f0000-0000-7000-8000-000000000002", "ver": 7, "prev": "ab" * 32},
        "attachments": [{"ciphertext_sha256": "cd" * 32}],
        "signer": {"person": "deputy-of-somebody", "appointment": "a", "on_behalf_of": "018f-the-head"},
        "post": "head",
        "unit": "018f-the-school",
        "meaning": "verification",
        "claimed_at": "2025-03-12T02:00:00.000000Z",
    }
    path = tmp_path / "step.dsse"
    path.write_text(written(raw.sign(PAYLOAD_TYPE, canonical(said), held, "k")), "utf-8")
    told = line("signature", "verify", str(path), "--key", str(key))
    assert told.status == 0, told.err
    for words in (
        "On behalf of",
        "018f-the-head",
        "018f-the-school",
        "018f0000-0000-7000-8000-000000000002",
        "cd" * 32,
        "7",
    ):
        assert words in told.out


@pytest.mark.parametrize("said", [{}, {"a": 1}, {"signer": 1, "subject": 2}])
def test_a_signature_over_what_is_no_statement_is_refused_in_words(
    line: Line, tmp_path: Path, said: dict[str, int]
) -> None:
    held = raw.new_private_key(b"9" * 32)
    key, path = tmp_path / "key.pem", tmp_path / "step.dsse"
    key.write_bytes(held.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    path.write_text(written(raw.sign(PAYLOAD_TYPE, canonical(said), held, "k")), "utf-8")
    refused = line("signature", "verify", str(path), "--key", str(key), "--json")
    assert (refused.status, refused.code) == (1, "signature_invalid")


def test_an_altered_envelope_is_refused_with_exit_status_1(line: Line, envelope: Path, tmp_path: Path) -> None:
    key, good = pinned(line, tmp_path), read(envelope.read_text("utf-8"))
    altered = good.payload.replace(b"hazard.register", b"hazard.verified")
    envelope.write_text(written(type(good)(payload_type=good.payload_type, payload=altered, signature=good.signature)))
    said = line("signature", "verify", str(envelope), "--key", str(key), "--json")
    assert (said.status, said.code) == (1, "signature_invalid")


def test_another_key_does_not_fit(line: Line, envelope: Path, registrars: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text(line("key", "make", str(tmp_path / "o.pem"), "--no-passphrase", "--json").value["public_key"])
    said = line("signature", "verify", str(envelope), "--key", str(other), "--json")
    assert (said.status, said.code) == (1, "signature_invalid")


def test_a_saved_statement_is_signed_offline_and_nothing_else_is(
    line: Line, envelope: Path, officers: Path, tmp_path: Path
) -> None:
    statement = tmp_path / "step.statement.json"
    statement.write_bytes(read(envelope.read_text("utf-8")).payload)
    assert line("sign", str(statement), "--key", str(officers)).status == 0
    assert read((tmp_path / "step.statement.dsse").read_text("utf-8")).payload == statement.read_bytes()
    statement.write_text(json.dumps({"action": "anything"}))
    said = line("sign", str(statement), "--key", str(officers), "--json")
    assert (said.status, said.code) == (1, "not_a_statement")


def test_the_levels_in_force_are_told(line: Line, signing: System) -> None:
    found = {each["act"]: each for each in line("signing", "levels", "--json").value}
    assert (found["hazard.verify"]["general"], found["hazard.verify"]["major"]) == ("software_key", "passkey")
    assert found["hazard.grant_extension"]["general"] == "passkey"
