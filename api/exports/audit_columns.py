"""The audit trail as a table: who did what, in which post, when it happened, was claimed and was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.exports.table import Column, Row, Table
from api.exports.words import Language, word

AUDIT_COLUMNS = (
    Column("position", "日志位置", "Position", 10, "count"),
    Column("recorded_at", "记录时间", "Recorded", 19, "when"),
    Column("happened", "发生时间", "Happened", 19, "when"),
    Column("claimed_at", "自述时间", "Claimed", 19, "when"),
    Column("what", "事项", "What", 16),
    Column("about", "隐患编号", "About", 22),
    Column("who", "何人", "Who", 14),
    Column("post", "岗位", "Post", 14),
    Column("unit", "单位", "Unit", 20),
    Column("on_behalf_of", "代何人", "On behalf of", 12),
    Column("rule", "所依规则", "Rule", 18),
    Column("meaning", "意义", "Meaning", 14),
    Column("signature", "签名情况", "Signature", 10),
    Column("summary", "内容摘要", "Content", 44),
)
LEGEND = ("mark_not_signed",)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditLine:
    """One event, ready to print: `happened` is a day or an instant, as said; instants are aware.

    `who` is a printed name; `rule` names a policy and its version where the act followed from one.
    """

    position: int
    recorded_at: datetime
    what: str
    happened: date | datetime | None = None
    claimed_at: datetime | None = None
    about: str | None = None
    who: str | None = None
    post: str | None = None
    unit: str | None = None
    on_behalf_of: str | None = None
    rule: str | None = None
    meaning: str | None = None
    signature: Literal["not_signed"] = "not_signed"
    summary: str | None = None


def audit_table(lines: Iterable[AuditLine], language: Language) -> Table:
    """The trail in the order given."""
    return Table("audit_trail", AUDIT_COLUMNS, (audit_row(line, language) for line in lines), LEGEND)


def audit_row(line: AuditLine, language: Language) -> Row:
    """One event in the order of `AUDIT_COLUMNS`."""
    shown = {"signature": word(line.signature, language)}
    return Row(tuple(shown.get(column.key, getattr(line, column.key)) for column in AUDIT_COLUMNS))
