"""Sign-in names: what can be one, and when two are the same."""

import pytest

from api.access.names import folded, sign_in_name
from api.access.refusals import SignInNameUnusable


@pytest.mark.parametrize("typed", ["Wang.Li", " wang.li ", "ＷＡＮＧ．ＬＩ", "WANG.LI"])
def test_letter_case_width_and_surrounding_spaces_do_not_make_another_name(typed: str) -> None:
    assert folded(typed) == "wang.li"


@pytest.mark.parametrize(
    "typed", ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "１３８１２３４５６７８"]
)
def test_a_mobile_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert sign_in_name(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed", ["", "ab", "a" * 65, "王丽", "wang li", "wang/li", "wang\x00li", "a" * 100_000, "\ud800abc"]
)
def test_what_cannot_be_a_sign_in_name_is_refused(typed: str) -> None:
    with pytest.raises(SignInNameUnusable):
        sign_in_name(typed)


@pytest.mark.parametrize("typed", ["王丽", "wang\x00li", "\ud800abc"])
def test_anything_that_is_typed_can_be_looked_for(typed: str) -> None:
    assert folded(typed).isascii()
    assert "\0" not in folded(typed)


@pytest.mark.parametrize("typed", ["abc", "a" * 64, "li_wang@dongcheng-edu.cn"])
def test_the_shortest_the_longest_and_a_mail_address_are_sign_in_names(typed: str) -> None:
    assert sign_in_name(typed) == typed
