"""Reads over HTTP: the ledger, one hazard, its past, the directory, the trail, the clocks."""

from datetime import timedelta

from api.system import System
from domain.appointment.posts import Post
from tests.api.attachments.pictures import phone_photo
from tests.api.v1.conftest import Asking
from tests.conftest import MORNING
from tests.support.district import person_id, post_id, unit_id
from tests.support.programs import FOUND, Program, problem


def test_the_ledger_shows_what_was_written_once_it_is_asked_to_wait_for_it(officer: Program) -> None:
    hazard, number = officer.register()
    position = officer.get(f"/hazards/{hazard}/events").json()["items"][-1]["position"]
    officer.catch_up()
    answer = officer.get(f"/hazards?min_position={position}")
    (line,) = answer.json()["items"]
    assert (line["hazard"]["hazard"], line["hazard"]["number"], line["hazard"]["state"]) == (
        hazard,
        number,
        "registered",
    )
    assert line["unit_path"] == "qinghe.edu.dongcheng.no3"
    assert int(answer.headers["bihuan-position"]) >= position
    assert answer.json()["names"][str(unit_id("no3"))]["name"] == "第三中学"


def test_the_ledger_is_read_page_by_page_by_its_links(officer: Program) -> None:
    reported = [officer.report(description=f"第 {number} 处") for number in range(5)]
    officer.catch_up()
    seen: list[str] = []
    path: str | None = "/hazards?limit=2&sort=newest"
    while path:
        answer = officer.get(path)
        seen += [each["hazard"]["hazard"] for each in answer.json()["items"]]
        link = answer.headers.get("link")
        path = link[len("</v1") : link.index(">")] if link else None
    assert seen == list(reversed(reported))


def test_a_page_of_found_words_or_of_the_past_has_no_more_lines_than_asked_for(officer: Program) -> None:
    reported = [officer.report(description=f"第 {number} 处电线裸露") for number in range(3)]
    officer.catch_up()
    for question in ("q=电线", "happened_by=2026-12-31"):
        seen: list[str] = []
        path: str | None = f"/hazards?{question}&limit=1"
        while path:
            answer = officer.get(path)
            items = answer.json()["items"]
            assert len(items) <= 1
            seen += [each["hazard"]["hazard"] for each in items]
            link = answer.headers.get("link")
            path = link[len("</v1") : link.index(">")] if link else None
        assert seen == list(reversed(reported))


def test_filters_narrow_the_ledger(officer: Program, asking: Asking) -> None:
    officer.report()
    officer.report(category="fire", description="电线裸露")
    officer.catch_up()
    assert [each["hazard"]["category"] for each in officer.get("/hazards?category=fire").json()["items"]] == ["fire"]
    assert officer.get("/hazards?q=电线").json()["items"][0]["hazard"]["description"] == "电线裸露"
    assert officer.get("/hazards?state=closed").json()["items"] == []
    bureau = asking("dongcheng", Post.SAFETY_SECTION)
    assert len(bureau.get("/hazards?unit=no3").json()["items"]) == 2
    assert bureau.get("/hazards?unit=no5").json()["items"] == []


def test_a_unit_that_is_not_there_or_not_ones_own_is_refused_alike(officer: Program, asking: Asking) -> None:
    hazard, _ = officer.register()
    officer.catch_up()
    for unit in ("zzz", "no9", "-"):
        assert problem(officer.get(f"/hazards?unit={unit}")) == (404, "not_known"), unit
    fire = asking("fire", Post.DEPARTMENT_OFFICER)
    assert problem(fire.get("/hazards?unit=no3")) == (404, "not_known")
    given = asking("no3", Post.HEAD).post(
        f"/hazards/{hazard}/hand-over", {"department": str(unit_id("fire")), "text": "请到场查看"}
    )
    assert given.status_code == 200, given.text
    officer.catch_up()
    assert [each["hazard"]["hazard"] for each in fire.get("/hazards?unit=no3").json()["items"]] == [hazard]


def test_another_school_sees_nothing_of_it(officer: Program, asking: Asking) -> None:
    hazard, number = officer.register()
    officer.catch_up()
    stranger = asking("no9", Post.SAFETY_OFFICER)
    assert stranger.get("/hazards").json()["items"] == []
    for path in (f"/hazards/{hazard}", f"/hazards/{number}", f"/hazards/{hazard}/events", f"/audit?hazard={number}"):
        assert problem(stranger.get(path)) == (404, "not_known")
    assert stranger.get("/audit?kind=hazard").json()["items"] == []
    assert stranger.get("/deadlines").json()["items"] == []


