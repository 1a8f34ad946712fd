"""People are enrolled, named in ledgers, corrected, and leave."""

from dataclasses import fields, replace
from datetime import date

from domain.appointment.posts import Post
from domain.kernel.identity import Actor, ActorKind, PersonId, StreamId, natural_id
from domain.kernel.quantities import Blank, TooLong, UnreadableCharacter
from domain.kernel.refusals import NoPower, NotKnown
from domain.organisation.events import UnitClosed
from domain.organisation.refusals import UnitIsClosed
from domain.person.commands import CorrectPersonName, EnrolPerson, NamePersonInLedger, NotePersonLeft
from domain.person.events import PersonEnrolled, PersonLeft, PersonNameCorrected, PersonNamedInLedger
from domain.person.refusals import PersonAlreadyEnrolled, PersonAlreadyKnown, PersonHasLeft, PersonNotEnrolled
from domain.person.state import Person
from tests.support.district import acting, district, hidden, unit_id
from tests.support.rules import given, told

TODAY = date(2025, 3, 12)
WANG = PersonId(natural_id("test person", "王秀英"))
NAME = hidden("王秀英")
ENROL = EnrolPerson(person=WANG, person_name=NAME, unit=unit_id("no3"))
ENROLLED = PersonEnrolled(person_name=NAME.commitment, unit=unit_id("no3"))
IN_LEDGER = NamePersonInLedger(person=WANG, person_name=NAME, unit=unit_id("no3"))
NAMED = PersonNamedInLedger(person_name=NAME.commitment, unit=unit_id("no3"))
CORRECT = CorrectPersonName(person=WANG, person_name=hidden("王秀瑛"), reason="身份证为准")
LEAVE = NotePersonLeft(person=WANG, on=date(2025, 3, 31))
REGISTRAR = acting("dongcheng", Post.REGISTRAR)


def test_a_person_is_enrolled_by_a_commitment_and_the_name_is_disclosed_beside_the_log() -> None:
    given().among(district()).as_(REGISTRAR).when(ENROL).then(ENROLLED)
    assert list(ENROL.disclosures()) == [NAME]


def test_no_event_of_a_person_holds_the_name() -> None:
    events = (ENROLLED, NAMED, *given(ENROLLED).when(CORRECT).events)
    texts = [str(getattr(event, field.name)) for event in events for field in fields(event)]  # type: ignore[arg-type]
    assert not [text for text in texts if "王" in text]


def test_a_person_who_is_here_is_not_enrolled_again() -> None:
    given(ENROLLED).among(district()).when(ENROL).refused(PersonAlreadyEnrolled)


def test_a_person_who_left_can_come_back() -> None:
    given(ENROLLED, PersonLeft(on=TODAY)).among(district()).when(ENROL).then(ENROLLED)
    person = told(Person, [ENROLLED, PersonLeft(on=TODAY), ENROLLED])
    assert isinstance(person, Person)
    assert person.is_here(date(2026, 1, 1))


def test_somebody_known_from_a_ledger_can_be_enrolled() -> None:
    given(NAMED).among(district()).as_(REGISTRAR).when(ENROL).then(ENROLLED)


def test_nobody_is_taken_from_a_unit_the_registrar_does_not_reach() -> None:
    elsewhere = replace(ENROLLED, unit=unit_id("no9"))
    left = given(elsewhere, PersonLeft(on=TODAY)).among(district())
    left.as_(REGISTRAR).when(ENROL).refused(NotKnown)
    left.as_(acting("qinghe", Post.REGISTRAR)).when(ENROL).then(ENROLLED)


def test_people_are_enrolled_in_units_that_are_known_and_open() -> None:
    given().among(district()).when(replace(ENROL, unit=unit_id("nowhere"))).refused(NotKnown)
    closed = district((StreamId(unit_id("no3")), UnitClosed(on=date(2025, 3, 1), reason="撤并")))
    given().among(closed).on(TODAY).when(ENROL).refused(UnitIsClosed)


def test_a_name_is_written_on_one_line_and_fits() -> None:
    given().when(replace(ENROL, person_name=hidden(""))).refused(Blank, where="person_name")
    given().when(replace(ENROL, person_name=hidden("王" * 81))).refused(TooLong, where="person_name")
    given().when(replace(CORRECT, person_name=hidden("王\x07秀"))).refused(UnreadableCharacter)


def test_a_rare_character_is_part_of_a_name() -> None:
    assert given().among(district()).when(replace(ENROL, person_name=hidden("𠮷㛃䶮"))).events


def test_only_registrars_enrol() -> None:
    given().among(district()).as_(acting("no3", Post.HEAD)).when(ENROL).refused(NoPower)
    given().among(district()).as_(acting("no9", Post.HEAD)).when(ENROL).refused(NotKnown)


def test_a_person_whom_a_ledger_names_is_known_but_not_enrolled() -> None:
    importer = Actor(kind=ActorKind.IMPORT)
    given().among(district()).as_(importer).when(IN_LEDGER).then(NAMED)
    person = told(Person, [NAMED])
    assert isinstance(person, Person)
    assert person.is_known
    assert not person.is_here(TODAY)


def test_a_ledger_does_not_name_somebody_anew_who_is_known() -> None:
    given(ENROLLED).among(district()).when(IN_LEDGER).refused(PersonAlreadyKnown)
    given(NAMED).among(district()).when(IN_LEDGER).refused(PersonAlreadyKnown)
    given().among(district()).when(replace(IN_LEDGER, unit=unit_id("nowhere"))).refused(NotKnown)


def test_a_name_is_corrected_with_a_reason() -> None:
    given(ENROLLED).among(district()).as_(REGISTRAR).when(CORRECT).then(
        PersonNameCorrected(person_name=hidden("王秀瑛").commitment, reason="身份证为准")
    )
    given(ENROLLED).when(replace(CORRECT, reason=" ")).refused(Blank, where="reason")


def test_a_person_leaves_with_a_last_day() -> None:
    given(ENROLLED).among(district()).as_(REGISTRAR).when(LEAVE).then(PersonLeft(on=date(2025, 3, 31)))


def test_only_who_is_enrolled_leaves_and_only_once() -> None:
    given(NAMED).when(LEAVE).refused(PersonNotEnrolled)
    given(ENROLLED, PersonLeft(on=TODAY)).when(LEAVE).refused(PersonHasLeft, left_on=TODAY)


def test_nobody_asks_about_a_person_who_is_not_known() -> None:
    given().among(district()).as_(REGISTRAR).when(CORRECT).refused(NotKnown)
    given().among(district()).as_(REGISTRAR).when(LEAVE).refused(NotKnown)
