"""What can be asked about units, gathered from the files below: the tree, ledgers, supervision beside the tree."""

from domain.organisation.ledgers import EnrolUnit, NameUnitInLedger
from domain.organisation.supervision import BeginSupervision, EndSupervision
from domain.organisation.tree import CloseUnit, MoveUnit, RegisterUnit, RenameUnit

__all__ = [
    "BeginSupervision",
    "CloseUnit",
    "EndSupervision",
    "EnrolUnit",
    "MoveUnit",
    "NameUnitInLedger",
    "RegisterUnit",
    "RenameUnit",
]
