"""Photos are given to who may see a record that mentions them, and to nobody else."""

from uuid import UUID, uuid4

import pytest

from domain.appointment.posts import Post
from tests.api.attachments.pictures import paper, phone_photo
from tests.api.web.conftest import Entering
from tests.support.browsing import Browser, main_form, report, take
from tests.support.settled import account

FILES = (("IMG_2041.jpg", phone_photo(), "image/jpeg"), ("scan.pdf", paper(), "application/pdf"))


@pytest.fixture
def officer(enter: Entering) -> Browser:
    return enter("no3", Post.SAFETY_OFFICER)


@pytest.fixture
def shown(officer: Browser) -> tuple[str, list[str]]:
    """A hazard with a photo and a paper: its address, and the identifiers of the two."""
    hazard = report(officer)
    page = officer.open(f"/hazards/{hazard}/steps/add_evidence")
    staged = officer.press(page, files=FILES, remarks="\x07")
    files = main_form(staged).values["evidence"]
    assert officer.press(staged, remarks="").status_code == 200
    return f"/hazards/{hazard}/attachments", files


def test_a_copy_without_metadata_is_shown_and_the_original_only_downloaded(
    officer: Browser, shown: tuple[str, list[str]]
) -> None:
    address, (photo, pdf) = shown
    copy, original = officer.open(f"{address}/{photo}"), officer.open(f"{address}/{photo}/original")
    assert (copy.headers["content-type"], b"Redmi" in copy.content) == ("image/jpeg", False)
    assert original.content == FILES[0][1]
    assert original.headers["content-disposition"].startswith("attachment")
    assert copy.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert officer.open(f"{address}/{pdf}/original").headers["content-type"] == "application/pdf"


def test_a_paper_has_a_sign_in_place_of_a_picture(officer: Browser, shown: tuple[str, list[str]]) -> None:
    address, (_, pdf) = shown
    assert officer.open(f"{address}/{pdf}/thumbnail").headers["content-type"].startswith("image/svg")
    assert officer.open(f"{address}/{pdf}").status_code == 409


def test_a_browser_that_has_it_is_not_sent_it_again(officer: Browser, shown: tuple[str, list[str]]) -> None:
    address, (photo, _) = shown
    tag = officer.open(f"{address}/{photo}/thumbnail").headers["etag"]
    again = officer.client.get(f"{address}/{photo}/thumbnail", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_who_may_not_see_the_hazard_gets_no_photo(officer: Browser, shown: tuple[str, list[str]]) -> None:
    address, (photo, _) = shown
    stranger = Browser(officer.system).signed_in("no5", Post.HEAD)
    for purpose in ("", "/thumbnail", "/original"):
        assert stranger.open(f"{address}/{photo}{purpose}").status_code == 404
    assert stranger.open(f"/attachments/{photo}/thumbnail").status_code == 404


def test_a_photo_is_not_given_out_under_a_hazard_that_does_not_mention_it(
    officer: Browser, shown: tuple[str, list[str]]
) -> None:
    _, (photo, _) = shown
    other = report(officer, description="门锁坏了")
    assert officer.open(f"/hazards/{other}/attachments/{photo}").status_code == 404
    assert officer.open(f"/hazards/{uuid4()}/attachments/{photo}").status_code == 404


def test_a_staged_photo_is_shown_to_who_added_it_alone(officer: Browser) -> None:
    staged = officer.press(officer.open("/report"), files=FILES[:1])
    photo = main_form(staged).values["evidence"][0]
    assert officer.open(f"/attachments/{photo}/thumbnail").status_code == 200
    colleague = Browser(officer.system).signed_in("no3", Post.HEAD)
    assert colleague.open(f"/attachments/{photo}/thumbnail").status_code == 404
    for unknown in (uuid4(), UUID(int=2**128 - 1), UUID(int=0)):
        assert officer.open(f"/attachments/{unknown}/thumbnail").status_code == 404


def test_nobody_binds_a_photo_that_another_added(officer: Browser) -> None:
    staged = officer.press(officer.open("/report"), files=FILES[:1])
    photo = main_form(staged).values["evidence"][0]
    colleague = Browser(officer.system).enter(account(officer.system, "no3", Post.HEAD))
    hazard = report(colleague)
    assert take(colleague, hazard, "add_evidence", evidence=photo).status_code == 404
