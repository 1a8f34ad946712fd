"""A tamper matrix on a live database, as its superuser with the triggers off: each is found, and named."""

import json
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.checking import Checked, StoreCheck
from api.seal.keys import signer_in
from api.seal.sealing import newest_checkpoint
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.hazard.commands import RegisterHazard
from domain.kernel.identity import HazardId
from domain.seal.notes import Note
from domain.seal.tiles import WIDTH
from tests.support.programs import Program
from tests.support.signing import act_signed, begin_signing, file_key
from tests.support.tampering import triggers_off

Tamper = Callable[[Connection[TupleRow]], None]


@pytest.fixture
def log(settled_trial: System) -> System:
    """The district, two hazards found, one registered with a signature; sealed."""
    begin_signing(settled_trial)
    officer = Program(settled_trial, "no3", Post.SAFETY_OFFICER)
    hazards = [officer.report(), officer.report()]
    key = file_key(settled_trial, "no3", Post.SAFETY_OFFICER)
    command = RegisterHazard(hazard=HazardId(UUID(hazards[0])), unit_code="no3", year=2026)
    act_signed(settled_trial, "no3", Post.SAFETY_OFFICER, command, key)
    officer.report()
    run_sealer(settled_trial, Event(), once=True)
    return settled_trial


@pytest.fixture
def superuser(log: System) -> Iterator[Connection[TupleRow]]:
    """The database's administrator, with the log's triggers off."""
    with psycopg.connect(log.database.admin, autocommit=True) as connection:
        triggers_off(connection)
        yield connection


def checked(log: System, *brought: Note, processes: int = 0) -> Checked:
    with psycopg.connect(log.database.app, autocommit=True) as connection:
        key = signer_in(log.settings.home, log.application.log_name).key
        check = StoreCheck(connection=connection, origin=log.application.log_name, log_key=key, brought=brought)
        check.processes = processes
        return check.run()


def last(log: System) -> int:
    position = log.recorder.max_notification_id()
    assert position is not None
    return position


def newest(log: System) -> Note:
    with psycopg.connect(log.database.app) as connection:
        note = newest_checkpoint(connection)
    assert note is not None
    return note


def found(log: System) -> tuple[str, int]:
    fault = checked(log).fault
    assert fault is not None, "nothing was found"
    return fault.code, fault.position


def test_a_log_that_nobody_touched_holds_with_every_signature(log: System) -> None:
    done = checked(log, newest(log))
    assert done.fault is None
    assert done.events == last(log)
    assert (done.checkpoints, done.signatures) == (2, 1)


def test_progress_is_told(log: System) -> None:
    told: list[tuple[int, int]] = []
    with psycopg.connect(log.database.app, autocommit=True) as connection:
        StoreCheck(connection=connection, origin=log.application.log_name).run(lambda *far: told.append(far))
    assert told[-1] == (last(log), last(log))


REPLACE = (
    "UPDATE log.events SET body = convert_to(replace(convert_from(body, 'UTF8'), %s, %s), 'UTF8') WHERE position = %s"
)


