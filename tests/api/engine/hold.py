"""Take a share in an engine and keep it until standard input ends: ``python -m … HOME STATE_ROOT``."""

import sys
from pathlib import Path

from api.engine import EmbeddedEngine, EngineRefusal, find_binaries


def hold(home: Path, state_root: Path) -> None:
    """Say the conninfo, or the code of the refusal, on one line."""
    try:
        engine = EmbeddedEngine(home, find_binaries(), state_root=state_root, patience=40)
        print(engine.start(), flush=True)
    except EngineRefusal as refusal:
        print(refusal.code, flush=True)
        return
    sys.stdin.read()
    engine.stop()


if __name__ == "__main__":
    hold(Path(sys.argv[1]), Path(sys.argv[2]))
