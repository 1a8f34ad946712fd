"""What can be asked about units, gathered from the files below: tree, ledgers, supervision beside it, exceptions."""

from domain.organisation.ledgers import EnrolUnit, NameUnitInLedger
from domain.organisation.small_units import AllowOwnVerification, EndOwnVerification
from domain.organisation.supervision import BeginSupervision, EndSupervision
from domain.organisation.tree import CloseUnit, MoveUnit, RegisterUnit, RenameUnit

__all__ = [
    "AllowOwnVerification",
    "BeginSupervision",
    "CloseUnit",
    "EndOwnVerification",
    "EndSupervision",
    "EnrolUnit",
    "MoveUnit",
    "NameUnitInLedger",
    "RegisterUnit",
    "RenameUnit",
]
