"""The audit trail as a table: who did what, in which post, when it happened, was claimed and was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

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
    Column("basis", "依据", "Basis", 8),
    Column("meaning", "签名意义", "Meaning of the signature", 12),
    Column("signature", "签名级别", "Level of the signature", 14),
    Column("key", "密钥指纹", "Key fingerprint", 10),
    Column("verified", "签名验证", "Verification", 18),
    Column("standing", "签名效力", "Standing", 18),
    Column("flags", "疑点", "Flags", 16),
    Column("summary", "内容摘要", "Content", 44),
)
LEGEND = ("mark_not_signed", "mark_signed", "mark_superseded", "mark_flags")


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
    basis: str | None = None
    meaning: str | None = None
    signature: str | None = None
    """How much the signature says, or why there is none."""
    key: str | None = None
    verified: str | None = None
    standing: str | None = None
    """What took the place of it, where it no longer stands."""
    flags: str | None = None
    summary: str | None = None


def audit_table(lines: Iterable[AuditLine], language: Language) -> Table:
    """The trail in the order given."""
    return Table("audit_trail", AUDIT_COLUMNS, (audit_row(line, language) for line in lines), LEGEND)


def audit_row(line: AuditLine, language: Language) -> Row:
    """One event in the order of `AUDIT_COLUMNS`; a line that says nothing of a signature has none."""
    shown = {"signature": line.signature or word("not_signed", language)}
    return Row(tuple(shown.get(column.key, getattr(line, column.key)) for column in AUDIT_COLUMNS))
