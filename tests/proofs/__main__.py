"""`scripts/prove [proof …]`: run the long proofs; exit status 1 where one finds a fault."""

import argparse
import sys
import time

from tests.proofs import killing

PROOFS = {
    "writers": killing.kill_writers,
    "engine": killing.kill_engine,
    "followers": killing.kill_followers,
    "server": killing.kill_server,
}


def main() -> int:
    """Run the proofs named, or all."""
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    parser.add_argument("proofs", nargs="*", type=_known, metavar="proof", help=f"{', '.join(PROOFS)}; default: all")
    parser.add_argument("--times", type=int, default=30, help="how often something is killed")
    parser.add_argument("--seed", type=int, default=20260301)
    told = parser.parse_args()
    faults = 0
    for name in told.proofs or PROOFS:
        began = time.monotonic()
        found = PROOFS[name](told.times, told.seed, lambda said: print(said, file=sys.stderr, flush=True))
        faults += len(found)
        print(f"{name}: killed {told.times} times in {time.monotonic() - began:.0f} s, {len(found)} faults", flush=True)
        for fault in found[:20]:
            print(f"  {fault}")
    return 1 if faults else 0


def _known(name: str) -> str:
    if name not in PROOFS:
        raise argparse.ArgumentTypeError(f"no such proof; there are {', '.join(PROOFS)}")
    return name


sys.exit(main())
