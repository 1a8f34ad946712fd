"""The table of powers: complete, readable, and enforced."""

from dataclasses import replace
from datetime import date
from typing import ClassVar
from uuid import UUID

import pytest

from domain.appointment.posts import (
    BUREAU_ALL,
    DEPARTMENT,
    SCHOOL,
    WORKING,
    Post,
)
from domain.appointment.powers import actor_of, authorise, may_know, readable
from domain.appointment.powers_table import HAZARD, POWERS, READS, Power
from domain.appointment.reach import Reach
from domain.hold.state import Holds
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import Actor, ActorKind, Rule, StreamId, UnitId, natural_id
from domain.kernel.refusals import NoPower, NotAppointedHere, NotKnown
from domain.key.state import KeyRing
from domain.organisation.directory import Directory
from domain.organisation.events import SupervisionEnded
from domain.organisation.kinds import SupervisionKind
from domain.person.events import PersonLeft
from domain.policy.state import SigningLevels
from tests.support.district import POSTS, UNITS, acting, appointed, district, person_id, post_id, unit_id
from tests.support.rules import NOW, ZONE, usual_clocks

TODAY = date(2025, 3, 12)


class Asked(Command[State]):
    """Any command of the table, about any unit."""

    state: ClassVar[type[State]] = State
    word: str
    unit: UnitId | None
    further: tuple[UnitId, ...] = ()
    given_to: frozenset[UUID] = frozenset()

    @property
    def stream(self) -> StreamId:
        return StreamId(natural_id("asked"))

    def subject_unit(self, state: State) -> UnitId | None:
        return self.unit

    def further_units(self, state: State) -> tuple[UnitId, ...]:
        return self.further

    def assigned(self, state: State) -> frozenset[UUID]:
        return self.given_to


def ask(
    actor: Actor,
    word: str,
    unit: str | None,
    *,
    given_to: frozenset[UUID] = frozenset(),
    further: tuple[str, ...] = (),
    directory: Directory | None = None,
) -> None:
    command = _named(word)(
        word=word,
        unit=unit_id(unit) if unit else None,
        given_to=given_to,
        further=tuple(unit_id(each) for each in further),
    )
    circumstances = Circumstances(
        keys=KeyRing(),
        levels=SigningLevels(),
        holds=Holds(),
        now=NOW,
        zone=ZONE,
        actor=actor,
        directory=directory or district(),
        clocks=usual_clocks(),
    )
    authorise(command, State(), circumstances)


def _named(word: str) -> type[Asked]:
    class Worded(Asked, name=word):
        """A command of this name."""

    return Worded


def may(actor: Actor, word: str, unit: str | None, given_to: frozenset[UUID] = frozenset()) -> bool:
    try:
        ask(actor, word, unit, given_to=given_to)
    except (NoPower, NotKnown):
        return False
    return True


@pytest.mark.parametrize("word", POWERS)
def test_every_line_gives_its_power_to_somebody(word: str) -> None:
    power = POWERS[word]
    assert power.kinds or any(power.posts(reach) for reach in Reach)


@pytest.mark.parametrize("post", Post)
def test_every_post_reads_something(post: Post) -> None:
    assert Reach.SUBTREE in READS[post]


@pytest.mark.parametrize("post", [Post.AUDITOR, Post.INVESTIGATOR])
def test_auditors_change_nothing_and_investigators_only_hold_evidence(post: Post) -> None:
    words = {word for word, power in POWERS.items() if power.has(post)}
    holds = {"hold.place", "hold.release"} if post is Post.INVESTIGATOR else set()
    assert words == {"key.enrol", "key.rename", "key.revoke", "access.unmask_names"} | holds


def test_registrars_keep_units_people_and_appointments_and_touch_no_hazard() -> None:
    words = {word for word, power in POWERS.items() if power.has(Post.REGISTRAR)}
    kinds = {word.partition(".")[0] for word in words}
    assert kinds == {"organisation", "person", "appointment", "deadline", "key", "access", "subject"}


@pytest.mark.parametrize("post", sorted(WORKING))
def test_everybody_who_works_can_report_in_the_own_unit_and_answer_for_what_was_assigned(post: Post) -> None:
    assert post in HAZARD["hazard.report"].own | HAZARD["hazard.report"].subtree
    assert all(post in HAZARD[word].assigned for word in ("hazard.accept", "hazard.decline", "hazard.report_rectified"))


