"""The server's log: one file that is kept short, and its end for a refusal to quote."""

from pathlib import Path

_LIMIT = 16 * 1024 * 1024


def trim_log(log: Path, limit: int = _LIMIT) -> None:
    """Move a log longer than ``limit`` bytes aside, over the one moved before: two are kept.

    Copied and cut, not renamed: a running server appends to the file it has open.
    """
    if not log.exists() or log.stat().st_size <= limit:
        return
    with log.open("r+b") as current, log.with_suffix(".log.1").open("wb") as aside:
        while chunk := current.read(1 << 20):
            aside.write(chunk)
        current.truncate(0)


def said_since(log: Path, offset: int) -> str:
    """What was written after byte ``offset``, on one line."""
    with log.open("rb") as file:
        file.seek(offset)
        return " ".join(file.read().decode("utf-8", "replace").split())
