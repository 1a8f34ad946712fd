"""Loading that was interrupted, and logs on which nothing is loaded."""

import json

import pytest

from api.cli.main import run
from api.setting_up import begin
from api.system import System
from api.trial.district import ROOT
from api.trial.load import NoYearToFill, OnlyForTrials, load_into
from tests.api.trial.conftest import SCALE, Year, cheap
from tests.api.trial.test_load import recorded
from tests.conftest import MORNING


class Interrupted(Exception):
    """Somebody pulled the plug."""


def pull_the_plug_at(percent: int, line: str) -> None:
    """Stop when the year has come so far."""
    if line.startswith(f"{percent} %"):
        raise Interrupted


def test_an_interrupted_loading_goes_on_to_the_same_record(begun: System, year: Year) -> None:
    with pytest.raises(Interrupted):
        load_into(begun, lambda line: pull_the_plug_at(45, line), scale=SCALE, passwords=cheap(begun))
    halfway = len(recorded(begun))
    continued = load_into(begun, lambda _: None, scale=SCALE, passwords=cheap(begun))
    assert continued.refused == ()
    assert continued.added == len(recorded(begun)) - halfway
    assert _shape(begun) == _shape(year.system)


def _shape(system: System) -> list[tuple[object, ...]]:
    """What happened, to what, when, without salts and keys, which are drawn anew."""
    return [(each.stream, each.ver, each.event.name, each.received_at) for each in recorded(system)]


def test_nothing_made_up_comes_onto_a_record_that_counts(settled: System) -> None:
    with pytest.raises(OnlyForTrials):
        load_into(settled, lambda _: None)


def test_a_trial_log_that_began_just_now_has_no_year_to_fill(settled_trial: System) -> None:
    with pytest.raises(NoYearToFill):
        load_into(settled_trial, lambda _: None)


def test_a_trial_log_begins_a_year_before_it_is_made_and_stays_so(trial: System) -> None:
    begin(trial, ROOT, "登记员")
    first = trial.recorder.page(1, 1)[0]
    begin(trial.at(lambda: MORNING.replace(year=2027)), ROOT, "登记员")
    assert (MORNING - first.recorded_at).days == 365
    assert trial.recorder.page(1, 1)[0] == first


def test_the_command_line_loads_and_tells_who_may_come_in(
    begun: System, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIHUAN_HOME", str(begun.settings.home))
    monkeypatch.setenv("BIHUAN_DATABASE_URL", str(begun.settings.database_url))
    before = len(recorded(begun))
    assert run(["trial", "load", "--share", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["refused"] == 0
    assert told["added"] == told["events"] == len(recorded(begun)) - before
    assert "no3.head" in told["accounts"]
