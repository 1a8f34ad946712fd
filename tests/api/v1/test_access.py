"""Who gets in, and what every refusal looks like."""

import pytest
from starlette.testclient import TestClient

from api.access.tokens import Reach
from api.app import make_app
from api.front import COOKIE
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from tests.api.v1.conftest import Asking
from tests.support.programs import FOUND, Program, problem
from tests.support.settled import PASSWORD, account, administrator


def with_cookie(system: System, sign_in: str) -> TestClient:
    """A browser's session, without our pages."""
    services = services_of(system)
    opened = services.sign_in.sign_in(sign_in, PASSWORD, address="", now=system.clock())
    client = TestClient(make_app(services))
    client.cookies.set(COOKIE, opened.token)
    return client


def test_nobody_gets_in_without_a_token(officer: Program) -> None:
    del officer.client.headers["Authorization"]
    for answer in (officer.get("/hazards"), officer.get("/me"), officer.post("/hazards", FOUND)):
        assert problem(answer) == (401, "sign_in_needed")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_is_none_of_ours_gets_nobody_in(officer: Program) -> None:
    del officer.client.headers["Authorization"]
    for secret in (b"bhn_wrong", b"", b"x" * 1000, b"bhn_\xfc"):
        answer = officer.client.get("/v1/me", headers=[(b"Authorization", b"Bearer " + secret)])
        assert problem(answer) == (401, "sign_in_needed")


def test_a_token_for_reading_changes_nothing(asking: Asking) -> None:
    reader = asking("no3", Post.SAFETY_OFFICER, Reach.READ)
    assert reader.get("/me").json()["may_write"] is False
    assert problem(reader.post("/hazards", FOUND)) == (403, "may_only_read")
    photo = reader.client.post("/v1/attachments", content=b"x")
    assert problem(photo) == (403, "may_only_read")


def test_a_stolen_cookie_changes_nothing_without_the_session_s_token(settled_trial: System) -> None:
    client = with_cookie(settled_trial, account(settled_trial, "no3", Post.SAFETY_OFFICER))
    assert client.get("/v1/hazards/none").status_code == 404
    assert problem(client.post("/v1/hazards", json=FOUND)) == (403, "form_not_ours")
    wrong = client.post("/v1/hazards", json=FOUND, headers={"X-CSRF-Token": "0" * 64})
    assert problem(wrong) == (403, "form_not_ours")
    assert problem(client.post("/v1/attachments", content=b"x")) == (403, "form_not_ours")


def test_a_session_changes_things_with_the_token_that_it_is_told(settled_trial: System) -> None:
    client = with_cookie(settled_trial, account(settled_trial, "no3", Post.SAFETY_OFFICER))
    csrf = client.get("/v1/me").json()["csrf"]
    assert client.post("/v1/hazards", json=FOUND, headers={"X-CSRF-Token": csrf}).status_code == 201


def test_the_token_of_another_session_does_not_count(settled_trial: System) -> None:
    mine = with_cookie(settled_trial, account(settled_trial, "no3", Post.SAFETY_OFFICER))
    theirs = with_cookie(settled_trial, account(settled_trial, "no3", Post.HEAD))
    csrf = theirs.get("/v1/me").json()["csrf"]
    assert problem(mine.post("/v1/hazards", json=FOUND, headers={"X-CSRF-Token": csrf})) == (403, "form_not_ours")


def test_whoever_manages_accounts_sees_and_signs_nothing(asking: Asking, settled_trial: System) -> None:
    hazard = asking("no3", Post.SAFETY_OFFICER).report()
    client = with_cookie(settled_trial, administrator(settled_trial))
    csrf = client.get("/v1/me").json()["csrf"]
    assert problem(client.get(f"/v1/hazards/{hazard}")) == (404, "not_known")
    refused = client.post("/v1/hazards", json=FOUND, headers={"X-CSRF-Token": csrf})
    assert problem(refused) == (403, "not_appointed_here")
    assert client.get("/v1/units").json()["items"] == []
    assert problem(client.get("/v1/events")) == (403, "not_appointed_here")


