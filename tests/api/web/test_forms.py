"""The table of forms and the commands agree, and everything a form says is said in both languages."""

from collections.abc import Iterable, Iterator

import pytest

from api.offered import offers
from api.web import accounts
from api.web.forms import choices
from api.web.forms.fields import Field, Widget
from api.web.forms.shape import fields_of
from api.web.forms.showing import words_of
from api.web.forms.table import LAST, SAID, TELL_THE_DAY, WHEN
from api.web.registering import POSTS_OF_UNIT
from api.words import catalogue, speaking
from domain.catalogue import COMMANDS

ASKED = [offer.name for offer in offers()]


def every(fields: Iterable[Field]) -> Iterator[Field]:
    """Fields with the parts of their values."""
    for field in fields:
        yield field
        yield from every(field.parts)


def given(command: str) -> set[str]:
    """What the house knows, or is told by the address."""
    identifiers = {"hazard", "unit_code", "year", "limit", "appointment", "giver"}
    return identifiers if command.startswith(("hazard.", "deadline.", "appointment.")) else set()


@pytest.mark.parametrize("command", ASKED)
def test_every_field_of_every_command_can_be_asked_for_in_both_languages(command: str) -> None:
    for language in ("zh-CN", "en"):
        with speaking(language):
            for field in every(fields_of(COMMANDS[command], given(command))):
                assert not words_of(field).startswith("field."), field.name
                for code in field.codes:
                    assert field.source or f"{field.words}.{code}" in catalogue(language), (field.name, code)


@pytest.mark.parametrize("command", ASKED)
def test_every_choice_comes_from_a_closed_list_or_a_source_there_is(command: str) -> None:
    for field in every(fields_of(COMMANDS[command], given(command))):
        if field.widget in (Widget.CHOICE, Widget.PICK, Widget.SEVERAL):
            is_given = field.name in {"unit", "person", "parent", "by"} and not command.startswith("hazard.")
            is_shown = (command, field.name) == ("subject.erase", "attachments")
            assert field.codes or field.source in choices.SOURCES or is_given or is_shown, field.name


@pytest.mark.parametrize("command", ASKED)
def test_every_form_says_what_its_step_means_in_both_languages(command: str) -> None:
    assert all(f"meaning.{command}" in catalogue(language) for language in ("zh-CN", "en"))


def test_the_table_names_only_fields_there_are() -> None:
    for command, said in SAID.items():
        names = {field.name for field in every(fields_of(COMMANDS[command]))}
        assert set(said) <= names, command
    for command, last in LAST.items():
        assert set(last) <= {field.name for field in fields_of(COMMANDS[command])}, command
    assert set(COMMANDS) >= TELL_THE_DAY


def test_every_hint_is_said_in_chinese() -> None:
    hints = {WHEN.hint, POSTS_OF_UNIT, *accounts.DONE.values()}
    for said in SAID.values():
        hints |= {str(each[name]) for each in said.values() for name in ("hint", "refreshes") if name in each}
    assert sorted(hints - set(catalogue("zh-CN"))) == []
