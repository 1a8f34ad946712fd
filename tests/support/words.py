"""Every key that the product says somewhere: sentences from code and templates, coded words from the domain's lists."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

import api
import domain
import projections
from api.commanding import hints
from api.words import FOLDERS
from domain.appointment.events import AppointmentKind
from domain.appointment.posts import Post
from domain.catalogue import COMMANDS, EVENTS
from domain.deadline.limits import DEFAULTS
from domain.hazard.categories import CATEGORIES
from domain.hazard.grading import Grade
from domain.hazard.terms import Source, Stage
from domain.kernel.circumstances import Basis
from domain.kernel.identity import ActorKind
from domain.kernel.refusals import Malformed, Refusal
from domain.organisation.kinds import SupervisionKind, UnitKind

ROOT = Path(__file__).parent.parent.parent
IN_TEMPLATE = re.compile(r"""_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
SAYING = {"say", "_", "N_"}


def sentences() -> Iterator[str]:
    """Keys that are English sentences."""
    load_everything()
    yield from (each.sentence for each in _below(Refusal) if each is not Malformed)
    for path in (ROOT / "api").rglob("*.html"):
        yield from (ast.literal_eval(each) for each in IN_TEMPLATE.findall(path.read_text("utf-8")))
    for path in (ROOT / "api").rglob("*.py"):
        yield from _said_in(path)


def keys_of(language: str) -> Iterator[str]:
    """Every key of a language's catalogues as often as one of its files says it."""
    for path in sorted((ROOT / "api/words" / FOLDERS[language]).glob("*.po")):
        with path.open("rb") as file:
            yield from (str(each.id) for each in read_po(file) if each.id)


def coded() -> Iterator[str]:
    """Keys of the vocabulary."""
    for kind, values in _vocabularies():
        yield from (f"{kind}.{value}" for value in values)


def _vocabularies() -> Iterator[tuple[str, Iterable[str]]]:
    yield "state", Stage
    yield "grade", Grade
    yield "post", Post
    yield "unit_kind", UnitKind
    yield "supervision", SupervisionKind
    yield "appointment_kind", AppointmentKind
    yield "actor_kind", ActorKind
    yield "basis", Basis
    yield "source", Source
    yield "category", (each.code for each in CATEGORIES)
    yield "event", (name.rpartition(".")[0] for name in EVENTS)
    yield "command", COMMANDS
    yield "limit", (line.limit for line in DEFAULTS)
    commands: list[Any] = list(COMMANDS.values())
    yield "field", {name for command in commands for name in hints(command)}


def load_everything() -> None:
    """Import every module, so that every refusal is known."""
    for package in (domain, projections, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _said_in(path: Path) -> Iterator[str]:
    """First arguments of `say(...)` that are literal text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
