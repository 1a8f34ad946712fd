"""`scripts/prove [proof …]`: run the long proofs; exit status 1 for faults, 3 where one could not be run."""

import argparse
import sys
import time

from tests.proofs import killing
from tests.proofs.bundle import flip_bits
from tests.proofs.disk import CouldNotRun, fill_disk
from tests.proofs.sealing import kill_sealer

PROOFS = {
    "writers": killing.kill_writers,
    "engine": killing.kill_engine,
    "followers": killing.kill_followers,
    "server": killing.kill_server,
    "seal": kill_sealer,
    "bundle": flip_bits,
    "disk": fill_disk,
}
FAULTS, NOT_RUN = 1, 3


def main() -> int:
    """Run the proofs named, or all."""
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    parser.add_argument("proofs", nargs="*", type=_known, metavar="proof", help=f"{', '.join(PROOFS)}; default: all")
    parser.add_argument("--times", type=int, default=30, help="how often something is killed, or filled up")
    parser.add_argument("--seed", type=int, default=20260301)
    told = parser.parse_args()
    came_to = {_run(name, told.times, told.seed) for name in told.proofs or PROOFS}
    return FAULTS if FAULTS in came_to else max(came_to)


def _run(name: str, times: int, seed: int) -> int:
    """Run one and say what it came to; the exit status."""
    began = time.monotonic()
    try:
        found = PROOFS[name](times, seed, lambda said: print(said, file=sys.stderr, flush=True))
    except CouldNotRun as why:
        print(f"{name}: could not be run: {why}", flush=True)
        return NOT_RUN
    print(f"{name}: {times} times in {time.monotonic() - began:.0f} s, {len(found)} faults", flush=True)
    for fault in found[:20]:
        print(f"  {fault}")
    return FAULTS if found else 0


def _known(name: str) -> str:
    if name not in PROOFS:
        raise argparse.ArgumentTypeError(f"no such proof; there are {', '.join(PROOFS)}")
    return name


sys.exit(main())
