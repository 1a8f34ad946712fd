"""Which passwords are accepted, and how they are kept."""

import pytest

from api.access.passwords import LONGEST, SHORTEST, Passwords, check_password, common_passwords
from api.access.refusals import (
    PasswordIsTheSignInName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    PasswordUnreadable,
)
from api.clock import Random
from domain.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("隐患排查治理2026", None),
        ("correct horse battery", None),
        ("abcdefgh9", PasswordTooShort),
        ("安全第一", PasswordTooShort),
        ("ab3" * 42 + "ab", None),
        ("ab3" * 43, PasswordTooLong),
        ("\ufdfa" * 20, PasswordTooLong),
        ("wang.li.2026", PasswordIsTheSignInName),
        ("WANG.LI.2026", PasswordIsTheSignInName),
        ("1234567890", PasswordTooCommon),
        ("Woaini1314520", PasswordTooCommon),
        ("１２３４５６７８９０", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("ababababababab", PasswordTooCommon),
        ("two\nlines of it", PasswordUnreadable),
        ("a nul \x00 inside", PasswordUnreadable),
        ("a lone \ud800 surrogate", PasswordUnreadable),
    ],
)
def test_a_new_password_is_long_enough_typeable_and_not_the_first_guess(
    password: str, refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        check_password(password, "wang.li.2026")
        return
    with pytest.raises(refusal):
        check_password(password, "wang.li.2026")


def test_the_common_passwords_would_pass_every_other_rule() -> None:
    assert len(common_passwords()) > 80
    assert all(SHORTEST <= len(each) <= LONGEST and each == each.casefold() for each in common_passwords())


def test_a_password_is_kept_as_argon2id_with_19_mib_and_two_passes(random: Random) -> None:
    kept = Passwords(random).hash("闭环到底 2026 年春")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert Passwords(random).verify(kept, "闭环到底 2026 年春")


def test_the_same_password_is_never_kept_in_the_same_form(passwords: Passwords) -> None:
    assert passwords.hash("correct horse battery") != passwords.hash("correct horse battery")


def test_full_width_typing_gives_the_same_password(passwords: Passwords) -> None:
    assert passwords.verify(passwords.hash("ｃｏｒｒｅｃｔ ｈｏｒｓｅ"), "correct horse")


@pytest.mark.parametrize("typed", ["", "x" * 100_000, "\ud800", "a\x00b"])
def test_what_can_be_no_password_is_wrong_and_no_fault(passwords: Passwords, typed: str) -> None:
    assert not passwords.verify(passwords.hash("correct horse battery"), typed)
    assert not passwords.verify(passwords.hash(""), typed or "\x00")


def test_nobodys_password_is_never_right(passwords: Passwords) -> None:
    assert not passwords.verify(None, "")
    assert not passwords.verify(None, "correct horse battery")
