"""Help and misuse in the language of whoever types: commands that say what they are for in words of the catalogues.

English help in the code is its own key, paragraph by paragraph. Lines are broken by how wide characters are shown.
"""

import copy
import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

import click
from click.formatting import HelpFormatter

from api.cli.telling import is_chinese, width_of
from api.words import field_words, say, term

TOKENS = re.compile(r"\s+|[（《“\[]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef“”]+|.)[，。；：、！？）》”\]]*")
"""What stays in one line: a word, or a character that is written without blanks, with brackets and stops around it."""

CODES = re.compile(r"[^|]+\|?")
"""The same of a list of codes."""

COLUMN_MOST = 30
"""Widest column of names; a longer name has a line of its own."""

LABELS = {
    ("appointment.make", "kind"): "appointment_kind",
    ("deadline.enter_calendar", "source"): "basis_source",
    ("deadline.set_limit", "source"): "basis_source",
    ("deadline.set_limit", "unit"): "limit_unit",
    ("hazard.assign", "funds_fen"): "funds_in_fen",
    ("policy.set_signing_level", "source"): "basis_source",
}
"""Fields of steps that are called otherwise than such fields are elsewhere."""

ACCOMPANYING = frozenset({"values", "happened", "claimed_at", "idempotency_key", "sign_in", "acting_in"})
"""Options of every step, which say themselves what they are."""


class Formatter(HelpFormatter):
    """Paragraphs and lists whose lines fit the terminal in either language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is typed."""
        super().write_usage(prog, args, prefix or f"{say('Usage')}: ")

    def write_text(self, text: str) -> None:
        """Paragraphs, indented as far as the formatter stands."""
        indent = " " * self.current_indent
        paragraphs = (wrapped(each, self.width - self.current_indent) for each in paragraphs_of(text))
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = COLUMN_MOST, col_spacing: int = 2) -> None:
        """Names with what they mean beside them."""
        listed = list(rows)
        column = min(max(len(name) for name, _ in listed), col_max) + col_spacing
        for name, meaning in listed:
            first, *others = wrapped(meaning, self.width - self.current_indent - column) or [""]
            indent = " " * (self.current_indent + column)
            is_beside = len(name) <= column - col_spacing
            begun = " " * self.current_indent + f"\n{indent}".join(wrapped(name, self.width - column, CODES))
            self.write((f"{begun:{len(indent)}}{first}" if is_beside else f"{begun}\n{indent}{first}").rstrip() + "\n")
            self.write("".join(f"{indent}{line}\n" for line in others))


class Context(click.Context):
    """What help is written with."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is said in the language of whoever asks."""

    context_class = Context
    step = ""
    """The domain's command that it asks for, where it is one: that has words already."""

    @property
    def words(self) -> str:
        """What it is for, in the language of whoever asks."""
        if self.step and is_chinese():
            return f"{term('command', self.step)}。{term('meaning', self.step)}"
        return said(self.help or "")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first sentence, cut where it is too long."""
        if not is_chinese():
            return super().get_short_help_str(limit)
        first, *more = wrapped(re.split("[。；：]", self.words)[0], limit - 1)
        return first + "…" if more else first

    def format_help_text(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """What it is for."""
        if self.words:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(self.words)

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Its options."""
        if rows := list(_rows(self.get_params(ctx), ctx)):
            with formatter.section(say("Options")):
                formatter.write_dl(rows)


class Group(Command, click.Group):
    """A noun with its verbs."""

    command_class = Command
    group_class = type

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Its options, then its commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Its commands, each with its first sentence."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        limit = formatter.width - 6 - max(len(name) for name, _ in commands)
        with formatter.section(say("Commands")):
            formatter.write_dl((name, command.get_short_help_str(limit)) for name, command in commands if command)


def misuse_told(error: click.ClickException) -> None:
    """What cannot be understood, and where help is, on stderr; where nothing was asked for, the help itself."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(say("Help: {command} --help", command=context.command_path), err=True)
        click.echo(err=True)
    click.echo(say("Not understood: {what}", what=_misuse(error)), err=True)


def said(help_text: str) -> str:
    """A help text in the language of whoever asks."""
    return "\n\n".join(say(each) for each in paragraphs_of(help_text))


def paragraphs_of(text: str) -> list[str]:
    """Its paragraphs, each in one line."""
    return [" ".join(each.split()) for each in inspect.cleandoc(text).split("\n\n")]


def wrapped(text: str, width: int, tokens: re.Pattern[str] = TOKENS) -> list[str]:
    """Lines no wider than this many columns, as far as they can be broken."""
    lines: list[str] = []
    line = ""
    for token in tokens.findall(" ".join(text.split())):
        if line and width_of(line + token.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += token if line or not token.isspace() else ""
    return [*lines, line.rstrip()] if line else lines


def _rows(params: Iterable[click.Parameter], ctx: click.Context) -> Iterator[tuple[str, str]]:
    for param in params:
        spoken: Any = copy.copy(param)
        if isinstance(spoken, click.Option):
            step, told = getattr(ctx.command, "step", ""), said(spoken.help or "")
            is_own = bool(step) and param.name not in ACCOMPANYING
            spoken.help = _labelled(step, param.name or "", told) if is_own or not told else told
            if row := spoken.get_help_record(ctx):
                yield row[0], row[1].replace("[default: ", say("[default: ")).replace("[required]", say("[required]"))


def _labelled(step: str, name: str, told: str) -> str:
    """The words of a field, where it has any, before what is told of it."""
    path = LABELS.get((step, name), name).split("__")
    label = field_words(".".join(path))
    return told if label in path else say("{label}: {told}", label=label, told=told) if told else label


def _misuse(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return say("There is no option {name}.", name=error.option_name) + _meant(error.possibilities)
        case click.NoSuchCommand():
            return say("There is no command {name}.", name=error.command_name) + _meant(error.possibilities)
        case click.BadOptionUsage() if "requires" in error.message:
            return say("{name} needs a value.", name=error.option_name)
        case click.MissingParameter() if error.param is not None:
            return say("{name} is missing.", name=error.param.get_error_hint(error.ctx))
        case click.BadParameter() if error.param is not None:
            return say("{name}: {what}", name=error.param.get_error_hint(error.ctx), what=_wanted(error))
    return error.format_message()


def _wanted(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice(choices=choices):
            return say("one of {names} is expected.", names=say(", ").join(choices))
        case click.IntRange(min=least, max=most):
            ends = ("…" if each is None else each for each in (least, most))
            return say("a whole number from {least} to {most} is expected.", least=next(ends), most=next(ends))
        case click.types.IntParamType():
            return say("a whole number is expected.")
    return error.message


def _meant(possibilities: Iterable[str] | None) -> str:
    return say(" Meant: {names}?", names=say(", ").join(possibilities)) if possibilities else ""
