"""Findings that are there whatever chance brings: every side path once to its end, and once left open for visitors."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from api.trial.days import Days
from api.trial.dice import dice
from api.trial.findings import Finding, Plan, defect_of
from api.trial.places import place_in
from domain.hazard.terms import Source


class Shown(NamedTuple):
    """One example: where, how many working days before the end it is found, what happens, what it stays open after."""

    unit: str
    workdays: int
    category: str
    life: str = "ordinary"
    forced: str = ""
    """Words joined by commas; see `Case.happens`."""
    ends_after: str = ""
    major: bool = False
    department: str = ""
    twin: bool = False
    source: Source = Source.STAFF
    looks: tuple[int, int] | None = None
    """Working days before the end, and seconds into that afternoon, at which somebody goes to look."""


_CALM = "no decline,no extension,no late,no reject,no correct,no late report,no late register"

OPEN: tuple[Shown, ...] = (
    Shown("no3", 1, "building.railings", forced=_CALM + ",as teacher", ends_after="hazard.report"),
    Shown("no3", 1, "fire.equipment", forced=_CALM, ends_after="hazard.register"),
    Shown("no3", 4, "fire.electricity", forced=_CALM, ends_after="hazard.accept"),
    Shown("no3", 5, "security.cameras", forced=_CALM + ",decline", ends_after="hazard.decline"),
    Shown("dongguan", 11, "evacuation.stairs", forced=_CALM + ",extension", ends_after="hazard.request_extension"),
    Shown("yuxin", 20, "sports", forced=_CALM + ",extension", ends_after="hazard.request_extension"),
    Shown("no3", 19, "sports", forced=_CALM, ends_after="hazard.accept"),
    Shown("no3", 10, "management", forced=_CALM, ends_after="hazard.report_rectified"),
    Shown("wenlan", 9, "security.alarm", forced=_CALM, ends_after="hazard.report_rectified"),
    Shown("yuxin", 11, "laboratory", forced=_CALM + ",reject", ends_after="hazard.reject"),
    Shown("no3", 6, "surroundings.stalls", "department", _CALM, "hazard.hand_over", department="urban"),
    Shown("zhixiao", 6, "fire.equipment", "department", _CALM, "hazard.hand_over", department="fire"),
    Shown("qiaotou", 9, "traffic.gate", "department", _CALM + ",no taken", "hazard.instruct", department="traffic"),
    Shown("liuwan", 7, "building.facade", "unable", _CALM, "hazard.report_inability"),
    Shown("baishi", 9, "building.structure", "unable", _CALM + ",no take over", "hazard.take_up"),
    Shown("zhixiao", 14, "fire.equipment", "major", _CALM + ",no lowered", "hazard.plan", major=True),
    Shown("no5", 42, "gas", "major", _CALM + ",soon,no lowered,no reject major", "hazard.verify", major=True),
    Shown("no3", 4, "building.railings", "major", _CALM + ",no lowered", "hazard.list_for_supervision", major=True),
    Shown("zhaoxia", 3, "network", "misregistered", _CALM, "hazard.propose_void"),
    Shown("bailing", 4, "building.railings", forced=_CALM, twin=True),
    Shown("shankou", 43, "evacuation.exits", forced=_CALM, ends_after="hazard.assign"),
    Shown("shankou", 29, "fire.electricity", forced=_CALM, ends_after="hazard.register"),
    Shown("shangping", 2, "building.railings", "alone", ends_after="hazard.verify_own"),
    Shown("no5", 12, "fire.equipment", forced=_CALM + ",refuse to sign", ends_after="hazard.refuse_signature"),
)
"""What lies open at the end."""

LIVED: tuple[Shown, ...] = (
    Shown("no3", 107, "building.railings", forced="plan,extension,grant,progress,show,no reject,no late"),
    Shown("no3", 100, "fire.electricity", forced="extension,no grant,late,urge,leader"),
    Shown("no5", 114, "sports", forced="decline,upheld,no extension"),
    Shown("no5", 111, "fire.equipment", forced="decline,no upheld,reject,correct,add evidence,nearer"),
    Shown("yuxin", 107, "surroundings.stalls", "department", "no taken,done,no extension", department="urban"),
    Shown("yuxin", 104, "traffic.gate", "department", "taken,no extension", department="traffic"),
    Shown("liuwan", 121, "building.structure", "unable", "take over,leader,no decline", source=Source.PUBLIC),
    Shown("wenlan", 118, "network", "unable", "no take over,no decline"),
    Shown("zhixiao", 143, "fire.charging", "major", "no lowered,no reject major,no recur", major=True),
    Shown("dongguan", 179, "evacuation.exits", "major", "no lowered,reject major,recur", major=True),
    Shown("hexi_gz", 107, "laboratory", "major", "lowered", major=True),
    Shown("zhaoxia", 86, "management", "misregistered", "void"),
    Shown("zhaoxia", 84, "management.duty", "misregistered", "no void"),
    Shown("chenxing", 86, "building.railings", forced=_CALM + ",agree", twin=True),
    Shown("bailing", 79, "building.railings", forced=_CALM + ",no agree", twin=True),
    Shown("dongguan", 71, "fire.equipment", forced=_CALM + ",reopen,show"),
    Shown("dongguan", 68, "fire.equipment", forced=_CALM + ",reopen,show"),
    Shown("xikou", 64, "dormitory", "spot", "no reject", source=Source.PUPIL),
    Shown("shangping", 58, "fire.equipment", "alone"),
    Shown("lingxia", 53, "building.railings", "alone"),
    Shown("dongguan", 49, "sports", forced=_CALM + ",refuse to sign"),
)
"""What has come to its end, or should have."""

IN_A_ROW = (
    "building.railings",
    "fire.equipment",
    "evacuation.stairs",
    "sports",
    "fire.electricity",
    "security.cameras",
)

ODD: tuple[Shown, ...] = (
    *(
        Shown("qiaotou", 34 - number, category, forced=_CALM + ",no refuse to sign", looks=(14, 7 * number))
        for number, category in enumerate(IN_A_ROW)
    ),
    Shown("nantang", 33, "building.railings", forced=_CALM + ",linked looks", looks=(15, 0)),
    Shown("fenglin", 33, "fire.equipment", forced=_CALM + ",linked looks", looks=(15, 150)),
)
"""What somebody should ask about: six verified by one hand within a minute, two verified by one person miles apart."""


def _looks_at(shown: Shown, ends: datetime, days: Days) -> datetime | None:
    if shown.looks is None:
        return None
    workdays, seconds = shown.looks
    return days.at(days.before(ends, workdays), 16, 20) + timedelta(seconds=seconds)


def showcase(plan: Plan, days: Days) -> Iterator[Finding]:
    """The findings of all lists."""
    for number, shown in enumerate((*OPEN, *LIVED, *ODD)):
        chance = dice("shown", number)
        defect = defect_of(shown.category, major=shown.major, department=shown.department)
        at = days.at(days.before(plan.ends, shown.workdays), 14, 20)
        found = Finding(
            key=f"shown {number}",
            unit=shown.unit,
            place=place_in(shown.unit, defect.places, chance),
            defect=defect,
            at=at,
            source=shown.source,
            life=shown.life,
            forced=frozenset(filter(None, shown.forced.split(","))),
            ends_after=shown.ends_after,
            looks_at=_looks_at(shown, plan.ends, days),
        )
        yield found
        if shown.twin:
            agreed = found.forced & {"agree", "no agree"}
            ends_after = "" if agreed else "hazard.propose_merge"
            yield found._replace(
                key=f"{found.key} again",
                at=at + timedelta(hours=3),
                life="duplicate",
                twin_of=found.key,
                forced=frozenset(_CALM.split(",")) | agreed,
                ends_after=ends_after,
            )
