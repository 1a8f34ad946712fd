"""Everything that can be asked about a hazard, by theme."""

from domain.hazard.commands.answering import AcceptAssignment, DecideDecline, DeclineAssignment
from domain.hazard.commands.assigning import AssignHazard
from domain.hazard.commands.base import HazardCommand
from domain.hazard.commands.checking import CheckFromAbove, VerifyOwn
from domain.hazard.commands.closing import CountersignClosing, RejectRectification, VerifyRectification
from domain.hazard.commands.correcting import AddEvidence, CorrectEntry
from domain.hazard.commands.extending import GrantExtension, RefuseExtension, RequestExtension
from domain.hazard.commands.finding import RegisterHazard, ReportHazard
from domain.hazard.commands.handing_over import AnswerHandover, AnswerInstruction, HandOver, InstructDepartment
from domain.hazard.commands.judging import GradeHazard
from domain.hazard.commands.leaving import ConfirmMerge, ConfirmVoid, ProposeMerge, ProposeVoid, RefuseMerge, RefuseVoid
from domain.hazard.commands.reaching_up import NameLeader, ReportInability, ReportUpward, TakeUp
from domain.hazard.commands.rechecking import Recheck, ReopenHazard, ReportRecurrence
from domain.hazard.commands.rectifying import (
    NoteProgress,
    PlanRectification,
    ReportRectified,
    SelfRectify,
    TakeInterimMeasure,
    WaiveInterimMeasure,
)
from domain.hazard.commands.refusing import RefuseSignature, WitnessRefusal
from domain.hazard.commands.running_out import CallRecheck, Escalate, MarkOverdue, WarnOfClock
from domain.hazard.commands.supervising import Delist, ListForSupervision, NoteSupervision
from domain.hazard.commands.taking_over import TakeOverRows

__all__ = [
    "AcceptAssignment",
    "AddEvidence",
    "AnswerHandover",
    "AnswerInstruction",
    "AssignHazard",
    "CallRecheck",
    "CheckFromAbove",
    "ConfirmMerge",
    "ConfirmVoid",
    "CorrectEntry",
    "CountersignClosing",
    "DecideDecline",
    "DeclineAssignment",
    "Delist",
    "Escalate",
    "GradeHazard",
    "GrantExtension",
    "HandOver",
    "HazardCommand",
    "InstructDepartment",
    "ListForSupervision",
    "MarkOverdue",
    "NameLeader",
    "NoteProgress",
    "NoteSupervision",
    "PlanRectification",
    "ProposeMerge",
    "ProposeVoid",
    "Recheck",
    "RefuseExtension",
    "RefuseMerge",
    "RefuseSignature",
    "RefuseVoid",
    "RegisterHazard",
    "RejectRectification",
    "ReopenHazard",
    "ReportHazard",
    "ReportInability",
    "ReportRectified",
    "ReportRecurrence",
    "ReportUpward",
    "RequestExtension",
    "SelfRectify",
    "TakeInterimMeasure",
    "TakeOverRows",
    "TakeUp",
    "VerifyOwn",
    "VerifyRectification",
    "WaiveInterimMeasure",
    "WarnOfClock",
    "WitnessRefusal",
]