def test_a_changed_body_is_found_at_its_event(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute(REPLACE, ("扶手松动", "扶手牢固", last(log)))
    assert found(log) == ("event_altered", last(log))


def test_a_changed_envelope_field_is_found_at_its_event(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute(REPLACE, ('"basis":"witnessed"', '"basis":"claimed"', last(log)))
    assert found(log) == ("event_altered", last(log))


def test_a_changed_recorded_time_is_found_at_its_event(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute(
        "UPDATE log.events SET recorded_at = recorded_at + interval '1 second' WHERE position = %s", (last(log),)
    )
    assert found(log) == ("event_altered", last(log))


def test_a_removed_last_event_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    end = last(log)
    superuser.execute("DELETE FROM log.events WHERE position = %s", (end,))
    superuser.execute("UPDATE log.head SET position = position - 1")
    assert found(log) == ("events_removed", end)


def test_a_removed_first_event_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute("DELETE FROM log.events WHERE position = 1")
    assert found(log) == ("position_missing", 1)


def test_a_removed_middle_event_is_found_even_when_the_rest_is_renumbered(
    log: System, superuser: Connection[TupleRow]
) -> None:
    end = last(log)
    superuser.execute("DELETE FROM log.events WHERE position = %s", (end - 1,))
    superuser.execute("UPDATE log.events SET position = position - 1 WHERE position = %s", (end,))
    superuser.execute("UPDATE log.head SET position = position - 1")
    code, position = found(log)
    assert (code, position) == ("event_altered", end - 1)


def test_two_events_that_changed_places_are_found(log: System, superuser: Connection[TupleRow]) -> None:
    end = last(log)
    for old, new in ((end, -1), (3, end), (-1, 3)):
        superuser.execute("UPDATE log.events SET position = %s WHERE position = %s", (new, old))
    assert found(log)[1] == 3


def test_an_inserted_event_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    end = last(log)
    superuser.execute("UPDATE log.events SET position = position + 1 WHERE position = %s", (end,))
    superuser.execute(
        "INSERT INTO log.events SELECT %s, recorded_at, gen_random_uuid(), 1, name, body"
        " FROM log.events WHERE position = 5",
        (end,),
    )
    superuser.execute("UPDATE log.head SET position = position + 1")
    assert found(log) == ("columns_differ", end)


def test_a_changed_leaf_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute("UPDATE seal.tiles SET hashes = set_byte(hashes, 32, get_byte(hashes, 32) # 1) WHERE level = 0")
    assert found(log) == ("event_altered", 2)


def grown(log: System) -> None:
    """The log as long as it takes for a tile above the leaves."""
    officer = Program(log, "no3", Post.SAFETY_OFFICER)
    while last(log) <= WIDTH:
        officer.report()
    run_sealer(log, Event(), once=True)


def test_a_changed_tile_above_the_leaves_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    grown(log)
    assert checked(log).fault is None
    superuser.execute("UPDATE seal.tiles SET hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) WHERE level = 1")
    assert found(log) == ("tile_differs", 1)
    superuser.execute("DELETE FROM seal.tiles WHERE level = 1")
    assert found(log) == ("tile_differs", 1)


def test_a_removed_tile_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute("DELETE FROM seal.tiles WHERE level = 0")
    assert found(log) == ("tile_missing", 1)


@pytest.mark.parametrize(
    "change", ["roots = set_byte(roots, 3, get_byte(roots, 3) # 1)", "size = 0, roots = ''", "size = 3", "roots = ''"]
)
def test_a_changed_state_of_the_tree_is_found(log: System, superuser: Connection[TupleRow], change: str) -> None:
    superuser.execute(f"UPDATE seal.state SET {change}")
    assert found(log)[0] == "state_differs"


def test_a_changed_checkpoint_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute("UPDATE seal.checkpoints SET note = replace(note, E'\\nheads ', E'\\nheads A')")
    assert found(log)[0] == "checkpoint_malformed"


def test_a_checkpoint_that_somebody_else_signed_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    text = newest(log).text
    superuser.execute("UPDATE seal.checkpoints SET note = %s", (f"{text}\n— other AAAAAAAA\n",))
    assert found(log) == ("checkpoint_not_signed", last(log))


def test_everything_rewritten_and_sealed_anew_is_found_by_an_earlier_checkpoint(
    log: System, superuser: Connection[TupleRow]
) -> None:
    before, end = newest(log), last(log)
    superuser.execute(REPLACE, ("扶手松动", "扶手牢固", end))
    superuser.execute("TRUNCATE seal.checkpoints, seal.cosignatures, seal.tiles, seal.heads, seal.state CASCADE")
    (log.settings.home / "newest-checkpoint").unlink()
    run_sealer(log, Event(), once=True)
    assert checked(log).fault is None, "its own seal tells nothing"
    fault = checked(log, before).fault
    assert fault is not None
    assert (fault.code, fault.position) == ("history_rewritten", end)


def test_yesterdays_copy_is_found_by_an_earlier_checkpoint(log: System, superuser: Connection[TupleRow]) -> None:
    before, end = newest(log), last(log)
    superuser.execute("DELETE FROM log.events WHERE position = %s", (end,))
    superuser.execute("UPDATE log.head SET position = position - 1")
    superuser.execute("TRUNCATE seal.checkpoints, seal.cosignatures, seal.tiles, seal.heads, seal.state CASCADE")
    (log.settings.home / "newest-checkpoint").unlink()
    run_sealer(log, Event(), once=True)
    fault = checked(log, before).fault
    assert fault is not None
    assert fault.code == "events_removed"


def test_a_replaced_key_is_found_by_the_signatures_it_should_have_made(
    log: System, superuser: Connection[TupleRow]
) -> None:
    other = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    superuser.execute(
        "UPDATE log.events SET body = convert_to(regexp_replace(convert_from(body, 'UTF8'), "
        "'\"public_key\":\"[^\"]*\"', %s), 'UTF8') WHERE name = 'key.enrolled.v1'",
        (f'"public_key":"{other}"',),
    )
    code, _ = found(log)
    assert code == "event_altered"
    superuser.execute("TRUNCATE seal.checkpoints, seal.cosignatures, seal.tiles, seal.heads, seal.state CASCADE")
    (log.settings.home / "newest-checkpoint").unlink()
    assert found(log)[0] in ("signature_wrong", "chain_broken")


def sealed_anew(log: System, superuser: Connection[TupleRow]) -> None:
    """As whoever has the server can: then what people signed is all that tells."""
    superuser.execute("TRUNCATE seal.checkpoints, seal.cosignatures, seal.tiles, seal.heads, seal.state CASCADE")
    (log.settings.home / "newest-checkpoint").unlink()
    run_sealer(log, Event(), once=True)


SIGNED = (
    "SELECT position, convert_from(body, 'UTF8')::json FROM log.events WHERE strpos(encode(body, 'escape'), %s) > 0"
)


def signed_event(superuser: Connection[TupleRow]) -> tuple[int, dict[str, Any]]:
    """The one event with a signature."""
    row = superuser.execute(SIGNED, ('"signatures":["{',)).fetchone()
    assert row is not None
    return row[0], row[1]


def test_a_signature_that_was_used_again_is_found_though_all_is_sealed_anew(
    log: System, superuser: Connection[TupleRow]
) -> None:
    _, body = signed_event(superuser)
    again = f'"signatures":{json.dumps(body["signatures"], ensure_ascii=False)}'
    superuser.execute(REPLACE, ('"signatures":[]', again, last(log)))
    sealed_anew(log, superuser)
    assert found(log) == ("signature_of_something_else", last(log))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("happened", '"happened":{"at":"20', '"happened":{"at":"19'),
        ("basis", '"basis":"witnessed"', '"basis":"claimed"'),
    ],
)
def test_a_signed_act_that_was_dated_back_is_found_though_all_is_sealed_anew(
    log: System, superuser: Connection[TupleRow], name: str, old: str, new: str
) -> None:
    position, _ = signed_event(superuser)
    superuser.execute(REPLACE, (old, new, position))
    sealed_anew(log, superuser)
    fault = checked(log).fault
    assert fault is not None
    assert fault == ("signature_of_something_else", position, name)


def test_a_signature_that_was_left_out_is_found_though_all_is_sealed_anew(
    log: System, superuser: Connection[TupleRow]
) -> None:
    position, body = signed_event(superuser)
    superuser.execute(REPLACE, (json.dumps(body["signatures"], ensure_ascii=False), "[]", position))
    sealed_anew(log, superuser)
    assert found(log) == ("signature_missing", position)


@pytest.mark.parametrize("spoilt", ['["x"]', '["{}"]', '["x","y"]'])
def test_what_is_no_signature_is_found_at_its_event(log: System, superuser: Connection[TupleRow], spoilt: str) -> None:
    position, body = signed_event(superuser)
    superuser.execute(REPLACE, (json.dumps(body["signatures"], ensure_ascii=False), spoilt, position))
    assert found(log) == ("body_unreadable", position)


def test_of_an_event_nobody_signs_twice(log: System, superuser: Connection[TupleRow]) -> None:
    position, body = signed_event(superuser)
    once = body["signatures"]
    one, two = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (once, once * 2))
    superuser.execute(REPLACE, (one, two, position))
    sealed_anew(log, superuser)
    assert found(log) == ("signature_wrong", position)


