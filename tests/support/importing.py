"""Ledgers to import and what the log says of them afterwards."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

import xlsxwriter

from api.caller import names_of
from api.imports.carrying_out import take_over
from api.imports.opening import read
from api.imports.outcomes import Outcome
from api.imports.reader import LedgerReading
from api.imports.runs import Beginning, Run, Runs, Status
from api.system import System
from domain.appointment.posts import Post
from domain.appointment.powers import actor_of
from domain.hazard.events import HazardTakenOver
from domain.kernel.identity import Actor, ActorKind, PersonId
from domain.record import Recorded
from tests.support.district import post_id, unit_id

DATA = Path(__file__).parent.parent / "data"
TOWN = DATA / "town-ledger.xlsx"
HEADINGS = (
    "序号", "学校", "检查时间", "检查人员", "隐患部位", "隐患描述", "隐患类别", "隐患等级", "整改措施", "整改责任人",
    "督办人", "整改时限", "完成时间", "验收人", "验收时间", "原因分析",
)  # fmt: skip
ROW = (
    "1", "第三中学", "2026-01-12", "张兰", "教学楼三层走廊", "护栏松动", "建筑", "一般", "焊接加固", "刘超", "朱丽",
    "2026-01-20", "2026-01-15", "何强", "2026-01-18", "年久失修",
)  # fmt: skip


def row(**changed: str) -> tuple[str, ...]:
    """A row about a loose railing, with some cells written otherwise, by their headings."""
    return tuple(changed.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True))


def ledger(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook of one sheet, 台账, headings in its first row."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for at, cells in enumerate((headings, *rows)):
            for place, cell in enumerate(cells):
                sheet.write_string(at, place, cell)
    return out.getvalue()


def importer(code: str = "dongcheng", post: Post = Post.SAFETY_SECTION, *, system: System) -> Actor:
    """Whoever holds a post, as the actor of an import."""
    appointment = system.application.catch_up().directory.appointment(post_id(code, post))
    assert appointment is not None
    return actor_of(appointment, kind=ActorKind.IMPORT)


def begun(system: System, reading: LedgerReading, unit: str = "dongcheng") -> Run:
    """A run of the console that is under way."""
    beginning = Beginning(
        id=system.new_id(),
        unit=unit_id(unit),
        actor=importer(system=system),
        account=None,
        door="console",
        file_sha256=reading.digest,
        kind=reading.kind.value,
        size=1,
        status=Status.RUNNING,
    )
    return Runs(system.pool, system.random).begin(beginning, system.clock())


def imported(system: System, content: bytes, unit: str = "dongcheng", filename: str = "ledger.xlsx") -> list[Outcome]:
    """Everything that becomes of the rows of a file, taken over for a unit."""
    reading = read(system, content, filename)
    run = begun(system, reading, unit)
    return [each for batch in take_over(system, Runs(system.pool, system.random), run, reading) for each in batch]


def fates(outcomes: Sequence[Outcome]) -> list[str]:
    """What becomes of each row."""
    return [each.fate.value for each in outcomes]


def recorded(system: System, name: str = "hazard.taken_over.v1") -> list[Recorded]:
    """Events of one name, in the order of the log."""
    kept = system.recorder.page(1, 100_000)
    return [cast("Recorded", system.mapper.to_domain_event(each.stored)) for each in kept if each.stored.topic == name]


def taken_over(system: System) -> list[HazardTakenOver]:
    """What was taken over, in the order of the log."""
    return [cast("HazardTakenOver", each.event) for each in recorded(system)]


def names(system: System, *people: PersonId | None) -> list[str | None]:
    """Names as far as they are disclosed."""
    directory = system.application.catch_up().directory
    known = names_of(system.pool, directory, [each for each in people if each])
    return [known.get(each) if each else None for each in people]


def said(system: System, event: HazardTakenOver, all_names: Mapping[PersonId, str]) -> dict[str, str | None]:
    """What an event says, by the names of a report's values."""
    unit = system.application.reference.directory.unit(event.unit)
    assert unit is not None
    people = {
        role: _name(all_names, getattr(event, role)) for role in ("finder", "rectifier", "supervisor", "verifier")
    }
    days = {
        "found_on": event.found_on,
        "deadline": event.due_on,
        "rectified_on": event.rectified_on,
        "verified_on": event.verified_on,
    }
    return {
        "unit": unit.name,
        "place": event.place.text,
        "description": event.description,
        "category": event.category,
        "grade": event.grade.value,
        "state": event.state.value,
        **people,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _name(all_names: Mapping[PersonId, str], person: PersonId | None) -> str | None:
    return all_names[person] if person else None


def everybody(system: System) -> Mapping[PersonId, str]:
    """All names there are."""
    directory = system.application.catch_up().directory
    return names_of(system.pool, directory, [each.id for each in directory.people()])


def by_row(events: Sequence[HazardTakenOver]) -> dict[tuple[str, int], HazardTakenOver]:
    """Events by sheet and row of the file."""
    return {(each.sheet, each.row): each for each in events}