@pytest.mark.parametrize("word", ["hazard.list_for_supervision", "hazard.delist", "hazard.instruct"])
def test_what_a_superior_does_no_post_of_the_school_does_for_itself(word: str) -> None:
    assert not SCHOOL & (POWERS[word].own | POWERS[word].subtree | POWERS[word].assigned)


@pytest.mark.parametrize("word", ["hazard.warn", "hazard.mark_overdue", "hazard.escalate", "hazard.call_recheck"])
def test_what_the_clocks_bring_no_person_does(word: str) -> None:
    assert POWERS[word] == Power(kinds=frozenset({ActorKind.POLICY}))
    ask(Actor(kind=ActorKind.POLICY, rule=Rule(name="escalation", version=1)), word, "no3")
    with pytest.raises(NoPower):
        ask(acting("no3", Post.HEAD), word, "no3")


@pytest.mark.parametrize("kind", [ActorKind.POLICY, ActorKind.IMPORT, ActorKind.CONSOLE, ActorKind.SERVICE])
def test_what_is_no_person_does_only_what_the_table_names(kind: ActorKind) -> None:
    with pytest.raises(NoPower):
        ask(Actor(kind=kind), "hazard.verify", "no3")


def test_an_import_in_somebodys_name_reaches_as_far_as_that_post() -> None:
    clerk = replace(acting("no3", Post.SAFETY_OFFICER), kind=ActorKind.IMPORT)
    ask(clerk, "hazard.take_over", "no3")
    with pytest.raises(NotKnown):
        ask(clerk, "hazard.take_over", "no5")
    guard = replace(acting("no3", Post.GUARD), kind=ActorKind.IMPORT)
    with pytest.raises(NoPower):
        ask(guard, "hazard.take_over", "no3")


@pytest.mark.parametrize("word", ["hazard.take_over", "organisation.name_unit_in_ledger", "person.name_in_ledger"])
def test_what_an_import_does_nobody_does_by_hand(word: str) -> None:
    with pytest.raises(NoPower):
        ask(acting("no3", Post.SAFETY_OFFICER), word, "no3")


@pytest.mark.parametrize(
    ("post", "word", "unit", "is_allowed"),
    [
        (("no3", Post.GUARD), "hazard.report", "no3", True),
        (("no3", Post.GUARD), "hazard.report", "no3_boarding", True),
        (("no3", Post.GUARD), "hazard.register", "no3", False),
        (("no3", Post.SAFETY_OFFICER), "hazard.register", "no3", True),
        (("no3", Post.SAFETY_OFFICER), "hazard.countersign", "no3", False),
        (("no3", Post.HEAD), "hazard.countersign", "no3", True),
        (("no3", Post.HEAD), "hazard.grant_extension", "no3", False),
        (("no3", Post.HEAD), "hazard.assign", "no5", False),
        (("xihe", Post.HEAD), "hazard.verify", "liuzhuang", True),
        (("xihe", Post.HEAD), "hazard.assign", "shawan", True),
        (("xihe", Post.STAFF), "hazard.verify", "liuzhuang", False),
        (("dongcheng", Post.SAFETY_SECTION), "hazard.list_for_supervision", "no3", True),
        (("dongcheng", Post.SAFETY_SECTION), "hazard.verify", "no9", False),
        (("dongcheng", Post.BUREAU_STAFF), "hazard.verify", "no3", False),
        (("dc_safety", Post.BUREAU_STAFF), "hazard.verify", "no9", True),
        (("dongcheng", Post.LINKED_OFFICER), "hazard.recheck", "no3", True),
        (("no5", Post.LINKED_OFFICER), "hazard.note_supervision", "no5", True),
        (("dongcheng", Post.BUREAU_HEAD), "hazard.countersign", "no3", True),
        (("dongcheng", Post.BUREAU_DEPUTY), "hazard.countersign", "no3", False),
        (("edu", Post.BUREAU_DEPUTY), "hazard.name_leader", "no3", True),
        (("dc_group", Post.GROUP_OFFICE), "hazard.instruct", "no3", True),
        (("heyan", Post.TOWN_OFFICER), "hazard.note_supervision", "no3", True),
        (("heyan", Post.TOWN_OFFICER), "hazard.grant_extension", "no3", False),
        (("xihe", Post.HEAD), "hazard.take_up", "shawan", True),
        (("xihe", Post.SAFETY_OFFICER), "hazard.note_supervision", "shawan", True),
        (("xihe", Post.HEAD), "hazard.countersign", "liuzhuang", False),
        (("no3", Post.PARTY_SECRETARY), "hazard.name_leader", "no3", True),
        (("fire", Post.DEPARTMENT_OFFICER), "hazard.verify", "fire", True),
        (("fire", Post.DEPARTMENT_OFFICER), "hazard.countersign", "fire", False),
        (("fire", Post.DEPARTMENT_HEAD), "hazard.countersign", "fire", True),
        (("dongcheng", Post.REGISTRAR), "organisation.close_unit", "no3", True),
        (("dongcheng", Post.REGISTRAR), "hazard.report", "no3", False),
        (("dongcheng", Post.AUDITOR), "hazard.note_supervision", "no3", False),
    ],
)
def test_who_may_do_what_where(post: tuple[str, Post], word: str, unit: str, is_allowed: bool) -> None:
    assert may(acting(*post), word, unit) is is_allowed


