"""A provider that runs for the whole of the tests, and people in the made-up district who are known there."""

from collections.abc import Iterator

import pytest

from api.access.accounts import Account, Accounts
from api.services import services_of
from api.system import System
from domain.appointment.posts import Post
from tests.support.browsing import Browser
from tests.support.providing import Providing, providing
from tests.support.settled import account, administrator


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Providing]:
    with providing() as running:
        yield running


@pytest.fixture
def provider(running_provider: Providing) -> Iterator[Providing]:
    """It behaves at the beginning of each test."""
    running_provider.behave()
    yield running_provider
    running_provider.behave()


@pytest.fixture
def site(settled: System, provider: Providing) -> System:
    """The made-up district, a client of the provider."""
    return provider.known_to(settled)


@pytest.fixture
def head(site: System) -> Account:
    """The head of the third middle school, who has a password and is not connected."""
    named = Accounts(site.pool, site.random).named(account(site, "no3", Post.HEAD))
    assert named is not None
    return named


@pytest.fixture
def connected(site: System, head: Account) -> Account:
    """The same, known at the provider as `wang.li`."""
    door = services_of(site).provider
    assert door is not None
    door.identities.connect(head.id, "wang.li", by=None, now=site.clock())
    return head


@pytest.fixture
def browser(site: System) -> Browser:
    """Somebody at a browser who is not signed in."""
    return Browser(site)


@pytest.fixture
def manager(site: System) -> Browser:
    """An administrator of accounts."""
    return Browser(site).enter(administrator(site))
