"""Retention destroys what is over by the rules in force and nothing else; a hold keeps it (21 CFR 11.10(e))."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.keeping.retention import run_retention
from api.seeing import NOTHING_OLDER, happenings
from api.services import Services, services_of
from domain.application import Append
from domain.kernel.commands import On
from domain.record import digest
from domain.retention.events import RetentionPurged, RetentionRuleSet
from domain.retention.kinds import Kept
from domain.retention.state import RETENTION
from tests.api.keeping.conftest import NAME, Everywhere, hold, leaves
from tests.support.signed_stories import SignedStories
from tests.support.signing import CONSOLE

YEARS = 3


def later(stories: SignedStories, years: int = YEARS) -> Services:
    return services_of(stories.system.at(lambda: stories.now + timedelta(days=366 * years)))


def rule(stories: SignedStories, kept: str, years: int | None = YEARS, version: int = 1) -> None:
    """A rule as it was recorded; who may set it the rules' own tests ask."""
    event = RetentionRuleSet(
        kept=Kept(kept), version=version, years=years, source="档案管理规定", effective_on=stories.now.date()
    )
    system = stories.system.at(lambda: stories.now)
    kept_before = system.application.store.load({RETENTION: 0}, [], NOTHING_OLDER)
    heads = {RETENTION: (len(kept_before), digest(kept_before[-1].stored.state) if kept_before else None)}
    _, stored = system.application.write(None, system.asked(CONSOLE), [On(RETENTION, event)], heads)
    system.recorder.insert_events(stored, append=Append(told_at=stories.now))


@pytest.fixture
def hazard(stories: SignedStories) -> UUID:
    """Closed, by people of whom one then left."""
    found = stories.verified()
    leaves(stories)
    return found


def test_without_a_rule_nothing_goes_however_old(stories: SignedStories, hazard: UUID, everywhere: Everywhere) -> None:
    assert run_retention(later(stories, 50)).purged == []
    assert everywhere(NAME) == ["log.disclosures"]


def test_names_go_when_their_years_are_over_and_not_before(
    stories: SignedStories, hazard: UUID, everywhere: Everywhere
) -> None:
    rule(stories, "names")
    assert run_retention(services_of(stories.system.at(lambda: stories.now))).purged == []
    told = run_retention(later(stories))
    assert [due.kept.value for due in told.purged] == ["names"]
    assert everywhere(NAME) == []


def test_a_dry_run_tells_and_changes_nothing(stories: SignedStories, hazard: UUID, everywhere: Everywhere) -> None:
    rule(stories, "names")
    assert len(run_retention(later(stories), is_dry=True).purged) == 1
    assert everywhere(NAME) == ["log.disclosures"]
    assert len(run_retention(later(stories)).purged) == 1


def test_what_a_hold_keeps_is_told_and_stays(stories: SignedStories, hazard: UUID, everywhere: Everywhere) -> None:
    rule(stories, "names")
    rule(stories, "texts")
    hold(stories, hazard=str(hazard))
    told = run_retention(later(stories))
    assert told.purged == []
    assert [(due.kept.value, documents) for due, documents in told.refused] == [
        ("names", "教调〔2026〕3号"),
        ("texts", "教调〔2026〕3号"),
    ]
    assert everywhere(NAME) == ["log.disclosures"]


def test_a_purge_is_an_event_of_the_rule_with_its_version_and_no_event_goes(
    stories: SignedStories, hazard: UUID
) -> None:
    rule(stories, "texts", 9)
    rule(stories, "texts", version=2)
    services = later(stories)
    count = len(happenings(services, hazard))
    (due,) = run_retention(services).purged
    with stories.system.pool.connection() as connection:
        rows = connection.execute("SELECT stream FROM log.events WHERE name = 'retention.purged.v1'").fetchall()
    ((purged,),) = (happenings(services, row[0]) for row in rows)
    assert isinstance(purged.event, RetentionPurged)
    assert (purged.event.hazard, purged.event.rule_version, purged.event.destroyed) == (hazard, 2, due.count)
    rule_of = purged.recorded.actor.rule
    assert rule_of is not None
    assert (rule_of.name, rule_of.version) == ("retention.texts", 2)
    assert len(happenings(services, hazard)) == count
    assert run_retention(services).purged == []
