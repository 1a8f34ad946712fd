"""Signing over HTTP: a step that needs a signature is prepared, signed with a key file, and handed in."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.access.tokens import Reach
from api.signing import raw
from api.system import System
from domain.appointment.posts import Post
from domain.seal.dsse import Envelope, Signature, read, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.api.v1.conftest import Asking
from tests.support.programs import Program, problem
from tests.support.signing import Held, begin_signing, file_key


@pytest.fixture
def signing(settled_trial: System) -> System:
    return begin_signing(settled_trial)


@pytest.fixture
def officer(asking: Asking, signing: System) -> Program:
    return asking("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def key(signing: System) -> Held:
    return file_key(signing, "no3", Post.SAFETY_OFFICER)


def prepared(program: Program, hazard: str, command: str = "hazard.register", **values: Any) -> dict[str, Any]:
    """A statement of a step, as the program is told it."""
    answer = program.post("/statements", {"command": command, "key": hazard, "values": values})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def envelope(key: Held, statement: dict[str, Any]) -> str:
    return written(raw.sign(PAYLOAD_TYPE, base64.b64decode(statement["payload"]), key.private))


def hand_in(program: Program, statement: dict[str, Any], text: str) -> Any:
    return program.client.post(f"/v1/statements/{statement['id']}/signature", content=text)


def test_a_step_that_needs_a_signature_is_refused_without_one_and_says_which(officer: Program, key: Held) -> None:
    answer = officer.post(f"/hazards/{officer.report()}/register")
    assert problem(answer) == (403, "signature_needed")
    assert "attested" in answer.json()["title"]


def test_a_prepared_step_is_recorded_when_its_envelope_is_handed_in(officer: Program, key: Held) -> None:
    hazard = officer.report()
    statement = prepared(officer, hazard)
    assert "Statement to be signed" in statement["text"]
    answer = hand_in(officer, statement, envelope(key, statement))
    assert answer.status_code == 200, answer.text
    assert answer.json()["number"] == "no3-2026-0001"


def test_the_same_envelope_again_gives_the_first_receipt(officer: Program, key: Held) -> None:
    statement = prepared(officer, officer.report())
    first, again = (hand_in(officer, statement, envelope(key, statement)) for _ in range(2))
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_an_envelope_of_another_statement_is_refused(officer: Program, key: Held) -> None:
    one, other = prepared(officer, officer.report()), prepared(officer, officer.report())
    answer = hand_in(officer, one, envelope(key, other))
    assert problem(answer) == (409, "signature_of_something_else")


def test_a_spoilt_signature_is_refused_with_the_check_that_failed(officer: Program, key: Held) -> None:
    statement = prepared(officer, officer.report())
    good = read(envelope(key, statement))
    bad = Envelope(
        payload_type=good.payload_type,
        payload=good.payload,
        signature=Signature(key=good.signature.key, value=bytes(64)),
    )
    assert problem(hand_in(officer, statement, written(bad))) == (403, "signature_invalid")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "\x00", '{"signatures": []}', "[" * 50_000])
def test_what_is_no_envelope_is_malformed(officer: Program, key: Held, text: str) -> None:
    statement = prepared(officer, officer.report())
    assert problem(hand_in(officer, statement, text)) == (422, "envelope_malformed")


def test_a_version_that_moved_on_is_412_when_it_is_signed(officer: Program, key: Held) -> None:
    hazard = officer.report()
    grading = prepared(officer, hazard, "hazard.grade", grade="general", reason="一般")
    registering = prepared(officer, hazard)
    hand_in(officer, registering, envelope(key, registering))
    assert problem(hand_in(officer, grading, envelope(key, grading))) == (412, "moved_on")


def test_a_reading_token_prepares_and_signs_nothing(asking: Asking, signing: System, key: Held) -> None:
    reader = asking("no3", Post.SAFETY_OFFICER, Reach.READ)
    answer = reader.post("/statements", {"command": "hazard.report", "values": {}})
    assert problem(answer) == (403, "may_only_read")
    assert problem(reader.post("/keys", {"label": "x", "public_key": "y"})) == (403, "may_only_read")


def test_nobody_sees_or_signs_what_another_prepared(asking: Asking, officer: Program, key: Held) -> None:
    statement = prepared(officer, officer.report())
    head = asking("no3", Post.HEAD)
    assert head.get(f"/statements/{statement['id']}").status_code == 412
    assert hand_in(head, statement, envelope(key, statement)).status_code == 412


def test_a_key_file_is_brought_and_signs_its_own_enrolment(officer: Program) -> None:
    private = raw.new_private_key(b"k" * 32)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert problem(officer.post("/keys", {"label": "值班室", "public_key": pem})) == (403, "not_by_token")
    officer.in_person()
    statement = officer.post("/keys", {"label": "值班室", "public_key": pem}).json()
    text = written(raw.sign(PAYLOAD_TYPE, base64.b64decode(statement["payload"]), private))
    assert hand_in(officer, statement, text).status_code == 200
    (mine,) = officer.get("/keys").json()["keys"]
    assert (mine["label"], mine["scheme"], mine["state"]) == ("值班室", "raw", "waiting")


def test_a_key_is_not_enrolled_by_a_signature_of_another(officer: Program, key: Held) -> None:
    private = raw.new_private_key(b"k" * 32)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    statement = officer.in_person().post("/keys", {"label": "值班室", "public_key": pem}).json()
    assert problem(hand_in(officer, statement, envelope(key, statement))) == (403, "signature_invalid")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "missing"),
        ({"command": 3}, "not_of_its_kind"),
        ({"command": "hazard.nothing"}, "not_known"),
        ({"command": "key.enrol"}, "not_known"),
        ({"command": "hazard.register"}, "missing"),
        ({"command": "hazard.report", "values": []}, "not_of_its_kind"),
        ({"command": "hazard.report", "seen": "1"}, "not_of_its_kind"),
        ({"command": "hazard.report", "extra": 1}, "not_a_field"),
    ],
)
def test_a_malformed_request_for_a_statement_is_told_what_is_wrong(
    officer: Program, said: dict[str, Any], code: str
) -> None:
    assert problem(officer.post("/statements", said))[1] == code
