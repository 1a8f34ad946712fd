"""What the command line says and where: answers to stdout, refusals to stderr, tables aligned for wide characters."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
import msgspec

from api.engine import EngineRefusal
from api.problems import problem_of
from api.words import current_language
from domain.kernel.refusals import Refusal


def refusal_told(refusal: Exception, *, as_json: bool) -> None:
    """A refusal on stderr, in words or as a problem document."""
    match refusal:
        case Refusal():
            problem = problem_of(refusal)
            document = problem.document("")
            text = f"{problem.title} ({problem.code})"
        case EngineRefusal():
            text = f"{refusal.sentence('zh' if is_chinese() else 'en')} ({refusal.code})"
            document = {"code": refusal.code, "title": text}
        case _:
            text = str(refusal)
            document = {"code": "schema_unknown", "title": text}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else text, err=True)


def tell(value: Any, *, as_json: bool, text: str = "") -> None:
    """An answer on stdout: the value as JSON, or the text."""
    if as_json:
        click.echo(msgspec.json.encode(value, enc_hook=str).decode())
    elif text:
        click.echo(text)


def table(rows: Iterable[Sequence[object]], headings: Sequence[str]) -> str:
    """Rows under headings, columns aligned by how wide the characters are shown."""
    cells = [list(headings), *([_cell(each) for each in row] for row in rows)]
    widths = [max(width_of(row[column]) for row in cells) for column in range(len(headings))]
    return "\n".join(
        "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def facts(values: Mapping[str, object]) -> str:
    """Names and values, one a line."""
    width = max((width_of(name) for name in values), default=0)
    return "\n".join(f"{_padded(name, width)}  {_cell(value)}" for name, value in values.items())


def is_chinese() -> bool:
    """Whether answers are in Chinese."""
    return current_language() == "zh-CN"


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def width_of(text: str) -> int:
    """How many columns a text takes on the screen."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))
