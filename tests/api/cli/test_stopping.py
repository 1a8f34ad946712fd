"""Whoever is told to stop leaves in order: the embedded engine ends with its last user."""

import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from api.engine import open_engine
from tests.proofs.asking import free_port
from tests.proofs.home import answers, child, proving_ground

COMMAND = """
import time
from api.cli.stopping import end_as_told, leave_in_order
leave_in_order()
try:
    try:
        print("under way", flush=True)
        time.sleep(60)
    finally:
        print("left in order", flush=True)
except SystemExit as leaving:
    end_as_told(leaving.code)
"""


UNSHIELDED = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL){COMMAND}"
"""The same, also where the tests themselves outlive their terminal."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_leaves_in_order_and_says_what_ended_it(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", UNSHIELDED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        said, _ = process.communicate(timeout=30)
    assert (said, process.returncode) == ("left in order\n", -number)


def test_what_outlives_its_terminal_on_purpose_goes_on() -> None:
    with subprocess.Popen(["nohup", sys.executable, "-c", COMMAND], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert process.poll() is None
        process.terminate()


def test_the_web_server_alone_ends_the_engine_that_it_started(tmp_path: Path) -> None:
    with proving_ground(tmp_path) as (settings, _):
        pass
    served, engine = replace(settings, port=free_port()), open_engine(settings.home)
    with child(served, "api.cli", "web", is_heard=False) as process:
        assert answers(process, served.public_origin)
        assert engine.status().pid
        process.terminate()
        assert process.wait(30) == 0
    assert engine.status().pid is None
    shutil.rmtree(engine.place.folder)
