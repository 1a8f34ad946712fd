"""What many tests stand on: an engine, a fresh database, a system on it."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import structlog

from api.engine import EmbeddedEngine
from api.settings import Settings
from api.store.factory import StoreFactory
from api.store.pool import Pool, open_pool
from api.system import Database, System, log_identity
from domain.application import Rectification
from tests.support.postgres import fresh_database, shared_engine, template
from tests.support.settled import settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BRINGS = {
    "chromium": "apt-get install chromium",
    "openssl": "apt-get install openssl",
    "pdftoppm": "apt-get install poppler-utils",
    "softhsm2-util": "apt-get install softhsm2",
}
"""What some tests need beyond Python's packages, and the command that brings it."""


def pytest_configure() -> None:
    """Log as the programs do: a traceback with every local variable takes longer to print than the test it is of."""
    renderer = structlog.processors.LogfmtRenderer(key_order=["event"])
    structlog.configure(processors=[structlog.processors.format_exc_info, renderer])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out where its program is missing; where nothing may be left out, fail."""
    wanted = {"chromium"} if item.get_closest_marker("browser") else set()
    wanted |= {name for mark in item.iter_markers("needs") for name in mark.args}
    for program in sorted(each for each in wanted if not shutil.which(each)):
        if os.environ.get("BIHUAN_TESTS_LEAVE_NOTHING_OUT"):
            pytest.fail(f"{program} is missing: {BRINGS[program]}")
        pytest.skip(f"needs {program}: {BRINGS[program]}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was left out, and the command that brings it."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()) if report.longrepr}
    needs = sorted(reason.partition("needs ")[2] for reason in reasons if "needs " in reason)
    if needs:
        terminalreporter.section("left out on this machine")
        for need in needs:
            terminalreporter.write_line(need)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A real browser for a file of tests; started there, for its loop must not run where others have theirs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield started
        started.close()


SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in Shanghai."""


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[EmbeddedEngine]:
    """The PostgreSQL of this run, shared among its worker processes."""
    base = tmp_path_factory.getbasetemp()
    with shared_engine((base if worker_id == "master" else base.parent) / "engine") as started:
        yield started


@pytest.fixture
def database(engine: EmbeddedEngine) -> Iterator[Database]:
    """A fresh migrated database with the log `test/bihuan`."""
    with fresh_database(engine, template(engine, "template_plain")) as fresh:
        yield fresh


@pytest.fixture
def trial_database(engine: EmbeddedEngine) -> Iterator[Database]:
    """A fresh migrated database whose log takes a made-up clock."""
    with fresh_database(engine, template(engine, "template_trial")) as fresh:
        yield fresh


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    """Connections as the application role."""
    with open_pool(database.app) as opened:
        yield opened


@pytest.fixture
def system(database: Database, tmp_path: Path) -> Iterator[System]:
    """A running system on a fresh database, by the machine's clock."""
    yield from running(database, tmp_path)


@pytest.fixture
def trial(trial_database: Database, tmp_path: Path) -> Iterator[System]:
    """A running system on a trial log; its clock stands at Monday 2 March 2026, 09:00 in Shanghai."""
    for opened in running(trial_database, tmp_path):
        yield opened.at(lambda: MORNING)


def running(database: Database, home: Path) -> Iterator[System]:
    """A system on a database that is there already."""
    with open_pool(database.app, timeout=4) as opened, open_pool(database.app, timeout=4, is_for_log=True) as for_log:
        name, is_trial = log_identity(opened)
        application = Rectification(StoreFactory(for_log), log=name, secret=b"s" * 32, zone=SHANGHAI, is_trial=is_trial)
        settings = Settings(home=home, zone=SHANGHAI, database_url=database.app)
        yield System(settings=settings, database=database, pool=opened, application=application)


@pytest.fixture
def settled(system: System) -> System:
    """A running system whose log holds the made-up district of `tests/support/district.py`."""
    return settle(system)


@pytest.fixture
def settled_trial(trial: System) -> System:
    """The same on a trial log with its made-up clock."""
    return settle(trial)
