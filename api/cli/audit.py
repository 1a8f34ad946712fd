"""`bihuan audit`: who did what, in which post, when."""

from pathlib import Path
from typing import Any

import click

from api.cli.acting import Desk, looking, signing_in
from api.cli.helping import Group
from api.cli.ledger import OUT, into, told_written
from api.cli.telling import table, tell
from api.cli.told import Told
from api.cli.unmasking import masking_asked, names_in_full
from api.cli.up_to_date import bring_up
from api.exports.audit_pdf import write_audit_pdf
from api.exports.audit_xlsx import write_audit_xlsx
from api.exports.fonts import Fonts
from api.exports.words import Language
from api.reading.audit import KINDS, MODELS, AuditAsked, audit_asked, every_act
from api.reading.audit_lines import printed_acts
from api.reading.headings import audit_filters, heading_of
from api.reading.masking import Masking
from api.reading.models import reading
from api.reading.unmasking import unmask_audit
from api.times import said
from api.words import current_language, say

FILTERS = (
    ("hazard", "Number or identifier of a hazard."),
    ("unit", "Code of a unit: it and everything below it."),
    ("person", "Identifier of a person: who acted, or whom it is about."),
    ("post", "Code of the post in which somebody acted."),
    ("kind", f"{', '.join(KINDS[:-1])} or {KINDS[-1]}."),
    ("level", "Level of the signature: none, server_attested, software_key or passkey; none are acts of people."),
    ("key", "Identifier of the key that signed."),
    ("flag", "Code of what is odd about an act, or any."),
    ("from", "First day of recording."),
    ("until", "Last day of recording."),
)


@click.group("audit", cls=Group)
def group() -> None:
    """The audit trail."""


def _filtering(command: Any) -> Any:
    for name, told in reversed(FILTERS):
        command = click.option(f"--{name}", f"filter_{name}", help=told)(command)
    return command


@group.command("list")
@_filtering
@click.option("--limit", type=click.IntRange(1), default=None, help="Most acts; default: all of them.")
@click.option("--xlsx", type=OUT, help="Write an Excel workbook.")
@click.option("--pdf", type=OUT, help="Write a PDF.")
@names_in_full
@signing_in
@click.pass_obj
def list_acts(
    told: Told,
    /,
    limit: int | None,
    xlsx: Path | None,
    pdf: Path | None,
    names_in_full: bool,
    reason: str,
    sign_in: str | None,
    acting_in: str | None,
    **filters: str | None,
) -> None:
    """Acts, newest first: as text, with --json, as Excel or as PDF."""
    params = {name.removeprefix("filter_"): text for name, text in filters.items() if text}
    with looking(told, sign_in, acting_in) as desk:
        bring_up(desk.services.system, MODELS)
        asked = audit_asked(desk.services, desk.caller, params)
        masking = masking_asked(
            desk.caller,
            in_full=names_in_full,
            is_export=bool(xlsx or pdf),
            unmask=lambda: unmask_audit(desk.services, desk.caller, asked.params, asked.filter.hazard, reason),
        )
        if xlsx or pdf:
            _export(told, desk, asked, masking, xlsx, pdf)
        else:
            _list(told, desk, asked, limit)


def _list(told: Told, desk: Desk, asked: AuditAsked, limit: int | None) -> None:
    services, caller, zone = desk.services, desk.caller, told.settings.zone
    with reading(services, MODELS, caller) as connection:
        found = every_act(connection, caller, asked)
        acts = [act for act, _ in zip(found, range(limit or 2**31), strict=False)]
        if told.as_json:
            tell(acts, as_json=True)
            return
        rows = [
            (
                *(line.position, said(line.recorded_at, zone), line.what, line.about, line.who, line.post, line.unit),
                *(line.signature, line.meaning, line.key, line.verified, line.standing, line.flags),
            )
            for line in printed_acts(services, caller, acts)
        ]
    headings = (
        *("Position", "Recorded", "What", "About", "Who", "Post", "Unit"),
        *("Signature", "Meaning", "Key", "Verification", "Standing", "Flags"),
    )
    tell(rows, as_json=False, text=table(rows, [say(each) for each in headings]) if rows else say("Nothing here."))


def _export(told: Told, desk: Desk, asked: AuditAsked, masking: Masking, xlsx: Path | None, pdf: Path | None) -> None:
    services, caller = desk.services, desk.caller
    language: Language = "en" if current_language() == "en" else "zh-CN"
    now, filters = services.system.clock(), audit_filters(services, asked, caller, masking)
    heading = heading_of(services, caller, None, now, masking, filters)
    written: dict[str, object] = {}
    with reading(services, MODELS, caller) as connection:
        if xlsx:
            lines = printed_acts(services, caller, every_act(connection, caller, asked), masking)
            count = into(xlsx, lambda out: write_audit_xlsx(lines, out, heading=heading, language=language))
            written |= {"xlsx": str(xlsx), "lines": count}
        if pdf:
            printed = printed_acts(services, caller, every_act(connection, caller, asked), masking)
            made = write_audit_pdf(printed, heading=heading, language=language, fonts=Fonts(told.settings.fonts))
            into(pdf, lambda out: out.write(made.content))
            written |= {"pdf": str(pdf), "missing_characters": list(made.missing_characters)}
    tell(written, as_json=told.as_json, text=told_written(written))
