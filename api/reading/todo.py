"""What somebody has to do today in a post: clocks that wait for a step which they, and not only others, can take."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from uuid import UUID

from api.caller import Caller
from api.reading.awaited import Signer, Signing, signer_of
from api.reading.clocks import due_state, left_words
from api.reading.event_words import clock_words
from api.reading.models import eyes_of
from api.reading.names import Names, names_for
from api.reading.stored import hazards
from api.services import Services
from api.words import say, term
from domain.hazard import clocks as clock
from domain.hazard.grading import Grade
from domain.hazard.state import Hazard
from domain.hazard.steps import STEPS, is_possible
from domain.hazard.terms import Correctable
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import UnitId
from projections.asking import Eyes
from projections.deadlines.ask import board
from projections.deadlines.view import Clock
from projections.fence import Reading

ANSWERS: Mapping[str, tuple[str, ...]] = {
    clock.REGISTER: ("hazard.register",),
    clock.INTERIM: ("hazard.take_interim_measure",),
    clock.REPORT_UPWARD: ("hazard.report_upward",),
    clock.ASSIGN: ("hazard.grade", "hazard.assign"),
    clock.RECTIFY: ("hazard.accept", "hazard.report_rectified"),
    clock.LIST: ("hazard.list_for_supervision",),
    clock.PROGRESS: ("hazard.note_progress",),
    clock.VERIFY: ("hazard.verify", "hazard.countersign", "hazard.verify_own"),
    clock.CHECK: ("hazard.check_from_above",),
    clock.RECHECK: ("hazard.recheck",),
    clock.HANDOVER: ("hazard.answer_handover",),
    clock.INSTRUCTION: ("hazard.answer_instruction",),
    clock.DECIDE_DECLINE: ("hazard.decide_decline",),
    clock.DECIDE_EXTENSION: ("hazard.grant_extension",),
    clock.WITNESS: ("hazard.witness_refusal",),
    clock.ANSWER_REFUSAL: ("hazard.note_supervision",),
}
"""The steps that stop each clock, or lead there, in the order in which they come."""

IN_THE_UNIT = frozenset({clock.REGISTER, clock.INTERIM, clock.REPORT_UPWARD, clock.ASSIGN})
OF_THE_UNIT = IN_THE_UNIT | {clock.RECTIFY, clock.VERIFY}
"""Clocks of the unit's own work: its superior could take these steps too, and is not reminded of each."""

ORDER = tuple(ANSWERS)
BY_NAME = {step.name: step for step in STEPS}
MODELS = ("deadlines",)
MOST = 60
LOOKED_AT = 150


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One thing to do; `state` is overdue, soon or running."""

    hazard: UUID
    number: str
    unit: str
    place: str
    description: str
    is_major: bool
    what: str
    command: str
    command_words: str
    href: str
    others: tuple[str, ...]
    """What else waits for a step of the caller on the same hazard; ✍ marks what only the caller can sign."""
    state: str
    left: str
    due_at: datetime
    signing: Signing
    is_only_mine: bool
    """Whether this step or another one on the same hazard waits for the caller's own signature."""


@dataclass(frozen=True, kw_only=True)
class ToDos:
    """What is to be done, what runs out first coming first, and whether there may be more."""

    items: tuple[ToDo, ...]
    is_more: bool

    def of(self, state: str) -> tuple[ToDo, ...]:
        """Those that are overdue, soon or running."""
        return tuple(each for each in self.items if each.state == state)

    @property
    def only_mine(self) -> int:
        """How many wait for the caller's own signature: nobody else of the unit can give it."""
        return sum(each.is_only_mine for each in self.items)

    @property
    def not_able(self) -> str:
        """Levels of signature that are needed and that the caller cannot give yet, in words."""
        levels = dict.fromkeys(each.signing.level for each in self.items if each.signing.is_wanting)
        return say("; ").join(term("level", level.value) for level in levels)


def todos(services: Services, connection: Reading, caller: Caller, now: datetime) -> ToDos:
    """What the caller has to do; nothing for who holds no post."""
    if caller.appointment is None:
        return ToDos(items=(), is_more=False)
    clocks, is_more = _clocks(connection, caller)
    states = hazards(services, {each.hazard for each in clocks})
    circumstances = services.system.application.circumstances(services.system.asked(caller.actor))
    names = names_for(services, caller.directory, ())
    signer = signer_of(services, caller, circumstances)
    items = tuple(islice(_todos(clocks, states, signer, names, now), MOST + 1))
    return ToDos(items=items[:MOST], is_more=is_more or len(items) > MOST)


