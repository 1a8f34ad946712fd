"""Many hazards at once: real lives, recorded by commands, written again with other numbers and texts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from api.system import System
from domain.application import Append
from domain.appointment.posts import Post
from domain.hazard.commands import AcceptAssignment, NoteProgress, ReportRectified, VerifyRectification
from domain.hazard.events import HazardFound, HazardRegistered
from domain.hazard.terms import Manner
from domain.kernel.commands import Command, On
from domain.kernel.events import Event
from domain.kernel.identity import Actor, HazardId, StreamId
from domain.kernel.place import Place
from domain.record import digest
from domain.register.state import number_text, register_stream, taking
from tests.bench.lives import OFFICER, an_assigned_hazard
from tests.support.district import acting, unit_id

PLACES = ("教学楼三层走廊", "食堂操作间", "学生宿舍二号楼", "操场东侧", "校门口", "实验室", "图书馆", "配电房")
DEFECTS = ("护栏松动", "插座裸露", "灭火器过期", "疏散通道堵塞", "地面湿滑", "应急灯不亮", "燃气软管老化", "墙面开裂")
CATEGORIES = ("building", "fire", "food", "evacuation", "sports", "gas", "dormitory", "traffic")
SCHOOLS = ("no3", "no5", "xihe", "liuzhuang")
"""Those of the district whose section supervises the lives below."""
HAZARDS_A_CALL = 100
Heads = dict[StreamId, tuple[int, str | None]]


def fill(system: System, hazards: int, tell: Callable[[str], None] = lambda _: None) -> list[HazardId]:
    """Record so many hazards in every usual state; returns them."""
    lives = _lives(system)
    heads: Heads = {}
    made: list[HazardId] = []
    for first in range(0, hazards, HAZARDS_A_CALL):
        numbers = range(first, min(first + HAZARDS_A_CALL, hazards))
        made += _record(system, [_life(system, lives[number % len(lives)], number) for number in numbers], heads)
        if first % (50 * HAZARDS_A_CALL) == 0:
            tell(f"{len(made)} / {hazards} hazards")
    return made


def _record(system: System, lives: Sequence[Sequence[On]], heads: Heads) -> list[HazardId]:
    outcomes = [outcome for life in lives for outcome in life]
    registers = {each.stream: each.event for each in outcomes if each.event.name.startswith("register.")}
    recorded, stored = system.application.write(None, system.asked(OFFICER, uuid4()), outcomes, heads)
    system.recorder.insert_events(stored, append=Append())
    for event, kept in zip(recorded, stored, strict=True):
        if event.stream in registers:
            heads[event.stream] = (event.ver, digest(kept.state))
    return [HazardId(life[0].stream) for life in lives]


def _life(system: System, template: Sequence[Event], number: int) -> list[On]:
    hazard, code, year = StreamId(system.new_id()), SCHOOLS[number % len(SCHOOLS)], 2000 + number // 50_000
    seq = number % 50_000 + 1
    life = [On(hazard, _told_anew(event, code, year, seq, number)) for event in template]
    if any(isinstance(event, HazardRegistered) for event in template):
        life.append(On(register_stream(code, year), taking(unit_id(code), code, year, last=seq - 1)))
    return life


def _told_anew(event: Event, code: str, year: int, seq: int, number: int) -> Event:
    match event:
        case HazardFound():
            place = Place(text=f"{PLACES[number % len(PLACES)]}{number % 97}号")
            described = f"{DEFECTS[number // 7 % len(DEFECTS)]}，编号{number}，需尽快处理"
            category = CATEGORIES[number // 7 % len(CATEGORIES)]
            return replace(event, unit=unit_id(code), place=place, description=described, category=category)
        case HazardRegistered():
            return replace(event, number=number_text(code, year, seq), unit_code=code, year=year, seq=seq)
    return event


def _lives(system: System) -> list[list[Event]]:
    """Lives of five lengths: registered, assigned, in hand, rectified, closed out."""
    logistics, linked = acting("no3", Post.LOGISTICS), acting("dongcheng", Post.LINKED_OFFICER)
    lives = []
    for steps in range(5):
        hazard = an_assigned_hazard(system)
        further: list[tuple[Command[Any], Actor]] = [
            (AcceptAssignment(hazard=hazard), logistics),
            (NoteProgress(hazard=hazard, note="材料已到"), logistics),
            (ReportRectified(hazard=hazard, manner=Manner.REPAIRED, account="已加固"), logistics),
            (VerifyRectification(hazard=hazard, manner=Manner.REPAIRED), linked),
        ]
        for command, actor in further[:steps]:
            system.application.handle(command, system.asked(actor))
        lives.append(_events(system, hazard))
    return lives


def _events(system: System, hazard: UUID) -> list[Event]:
    stored = system.recorder.select_events(hazard)
    return [system.mapper.to_domain_event(each).event for each in stored]
