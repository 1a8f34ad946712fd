"""Every name is known, every command has its line of power, every refusal says something."""

import pytest

from api.problems import STATUS
from domain.appointment.posts import CHINESE_NAMES, Post
from domain.appointment.powers_table import POWERS, READS
from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.refusals import Refusal


def refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Every refusal class there is."""
    return [each for below in kind.__subclasses__() for each in (below, *refusals(below))]


def test_every_command_has_a_line_of_power_and_every_line_a_command() -> None:
    assert sorted(POWERS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(POWERS))
def test_somebody_has_each_power(name: str) -> None:
    power = POWERS[name]
    assert power.kinds or any(power.has(post) for post in Post)


@pytest.mark.parametrize("post", list(Post))
def test_every_post_has_a_name_and_may_see_something(post: Post) -> None:
    assert CHINESE_NAMES[post]
    assert READS[post]


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_is_named_for_its_stream_what_happened_and_its_version(name: str) -> None:
    stream, happened, version = name.split(".")
    assert stream.isidentifier()
    assert happened.isidentifier()
    assert version.startswith("v")
    assert (EVENTS[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_is_asked(name: str) -> None:
    assert (COMMANDS[name].__doc__ or "").strip()


def test_no_two_refusals_share_a_code() -> None:
    codes = [each.code() for each in refusals()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("refusal", refusals(), ids=lambda each: each.code())
def test_a_refusal_has_a_status_and_a_reason_to_be(refusal: type[Refusal]) -> None:
    assert refusal.status in STATUS
    assert (refusal.__doc__ or "").strip()
