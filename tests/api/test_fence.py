"""Whoever comes in by a door reads behind a fence of their own, and so does what serves the whole system."""

import pytest

from api.access.accounts import Accounts
from api.caller import Caller, caller_from
from api.cli.acting import console
from api.reading.models import reading
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from projections.catalogue import MODELS
from tests.bench.lives import an_assigned_hazard
from tests.support.district import post_id
from tests.support.following import followed
from tests.support.settled import account

NAMES = tuple(model.name for model in MODELS)
EVERY = "SELECT count(*) FROM read.hazard_ledger"


@pytest.fixture
def at_work(settled: System) -> System:
    """The district with one hazard of the third middle school, given to people of it and of the bureau above."""
    an_assigned_hazard(settled)
    return followed(settled)


def seen(system: System, caller: Caller) -> int:
    """How many lines a question without any limit shows the caller."""
    with reading(services_of(system), NAMES, caller) as connection:
        number: int = connection.rows(EVERY, {})[0][0]
        return number


def caller_of(system: System, code: str, post: Post) -> Caller:
    """Who holds a post, signed in."""
    found = Accounts(system.pool, system.random).named(account(system, code, post))
    assert found is not None
    directory = system.application.catch_up().directory
    today = system.clock().astimezone(system.settings.zone).date()
    return caller_from(found, directory, today, chosen=post_id(code, post))


@pytest.mark.parametrize(
    ("code", "post", "is_seen"),
    [
        ("no3", Post.HEAD, True),
        ("no5", Post.HEAD, False),
        ("xicheng", Post.SAFETY_SECTION, False),
        ("dongcheng", Post.SAFETY_SECTION, True),
        ("qinghe", Post.AUDITOR, True),
        ("fire", Post.DEPARTMENT_OFFICER, False),
    ],
)
def test_a_question_without_limits_shows_a_caller_what_the_post_reads(
    at_work: System, code: str, post: Post, is_seen: bool
) -> None:
    assert (seen(at_work, caller_of(at_work, code, post)) > 0) is is_seen


def test_the_console_of_the_server_reads_everything(at_work: System) -> None:
    assert seen(at_work, console(services_of(at_work))) > 0


def test_a_connection_of_the_pool_by_itself_reads_nothing(at_work: System) -> None:
    seen(at_work, console(services_of(at_work)))
    with at_work.pool.connection() as connection:
        assert connection.execute(EVERY).fetchone() == (0,)
