"""Every command on the line: the same rules, exit 0 done, 1 refused, 2 misuse."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.offered import NOUNS, offered
from api.system import System
from domain.appointment.posts import Post
from tests.api.attachments.pictures import phone_photo
from tests.api.cli.conftest import Line
from tests.support.district import post_id, unit_id
from tests.support.settled import account

REPORT = (
    "hazard",
    "report",
    "--unit",
    "no3",
    "--place",
    "教学楼三层东侧楼梯",
    "--category",
    "building",
    "--description",
    "楼梯扶手松动",
)


def test_a_hazard_is_reported_registered_graded_and_assigned(line: Line, officer: str) -> None:
    reported = line(*REPORT, "--json", sign_in=officer)
    assert reported.status == 0, reported.err
    hazard = reported.value["stream"]
    registered = line("hazard", "register", hazard, sign_in=officer)
    assert registered.status == 0, registered.err
    number = line("hazard", "show", hazard, "--json").value["state"]["hazard"]["number"]
    assert number in registered.out
    graded = line("hazard", "grade", number, "--grade", "general", "--reason", "扶手松动", sign_in=officer)
    assert graded.status == 0, graded.err
    assigned = line(
        "hazard",
        "assign",
        number,
        "--rectifier",
        "logistics@no3",
        "--overseer",
        "deputy_head@no3",
        "--supervisor",
        "safety_section@dongcheng",
        "--measures",
        "更换扶手",
        sign_in=officer,
    )
    assert assigned.status == 0, assigned.err
    shown = line("hazard", "show", number)
    assert "no3 logistics" in shown.out
    assert "更换扶手" in shown.out
    assert re.search(r"\d{4}-\d\d-\d\d 24:00 ", shown.out), "days end with 24:00"


def test_every_command_has_its_verb(line: Line) -> None:
    for noun in NOUNS:
        told = line(noun.word, "--help")
        assert told.status == 0
        for offer in offered(noun):
            assert f"  {offer.step}" in told.out


def test_every_verb_says_what_it_asks(line: Line) -> None:
    for words in (("hazard", "report"), ("hazard", "plan"), ("unit", "register"), ("limit", "set")):
        told = line(*words, "--help")
        assert told.status == 0
        assert "--values" in told.out
    assert "--evidence FILE" in line("hazard", "report", "--help").out


def test_an_act_is_somebody_s(line: Line) -> None:
    refused = line(*REPORT, "--json")
    assert (refused.status, refused.code, refused.out) == (1, "sign_in_needed", "")


def test_a_wrong_password_is_refused_and_counted(line: Line, officer: str) -> None:
    for _ in range(3):
        assert line(*REPORT, "--json", sign_in=officer, password="guess").code == "sign_in_failed"
    codes = {line(*REPORT, "--json", sign_in=officer, password="guess").code for _ in range(6)}
    assert "too_many_attempts" in codes


def test_without_a_password_and_without_a_terminal_nobody_signs_in(
    line: Line, officer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.setenv("BIHUAN_AS", officer)
    assert line(*REPORT, "--json").code == "password_needed"


def test_a_rule_that_says_no_is_said_on_stderr_with_status_1(line: Line, officer: str) -> None:
    hazard = line(*REPORT, "--json", sign_in=officer).value["stream"]
    assert line("hazard", "register", hazard, sign_in=officer).status == 0
    again = line("hazard", "register", hazard, sign_in=officer)
    assert (again.status, again.out) == (1, "")
    assert "(already_registered)" in again.err


def test_misuse_is_status_2(line: Line, officer: str) -> None:
    assert line("hazard", "fly").status == 2
    assert line("hazard", "register").status == 2
    assert line("hazard", "grade", "x", "--grade", "terrible", sign_in=officer).status == 2
    assert line("hazard", "replay", "x", "--known-at", "2026-01-01", "--as-happened", "2026-01-01").status == 2


def test_a_foreign_hazard_is_not_there(line: Line, officer: str, settled: System) -> None:
    hazard = line(*REPORT, "--json", sign_in=officer).value["stream"]
    stranger = account(settled, "no9", Post.SAFETY_OFFICER)
    for words in (("hazard", "register", hazard), ("hazard", "show", hazard), ("hazard", "register", "no3-2026-77")):
        assert line(*words, "--json", sign_in=stranger).code == "not_known"


def test_fields_may_come_from_a_file_and_be_overruled(line: Line, officer: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    values = {
        "unit": str(unit_id("no3")),
        "place": {"text": "操场"},
        "category": "building",
        "description": "围栏破损",
        "happened": {"on": "2026-01-05"},
    }
    file.write_text(json.dumps(values), encoding="utf-8")
    made = line("hazard", "report", "--values", str(file), "--description", "围栏缺口", "--json", sign_in=officer)
    assert made.status == 0, made.err
    found = line("hazard", "show", made.value["stream"], "--json").value["events"][0]["body"]
    assert found["data"]["description"] == "围栏缺口"
    assert found["happened"] == {"on": "2026-01-05"}
    file.write_text("[1]", encoding="utf-8")
    assert line("hazard", "report", "--values", str(file), "--json", sign_in=officer).code == "not_of_its_kind"


def test_values_made_of_values_are_given_as_json(line: Line, officer: str) -> None:
    hazard = line(*REPORT, "--json", sign_in=officer).value["stream"]
    refused = line("hazard", "plan", hazard, "--stages", "{", "--json", sign_in=officer)
    assert refused.code == "not_of_its_kind"
    unfit = line("hazard", "plan", hazard, "--stages", '{"what": "拆除"}', "--json", sign_in=officer)
    assert unfit.code == "missing"


def test_a_photo_comes_along(line: Line, officer: str, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(phone_photo())
    made = line(*REPORT, "--evidence", str(photo), "--evidence", str(photo), "--json", sign_in=officer)
    assert made.status == 0, made.err
    found = line("hazard", "show", made.value["stream"], "--json").value["events"][0]["body"]
    assert [each["kind"] for each in found["data"]["evidence"]] == ["image/jpeg", "image/jpeg"]
    photo.write_bytes(b"no photo")
    refused = line(*REPORT, "--evidence", str(photo), "--json", sign_in=officer)
    assert refused.code == "attachment_kind_unsupported"


def test_the_same_line_under_the_same_key_keeps_its_photo_once(
    line: Line, officer: str, settled: System, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(phone_photo())
    report = (*REPORT, "--evidence", str(photo), "--key", "k1", "--json")
    first, again = (line(*report, sign_in=officer) for _ in range(2))
    assert first.value == again.value
    with settled.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM log.attachments").fetchone() == (1,)
    photo.write_bytes(phone_photo((300, 400)))
    assert line(*report, sign_in=officer).code == "command_id_used_before"


def test_the_version_that_was_seen_is_kept_to(line: Line, officer: str) -> None:
    hazard = line(*REPORT, "--json", sign_in=officer).value["stream"]
    assert line("hazard", "register", hazard, "--seen", "1", sign_in=officer).status == 0
    late = line(
        "hazard", "grade", hazard, "--grade", "major", "--reason", "x", "--seen", "1", "--json", sign_in=officer
    )
    assert late.code == "moved_on"


def test_the_same_key_is_answered_once(line: Line, officer: str) -> None:
    first = line(*REPORT, "--key", "k1", "--json", sign_in=officer)
    again = line(*REPORT, "--key", "k1", "--json", sign_in=officer)
    assert first.value == again.value


def test_a_registrar_keeps_units_people_and_posts(line: Line, settled: System) -> None:
    registrar = account(settled, "qinghe", Post.REGISTRAR)
    unit = ("unit", "register", "--code", "no7", "--kind", "school", "--unit-name", "第七小学")
    assert line(*unit, "--parent", "dongcheng", "--from-on", "2026-01-05", sign_in=registrar).status == 0
    person = line("person", "enrol", "--person-name", "王建国", "--unit", "no7", "--json", sign_in=registrar)
    assert person.status == 0, person.err
    made = line(
        "appointment",
        "make",
        "--person",
        person.value["stream"],
        "--post",
        "head",
        "--unit",
        "no7",
        "--from-on",
        "2026-01-05",
        sign_in=registrar,
    )
    assert made.status == 0, made.err
    assert "第七小学" in line("unit", "list", "--unit", "dongcheng").out
    assert [each["name"] for each in line("person", "list", "--unit", "no7", "--json").value] == ["王建国"]
    assert line("appointment", "list", "--unit", "no7", "--json").value[0]["post"] == "head"
    assert "hazard.verify" in line("limit", "list").out


def test_one_acts_in_the_post_that_is_named(line: Line, officer: str) -> None:
    mine = str(post_id("no3", Post.SAFETY_OFFICER))
    assert line(*REPORT, "--acting-in", mine, sign_in=officer).status == 0
    other = str(post_id("no3", Post.HEAD))
    assert line(*REPORT, "--acting-in", other, "--json", sign_in=officer).code == "not_appointed_here"


def test_the_installed_command_runs_as_a_process(line: Line, officer: str) -> None:
    command = [sys.executable, "-m", "api.cli", "--language", "zh-CN", "hazard", "show", "no3-2026-0404"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (told.returncode, told.stdout) == (1, "")
    assert "(not_known)" in told.stderr
    usage = subprocess.run([*command[:3], "hazard", "fly"], capture_output=True, text=True, check=False, timeout=60)
    assert usage.returncode == 2
