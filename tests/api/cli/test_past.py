"""Lives told again, the ledger and the trail as lists and files: by an operator without an account."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.system import Database, System
from tests.api.cli.conftest import Line
from tests.api.cli.test_steps import REPORT


@pytest.fixture
def life(line: Line, officer: str) -> dict[str, Any]:
    """A hazard found in January, reported and registered today; its number and the times of recording."""
    made = line(*REPORT, "--happened", "2026-01-05", "--json", sign_in=officer)
    assert made.status == 0, made.err
    registered = line("hazard", "register", made.value["stream"], "--json", sign_in=officer)
    assert registered.status == 0, registered.err
    found: dict[str, Any] = line("hazard", "replay", registered.value["number"], "--json").value
    times = [datetime.fromisoformat(each["recorded_at"]) for each in found["events"]]
    return {"number": registered.value["number"], "times": times, "hazard": made.value["stream"]}


def test_a_life_is_told_as_it_was_known(line: Line, life: dict[str, Any]) -> None:
    between = life["times"][1] - timedelta(microseconds=1)
    then = line("hazard", "replay", life["number"], "--known-at", between.isoformat(), "--json").value
    assert then["state"]["hazard"]["state"] == "found"
    assert [each["body"]["name"] for each in then["events"]] == ["hazard.found.v1"]
    assert then["state"]["events_left_out"] == 1
    now = line("hazard", "replay", life["number"], "--json").value
    assert now["state"]["hazard"]["state"] == "registered"
    before = line("hazard", "replay", life["number"], "--known-at", "2026-01-06", "--json")
    assert (before.status, before.code) == (1, "not_known")


def test_a_life_is_told_as_it_had_happened(line: Line, life: dict[str, Any]) -> None:
    then = line("hazard", "replay", life["number"], "--as-happened", "2026-01-06 00:00", "--json").value
    assert [each["body"]["name"] for each in then["events"]] == ["hazard.found.v1"]
    assert then["as_happened"] is not None
    assert line("hazard", "replay", life["number"], "--as-happened", "2026-01-04").status == 1


def test_a_life_in_words_has_clocks_with_their_basis(line: Line, life: dict[str, Any]) -> None:
    told = line("hazard", "replay", life["number"])
    assert told.status == 0
    assert life["number"] in told.out
    for words in ("Clocks", "Line of life", "house rule", "no3 safety_officer", "2026-01-05"):
        assert words in told.out
    assert told.out.count("[not signed]") == 2
    assert told.err == ""
    chinese = line("--language", "zh-CN", "hazard", "replay", life["number"])
    assert "登记造册" in chinese.out


def test_a_moment_that_never_was_is_refused(line: Line, life: dict[str, Any]) -> None:
    for moment in ("2026-02-30", "2026-03-01 24:30", "yesterday"):
        told = line("hazard", "replay", life["number"], "--known-at", moment, "--json")
        assert (told.status, told.code) == (1, "no_such_moment")
    assert line("hazard", "replay", life["number"], "--known-at", "2026-12-31 24:00").status == 0


def test_the_ledger_is_listed_though_no_follower_runs(line: Line, life: dict[str, Any]) -> None:
    listed = line("ledger", "list", "--json")
    assert listed.status == 0, listed.err
    assert [each["hazard"]["number"] for each in listed.value] == [life["number"]]
    assert life["number"] in line("ledger", "list", "--unit", "dongcheng", "--state", "open").out
    assert line("ledger", "list", "--unit", "xicheng", "--json").value == []
    assert line("ledger", "list", "--state", "upset", "--json").code == "not_a_choice"
    between = life["times"][1] - timedelta(microseconds=1)
    (then,) = line("ledger", "list", "--known-at", between.isoformat(), "--json").value
    assert (then["hazard"]["number"], then["hazard"]["state"]) == (None, "found")
    assert line("ledger", "list", "--known-at", "2026-01-06", "--json").value == []


def test_a_unit_that_is_not_there_or_not_ones_own_is_refused(
    line: Line, life: dict[str, Any], officer: str, tmp_path: Path
) -> None:
    for unit in ("zzz", "no9"):
        told = line("ledger", "list", "--unit", unit, "--json", sign_in=officer)
        assert (told.status, told.code) == (1, "not_known"), unit
    assert line("ledger", "list", "--unit", "zzz", "--xlsx", str(tmp_path / "a.xlsx"), sign_in=officer).status == 1
    assert not list(tmp_path.glob("*.xlsx"))


def test_who_signs_in_reads_with_the_eyes_of_the_post(line: Line, life: dict[str, Any], officer: str) -> None:
    assert len(line("ledger", "list", "--json", sign_in=officer).value) == 1
    assert len(line("ledger", "list", "--unit", "dongcheng", "--json", sign_in=officer).value) == 1
    assert line("ledger", "list", "--json", sign_in=officer, password="guess").code == "sign_in_failed"


def test_the_ledger_is_written_as_excel_and_pdf(line: Line, life: dict[str, Any], tmp_path: Path) -> None:
    xlsx, pdf = tmp_path / "ledger.xlsx", tmp_path / "ledger.pdf"
    told = line("ledger", "list", "--xlsx", str(xlsx), "--pdf", str(pdf), "--json")
    assert told.status == 0, told.err
    assert told.value["lines"] == 1
    cells = [cell.value for row in load_workbook(xlsx).worksheets[0].iter_rows() for cell in row]
    assert life["number"] in cells
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["ledger.pdf", "ledger.xlsx"]


def test_the_trail_is_listed_and_written(line: Line, life: dict[str, Any], tmp_path: Path) -> None:
    acts = line("audit", "list", "--hazard", life["number"], "--json")
    assert [each["name"] for each in acts.value] == ["hazard.registered.v1", "hazard.found.v1"]
    assert "no3 safety_officer" in line("audit", "list", "--kind", "hazard", "--limit", "1").out
    xlsx = tmp_path / "audit.xlsx"
    assert line("audit", "list", "--hazard", life["number"], "--xlsx", str(xlsx)).status == 0
    assert len(list(load_workbook(xlsx).worksheets[0].iter_rows())) > 2
    assert line("audit", "list", "--kind", "gossip", "--json").code == "not_a_choice"
    assert line("audit", "list", "--level", "passkey", "--json").value == []
    unsigned = line("audit", "list", "--level", "none", "--hazard", life["number"], "--json")
    assert unsigned.value == acts.value, "acts of people that are not signed"
    assert line("audit", "list", "--flag", "gossip", "--json").code == "not_a_choice"


def test_words_of_a_trial_log_never_come_without_saying_so(
    settled_trial: System, trial_database: Database, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", trial_database.admin)
    told = line("audit", "list")
    assert told.status == 0
    assert told.err.strip() == f"【Trial】 {settled_trial.application.log_name}"
    assert line("audit", "list", "--json").err == "", "what is read by programs names the log in every event"
