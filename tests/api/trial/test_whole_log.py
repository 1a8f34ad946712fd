"""The whole log of a made-up year holds: nobody acts in a post that was not held, or with less of a signature."""

from threading import Event

import psycopg
import pytest

from api.seal.checking import StoreCheck
from api.workers.sealer import run_sealer
from tests.api.trial.conftest import Year


@pytest.mark.parametrize("part", [0, 0.5])
def test_the_log_of_a_year_holds_from_its_first_event_and_from_a_later_one(year: Year, part: float) -> None:
    run_sealer(year.system, Event(), once=True)
    last = year.system.recorder.max_notification_id() or 0
    with psycopg.connect(year.system.database.app, autocommit=True) as connection:
        check = StoreCheck(connection=connection, origin=year.system.application.log_name)
        done = check.run(begin=int(last * part) + 1)
    assert done.fault is None
    assert (done.events, done.assumed) == (last, int(last * part))
    assert done.signatures > 100
