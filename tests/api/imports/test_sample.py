"""The town's ledger, read as the careful clerk read it, whichever program saved it."""

import json
from typing import Any

import pytest

from api.imports.kinds import WorkbookKind
from api.imports.reader import guess_columns
from api.imports.report import dry_run
from tests.api.imports.books import DATA, TODAY, reading

KINDS = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def clerk() -> dict[tuple[str, int], dict[str, Any]]:
    """The clerk's decisions by sheet and row."""
    rows = json.loads((DATA / "town-ledger.truth.json").read_text("utf-8"))
    return {(row["sheet"], row["row"]): row for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_the_verdict_and_the_values_that_a_clerk_gave(
    kind: str, clerk: dict[tuple[str, int], dict[str, Any]]
) -> None:
    read = {(v.sheet, v.row): v for v in reading((DATA / f"town-ledger.{kind}").read_bytes())}
    assert read.keys() == clerk.keys()
    assert {at: v.verdict for at, v in read.items()} == {at: row["verdict"] for at, row in clerk.items()}
    assert {at: v.values for at, v in read.items()} == {at: row["values"] for at, row in clerk.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_each_row_is_what_the_clerk_said(
    kind: str, clerk: dict[tuple[str, int], dict[str, Any]]
) -> None:
    meant = {
        "formula in place of a description": "description_is_a_formula",
        "no description": "no_description",
        "rectified before found": "rectified_before_found",
        "rectified without a responsible person": "rectified_without_person",
        "found-on date not readable": "date_not_readable",
        "same unit, place, description and found-on date as an earlier row": "duplicate_row",
        "flag: verifier is the rectifier": "verifier_is_rectifier",
    }
    for verdict in reading((DATA / f"town-ledger.{kind}").read_bytes()):
        said = [why.code for why in (*verdict.reasons, *verdict.flags)]
        assert said == [meant[reason] for reason in clerk[verdict.sheet, verdict.row]["reasons"]], verdict.row


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_kinds_of_workbook_are_known_by_their_content(kind: str) -> None:
    read = reading((DATA / f"town-ledger.{kind}").read_bytes(), filename="whatever.txt")
    assert read.kind is WorkbookKind(kind)
    assert [sheet.sheet for sheet in read.columns] == ["城关镇", "柳河镇", "东山街道"]


def test_the_same_rows_have_the_same_keys_in_all_three_kinds() -> None:
    keys = [[v.row_key for v in reading((DATA / f"town-ledger.{kind}").read_bytes())] for kind in KINDS]
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys[0]) - {""}) == 216


def test_every_column_of_the_sample_is_recognised() -> None:
    for sheet in guess_columns((DATA / "town-ledger.xlsx").read_bytes()):
        assert [column.field for column in sheet.columns] == [
            "number",
            "unit",
            "found_on",
            "finder",
            "source",
            "place",
            "description",
            "category",
            "grade",
            "measures",
            "funds",
            "rectifier",
            "supervisor",
            "deadline",
            "rectified_on",
            "verifier",
            "verified_on",
            "closed",
            "remarks",
        ]
        assert min(column.confidence for column in sheet.columns) > 0.9


def test_funds_and_measures_are_read_beside_the_values() -> None:
    read = {(v.sheet, v.row): v for v in reading((DATA / "town-ledger.xlsx").read_bytes())}
    assert read["城关镇", 6].further["funds_fen"] == 1_200_000
    assert read["城关镇", 7].further["funds_fen"] == 500_000
    assert read["城关镇", 8].further["funds_fen"] is None
    assert read["城关镇", 6].further["measures"] == "加高加固护栏"


def test_a_dry_run_writes_the_report_in_the_clerks_shape() -> None:
    content = (DATA / "town-ledger.xlsx").read_bytes()
    report = json.loads(dry_run(content, filename="town-ledger.xlsx", today=TODAY, language="en"))
    assert len(report) == 240
    assert set(report[0]) == {"sheet", "row", "verdict", "reasons", "values"}
    assert [row["reasons"] for row in report if row["row"] == 6 and row["sheet"] == "城关镇"] == [
        ["flag: verifier is the rectifier"]
    ]
