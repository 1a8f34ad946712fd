"""What an API token reaches: its post, its reach, until its end; and never keys, tokens or a person's signature."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from api.access.tokens import Reach
from api.services import services_of
from api.signing.attested import PURPOSE, AttestationKey
from api.signing.client_data import coded
from api.signing.public_keys import written as key_written
from api.system import System
from api.trial.authenticator import Passkey
from domain.appointment.posts import Post
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope, written
from domain.seal.statement import PAYLOAD_TYPE
from tests.support.addresses import filled, operations, pages
from tests.support.browsing import Browser
from tests.support.programs import Program, problem
from tests.support.signing import begin_signing, file_key, password_key, record_key

ORIGIN = "http://localhost:8000"
OPEN = {
    "/sign-in",
    "/sign-in/passkey",
    "/sign-in/passkey/challenge",
    "/sign-in/provider",
    "/sign-in/provider/back",
    "/sign-in/invited/{secret}",
}
"""The ways in, which ask nobody who they are."""
PUBLIC = {
    "/v1/openapi.json",
    "/v1/log/checkpoint",
    "/v1/log/key",
    "/v1/log/tile/{level}/{number}",
    "/v1/log/consistency/{old}/{new}",
    "/v1/log/cosignatures",
}
"""What is open to all: how to ask, the hashes by which anybody holds us to the record, and where witnesses hand in."""


@pytest.fixture
def signing(settled_trial: System) -> System:
    return begin_signing(settled_trial)


@pytest.fixture
def officer(signing: System) -> Program:
    """A program of the safety officer's, which may write."""
    return Program(signing, "no3", Post.SAFETY_OFFICER)


def position(program: Program) -> int:
    return int(program.system.recorder.max_notification_id() or 0)


def asked_everything(program: Program, *methods: str) -> Iterator[tuple[str, Response]]:
    """Ask every address there is, in these ways."""
    everything = {*pages(), *operations(Browser(program.system))}
    for method, path in sorted(everything):
        if method in methods and path not in OPEN | PUBLIC:
            body: dict[str, Any] = {"json": {}} if path.startswith("/v1") and method == "POST" else {}
            answer = program.client.request(method, filled(path), **body, follow_redirects=False)
            yield f"{method} {path}", answer


def is_shut_out(answer: Response) -> bool:
    """Refused, or led to the door."""
    return answer.status_code >= 400 or "/sign-in" in answer.headers.get("location", "")


def test_a_token_that_has_run_out_opens_no_address_at_all(officer: Program) -> None:
    late = officer.system.at(lambda: officer.system.clock() + timedelta(days=1))
    after = Program(late, "no3", Post.SAFETY_OFFICER)
    after.client.headers["Authorization"] = officer.client.headers["Authorization"]
    for asked, answer in asked_everything(after, "GET", "POST", "PUT", "PATCH", "DELETE"):
        assert is_shut_out(answer), asked
        if "/v1/" in asked:
            assert problem(answer) in ((401, "sign_in_needed"), (404, "not_known"), (422, "malformed")), asked


def test_a_token_for_reading_changes_nothing_at_any_address(signing: System) -> None:
    reader = Program(signing, "no3", Post.SAFETY_OFFICER, reach=Reach.READ)
    before = position(reader)
    for asked, answer in asked_everything(reader, "POST", "PUT", "PATCH", "DELETE"):
        assert is_shut_out(answer), asked
    assert position(reader) == before


def test_no_token_presses_a_page_s_form(officer: Program) -> None:
    """A form carries a session's token, and a program has no session."""
    forms = [path for method, path in pages() if method == "POST" and path not in OPEN]
    assert len(forms) > 20
    for path in forms:
        answer = officer.client.post(filled(path), data={"csrf": "x"}, follow_redirects=False)
        assert is_shut_out(answer), path


KEY_STEPS = ("rename", "revoke", "confirm", "refuse")


def test_no_token_manages_keys(signing: System, officer: Program) -> None:
    held, before = file_key(signing, "no3", Post.SAFETY_OFFICER), position(officer)
    pem = base64.b64encode(b"x").decode()
    assert problem(officer.post("/keys", {"label": "x", "public_key": pem})) == (403, "not_by_token")
    for step in KEY_STEPS:
        asked = {"command": f"key.{step}", "key": str(held.id), "values": {"reason": "x"}}
        assert problem(officer.post("/statements", asked)) == (403, "not_by_token"), step
        assert problem(officer.post(f"/keys/{held.id}/{step}", {"reason": "x"}))[0] in (403, 404), step
    assert position(officer) == before


def prepared(program: Program) -> dict[str, Any]:
    """The statement of a step that waits for a signature."""
    answer = program.post("/statements", {"command": "hazard.register", "key": program.report()})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def hand_in(program: Program, statement: dict[str, Any], envelope: Envelope) -> Response:
    return program.client.post(f"/v1/statements/{statement['id']}/signature", content=written(envelope))


def enrolled_passkey(system: System) -> tuple[Passkey, str]:
    passkey = Passkey("localhost", b"officer")
    key = record_key(
        system,
        "no3",
        Post.SAFETY_OFFICER,
        scheme=Scheme.WEBAUTHN,
        algorithm=passkey.algorithm,
        public_key=key_written(passkey.public_key),
        credential=coded(passkey.credential),
        relying_party="localhost",
    )
    return passkey, str(key)


def test_a_passkey_signs_where_its_person_is_signed_in_and_not_by_a_token(signing: System, officer: Program) -> None:
    (passkey, key), statement = enrolled_passkey(signing), prepared(officer)
    envelope = passkey.envelope(PAYLOAD_TYPE, base64.b64decode(statement["payload"]), ORIGIN, key)
    assert problem(hand_in(officer, statement, envelope)) == (403, "not_by_token")
    assert hand_in(officer.in_person(), statement, envelope).status_code == 200


def test_nothing_that_the_server_attests_is_handed_in_from_outside(signing: System, officer: Program) -> None:
    """Not even with the server's own key in hand: a password is given, never sent as a signature."""
    key = password_key(signing, "no3", Post.SAFETY_OFFICER, officer.account)
    statement = prepared(officer)
    attesting = AttestationKey(signing.application.keyed(PURPOSE))
    envelope = attesting.sign(str(key), PAYLOAD_TYPE, base64.b64decode(statement["payload"]))
    for program in (officer, officer.in_person()):
        assert problem(hand_in(program, statement, envelope))[0] in (403, 409)
    assert services_of(signing).signing.find(UUID(statement["id"]), _account(officer)).used_at is None


def _account(program: Program) -> Any:
    return program.services.accounts.get(program.account)


def test_a_key_file_signs_for_a_program(signing: System, officer: Program) -> None:
    held, statement = file_key(signing, "no3", Post.SAFETY_OFFICER), prepared(officer)
    found = officer.services.signing.find(UUID(statement["id"]), _account(officer))
    assert hand_in(officer, statement, held.signed(found)).status_code == 200


def test_a_token_made_for_reading_prepares_and_hands_in_nothing(signing: System, officer: Program) -> None:
    held, statement = file_key(signing, "no3", Post.SAFETY_OFFICER), prepared(officer)
    found = officer.services.signing.find(UUID(statement["id"]), _account(officer))
    reader = Program(signing, "no3", Post.SAFETY_OFFICER, reach=Reach.READ)
    assert problem(hand_in(reader, statement, held.signed(found))) == (403, "may_only_read")
    assert problem(reader.post("/statements", {"command": "hazard.report", "values": {}})) == (403, "may_only_read")
