"""Help in the language of whoever types, in lines that fit, and misuse told as plainly."""

from collections.abc import Iterator

import click
import pytest

from api.cli.helping import Command, paragraphs_of, wrapped
from api.cli.main import bihuan, run
from api.cli.telling import width_of
from api.words import catalogue

COLUMNS = 80


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every noun and verb with what is typed to come to it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, (*path, name))


ALL = list(commands(bihuan))


def test_every_command_speaks_the_language_of_whoever_asks() -> None:
    assert [path for path, command in ALL if not isinstance(command, Command)] == []


def test_every_help_is_said_in_chinese() -> None:
    known, unsaid = catalogue("zh-CN"), set[str]()
    for _, command in ALL:
        assert isinstance(command, Command)
        helps = [getattr(each, "help", None) for each in command.get_params(click.Context(command))]
        step = [f"meaning.{command.step}"] if command.step else [command.help]
        unsaid |= {part for each in (*step, *helps) if each for part in paragraphs_of(each) if part not in known}
    assert unsaid == set()


@pytest.fixture(params=["zh-CN", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of whoever types."""
    monkeypatch.setenv("BIHUAN_LANGUAGE", request.param)
    return str(request.param)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the house."""
    monkeypatch.setenv("BIHUAN_LANGUAGE", "zh-CN")


@pytest.mark.usefixtures("language")
def test_every_line_of_help_fits_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for path, _ in ALL:
        assert run([*path, "--help"]) == 0
        assert [line for line in capsys.readouterr().out.splitlines() if width_of(line) > COLUMNS] == []


@pytest.mark.usefixtures("chinese")
def test_a_verb_is_explained_as_on_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hazard", "grade", "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("用法: ")
    assert all(each in told for each in ("判定等级", "--reason TEXT", "理由"))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hazard", "sho"], "没有命令 sho。是否指 show？"),
        (["log", "verify", "--chekpoint"], "没有选项 --chekpoint。是否指 --checkpoint？"),
        (["log", "prove"], "缺少 'POSITION'。"),
        (["backup"], "缺少 '--out'。"),
        (["backup", "--out"], "--out 需要一个值。"),
        (["hazard", "grade", "x", "--grade", "x"], "'--grade'：须为 general、major 之一。"),
        (["log", "prove", "x"], "'POSITION'：须为 1 至 … 的整数。"),
        (["hazard", "grade", "x", "--seen", "x"], "'--seen'：须为整数。"),
        (["hazard", "grade", "x", "--yes=1"], "does not take a value"),
        (["hazard", "show"], "hazard show --help"),
    ],
)
def test_what_is_not_understood_is_said_with_where_help_is(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("option", [["--language", "en"], ["--language=en"]])
def test_help_and_misuse_are_in_the_language_that_is_asked_for(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*option, "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: ")
    assert run([*option, "hazard", "sho"]) == 2
    assert "There is no command sho." in capsys.readouterr().err


@pytest.mark.usefixtures("chinese")
def test_nothing_asked_for_is_answered_with_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "命令:" in capsys.readouterr().err


def test_lines_are_broken_by_how_wide_characters_are_and_never_before_a_stop() -> None:
    assert wrapped("一二三，四五六。", 8) == ["一二三，", "四五六。"]
    assert wrapped("一二三四，五", 8) == ["一二三", "四，五"]
    assert wrapped("one two 三四五", 9) == ["one two", "三四五"]
    assert wrapped("x" * 12, 8) == ["x" * 12]
