"""The evident log: tree against bare SHA-256, check of a whole store, sealing beside appends, receipts, proofs."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from statistics import median, quantiles
from threading import Event

import psycopg

from api.engine import EmbeddedEngine
from api.seal.checking import StoreCheck, other_processes
from api.seal.leafing import leaf_bytes, read
from api.seal.sealing import events, from_tiles, newest_checkpoint
from api.seal.signatures import Signatures
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.hazard.commands import NoteProgress
from domain.kernel.identity import HazardId
from domain.seal.dsse import read as read_envelope
from domain.seal.merkle import Frontier, check_inclusion, inclusion_proof, leaf_hashes
from domain.seal.notes import read_checkpoint
from domain.seal.tiles import grown
from tests.bench.filling import fill
from tests.bench.ground import Ratio, come_to_rest, ground, rate, rounds
from tests.bench.lives import OFFICER, an_assigned_hazard
from tests.support.signing import act_signed, begin_signing, file_key

NOTE = "已更换两处松动的立柱，其余部位本周内完成加固，期间拉设警戒线并安排专人值守。"
FILLED = 4_000
"""Hazards of the store that is checked: some 18 000 events."""

SIGNED, AGAIN = 1_500, 40
"""A store of 60 000 signatures: so many different ones are not made for a measurement."""

PROCESSES = os.cpu_count() or 1
LARGE = 1_000_000
PROOFS = 400
RECEIPTS = 60
HAZARDS = 2_000
LOG = "bench/bihuan"


def measure(times: int, each: int) -> Iterator[Ratio]:
    """The tree and the check in this process; appends with the sealer in a process of its own, as it is in use."""
    with ground({"shared_buffers": "256MB"}) as (engine, system):
        fill(system, FILLED)
        leaves = _leaves(system)
        yield from _tree(leaves, times)
        yield from _check(system, times)
        yield from _check_signed(system, times)
        yield from _proofs(system)
    with ground({"shared_buffers": "256MB"}) as (engine, system):
        yield from _beside(engine, system, times, each)


def _leaves(system: System) -> list[bytes]:
    """The leaves of a real log."""
    with psycopg.connect(system.database.app) as connection:
        return [
            leaf_bytes(each, read(each.body), (None, None), each.digest.hex())
            for each in events(connection, 0, limit=10**6)
        ]


def _tree(leaves: Sequence[bytes], times: int) -> Iterator[Ratio]:
    def ours(_turn: int) -> float:
        began = time.perf_counter()
        tree = Frontier()
        tree.extend(leaf_hashes(leaves))
        return len(leaves) / (time.perf_counter() - began)

    def with_tiles(_turn: int) -> float:
        began = time.perf_counter()
        hashes, tree = leaf_hashes(leaves), Frontier()
        tree.extend(hashes)
        assert list(grown(0, hashes, lambda _level, _number: b""))
        return len(leaves) / (time.perf_counter() - began)

    def bare(_turn: int) -> float:
        began = time.perf_counter()
        assert [sha256(leaf).digest() for leaf in leaves]
        return len(leaves) / (time.perf_counter() - began)

    root, tiles, theirs = rounds(times * 3, ours, with_tiles, bare)
    yield Ratio(
        "tree over the leaves of a log", root, "bare SHA-256 of the leaves", theirs, "/s", "≥ 0.50, ≥ 100 000 /s"
    )
    yield Ratio("the same, and its tiles", tiles, "bare SHA-256 of the leaves", theirs, "/s", "≥ 100 000 /s")


def _check(system: System, times: int) -> Iterator[Ratio]:
    run_sealer(system, Event(), once=True)

    def ours(_turn: int) -> float:
        with psycopg.connect(system.database.app, autocommit=True) as connection:
            began = time.perf_counter()
            done = StoreCheck(connection=connection, origin=LOG, with_signatures=False).run()
            assert done.fault is None
            return done.events / (time.perf_counter() - began)

    def bare(_turn: int) -> float:
        with psycopg.connect(system.database.app, autocommit=True) as connection:
            began, count = time.perf_counter(), 0
            while page := events(connection, count, limit=2000):
                count += len([each.digest for each in page])
            return count / (time.perf_counter() - began)

    mine, theirs = rounds(times, ours, bare)
    yield Ratio("whole store checked, no signatures", mine, "bodies read and hashed", theirs, "/s", "≥ 20 000 /s")


def _check_signed(system: System, times: int) -> Iterator[Ratio]:
    """What the signatures of a log cost its check, against the bare verification of the same bytes."""
    hazards = [an_assigned_hazard(system) for _ in range(SIGNED)]
    begin_signing(system)
    key = file_key(system, "no3", Post.SAFETY_OFFICER)
    for hazard in hazards:
        act_signed(system, "no3", Post.SAFETY_OFFICER, NoteProgress(hazard=hazard, note=NOTE), key)
    run_sealer(system, Event(), once=True)
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        assert StoreCheck(connection=connection, origin=LOG, processes=PROCESSES).run().signatures == SIGNED
        taken = [(each, read(each.body)) for each in events(connection, 0, limit=10**6)]
    envelopes = [read_envelope(text) for _, parts in taken for text in parts.signatures]
    bare_key = key.private.public_key()

    def ours(_turn: int) -> float:
        began = time.perf_counter()
        with other_processes(PROCESSES) as others:
            signatures = Signatures(others)
            for stored, parts in taken * AGAIN:
                signatures.take(stored, parts, check=True)
            signatures.settle()
            return signatures.count / (time.perf_counter() - began)

    def bare(_turn: int) -> float:
        began = time.perf_counter()
        for each in envelopes:
            bare_key.verify(each.signature.value, each.signed)
        return SIGNED / (time.perf_counter() - began)

    mine, theirs = rounds(times, ours, bare)
    yield Ratio("signatures of a store, all processors", mine, "bare `cryptography`, one", theirs, "/s", "≥ 0.80")


def _proofs(system: System) -> Iterator[Ratio]:
    """Proofs from the tiles of a made-up tree of a million leaves."""
    hashes = [sha256(number.to_bytes(8, "big")).digest() for number in range(LARGE)]
    tree = Frontier()
    tree.extend(hashes)
    with psycopg.connect(system.database.admin) as connection:
        connection.execute("DELETE FROM seal.tiles")
        with connection.cursor().copy("COPY seal.tiles (level, tile, hashes) FROM STDIN") as copy:
            for tile in grown(0, hashes, lambda _level, _number: b""):
                copy.write_row(tile)
    come_to_rest(system)
    dice, took = random.Random(5), list[float]()
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        for _ in range(PROOFS):
            index = dice.randrange(LARGE)
            began = time.perf_counter()
            proof = from_tiles(connection, partial(inclusion_proof, index=index, size=LARGE))
            took.append((time.perf_counter() - began) * 1000)
            check_inclusion(hashes[index], index, LARGE, proof, tree.root)
    yield Ratio("inclusion proof at 1 000 000 events, p95", _p95(took), "median", median(took), "ms", "≤ 5 ms")


def _beside(engine: EmbeddedEngine, system: System, times: int, each: int) -> Iterator[Ratio]:
    """The highest rate of appends (16 threads), with and without a sealer beside it, in turns."""
    hazards = [an_assigned_hazard(system) for _ in range(HAZARDS)]

    def appends(_turn: int) -> float:
        return rate(lambda number: _note(system, hazards[number % HAZARDS]), range(each), 16)

    def beside(turn: int) -> float:
        with _sealer(engine, system):
            return appends(turn)

    sealed, alone = rounds(times, beside, appends)
    yield Ratio("appends beside the sealer, 16 threads", sealed, "without it", alone, "/s", "≥ 0.90")
    began, before = time.perf_counter(), _sealed(system)
    taken = run_sealer(system, Event(), once=True)
    took = time.perf_counter() - began
    assert _sealed(system) >= before
    yield Ratio("sealing what was appended without it", taken / took, "appends", alone, "/s", "≥ 1")
    with _sealer(engine, system):
        yield Ratio("receipt after the answer, p95", _p95(_waits(system, hazards)), "at most", 1500, "ms", "≤ 1 500 ms")


@contextmanager
def _sealer(engine: EmbeddedEngine, system: System) -> Iterator[None]:
    """A sealer as it is in use: a process of its own, which has caught up."""
    environment = {
        **os.environ,
        "BIHUAN_HOME": str(system.settings.home),
        "BIHUAN_DATABASE_URL": engine.conninfo("bench"),
    }
    process = subprocess.Popen([sys.executable, "-m", "api.cli", "seal"], env=environment, stderr=subprocess.DEVNULL)
    try:
        while _sealed(system) < (system.recorder.max_notification_id() or 0):
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _waits(system: System, hazards: Sequence[HazardId]) -> list[float]:
    """Milliseconds from the answer until a head covers the event, under a usual stream of others."""
    waits: list[float] = []
    for number in range(RECEIPTS):
        position = _note(system, hazards[number])
        began = time.perf_counter()
        while _sealed(system) < position:
            time.sleep(0.01)
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(random.Random(number).random() / 2)
    return waits


def _note(system: System, hazard: HazardId) -> int:
    return system.application.handle(NoteProgress(hazard=hazard, note=NOTE), system.asked(OFFICER)).position


def _sealed(system: System) -> int:
    with system.pool.connection() as connection:
        note = newest_checkpoint(connection)
    return read_checkpoint(note).size if note else 0


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]
