"""Hand over to a department or instruct it, and its answer."""

from datetime import date

from domain.hazard import clocks as clock
from domain.hazard.commands.base import HazardCommand
from domain.hazard.events import DepartmentInstructed, HandoverAnswered, HazardHandedOver, InstructionAnswered
from domain.hazard.guards import is_open, is_unrectified
from domain.hazard.people import acting_body, body, by_superior, standing
from domain.hazard.refusals import (
    AlreadyHandedOver,
    AlreadyInstructed,
    NoAnswerAwaited,
    NotADepartment,
    NotTheDepartment,
)
from domain.hazard.state import Hazard
from domain.hazard.timing import running, until
from domain.kernel.circumstances import Circumstances
from domain.kernel.evidence import Evidence
from domain.kernel.identity import UnitId


class HandOver(HazardCommand, name="hazard.hand_over", says=("text",), stage=is_unrectified):
    """Ask a department directly: police, health, market, fire …"""

    department: UnitId
    text: str

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardHandedOver]:
        """Once until it answers; its time to answer begins."""
        self.guard(state, circumstances)
        _refuse_own(self.department, state, circumstances)
        if state.handed_to.get(self.department) is False:
            raise AlreadyHandedOver
        name = clock.of_department(clock.HANDOVER, self.department)
        started = running(circumstances, clock.HANDOVER, clock=name)
        return (HazardHandedOver(department=self.department, text=self.text, clocks=(started,)),)


class AnswerHandover(HazardCommand, name="hazard.answer_handover", says=("text",)):
    """The department says that it takes the matter, or why not."""

    department: UnitId
    is_accepted: bool
    text: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While any answer is awaited."""
        is_open(hazard)
        if all(hazard.handed_to.values()):
            raise NoAnswerAwaited

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a department whose answer is awaited."""
        _refuse_unasked(hazard.handed_to, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HandoverAnswered]:
        """Once, by the department itself."""
        self.guard(state, circumstances)
        _refuse_answer(self.department, state.handed_to, circumstances)
        return (
            HandoverAnswered(
                department=self.department,
                is_accepted=self.is_accepted,
                text=self.text,
                evidence=self.evidence,
            ),
        )


class InstructDepartment(HazardCommand, name="hazard.instruct", says=("text",), stage=is_unrectified):
    """A superior or a leading group tells a department what to do by when."""

    department: UnitId
    text: str
    due_on: date

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a superior unit."""
        by_superior(hazard, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[DepartmentInstructed]:
        """Once until it answers, by a day that has not passed."""
        self.guard(state, circumstances)
        _refuse_own(self.department, state, circumstances)
        if state.instructed.get(self.department) is False:
            raise AlreadyInstructed
        issuer = acting_body(circumstances)
        assert issuer is not None
        name = clock.of_department(clock.INSTRUCTION, self.department)
        started = until(circumstances, clock.INSTRUCTION, self.due_on, clock=name)
        return (
            DepartmentInstructed(
                department=self.department,
                text=self.text,
                due_on=self.due_on,
                issuer=issuer,
                clocks=(started,),
            ),
        )


class AnswerInstruction(HazardCommand, name="hazard.answer_instruction", says=("text",)):
    """The instructed department says what it did, or why not."""

    department: UnitId
    is_done: bool
    text: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """While any report is awaited."""
        is_open(hazard)
        if all(hazard.instructed.values()):
            raise NoAnswerAwaited

    @classmethod
    def refuse_now(cls, hazard: Hazard, circumstances: Circumstances) -> None:
        """By a department whose report is awaited."""
        _refuse_unasked(hazard.instructed, circumstances)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[InstructionAnswered]:
        """Once, by the department itself."""
        self.guard(state, circumstances)
        _refuse_answer(self.department, state.instructed, circumstances)
        return (
            InstructionAnswered(
                department=self.department, is_done=self.is_done, text=self.text, evidence=self.evidence
            ),
        )


def _refuse_own(department: UnitId, state: Hazard, circumstances: Circumstances) -> None:
    standing(department, circumstances)
    asked = body(circumstances, department)
    if asked in (body(circumstances, state.unit), acting_body(circumstances)):
        raise NotADepartment


def _refuse_unasked(asked: dict[UnitId, bool], circumstances: Circumstances) -> None:
    """Somebody of a department that still owes an answer."""
    mine = acting_body(circumstances)
    owing = (body(circumstances, each) for each, has_answered in asked.items() if not has_answered)
    if mine is None or mine not in owing:
        raise NotTheDepartment


def _refuse_answer(department: UnitId, asked: dict[UnitId, bool], circumstances: Circumstances) -> None:
    if asked.get(department) is not False:
        raise NoAnswerAwaited
    if body(circumstances, department) != acting_body(circumstances):
        raise NotTheDepartment
