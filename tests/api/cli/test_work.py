"""One round of the worker by hand."""

from datetime import timedelta

from api.services import services_of
from api.system import System
from tests.api.cli.conftest import Line


def test_a_round_of_work_also_removes_what_was_kept_for_a_time_only(line: Line, settled: System) -> None:
    throttle, now = services_of(settled).throttle, settled.clock()
    throttle.admit("teacher", "203.0.113.7", now - timedelta(days=3))
    assert line("follow", "--once").status == 0
    assert line("work", "--once").status == 0
    with settled.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM access.attempts").fetchone() == (0,)
