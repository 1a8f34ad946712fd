"""A process that reports hazards as fast as it can and says which were acknowledged, one command id a line."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID, uuid4

import psycopg_pool
from eventsourcing.persistence import PersistenceError

from api.settings import settings_from
from api.system import System, open_system
from domain.hazard.commands import ReportHazard
from domain.kernel.identity import HazardId
from domain.kernel.place import Place
from tests.bench.lives import REPORTER
from tests.support.district import unit_id


def main(threads: int) -> None:
    """Until somebody ends it."""
    with open_system(settings_from(os.environ)) as system, ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: _write(system), range(threads)))


def _write(system: System) -> None:
    for _ in count():
        command_id = uuid4()
        found = ReportHazard(
            hazard=HazardId(uuid4()),
            unit=unit_id("no3"),
            place=Place(text="教学楼三层走廊"),
            category="building",
            description="护栏松动",
        )
        _surely(system, found, command_id)
        sys.stdout.write(f"{command_id}\n")
        sys.stdout.flush()


def _surely(system: System, found: ReportHazard, command_id: UUID) -> None:
    """The same command again under the same id, until it is answered: what a client does after a lost answer."""
    while True:
        try:
            system.application.handle(found, system.asked(REPORTER, command_id))
        except (PersistenceError, psycopg_pool.PoolTimeout):
            continue
        return


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
