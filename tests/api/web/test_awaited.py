"""People are told when their signature is needed: steps that only they can sign, keys that wait."""

import pytest

from api.system import System
from domain.appointment.posts import Post
from tests.support.browsing import Browser, text_of
from tests.support.following import followed
from tests.support.signed_stories import SignedStories
from tests.support.signing import begin_signing, file_key
from tests.support.stories import HEAD, LOGISTICS, OFFICER, SECTION, Who

REGISTRAR: Who = ("qinghe", Post.REGISTRAR)


@pytest.fixture
def stories(settled_trial: System) -> SignedStories:
    return SignedStories(begin_signing(settled_trial))


def start_of(stories: SignedStories, who: Who) -> str:
    """The start page of whoever holds a post, in words."""
    browser = Browser(stories.system.at(lambda: stories.now))
    browser.enter(stories.account_of(browser.services, who).sign_in)
    return " ".join(text_of(browser.open("/")).split()).replace(" :", ":")


def test_what_only_the_rectifier_can_sign_is_said_to_wait_for_that_persons_signature(stories: SignedStories) -> None:
    stories.assigned()
    followed(stories.system)
    text = start_of(stories, LOGISTICS)
    assert "待您签名 (1)" in text
    assert "本单位只有您能签名、下面标有 ✍ 的：1 项" in text
    assert "另待办：整改 ✍" in text


def test_the_step_itself_says_which_signature_it_waits_for(stories: SignedStories) -> None:
    hazard = stories.assigned()
    stories.does(OFFICER, "hazard.take_interim_measure", hazard=str(hazard), kind="barrier", description="拉警戒线")
    followed(stories.system)
    assert "待您签名: 服务器代证（密码）" in start_of(stories, LOGISTICS)


def test_what_several_of_a_unit_could_sign_waits_for_nobody_alone(stories: SignedStories) -> None:
    stories.rectified()
    followed(stories.system)
    text = start_of(stories, HEAD)
    assert "查验合格" in text
    assert "须签名: 软件密钥或以上" in text
    assert "只有您能签名" not in text


def test_whoever_has_no_key_for_it_is_led_to_where_keys_are_made(stories: SignedStories) -> None:
    stories.rectified()
    followed(stories.system)
    stories.account_of(Browser(stories.system).services, ("no3", Post.DEPUTY_HEAD))
    text = start_of(stories, ("no3", Post.DEPUTY_HEAD))
    assert "您还没有这种密钥" in text
    assert "其中有的须用软件密钥签名，您还没有。" in text


def test_a_step_that_needs_no_signature_is_not_said_to_wait_for_one(stories: SignedStories) -> None:
    stories.found()
    followed(stories.system)
    text = start_of(stories, ("no3", Post.GUARD))
    assert "待您签名" not in text


def test_a_registrar_is_told_how_many_keys_wait_on_every_page(stories: SignedStories) -> None:
    for who in (HEAD, OFFICER):
        file_key(stories.system, *who, is_confirmed=False)
    followed(stories.system).application.catch_up()
    text = start_of(stories, REGISTRAR)
    assert "待您核实归谁所有的密钥：2 个" in text
    assert "待办 2 个密钥待您确认" in text
    assert "个密钥待您确认" not in start_of(stories, SECTION)


def test_a_registrar_is_not_told_of_the_own_key_because_somebody_else_confirms_it(stories: SignedStories) -> None:
    file_key(stories.system, *REGISTRAR, is_confirmed=False)
    followed(stories.system).application.catch_up()
    text = start_of(stories, REGISTRAR)
    assert "待您核实" not in text
    assert "待登记员确认：请告知核对码" in text


def test_in_a_log_without_signatures_nothing_waits_for_one(settled_trial: System) -> None:
    browser = Browser(settled_trial).signed_in("no3", Post.HEAD)
    followed(settled_trial)
    assert "待您签名" not in browser.open("/").text
