"""The door for writes: once, in order, by whom it may be, and nothing half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest

from api.system import System
from domain.appointment.commands import EndAppointment
from domain.appointment.posts import Post
from domain.kernel.commands import On
from domain.kernel.identity import Actor, ActorKind, CommandId, StreamId
from domain.kernel.refusals import CommandIdUsedBefore, MovedOn, NotAppointedHere, NotKnown
from domain.organisation.commands import RenameUnit
from domain.policy.commands import BeginSigning
from domain.policy.state import SIGNING
from domain.record import digest
from domain.register.events import NumbersTaken
from domain.register.state import register_stream
from tests.support.district import acting, post_id, unit_id

REGISTRAR = acting("qinghe", Post.REGISTRAR)


def rename(name: str, code: str = "no3") -> RenameUnit:
    return RenameUnit(unit=unit_id(code), unit_name=name, from_on=date(2026, 1, 1))


def test_a_repeated_command_id_gives_the_first_receipt(settled: System) -> None:
    asked = settled.asked(REGISTRAR, uuid4())
    first = settled.application.handle(rename("实验中学"), asked)
    again = settled.application.handle(rename("实验中学"), asked)
    assert again.repeated
    assert (again.position, again.versions) == (first.position, first.versions)


def test_a_command_id_with_another_content_is_refused(settled: System) -> None:
    asked = settled.asked(REGISTRAR, uuid4())
    settled.application.handle(rename("实验中学"), asked)
    with pytest.raises(CommandIdUsedBefore):
        settled.application.handle(rename("外国语学校"), asked)


def test_a_version_that_moved_on_is_refused_and_nothing_is_recorded(settled: System) -> None:
    settled.application.handle(rename("实验中学"), settled.asked(REGISTRAR))
    head = settled.recorder.max_notification_id()
    with pytest.raises(MovedOn):
        settled.application.handle(rename("外国语学校"), settled.asked(REGISTRAR), {StreamId(unit_id("no3")): 1})
    assert settled.recorder.max_notification_id() == head


def test_of_two_acts_on_the_same_version_one_succeeds(settled: System) -> None:
    stream = StreamId(unit_id("no5"))

    def act(name: str) -> bool:
        try:
            settled.application.handle(rename(name, "no5"), settled.asked(REGISTRAR), {stream: 1})
        except MovedOn:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(act, ["甲", "乙", "丙", "丁"])) == [False, False, False, True]


def test_each_event_holds_the_digest_of_the_one_before_it_in_its_stream(settled: System) -> None:
    for name in ("甲", "乙"):
        settled.application.handle(rename(name), settled.asked(REGISTRAR))
    bodies = [stored.state for stored in settled.recorder.select_events(unit_id("no3"))]
    chain = [settled.mapper.to_domain_event(stored).prev for stored in settled.recorder.select_events(unit_id("no3"))]
    assert chain == [None, *(digest(body) for body in bodies[:-1])]


def test_nobody_acts_under_an_appointment_that_has_ended(settled: System) -> None:
    ended = EndAppointment(appointment=post_id("dongcheng", Post.REGISTRAR), on=date(2026, 1, 31), reason="调任")
    settled.application.handle(ended, settled.asked(REGISTRAR))
    with pytest.raises(NotAppointedHere):
        settled.application.handle(rename("实验中学"), settled.asked(acting("dongcheng", Post.REGISTRAR)))


@pytest.mark.parametrize("stream", [post_id("dongcheng", Post.REGISTRAR), SIGNING])
def test_what_moves_between_decision_and_record_is_noticed(settled: System, stream: StreamId) -> None:
    """The guard: another process ends the appointment or asks for a signature."""
    registrar = acting("dongcheng", Post.REGISTRAR)
    settled.application.handle(BeginSigning(), settled.asked(Actor(kind=ActorKind.CONSOLE)))
    newest = settled.application.catch_up().versions[stream]
    settled.application.reference.versions[stream] = newest - 1
    receipts: list[object] = []
    load = settled.recorder.load

    def load_and_mend(*arguments: object) -> object:
        found = load(*arguments)  # type: ignore[arg-type]
        if receipts:
            settled.application.reference.versions[stream] = newest
        receipts.append(found)
        return found

    settled.recorder.load = load_and_mend  # type: ignore[method-assign, assignment]
    settled.application.handle(rename("实验中学"), settled.asked(registrar))
    assert len(receipts) == 2


def test_who_may_not_know_of_a_unit_learns_nothing(settled: System) -> None:
    with pytest.raises(NotKnown):
        settled.application.handle(rename("实验中学", "no9"), settled.asked(acting("dongcheng", Post.REGISTRAR)))


def test_many_commands_in_one_call_are_each_decided_on_what_came_before(settled: System) -> None:
    asked = settled.asked(REGISTRAR, uuid4())
    together = settled.application.handle_together([rename("甲"), rename("甲"), rename("乙", "no5")], asked)
    assert together.receipt is not None
    assert len(together.receipt.events) == 2
    assert [*together.refusals] == [1]
    again = settled.application.handle_together([rename("甲"), rename("甲"), rename("乙", "no5")], asked)
    assert again.receipt is not None
    assert again.receipt.position == together.receipt.position


def test_numbers_taken_one_after_the_other_are_recorded_as_one() -> None:
    first = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2026, first=1, last=1)
    second = NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2026, first=2, last=2)
    assert first.joined(second) == NumbersTaken(unit=unit_id("no3"), unit_code="no3", year=2026, first=1, last=2)
    assert On(register_stream("no3", 2026), first).event.joined(first) is None


def test_a_command_id_is_kept_with_its_events(settled: System) -> None:
    command = CommandId(uuid4())
    receipt = settled.application.handle(rename("甲"), settled.asked(REGISTRAR, command))
    answered = settled.recorder.answered(command)
    assert answered is not None
    assert [kept.position for kept in answered[1]] == [receipt.position]
