"""The sample ledger taken over in full: every row that a careful clerk would take, and nothing else."""

import json
from typing import Any

from api.system import System
from domain.kernel.circumstances import Basis
from domain.kernel.identity import ActorKind
from tests.support.importing import (
    DATA,
    TOWN,
    by_row,
    everybody,
    fates,
    imported,
    importer,
    recorded,
    said,
    taken_over,
)

TRUTH: list[dict[str, Any]] = json.loads((DATA / "town-ledger.truth.json").read_text("utf-8"))
TAKEN = [row for row in TRUTH if row["verdict"] == "import"]


def test_every_importable_row_becomes_one_event_and_no_other_row_does(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    assert sorted(by_row(taken_over(settled_trial))) == sorted((row["sheet"], row["row"]) for row in TAKEN)


def test_the_events_say_what_the_ledger_says_names_through_disclosures(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    names, events = everybody(settled_trial), by_row(taken_over(settled_trial))
    for row in TAKEN:
        assert said(settled_trial, events[row["sheet"], row["row"]], names) == row["values"], row


def test_an_event_is_claimed_for_the_day_of_finding_by_the_import_of_whoever_asked(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    for each in recorded(settled_trial):
        assert each.basis is Basis.CLAIMED
        assert each.happened.on == each.event.found_on  # type: ignore[attr-defined]
        assert each.actor == importer(system=settled_trial)
        assert each.actor.kind is ActorKind.IMPORT


def test_no_name_stands_in_any_event(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    names = {name for name in everybody(settled_trial).values() if len(name) == 3}
    assert len(names) > 20
    for kept in settled_trial.recorder.page(1, 10_000):
        if kept.stored.topic.startswith(("person.", "hazard.", "organisation.")):
            body = kept.stored.state.decode()
            assert not [name for name in names if name in body], kept.stored.topic


def test_numbers_run_without_gaps_in_the_order_of_the_file_unit_by_unit(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    sequences: dict[str, list[int]] = {}
    for event in taken_over(settled_trial):
        sequences.setdefault(event.unit_code, []).append(event.seq)
    assert all(each == list(range(1, len(each) + 1)) for each in sequences.values())


def test_a_second_import_of_the_same_file_adds_nothing_and_tells_every_row(settled_trial: System) -> None:
    imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    position = settled_trial.recorder.max_notification_id()
    again = imported(settled_trial, TOWN.read_bytes(), filename=TOWN.name)
    assert settled_trial.recorder.max_notification_id() == position
    assert fates(again).count("known") == len(TAKEN)
    assert fates(again).count("import") == 0