def test_me_tells_posts_and_what_they_read(officer: Program) -> None:
    me = officer.get("/me").json()
    assert [(each["post"], each["unit_name"], each["is_current"]) for each in me["posts"]] == [
        ("safety_officer", "第三中学", True)
    ]
    assert me["reads"] == ["qinghe.edu.dongcheng.no3"]
    assert (me["log"], me["is_trial"], me["csrf"]) == ("trial/bihuan", True, None)
    assert me["name"] == "no3 safety_officer"


REFUSED = (
    ("GET", "/v1/nothing", (404, "not_known")),
    ("GET", "/v1/hazards/no3-2026-9999", (404, "not_known")),
    ("GET", "/v1/hazards/%00", (404, "not_known")),
    ("GET", "/v1/hazards/0190a000-0000-7000-8000-000000000000", (404, "not_known")),
    ("GET", "/v1/units/nowhere", (404, "not_known")),
    ("GET", "/v1/people/nobody", (404, "not_known")),
    ("GET", "/v1/appointments/none", (404, "not_known")),
    ("POST", "/v1/hazards/no3-2026-9999/register", (404, "not_known")),
    ("POST", "/v1/people/nobody/leave", (404, "not_known")),
    ("DELETE", "/v1/hazards", (405, "method_not_allowed")),
    ("GET", "/v1/hazards?stat=open", (422, "not_a_field")),
    ("GET", "/v1/units?knd=school", (422, "not_a_field")),
    ("GET", "/v1/hazards?state=upset", (422, "not_a_choice")),
    ("GET", "/v1/hazards?limit=0", (422, "malformed")),
    ("GET", "/v1/hazards?campaign=%00", (422, "unreadable_character")),
    ("GET", "/v1/hazards?known_at=2026-02-30", (422, "no_such_moment")),
    ("GET", "/v1/hazards?known_at=2026-02-28&happened_by=2026-02-28", (422, "one_moment_only")),
    ("GET", "/v1/audit?post=king", (422, "malformed")),
    ("GET", "/v1/events?after=-1", (422, "malformed")),
)


def test_what_is_refused_is_a_problem_document(officer: Program) -> None:
    officer.catch_up()
    for method, path, expected in REFUSED:
        answer = officer.client.request(method, path)
        assert (path, *problem(answer)) == (path, *expected)
        assert answer.json()["instance"].startswith("/v1/")


def test_what_is_not_allowed_says_what_is(officer: Program) -> None:
    assert officer.client.delete("/v1/me").headers["allow"] == "GET, HEAD"
    assert officer.client.put("/v1/hazards").headers["allow"] == "GET, HEAD, POST"


def test_refusals_are_in_the_language_of_whoever_asks(officer: Program) -> None:
    chinese = officer.client.get("/v1/hazards/none", headers={"Accept-Language": "zh-CN"}).json()
    english = officer.client.get("/v1/hazards/none", headers={"Accept-Language": "en"}).json()
    assert chinese["code"] == english["code"] == "not_known"
    assert chinese["title"] != english["title"]


def test_a_list_that_was_never_built_is_not_an_empty_one(officer: Program) -> None:
    answer = officer.get("/hazards")
    assert problem(answer) == (503, "lists_not_ready")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_position_the_lists_have_not_come_to_is_waited_for_and_then_refused(
    officer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.reading.models.PATIENCE_S", 0.05)
    officer.catch_up()
    answer = officer.get("/hazards?min_position=999999")
    assert problem(answer) == (503, "not_caught_up")
    assert answer.headers["retry-after"] == "1"


def test_a_store_that_is_gone_is_said_to_be_gone(officer: Program) -> None:
    """With a token the asker cannot even be identified; the answer is the same for those who are nobody."""
    officer.system.pool.close()
    for answer in (officer.post("/hazards", FOUND), officer.get("/me")):
        assert problem(answer) == (503, "store_unavailable")
        assert answer.headers["retry-after"] == "5"
