"""The made-up district and its year, loaded onto a real log."""

from collections import Counter
from threading import Event

from api.access.accounts import Accounts
from api.setting_up import TRIAL_LASTS
from api.system import System
from api.trial.district import BY_CODE, DISTRICTS, SCHOOLS, safety_section_of, unit_id
from api.trial.load import load_into
from api.trial.people import PEOPLE
from api.workers.clock import run_clock
from api.workers.following import run_follower
from domain.appointment.posts import Post
from domain.catalogue import EVENTS
from domain.hazard.events import HazardFound, HazardRectified, HazardTakenOver, RectificationVerified
from domain.hazard.events.base import HazardEvent
from domain.hazard.state import Hazard
from domain.hazard.terms import Stage
from domain.kernel.identity import StreamId
from domain.organisation.kinds import UnitKind
from domain.record import Recorded
from tests.api.trial.conftest import Year, cheap
from tests.conftest import MORNING


def recorded(system: System) -> list[Recorded]:
    """Everything on the record, in order."""
    found: list[Recorded] = []
    while kept := system.recorder.page(len(found) + 1, 1000):
        found.extend(system.mapper.to_domain_event(each.stored) for each in kept)
    return found


def hazards(system: System) -> dict[StreamId, Hazard]:
    """Every hazard as it stands."""
    states: dict[StreamId, Hazard] = {}
    for each in recorded(system):
        if isinstance(each.event, HazardEvent):
            states.setdefault(each.stream, Hazard()).evolve(each.event)
    return states


def test_the_district_is_as_large_as_was_promised(year: Year) -> None:
    directory = year.system.application.catch_up().directory
    kinds = Counter(unit.kind for unit in directory.units())
    assert len(SCHOOLS) == 40
    assert (kinds[UnitKind.REGION], kinds[UnitKind.CITY_BUREAU], kinds[UnitKind.DISTRICT_BUREAU]) == (1, 1, 3)
    assert kinds[UnitKind.DEPARTMENT] == 6
    assert all(directory.unit_by_code(safety_section_of(code)) for code in DISTRICTS)
    assert len(directory.people()) == PEOPLE == 200


def test_every_school_lies_in_a_town(year: Year) -> None:
    directory = year.system.application.catch_up().directory
    for school in SCHOOLS:
        unit = directory.unit_by_code(school.code)
        assert unit is not None
        relations = directory.relations_of(unit.id, MORNING.date())
        assert any(BY_CODE[_code(directory.unit(each.by))].kind is UnitKind.TOWN for each in relations)


def _code(unit: object) -> str:
    return str(getattr(unit, "code", ""))


def test_no_step_of_the_plan_is_refused_by_the_rules(year: Year) -> None:
    assert year.loaded.refused == ()


def test_every_stage_is_there_at_the_end(year: Year) -> None:
    assert {hazard.stage for hazard in hazards(year.system).values()} == set(Stage)


def test_every_kind_of_event_of_a_hazard_occurs_but_those_of_imports(year: Year) -> None:
    kinds = {name for name in EVENTS if name.startswith("hazard.")}
    assert kinds - set(year.loaded.events) == {HazardTakenOver.name}


def test_something_waits_for_everybody_at_the_end(year: Year) -> None:
    states = hazards(year.system).values()
    assert any(hazard.declined for hazard in states)
    assert any(hazard.extension for hazard in states)
    assert any(hazard.merge for hazard in states)
    assert any(hazard.void for hazard in states)
    assert any(hazard.is_listed for hazard in states)
    assert any(clock.is_overdue for hazard in states for clock in hazard.clocks.values())
    assert any(not all(hazard.handed_to.values()) for hazard in states)


def test_recorded_times_are_those_of_the_made_up_year_and_never_run_back(year: Year) -> None:
    kept = year.system.recorder.page(1, 1000)
    assert kept[0].recorded_at == MORNING - TRIAL_LASTS
    times = [each.recorded_at for each in kept]
    assert times == sorted(times)
    newest = recorded(year.system)[-1]
    assert newest.received_at <= MORNING
    assert (MORNING - newest.received_at).days < 3


def test_the_clock_worker_finds_nothing_left_to_say(year: Year) -> None:
    run_follower(year.system, Event(), once=True, rebuild=False, tell=lambda _: None)
    assert run_clock(year.system, Event(), once=True) == 0


def test_a_hasty_school_verifies_within_minutes_and_a_silent_one_finds_nothing(year: Year) -> None:
    system = year.system
    hasty, silent = (unit_id(system.application.log_name, code) for code in ("dongguan", "no9"))
    events = recorded(system)
    found = {each.stream: each.event for each in events if isinstance(each.event, HazardFound)}
    assert not [each for each in found.values() if each.unit == silent and each.by.unit == silent]
    done = {each.stream: each.received_at for each in events if isinstance(each.event, HazardRectified)}
    gaps = [
        (each.received_at - done[each.stream]).total_seconds() / 60
        for each in events
        if isinstance(each.event, RectificationVerified)
        and found[each.stream].unit == hasty
        and not each.event.awaits_countersignature
    ]
    assert gaps
    assert min(gaps) < 10


def test_photos_are_there_to_be_looked_at(year: Year) -> None:
    with year.system.pool.connection() as connection:
        row = connection.execute("SELECT count(*) FROM log.attachments").fetchone()
    assert row is not None
    assert row[0] >= 5


def test_somebody_of_every_post_can_sign_in_with_the_password_that_was_told(year: Year) -> None:
    made, system = year.loaded.made, year.system
    assert {each.post for each in made.accounts} == set(Post)
    accounts = Accounts(system.pool, system.random, cheap(system))
    account = accounts.verify("no3.head", made.password, now=MORNING)
    assert not account.must_change_password
    assert any(made.password in line for line in year.told)
    assert any("no3.head" in line for line in year.told)


def test_loading_again_adds_nothing(year: Year) -> None:
    before = year.system.recorder.max_notification_id()
    again = load_into(year.system, lambda _: None, scale=0.03, passwords=cheap(year.system))
    assert (again.added, again.made.added) == (0, 0)
    assert again.made.password == year.loaded.made.password
    assert again.hazards == year.loaded.hazards
    assert year.system.recorder.max_notification_id() == before


def test_progress_is_told_every_few_percent(year: Year) -> None:
    percents = [int(line.split()[0]) for line in year.told if " % · " in line]
    assert percents == sorted(set(percents))
    assert len(percents) >= 15
