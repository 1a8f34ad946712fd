"""The table of commands in `verify.py`, which imports nothing of ours: `python -m tests.support.actions` writes it."""

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap

from api.bundles.told import actions

VERIFIER = Path(__file__).parents[2] / "api/bundles/verify.py"
WIDTH = 120
TABLE = re.compile(r"^ACTIONS = \{\n.*?^\}\n", re.DOTALL | re.MULTILINE)


def table() -> str:
    """The table as it is written."""
    return "\n".join(("ACTIONS = {", *(_row(name, events) for name, events in actions().items()), "}", ""))


def _row(name: str, events: Mapping[str, list[str]]) -> str:
    said = {event: f'"{event}": "{" ".join(both)}"' for event, both in events.items()}
    row = f'    "{name}": {{{", ".join(said.values())}}},'
    if len(row) <= WIDTH:
        return row
    broken = (f'        "{event}": ' + ' "\n        "'.join(_lines(both)) for event, both in events.items())
    return "\n".join((f'    "{name}": {{', *(f"{each}," for each in broken), "    },"))


def _lines(both: list[str]) -> list[str]:
    lines = wrap(" ".join(both), WIDTH - 50)
    return [f'"{lines[0]}', *lines[1:-1], f'{lines[-1]}"'] if len(lines) > 1 else [f'"{"".join(lines)}"']


def main() -> None:
    """Write it."""
    VERIFIER.write_text(TABLE.sub(lambda _: table(), VERIFIER.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
