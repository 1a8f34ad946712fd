"""Which signed head a bundle is proved under: the newest that a quorum cosigned, where it covers what is asked for."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from api.bundles.about import About
from api.bundles.gathering import SQL
from api.seal.policies import policy_of
from api.seal.proving import Covering, NotSealedYet, newest, newest_under
from api.system import System
from domain.seal.policy import NONE, Policy

PATIENCE_S, EVERY_S = 4.0, 0.2
AWAY = timedelta(minutes=1)
"""Witnesses that are behind by so much are not waited for."""


class Chosen(NamedTuple):
    """A signed head, and whether it is cosigned as the log's own policy asks."""

    head: Covering
    is_cosigned: bool


def head_for(system: System, about: About, since: Iterable[int]) -> Chosen:
    """The head; where witnesses are a second or two behind they are waited for, and else it is the newest one.

    Refuses `NotSealedYet` where nothing is signed, or nothing of what is asked for.
    """
    policy, until = policy_of(system.settings), time.monotonic() + PATIENCE_S
    while True:
        with system.pool.connection() as connection:
            head = newest(connection)
            if head is None:
                raise NotSealedYet
            needed = max((_newest_of(connection, about.subjects, head.size), *since))
            cosigned = newest_under(connection, policy) if policy.quorum != NONE else None
        if cosigned is not None and cosigned.size >= needed:
            return Chosen(cosigned, is_cosigned=True)
        if not _is_worth_waiting(policy, head, cosigned) or time.monotonic() >= until:
            return Chosen(head, is_cosigned=policy.quorum == NONE)
        time.sleep(EVERY_S)


def _newest_of(connection: Connection[TupleRow], subjects: Iterable[UUID], size: int) -> int:
    row = connection.execute(SQL["newest_of"], {"streams": list(subjects), "size": size}).fetchone()
    return (row and row[0]) or 0


def _is_worth_waiting(policy: Policy, head: Covering, cosigned: Covering | None) -> bool:
    return policy.quorum != NONE and (cosigned is None or head.signed_at - cosigned.signed_at < AWAY)
