"""`bihuan ledger import`: rows are told or taken over; refused rows stop nothing, a file that is none is refused."""

import json
from collections import Counter
from pathlib import Path

import pytest

from api.imports.report import dry_run
from api.system import System
from domain.kernel.identity import ActorKind
from tests.api.cli.conftest import Line
from tests.api.imports.books import book
from tests.support.district import person_id, unit_id
from tests.support.importing import DATA, HEADINGS, TOWN, ledger, recorded, row, taken_over


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A ledger of three rows: one to take over, its duplicate, and one without a unit."""
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(ledger(row(), row(), row(学校="")))
    return str(path)


def test_a_dry_run_needs_neither_home_nor_engine(
    line: Line, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIHUAN_DATABASE_URL")
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path / "nowhere"))
    said = line("ledger", "import", file, "--dry-run", "--json")
    assert said.status == 0
    assert said.value["counts"]["import"] == said.value["counts"]["duplicate"] == said.value["counts"]["refuse"] == 1
    assert not (tmp_path / "nowhere").exists()


def test_sheets_that_were_not_read_are_told(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    path.write_bytes(book(("台账", [HEADINGS, row()], []), ("台帐二", [["隐情", "何处"], ["灯坏", "东楼"]], [])))
    assert line("ledger", "import", str(path), "--dry-run", "--json").value["sheets_passed_over"] == ["台帐二"]
    assert (
        "Not read, for no ledger was recognised there: 台帐二" in line("ledger", "import", str(path), "--dry-run").out
    )


def test_the_report_of_a_dry_run_is_that_of_the_reader(line: Line, tmp_path: Path, settled: System) -> None:
    out = tmp_path / "out.json"
    assert line("ledger", "import", str(TOWN), "--dry-run", "--report", str(out)).status == 0
    told = json.loads(out.read_bytes())
    read = json.loads(dry_run(TOWN.read_bytes(), filename=TOWN.name, today=settled.clock().date(), language="en"))
    assert told == read
    assert Counter(each["verdict"] for each in told) == {"import": 216, "refuse": 21, "duplicate": 3}


def test_an_import_says_in_words_what_became_of_the_rows(line: Line, file: str, officer: str) -> None:
    said = line("ledger", "import", file, sign_in=officer)
    assert (said.status, said.out.splitlines()) == (
        0,
        ["taken over: 1", "duplicates in the file: 1", "refused: 1"],
    )


def test_whoever_signs_in_imports_for_their_own_unit_and_in_their_post(
    line: Line, file: str, officer: str, settled: System
) -> None:
    assert line("ledger", "import", file, sign_in=officer).status == 0
    (event,) = recorded(settled)
    assert (event.actor.kind, event.actor.unit, event.actor.post) == (
        ActorKind.IMPORT,
        unit_id("no3"),
        "safety_officer",
    )
    assert event.actor.person in {person_id("no3", post) for post in ("safety_officer",)}  # type: ignore[arg-type]


def test_the_operator_imports_for_the_root_and_signs_as_nobody(line: Line, file: str, settled: System) -> None:
    assert line("ledger", "import", file).status == 0
    (event,) = recorded(settled)
    assert (event.actor.kind, event.actor.unit, event.actor.person) == (ActorKind.IMPORT, unit_id("qinghe"), None)
    assert [each.unit for each in taken_over(settled)] == [unit_id("no3")]


def test_a_second_import_adds_nothing_and_says_so(line: Line, file: str, officer: str, settled: System) -> None:
    line("ledger", "import", file, sign_in=officer)
    position = settled.recorder.max_notification_id()
    said = line("ledger", "import", file, sign_in=officer)
    assert "Nothing was added." in said.out
    assert "in the register before: 1" in said.out
    assert settled.recorder.max_notification_id() == position


def test_the_report_of_an_import_tells_numbers_of_rows_that_were_there(
    line: Line, file: str, officer: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    line("ledger", "import", file, sign_in=officer)
    line("ledger", "import", file, "--report", str(out), sign_in=officer)
    told = json.loads(out.read_bytes())
    assert [each["verdict"] for each in told] == ["duplicate", "duplicate", "refuse"]
    assert "no3-" in told[0]["reasons"][0]
    assert not list(tmp_path.glob(".*.part"))


def test_a_unit_that_is_not_ones_own_affair_is_refused(line: Line, file: str, officer: str, settled: System) -> None:
    said = line("ledger", "import", file, "--unit", "no9", "--json", sign_in=officer)
    assert (said.status, said.code) == (1, "not_known")
    assert line("ledger", "import", file, "--unit", "nonsense", "--json", sign_in=officer).code == "not_known"
    assert taken_over(settled) == []


def test_a_file_that_cannot_be_read_is_refused_with_its_code(line: Line, tmp_path: Path) -> None:
    page = tmp_path / "ledger.xls"
    page.write_bytes(b"<html><body><table></table></body></html>")
    for path, code in ((page, "html_in_disguise"), (DATA / "protected.xlsx", "password_protected")):
        for more in ((), ("--dry-run",)):
            said = line("ledger", "import", str(path), "--json", *more)
            assert (said.status, said.code) == (1, code)


def test_a_file_that_is_not_there_is_misuse(line: Line, tmp_path: Path) -> None:
    assert line("ledger", "import", str(tmp_path / "none.xlsx")).status == 2


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    line: Line, file: str, tmp_path: Path, settled: System
) -> None:
    said = line("ledger", "import", file, "--report", str(tmp_path / "no" / "such" / "folder.json"))
    assert said.status == 2
    assert taken_over(settled) == []
