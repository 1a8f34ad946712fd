"""The made-up year is signed: each step by itself, at the level it needs, by a key that a registrar confirmed."""

import stat
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest

from api.setting_up import first_registrar
from api.signing import raw
from api.signing.recorded import Placed, fault_in, record_of
from api.system import System
from api.trial.district import unit_id
from api.trial.key_files import FOLDER
from api.trial.people import People
from domain.appointment.posts import Post
from domain.hazard.events import HazardFound, RectificationVerified
from domain.hazard.events.base import HazardEvent
from domain.hazard.state import Hazard
from domain.kernel.identity import ActorKind, CommandId, Disclosure, PersonId, StreamId
from domain.key.events import KeyConfirmed, KeyEnrolled, KeyEvent
from domain.key.state import KeyRing
from domain.key.terms import LEVELS, Level, Scheme
from domain.policy.events import SigningLevelSet
from domain.policy.state import SigningLevels
from domain.record import Recorded
from domain.seal.dsse import read
from domain.seal.statement import said_by
from tests.api.trial.conftest import Year
from tests.conftest import MORNING, SHANGHAI

ASKED_OF_NOBODY = {
    "hazard.found.v1",
    "hazard.interim_measure_taken.v1",
    "hazard.recurred.v1",
    "hazard.evidence_added.v1",
}
"""What people may say without a signature, where they have no key."""


class At(NamedTuple):
    """An event at its position."""

    position: int
    recorded: Recorded


@pytest.fixture(scope="module")
def log(year: Year) -> list[At]:
    """The whole log, in order."""
    found: list[At] = []
    while kept := year.system.recorder.page(len(found) + 1, 1000):
        found.extend(At(each.position, year.system.mapper.to_domain_event(each.stored)) for each in kept)
    return found


@pytest.fixture(scope="module")
def shown(year: Year) -> dict[str, Disclosure]:
    """Texts and names that are kept beside the log, by their commitments."""
    with year.system.pool.connection() as connection:
        rows = connection.execute("SELECT commitment, value, salt FROM log.disclosures").fetchall()
    return {row[0]: Disclosure(value=row[1], salt=row[2]) for row in rows}


def signed(log: list[At]) -> list[At]:
    return [each for each in log if each.recorded.signatures]


def ring(log: list[At]) -> KeyRing:
    found = KeyRing()
    for _, each in log:
        found.evolve(each.event, each.stream)
    return found


def display_of(each: Recorded) -> str:
    return str(said_by(read(each.signatures[0]))["display"])


def test_every_signature_of_the_year_is_good(log: list[At], shown: dict[str, Disclosure]) -> None:
    keys: defaultdict[StreamId, list[Placed]] = defaultdict(list)
    for position, each in log:
        if isinstance(each.event, KeyEvent):
            keys[each.stream].append(Placed(position=position, event=each.event))
    faults = Counter(
        fault_in(each, position, record_of(key, keys[StreamId(key)]), shown.get(display_of(each)))
        for position, each in signed(log)
        for key in [_key_of(each)]
    )
    assert set(faults) == {None}
    assert faults[None] > 900


def _key_of(each: Recorded) -> StreamId:
    return StreamId(UUID(read(each.signatures[0]).signature.key))


def test_every_step_has_the_level_that_it_needs(log: list[At]) -> None:
    levels, states, keys = SigningLevels(), defaultdict[StreamId, Hazard](Hazard), ring(log)
    for _, each in log:
        if isinstance(each.event, SigningLevelSet):
            levels.evolve(each.event)
        if each.signatures and each.actor.kind is ActorKind.PERSON:
            is_major = each.event.name.startswith("hazard.") and states[each.stream].is_major
            action = str(said_by(read(each.signatures[0]))["action"])
            needed = levels.needed(action, is_major=is_major, on=each.received_at.astimezone(SHANGHAI).date())
            enrolment = next(key.enrolment for key in keys.all() if StreamId(key.id) == _key_of(each))
            assert enrolment is not None
            assert LEVELS[enrolment.scheme].suffices_for(needed), action
        if isinstance(each.event, HazardEvent):
            states[each.stream].evolve(each.event)


def test_nothing_is_unsigned_that_needs_a_signature(log: list[At]) -> None:
    first_key = next(each.position for each in log if isinstance(each.recorded.event, KeyConfirmed))
    with_signature = {each.recorded.command for each in signed(log)}
    unsigned = {each.event.name for each in _by_people(log, first_key) if each.command not in with_signature}
    assert HazardFound.name in unsigned
    assert unsigned <= ASKED_OF_NOBODY


def _by_people(log: list[At], after: int) -> Iterator[Recorded]:
    return (each for position, each in log if position > after and each.actor.kind is ActorKind.PERSON)


def test_one_step_has_one_signature(log: list[At]) -> None:
    counted = Counter[CommandId](each.recorded.command for each in signed(log))
    assert set(counted.values()) == {1}
    assert all(len(each.recorded.signatures) == 1 for each in signed(log))


def test_the_text_that_was_shown_is_the_real_one(log: list[At], shown: dict[str, Disclosure], year: Year) -> None:
    directory = year.system.application.catch_up().directory
    verified = [each.recorded for each in signed(log) if isinstance(each.recorded.event, RectificationVerified)]
    for each in verified:
        text = shown[display_of(each)].value
        person = directory.person(PersonId(each.actor.person)) if each.actor.person else None
        assert person is not None
        assert person.name is not None
        assert each.prev is not None
        assert f": {shown[person.name].value}\n" in text
        assert text.endswith(str(each.command))
        assert each.prev[:16] in text


