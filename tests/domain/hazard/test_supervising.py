"""Listed supervision: a superior unit puts its name to a major hazard and follows it until closed."""

from datetime import date

import pytest

from domain.hazard import clocks
from domain.hazard import events as e
from domain.hazard import refusals as r
from domain.hazard.commands import Delist, ListForSupervision, NoteSupervision
from domain.hazard.terms import ListingLevel
from domain.kernel.events import Event
from domain.kernel.identity import Actor
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower
from tests.domain.hazard import life
from tests.domain.hazard.life import (
    BUREAU_HEAD,
    CITY_SECTION,
    FRIDAY,
    GROUP,
    HAZARD,
    HEAD,
    MONDAY,
    SECTION,
    THURSDAY,
    TOWN,
    after,
    at,
    first,
    listing,
    signed,
)
from tests.support.district import unit_id

DELIST = Delist(hazard=HAZARD, document_no="东教安督〔2025〕9号", remarks="已整改到位")


@pytest.mark.parametrize(("actor", "issuer"), [(SECTION, "dongcheng"), (GROUP, "dongcheng"), (CITY_SECTION, "edu")])
def test_a_superior_unit_lists_a_major_hazard_under_its_name(actor: Actor, issuer: str) -> None:
    event = first(e.HazardListed, after(life.major(), MONDAY).as_(actor).when(listing()))
    assert (event.issuer, event.by) == (unit_id(issuer), signed(actor))
    assert [(each.clock, each.due_on) for each in event.clocks] == [(clocks.PROGRESS, date(2025, 6, 8))]
    assert clocks.LIST not in life.hazard((*life.major(), event)).clocks


def test_who_has_listed_it_need_not_be_told_of_it_any_more() -> None:
    event = first(e.HazardListed, after(life.major(), MONDAY).as_(SECTION).when(listing()))
    assert clocks.REPORT_UPWARD not in life.hazard((*life.major(), event)).clocks


def test_the_school_does_not_list_itself() -> None:
    after(life.major()).as_(HEAD).when(listing()).refused(NoPower)
    after(life.major()).by(HEAD).when(listing()).refused(r.NotAbove)


def test_who_supervises_only_beside_the_tree_does_not_list() -> None:
    after(life.major()).by(TOWN).when(listing()).refused(r.NotAbove)


def test_only_what_was_decided_to_be_major_is_listed() -> None:
    after(life.graded()).as_(SECTION).when(listing()).refused(r.NotMajor)
    after(life.registered()).as_(SECTION).when(listing()).refused(r.NotMajor)
    after(life.found()).as_(SECTION).when(listing()).refused(r.HazardNotRegistered)


def test_it_is_listed_once_and_before_verification() -> None:
    after(life.listed()).as_(SECTION).when(listing()).refused(r.AlreadyListed)
    after(life.major_verified()).as_(SECTION).when(listing()).refused(r.AwaitsCountersignature)


def test_the_notice_brings_a_running_day_nearer_and_never_further() -> None:
    events = life.step(life.major(), life.assignment(due_on=life.PLANNED_UNTIL), HEAD, at(MONDAY, 12))
    story = after(events, FRIDAY).as_(SECTION)
    notice = date(2025, 4, 30)
    event = first(e.HazardListed, story.when(listing(notice)))
    assert {each.clock: each.due_on for each in event.clocks}[clocks.RECTIFY] == notice
    story.when(listing(date(2025, 5, 31))).refused(r.DueLaterThanBefore)
    story.when(listing(THURSDAY)).refused(r.DueDateInThePast)


def test_a_rectified_hazard_listed_late_owes_no_progress() -> None:
    events = life.step(life.major(), life.assignment(due_on=life.PLANNED_UNTIL), HEAD, at(MONDAY, 12))
    events = life.step(events, life.rectification(), life.LOGISTICS, at(THURSDAY))
    assert first(e.HazardListed, after(events).as_(SECTION).when(listing())).clocks == ()


def test_delisted_by_the_lister_after_closing() -> None:
    event = e.HazardDelisted(document_no=DELIST.document_no, remarks="已整改到位", by=signed(BUREAU_HEAD))
    after(life.major_closed()).as_(BUREAU_HEAD).when(DELIST).then(event)
    assert not life.hazard((*life.major_closed(), event)).is_listed


@pytest.mark.parametrize("stage", [life.listed, life.major_assigned, life.major_rectified, life.major_verified])
def test_nothing_is_delisted_before_it_is_verified_and_closed(stage: object) -> None:
    events: tuple[Event, ...] = stage()  # type: ignore[operator]
    after(events).as_(SECTION).when(DELIST).refused(r.NotClosedOut)


def test_nobody_but_the_lister_delists() -> None:
    after(life.major_closed()).as_(CITY_SECTION).when(DELIST).refused(r.NotTheLister)
    after(life.major_closed()).by(HEAD).when(DELIST).refused(r.NotTheLister)


def test_what_is_not_listed_is_not_delisted() -> None:
    after(life.delisted()).as_(SECTION).when(DELIST).refused(r.NotListed)
    after(life.closed()).as_(SECTION).when(DELIST).refused(r.NotListed)


def test_a_notice_has_a_number_and_a_basis_and_a_note_has_words() -> None:
    nameless = ListForSupervision(hazard=HAZARD, document_no="", level=ListingLevel.CITY, legal_basis="x")
    after(life.major()).as_(SECTION).when(nameless).refused(Blank, where="document_no")
    after(life.major()).as_(SECTION).when(Delist(hazard=HAZARD, remarks="")).refused(Blank)
    after(life.major()).as_(SECTION).when(NoteSupervision(hazard=HAZARD, note=" ")).refused(Blank)


def test_the_note_of_the_lister_is_always_heard() -> None:
    event = first(
        e.SupervisionNoted,
        after(life.major_rectified()).as_(SECTION).when(NoteSupervision(hazard=HAZARD, note="准备验收")),
    )
    assert (event.due_on, event.clocks) == (None, ())


def test_a_closed_hazard_needs_no_note() -> None:
    after(life.closed()).as_(SECTION).when(NoteSupervision(hazard=HAZARD, note="好")).refused(r.AlreadyClosedOut)
