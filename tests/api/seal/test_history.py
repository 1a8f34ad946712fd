"""The log's key changes and its history parts only in the open: recorded, vouched for, told by every check."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from api.seal.checking import Checked, StoreCheck
from api.seal.history import History, history_of
from api.seal.keyring import Keyring, seal_keys
from api.seal.keys import SealKeyMissing, verify_ed25519
from api.seal.resolving import LogKeyNotAtHand, NothingToResolve, resolve, rotate
from api.seal.sealing import NEWEST, BehindCheckpoint, newest_checkpoint
from api.system import System
from api.workers.sealer import run_sealer
from domain.appointment.posts import Post
from domain.kernel.refusals import Malformed
from domain.log.state import epoch_of, origin_of
from domain.seal.notes import Checkpoint, Note, NoteKey, read_checkpoint
from tests.support.programs import Program

LOG = "trial/bihuan"


@pytest.fixture
def log(settled_trial: System) -> System:
    """The district with a hazard, sealed."""
    report(settled_trial)
    seal(settled_trial)
    return settled_trial


def report(system: System) -> None:
    Program(system, "no3", Post.SAFETY_OFFICER).report()


def seal(system: System) -> Note:
    run_sealer(system, Event(), once=True)
    with psycopg.connect(system.database.app) as connection:
        note = newest_checkpoint(connection)
    assert note is not None
    return note


def history(system: System) -> History:
    with psycopg.connect(system.database.app) as connection:
        return history_of(connection, LOG)


def checked(system: System, *brought: Note, key: NoteKey | None = None, begin: int = 1) -> Checked:
    with psycopg.connect(system.database.app, autocommit=True) as connection:
        check = StoreCheck(connection=connection, origin=LOG, log_key=key, brought=brought)
        return check.run(begin=begin)


def signed_beyond(system: System, more: int = 5) -> Checkpoint:
    """A head that was signed over more than the log holds, as a restored copy finds it."""
    head = read_checkpoint(seal(system))
    later = replace(head, size=head.size + more, root=bytes(32))
    signer = Keyring(system.settings.home).first(LOG)
    note = Note(later.text, (signer.sign(later.text),))
    (system.settings.home / NEWEST).write_text(note.written, "utf-8")
    return later


@pytest.fixture
def superuser(log: System) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(log.database.admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events DISABLE TRIGGER ALL")
        yield connection


def test_another_key_signs_the_heads_that_cover_its_event(log: System) -> None:
    first = seal(log)
    old = Keyring(log.settings.home).first(LOG).key
    new = rotate(log, "old machine given away")
    later = seal(log)
    assert first.signed_by(old, verify_ed25519) == 0
    assert later.signed_by(new, verify_ed25519) == 0
    assert later.signed_by(old, verify_ed25519) is None
    assert [era.key for era in history(log).eras] == [old, new]
    assert checked(log, first, later, key=old).fault is None
    assert checked(log, first, later, key=new).fault is None


def test_the_first_key_counts_for_every_head_before_the_next(log: System) -> None:
    rotate(log, "yearly")
    eras = history(log).eras
    assert eras[0].begins == 0
    assert history(log).at(read_checkpoint(seal(log)).size) == eras[1]


def test_a_key_that_is_none_of_the_logs_is_told(log: System, tmp_path: Path) -> None:
    rotate(log, "yearly")
    seal(log)
    fault = checked(log, key=Keyring(tmp_path / "other").first(LOG).key).fault
    assert fault is not None
    assert fault.code == "log_key_differs"


def test_a_change_of_key_that_the_key_before_did_not_sign_is_found(
    log: System, superuser: Connection[TupleRow]
) -> None:
    rotate(log, "yearly")
    position = log.recorder.max_notification_id()
    superuser.execute(
        "UPDATE log.events SET body = convert_to(regexp_replace(convert_from(body, 'UTF8'), "
        "'\"signature\":\".', '\"signature\":\"/'), 'UTF8') WHERE position = %s",
        (position,),
    )
    faults = history(log).faults
    assert [(each.position, each.code) for each in faults] == [(position, "log_key_not_vouched")]
    assert checked(log).fault is not None


def test_a_reason_that_cannot_be_recorded_leaves_no_key_behind(log: System) -> None:
    signed_beyond(log)
    before = seal_keys(log.settings.home)
    for act in (rotate, partial(resolve, with_new_key=True)):
        with pytest.raises(Malformed):
            act(log, " ")
    assert seal_keys(log.settings.home) == before


def test_a_key_that_is_gone_signs_nothing_and_vouches_for_none(log: System) -> None:
    rotate(log, "yearly")
    seal(log)
    for path in log.settings.home.glob("seal-*.pem"):
        path.rename(path.with_suffix(".away"))
    report(log)
    with pytest.raises(SealKeyMissing):
        seal(log)
    with pytest.raises(LogKeyNotAtHand):
        rotate(log, "lost")


def test_a_log_behind_what_was_signed_is_sealed_only_after_that_was_said_in_the_open(log: System) -> None:
    known = signed_beyond(log)
    report(log)
    with pytest.raises(BehindCheckpoint):
        seal(log)
    resolve(log, "restored from the copy of Friday after the disk failed")
    head = read_checkpoint(seal(log))
    assert head.origin == origin_of(LOG, 2) == "trial/bihuan/fork-2"
    assert epoch_of(LOG, head.origin) == 2
    (fork,) = history(log).forks
    told = fork.declared
    assert (told.known_origin, told.known_size, told.known_root) == (LOG, known.size, known.root.hex())
    assert head.size >= fork.position
    assert checked(log).fault is None


def test_no_head_lies_between_what_was_signed_before_and_the_fork(log: System) -> None:
    last = read_checkpoint(seal(log)).size
    signed_beyond(log)
    for _ in range(3):
        report(log)
    resolve(log, "restored")
    seal(log)
    with psycopg.connect(log.database.app) as connection:
        sizes = [size for (size,) in connection.execute("SELECT size FROM seal.checkpoints ORDER BY size")]
    (fork,) = history(log).forks
    assert [size for size in sizes if last < size < fork.position] == []


def test_a_head_of_the_history_that_was_left_is_told_with_the_reason(log: System) -> None:
    known = signed_beyond(log)
    kept = Note(known.text, (Keyring(log.settings.home).first(LOG).sign(known.text),))
    resolve(log, "restored from the copy of Friday")
    seal(log)
    fault = checked(log, kept).fault
    assert fault is not None
    assert (fault.code, fault.position) == ("history_forked", history(log).forks[0].position)
    assert "copy of Friday" in fault.told


def test_a_history_that_holds_everything_is_not_parted(log: System) -> None:
    seal(log)
    with pytest.raises(NothingToResolve):
        resolve(log, "for fun")


def test_a_log_can_be_restored_again(log: System) -> None:
    signed_beyond(log)
    resolve(log, "first")
    head = read_checkpoint(seal(log))
    note = replace(head, size=head.size + 9, root=bytes(32))
    signer = Keyring(log.settings.home).for_era(history(log).newest)
    (log.settings.home / NEWEST).write_text(Note(note.text, (signer.sign(note.text),)).written, "utf-8")
    resolve(log, "second", with_new_key=True)
    assert read_checkpoint(seal(log)).origin == origin_of(LOG, 3)
    assert len(set(history(log).keys)) == 3
    assert checked(log).fault is None


def test_names_of_other_logs_are_no_history_of_this_one() -> None:
    others = ("trial/bihuan/fork-1", "trial/bihuan/fork-02", "trial/bihuan/fork-", "trial/bihuan/fork-x", "other")
    assert [epoch_of(LOG, each) for each in others] == [None] * 5
    assert epoch_of(LOG, LOG) == 1


def test_a_check_from_a_later_event_says_what_it_assumed(log: System) -> None:
    report(log)
    note = seal(log)
    size = read_checkpoint(note).size
    done = checked(log, note, begin=size - 3)
    assert done.fault is None
    assert (done.events, done.assumed) == (size, size - 4)


def test_a_check_from_a_later_event_finds_what_was_altered_there(log: System, superuser: Connection[TupleRow]) -> None:
    last = log.recorder.max_notification_id()
    assert last is not None
    superuser.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 s' WHERE position = %s", (last,))
    fault = checked(log, begin=last).fault
    assert fault is not None
    assert (fault.code, fault.position) == ("event_altered", last)


def test_an_earlier_head_is_held_against_the_tiles_that_are_assumed(
    log: System, superuser: Connection[TupleRow]
) -> None:
    before = seal(log)
    report(log)
    report(log)
    last = read_checkpoint(seal(log)).size
    assert checked(log, before, begin=last).fault is None
    superuser.execute(
        "UPDATE seal.tiles SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE level = 0 AND tile = 0"
    )
    assert checked(log, before, begin=last).fault is not None