def test_a_key_that_nobody_enrolled_is_named_before_what_it_says_too_little(
    log: System, superuser: Connection[TupleRow]
) -> None:
    position, body = signed_event(superuser)
    key = json.loads(body["signatures"][0])["signatures"][0]["keyid"]
    superuser.execute(REPLACE, (key, "00000000-0000-4000-8000-000000000001", position))
    sealed_anew(log, superuser)
    assert found(log) == ("key_not_enrolled", position)


def test_a_signature_that_said_too_little_for_its_act_is_found_though_all_is_sealed_anew(
    log: System, superuser: Connection[TupleRow]
) -> None:
    position, _ = signed_event(superuser)
    row = superuser.execute(
        "SELECT max(position) FROM log.events WHERE name = 'policy.signing_level_set.v1'"
    ).fetchone()
    assert row is not None
    superuser.execute(REPLACE, ('"act":"retention.set"', '"act":"hazard.register"', row[0]))
    superuser.execute(REPLACE, ('"general":"software_key"', '"general":"passkey"', row[0]))
    sealed_anew(log, superuser)
    assert found(log) == ("signature_too_weak", position)


@pytest.mark.parametrize("begin", [1, 30])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"post":"safety_officer"', '"post":"head"'),
        ('"on_behalf_of":null', '"on_behalf_of":"00000000-0000-4000-8000-000000000001"'),
    ],
)
def test_somebody_who_acts_without_holding_the_post_is_found_though_all_is_sealed_anew(
    log: System, superuser: Connection[TupleRow], old: str, new: str, begin: int
) -> None:
    superuser.execute(REPLACE, (old, new, last(log)))
    sealed_anew(log, superuser)
    with psycopg.connect(log.database.app, autocommit=True) as connection:
        fault = StoreCheck(connection=connection, origin=log.application.log_name).run(begin=begin).fault
    assert fault is not None
    assert fault[:2] == ("post_not_held", last(log))


