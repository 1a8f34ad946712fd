"""Every event's stored form is frozen: what was written once is read for ever."""

import json
from pathlib import Path

import msgspec
import pytest

from api.store.mapper import CanonicalMapper
from domain.catalogue import EVENTS
from domain.kernel.events import Event
from domain.record import canonical
from tests.support.samples import examples

GOLDEN = Path(__file__).parent.parent / "data" / "golden_forms.json"
FORMS: dict[str, dict[str, str]] = json.loads(GOLDEN.read_text("utf-8"))


def test_every_event_has_a_golden_form_and_none_was_taken_away() -> None:
    assert sorted(FORMS) == sorted(EVENTS), "scripts/golden adds the forms of new events"


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("which", ["full", "bare"])
def test_an_event_is_written_as_it_was_frozen(name: str, which: str) -> None:
    assert canonical(examples(EVENTS[name])[which]).decode() == FORMS[name][which]


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("which", ["full", "bare"])
def test_what_was_frozen_is_read_as_the_same_event(name: str, which: str) -> None:
    read: Event = CanonicalMapper().event(name, msgspec.Raw(FORMS[name][which].encode()))
    assert read == examples(EVENTS[name])[which]
