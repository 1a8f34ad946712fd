"""A sample of each long proof; `scripts/prove` runs them at length."""

import os
import subprocess
import sys

import pytest

from tests.proofs.disk import CouldNotRun, fill_disk
from tests.proofs.killing import kill_engine, kill_followers, kill_server, kill_writers
from tests.proofs.sealing import kill_sealer


def silent(_: str) -> None:
    """Told to nobody."""


@pytest.mark.parametrize("proof", [kill_writers, kill_engine, kill_followers, kill_server])
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(proof: object) -> None:
    assert callable(proof)
    assert proof(2, 7, silent) == []


def test_a_sealer_that_is_killed_leaves_no_event_unsealed_and_no_head_wrong() -> None:
    assert kill_sealer(2, 7, silent) == []


def test_a_full_disk_is_refused_clearly_and_everything_goes_on_by_itself() -> None:
    """Once, so that the engine finds no room for its log and ends."""
    try:
        faults = fill_disk(1, 7, silent)
    except CouldNotRun as why:
        pytest.skip(f"needs a mount of its own: {why}")
    assert faults == []


def test_a_proof_that_could_not_be_run_is_not_passed() -> None:
    """Here for want of `unshare`."""
    environment = {**os.environ, "PATH": "/nowhere"}
    asked = [sys.executable, "-m", "tests.proofs", "disk", "--times", "1"]
    told = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert told.stdout.startswith("disk: could not be run: it needs `unshare`")
