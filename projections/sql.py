"""Named SQL statements from a `.sql` file: `-- name: overdue`, a line on what it answers, the statement.

What several of them share stands once, under `-- part: narrowed`, and is put where a line says `-- here: narrowed`.
"""

import re
from functools import cache
from pathlib import Path


class NamedStatements(dict[str, str]):
    """Statements by name; asking for one that is not there names the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(_parse(path))
        self._path = path

    def __missing__(self, name: str) -> str:
        raise LookupError(f"no statement {name!r} in {self._path.name}")


def _parse(path: Path) -> dict[str, str]:
    pieces = re.split(r"^-- (name|part): (\w+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    kinds, names, texts = pieces[1::3], pieces[2::3], [text.strip() for text in pieces[3::3]]
    parts = {name: text for kind, name, text in zip(kinds, names, texts, strict=True) if kind == "part"}
    return {
        name: re.sub(r"^ *-- here: (\w+)$", lambda found: parts[found[1]], text, flags=re.MULTILINE)
        for kind, name, text in zip(kinds, names, texts, strict=True)
        if kind == "name"
    }


@cache
def statements(path: Path) -> NamedStatements:
    """The statements of a file, read once."""
    return NamedStatements(path)
