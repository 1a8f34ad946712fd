"""`bihuan ledger`: the ledger as a list, as Excel or PDF, now or as it was; and ledgers kept elsewhere taken over."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from api.cli.acting import Desk, looking, signing_in
from api.cli.hazard import past_of
from api.cli.helping import Group
from api.cli.ledger_import import import_ledger
from api.cli.telling import table, tell
from api.cli.told import Told
from api.cli.unmasking import masking_asked, names_in_full
from api.cli.up_to_date import bring_up
from api.exports.fonts import Fonts
from api.exports.ledger_pdf import write_ledger_pdf
from api.exports.ledger_xlsx import write_ledger_xlsx
from api.exports.words import Language
from api.reading.headings import heading_of, ledger_filters
from api.reading.ledger import MODELS, Reader
from api.reading.ledger_asked import LedgerAsked, ledger_asked
from api.reading.ledger_rows import LedgerRow, printed_lines, rows_of
from api.reading.masking import Masking
from api.reading.models import eyes_of, reading
from api.reading.unmasking import unmask_ledger
from api.v1.reading import past_params
from api.v1.told import line_told
from api.words import current_language, say
from domain.hazard.grading import Grade
from domain.hazard.terms import Source, Stage

OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FILTERS = (
    ("q", "Words; two Chinese characters suffice."),
    ("unit", "Code of a unit: it and everything below it."),
    ("state", f"open, closed, or a state: {', '.join(Stage)}."),
    ("grade", f"{' or '.join(Grade)}."),
    ("category", "Code of a category, with everything below it."),
    ("source", f"Through whom it came to be known: {', '.join(Source)}."),
    ("campaign", "A campaign."),
    ("found-from", "Day."),
    ("found-until", "Day."),
    ("registered-from", "Day."),
    ("registered-until", "Day."),
    ("sort", "newest, due, unit or number; with words always newest."),
)


@click.group("ledger", cls=Group)
def group() -> None:
    """The ledger: list, export, take over."""


def _filtering(command: Any) -> Any:
    for name, told in reversed(FILTERS):
        command = click.option(f"--{name}", help=told)(command)
    return command


@group.command("list")
@_filtering
@click.option("--overdue", is_flag=True, help="Only where a clock has run out.")
@click.option("--held", is_flag=True, help="Only what is under a legal hold.")
@click.option("--known-at", metavar="TIME", help="As it was known at a moment.")
@click.option("--as-happened", metavar="TIME", help="As it had happened by a moment.")
@click.option("--limit", type=click.IntRange(1), default=None, help="Most lines; default: all of them.")
@click.option("--xlsx", type=OUT, help="Write an Excel workbook.")
@click.option("--pdf", type=OUT, help="Write a PDF.")
@names_in_full
@signing_in
@click.pass_obj
def list_ledger(
    told: Told,
    /,
    overdue: bool,
    held: bool,
    known_at: str | None,
    as_happened: str | None,
    limit: int | None,
    xlsx: Path | None,
    pdf: Path | None,
    names_in_full: bool,
    reason: str,
    sign_in: str | None,
    acting_in: str | None,
    **filters: str | None,
) -> None:
    """The ledger, now or at a moment of the past: as text, with --json, as Excel or as PDF."""
    if known_at and as_happened:
        raise click.UsageError("--known-at and --as-happened are two questions; ask one.")
    past = past_of(told.settings.zone, known_at, as_happened)
    params = {name: text for name, text in filters.items() if text} | past_params(past)
    params |= {name: "1" for name, is_asked in (("overdue", overdue), ("held", held)) if is_asked}
    with looking(told, sign_in, acting_in) as desk:
        bring_up(desk.services.system, MODELS)
        asked = ledger_asked(params, desk.caller, told.settings.zone, desk.services.system.clock())
        masking = masking_asked(
            desk.caller,
            in_full=names_in_full,
            is_export=bool(xlsx or pdf),
            unmask=lambda: unmask_ledger(desk.services, desk.caller, asked.params, reason),
        )
        if xlsx or pdf:
            _export(told, desk, asked, masking, xlsx, pdf)
        else:
            _list(told, desk, asked, limit)


def _list(told: Told, desk: Desk, asked: LedgerAsked, limit: int | None) -> None:
    now = desk.services.system.clock()
    with reading(desk.services, MODELS, desk.caller) as connection:
        reader = Reader(desk.services, connection, eyes_of(desk.caller))
        reader.refuse_a_foreign_unit(asked)
        lines = [line for line, _ in zip(reader.every(asked), range(limit or 2**31), strict=False)]
    if told.as_json:
        tell([line_told(line) for line in lines], as_json=True)
        return
    rows = [
        (row.number, row.unit, row.place, row.category, row.status.words, row.status.grade_words, *_days(row))
        for row in rows_of(desk.services, desk.caller, lines, asked.past.at if asked.past else now)
    ]
    headings = ("Number", "Unit", "Place", "Category", "State", "Grade", "Found", "Due")
    tell(rows, as_json=False, text=table(rows, [say(each) for each in headings]) if rows else say("Nothing here."))


def _days(row: LedgerRow) -> tuple[object, object]:
    return row.found_on, row.due_on


def _export(told: Told, desk: Desk, asked: LedgerAsked, masking: Masking, xlsx: Path | None, pdf: Path | None) -> None:
    services, caller = desk.services, desk.caller
    language: Language = "en" if current_language() == "en" else "zh-CN"
    now = services.system.clock()
    heading = heading_of(services, caller, asked.past, now, masking, ledger_filters(asked, caller))
    written: dict[str, object] = {}
    with reading(services, MODELS, caller) as connection:
        reader = Reader(services, connection, eyes_of(caller))
        reader.refuse_a_foreign_unit(asked)
        if xlsx:
            lines = printed_lines(services, caller, reader.every(asked), masking, asked.past)
            count = into(xlsx, lambda out: write_ledger_xlsx(lines, out, heading=heading, language=language))
            written |= {"xlsx": str(xlsx), "lines": count}
        if pdf:
            printed = printed_lines(services, caller, reader.every(asked), masking, asked.past)
            made = write_ledger_pdf(printed, heading=heading, language=language, fonts=Fonts(told.settings.fonts))
            into(pdf, lambda out: out.write(made.content))
            written |= {"pdf": str(pdf), "missing_characters": list(made.missing_characters)}
    tell(written, as_json=told.as_json, text=told_written(written))


def into(path: Path, write: Callable[[BinaryIO], int]) -> int:
    """Write beside, then put in place: a file is whole or not there."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            count = write(out)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def told_written(written: Mapping[str, object]) -> str:
    """Which files were written, and what could not be printed in them."""
    lines = [say("Written: {path}", path=written[kind]) for kind in ("xlsx", "pdf") if kind in written]
    missing = written.get("missing_characters")
    if isinstance(missing, list) and missing:
        lines.append(say("Without a glyph in any font: {characters}", characters=" ".join(missing)))
    return "\n".join(lines)


group.add_command(import_ledger)
