"""The table of commands in `verify.py`, which imports nothing of ours: `python -m tests.support.actions` writes it."""

import re
from pathlib import Path

from api.bundles.told import actions

VERIFIER = Path(__file__).parents[2] / "api/bundles/verify.py"
TABLE = re.compile(r"^ACTIONS = \{\n.*?^\}\n", re.DOTALL | re.MULTILINE)


def table() -> str:
    """The table as it is written."""
    rows = (
        f'    "{name}": ({"".join(f"{chr(34)}{each}{chr(34)}, " for each in events).rstrip()}),'
        for name, events in actions().items()
    )
    return "\n".join(("ACTIONS = {", *rows, "}", ""))


def _told(events: list[str]) -> str:
    return " ".join(f'"{each}",' for each in events)


def main() -> None:
    """Write it."""
    VERIFIER.write_text(TABLE.sub(lambda _: table(), VERIFIER.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
