"""What waits for somebody's signature: steps, and keys to make sure of; and keys of their own that wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from api.caller import Caller
from api.reading.keys import KeyShown, shown
from api.reading.powers import holds, may
from api.services import Services
from api.words import say, term
from domain.appointment.powers import actor_of
from domain.hazard.commands import HazardCommand
from domain.hazard.state import Hazard
from domain.hazard.steps import is_possible
from domain.kernel.circumstances import Circumstances
from domain.kernel.identity import Actor
from domain.key.state import Key
from domain.key.terms import Level

CONFIRM = "key.confirm"
Step = type[HazardCommand]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What a step asks of its signer."""

    level: Level
    is_only_mine: bool
    """Nobody else of the unit could take it now."""
    is_able: bool
    """Whether the caller has a key that suffices."""

    @property
    def is_needed(self) -> bool:
        """Whether it has to be signed."""
        return self.level is not Level.NONE

    @property
    def words(self) -> str:
        """The level in words; a better one will do as well, where there is one."""
        level = term("level", self.level.value)
        return level if self.level is Level.PASSKEY else say("{level} or better", level=level)

    @property
    def is_wanting(self) -> bool:
        """Whether it has to be signed, and the caller cannot yet."""
        return self.is_needed and not self.is_able


@dataclass(frozen=True, kw_only=True)
class AwaitedKeys:
    """Keys that wait: for the caller as a registrar so many, and the caller's own for somebody else."""

    to_confirm: int
    mine: tuple[KeyShown, ...]


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The caller among the people of the same body, to tell what only the caller can sign."""

    circumstances: Circumstances
    colleagues: tuple[Actor, ...]
    able: Mapping[Level, bool]

    def of(self, step: Step, state: Hazard) -> Signing:
        """What a step on a hazard asks."""
        level = self.circumstances.levels.needed(step.name, is_major=state.is_major, on=self.circumstances.today)
        is_signed = level is not Level.NONE
        return Signing(
            level=level,
            is_only_mine=is_signed and not any(self._could(each, step, state) for each in self.colleagues),
            is_able=self.able[level],
        )

    def _could(self, actor: Actor, step: Step, state: Hazard) -> bool:
        return is_possible(step, state, replace(self.circumstances, actor=actor))


def signer_of(services: Services, caller: Caller, circumstances: Circumstances) -> Signer:
    """The caller as a signer of steps."""
    able = {level: services.signing.ways(caller.account, level).is_any for level in Level}
    return Signer(circumstances=circumstances, colleagues=tuple(_colleagues(caller)), able=able)


def _colleagues(caller: Caller) -> Iterable[Actor]:
    """Everybody else who holds a post in the caller's body or section."""
    body = caller.directory.body(caller.acting.unit, caller.today)
    for unit in dict.fromkeys((body, caller.acting.unit)):
        for each in caller.directory.appointments_in(unit, caller.today):
            if each.person != caller.account.person:
                yield actor_of(each)


def awaited_keys(services: Services, caller: Caller) -> AwaitedKeys:
    """Keys that wait for the caller, and those of the caller's that wait for a registrar."""
    ring, person = services.system.application.reference.keys, caller.account.person
    mine = tuple(each for each in ring.of(person) if each.is_waiting) if person else ()
    return AwaitedKeys(to_confirm=keys_to_confirm(services, caller), mine=shown(services, caller, mine))


def keys_to_confirm(services: Services, caller: Caller) -> int:
    """How many keys of others wait for the caller to make sure of them; asked for on every page, from memory."""
    if not holds(caller, CONFIRM):
        return 0
    waiting = (each.enrolment for each in waiting_keys(services, caller))
    return sum(each is not None and each.person != caller.account.person for each in waiting)


def waiting_keys(services: Services, caller: Caller) -> Iterator[Key]:
    """Keys that the caller could confirm, of people who are still there."""
    for key in services.system.application.reference.keys.waiting():
        enrolled = key.enrolment
        if enrolled and caller.directory.is_here(enrolled.person, caller.today) and may(caller, CONFIRM, enrolled.unit):
            yield key
