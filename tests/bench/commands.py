"""Commands a second: load and append one event, against bare SQL and the library's stock application."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from api.engine import EmbeddedEngine
from api.system import System
from domain.appointment.posts import Post
from domain.hazard.commands import NoteProgress
from domain.kernel.identity import HazardId
from tests.bench.ground import Ratio, ground, rate, rounds
from tests.bench.lives import OFFICER, an_assigned_hazard
from tests.support.district import post_id, unit_id

HAZARDS = 2000
"""So many that no stream grows beyond a usual life while everybody adds to them."""
NOTE = "已更换两处松动的立柱，其余部位本周内完成加固，期间拉设警戒线并安排专人值守。"


def measure(times: int, each: int) -> Iterator[Ratio]:
    """Ratios at 1 and 16 threads."""
    with ground({"shared_buffers": "256MB"}) as (engine, system), _floor(system) as floor, _stock(engine) as stock:
        hazards = [an_assigned_hazard(system) for _ in range(HAZARDS)]
        _note(system, hazards[0])
        floor.copy(hazards)
        aggregates = [stock.open() for _ in range(HAZARDS)]
        for threads, least in ((1, "≥ 0.30"), (16, "≥ 0.50")):
            count = each if threads > 1 else each // 4

            def ours(turn: int, count: int = count, threads: int = threads) -> float:
                return rate(lambda n: _note(system, hazards[n % HAZARDS]), range(count), threads)

            def bare(turn: int, count: int = count, threads: int = threads) -> float:
                return rate(lambda n: floor.note(hazards[n % HAZARDS]), range(count), threads)

            def library(turn: int, count: int = count, threads: int = threads) -> float:
                return rate(lambda n: stock.note(aggregates[n % HAZARDS]), range(count // 4), threads)

            mine, theirs, stocks = rounds(times, ours, bare, library)
            what = f"command, {threads} thread{'s' if threads > 1 else ''}"
            yield Ratio(what, mine, "bare SELECT + INSERT", theirs, "/s", least)
            yield Ratio(what, mine, "library's stock application", stocks, "/s", "≥ 3" if threads > 1 else "")


def _note(system: System, hazard: HazardId) -> None:
    system.application.handle(NoteProgress(hazard=hazard, note=NOTE), system.asked(OFFICER))


class _Floor:
    """The same rows in the same shape, selected and inserted by nothing but SQL."""

    def __init__(self, pool: "ConnectionPool[Any]") -> None:
        self._pool = pool
        self._body = b""

    def copy(self, hazards: list[HazardId]) -> None:
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO floor (recorded_at, stream, version, name, body) "
                "SELECT recorded_at, stream, version, name, body FROM log.events WHERE stream = ANY(%s)",
                (hazards,),
            )
            row = connection.execute("SELECT body FROM floor WHERE name = 'hazard.progress_noted.v1'").fetchone()
            assert row is not None
            self._body = bytes(row[0])

    def note(self, hazard: UUID) -> None:
        while not self._noted(hazard):
            pass

    def _noted(self, hazard: UUID) -> bool:
        try:
            with self._pool.connection() as connection, connection.transaction():
                rows = connection.execute(
                    "SELECT position, recorded_at, stream, version, name, body FROM floor WHERE stream = %s "
                    "ORDER BY version",
                    (hazard,),
                    binary=True,
                ).fetchall()
                connection.execute(
                    "INSERT INTO floor (stream, version, name, body) VALUES (%s, %s, 'hazard.progress_noted.v1', %b)",
                    (hazard, rows[-1][3] + 1, self._body),
                )
        except psycopg.errors.UniqueViolation:
            return False
        return True


@contextmanager
def _floor(system: System) -> Iterator[_Floor]:
    with psycopg.connect(system.database.admin, autocommit=True) as admin:
        admin.execute(
            "CREATE TABLE floor (position bigserial PRIMARY KEY, recorded_at timestamptz DEFAULT now(), stream uuid, "
            "version bigint, name text, body bytea, UNIQUE (stream, version))"
        )
        admin.execute("GRANT ALL ON floor TO bihuan_app; GRANT ALL ON SEQUENCE floor_position_seq TO bihuan_app")
    options = {"autocommit": True, "prepare_threshold": 2}
    with ConnectionPool(system.database.app, min_size=16, max_size=16, kwargs=options, open=True) as pool:
        yield _Floor(pool)


class _StockHazard(Aggregate):
    """A hazard written as the library's documentation shows it."""

    @event("Found")
    def __init__(self, unit: UUID, place: str, description: str) -> None:
        self.unit, self.place, self.description = unit, place, description
        self.notes = 0

    @event("Registered")
    def register(self, number: str) -> None:
        self.number = number

    @event("Graded")
    def grade(self, grade: str, reason: str) -> None:
        self.graded = grade

    @event("Assigned")
    def assign(self, rectifier: UUID, measures: str, due_on: str) -> None:
        self.rectifier = rectifier

    @event("ProgressNoted")
    def note(self, note: str, by: UUID) -> None:
        self.notes += 1


class _Stock(Application[UUID]):
    def open(self) -> UUID:
        hazard = _StockHazard(unit=unit_id("no3"), place="教学楼三层走廊", description="护栏松动")
        hazard.register("no3-2026-0001")
        hazard.grade("general", "局部松动")
        hazard.assign(post_id("no3", Post.LOGISTICS), "加固", date(2026, 3, 31).isoformat())
        self.save(hazard)
        return hazard.id

    def note(self, hazard_id: UUID) -> None:
        from eventsourcing.persistence import IntegrityError

        while True:
            hazard: _StockHazard = self.repository.get(hazard_id)
            hazard.note(NOTE, post_id("no3", Post.SAFETY_OFFICER))
            try:
                self.save(hazard)
            except IntegrityError:
                continue
            return


@contextmanager
def _stock(engine: EmbeddedEngine) -> Iterator[_Stock]:
    told = conninfo_to_dict(engine.conninfo("bench"))
    application = _Stock(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": "bench",
            "POSTGRES_HOST": str(told["host"]),
            "POSTGRES_PORT": str(told["port"]),
            "POSTGRES_USER": str(told["user"]),
            "POSTGRES_PASSWORD": "",
            "POSTGRES_POOL_SIZE": "16",
            "POSTGRES_MAX_OVERFLOW": "4",
        }
    )
    try:
        yield application
    finally:
        application.close()
