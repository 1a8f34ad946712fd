"""A trial log that has begun, and one with a small made-up year on it."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from api.access.passwords import Passwords
from api.engine import EmbeddedEngine
from api.setting_up import begin
from api.system import System
from api.trial.district import ROOT
from api.trial.load import load_into
from api.trial.progress import Loaded
from tests.conftest import MORNING, running
from tests.support.postgres import fresh_database, template

SCALE = 0.03


class Year(NamedTuple):
    """A small made-up year: its system, whose clock stands at the end, and what came of loading it."""

    system: System
    loaded: Loaded
    told: tuple[str, ...]


def cheap(system: System) -> Passwords:
    """Passwords that cost nothing."""
    return Passwords(system.random, memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def begun(trial: System) -> System:
    """A trial log with nothing but what every log begins with; the year before 2 March 2026 lies empty."""
    begin(trial, ROOT, "登记员")
    return trial


@pytest.fixture(scope="session")
def year(engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A small year, loaded once for all tests; nobody changes it."""
    with fresh_database(engine, template(engine, "template_trial")) as database:
        for opened in running(database, tmp_path_factory.mktemp("trial")):
            told: list[str] = []
            system = opened.at(lambda: MORNING)
            begin(system, ROOT, "登记员")
            loaded = load_into(system, told.append, scale=SCALE, passwords=cheap(system))
            yield Year(system, loaded, tuple(told))
