"""The ledger in the columns offices use, in their order, with the marks we add at the end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.exports.table import CellValue, Column, Row, Table
from api.exports.words import Language, listed, word

SEQUENCE = Column("sequence", "序号", "No.", 5, "count")
LEDGER_COLUMNS = (
    SEQUENCE,
    Column("number", "隐患编号", "Hazard number", 24),
    Column("unit", "学校/单位", "School or unit", 16),
    Column("found", "检查时间", "Found", 13, "when"),
    Column("found_by", "检查人员", "Found by", 14),
    Column("source", "检查类型/来源", "Kind or source", 11),
    Column("place", "隐患部位", "Place", 14),
    Column("description", "隐患描述", "Description", 34),
    Column("category", "隐患类别", "Category", 12),
    Column("grade", "隐患等级", "Grade", 8),
    Column("major_basis", "是否重大/判定依据", "Major or not, and why", 13),
    Column("cause", "原因分析", "Cause", 15),
    Column("interim_measure", "临时防控措施", "Interim measure", 16),
    Column("measures", "整改措施", "Measures", 22),
    Column("funds_fen", "整改资金", "Funds", 12, "yuan"),
    Column("rectifier", "整改责任人", "Rectifier", 14),
    Column("department", "责任部门", "Department", 14),
    Column("due_on", "整改时限", "Due on", 13, "day"),
    Column("contingency", "应急预案", "Contingency plan", 14),
    Column("manner", "治理方式(即查即改/限期)", "On the spot or by a date", 10),
    Column("rectified", "完成时间", "Rectified", 13, "when"),
    Column("photos_after", "整改后照片", "Photos after", 10, "photos"),
    Column("verified_by", "验收人", "Verified by", 14),
    Column("verified", "验收时间", "Verified", 13, "when"),
    Column("recheck", "复查结果/意见", "Recheck", 13),
    Column("is_closed_out", "是否销号", "Closed out", 9, "yes_no"),
    Column("closed_out", "销号时间", "Closed out at", 13, "when"),
    Column("listed_level", "挂牌级别", "Listed at level", 8),
    Column("supervised_by", "督办单位", "Supervised by", 14),
    Column("extended_to_on", "延期至", "Extended to", 13, "day"),
    Column("remarks", "备注", "Remarks", 16),
)
MARK_COLUMNS = (
    Column("signature", "签名情况", "Signatures", 34),
    Column("revised", "更改标记", "Changes", 16),
    Column("basis", "依据及疑点", "Basis and flags", 16),
)
ALL_COLUMNS = LEDGER_COLUMNS + MARK_COLUMNS
LEGEND = ("mark_changed", "mark_claimed", "mark_not_signed", "mark_signed", "mark_superseded")
HEADED = {column.key: column for column in LEDGER_COLUMNS}


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerLine:
    """One hazard, ready to print; whatever is not known is none.

    `found`, `rectified`, `verified` and `closed_out` are a day or an aware instant, as recorded. `changed` names
    columns that differ from the first entry, and `revision` counts the changes of the whole line (0: none).
    `flags` are sentences already in the language of the document.
    """

    number: str
    unit: str
    found: date | datetime | None = None
    found_by: str | None = None
    source: str | None = None
    place: str | None = None
    description: str | None = None
    category: str | None = None
    grade: str | None = None
    major_basis: str | None = None
    cause: str | None = None
    interim_measure: str | None = None
    measures: str | None = None
    funds_fen: int | None = None
    rectifier: str | None = None
    department: str | None = None
    due_on: date | None = None
    contingency: str | None = None
    manner: str | None = None
    rectified: date | datetime | None = None
    photos_after: int | None = None
    verified_by: str | None = None
    verified: date | datetime | None = None
    recheck: str | None = None
    is_closed_out: bool | None = None
    closed_out: date | datetime | None = None
    listed_level: str | None = None
    supervised_by: str | None = None
    extended_to_on: date | None = None
    remarks: str | None = None
    signature: str | None = None
    """Every sign-off that the columns name, one a line; none where nobody signed here."""
    basis: Literal["witnessed", "claimed"] = "witnessed"
    flags: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    revision: int = 0

    def __post_init__(self) -> None:
        if unknown := self.changed - HEADED.keys():
            raise ValueError(f"no such columns: {sorted(unknown)}")
        if self.changed and self.revision < 1:
            raise ValueError("a changed line has a revision of at least 1")


def ledger_table(lines: Iterable[LedgerLine], language: Language) -> Table:
    """The ledger as a table, lines counted from 1 in the order given."""
    return Table("ledger", ALL_COLUMNS, _rows(lines, language), LEGEND)


def ledger_row(sequence: int, line: LedgerLine, language: Language) -> Row:
    """One line in the order of `ALL_COLUMNS`."""
    values: list[CellValue] = [getattr(line, column.key) for column in LEDGER_COLUMNS[1:]]
    return Row((sequence, *values, *_marks(line, language)), line.changed, line.revision)


def _rows(lines: Iterable[LedgerLine], language: Language) -> Iterator[Row]:
    return (ledger_row(sequence, line, language) for sequence, line in enumerate(lines, start=1))


def _marks(line: LedgerLine, language: Language) -> tuple[str, str, str]:
    basis = listed([word(line.basis, language), *line.flags], language)
    return line.signature or word("not_signed", language), revised(line, language), basis


def revised(line: LedgerLine, language: Language) -> str:
    """Which revision this is and what changed since first entry, in the order of the columns; else nothing."""
    headings = [column.heading(language) for column in LEDGER_COLUMNS if column.key in line.changed]
    if headings:
        return word("changed_columns", language, revision=line.revision, columns=listed(headings, language))
    return word("revision", language, revision=line.revision) if line.revision else ""
