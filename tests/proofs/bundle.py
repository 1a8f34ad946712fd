"""Every bit of a bundle, sampled: turned over, none is accepted, by file or page; nor under a manifest signed anew."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

from tests.proofs.disk import CouldNotRun

EACH = 200
"""Bits of the archive a time, for each of the three: `verify.py`, the page, the command. 30 times are 6 000."""


def flip_bits(times: int, _seed: int, tell: Callable[[str], None]) -> list[str]:
    """The tests of bits at length, in processes of their own; what failed, by name."""
    flips = times * EACH
    tell(f"bundle: {flips} bits for each verifier")
    environment = {**os.environ, "BIHUAN_BUNDLE_FLIPS": str(flips)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/api/bundles",
        "-k",
        "no_bit or another_kind",
    ]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise CouldNotRun(run.stdout[-500:] + run.stderr[-500:])
    return re.findall(r"^FAILED (.*)$", run.stdout, re.MULTILINE)
