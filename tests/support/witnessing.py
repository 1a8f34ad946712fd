"""A witness of a test's own log, on a real port, and the log's settings that name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from api.seal.keys import signer_in
from api.system import System
from api.witness.app import make_witness_app
from api.witness.home import WitnessHome
from api.witness.witness import Witness
from domain.seal.notes import NoteKey
from domain.seal.policy import read_policy
from tests.support.serving import served


def log_key(system: System) -> NoteKey:
    """The key that signs the heads of a log."""
    return signer_in(system.settings.home, system.application.log_name).key


def witness_of(system: System, folder: Path, name: str = "witness.example/city") -> Witness:
    """A witness that knows this log."""
    home = WitnessHome(folder)
    home.make_key(name)
    policy = f"log {log_key(system).told}\n"
    (folder / "policy").write_text(policy, "utf-8")
    return Witness(home, read_policy(policy, needs_quorum=False))


def asking(system: System, *witnesses: tuple[Witness, str]) -> System:
    """The same system, told to ask these witnesses at these addresses; all of them are the quorum."""
    path = system.settings.home / "witnesses.policy"
    lines = [f"witness w{number} {each.key.key.told} {url}" for number, (each, url) in enumerate(witnesses)]
    members = " ".join(f"w{number}" for number in range(len(witnesses)))
    path.write_text("\n".join([*lines, f"group all-of-them all {members}", "quorum all-of-them", ""]), "utf-8")
    return replace(system, settings=replace(system.settings, witnesses=path))


@contextmanager
def witnessed(system: System, folder: Path) -> Iterator[tuple[System, Witness]]:
    """A system with one witness that answers."""
    witness = witness_of(system, folder)
    with served(make_witness_app(witness)) as address:
        yield asking(system, (witness, address)), witness
