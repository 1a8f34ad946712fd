"""Every page of a log that left a history says so, with the reason."""

from api.seal.keyring import Keyring
from api.seal.resolving import resolve
from api.seal.sealing import NEWEST
from api.system import System
from domain.appointment.posts import Post
from domain.seal.notes import Checkpoint, Note
from tests.api.web.conftest import Entering


def test_a_page_says_that_a_history_was_left(settled_trial: System, enter: Entering) -> None:
    browser = enter("no3", Post.HEAD)
    assert "另一段历史" not in browser.open("/ledger").text
    name, home = settled_trial.application.log_name, settled_trial.settings.home
    head = Checkpoint(origin=name, size=9999, root=bytes(32), heads=bytes(32))
    (home / NEWEST).write_text(Note(head.text, (Keyring(home).first(name).sign(head.text),)).written, "utf-8")
    resolve(settled_trial, "硬盘损坏，由周五的备份恢复")
    page = browser.open("/ledger").text
    assert "另一段历史" in page
    assert "9999" in page
    assert "硬盘损坏，由周五的备份恢复" in page