def test_a_hazard_is_shown_from_the_record_itself(officer: Program) -> None:
    hazard, number = officer.register()
    answer = officer.get(f"/hazards/{number}")
    told = answer.json()
    assert answer.headers["etag"] == '"2"'
    assert told["hazard"]["hazard"] == hazard
    running = {each["deadline"]["clock"]: each for each in told["clocks"] if each["state"] in ("running", "soon")}
    assert running["hazard.assign"]["deadline"]["basis"]["limit"] == "hazard.assign"
    assert told["names"][str(person_id("no3", Post.SAFETY_OFFICER))]["name"] == "no3 safety_officer"


def test_who_has_it_already_is_not_told_again(officer: Program) -> None:
    hazard = officer.report()
    answer = officer.get(f"/hazards/{hazard}", if_none_match='"1"')
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')
    assert officer.get(f"/hazards/{hazard}", if_none_match='"0"').status_code == 200


def test_a_number_is_found_before_the_lists_know_it(officer: Program) -> None:
    officer.report()
    officer.catch_up()
    hazard, number = officer.register()
    assert officer.get(f"/hazards/{number}").json()["hazard"]["hazard"] == hazard


def test_a_hazard_is_shown_as_it_was_known_and_as_it_had_happened(settled_trial: System) -> None:
    morning = Program(settled_trial, "no3", Post.SAFETY_OFFICER)
    hazard = morning.report(happened={"at": "2026-03-02T08:00:00+08:00"})
    noon = Program(settled_trial.at(lambda: MORNING + timedelta(hours=3)), "no3", Post.SAFETY_OFFICER)
    number = noon.post(f"/hazards/{hazard}/register").json()["number"]
    before = noon.get(f"/hazards/{number}?known_at=2026-03-02 10:00").json()
    assert (before["hazard"]["state"], before["events"], before["events_left_out"]) == ("found", 1, 1)
    assert noon.get(f"/hazards/{number}").json()["hazard"]["state"] == "registered"
    assert noon.get(f"/hazards/{hazard}?happened_by=2026-03-02T08:30").json()["hazard"]["state"] == "found"
    assert problem(noon.get(f"/hazards/{hazard}?known_at=2026-03-02 08:30")) == (404, "not_known")
    noon.catch_up()
    (line,) = noon.get("/hazards?known_at=2026-03-02T10:00%2B08:00").json()["items"]
    assert line["hazard"]["state"] == "found"
    assert noon.get("/hazards?known_at=2026-03-02T08:30").json()["items"] == []


def test_events_are_told_with_their_envelope(officer: Program) -> None:
    hazard, _ = officer.register()
    found, registered = officer.get(f"/hazards/{hazard}/events").json()["items"]
    assert found["body"]["name"] == "hazard.found.v1"
    assert found["body"]["actor"]["post"] == "safety_officer"
    assert found["body"]["data"]["place"]["text"] == FOUND["place"]["text"]
    assert registered["body"]["prev"] is not None
    assert registered["position"] > found["position"]


def test_a_photo_is_given_out_with_the_hazard_it_belongs_to(officer: Program, asking: Asking) -> None:
    sent = officer.client.post("/v1/attachments", content=phone_photo(), headers={"Content-Type": "image/jpeg"})
    assert sent.status_code == 201, sent.text
    attachment = sent.json()["attachment"]
    hazard = officer.report(evidence=[attachment])
    other = officer.report()
    path = f"/hazards/{hazard}/attachments/{attachment}"
    copy = officer.get(path)
    assert (copy.status_code, copy.headers["content-type"]) == (200, "image/jpeg")
    assert officer.get(path, if_none_match=copy.headers["etag"]).status_code == 304
    assert officer.get(f"{path}?form=original").content == phone_photo()
    assert officer.get(f"{path}?form=thumbnail").status_code == 200
    assert problem(officer.get(f"/hazards/{other}/attachments/{attachment}")) == (404, "not_known")
    assert problem(asking("no9", Post.SAFETY_OFFICER).get(path)) == (404, "not_known")


def test_a_photo_may_come_in_a_form(officer: Program) -> None:
    sent = officer.client.post("/v1/attachments", files={"file": ("IMG_1.jpg", phone_photo(), "image/jpeg")})
    assert sent.status_code == 201, sent.text
    assert sent.json()["kind"] == "image/jpeg"


