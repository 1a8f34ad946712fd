"""The made-up ledger: dirty enough to show what an import does, and read as it should be."""

from datetime import date
from io import BytesIO
from pathlib import Path

from api.cli.main import run
from api.imports.reader import LedgerReading, read_ledger
from api.trial.district import BY_CODE
from api.trial.sample_ledger import SHEETS, write_sample_ledger

TODAY = date(2026, 3, 2)


def reading() -> LedgerReading:
    """The made-up ledger as the import reads it."""
    content = BytesIO()
    write_sample_ledger(content, TODAY)
    return read_ledger(content.getvalue(), filename="台账.xlsx", today=TODAY)


def test_most_rows_are_taken_over_some_are_duplicates_and_some_are_refused() -> None:
    tally = reading().tally()
    units = sum(len(codes.split()) for codes in SHEETS.values())
    assert tally["import"] >= 40
    assert tally["duplicate"] == units
    assert tally["refuse"] == units


def test_rows_name_units_of_the_made_up_district() -> None:
    names = {unit.name for unit in BY_CODE.values()}
    assert {verdict.values["unit"] for verdict in reading() if verdict.values} <= names


def test_days_written_in_nine_ways_are_all_understood() -> None:
    found = [date.fromisoformat(verdict.values["found_on"] or "") for verdict in reading() if verdict.values]
    assert all((TODAY - day).days <= 300 for day in found)


def test_somebody_who_verified_his_own_work_is_flagged() -> None:
    assert any(verdict.flags for verdict in reading())


def test_it_is_written_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert run(["trial", "ledger", str(out)]) == 0
    assert read_ledger(out.read_bytes(), filename=out.name, today=date.today()).tally()["import"]  # noqa: DTZ011
