"""Named SQL statements from a `.sql` file: `-- name: overdue`, a line on what it answers, the statement."""

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
    parts = re.split(r"^-- name: (\w+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (text.strip() for text in parts[2::2]), strict=True))


@cache
def statements(path: Path) -> NamedStatements:
    """The statements of a file, read once."""
    return NamedStatements(path)
