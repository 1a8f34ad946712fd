"""A process whose threads all add to the same few hazards, so that the log refuses and retries as it goes."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg_pool
from eventsourcing.persistence import PersistenceError

from api.settings import settings_from
from api.system import System, open_system
from domain.hazard.commands import NoteProgress
from domain.kernel.identity import HazardId
from domain.kernel.refusals import MovedOn
from tests.bench.lives import OFFICER, an_assigned_hazard

HAZARDS = 2
"""So few that most calls meet another one on the same stream."""


def main(threads: int) -> None:
    """Until somebody ends it."""
    with open_system(settings_from(os.environ)) as system, ThreadPoolExecutor(threads) as pool:
        hazards = [an_assigned_hazard(system) for _ in range(HAZARDS)]
        list(pool.map(lambda first: _note(system, hazards, first), range(threads)))


def _note(system: System, hazards: Sequence[HazardId], first: int) -> None:
    for turn in count(first):
        command = NoteProgress(hazard=hazards[turn % len(hazards)], note="材料已到场")
        try:
            system.application.handle(command, system.asked(OFFICER))
        except (MovedOn, PersistenceError, psycopg_pool.PoolTimeout):
            continue


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
