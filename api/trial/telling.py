"""Puts acts on the record through the application, passes over those that are there, remembers what came of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from api.attachments.vault import Owner, Vault
from api.system import System
from api.trial.acts import Act
from api.trial.memory import Memory
from api.trial.pens import Pens
from api.trial.pictures import picture
from api.trial.signing import Signatures
from domain.application import Asked
from domain.hazard.state import Hazard
from domain.kernel.commands import Command
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Actor, CommandId, HazardId, natural_id
from domain.kernel.refusals import Refusal
from domain.policies.proposal import Proposal
from domain.record import Recorded

PAGE = 1000


class Refused(NamedTuple):
    """A command of the plan that the rules would not have: the plan, or the record, is not what it should be."""

    at: datetime
    command: str
    code: str
    hazard: str
    text: str


class Teller:
    """The one way in which the made-up year comes onto the record."""

    def __init__(self, system: System, pens: Pens) -> None:
        self._system, self._vault = system, Vault(system.pool)
        self._log = system.application.log_name
        self._memory = Memory(system.mapper)
        self._signatures = Signatures(system, pens, self._memory)
        self.refused: list[Refused] = []
        self.events: Counter[str] = Counter()
        """Events of the made-up year by their names, those recorded earlier too."""
        self.added = 0
        """Events recorded by this teller."""
        self._before = _recorded(system)

    @property
    def states(self) -> Mapping[HazardId, Hazard]:
        """Hazards as the record has them by now."""
        return self._memory.hazards

    def take_changed(self) -> list[HazardId]:
        """The hazards that something happened to since this was asked last, in an order of their own."""
        changed, self._memory.changed = sorted(self._memory.changed), set()
        return changed

    def look_back(self) -> None:
        """Take in all that is on the record, whoever brought it there."""
        for command in tuple(self._before):
            self._is_known(command)

    def tell(self, act: Act, story: str, step: int) -> None:
        """One act of a story; refusals are noted, and nothing of a refused command is recorded."""
        command_id = CommandId(natural_id("trial act", self._log, story, str(step)))
        if self._is_known(command_id):
            return
        commands = tuple(self._with_evidence(act))
        asked = Asked(command_id=command_id, actor=act.actor, now=act.at, happened=act.happened)
        if act.is_one_call:
            self._give_together(commands, asked)
        else:
            self._give(commands[0], asked, act.shown_at)

    def answer(self, proposal: Proposal, now: datetime) -> bool:
        """One act of a policy; says whether it is on the record now."""
        before = len(self.refused)
        if not self._is_known(proposal.command_id):
            asked = Asked(command_id=proposal.command_id, actor=proposal.actor, now=now)
            self._give(proposal.command, asked, now)
        return len(self.refused) == before

    def _is_known(self, command: CommandId) -> bool:
        events = self._before.pop(command, None)
        self._remember(events or ())
        return events is not None

    def _give(self, command: Command[Any], asked: Asked, shown_at: datetime) -> None:
        """Signed by whoever can; the text was on the screen since `shown_at`, or since the stream moved on last."""
        shown_at = max(shown_at, self._memory.moved_at(command.stream) or shown_at)
        try:
            signed = self._signatures.under(command, asked, shown_at)
            self._added(self._system.application.handle(command, signed).events)
        except Refusal as refusal:
            self._note(command, asked.now, refusal)

    def _give_together(self, commands: tuple[Command[Any], ...], asked: Asked) -> None:
        together = self._system.application.handle_together(commands, asked)
        for place, refusal in together.refusals.items():
            self._note(commands[place], asked.now, refusal)
        self._added(together.receipt.events if together.receipt else ())

    def _added(self, events: Sequence[Recorded]) -> None:
        self.added += len(events)
        self._remember(events)

    def _remember(self, events: Iterable[Recorded]) -> None:
        for recorded in events:
            self.events[recorded.event.name] += 1
            self._memory.take_in(recorded)

    def _note(self, command: Command[Any], at: datetime, refusal: Refusal) -> None:
        self.refused.append(Refused(at, command.name, refusal.code(), str(command.stream), str(refusal)))

    def _with_evidence(self, act: Act) -> Iterable[Command[Any]]:
        """The commands, the first that can carry a photo with one."""
        drawing = act.drawing
        for command in act.commands:
            if drawing and hasattr(command, "evidence"):
                evidence = self._photo(act.actor, drawing, act)
                yield replace(command, evidence=(evidence,))  # type: ignore[type-var]
                drawing = ""
            else:
                yield command

    def _photo(self, actor: Actor, drawing: str, act: Act) -> Evidence:
        assert actor.person is not None
        owner = Owner(by=actor.person, unit=actor.unit)
        content = picture(drawing, act.shade)
        return self._vault.store(content, owner=owner, now=act.at, random=self._system.random)


def _recorded(system: System) -> dict[CommandId, list[Recorded]]:
    """Everything on the record, by the command that it answered."""
    found: dict[CommandId, list[Recorded]] = {}
    after = 0
    while kept := system.recorder.page(after + 1, PAGE):
        after = kept[-1].position
        for each in kept:
            recorded: Recorded = system.mapper.to_domain_event(each.stored)
            found.setdefault(recorded.command, []).append(recorded)
    return found
