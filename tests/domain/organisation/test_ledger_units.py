"""Units that a ledger names: noted at import, enrolled later."""

from dataclasses import replace
from datetime import date

from domain.appointment.posts import Post
from domain.kernel.commands import On
from domain.kernel.identity import Actor, ActorKind, StreamId, UnitId
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.commands import EnrolUnit, NameUnitInLedger
from domain.organisation.events import CodeReserved, UnitClosed, UnitEnrolled, UnitNamedInLedger
from domain.organisation.kinds import UnitKind
from domain.organisation.refusals import (
    UnitAlreadyEnrolled,
    UnitAlreadyRegistered,
    UnitCodeTaken,
    UnitIsClosed,
    UnitNotEnrolled,
)
from domain.organisation.state import code_stream
from tests.support.district import acting, district, unit_id
from tests.support.rules import given

TODAY = date(2025, 3, 12)
IMPORT = Actor(kind=ActorKind.IMPORT)
NAME = NameUnitInLedger(unit_name="东门小学", under=unit_id("dongcheng"), file_sha256="ab" * 32, sheet="台账", row=7)
NAMED = UnitNamedInLedger(
    code=NAME.code,
    unit_name="东门小学",
    under=unit_id("dongcheng"),
    from_on=TODAY,
    file_sha256="ab" * 32,
    sheet="台账",
    row=7,
)
ENROL = EnrolUnit(
    unit=NAME.unit,
    code="dongmen",
    kind=UnitKind.SCHOOL,
    unit_name="东门小学",
    parent=unit_id("dongcheng"),
    from_on=date(2025, 3, 1),
)
TOLD = (StreamId(NAME.unit), NAMED)


def test_a_unit_that_a_ledger_names_is_noted_with_the_place_where_it_stands() -> None:
    given().among(district()).on(TODAY).as_(IMPORT).when(NAME).then(
        NAMED, On(code_stream(NAME.code), CodeReserved(code=NAME.code, unit=NAME.unit))
    )


def test_the_same_name_for_the_same_unit_is_the_same_unit_in_every_file() -> None:
    assert replace(NAME, file_sha256="cd" * 32, row=9).unit == NAME.unit
    assert replace(NAME, under=unit_id("xicheng")).unit != NAME.unit
    given(NAMED).among(district(TOLD)).when(NAME).refused(UnitAlreadyRegistered)


def test_a_provisional_code_is_none_that_anybody_could_be_given() -> None:
    assert NAME.code.startswith("_")
    assert NAME.code[1:].isalnum()


def test_a_ledger_unit_stands_below_the_unit_for_which_the_ledger_is_taken_over() -> None:
    directory = district(TOLD)
    assert directory.path(NAME.unit) == f"qinghe.edu.dongcheng.{NAME.code}"
    unit = directory.unit(NAME.unit)
    assert unit
    assert (unit.is_enrolled, unit.kind, unit.name) == (False, UnitKind.LEDGER_UNIT, "东门小学")


def test_a_ledger_is_not_taken_over_for_a_unit_that_is_unknown_or_itself_only_named() -> None:
    given().among(district()).when(replace(NAME, under=unit_id("nowhere"))).refused(NotKnown)
    given().among(district(TOLD)).when(replace(NAME, under=NAME.unit)).refused(UnitNotEnrolled)


def test_a_name_in_a_ledger_is_not_blank() -> None:
    given().among(district()).when(replace(NAME, unit_name="　")).refused(Blank)


def test_people_do_not_note_ledger_units_outside_an_import_of_their_own_subtree() -> None:
    given().among(district()).as_(acting("no3", Post.STAFF)).when(replace(NAME, under=unit_id("no3"))).refused(NoPower)
    clerk = replace(acting("dongcheng", Post.SAFETY_SECTION), kind=ActorKind.IMPORT)
    assert given().among(district()).as_(clerk).when(NAME).events
    given().among(district()).as_(clerk).when(replace(NAME, under=unit_id("xicheng"))).refused(NotKnown)


def test_a_ledger_unit_is_enrolled_with_a_code_a_kind_and_a_place() -> None:
    registrar = acting("dongcheng", Post.REGISTRAR)
    given(NAMED).among(district(TOLD)).on(TODAY).as_(registrar).when(ENROL).then(
        UnitEnrolled(
            code="dongmen",
            kind=UnitKind.SCHOOL,
            unit_name="东门小学",
            parent=unit_id("dongcheng"),
            from_on=date(2025, 3, 1),
        ),
        On(code_stream("dongmen"), CodeReserved(code="dongmen", unit=NAME.unit)),
    )


def test_an_enrolled_unit_is_found_by_its_code_and_by_the_provisional_one() -> None:
    enrolled = UnitEnrolled(
        code="dongmen",
        kind=UnitKind.SCHOOL,
        unit_name="东门小学",
        parent=unit_id("xicheng"),
        from_on=TODAY,
    )
    directory = district(TOLD, (StreamId(NAME.unit), enrolled))
    assert directory.unit_by_code("dongmen") is directory.unit_by_code(NAME.code)
    assert directory.path(NAME.unit) == "qinghe.edu.xicheng.dongmen"


def test_only_a_name_in_a_ledger_is_enrolled_and_only_once() -> None:
    enrolled = UnitEnrolled(
        code="dongmen",
        kind=UnitKind.SCHOOL,
        unit_name="东门小学",
        parent=unit_id("dongcheng"),
        from_on=TODAY,
    )
    given(NAMED, enrolled).among(district(TOLD)).when(ENROL).refused(UnitAlreadyEnrolled, code="dongmen")
    given().among(district()).when(replace(ENROL, unit=UnitId(unit_id("nowhere")))).refused(NotKnown)


def test_a_ledger_unit_is_not_enrolled_with_a_code_that_was_taken() -> None:
    taken = CodeReserved(code="dongmen", unit=unit_id("no5"))
    story = given(NAMED).among(district(TOLD)).on(TODAY).beside(code_stream("dongmen"), taken)
    story.when(ENROL).refused(UnitCodeTaken)


def test_a_ledger_unit_is_enrolled_below_a_unit_that_exists() -> None:
    closed = (StreamId(unit_id("dongcheng")), UnitClosed(on=date(2025, 2, 28), reason="撤销"))
    given(NAMED).among(district(TOLD, closed)).on(TODAY).when(ENROL).refused(UnitIsClosed)
    given(NAMED).among(district(TOLD)).on(TODAY).when(replace(ENROL, parent=NAME.unit)).refused(UnitNotEnrolled)
