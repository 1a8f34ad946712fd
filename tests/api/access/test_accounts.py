"""Accounts: who makes them, who can use them, whose they are."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from api.access.accounts import Account, AccountId, Accounts
from api.access.passwords import Passwords
from api.access.refusals import (
    AccountDisabled,
    AdministratorSignsNothing,
    LanguageNotSpoken,
    LastAdministrator,
    NotAdministrator,
    PasswordTooShort,
    PasswordUnchanged,
    PasswordWrong,
    PersonHasAccount,
    SignInFailed,
    SignInNameTaken,
)
from api.access.sessions import Sessions
from api.clock import Random
from api.store.pool import Pool
from domain.kernel.identity import PersonId
from domain.kernel.refusals import NotKnown
from tests.api.access.conftest import CountingPasswords
from tests.api.access.people import HEAD_PASSWORD, MONDAY

WANG, LI = PersonId(UUID(int=1)), PersonId(UUID(int=2))
NOBODY = AccountId(UUID(int=99))


def test_whoever_knows_name_and_password_is_let_in(accounts: Accounts, head: Account) -> None:
    assert accounts.verify("+86 138 1234 5678", HEAD_PASSWORD, now=MONDAY) == head


@pytest.mark.parametrize(("name", "password"), [("13812345678", "not the password"), ("nobody", HEAD_PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(
    accounts: Accounts, head: Account, name: str, password: str
) -> None:
    with pytest.raises(SignInFailed):
        accounts.verify(name, password, now=MONDAY)


@pytest.mark.parametrize("name", ["13812345678", "nobody", "王丽", "\x00", "\ud800"])
def test_the_same_work_is_done_whether_or_not_the_name_is_somebodys(
    accounts: Accounts, head: Account, passwords: CountingPasswords, name: str
) -> None:
    with pytest.raises(SignInFailed):
        accounts.verify(name, "not the password", now=MONDAY)
    assert passwords.done == 1


def test_a_sign_in_name_belongs_to_one_account_whatever_its_case(accounts: Accounts, administrator: Account) -> None:
    accounts.make("wang.li", "correct horse battery", by=administrator.id, now=MONDAY)
    with pytest.raises(SignInNameTaken):
        accounts.make("Wang.Li", "correct horse battery", by=administrator.id, now=MONDAY)


def test_a_person_has_one_account(accounts: Accounts, administrator: Account, head: Account) -> None:
    accounts.make("wang.li", "correct horse battery", by=administrator.id, now=MONDAY, person=WANG)
    with pytest.raises(PersonHasAccount):
        accounts.link(head.id, WANG, by=administrator.id, now=MONDAY)
    accounts.link(head.id, LI, by=administrator.id, now=MONDAY)
    found = accounts.of_person(LI)
    assert found is not None
    assert found.id == head.id


def test_an_administrators_account_is_nobodys_who_signs(accounts: Accounts, administrator: Account) -> None:
    with pytest.raises(AdministratorSignsNothing):
        accounts.link(administrator.id, WANG, by=administrator.id, now=MONDAY)
    with pytest.raises(AdministratorSignsNothing):
        accounts.make("root", "correct horse battery", by=None, now=MONDAY, person=WANG, is_administrator=True)


def test_only_administrators_manage_accounts(accounts: Accounts, administrator: Account, head: Account) -> None:
    with pytest.raises(NotAdministrator):
        accounts.make("friend", "correct horse battery", by=head.id, now=MONDAY)
    with pytest.raises(NotAdministrator):
        accounts.disable(administrator.id, by=head.id, now=MONDAY)
    with pytest.raises(NotAdministrator):
        accounts.set_password(administrator.id, "correct horse battery", by=head.id, now=MONDAY)
    with pytest.raises(NotAdministrator):
        accounts.link(head.id, WANG, by=NOBODY, now=MONDAY)


def test_a_disabled_administrator_manages_nothing(accounts: Accounts, administrator: Account) -> None:
    second = accounts.make("second", "correct horse battery", by=administrator.id, now=MONDAY, is_administrator=True)
    accounts.disable(second.id, by=administrator.id, now=MONDAY)
    with pytest.raises(NotAdministrator):
        accounts.enable(second.id, by=second.id, now=MONDAY)


def test_the_last_administrator_stays(accounts: Accounts, administrator: Account) -> None:
    with pytest.raises(LastAdministrator):
        accounts.disable(administrator.id, by=administrator.id, now=MONDAY)
    accounts.make("second", "correct horse battery", by=administrator.id, now=MONDAY, is_administrator=True)
    accounts.disable(administrator.id, by=administrator.id, now=MONDAY)
    assert accounts.get(administrator.id).disabled_at == MONDAY


def test_a_disabled_account_says_so_only_to_who_knows_the_password(
    accounts: Accounts, administrator: Account, head: Account
) -> None:
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    with pytest.raises(AccountDisabled):
        accounts.verify("13812345678", HEAD_PASSWORD, now=MONDAY)
    with pytest.raises(SignInFailed):
        accounts.verify("13812345678", "not the password", now=MONDAY)


def test_an_enabled_account_opens_with_its_old_password(
    accounts: Accounts, administrator: Account, head: Account
) -> None:
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    accounts.enable(head.id, by=administrator.id, now=MONDAY)
    assert accounts.verify("13812345678", HEAD_PASSWORD, now=MONDAY).disabled_at is None


def test_disabling_ends_open_sessions(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    opened = sessions.open(head, now=MONDAY)
    accounts.disable(head.id, by=administrator.id, now=MONDAY)
    accounts.enable(head.id, by=administrator.id, now=MONDAY)
    assert sessions.resolve(opened.token, MONDAY) is None


def test_a_password_set_by_an_administrator_has_to_be_changed(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    opened = sessions.open(head, now=MONDAY)
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    assert sessions.resolve(opened.token, MONDAY) is None
    signed_in = accounts.verify("13812345678", "told by telephone", now=MONDAY)
    assert signed_in.must_change_password
    accounts.change_password(signed_in, "my own one again", now=MONDAY)
    assert not accounts.verify("13812345678", "my own one again", now=MONDAY).must_change_password


def test_a_password_is_changed_to_another_and_a_good_one(accounts: Accounts, head: Account) -> None:
    confirmed = accounts.confirm(head.id, HEAD_PASSWORD, now=MONDAY)
    with pytest.raises(PasswordUnchanged):
        accounts.change_password(confirmed, HEAD_PASSWORD, now=MONDAY)
    with pytest.raises(PasswordTooShort):
        accounts.change_password(confirmed, "short", now=MONDAY)


def test_a_password_is_not_changed_on_the_strength_of_one_that_no_longer_counts(
    accounts: Accounts, administrator: Account, head: Account
) -> None:
    confirmed = accounts.confirm(head.id, HEAD_PASSWORD, now=MONDAY)
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    with pytest.raises(PasswordWrong):
        accounts.change_password(confirmed, "chosen by a stranger", now=MONDAY)


def test_changing_the_password_ends_all_other_sessions(accounts: Accounts, sessions: Sessions, head: Account) -> None:
    here, elsewhere = sessions.open(head, now=MONDAY), sessions.open(head, now=MONDAY)
    confirmed = accounts.confirm(head.id, HEAD_PASSWORD, now=MONDAY)
    accounts.change_password(confirmed, "my own new one", now=MONDAY, keep=here.session.digest)
    assert sessions.resolve(here.token, MONDAY) is not None
    assert sessions.resolve(elsewhere.token, MONDAY) is None


def test_linking_to_another_person_ends_open_sessions(
    accounts: Accounts, sessions: Sessions, administrator: Account, head: Account
) -> None:
    opened = sessions.open(head, now=MONDAY)
    accounts.link(head.id, WANG, by=administrator.id, now=MONDAY)
    assert sessions.resolve(opened.token, MONDAY) is None


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(
    pool: Pool, random: Random, accounts: Accounts, head: Account
) -> None:
    stronger = Accounts(pool, random, Passwords(random, memory_kib=128, passes=1))
    stronger.verify("13812345678", HEAD_PASSWORD, now=MONDAY)
    with pool.connection() as connection:
        row = connection.execute("SELECT password_hash FROM access.accounts WHERE id = %s", (head.id,)).fetchone()
    assert row is not None
    assert "m=128,t=1" in row[0]
    assert stronger.verify("13812345678", HEAD_PASSWORD, now=MONDAY).password_round == head.password_round


def test_a_password_counts_as_given_when_somebody_else_set_it_and_not_when_its_owner_did(
    accounts: Accounts, administrator: Account, head: Account
) -> None:
    assert head.passwords_given == 0, "the first one has to be changed before anything is done"
    accounts.set_password(head.id, "told by telephone", by=administrator.id, now=MONDAY)
    assert accounts.get(head.id).passwords_given == 1
    confirmed = accounts.confirm(head.id, "told by telephone", now=MONDAY)
    accounts.change_password(confirmed, "my own new one", now=MONDAY)
    assert accounts.get(head.id).passwords_given == 1
    accounts.set_password(head.id, "told by telephone", by=None, now=MONDAY)
    assert accounts.get(head.id).passwords_given == 2, "the console is somebody else as well"


def test_a_language_is_one_that_the_product_speaks(accounts: Accounts, head: Account) -> None:
    accounts.choose_language(head.id, "en")
    assert accounts.get(head.id).language == "en"
    with pytest.raises(LanguageNotSpoken):
        accounts.choose_language(head.id, "fr")


def test_acts_on_an_account_that_is_not_there_are_refused(accounts: Accounts, administrator: Account) -> None:
    with pytest.raises(NotKnown):
        accounts.disable(NOBODY, by=administrator.id, now=MONDAY)
    with pytest.raises(NotKnown):
        accounts.enable(NOBODY, by=administrator.id, now=MONDAY)
    with pytest.raises(NotKnown):
        accounts.set_password(NOBODY, "correct horse battery", by=administrator.id, now=MONDAY)
    with pytest.raises(NotKnown):
        accounts.link(NOBODY, WANG, by=administrator.id, now=MONDAY)


def test_accounts_are_listed_by_name_page_by_page(accounts: Accounts, administrator: Account, head: Account) -> None:
    first = accounts.page(limit=1)
    assert [each.sign_in for each in first] == ["13812345678"]
    assert [each.sign_in for each in accounts.page(after=first[-1].sign_in)] == ["admin"]


def test_two_administrators_cannot_shut_each_other_out_at_once(
    pool: Pool, accounts: Accounts, administrator: Account
) -> None:
    second = accounts.make("second", "correct horse battery", by=None, now=MONDAY, is_administrator=True)

    def disable(pair: tuple[Account, Account]) -> bool:
        try:
            accounts.disable(pair[0].id, by=pair[1].id, now=MONDAY)
        except (LastAdministrator, NotAdministrator):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(disable, [(administrator, second), (second, administrator)]))
    assert sorted(done) == [False, True]


def test_an_account_is_found_by_its_name_however_it_is_typed(accounts: Accounts, head: Account) -> None:
    assert accounts.named("138 1234 5678") == head
    assert accounts.named("nobody") is None
