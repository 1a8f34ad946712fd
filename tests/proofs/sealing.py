"""kill −9 of the sealer under load with conflicts; an observer outside keeps every head it sees, to compare all."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event, Thread

import psycopg

from api.seal.checking import StoreCheck
from api.seal.history import history_of
from api.seal.keyring import Keyring
from api.seal.keys import verify_ed25519
from api.seal.proving import consistency
from api.seal.sealing import NEWEST, frontier_of, kept_note, last_position, newest_checkpoint
from api.settings import Settings
from api.system import open_system
from api.workers.sealer import run_sealer
from domain.kernel.refusals import Refusal
from domain.seal.merkle import ProofWrong, check_consistency
from domain.seal.notes import Note, read_checkpoint
from tests.proofs.home import LOG, child, proving_ground
from tests.proofs.killing import end

Tell = Callable[[str], None]
LOOKS_EVERY_S = 0.05
AT_ITS_START = 0.3
"""How many of the sealers are killed before, or while, they begin."""


def kill_sealer(times: int, seed: int, tell: Tell) -> list[str]:
    """The sealer dies at any moment; afterwards no event is unsealed, and all heads ever seen are of one history."""
    dice = random.Random(seed)
    with proving_ground() as (settings, database):
        loads = [child(settings, f"tests.proofs.{name}", "3", is_heard=False) for name in ("writer", "contender")]
        observer = Observer(database.app, settings)
        for turn in range(times):
            sealer = child(settings, "api.cli", "seal", is_heard=False)
            if dice.random() < AT_ITS_START or observer.sees_more(within_s=60):
                time.sleep(2 * dice.random())
            else:
                observer.faults.append(f"sealer {turn + 1} sealed nothing in a minute")
            end(sealer.pid)
            sealer.wait()
            tell(f"sealer {turn + 1}/{times}: {len(observer.seen)} heads seen")
        for load in loads:
            end(load.pid)
            load.wait()
        with open_system(settings) as system:
            run_sealer(system, Event(), once=True)
        return observer.stop() + _faults(database.app, settings, list(observer.seen.values()))


@dataclass
class Observer:
    """Somebody outside who asks for the newest head again and again, and forgets none."""

    conninfo: str
    settings: Settings
    seen: dict[str, Note] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _done: Event = field(default_factory=Event)
    _thread: Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def sees_more(self, within_s: float) -> bool:
        """Whether a head is seen that was not there before: the sealer is at work."""
        before, deadline = len(self.seen), time.monotonic() + within_s
        while len(self.seen) == before and time.monotonic() < deadline:
            time.sleep(LOOKS_EVERY_S)
        return len(self.seen) > before

    def stop(self) -> list[str]:
        """What it found wrong."""
        self._done.set()
        self._thread.join()
        return self.faults

    def _look(self) -> None:
        """Also the head that was signed and not committed yet counts: somebody may have it."""
        largest = 0
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            while not self._done.wait(LOOKS_EVERY_S):
                note = newest_checkpoint(connection)
                size = read_checkpoint(note).size if note else 0
                if size < largest:
                    self.faults.append(f"the newest head went back from {largest} to {size}")
                largest = max(largest, size)
                for each in (note, kept_note(self.settings.home / NEWEST)):
                    if each is not None:
                        self.seen.setdefault(each.text, each)


def _faults(conninfo: str, settings: Settings, seen: list[Note]) -> list[str]:
    """What is wrong in the end: events without a head, a store that does not hold, heads that contradict each other."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        key = Keyring(settings.home).pinned(history_of(connection, LOG))
        note, last = newest_checkpoint(connection), last_position(connection)
        faults = [] if note and read_checkpoint(note).size == last else [f"not sealed up to event {last}"]
        faults += [] if frontier_of(connection).size == last else ["the tree does not hold every event"]
        unsigned = [each.text for each in seen if key is None or each.signed_by(key, verify_ed25519) is None]
        faults += [f"not signed by the log: {text}" for text in unsigned]
        checked = StoreCheck(connection=connection, origin=LOG, log_key=key, brought=tuple(seen)).run()
        faults += [str(checked.fault)] if checked.fault else []
        heads = sorted((read_checkpoint(each) for each in seen), key=lambda each: each.size)
        for old, new in pairwise(heads):
            try:
                proof = consistency(connection, old.size, new.size)
                check_consistency(old.size, new.size, proof, old.root, new.root)
            except (ProofWrong, Refusal) as error:
                faults.append(f"heads over {old.size} and {new.size} events: {error}")
        return faults
