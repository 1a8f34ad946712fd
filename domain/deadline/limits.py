"""The limits a log begins with, later ones introduced as they come; all may be changed, and none changes the past."""

from datetime import date
from typing import NamedTuple

from domain.deadline.deadline import LimitUnit
from domain.deadline.events import LimitSet

HOUSE = "house rule"
BEGINNING = date(2000, 1, 1)
"""The first day for which the defaults count; no ledger that is taken over begins earlier."""


class Default(NamedTuple):
    """One line of the table."""

    limit: str
    amount: int
    unit: LimitUnit
    source: str = HOUSE


_HOURS, _DAYS, _WORKDAYS, _DATE = LimitUnit.HOURS, LimitUnit.DAYS, LimitUnit.WORKDAYS, LimitUnit.DATE
_LISTED = "notice of listed supervision, as city bureaus issue it"

DEFAULTS = (
    Default("hazard.register", 24, _HOURS),
    Default("hazard.interim", 24, _HOURS),
    Default("hazard.report_upward", 24, _HOURS),
    Default("hazard.assign", 2, _WORKDAYS),
    Default("hazard.rectify_general", 15, _DAYS),
    Default("hazard.rectify_major", 0, _DATE, "house rule: the date of the rectification plan"),
    Default("hazard.list_major", 3, _WORKDAYS),
    Default("hazard.verify", 3, _WORKDAYS),
    Default("hazard.check_from_above", 10, _WORKDAYS),
    Default("hazard.recheck_major", 30, _DAYS),
    Default("hazard.recheck_sampled", 30, _DAYS),
    Default("hazard.handover_answer", 3, _WORKDAYS),
    Default("hazard.decide_extension", 3, _WORKDAYS),
    Default("hazard.decide_decline", 1, _WORKDAYS),
    Default("hazard.witness_refusal", 3, _WORKDAYS),
    Default("hazard.answer_refusal", 3, _WORKDAYS),
    Default("hazard.answer_instruction", 0, _DATE, "house rule: the date of the instruction"),
    Default("hazard.extension_ask", 15, _WORKDAYS, f"{_LISTED}: extension asked 15 working days before expiry"),
    Default("hazard.progress_listed", 90, _DAYS, f"{_LISTED}: progress at least quarterly"),
)


def initial_limits() -> tuple[LimitSet, ...]:
    """The first events of the stream of limits, each as version 1."""
    return tuple(
        LimitSet(
            limit=line.limit,
            version=1,
            amount=line.amount,
            unit=line.unit,
            source=line.source,
            effective_on=BEGINNING,
        )
        for line in DEFAULTS
    )