def test_the_same_photo_under_the_same_key_is_kept_once(officer: Program, asking: Asking) -> None:
    def add(program: Program, content: bytes, key: str) -> str:
        sent = program.client.post("/v1/attachments", content=content, headers={"Idempotency-Key": key})
        assert sent.status_code == 201, sent.text
        return str(sent.json()["attachment"])

    first = add(officer, phone_photo(), "k1")
    assert add(officer, phone_photo(), "k1") == first
    another = add(officer, phone_photo((300, 400)), "k1")
    later = add(officer, phone_photo(), "k2")
    of_another = add(asking("no3", Post.HEAD), phone_photo(), "k1")
    assert len({first, another, later, of_another}) == 4


def test_nobody_binds_a_photo_that_another_added(officer: Program, asking: Asking) -> None:
    sent = asking("no3", Post.HEAD).client.post("/v1/attachments", content=phone_photo()).json()["attachment"]
    assert problem(officer.post("/hazards", {**FOUND, "evidence": [sent]})) == (404, "not_known")


def test_what_is_no_photo_is_refused(officer: Program) -> None:
    for content, code in ((b"", "attachment_empty"), (b"hello", "attachment_kind_unsupported")):
        assert problem(officer.client.post("/v1/attachments", content=content)) == (422, code)
    too_large = officer.client.post("/v1/attachments", content=b"x" * (21 * 2**20))
    assert problem(too_large) == (422, "attachment_too_large")
    nothing = officer.client.post("/v1/attachments", files={"other": ("a.jpg", phone_photo(), "image/jpeg")})
    assert problem(nothing) == (422, "missing")
    broken = officer.client.post(
        "/v1/attachments", content=b"--x", headers={"Content-Type": "multipart/form-data; boundary=y"}
    )
    assert problem(broken) == (422, "missing")


def test_a_school_knows_whom_it_answers_to_and_whom_it_can_turn_to(officer: Program) -> None:
    codes = [each["code"] for each in officer.get("/units").json()["items"]]
    assert codes == sorted(codes, key=lambda code: officer.get(f"/units/{code}").json()["path"])
    assert {"no3", "no3_boarding", "dongcheng", "edu", "qinghe", "fire", "police", "heyan"} == set(codes)
    assert problem(officer.get("/units/no9")) == (404, "not_known")
    assert officer.get("/units/fire").json()["kind"] == "department"


def test_the_directory_is_read_page_by_page(asking: Asking) -> None:
    bureau = asking("dongcheng", Post.SAFETY_SECTION)
    whole = [each["code"] for each in bureau.get("/units?limit=200").json()["items"]]
    seen: list[str] = []
    path: str | None = "/units?limit=3"
    while path:
        answer = bureau.get(path)
        seen += [each["code"] for each in answer.json()["items"]]
        link = answer.headers.get("link")
        path = link[len("</v1") : link.index(">")] if link else None
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_people_are_named_to_those_who_read_their_unit(officer: Program, asking: Asking) -> None:
    head = person_id("no3", Post.HEAD)
    assert officer.get(f"/people/{head}").json()["name"] == "no3 head"
    assert officer.get(f"/people/{head}").headers["etag"] == '"1"'
    assert problem(asking("no9", Post.HEAD).get(f"/people/{head}")) == (404, "not_known")
    units = {each["unit"] for each in officer.get("/people").json()["items"]}
    assert units == {str(unit_id("no3")), str(unit_id("no3_boarding"))}


def test_posts_above_are_known_to_those_below(officer: Program) -> None:
    supervisor = post_id("dongcheng", Post.SAFETY_SECTION)
    assert officer.get(f"/appointments/{supervisor}").json()["is_held"] is True
    held = officer.get("/appointments?unit=dongcheng&post=safety_section&on=2026-03-02").json()["items"]
    assert [each["appointment"] for each in held] == [str(supervisor)]
    assert problem(officer.get(f"/appointments/{post_id('no9', Post.HEAD)}")) == (404, "not_known")


def test_the_trail_tells_who_did_what_in_which_post(officer: Program) -> None:
    _, number = officer.register()
    officer.catch_up()
    acts = officer.get(f"/audit?hazard={number}").json()["items"]
    assert [each["name"] for each in acts] == ["hazard.registered.v1", "hazard.found.v1"]
    assert {each["actor_post"] for each in acts} == {"safety_officer"}
    assert officer.get("/audit?kind=hazard&recorded_before=2026-03-01").json()["items"] == []


def test_the_board_shows_what_runs_out_first(officer: Program) -> None:
    officer.register()
    officer.catch_up()
    clocks = officer.get("/deadlines").json()["items"]
    assert [each["due_at"] for each in clocks] == sorted(each["due_at"] for each in clocks)
    assert officer.get("/deadlines?clock=hazard.assign").json()["items"][0]["basis_unit"] == "workdays"
