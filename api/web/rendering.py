"""One function decides page or fragment; templates get words, times and money in the reader's language and zone."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from api.times import due, said
from api.web.assets import asset
from api.web.frame import frame
from api.words import LANGUAGES, current_language, say, term

TEMPLATES = Path(__file__).parent / "templates"


def moment(value: datetime | None, zone: tzinfo) -> Markup:
    """An instant in the reader's zone, to the minute, the full one with its offset in the attribute."""
    if value is None:
        return Markup()
    local = value.astimezone(zone)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), local.strftime("%Y-%m-%d %H:%M"))


def deadline(value: datetime | None, zone: tzinfo) -> Markup:
    """When time runs out: the end of a day is 24:00 of that day, not the first minute of the next."""
    if value is None:
        return Markup()
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(zone).isoformat(), due(value, zone))


def precise(value: datetime | None, zone: tzinfo) -> Markup:
    """An instant to the second, with its offset in sight: for sign-offs and everything an auditor reads."""
    if value is None:
        return Markup()
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(zone).isoformat(), said(value, zone))


def day(value: date | None) -> Markup:
    """A day."""
    return Markup() if value is None else Markup('<time datetime="{0}">{0}</time>').format(value.isoformat())


def yuan(fen: int | None) -> str:
    """Money given in fen, shown in yuan."""
    return "" if fen is None else f"¥{fen // 100:,}.{fen % 100:02d}"


@cache
def environment() -> Environment:
    """The templates, escaped by default; a name that is not there is a fault, not an empty string."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": say,
        "term": term,
        "languages": LANGUAGES,
        "current_language": current_language,
        "asset": asset,
    }
    made.filters |= {"moment": moment, "deadline": deadline, "precise": precise, "day": day, "yuan": yuan}
    return made


def render(template: str, context: Mapping[str, Any]) -> str:
    """The text of a template."""
    return environment().get_template(template).render(**context)


def page(
    request: Request,
    template: str,
    *,
    fragment: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The whole page, or its fragment when htmx asks for one; caches are told that the two differ."""
    wants_whole = "HX-Boosted" in request.headers or "HX-History-Restore-Request" in request.headers
    wants_fragment = request.headers.get("HX-Request") == "true" and not wants_whole
    chosen = fragment if fragment and wants_fragment else template
    shown = {**frame(request), "request": request, "notice": None, **context}
    return HTMLResponse(render(chosen, shown), status, {"Vary": "HX-Request, Cookie", **(headers or {})})
