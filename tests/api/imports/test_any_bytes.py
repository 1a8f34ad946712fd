"""Whatever is uploaded, the answer is a reading or a refusal."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.imports.cells import Cell
from api.imports.kinds import COMPOUND_MAGIC, ZIP_MAGIC
from api.imports.limits import Limits
from api.imports.reader import guess_columns, read_ledger
from api.imports.refusals import LedgerFileRefused
from tests.api.imports.books import DATA, HEADINGS, ROW, TODAY, ledger, saved

SMALL = Limits(rows=5_000, columns=200, cells=200_000, unpacked_bytes=2**24)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SAMPLES = {kind: (DATA / f"town-ledger.{kind}").read_bytes() for kind in ("xlsx", "xls", "ods")}


def _answers(content: bytes) -> None:
    with suppress(LedgerFileRefused):
        guess_columns(content, limits=SMALL)
        list(read_ledger(content, filename="x", today=TODAY, limits=SMALL))


@given(st.sampled_from([b"", ZIP_MAGIC, COMPOUND_MAGIC, b"<html", b"\xff\xfe", b"\x09\x08"]), st.binary(max_size=2000))
@QUIET
def test_any_bytes_are_answered(start: bytes, rest: bytes) -> None:
    _answers(start + rest)


@given(st.sampled_from(sorted(SAMPLES)), st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 255)), max_size=8))
@QUIET
def test_a_workbook_with_changed_bytes_is_answered(kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(SAMPLES[kind])
    for at, value in changes:
        content[at % len(content)] = value
    _answers(bytes(content))


@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]), st.data())
@QUIET
def test_a_workbook_with_changed_parts_is_answered(part: str, data: st.DataObject) -> None:
    """Changes inside the packed parts, whose checksums are right again."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES["xlsx"])) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = bytearray(old.read(name))
            if name == part:
                start = data.draw(st.integers(0, len(text)))
                text[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
            new.writestr(name, bytes(text))
    _answers(file.getvalue())


TEXTS = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=60)
CELLS: st.SearchStrategy[Cell | None] = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)),
    st.sampled_from(
        ["/", "〃", "整改中", "已整改", "√", "×", "3月5日", "2025.3.5-9", "立即", "小计", "张三、李四", "1.2万"]
    ),
)


@given(st.lists(st.lists(CELLS, min_size=14, max_size=14), min_size=1, max_size=4))
@QUIET
def test_any_cells_below_headings_are_judged(rows: list[list[Cell | None]]) -> None:
    rows = [[None if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]
    read = list(read_ledger(ledger(ROW, *rows), filename="x", today=TODAY))
    assert read[0].row == 2
    for verdict in read:
        assert (verdict.values is None) == (verdict.verdict == "refuse")
        assert (verdict.verdict == "import") == (not verdict.reasons)
        assert verdict.row_digest
        assert all(why.sentence(language) for why in (*verdict.reasons, *verdict.flags) for language in ("en", "zh-CN"))


@given(st.permutations(range(len(HEADINGS))))
@QUIET
def test_the_order_of_columns_changes_nothing(order: list[int]) -> None:
    content = ledger([ROW[at] for at in order], headings=[HEADINGS[at] for at in order])
    (moved,) = read_ledger(content, filename="x", today=TODAY)
    (plain,) = read_ledger(ledger(ROW), filename="x", today=TODAY)
    assert (moved.values, moved.row_key) == (plain.values, plain.row_key)


@pytest.mark.parametrize("format_", ["yyyy-mm-dd", "[h]:mm:ss"])
@pytest.mark.parametrize("value", [1e300, -1e300, -5, 0, 1e10, 1e18, 3e6])
def test_a_day_beyond_all_calendars_spoils_its_own_row_only(
    value: float, format_: str, capfd: pytest.CaptureFixture[str]
) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(ledger(ROW, ROW, ROW)))
    cell = workbook["台账"]["C3"]
    cell.value, cell.number_format = value, format_
    rows = list(read_ledger(saved(workbook), filename="x", today=TODAY))
    assert [row.verdict for row in rows] == ["import", "refuse", "duplicate"]
    assert capfd.readouterr()
