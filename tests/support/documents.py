"""Parts of the READMEs that follow from the code: `scripts/fix` writes them, a test holds them."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click

from api.cli.main import NOUNS, bihuan
from api.engine.migrate import STEPS
from api.settings import Settings
from api.words import speaking
from domain.appointment.posts import CHINESE_NAMES
from domain.appointment.powers_table import POWERS, READS
from domain.appointment.reach import Reach
from domain.catalogue import COMMANDS, EVENTS
from domain.deadline.limits import DEFAULTS
from domain.policies.registry import POLICIES
from projections.catalogue import MODELS

ROOT = Path(__file__).parent.parent.parent
MARK = re.compile(r"<!-- generated: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def first_line(thing: object) -> str:
    """The summary line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def table(headings: str, rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table; headings are parted by bars."""
    names = [each.strip() for each in headings.split("|")]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(each.replace("|", "\\|") for each in row) + " |" for row in rows]
    return "\n".join(lines)


def events() -> str:
    """Every event by its stored name."""
    return table("event | what happened", ((f"`{name}`", first_line(kind)) for name, kind in EVENTS.items()))


def commands() -> str:
    """Every command with who may give it, by reach."""
    return table("command | what is asked | who may", ((f"`{n}`", first_line(k), _who(n)) for n, k in COMMANDS.items()))


def _who(name: str) -> str:
    power = POWERS[name]
    parts = [f"{reach.value}: {', '.join(sorted(power.posts(reach)))}" for reach in Reach if power.posts(reach)]
    return "; ".join(parts + [f"({', '.join(sorted(power.kinds))})"] * bool(power.kinds))


def posts() -> str:
    """Every post with what it may see."""
    rows = ((f"`{p}`", CHINESE_NAMES[p], ", ".join(sorted(READS[p]))) for p in CHINESE_NAMES)
    return table("post | 岗位 | reads", rows)


def limits() -> str:
    """The limits a new log begins with."""
    rows = ((f"`{d.limit}`", f"{d.amount or ''} {d.unit.value}".strip(), d.source) for d in DEFAULTS)
    return table("limit | length | source", rows)


def policies() -> str:
    """Every policy's rule."""
    rows = ((f"`{p.rule.name}` v{p.rule.version}", p.answers, ", ".join(p.asks_for)) for p in POLICIES)
    return table("rule | answers | asks for", rows)


def models() -> str:
    """Every read model."""
    return table("read model | what it is", ((f"`{each.name}`", first_line(type(each))) for each in MODELS))


def settings() -> str:
    """Every setting by its environment variable."""
    said = _said_of_fields(Settings)
    return table("variable | what it says", ((f"`BIHUAN_{f.name.upper()}`", said[f.name]) for f in fields(Settings)))


def steps() -> str:
    """The schema steps in order."""
    return table("step | run as", ((f"`{step.name}`", f"`{step.role}`") for step in STEPS))


def verbs() -> str:
    """Every verb of the command line."""
    context = click.Context(bihuan, obj=None)
    with speaking("en"):
        return table("command | what it does", (row for noun in sorted(NOUNS) for row in _verbs(context, noun)))


def _verbs(context: click.Context, noun: str) -> Iterator[tuple[str, ...]]:
    command = bihuan.get_command(context, noun)
    assert command is not None
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            below = command.get_command(context, verb)
            assert below is not None
            yield f"`bihuan {noun} {verb}`", below.get_short_help_str(200)
    else:
        yield f"`bihuan {noun}`", command.get_short_help_str(200)


def _said_of_fields(kind: type) -> dict[str, str]:
    """What the string under each field of a dataclass says."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    said: dict[str, str] = {}
    for node, below in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            is_said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            said[node.target.id] = str(below.value.value) if is_said else ""  # type: ignore[union-attr]
    return said


PARTS: dict[str, Callable[[], str]] = {
    each.__name__: each for each in (events, commands, posts, limits, policies, models, settings, steps, verbs)
}


def renewed(text: str) -> str:
    """The text with every generated part made again; an unknown part is an error."""
    return MARK.sub(lambda m: f"<!-- generated: {m[1]} -->\n{PARTS[m[1]]()}\n<!-- end -->", text)


def documents() -> list[Path]:
    """Every README that has generated parts."""
    found = [ROOT / "README.md", ROOT / "README.zh-CN.md", *ROOT.glob("*/README.md")]
    return [path for path in found if path.exists() and MARK.search(path.read_text("utf-8"))]


def main() -> None:
    """Write the parts."""
    for path in documents():
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