def _clocks(connection: Reading, caller: Caller) -> tuple[list[Clock], bool]:
    """Clocks of what was given to the caller, and those that the caller's unit answers for, each once."""
    given = board(connection, Eyes(prefixes=(), parties=caller.involved), limit=LOOKED_AT)
    near = board(connection, eyes_of(caller), kinds=tuple(_near_kinds(caller)), limit=LOOKED_AT)
    found = {(each.hazard, each.clock): each for each in (*given.clocks, *near.clocks) if _is_mine(each, caller)}
    return sorted(found.values(), key=lambda each: each.due_at), bool(given.after or near.after)


def _near_kinds(caller: Caller) -> Iterator[str]:
    """Kinds of clock to look for around the caller's unit; who has units below is not told of their own work."""
    is_above = _is_above(caller)
    yield from (kind for kind in ANSWERS if kind not in OF_THE_UNIT or not is_above)


def _is_above(caller: Caller) -> bool:
    assert caller.appointment is not None
    body = caller.directory.body(caller.appointment.unit, caller.today)
    return any(not unit.is_internal for unit in caller.directory.below(body))


def _is_mine(each: Clock, caller: Caller) -> bool:
    """Of the caller's own unit, given to the caller, of a kind that superiors answer, or major and the unit's."""
    assert caller.appointment is not None
    body = caller.directory.body(caller.appointment.unit, caller.today)
    if caller.directory.body(UnitId(each.unit), caller.today) == body or each.kind not in OF_THE_UNIT:
        return True
    is_given = caller.appointment.id in each.parties or (each.grade == Grade.MAJOR and body in each.parties)
    return is_given and each.kind not in IN_THE_UNIT


def _todos(
    clocks: Sequence[Clock],
    states: Mapping[UUID, Hazard],
    signer: Signer,
    names: Names,
    now: datetime,
) -> Iterator[ToDo]:
    """One for each hazard: the step that is most urgent and comes first in its life, with the others beside it."""
    for hazard, several in groupby(sorted(clocks, key=_first_of(clocks)), key=lambda each: each.hazard):
        state = states[hazard]
        asked = [(each, _answer(each, state, signer.circumstances)) for each in several if each.clock in state.clocks]
        steps = [(each, command) for each, command in asked if command]
        if steps:
            steps.sort(key=lambda step: (_urgency(step[0], now), ORDER.index(step[0].kind)))
            yield _todo(steps, state, signer, names, now)


def _first_of(clocks: Sequence[Clock]) -> Callable[[Clock], tuple[datetime, UUID]]:
    """Hazards by the clock that runs out first, all clocks of one together."""
    firsts: dict[UUID, datetime] = {}
    for each in clocks:
        firsts[each.hazard] = min(firsts.get(each.hazard, each.due_at), each.due_at)
    return lambda each: (firsts[each.hazard], each.hazard)


def _urgency(each: Clock, now: datetime) -> int:
    return ("overdue", "soon", "running").index(due_state(each.due_at, each.warn_at, now))


def _answer(each: Clock, state: Hazard, circumstances: Circumstances) -> str | None:
    done = {"hazard.grade": state.grade_decided is not None, "hazard.accept": state.is_accepted}
    steps = (step for step in ANSWERS.get(each.kind, ()) if not done.get(step, False))
    return next((step for step in steps if is_possible(BY_NAME[step], state, circumstances)), None)


def _todo(steps: Sequence[tuple[Clock, str]], state: Hazard, signer: Signer, names: Names, now: datetime) -> ToDo:
    (each, command), *others = steps
    signing, *further = (signer.of(BY_NAME[step], state) for _, step in steps)
    return ToDo(
        hazard=each.hazard,
        number=each.number or say("not registered yet"),
        unit=names.unit(each.unit),
        place=each.place,
        description=state.entry.get(Correctable.DESCRIPTION) or "",
        is_major=each.grade == Grade.MAJOR,
        what=clock_words(each.clock, names),
        command=command,
        command_words=term("command", command),
        href=f"/hazards/{each.hazard}/steps/{command.partition('.')[2]}",
        others=tuple(
            f"{clock_words(other.clock, names)}{' ✍' if asks.is_only_mine else ''}"
            for (other, _), asks in zip(others, further, strict=True)
        ),
        state=due_state(each.due_at, each.warn_at, now),
        left=left_words(each.due_at, now),
        due_at=each.due_at,
        signing=signing,
        is_only_mine=any(asks.is_only_mine for asks in (signing, *further)),
    )
