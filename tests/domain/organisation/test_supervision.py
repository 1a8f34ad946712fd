"""Supervision beside the tree begins and ends."""

from dataclasses import replace
from datetime import date

from domain.appointment.posts import Post
from domain.kernel.identity import StreamId
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.commands import BeginSupervision, EndSupervision
from domain.organisation.events import SupervisionBegun, SupervisionEnded, UnitClosed, UnitRegistered
from domain.organisation.kinds import SupervisionKind, UnitKind
from domain.organisation.refusals import (
    SupervisesItself,
    SupervisionAlreadyBegun,
    SupervisionNotRunning,
    SupervisorOfWrongKind,
    UnitIsClosed,
)
from tests.support.district import BEGINNING, acting, district, unit_id
from tests.support.rules import given

TODAY = date(2025, 3, 12)
NO5 = UnitRegistered(
    code="no5", kind=UnitKind.SCHOOL, unit_name="第五小学", parent=unit_id("dongcheng"), from_on=BEGINNING
)
BEGIN = BeginSupervision(
    unit=unit_id("no5"),
    kind=SupervisionKind.TERRITORIAL,
    by=unit_id("heyan"),
    from_on=date(2025, 4, 1),
    document="清政办〔2025〕3号",
)
BEGUN = SupervisionBegun(
    kind=SupervisionKind.TERRITORIAL, by=unit_id("heyan"), from_on=date(2025, 4, 1), document="清政办〔2025〕3号"
)
END = EndSupervision(unit=unit_id("no5"), kind=SupervisionKind.TERRITORIAL, by=unit_id("heyan"), on=date(2025, 8, 31))
ENDED = SupervisionEnded(kind=SupervisionKind.TERRITORIAL, by=unit_id("heyan"), on=date(2025, 8, 31))
SCHOOL = given(NO5).among(district()).on(TODAY)


def test_a_town_begins_to_supervise_a_school_that_lies_in_it() -> None:
    SCHOOL.as_(acting("dongcheng", Post.REGISTRAR)).when(BEGIN).then(BEGUN)


def test_a_head_does_not_choose_who_supervises_the_school() -> None:
    SCHOOL.as_(acting("no5", Post.HEAD)).when(BEGIN).refused(NoPower)


def test_each_kind_of_supervision_has_its_kind_of_supervisor() -> None:
    SCHOOL.when(replace(BEGIN, by=unit_id("xihe"))).refused(SupervisorOfWrongKind)
    SCHOOL.when(replace(BEGIN, kind=SupervisionKind.CENTRE_SCHOOL)).refused(SupervisorOfWrongKind)
    SCHOOL.when(replace(BEGIN, kind=SupervisionKind.LINKED_SECTION)).refused(SupervisorOfWrongKind)
    assert SCHOOL.when(replace(BEGIN, kind=SupervisionKind.JOINT, by=unit_id("fire"))).events


def test_a_unit_does_not_supervise_itself() -> None:
    SCHOOL.when(replace(BEGIN, by=unit_id("no5"))).refused(SupervisesItself)


def test_supervision_that_runs_does_not_begin_again() -> None:
    running = given(NO5, BEGUN).among(district()).on(TODAY)
    running.when(BEGIN).refused(SupervisionAlreadyBegun, from_on=date(2025, 4, 1))


def test_supervision_that_ended_can_begin_again() -> None:
    ended = given(NO5, BEGUN, ENDED).among(district()).on(TODAY)
    assert ended.when(replace(BEGIN, from_on=date(2025, 9, 1))).events


def test_a_closed_or_unknown_unit_neither_supervises_nor_is_supervised() -> None:
    SCHOOL.when(replace(BEGIN, by=unit_id("nowhere"))).refused(NotKnown)
    given().among(district()).when(BEGIN).refused(NotKnown)
    gone = UnitClosed(on=date(2025, 3, 1), reason="撤并")
    given(NO5, gone).among(district()).on(TODAY).when(BEGIN).refused(UnitIsClosed)
    town_gone = district((StreamId(unit_id("heyan")), gone))
    SCHOOL.among(town_gone).when(BEGIN).refused(UnitIsClosed)


def test_supervision_ends_with_a_last_day() -> None:
    given(NO5, BEGUN).among(district()).as_(acting("dongcheng", Post.REGISTRAR)).when(END).then(ENDED)


def test_only_what_runs_can_end_and_not_before_it_began() -> None:
    SCHOOL.when(END).refused(SupervisionNotRunning)
    given(NO5, BEGUN).when(replace(END, on=date(2025, 3, 31))).refused(SupervisionNotRunning)
    given(NO5, BEGUN).when(replace(END, kind=SupervisionKind.JOINT)).refused(SupervisionNotRunning)
    given(NO5, BEGUN, ENDED).when(END).refused(SupervisionNotRunning)
    given().when(END).refused(NotKnown)
