"""The report of a reading: one JSON list, a row of the ledger each, in the reader's language."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from api.imports.columns import ColumnMapping
from api.imports.limits import DEFAULT_LIMITS, Limits
from api.imports.reader import read_ledger
from api.imports.verdicts import RowVerdict
from api.words import speaking


def row_of(verdict: RowVerdict) -> dict[str, Any]:
    """Sheet, row, verdict, reasons with flags behind them, values; in the current language."""
    said = [why.spoken() for why in (*verdict.reasons, *verdict.flags)]
    values = dict(verdict.values) if verdict.values is not None else None
    return {"sheet": verdict.sheet, "row": verdict.row, "verdict": verdict.verdict, "reasons": said, "values": values}


def report_lines(verdicts: Iterable[RowVerdict], *, language: str = "zh-CN") -> Iterator[bytes]:
    """The JSON list piece by piece, a row a line, so that a long report need not be held."""
    opening = b"["
    for verdict in verdicts:
        with speaking(language):
            row = row_of(verdict)
        yield opening + b"\n" + json.dumps(row, ensure_ascii=False).encode()
        opening = b","
    yield b"\n]\n" if opening == b"," else b"[]\n"


def report_json(verdicts: Iterable[RowVerdict], *, language: str = "zh-CN") -> bytes:
    """The whole report."""
    return b"".join(report_lines(verdicts, language=language))


def dry_run(
    content: bytes,
    *,
    filename: str,
    today: date,
    language: str = "zh-CN",
    mapping: ColumnMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """What an import of this file would do, as a report; needs neither home nor engine. Raises like `read_ledger`."""
    return report_json(
        read_ledger(content, filename=filename, today=today, mapping=mapping, limits=limits), language=language
    )
