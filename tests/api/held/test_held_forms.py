"""Forms that wait: found by whoever typed them, by nobody else, for a day, and readable nowhere in the database."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from api.access.accounts import Account, Accounts
from api.access.passwords import Passwords
from api.clock import system_random
from api.held.cipher import HeldUnreadable
from api.held.forms import HELD_FOR, MOST_FORMS, MOST_TEXT, HeldForms, Sent
from api.store.pool import Pool
from api.system import Database
from domain.kernel.identity import AppointmentId, AttachmentId, PersonId
from tests.conftest import MORNING

TYPED = {"description": ("护栏松动，两根立柱脱焊",), "evidence": ("one", "two")}
PHOTO, OTHER_PHOTO = b"\xff\xd8 a photo of the railings", b"\xff\xd8 another one"
GUARD = AppointmentId(UUID(int=7))
LATE = MORNING + HELD_FOR


@pytest.fixture
def held(pool: Pool) -> HeldForms:
    return HeldForms(pool, b"k" * 32, system_random)


@pytest.fixture
def accounts(pool: Pool) -> Accounts:
    return Accounts(pool, system_random, Passwords(system_random, memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def teacher(accounts: Accounts) -> Account:
    return _account(accounts, "teacher", PersonId(UUID(int=1)))


@pytest.fixture
def stranger(accounts: Accounts) -> Account:
    return _account(accounts, "stranger", PersonId(UUID(int=2)))


def _account(accounts: Accounts, sign_in: str, person: PersonId) -> Account:
    return accounts.make(sign_in, "correct horse", by=None, now=MORNING, person=person, must_change=False)


def sent(command: UUID | None = None, **more: object) -> Sent:
    said = {"address": "/report", "command": command or uuid4(), "typed": TYPED, **more}
    return Sent(**said)  # type: ignore[arg-type]


def hold(held: HeldForms, account: Account, form: Sent | None = None) -> UUID:
    kept = held.hold(form or sent(), account, GUARD, MORNING)
    assert kept is not None
    return kept


def test_whoever_typed_it_finds_it_as_it_was_typed(held: HeldForms, teacher: Account) -> None:
    form = hold(held, teacher, sent(files=iter((PHOTO, OTHER_PHOTO)), left_out=1))
    found = held.find(form, teacher, LATE - timedelta(seconds=1))
    assert found is not None
    waiting, typed = found
    assert {name: tuple(values) for name, values in typed.items()} == TYPED
    assert (waiting.address, waiting.appointment, waiting.left_out) == ("/report", GUARD, 1)
    assert [each.content for each in held.files(form, teacher.id)] == [PHOTO, OTHER_PHOTO]
    assert [each.id for each in held.of(teacher, MORNING)] == [form]


def test_nobody_else_finds_it(held: HeldForms, teacher: Account, stranger: Account) -> None:
    form = hold(held, teacher)
    assert held.find(form, stranger, MORNING) is None
    assert held.of(stranger, MORNING) == []
    held.drop(form, stranger.id)
    assert held.find(form, teacher, MORNING) is not None


def test_it_does_not_go_with_an_account_to_others(held: HeldForms, accounts: Accounts, teacher: Account) -> None:
    form = hold(held, teacher)
    administrator = accounts.make("admin", "first-key-2026", by=None, now=MORNING, is_administrator=True)
    accounts.link(teacher.id, PersonId(UUID(int=3)), by=administrator.id, now=MORNING)
    assert held.find(form, accounts.get(teacher.id), MORNING) is None
    assert held.of(accounts.get(teacher.id), MORNING) == []


def test_after_a_day_it_is_not_found_and_then_it_is_not_there(held: HeldForms, pool: Pool, teacher: Account) -> None:
    form = hold(held, teacher, sent(files=(PHOTO,)))
    assert held.until(form, LATE - timedelta(seconds=1)) == LATE
    assert (held.find(form, teacher, LATE), held.of(teacher, LATE), held.until(form, LATE)) == (None, [], None)
    assert held.forget(LATE - timedelta(seconds=1)) == 0
    assert held.forget(LATE) == 1
    assert rows(pool) == "[]"


def test_nothing_of_it_can_be_read_in_the_database(held: HeldForms, pool: Pool, teacher: Account) -> None:
    hold(held, teacher, sent(files=(PHOTO,)))
    stored = rows(pool)
    for secret in ("护栏", PHOTO.hex(), TYPED["description"][0].encode().hex(), b"description".hex()):
        assert secret not in stored


def rows(pool: Pool) -> str:
    """Everything that the two tables hold, as text."""
    with pool.connection() as connection:
        forms = connection.execute("SELECT f::text FROM access.held_forms f").fetchall()
        return str(forms + connection.execute("SELECT f::text FROM access.held_files f").fetchall())


def test_without_the_installations_secret_it_does_not_open(held: HeldForms, pool: Pool, teacher: Account) -> None:
    form = hold(held, teacher, sent(files=(PHOTO,)))
    elsewhere = HeldForms(pool, b"x" * 32, system_random)
    assert elsewhere.find(form, teacher, MORNING) is None
    with pytest.raises(HeldUnreadable):
        elsewhere.files(form, teacher.id)


def test_a_row_that_is_given_to_another_account_does_not_open(
    held: HeldForms, database: Database, teacher: Account, stranger: Account
) -> None:
    form = hold(held, teacher)
    with psycopg.connect(database.admin) as owner:
        owner.execute("UPDATE access.held_forms SET account = %s, person = %s", (stranger.id, stranger.person))
    assert held.find(form, stranger, MORNING) is None


def test_the_working_role_can_change_nothing_that_was_typed(held: HeldForms, pool: Pool, teacher: Account) -> None:
    hold(held, teacher)
    with pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE access.held_forms SET account = account, typed = ''")


def test_the_same_form_pressed_twice_waits_once(held: HeldForms, teacher: Account) -> None:
    command = uuid4()
    hold(held, teacher, sent(command))
    newest = hold(held, teacher, sent(command))
    assert [each.id for each in held.of(teacher, MORNING)] == [newest]


def test_the_oldest_makes_room_for_one_too_many(held: HeldForms, teacher: Account, stranger: Account) -> None:
    hold(held, stranger)
    forms = [held.hold(sent(), teacher, GUARD, MORNING + timedelta(minutes=each)) for each in range(MOST_FORMS + 1)]
    assert [each.id for each in held.of(teacher, MORNING)] == forms[:0:-1]
    assert len(held.of(stranger, MORNING)) == 1


def test_too_much_text_is_not_kept(held: HeldForms, teacher: Account) -> None:
    book = {"description": ("护" * (MOST_TEXT // 6 + 1),)}
    assert held.hold(sent(typed=book), teacher, GUARD, MORNING) is None
    assert held.of(teacher, MORNING) == []


def test_a_form_that_was_sent_waits_no_more(held: HeldForms, teacher: Account, stranger: Account) -> None:
    form = sent(files=(PHOTO,))
    hold(held, teacher, form)
    held.answered(form.command, stranger.id)
    assert len(held.of(teacher, MORNING)) == 1
    held.answered(form.command, teacher.id)
    assert held.of(teacher, MORNING) == []


def test_a_file_is_in_the_vault_under_the_name_it_got_first(held: HeldForms, teacher: Account) -> None:
    form, first, second = hold(held, teacher, sent(files=(PHOTO,))), AttachmentId(uuid4()), AttachmentId(uuid4())
    assert held.place(form, 0, first) == first
    assert held.place(form, 0, second) == first
    assert [(each.content, each.attachment) for each in held.files(form, teacher.id)] == [(None, first)]
