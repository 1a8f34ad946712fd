"""Commands over HTTP: recorded once, on the version that was seen, or refused in words."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from api.offered import offers
from domain.appointment.posts import Post
from tests.api.v1.conftest import Asking
from tests.support.district import post_id, unit_id
from tests.support.programs import FOUND, Program, problem


def test_a_report_is_recorded_and_answered_with_its_address(officer: Program) -> None:
    answer = officer.post("/hazards", FOUND)
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/hazards/{receipt['stream']}"
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["bihuan-position"] == str(receipt["position"])
    assert [each["name"] for each in receipt["events"]] == ["hazard.found.v1"]


def test_a_registration_needs_no_values_and_answers_with_the_number(officer: Program) -> None:
    hazard = officer.report()
    answer = officer.post(f"/hazards/{hazard}/register")
    assert answer.status_code == 200
    assert answer.json()["number"] == "no3-2026-0001"
    assert len(answer.json()["versions"]) == 2


def test_a_hazard_is_addressed_by_its_number_as_well(officer: Program) -> None:
    hazard, number = officer.register()
    answer = officer.post(f"/hazards/{number}/grade", {"grade": "general", "reason": "一般"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["stream"] == hazard


def test_the_same_key_gives_the_first_receipt_again(officer: Program) -> None:
    first = officer.post("/hazards", FOUND, idempotency_key="phone-7/42")
    again = officer.post("/hazards", FOUND, idempotency_key="phone-7/42")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_the_same_key_with_another_content_is_refused(officer: Program) -> None:
    officer.post("/hazards", FOUND, idempotency_key="k")
    other = officer.post("/hazards", {**FOUND, "description": "另一处"}, idempotency_key="k")
    assert problem(other) == (409, "command_id_used_before")


def test_a_key_belongs_to_the_account_that_used_it(asking: Asking) -> None:
    officer, head = asking("no3", Post.SAFETY_OFFICER), asking("no3", Post.HEAD)
    one = officer.post("/hazards", FOUND, idempotency_key="k")
    other = head.post("/hazards", FOUND, idempotency_key="k")
    assert one.json()["stream"] != other.json()["stream"]


def test_many_at_once_under_one_key_record_one_report(officer: Program) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: officer.post("/hazards", FOUND, idempotency_key="k"), range(4)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["stream"] for each in answers}) == 1


def test_a_key_has_something_in_it_and_no_more_than_128_characters(officer: Program) -> None:
    assert problem(officer.post("/hazards", FOUND, idempotency_key=" ")) == (422, "key_unusable")
    assert problem(officer.post("/hazards", FOUND, idempotency_key="k" * 129)) == (422, "key_unusable")


def test_what_moved_on_since_it_was_seen_is_refused(officer: Program) -> None:
    hazard = officer.report()
    officer.post(f"/hazards/{hazard}/register", if_match='"1"')
    late = officer.post(f"/hazards/{hazard}/grade", {"grade": "general", "reason": "一般"}, if_match='"1"')
    assert problem(late) == (412, "moved_on")


def test_of_two_who_saw_the_same_version_one_is_recorded(officer: Program) -> None:
    hazard, _ = officer.register()

    def grade(reason: str) -> int:
        values = {"grade": "major", "reason": reason}
        return officer.post(f"/hazards/{hazard}/grade", values, if_match='"2"').status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(grade, ["甲", "乙"])) == [200, 412]


def test_an_entity_tag_that_was_never_answered_is_refused(officer: Program) -> None:
    hazard = officer.report()
    assert problem(officer.post(f"/hazards/{hazard}/register", if_match="1")) == (422, "tag_unusable")
    assert officer.post(f"/hazards/{hazard}/register", if_match="*").status_code == 200


def test_who_may_not_know_of_a_hazard_does_not_learn_its_version(asking: Asking) -> None:
    hazard = asking("no3", Post.SAFETY_OFFICER).report()
    stranger = asking("no9", Post.SAFETY_OFFICER)
    for tag in ('"1"', '"7"'):
        answer = stranger.post(f"/hazards/{hazard}/grade", {"grade": "major", "reason": "看"}, if_match=tag)
        assert problem(answer) == (404, "not_known")
    assert problem(stranger.post(f"/hazards/{hazard}/register")) == (404, "not_known")


def test_a_rule_that_says_no_is_a_conflict(officer: Program) -> None:
    hazard, _ = officer.register()
    assert problem(officer.post(f"/hazards/{hazard}/register")) == (409, "already_registered")


def test_a_post_without_the_power_is_forbidden(asking: Asking) -> None:
    guard = asking("no3", Post.GUARD)
    assert problem(guard.post(f"/hazards/{guard.report()}/register")) == (403, "no_power")


def test_a_field_that_does_not_exist_is_refused_by_name(officer: Program) -> None:
    answer = officer.post("/hazards", {**FOUND, "descripton": "x"})
    assert problem(answer) == (422, "not_a_field")
    assert answer.json()["field"] == "descripton"


def test_a_missing_field_is_refused_by_name(officer: Program) -> None:
    answer = officer.post("/hazards", {name: value for name, value in FOUND.items() if name != "place"})
    assert problem(answer) == (422, "missing")
    assert answer.json()["field"] == "place"


def test_identifiers_of_what_begins_are_given_by_the_house(officer: Program) -> None:
    answer = officer.post("/hazards", {**FOUND, "hazard": str(uuid4())})
    assert problem(answer) == (422, "not_a_field")


def test_nobody_begins_a_person_under_an_identifier_of_their_own(asking: Asking) -> None:
    registrar = asking("qinghe", Post.REGISTRAR)
    values = {"person_name": "新来", "unit": str(unit_id("no3"))}
    assert problem(registrar.post(f"/people/{uuid4()}/enrol", values)) == (404, "not_known")
    assert registrar.post("/people", values).status_code == 201


def test_what_is_no_json_object_is_refused(officer: Program) -> None:
    for body in (b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000):
        answer = officer.client.post("/v1/hazards", content=body, headers={"Content-Type": "application/json"})
        assert problem(answer) == (422, "body_malformed")


def test_more_than_anybody_types_is_refused(officer: Program) -> None:
    answer = officer.post("/hazards", {**FOUND, "description": "x" * 300_000})
    assert problem(answer) == (413, "body_too_large")


def test_a_body_without_a_length_is_read_no_further_than_the_limit(officer: Program) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 10_000

    answer = officer.client.post("/v1/hazards", content=endless())
    assert problem(answer) == (413, "body_too_large")


def test_it_is_said_when_it_happened(officer: Program) -> None:
    hazard = officer.report(happened={"on": "2026-03-01"}, claimed_at="2026-03-02T08:30:00+08:00")
    told = officer.get(f"/hazards/{hazard}/events").json()["items"][0]["body"]
    assert told["happened"] == {"on": "2026-03-01"}
    assert told["claimed_at"] == "2026-03-02T00:30:00.000000Z"


def test_nothing_is_said_of_what_has_not_happened_yet(officer: Program) -> None:
    for said in ({"on": "2026-03-03"}, {"at": "2026-03-02T09:00:01+08:00"}):
        answer = officer.post("/hazards", {**FOUND, "happened": said})
        assert problem(answer) == (409, "happened_in_the_future")


def test_when_it_happened_is_a_day_or_an_instant(officer: Program) -> None:
    for said, code in (
        ({"on": "2026-02-30"}, "no_such_moment"),
        ({"at": "2026-02-28"}, "no_such_moment"),
        ({"day": "2026-02-28"}, "not_a_field"),
        ({}, "not_of_its_kind"),
        ("2026-02-28", "not_of_its_kind"),
        ({"on": "2026-02-28", "at": "2026-02-28T08:00Z"}, "not_of_its_kind"),
    ):
        assert problem(officer.post("/hazards", {**FOUND, "happened": said})) == (422, code)


def test_every_command_has_an_address_of_its_own(officer: Program) -> None:
    paths = officer.client.get("/v1/openapi.json").json()["paths"]
    for offer in offers():
        path = f"/v1/{offer.noun.collection}" + (f"/{{key}}/{offer.step}" if offer.key else "")
        assert "post" in paths[path]


def test_a_registrar_keeps_units_people_and_posts(asking: Asking) -> None:
    registrar = asking("qinghe", Post.REGISTRAR)
    unit = registrar.post(
        "/units",
        {
            "code": "no7",
            "kind": "school",
            "unit_name": "第七小学",
            "parent": str(unit_id("dongcheng")),
            "from_on": "2026-03-01",
        },
    )
    assert unit.status_code == 201, unit.text
    assert (
        registrar.post("/units/no7/rename", {"unit_name": "第七实验小学", "from_on": "2026-03-02"}).status_code == 200
    )
    person = registrar.post("/people", {"person_name": "王建国", "unit": unit.json()["stream"]})
    post = registrar.post(
        "/appointments",
        {"person": person.json()["stream"], "post": "head", "unit": unit.json()["stream"], "from_on": "2026-03-02"},
    )
    assert post.status_code == 201, post.text
    ended = registrar.post(f"/appointments/{post.json()['stream']}/end", {"on": "2026-03-02", "reason": "调任"})
    assert ended.status_code == 200, ended.text


def test_a_post_is_delegated_under_a_new_identifier(asking: Asking) -> None:
    head = asking("no3", Post.HEAD)
    people = head.get("/people?unit=no3").json()["items"]
    deputy = head.get("/appointments?unit=no3&post=deputy_head").json()["items"][0]["person"]
    assert deputy in [each["person"] for each in people]
    answer = head.post(
        f"/appointments/{post_id('no3', Post.HEAD)}/delegate",
        {"person": deputy, "from_on": "2026-03-02", "until_on": "2026-03-09", "only": ["hazard.register"]},
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["stream"] != str(post_id("no3", Post.HEAD))


def test_calendars_and_limits_are_kept_over_http(asking: Asking) -> None:
    registrar = asking("qinghe", Post.REGISTRAR)
    days = {"holidays": ["2027-01-01"], "makeup_workdays": [], "source": "国办发明电〔2026〕7号"}
    assert registrar.post("/calendars/2027/enter", days).status_code == 200
    limit = {"amount": 5, "unit": "workdays", "source": "局发〔2026〕3号", "effective_on": "2026-04-01"}
    assert problem(registrar.post("/limits/hazard.verify/set", limit)) == (403, "no_power")
    assert problem(registrar.post("/calendars/soon/enter", days)) == (422, "not_of_its_kind")
