"""Several hazards on paper, as an evidence bundle has them: a list, and then the whole life of each."""

from collections.abc import Sequence

from api.exports.fonts import Fonts
from api.exports.hazard_pdf import HazardDossier, life_section, write_hazard_pdf
from api.exports.heading import ExportHeading
from api.exports.ledger_columns import ALL_COLUMNS, LEGEND, ledger_row
from api.exports.table import Row
from api.exports.table_pdf import MOST_ROWS, PdfTooLong, legend, listing
from api.exports.typesetting import PdfResult, Printable, typeset
from api.exports.words import Language, word

LISTED = ("sequence", "number", "unit", "place", "grade", "found", "due_on", "rectified", "verified", "closed_out")
"""Columns of the list, of those that the ledger has."""

_PLACES = tuple(place for place, column in enumerate(ALL_COLUMNS) if column.key in LISTED)


def write_bundle_pdf(
    dossiers: Sequence[HazardDossier], *, about: str, heading: ExportHeading, language: Language, fonts: Fonts
) -> PdfResult:
    """Print them, A4 upright; one alone as its own dossier. Refuses with `pdf_too_long` more than anybody prints."""
    if len(dossiers) == 1:
        return write_hazard_pdf(dossiers[0], heading=heading, language=language, fonts=fonts)
    if len(dossiers) + sum(len(each.life) for each in dossiers) > MOST_ROWS:
        raise PdfTooLong(most=MOST_ROWS)
    lives = [life_section(each, f"{each.line.number} · {each.line.place}", heading, language) for each in dossiers]
    data: dict[str, Printable] = {
        "title": f"{word('evidence', language)} {about}",
        "sections": [_list(dossiers, heading, language), *lives],
        "legend": legend(LEGEND, language),
    }
    return typeset("hazard.typ", data, heading=heading, language=language, fonts=fonts)


def _list(dossiers: Sequence[HazardDossier], heading: ExportHeading, language: Language) -> Printable:
    columns = tuple(ALL_COLUMNS[place] for place in _PLACES)
    whole = (ledger_row(sequence, each.line, language) for sequence, each in enumerate(dossiers, start=1))
    rows = [Row(tuple(row.values[place] for place in _PLACES), row.changed, row.revision) for row in whole]
    return {"title": word("ledger", language), "listing": listing(columns, rows, heading.zone, language)}
