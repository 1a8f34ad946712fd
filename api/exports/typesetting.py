"""From data to PDF: chooses faces, names what they lack, and has a process of its own set the document."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.exports.characters import breakable, name_of, spelled, tidy
from api.exports.fonts import Fonts, Typeface
from api.exports.heading import ExportHeading
from api.exports.words import Language, listed, word

Printable = str | float | bool | None | list["Printable"] | dict[str, "Printable"]
TYPESETTER = Path(__file__).with_name("typesetter.py")
PATIENCE_SECONDS = 120
LONGEST_WORD = 30


class TypesettingFailed(RuntimeError):
    """The typesetter gave up: a fault of ours, with its own words."""


@dataclass(frozen=True, slots=True)
class PdfResult:
    """A document, and the characters in it that are named by code point because no font has them."""

    content: bytes
    missing_characters: tuple[str, ...]


def typeset(
    template: str, data: Mapping[str, Printable], *, heading: ExportHeading, language: Language, fonts: Fonts
) -> PdfResult:
    """Set `data` by a template; every string in it is text, whatever it looks like."""
    framed: Printable = {**_frame(heading, language), **data}
    typeface = fonts.typeface(_texts(framed))
    drawn = _each_text(framed, lambda text: _drawable(text, typeface))
    assert isinstance(drawn, dict)
    drawn |= {"families": [*typeface.families], "missing": _note(typeface, language)}
    order = {
        "template": template,
        "data": drawn,
        "folders": [str(folder) for folder in typeface.folders],
        "made_at": int(heading.exported_at.timestamp()),
    }
    return PdfResult(_run(order), typeface.missing)


def _frame(heading: ExportHeading, language: Language) -> dict[str, Printable]:
    """What stands at the head and foot of every page."""
    known, exported = word("known_at", language), word("exported_at", language)
    return {
        "language": language[:2],
        "log": f"{word('log', language)}: {heading.log}",
        "trial": word("trial", language) if heading.is_trial else None,
        "head": f"{known}: {heading.known(language)}",
        "foot": f"{exported}: {heading.exported()}    {word('exported_by', language)}: {heading.exported_by}",
        "page_words": word("page", language, page="{page}", pages="{pages}"),
        "provenance": [[label, value] for label, value in heading.lines(language)],
    }


def _run(order: Mapping[str, object]) -> bytes:
    done = subprocess.run(
        [sys.executable, "-P", str(TYPESETTER)],
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise TypesettingFailed(done.stderr.decode(errors="replace"))
    return done.stdout


def _texts(data: Printable) -> Iterator[str]:
    match data:
        case str():
            yield data
        case list():
            for item in data:
                yield from _texts(item)
        case dict():
            yield from _texts(list(data.values()))
        case _:
            return


def _each_text(data: Printable, change: Callable[[str], str]) -> Printable:
    match data:
        case str():
            return change(data)
        case list():
            return [_each_text(item, change) for item in data]
        case dict():
            return {key: _each_text(item, change) for key, item in data.items()}
        case _:
            return data


def _drawable(text: str, typeface: Typeface) -> str:
    """The text with undrawable characters named, and places to break in words that no line would hold."""
    return breakable(spelled(tidy(text), typeface.missing), LONGEST_WORD)


def _note(typeface: Typeface, language: Language) -> str | None:
    if not typeface.missing:
        return None
    names = [f"〔{name_of(character)}〕" for character in typeface.missing]
    return word("missing", language, characters=listed(names, language))