def test_a_department_answers_what_was_assigned_to_it_and_nothing_else() -> None:
    officer = acting("fire", Post.DEPARTMENT_OFFICER)
    to_fire = frozenset({unit_id("fire")})
    ask(officer, "hazard.answer_instruction", "no3", given_to=to_fire)
    with pytest.raises(NoPower):
        ask(officer, "hazard.verify", "no3", given_to=to_fire)
    with pytest.raises(NotKnown):
        ask(acting("police", Post.DEPARTMENT_OFFICER), "hazard.answer_instruction", "no3", given_to=to_fire)


def test_what_one_may_not_know_of_is_told_apart_from_what_one_may_not_do() -> None:
    with pytest.raises(NotKnown):
        ask(acting("no5", Post.HEAD), "hazard.verify", "no3")
    with pytest.raises(NoPower):
        ask(acting("no3", Post.STAFF), "hazard.verify", "no3")
    with pytest.raises(NotKnown):
        ask(acting("no3", Post.STAFF), "hazard.verify", "nowhere")


def test_who_knows_of_a_unit_by_another_post_is_told_which_power_is_missing() -> None:
    second = (
        StreamId(natural_id("second")),
        appointed(person_id("no5", Post.HEAD), Post.STAFF, unit_id("no3")),
    )
    with pytest.raises(NoPower):
        ask(acting("no5", Post.HEAD), "hazard.verify", "no3", directory=district(second))


def test_every_unit_that_a_command_names_must_be_reached() -> None:
    ask(acting("qinghe", Post.REGISTRAR), "organisation.move_unit", "no3", further=("xicheng",))
    with pytest.raises(NotKnown):
        ask(acting("dongcheng", Post.REGISTRAR), "organisation.move_unit", "no3", further=("xicheng",))


def test_nobody_signs_without_a_post_or_for_a_post_not_held() -> None:
    head = acting("no3", Post.HEAD)
    for wrong in (
        Actor(kind=ActorKind.PERSON),
        replace(head, appointment=post_id("nowhere", Post.HEAD)),
        replace(head, person=person_id("no5", Post.HEAD)),
        replace(head, post="safety_officer"),
        replace(head, unit=unit_id("no5")),
        replace(head, on_behalf_of=post_id("no5", Post.HEAD)),
    ):
        with pytest.raises(NotAppointedHere):
            ask(wrong, "hazard.assign", "no3")


def test_nobody_signs_for_a_post_after_the_last_day() -> None:
    left_today = district((StreamId(person_id("no3", Post.HEAD)), PersonLeft(on=TODAY)))
    ask(acting("no3", Post.HEAD), "hazard.assign", "no3", directory=left_today)
    left_yesterday = district((StreamId(person_id("no3", Post.HEAD)), PersonLeft(on=date(2025, 3, 11))))
    with pytest.raises(NotAppointedHere):
        ask(acting("no3", Post.HEAD), "hazard.assign", "no3", directory=left_yesterday)


def test_the_actor_of_an_appointment_is_who_may_act_under_it() -> None:
    appointment = district().appointment(post_id("no3", Post.HEAD))
    assert appointment
    assert actor_of(appointment) == acting("no3", Post.HEAD)


def reads(code: str, post: Post, directory: Directory | None = None) -> tuple[str, ...]:
    directory = directory or district()
    appointment = directory.appointment(post_id(code, post))
    assert appointment
    return readable(appointment, directory, TODAY).prefixes