def test_people_sign_in_every_way_and_a_few_in_none(log: list[At], year: Year) -> None:
    held = Counter(key.enrolment.scheme for key in ring(log).all() if key.enrolment)
    assert held[Scheme.WEBAUTHN] > 100
    assert held[Scheme.RAW] > 20
    assert held[Scheme.SERVER_ATTESTED] > 60
    people = {person.id for person in year.system.application.reference.directory.people()}
    with_key = {key.enrolment.person for key in ring(log).all() if key.enrolment}
    assert 5 < len(people - with_key) < 40


def test_keys_are_lost_replaced_refused_and_waiting(log: list[At]) -> None:
    keys = ring(log).all()
    assert sum(key.lost_on is not None for key in keys) == 3
    assert sum(key.revoked is not None for key in keys) == 6
    assert sum(key.refused is not None for key in keys) == 1
    assert sum(key.is_waiting for key in keys) == 4


def test_somebody_signed_with_a_phone_that_was_lost_by_then(log: list[At]) -> None:
    lost = {StreamId(key.id): key.lost_on for key in ring(log).all() if key.lost_on}
    by_lost = [each for _, each in signed(log) if _key_of(each) in lost]
    assert any(each.received_at.astimezone(SHANGHAI).date() >= lost[_key_of(each)] for each in by_lost)


def test_only_the_first_registrar_is_confirmed_by_the_console(log: list[At], year: Year) -> None:
    confirmed = [each.recorded for each in log if isinstance(each.recorded.event, KeyConfirmed)]
    by_console = [each for each in confirmed if each.actor.kind is ActorKind.CONSOLE]
    assert by_console == confirmed[:1]
    key = next(each for each in ring(log).all() if StreamId(each.id) == by_console[0].stream)
    assert key.enrolment is not None
    assert key.enrolment.person == first_registrar(year.system)[0]
    assert all(each.actor.post == Post.REGISTRAR and each.signatures for each in confirmed[1:])


def test_one_officer_signs_many_within_a_minute(log: list[At], year: Year) -> None:
    unit = unit_id(year.system.application.log_name, "qiaotou")
    times = [each.received_at for each in _verified(log) if each.actor.unit == unit]
    assert any((later - first).total_seconds() <= 60 for first, later in zip(times, times[4:], strict=False))


def test_hasty_people_sign_seconds_after_the_text_was_shown(log: list[At], year: Year) -> None:
    unit = unit_id(year.system.application.log_name, "dongguan")
    looked: dict[bool, list[float]] = {True: [], False: []}
    for _, each in signed(log):
        assert each.claimed_at is not None
        looked[each.actor.unit == unit].append((each.received_at - each.claimed_at).total_seconds())
    assert sum(seconds < 5 for seconds in looked[True]) > 10
    assert sum(seconds < 5 for seconds in looked[False]) <= 3


def test_one_person_verifies_in_two_schools_at_once(log: list[At]) -> None:
    states = {each.recorded.stream: each.recorded.event for each in log if isinstance(each.recorded.event, HazardFound)}
    seen = [(each.actor.person, each.received_at, states[each.stream].unit) for each in _verified(log)]
    assert any(
        (one, place) != (other, elsewhere) and one == other and abs((at - then).total_seconds()) < 300
        for one, at, place in seen
        for other, then, elsewhere in seen
        if place != elsewhere
    )


def _verified(log: list[At]) -> list[Recorded]:
    return [each.recorded for each in log if isinstance(each.recorded.event, RectificationVerified)]


def test_key_files_of_registrars_are_there_to_be_tried(log: list[At], year: Year) -> None:
    first, *others = year.loaded.files
    assert first.sign_in == "registrar"
    assert {"hedong.registrar", "no3.logistics"} <= {each.sign_in for each in others}
    assert first.path.parent == year.system.settings.home / FOLDER
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    public_key = raw.public_key_of(raw.read_file(first.path.read_bytes()))
    able = ring(log).able(first_registrar(year.system)[0])
    assert public_key in {key.enrolment.public_key for key in able if key.enrolment}
    assert any(str(first.path) in line for line in year.told)


def test_whoever_can_be_tried_out_signs_with_the_password_that_was_told(log: list[At], year: Year) -> None:
    people = People(year.system.application.log_name, log[0].recorded.received_at, SHANGHAI)
    held = ring(log)
    for unit, post in (("no3", Post.HEAD), ("no3", Post.SAFETY_OFFICER), ("hedong_safety", Post.LINKED_OFFICER)):
        seat = people.seat(unit, post, MORNING.date())
        assert seat is not None
        able = held.able(seat.person, Scheme.SERVER_ATTESTED)
        assert [key.enrolment.password_round for key in able if key.enrolment] == [0]


def test_signing_begins_with_the_log(year: Year, log: list[At]) -> None:
    levels = [each.recorded for each in log if isinstance(each.recorded.event, SigningLevelSet)]
    assert {each.received_at for each in levels} == {log[0].recorded.received_at}
    assert _system(year).application.reference.levels.needed("hazard.assign", is_major=False, on=MORNING.date()) is (
        Level.SOFTWARE_KEY
    )


def _system(year: Year) -> System:
    year.system.application.catch_up()
    return year.system


def test_a_key_signs_its_own_enrolment(log: list[At]) -> None:
    for _, each in log:
        if isinstance(each.event, KeyEnrolled):
            assert _key_of(each) == each.stream
