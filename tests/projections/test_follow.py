"""The follower skips nothing, says what it cannot digest, and is alone at its work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.system import Database
from domain.application import Kept
from domain.record import Recorded
from projections import catalogue
from projections.catalogue import MODELS
from projections.follow import Follower, follow
from projections.model import Keep, Model
from projections.reading import Streams
from tests.projections.conftest import Decode
from tests.projections.story import ZONE, District

NAMES = [model.name for model in MODELS]


class Finicky(Model):
    """A read model that cannot stand assignments."""

    name = "search"
    tables = ()
    kinds = frozenset({"hazard"})

    def take(self, streams: Streams, keep: Keep) -> None:
        """Choke on the first assignment."""
        for events in streams.values():
            for seen in events:
                if seen.recorded.event.name == "hazard.assigned.v1" and seen.position > keep.after:
                    raise ArithmeticError("cannot count that")


def a_hazard(district: District) -> int:
    hazard = district.story.found("a", district.first, district.officer)
    district.story.registered(hazard, "dc_no1", 1, district.officer)
    return district.story.assigned(hazard, district.logistics, district.supervisor)


def test_a_model_stays_before_an_event_it_cannot_digest_and_the_others_go_on(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    finicky = Finicky()
    follower = Follower(reader, decode, ZONE, models=(*MODELS[:4], finicky))
    follower.take_over()
    position = a_hazard(district)
    follower.drain()
    stuck = follower.stuck[finicky]
    assert (stuck.model, stuck.position, stuck.name) == ("search", position, "hazard.assigned.v1")
    assert "cannot count that" in stuck.error
    assert catalogue.reached(reader, NAMES[:4]) == position
    assert catalogue.reached(reader, ["search"]) == position - 1


def test_an_event_nobody_can_read_stops_all_who_need_it_and_names_its_stream(
    district: District, reader: Connection[TupleRow], decode: Decode
) -> None:
    def shortsighted(kept: Kept) -> Recorded:
        if kept.stored.topic == "hazard.assigned.v1":
            raise ValueError("too blurred")
        return decode(kept)

    follower = Follower(reader, shortsighted, ZONE)
    follower.take_over()
    position = a_hazard(district)
    follower.drain()
    stuck = {stuck.model: stuck for stuck in follower.stuck.values()}
    assert stuck.keys() == {"hazard_ledger", "deadlines", "audit_trail", "search"}
    assert {each.position for each in stuck.values()} == {position}
    assert all("too blurred" in each.error and len(each.stream) == 36 for each in stuck.values())
    assert catalogue.reached(reader, ["directory"]) == position


def test_what_could_not_be_digested_is_tried_again_and_nothing_is_skipped(
    district: District, reader: Connection[TupleRow], decode: Decode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.follow.PAUSES_S", (0,))
    follower = Follower(reader, decode, ZONE)
    follower.take_over()
    failing = [True, True]

    def sometimes(kept: Kept) -> Recorded:
        if kept.stored.topic == "hazard.assigned.v1" and failing:
            failing.pop()
            raise ValueError("not now")
        return decode(kept)

    follower = Follower(reader, sometimes, ZONE)
    follower.take_over()
    position = a_hazard(district)
    assert follower.drain() == position
    assert follower.stuck == {}
    assert reader.execute("SELECT count(*) FROM read.audit_trail").fetchone() == (position,)


def test_only_one_runner_keeps_a_model(follower: Follower, trial_database: Database, decode: Decode) -> None:
    with psycopg.connect(trial_database.reader, autocommit=True) as second:
        other = Follower(second, decode, ZONE)
        assert not other.take_over()


def test_another_edition_is_built_anew(
    district: District, follower: Follower, reader: Connection[TupleRow], decode: Decode
) -> None:
    reader.execute("UPDATE read.positions SET edition = 'of old' WHERE model = 'search'")
    reader.execute("TRUNCATE read.search")
    a_hazard(district)
    follower.take_over()
    follower.drain()
    assert reader.execute("SELECT count(*) FROM read.search").fetchone() == (1,)
    assert catalogue.reached(reader, NAMES) == follower.drain()


def test_position_and_rows_come_together_or_not_at_all(
    district: District, follower: Follower, reader: Connection[TupleRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = catalogue.reached(reader, NAMES)
    a_hazard(district)

    def cut(*_: Any) -> None:
        raise psycopg.OperationalError("the server went away")

    monkeypatch.setattr(type(MODELS[-1]), "take", cut)
    with pytest.raises(psycopg.OperationalError):
        follower.drain()
    assert catalogue.reached(reader, NAMES) == before
    assert reader.execute("SELECT count(*) FROM read.hazard_ledger").fetchone() == (0,)
    monkeypatch.undo()
    follower.drain()
    assert reader.execute("SELECT count(*) FROM read.hazard_ledger").fetchone() == (3,)


def test_it_wakes_at_once_survives_a_lost_connection_and_stops_when_told(
    district: District, trial_database: Database, decode: Decode, serving: Connection[TupleRow]
) -> None:
    stop, opened = Event(), []

    @contextmanager
    def connect() -> Iterator[Connection[TupleRow]]:
        with psycopg.connect(trial_database.reader, autocommit=True) as connection:
            opened.append(connection.info.backend_pid)
            yield connection

    thread = Thread(target=follow, args=(connect, decode, ZONE, stop))
    thread.start()
    try:
        assert catalogue.wait_for(serving, a_hazard(district), NAMES, at_most_s=20)
        with psycopg.connect(trial_database.admin, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (opened[-1],))
        position = district.story.registered(
            district.story.found("b", district.first, district.officer), "dc_no1", 2, district.officer
        )
        assert catalogue.wait_for(serving, position, NAMES, at_most_s=20)
    finally:
        stop.set()
        thread.join()
    assert len(opened) == 2
