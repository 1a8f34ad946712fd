"""Every refusal is said in Chinese too."""

import pytest

from api.attachments import refusals
from api.words import catalogue
from domain.kernel.refusals import Refusal

SAID = [each for each in vars(refusals).values() if isinstance(each, type) and each.__module__ == refusals.__name__]


@pytest.mark.parametrize("refusal", SAID)
def test_a_refusal_of_a_file_is_said_in_chinese(refusal: type[Refusal]) -> None:
    assert refusal.sentence in catalogue("zh-CN")
