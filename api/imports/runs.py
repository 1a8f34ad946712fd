"""Runs: imports that were asked for, kept with their files and verdicts until they are over, and their sums after."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from api.clock import Random
from api.imports.columns import ColumnMapping, SheetMapping, mapping_from
from api.imports.outcomes import Note
from api.imports.sealing import Seal
from api.store.arrays import Uuids
from api.store.pool import Pool
from domain.kernel.identity import Actor, UnitId
from domain.kernel.refusals import NotKnown, Refusal
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))
NEWEST = UUID(int=2**128 - 1)
FILE, COLUMNS = "file", "columns"


class Status(StrEnum):
    """How far a run is."""

    UNMAPPED = "unmapped"
    """Somebody has to say which column is which."""
    READING = "reading"
    READY = "ready"
    """Every row has its verdict; somebody has to say that they shall be taken over."""
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    DISCARDED = "discarded"


OVER = frozenset({Status.DONE, Status.REFUSED, Status.DISCARDED})
CORRECTABLE = (Status.UNMAPPED, Status.READING, Status.READY)


class RunMovedOn(Refusal):
    """The run is no longer where the form saw it: somebody has asked for it, or it is over."""

    status = "stale"
    sentence = "This import has gone on in the meantime. What you see now is how it stands."


@dataclass(frozen=True, kw_only=True)
class Run:
    """One import as it stands."""

    id: UUID
    unit: UUID
    account: UUID | None
    """Whose it is; none for the console."""
    actor: dict[str, Any]
    door: str
    file_sha256: str
    kind: str
    size: int
    """Bytes of the file."""
    mapping: dict[str, Any]
    status: Status
    counts: dict[str, int]
    seen: int
    problem: dict[str, Any] | None
    asked_at: datetime
    moved_at: datetime
    finished_at: datetime | None
    position: int | None
    is_readable: bool
    """Whether what rows say can still be read."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", Status(self.status))

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.status in OVER

    @property
    def acting(self) -> Actor:
        """Who asked, in which post."""
        return msgspec.convert(self.actor, Actor)

    @property
    def corrections(self) -> ColumnMapping:
        """What a person said about columns."""
        return mapping_from(self.mapping)

    @property
    def why(self) -> Note | None:
        """Why it is refused, or why somebody has to help."""
        return msgspec.convert(self.problem, Note) if self.problem else None


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a run begins with."""

    id: UUID
    unit: UnitId
    actor: Actor
    account: UUID | None
    door: str
    file_sha256: str
    kind: str
    size: int
    status: Status
    problem: Note | None = None


class Runs:
    """Runs in the schema `imports`, as the application role. Who may see one is for the caller to ask."""

    def __init__(self, pool: Pool, random: Random) -> None:
        self.pool, self._random = pool, random

    def begin(self, run: Beginning, now: datetime, parts: Mapping[str, bytes] | None = None) -> Run:
        """Keep a new run with its parts; one that was begun under this id before is as it was."""
        given = {name: getattr(run, name) for name in ("id", "unit", "account", "door", "file_sha256", "kind", "size")}
        more = {"actor": Jsonb(msgspec.to_builtins(run.actor)), "problem": _json(run.problem), "mapping": Jsonb({})}
        key = self._random(32)
        with self.pool.connection() as connection, connection.transaction():
            if connection.execute(SQL["begin"], {**given, **more, "status": run.status.value, "now": now}).rowcount:
                connection.execute(SQL["keep_key"], {"run": run.id, "key": key})
                for part, content in (parts or {}).items():
                    sealed = Seal(key, self._random).close(content, f"{run.id} {part}")
                    connection.execute(SQL["keep_part"], {"run": run.id, "part": part, "sealed": sealed})
        return self.run(run.id)

    def run(self, run_id: UUID) -> Run:
        """One run; raises `NotKnown`."""
        found = self._runs("run", {"id": run_id})
        if not found:
            raise NotKnown
        return found[0]

    def under(self, units: Sequence[UUID], *, before: UUID = NEWEST, limit: int = 30) -> list[Run]:
        """Runs under these units, newest first."""
        return self._runs("runs", {"units": Uuids(units), "before": before, "limit": limit})

    def interrupted(self, unit: UnitId, file_sha256: str, actor: Actor) -> Run | None:
        """A run of the console with this file by the same hands that came to no end."""
        given = {"unit": unit, "file_sha256": file_sha256, "actor": Jsonb(msgspec.to_builtins(actor))}
        found = self._rows("interrupted", given)
        return self.run(found[0][0]) if found else None

    def waiting(self) -> list[UUID]:
        """Runs that wait for a worker, the oldest first."""
        return [row[0] for row in self._rows("waiting", {})]

    def seal(self, run_id: UUID) -> Seal | None:
        """What opens the parts and verdicts of a run; none once its key is destroyed."""
        found = self._rows("key", {"run": run_id})
        return Seal(bytes(found[0][0]), self._random) if found else None

    def part(self, run_id: UUID, part: str) -> bytes | None:
        """The file or its columns, as long as they are kept."""
        found, seal = self._rows("part", {"run": run_id, "part": part}), self.seal(run_id)
        return seal.open(bytes(found[0][0]), f"{run_id} {part}") if found and seal else None

    def keep_part(self, run_id: UUID, part: str, content: bytes) -> None:
        """Keep it anew."""
        seal = self.seal(run_id)
        assert seal is not None
        with self.pool.connection() as connection, connection.transaction():
            connection.execute(SQL["drop_part"], {"run": run_id, "part": part})
            sealed = seal.close(content, f"{run_id} {part}")
            connection.execute(SQL["keep_part"], {"run": run_id, "part": part, "sealed": sealed})

    def remap(self, run: Run, sheet: str, columns: SheetMapping, now: datetime) -> Run:
        """Columns of one sheet were corrected: everything is to be read again. Raises `RunMovedOn`."""
        said = {"columns": {str(place): name for place, name in columns.columns.items()}}
        heading = {} if columns.last_heading_row is None else {"last_heading_row": columns.last_heading_row}
        mapping = Jsonb({**run.mapping, sheet: {**said, **heading}})
        self._moved("remap", {"id": run.id, "mapping": mapping, "now": now})
        return self.run(run.id)

    def move(
        self,
        run_id: UUID,
        was: Sequence[Status],
        to: Status,
        now: datetime,
        *,
        problem: Note | None = None,
        mapping: Mapping[str, Any] | None = None,
    ) -> Run:
        """On to another state; raises `RunMovedOn` when it was in none of the given ones, or is mapped otherwise."""
        given = {"id": run_id, "status": to.value, "was": [each.value for each in was], "is_over": to in OVER}
        mapped = None if mapping is None else Jsonb(mapping)
        self._moved("move", {**given, "now": now, "problem": _json(problem), "mapping": mapped})
        if to in OVER:
            self._rows_of("drop_part", {"run": run_id, "part": FILE})
        return self.run(run_id)

    @contextmanager
    def alone(self, run_id: UUID) -> Iterator[bool]:
        """Whether nobody else works on the run, and nobody else will until the block ends or the process dies."""
        with self.pool.connection() as connection:
            row = connection.execute(SQL["take_lock"], {"id": run_id}).fetchone()
            taken = bool(row and row[0])
            try:
                yield taken
            finally:
                if taken and not connection.closed:
                    connection.execute(SQL["release_lock"], {"id": run_id})

    def forget(self, before: datetime, now: datetime) -> None:
        """Destroy what is left of runs that were over, or lay untouched, before a moment; sums and verdicts stay."""
        for run_id in [row[0] for row in self._rows("abandoned", {"before": before})]:
            self.move(run_id, CORRECTABLE, Status.DISCARDED, now)
        self._rows_of("forget_keys", {"before": before})
        self._rows_of("forget_parts", {})

    def _moved(self, statement: str, given: Mapping[str, Any]) -> None:
        if not self._rows_of(statement, given):
            raise RunMovedOn

    def _rows_of(self, statement: str, given: Mapping[str, Any]) -> int:
        with self.pool.connection() as connection:
            return connection.execute(SQL[statement], given).rowcount

    def _rows(self, statement: str, given: Mapping[str, Any]) -> list[TupleRow]:
        with self.pool.connection() as connection:
            return connection.execute(SQL[statement], given).fetchall()

    def _runs(self, statement: str, given: Mapping[str, Any]) -> list[Run]:
        with self.pool.connection() as connection, connection.cursor(row_factory=class_row(Run)) as cursor:
            return cursor.execute(SQL[statement], given).fetchall()


def _json(note: Note | None) -> Jsonb | None:
    return Jsonb(msgspec.to_builtins(note)) if note else None