@pytest.mark.parametrize(
    ("code", "post", "prefixes"),
    [
        ("no3", Post.GUARD, ("qinghe.edu.dongcheng.no3",)),
        ("no3_boarding", Post.STAFF, ("qinghe.edu.dongcheng.no3",)),
        ("xihe", Post.HEAD, ("qinghe.edu.dongcheng.liuzhuang", "qinghe.edu.dongcheng.xihe")),
        ("dongcheng", Post.SAFETY_SECTION, ("qinghe.edu.dongcheng",)),
        ("dc_safety", Post.BUREAU_STAFF, ("qinghe.edu.dongcheng", "qinghe.edu.xicheng.no9")),
        ("heyan", Post.TOWN_OFFICER, ("qinghe.edu.dongcheng.no3", "qinghe.heyan")),
        ("fire", Post.DEPARTMENT_OFFICER, ("qinghe.fire",)),
        ("qinghe", Post.INVESTIGATOR, ("qinghe",)),
    ],
)
def test_which_subtrees_a_post_reads(code: str, post: Post, prefixes: tuple[str, ...]) -> None:
    assert reads(code, post) == prefixes


def test_reading_by_supervision_ends_with_the_supervision() -> None:
    ended = SupervisionEnded(kind=SupervisionKind.TERRITORIAL, by=unit_id("heyan"), on=date(2025, 3, 11))
    assert reads("heyan", Post.TOWN_OFFICER, district((StreamId(unit_id("no3")), ended))) == ("qinghe.heyan",)


def test_a_subtree_inside_another_is_not_named_again() -> None:
    directory = district()
    linked = directory.appointment(post_id("dc_safety", Post.LINKED_OFFICER))
    assert linked
    assert readable(linked, directory, TODAY).prefixes == ("qinghe.edu.dongcheng", "qinghe.edu.xicheng.no9")


def test_a_subtree_covers_itself_and_what_is_below_but_no_code_that_only_begins_alike() -> None:
    directory = district()
    guard = directory.appointment(post_id("no3", Post.GUARD))
    assert guard
    reading = readable(guard, directory, TODAY)
    assert reading.covers("qinghe.edu.dongcheng.no3")
    assert reading.covers("qinghe.edu.dongcheng.no3.no3_boarding")
    assert not reading.covers("qinghe.edu.dongcheng.no30")
    assert reading.may_see_assigned


def test_whoever_has_a_power_by_own_subtree_or_relation_may_also_see_what_it_is_about() -> None:
    directory = district()
    seats = [appointment for code in POSTS for appointment in directory.appointments_in(unit_id(code), TODAY)]
    for appointment in seats:
        for code, *_ in UNITS:
            reached = any(
                directory.reaches(appointment, reach, unit_id(code), TODAY)
                and any(appointment.post in power.posts(reach) for power in POWERS.values())
                for reach in (Reach.OWN, Reach.SUBTREE, Reach.RELATION)
            )
            assert not reached or may_know(appointment, unit_id(code), directory, TODAY)


def test_whoever_is_named_supervisor_decides_what_a_supervisor_decides() -> None:
    town, given_to = acting("heyan", Post.TOWN_OFFICER), frozenset({post_id("heyan", Post.TOWN_OFFICER)})
    assert may(town, "hazard.grant_extension", "no3", given_to=given_to)
    assert may(town, "hazard.refuse_extension", "no3", given_to=given_to)


@pytest.mark.parametrize("post", [Post.TOWN_OFFICER, Post.DEPARTMENT_HEAD])
def test_towns_and_departments_bring_to_its_end_what_they_register_in_their_own_house(post: Post) -> None:
    steps = ("grade", "assign", "waive_interim_measure", "plan", "verify", "reject", "recheck", "reopen", "correct")
    leaving = ("propose_merge", "confirm_merge", "refuse_merge", "propose_void", "confirm_void", "refuse_void")
    assert [step for step in (*steps, *leaving) if post not in HAZARD[f"hazard.{step}"].own] == []


def test_departments_have_no_power_over_schools_but_by_assignment_or_joint_supervision() -> None:
    lines = [word for word, power in POWERS.items() if DEPARTMENT & power.subtree]
    assert lines == ["access.unmask_names"], "of what they read in any case"


def test_every_bureau_post_can_report_what_it_found_on_a_visit() -> None:
    assert HAZARD["hazard.report"].subtree >= BUREAU_ALL
