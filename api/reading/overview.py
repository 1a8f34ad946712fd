"""What a superior sees at a glance: open hazards by state, by unit, what is overdue, and which units are silent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.caller import Caller
from api.reading.event_words import enum_words
from api.reading.models import eyes_of
from api.words import say
from domain.hazard.terms import Stage
from domain.organisation.kinds import UnitKind
from domain.organisation.state import Unit
from projections.asking import is_within
from projections.fence import Reading
from projections.hazard_ledger.ask import Filter, tally

MODELS = ("hazard_ledger",)
SILENT_DAYS = 30
"""A school that reported nothing for so many days is shown as silent (house rule)."""

REPORTING = frozenset({UnitKind.SCHOOL, UnitKind.CENTRE_SCHOOL, UnitKind.KINDERGARTEN, UnitKind.TEACHING_POINT})
WHOLE_PATH = 100
MOST_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number and the address of the rows behind it."""

    words: str
    number: int
    href: str
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitFigures:
    """A unit directly below, with everything below it."""

    name: str
    code: str
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Numbers of the subtrees one reads. `silent` are the first of the silent units, by path."""

    figures: tuple[Figure, ...]
    units: tuple[UnitFigures, ...]
    silent: tuple[Unit, ...]
    silent_count: int
    reporting_count: int


def overview(connection: Reading, caller: Caller, now: datetime) -> Overview:
    """The numbers as they stand now; only what is open is counted."""
    eyes, opened = eyes_of(caller), Filter(is_open=True)
    states = {each.value: each for each in tally(connection, eyes, opened, "state", at=now)}
    total, late = (sum(getattr(each, name) for each in states.values()) for name in ("total", "overdue"))
    reporting = dict(_reporting(caller))
    recent = Filter(found_from=caller.today - timedelta(days=SILENT_DAYS))
    heard = {each.value for each in tally(connection, eyes, recent, "unit", at=now, level=WHOLE_PATH)}
    silent = [reporting[path] for path in sorted(reporting) if path not in heard]
    return Overview(
        figures=tuple(_figures({state: each.total for state, each in states.items()}, total, late)),
        units=tuple(_units(connection, caller, now)),
        silent=tuple(silent[:MOST_SHOWN]),
        silent_count=len(silent),
        reporting_count=len(reporting),
    )


def _figures(states: dict[str, int], total: int, late: int) -> Iterator[Figure]:
    yield Figure(words=say("everything open"), number=total, href="/ledger?state=open")
    yield Figure(words=say("overdue"), number=late, href="/ledger?state=open&overdue=1&sort=due", is_late=late > 0)
    for stage in Stage:
        if number := states.get(stage.value):
            yield Figure(words=enum_words(stage), number=number, href=f"/ledger?state={stage.value}")


def _reporting(caller: Caller) -> Iterator[tuple[str, Unit]]:
    """Units that are expected to find something now and then, by path."""
    for unit in caller.directory.units():
        if unit.kind in REPORTING and not unit.is_closed(caller.today):
            path = caller.directory.path(unit.id, caller.today)
            if caller.readable.covers(path):
                yield path, unit


def _units(connection: Reading, caller: Caller, now: datetime) -> Iterator[UnitFigures]:
    """The units directly below the caller's own, those with most overdue first."""
    if caller.appointment is None:
        return
    body = caller.directory.body(caller.appointment.unit, caller.today)
    path = caller.directory.path(body, caller.today)
    below = {caller.directory.path(unit.id, caller.today): unit for unit in caller.directory.below(body)}
    asked = Filter(is_open=True, under=path)
    found = tally(connection, eyes_of(caller), asked, "unit", at=now, level=path.count(".") + 2)
    counted = [each for each in found if each.value in below and is_within(each.value, path)]
    for each in sorted(counted, key=lambda each: (-each.overdue, -each.total, each.value)):
        unit = below[each.value]
        yield UnitFigures(name=unit.name, code=unit.code, open=each.total, overdue=each.overdue)