def test_a_head_of_a_stream_that_was_changed_is_found(log: System, superuser: Connection[TupleRow]) -> None:
    superuser.execute(
        "UPDATE seal.heads SET version = version + 1 WHERE stream = (SELECT min(stream::text)::uuid FROM seal.heads)"
    )
    assert found(log) == ("heads_differ", last(log))


def test_other_processes_find_the_same_signature_wrong(log: System, superuser: Connection[TupleRow]) -> None:
    """Sealed anew, as whoever has the database can: then the envelope alone tells."""
    assert checked(log, processes=2).signatures == 1
    row = superuser.execute(
        "SELECT max(position) FROM log.events WHERE convert_from(body, 'UTF8') LIKE '%\"signatures\":[\"{%'"
    ).fetchone()
    assert row is not None
    superuser.execute(REPLACE, ('\\"sig\\":\\"', '\\"sig\\":\\"AAAA', row[0]))
    superuser.execute("TRUNCATE seal.checkpoints, seal.cosignatures, seal.tiles, seal.heads, seal.state CASCADE")
    (log.settings.home / "newest-checkpoint").unlink()
    alone, together = checked(log).fault, checked(log, processes=2).fault
    assert alone is not None
    assert alone == together
    assert (alone.code, alone.position) == ("signature_wrong", row[0])
