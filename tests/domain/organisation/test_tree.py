"""Units enter the tree, are renamed, moved and closed."""

from dataclasses import replace
from datetime import date

import pytest

from domain.appointment.posts import Post
from domain.kernel.commands import On
from domain.kernel.identity import Actor, ActorKind, StreamId
from domain.kernel.quantities import Blank, TooLong, UnreadableCharacter
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.commands import CloseUnit, MoveUnit, RegisterUnit, RenameUnit
from domain.organisation.directory import Directory
from domain.organisation.events import (
    CodeReserved,
    OrganisationEvent,
    UnitClosed,
    UnitMoved,
    UnitNamedInLedger,
    UnitRegistered,
    UnitRenamed,
)
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import (
    BeforeLastChange,
    NotYetBegun,
    RootExists,
    UnitAlreadyRegistered,
    UnitBelowItself,
    UnitCodeMalformed,
    UnitCodeTaken,
    UnitIsClosed,
    UnitKindNotForTheTree,
    UnitNotEnrolled,
    UnitsBelowStillOpen,
    UnitUnchanged,
)
from domain.organisation.state import code_stream
from tests.support.district import BEGINNING, acting, district, unit_id
from tests.support.rules import Given, given

TODAY = date(2025, 3, 12)
CONSOLE = Actor(kind=ActorKind.CONSOLE)
REGISTRAR = acting("dongcheng", Post.REGISTRAR)

NO3 = UnitRegistered(
    code="no3", kind=UnitKind.SCHOOL, unit_name="第三中学", parent=unit_id("dongcheng"), from_on=BEGINNING
)
NO7 = RegisterUnit(
    unit=unit_id("no7"),
    code="no7",
    kind=UnitKind.SCHOOL,
    unit_name="第七小学",
    parent=unit_id("dongcheng"),
    from_on=date(2025, 3, 1),
)
NO7_REGISTERED = UnitRegistered(
    code="no7",
    kind=UnitKind.SCHOOL,
    unit_name="第七小学",
    parent=unit_id("dongcheng"),
    from_on=date(2025, 3, 1),
)
ROOT = replace(NO7, unit=unit_id("qinghe"), code="qinghe", kind=UnitKind.REGION, unit_name="清河市", parent=None)
RENAME = RenameUnit(unit=unit_id("no3"), unit_name="第三实验中学", from_on=date(2025, 3, 1))
MOVE = MoveUnit(unit=unit_id("no3"), parent=unit_id("xicheng"), from_on=date(2025, 3, 1))
CLOSE = CloseUnit(unit=unit_id("no5"), on=date(2025, 7, 31), reason="并入第三中学")
NO5 = replace(NO3, code="no5", unit_name="第五小学")


def registered(*events: OrganisationEvent) -> Given:
    """A school of the district as its stream tells it, on the day of the tests."""
    return given(*events).among(district()).on(TODAY)


def with_ledger_unit() -> Directory:
    named = UnitNamedInLedger(
        code="_1",
        unit_name="东门小学",
        under=unit_id("dongcheng"),
        from_on=TODAY,
        file_sha256="ab" * 32,
        sheet="台账",
        row=7,
    )
    return district((StreamId(unit_id("_1")), named))


def closed(code: str) -> Directory:
    return district((StreamId(unit_id(code)), UnitClosed(on=date(2025, 2, 28), reason="撤并")))


def test_a_unit_enters_the_tree_and_its_code_is_reserved_in_the_same_call() -> None:
    registered().as_(REGISTRAR).when(NO7).then(
        NO7_REGISTERED, On(code_stream("no7"), CodeReserved(code="no7", unit=unit_id("no7")))
    )


def test_a_code_is_given_once() -> None:
    taken = CodeReserved(code="no7", unit=unit_id("no5"))
    registered().beside(code_stream("no7"), taken).when(NO7).refused(UnitCodeTaken, code="no7")


def test_a_unit_is_registered_once() -> None:
    registered(NO7_REGISTERED).when(NO7).refused(UnitAlreadyRegistered)


def test_the_first_unit_is_the_root_and_comes_from_the_console() -> None:
    begun = given().on(TODAY).as_(CONSOLE).when(ROOT)
    assert isinstance(begun.events[0], UnitRegistered)


def test_a_tree_has_one_root() -> None:
    registered().when(replace(ROOT, code="other")).refused(RootExists)


@pytest.mark.parametrize("code", ["", "No7", "no-7", "no.7", "_no7", "七小", "n" * 31, "no7\n"])
def test_a_code_that_could_not_stand_in_a_path_is_refused(code: str) -> None:
    registered().when(replace(NO7, code=code)).refused(UnitCodeMalformed, where="code")


def test_a_unit_has_a_readable_name() -> None:
    registered().when(replace(NO7, unit_name=" ")).refused(Blank)
    registered().when(replace(NO7, unit_name="七" * 201)).refused(TooLong)
    registered().when(replace(NO7, unit_name="第七\n小学")).refused(UnreadableCharacter)


def test_the_kind_of_ledger_units_is_not_chosen_by_hand() -> None:
    registered().when(replace(NO7, kind=UnitKind.LEDGER_UNIT)).refused(UnitKindNotForTheTree)


def test_a_unit_stands_under_one_that_is_known_enrolled_and_open() -> None:
    registered().when(replace(NO7, parent=unit_id("nowhere"))).refused(NotKnown)
    registered().among(with_ledger_unit()).when(replace(NO7, parent=unit_id("_1"))).refused(UnitNotEnrolled)
    registered().among(closed("no5")).when(replace(NO7, parent=unit_id("no5"))).refused(UnitIsClosed)


