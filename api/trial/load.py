"""Loads the made-up district and its year onto a trial log; what is there already is passed over."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from api.access.passwords import Passwords
from api.setting_up import TRIAL_LASTS, began_at
from api.settings import Settings
from api.system import System, open_system
from api.trial.accounts import make_accounts
from api.trial.acts import Story
from api.trial.case import Case, World
from api.trial.days import MADE_UP, Days, entered, made_up_calendars
from api.trial.dice import dice
from api.trial.findings import Finding, Plan
from api.trial.founding import changes, entering, founding
from api.trial.habits import habit_of
from api.trial.holders import Holders
from api.trial.key_files import write_key_files
from api.trial.keys import keys
from api.trial.lives import LIVES, ending_after, life_for
from api.trial.pens import Pens
from api.trial.people import People
from api.trial.progress import Loaded, Progress, summary
from api.trial.showcase import showcase
from api.trial.telling import Teller
from api.trial.year import Running, Year
from api.words import say
from domain.deadline.commands import EnterCalendar
from domain.kernel.identity import HazardId, natural_id
from domain.kernel.refusals import Refusal

Say = Callable[[str], object]


class OnlyForTrials(Refusal):
    """A made-up district has no place on a record that counts."""

    sentence = "The log {log} is not a trial: make one with `bihuan db init --trial` in another home."


class NoYearToFill(Refusal):
    """Time never runs back: a log that began just now has no year behind it."""

    sentence = "This trial log began on {begins}, with no year behind it; make a new one in another home."


def load(settings: Settings, tell: Say, *, scale: float = 1.0) -> Loaded:
    """Load everything into the log of these settings, telling how far it has come."""
    with open_system(settings, connections=1) as system, _in_haste(system):
        return load_into(system, tell, scale=scale)


def load_into(system: System, tell: Say, *, scale: float = 1.0, passwords: Passwords | None = None) -> Loaded:
    """Load everything into a running system's log; `scale` is the share of a whole year's hazards.

    A log that an earlier version began, in which nothing is signed, stays as it is. Refuses `OnlyForTrials` and
    `NoYearToFill`.
    """
    begins, ends = _span(system)
    pens, people = Pens(system), People(system.application.log_name, begins, system.settings.zone)
    holders, teller = Holders(people), Teller(system, pens)
    is_signed = system.application.catch_up().levels.has_begun
    others = holders.by_password if is_signed else ()
    made = make_accounts(system, people, others, since=begins, passwords=passwords)
    calendars = _missing_calendars(system, begins, ends)
    world = World(
        log=system.application.log_name,
        people=people,
        days=_days(system, calendars),
        disclose=system.disclose,
        states=teller.states,
        holders=holders,
        pens=pens,
        accounts=made.by_person,
    )
    if is_signed:
        stories = tuple(_stories(world, begins, ends, calendars, scale))
        _live_through(stories, teller, ends, Progress(begins, ends, tell))
    else:
        tell(say("This trial was loaded by an earlier version and stays as it is: the newer year needs another home."))
        teller.look_back()
    files = write_key_files(system, people, holders, pens) if is_signed else ()
    loaded = Loaded(len(teller.states), dict(teller.events), teller.added, tuple(teller.refused), made, files)
    for line in summary(loaded):
        tell(line)
    return loaded


def _stories(
    world: World, begins: datetime, ends: datetime, calendars: tuple[EnterCalendar, ...], scale: float
) -> Iterator[tuple[Running, datetime]]:
    """Everything that happens, with the moment at which each story begins."""
    for key, story in (*_founding(world, begins, calendars), *changes(world), *keys(world, begins, ends)):
        yield Running(key, story), begins
    yield from _lives(world, begins, ends, scale)


def _live_through(
    stories: Iterable[tuple[Running, datetime]], teller: Teller, ends: datetime, progress: Progress
) -> None:
    year = Year(teller, ends)
    for running, at in stories:
        year.add(running, at)
    year.run(lambda moment: progress.at(moment, teller.events.total()))


@contextmanager
def _in_haste(system: System) -> Iterator[None]:
    """No act waits until it is on the disk: if the machine falls meanwhile, loading goes on from where it was.

    At the end one message is waited for, and with it everything before. Each pool has one connection.
    """
    pools = (system.pool, system.recorder.pool)
    for pool in pools:
        with pool.connection() as connection:
            connection.execute("SET synchronous_commit = off")
    yield
    for pool in pools:
        with pool.connection() as connection:
            connection.execute("SET synchronous_commit = on")
            connection.execute("SELECT pg_logical_emit_message(true, 'bihuan', 'loaded')")


def _span(system: System) -> tuple[datetime, datetime]:
    """The made-up year: from the log's beginning to what was the present when it was made."""
    begins = began_at(system)
    if not system.application.is_trial or begins is None:
        raise OnlyForTrials(log=system.application.log_name)
    ends = begins + TRIAL_LASTS
    if ends > system.clock() + timedelta(minutes=5):
        raise NoYearToFill(begins=begins.date())
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _missing_calendars(system: System, begins: datetime, ends: datetime) -> tuple[EnterCalendar, ...]:
    """Calendars to make up, up to the year after the last; those made up before count as missing."""
    years = system.application.catch_up().clocks.years
    known = (year for year, entry in years.items() if entry.source != MADE_UP)
    return tuple(made_up_calendars(begins.year, ends.year + 1, known))


def _days(system: System, calendars: tuple[EnterCalendar, ...]) -> Days:
    years = dict(system.application.catch_up().clocks.years) | {each.year: entered(each) for each in calendars}
    return Days(system.settings.zone, years)


def _founding(world: World, begins: datetime, calendars: tuple[EnterCalendar, ...]) -> Iterator[tuple[str, Story]]:
    for each in calendars:
        yield f"calendar {each.year}", entering(world, begins, each)
    yield "founding", founding(world, begins)


def _lives(world: World, begins: datetime, ends: datetime, scale: float) -> Iterator[tuple[Running, datetime]]:
    """Every hazard's life with the moment at which it begins."""
    plan = Plan(begins, ends, world.days, scale=scale)
    for found in (*plan.findings(), *showcase(plan, world.days)):
        case = _case(world, found)
        story = LIVES[found.life or life_for(case)](case)
        if found.ends_after:
            story = ending_after(story, found.ends_after)
        yield Running(found.key, story), found.at


def _case(world: World, found: Finding) -> Case:
    return Case(
        world=world,
        hazard=hazard_id(world.log, found.key),
        unit=found.unit,
        place=found.place,
        defect=found.defect,
        habit=habit_of(found.unit),
        chance=dice("case", found.key),
        now=found.at,
        source=found.source,
        campaign=found.campaign,
        forced=found.forced,
        twin_of=hazard_id(world.log, found.twin_of) if found.twin_of else None,
        looks_at=found.looks_at,
    )


def hazard_id(log: str, key: str) -> HazardId:
    """The identifier of a made-up hazard."""
    return HazardId(natural_id("trial hazard", log, key))
