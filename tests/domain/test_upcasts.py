"""A shape that was retired is read as the newest one, over as many steps as it takes."""

from typing import Any

import msgspec
import pytest

from api.store.mapper import CanonicalMapper
from domain.catalogue import EVENTS
from domain.hazard.events import InterimMeasureWaived
from domain.record import canonical
from domain.upcasts import UPCASTS, Upcast
from tests.support.samples import examples

NEWEST = examples(InterimMeasureWaived)["full"]
STORED: dict[str, Any] = msgspec.json.decode(canonical(NEWEST))


def test_a_retired_shape_is_read_as_the_newest_by_its_upcasts_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(UPCASTS, "hazard.interim_skipped.v1", renamed("hazard.interim_skipped.v2", "why", "because"))
    monkeypatch.setitem(UPCASTS, "hazard.interim_skipped.v2", renamed(InterimMeasureWaived.name, "because", "reason"))
    old = {"why" if name == "reason" else name: value for name, value in STORED.items()}
    read = CanonicalMapper().event("hazard.interim_skipped.v1", msgspec.Raw(msgspec.json.encode(old)))
    assert read == NEWEST


def renamed(newer: str, before: str, after: str) -> Upcast:
    """An upcast to another name under which one field is called otherwise."""

    def upcast(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return newer, {after if name == before else name: value for name, value in data.items()}

    return upcast


def test_no_name_is_both_written_and_retired() -> None:
    assert not UPCASTS.keys() & EVENTS.keys()