def test_a_unit_is_not_registered_before_its_first_day() -> None:
    registered().when(replace(NO7, from_on=date(2025, 3, 13))).refused(NotYetBegun)


def test_registrars_register_below_their_own_unit_only() -> None:
    registered().as_(REGISTRAR).when(replace(NO7, parent=unit_id("xicheng"))).refused(NotKnown)
    registered().as_(acting("no3", Post.HEAD)).when(replace(NO7, parent=unit_id("no3"))).refused(NoPower)


def test_a_unit_gets_another_name_and_keeps_its_code() -> None:
    registered(NO3).as_(REGISTRAR).when(RENAME).then(UnitRenamed(unit_name="第三实验中学", from_on=date(2025, 3, 1)))


def test_the_name_it_has_is_no_new_name() -> None:
    registered(NO3).when(replace(RENAME, unit_name="第三中学")).refused(UnitUnchanged)


def test_a_name_does_not_go_behind_the_last_change() -> None:
    before = UnitRenamed(unit_name="第三高中", from_on=date(2025, 3, 2))
    registered(NO3, before).when(RENAME).refused(BeforeLastChange, last=date(2025, 3, 2))


def test_a_name_changes_on_its_day_and_not_before() -> None:
    registered(NO3).when(replace(RENAME, from_on=date(2025, 3, 13))).refused(NotYetBegun)


def test_a_unit_moves_by_whoever_reaches_both_ends() -> None:
    registered(NO3).as_(acting("qinghe", Post.REGISTRAR)).when(MOVE).then(
        UnitMoved(parent=unit_id("xicheng"), from_on=date(2025, 3, 1))
    )
    registered(NO3).as_(REGISTRAR).when(MOVE).refused(NotKnown)


def test_a_unit_does_not_move_to_where_it_is() -> None:
    registered(NO3).when(replace(MOVE, parent=unit_id("dongcheng"))).refused(UnitUnchanged)


def test_a_unit_does_not_move_below_itself() -> None:
    bureau = replace(NO3, code="dongcheng", kind=UnitKind.DISTRICT_BUREAU, parent=unit_id("edu"))
    below = MoveUnit(unit=unit_id("dongcheng"), parent=unit_id("no3"), from_on=TODAY)
    registered(bureau).when(below).refused(UnitBelowItself)
    registered(bureau).when(replace(below, parent=unit_id("dongcheng"))).refused(UnitBelowItself)


def test_a_unit_does_not_move_to_a_place_that_comes_to_lie_below_it_later() -> None:
    xihe_went_below_no3 = (
        StreamId(unit_id("xihe")),
        UnitMoved(parent=unit_id("no3"), from_on=date(2025, 3, 10)),
    )
    move = MoveUnit(unit=unit_id("no3"), parent=unit_id("xihe"), from_on=date(2025, 3, 5))
    registered(NO3).among(district(xihe_went_below_no3)).when(move).refused(UnitBelowItself)


def test_a_unit_does_not_move_before_its_last_move_nor_before_the_day() -> None:
    moved = UnitMoved(parent=unit_id("edu"), from_on=date(2025, 3, 2))
    registered(NO3, moved).when(MOVE).refused(BeforeLastChange, last=date(2025, 3, 2))
    registered(NO3).when(replace(MOVE, from_on=date(2025, 3, 13))).refused(NotYetBegun)


def test_a_unit_does_not_move_under_a_closed_or_unknown_one() -> None:
    registered(NO3).among(closed("xicheng")).when(MOVE).refused(UnitIsClosed)
    registered(NO3).when(replace(MOVE, parent=unit_id("nowhere"))).refused(NotKnown)


def test_nobody_moves_or_renames_what_is_not_known_or_closed() -> None:
    registered().when(MOVE).refused(NotKnown)
    registered().when(RENAME).refused(NotKnown)
    gone = UnitClosed(on=date(2025, 3, 11), reason="撤并")
    registered(NO3, gone).when(MOVE).refused(UnitIsClosed)
    registered(NO3, gone).when(RENAME).refused(UnitIsClosed)


def test_on_its_last_day_a_unit_is_still_open() -> None:
    last_day = UnitClosed(on=TODAY, reason="撤并")
    assert registered(NO3, last_day).when(RENAME).events


def test_a_unit_closes_after_a_day_and_for_a_reason() -> None:
    registered(NO5).as_(REGISTRAR).when(CLOSE).then(UnitClosed(on=date(2025, 7, 31), reason="并入第三中学"))
    registered(NO5).when(replace(CLOSE, reason="")).refused(Blank, where="reason")


def test_a_unit_with_open_units_below_does_not_close() -> None:
    close = replace(CLOSE, unit=unit_id("no3"))
    registered(NO3).when(close).refused(UnitsBelowStillOpen, units="第三中学宿管科")
    section_closed = (StreamId(unit_id("no3_boarding")), UnitClosed(on=TODAY, reason="撤销"))
    assert registered(NO3).among(district(section_closed)).when(close).events


def test_a_unit_closes_once_and_not_before_it_began() -> None:
    registered(NO5, UnitClosed(on=TODAY, reason="撤并")).when(CLOSE).refused(UnitUnchanged)
    registered(NO5).when(replace(CLOSE, on=date(2020, 8, 31))).refused(BeforeLastChange)
    registered().when(CLOSE).refused(NotKnown)
