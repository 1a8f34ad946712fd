"""Names in full: asked for by whoever exports, where they read, with a reason."""

from typing import Any

from domain.access.commands import UnmaskNames
from domain.access.events import Export, NamesUnmasked
from domain.access.refusals import UnmaskedByAnother, UnmaskedHazardUnclear
from domain.access.state import unmaskings
from domain.appointment.posts import Post
from domain.kernel.identity import Actor, ActorKind, HazardId, natural_id
from domain.kernel.quantities import Blank
from domain.kernel.refusals import NotKnown
from tests.support.district import acting, district, person_id, unit_id
from tests.support.rules import Given, given

REASON = "纪检组调阅，核对签收人"
AUDITOR = ("dongcheng", Post.AUDITOR)


def asked(**changed: Any) -> UnmaskNames:
    values = {"person": person_id(*AUDITOR), "month": "2025-03", "what": Export.LEDGER, "reason": REASON}
    return UnmaskNames(**{**values, **changed})


def auditor() -> Given:
    return given().among(district()).as_(acting(*AUDITOR))


def test_whoever_reads_a_unit_may_have_its_names_and_says_why() -> None:
    no3 = unit_id("no3")
    auditor().when(asked(unit=no3)).then(NamesUnmasked(what=Export.LEDGER, unit=no3, reason=REASON))


def test_without_a_unit_it_is_what_the_post_reads() -> None:
    auditor().when(asked()).then(NamesUnmasked(what=Export.LEDGER, reason=REASON))


def test_names_of_units_one_does_not_read_stay_hidden() -> None:
    auditor().when(asked(unit=unit_id("no9"))).refused(NotKnown)


def test_there_are_no_names_without_a_reason() -> None:
    auditor().when(asked(reason=" ")).refused(Blank, where="reason")


def test_nobody_unmasks_in_the_name_of_another_or_into_another_month() -> None:
    auditor().when(asked(person=person_id("no3", Post.HEAD), unit=unit_id("no3"))).refused(UnmaskedByAnother)
    auditor().when(asked(month="2025-02")).refused(UnmaskedByAnother)


def test_a_dossier_names_its_hazard() -> None:
    auditor().when(asked(what=Export.HAZARD)).refused(UnmaskedHazardUnclear)
    auditor().when(asked(hazard=HazardId(natural_id("hazard")))).refused(UnmaskedHazardUnclear)


def test_the_console_unmasks_as_the_console() -> None:
    console = given().among(district()).as_(Actor(kind=ActorKind.CONSOLE))
    console.when(asked(person=None)).then(NamesUnmasked(what=Export.LEDGER, reason=REASON))


def test_a_person_has_a_stream_for_each_month() -> None:
    person = person_id(*AUDITOR)
    assert unmaskings(person, "2025-03") != unmaskings(person, "2025-04")
    assert unmaskings(person, "2025-03") == asked().stream
