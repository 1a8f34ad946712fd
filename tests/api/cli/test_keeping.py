"""Holds, retention and erasure on the command line."""

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.api.cli.conftest import Line
from tests.support.district import person_id, post_id
from tests.support.settled import account

HOLD = ("--reason", "正在调查", "--document", "教调〔2026〕3号", "--json")
GUARD = str(person_id("no3", Post.GUARD))


@pytest.fixture
def registrar(settled: System) -> str:
    return account(settled, "qinghe", Post.REGISTRAR)


def test_a_hold_keeps_a_name_until_another_releases_it(line: Line, settled: System, registrar: str) -> None:
    investigator = account(settled, "qinghe", Post.INVESTIGATOR)
    section = account(settled, "dongcheng", Post.SAFETY_SECTION)
    ended = ("appointment", "end", str(post_id("no3", Post.GUARD)), "--on", "2026-03-01", "--reason", "离职")
    assert line(*ended, sign_in=registrar).status == 0
    held = line("hold", "place", "--unit", "no3", *HOLD, sign_in=investigator)
    assert held.status == 0, held.err
    refused = line("person", "erase", GUARD, "--reason", "本人申请删除", "--json", sign_in=registrar)
    assert (refused.status, refused.code) == (1, "under_hold")
    hold = held.value["stream"]
    own = line("hold", "release", hold, *HOLD, sign_in=investigator)
    assert (own.status, own.code) == (1, "released_by_its_placer")
    assert line("hold", "release", hold, *HOLD, sign_in=section).status == 0
    assert [each["is_active"] for each in line("hold", "list", "--json").value] == [False]
    erased = line("person", "erase", GUARD, "--reason", "本人申请删除", sign_in=registrar)
    assert erased.status == 0, erased.err
    assert "no3 guard" not in line("person", "list").out


def test_retention_tells_the_rules_and_a_dry_run_says_that_nothing_is_over(line: Line) -> None:
    assert [each["years"] for each in line("retention", "list", "--json").value] == [None, None, None]
    told = line("retention", "run", "--dry-run", "--json")
    assert (told.status, told.value) == (0, {"dry_run": True, "purged": [], "under_hold": []})


def test_what_a_hazard_does_not_have_is_not_erased(line: Line, registrar: str, officer: str) -> None:
    found = ("--unit", "no3", "--place", "三楼", "--category", "building.railings", "--description", "护栏松动")
    hazard = line("hazard", "report", "--json", *found, sign_in=officer).value["stream"]
    said = line("subject", "erase", hazard, "--reason", "家长要求删除", "--json", sign_in=registrar)
    assert (said.status, said.code) == (1, "nothing_to_erase")
