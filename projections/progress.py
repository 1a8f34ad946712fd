"""How far the work on read models has come, and how to leave it off."""

from collections.abc import Callable
from threading import Event
from typing import NamedTuple


class Progress(NamedTuple):
    """How far the work has come."""

    models: tuple[str, ...]
    done: int
    """Events behind us."""
    of: int
    is_rebuild: bool


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Report to nobody."""


class Stopped(Exception):
    """Somebody asked to stop amid a rebuild. Everything is as it was before."""


def until(stop: Event, report: Report) -> Report:
    """Report, and leave off a rebuild when asked to stop; a page that follows is soon done anyway."""

    def told(progress: Progress) -> None:
        report(progress)
        if progress.is_rebuild and stop.is_set():
            raise Stopped

    return told
