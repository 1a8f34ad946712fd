"""`scripts/bench [part …]`: run the measurements and print the table that the README shows."""

import argparse
import platform
from collections.abc import Callable, Iterator

from tests.bench import bundle, commands, imports, pages, rebuild, seal, signatures, signing
from tests.bench.ground import Ratio

PARTS: dict[str, Callable[[int, int], Iterator[Ratio]]] = {
    "commands": commands.measure,
    "rebuild": rebuild.measure,
    "import": imports.measure,
    "pages": pages.measure,
    "signatures": signatures.measure,
    "signing": signing.measure,
    "seal": seal.measure,
    "bundle": bundle.measure,
}


def main() -> None:
    """Measure the parts named, or all."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", type=_known, metavar="part", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=4000)
    told = parser.parse_args()
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    print("| what | ours | against | ratio | target |\n| --- | --- | --- | --- | --- |")
    for part in told.parts or PARTS:
        for ratio in PARTS[part](told.rounds, told.each):
            print(ratio.line(), flush=True)


def _known(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"no such part; there are {', '.join(PARTS)}")
    return name


main()
