"""One hazard's dossier as a PDF: what the ledger says, its clocks, and its whole line of life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from api.exports.audit_columns import AUDIT_COLUMNS, AuditLine, audit_row
from api.exports.fonts import Fonts
from api.exports.heading import ExportHeading
from api.exports.ledger_columns import ALL_COLUMNS, LEGEND, SEQUENCE, LedgerLine, ledger_row
from api.exports.table import Column, Row, printed
from api.exports.table_pdf import MOST_ROWS, PdfTooLong, cells, legend, listing
from api.exports.typesetting import PdfResult, Printable, typeset
from api.exports.words import Language, word

CLOCK_COLUMNS = (
    Column("what", "时限", "Clock", 16),
    Column("started", "起算", "Started", 18, "when"),
    Column("limit", "期限", "Limit", 12),
    Column("due", "到期", "Due", 18, "due"),
    Column("state", "状态", "State", 10),
    Column("basis", "依据", "Basis", 40),
)
SIGNATURE = ("meaning", "signature", "key", "verified", "standing")
LIFE_COLUMNS = (
    (Column("times", "时间", "Times", 27), ("position", "recorded_at", "happened", "claimed_at")),
    (Column("person", "何人", "Who", 23), ("who", "post", "unit", "on_behalf_of", "rule")),
    (Column("act", "事项", "What", 40), ("what", "basis", *SIGNATURE, "summary")),
)
"""Columns of the line of life, and the fields of an event that stand under each other in one cell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockLine:
    """One clock of a hazard, ready to print; `basis` names clause, limit and version of the calendar."""

    what: str
    started: date | datetime | None = None
    limit: str | None = None
    due: date | datetime | None = None
    state: str | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HazardDossier:
    """Everything one hazard's paper holds; `life` in the order of the log."""

    line: LedgerLine
    clocks: Sequence[ClockLine] = ()
    life: Sequence[AuditLine] = ()


def write_hazard_pdf(dossier: HazardDossier, *, heading: ExportHeading, language: Language, fonts: Fonts) -> PdfResult:
    """Print the dossier, A4 upright; refuses with `pdf_too_long` a life of more events than anybody prints."""
    if len(dossier.life) > MOST_ROWS:
        raise PdfTooLong(most=MOST_ROWS)
    data: dict[str, Printable] = {
        "title": f"{word('dossier', language)} {dossier.line.number}",
        "sections": [
            _particulars(dossier.line, heading, language),
            _clocks(dossier.clocks, heading, language),
            life_section(dossier, word("life", language), heading, language),
        ],
        "legend": legend(LEGEND, language),
    }
    return typeset("hazard.typ", data, heading=heading, language=language, fonts=fonts)


def _particulars(line: LedgerLine, heading: ExportHeading, language: Language) -> Printable:
    """Every column of the ledger with its value, empty ones too: what is not known is seen."""
    values = cells(ALL_COLUMNS, ledger_row(1, line, language), heading.zone, language)
    labelled = zip(ALL_COLUMNS, values, strict=True)
    pairs: list[Printable] = [[column.heading(language), value] for column, value in labelled if column != SEQUENCE]
    return {"title": word("particulars", language), "pairs": pairs}


def _clocks(clocks: Sequence[ClockLine], heading: ExportHeading, language: Language) -> Printable:
    rows = [Row(tuple(getattr(clock, column.key) for column in CLOCK_COLUMNS)) for clock in clocks]
    return {"title": word("clocks", language), "listing": listing(CLOCK_COLUMNS, rows, heading.zone, language)}


def life_section(dossier: HazardDossier, title: str, heading: ExportHeading, language: Language) -> Printable:
    """The line of life as a part of a document, under a title of its own."""
    columns = tuple(column for column, _ in LIFE_COLUMNS)
    rows = [_event(line, heading.zone, language) for line in dossier.life]
    return {"title": title, "listing": listing(columns, rows, heading.zone, language)}


def _event(line: AuditLine, zone: tzinfo, language: Language) -> Row:
    shown = {
        column.key: f"{column.heading(language)}: {printed(value, column.kind, zone, language)}"
        for column, value in zip(AUDIT_COLUMNS, audit_row(line, language).values, strict=True)
        if value is not None
    }
    return Row(tuple("\n".join(shown[key] for key in keys if key in shown) for _, keys in LIFE_COLUMNS))
