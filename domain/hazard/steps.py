"""Which steps somebody could take with a hazard now: what pages offer as buttons."""

from domain.appointment.powers import authorise
from domain.hazard.commands import (
    AcceptAssignment,
    AddEvidence,
    AnswerHandover,
    AnswerInstruction,
    AssignHazard,
    CheckFromAbove,
    ConfirmMerge,
    ConfirmVoid,
    CorrectEntry,
    CountersignClosing,
    DecideDecline,
    DeclineAssignment,
    Delist,
    GradeHazard,
    GrantExtension,
    HandOver,
    HazardCommand,
    InstructDepartment,
    ListForSupervision,
    NameLeader,
    NoteProgress,
    NoteSupervision,
    PlanRectification,
    ProposeMerge,
    ProposeVoid,
    Recheck,
    RefuseExtension,
    RefuseMerge,
    RefuseVoid,
    RegisterHazard,
    RejectRectification,
    ReopenHazard,
    ReportInability,
    ReportRectified,
    ReportRecurrence,
    ReportUpward,
    RequestExtension,
    SelfRectify,
    TakeInterimMeasure,
    TakeUp,
    VerifyOwn,
    VerifyRectification,
    WaiveInterimMeasure,
)
from domain.hazard.state import Hazard
from domain.kernel.circumstances import Circumstances
from domain.kernel.refusals import Refusal

STEPS: tuple[type[HazardCommand], ...] = (
    RegisterHazard,
    GradeHazard,
    AssignHazard,
    AcceptAssignment,
    DeclineAssignment,
    DecideDecline,
    TakeInterimMeasure,
    WaiveInterimMeasure,
    PlanRectification,
    NoteProgress,
    ReportRectified,
    SelfRectify,
    VerifyRectification,
    VerifyOwn,
    CountersignClosing,
    CheckFromAbove,
    RejectRectification,
    ReportUpward,
    ReportInability,
    TakeUp,
    HandOver,
    AnswerHandover,
    InstructDepartment,
    AnswerInstruction,
    NameLeader,
    RequestExtension,
    GrantExtension,
    RefuseExtension,
    ListForSupervision,
    NoteSupervision,
    Delist,
    Recheck,
    ReportRecurrence,
    ReopenHazard,
    AddEvidence,
    CorrectEntry,
    ProposeMerge,
    ConfirmMerge,
    RefuseMerge,
    ProposeVoid,
    ConfirmVoid,
    RefuseVoid,
)
"""Every step a person can take with a hazard that is there, in the order in which pages offer them."""


def possible_steps(hazard: Hazard, circumstances: Circumstances) -> tuple[str, ...]:
    """Names of the commands that neither the powers nor the hazard's stage speak against, in the order of `STEPS`.

    What is typed may still be refused. Empty for a hazard that this actor may not know of.
    """
    return tuple(step.name for step in STEPS if is_possible(step, hazard, circumstances))


def is_possible(step: type[HazardCommand], hazard: Hazard, circumstances: Circumstances) -> bool:
    """Whether one step is possible; the cheaper question is asked first."""
    try:
        step.guard(hazard, circumstances)
        authorise(_unsaid(step), hazard, circumstances)
    except Refusal:
        return False
    return True


def _unsaid(step: type[HazardCommand]) -> HazardCommand:
    """The command before anything was typed: powers ask for its name, unit and assignees, never for its fields."""
    return object.__new__(step)
