"""Where a witness keeps its key and what it saw."""

import multiprocessing
import stat
from pathlib import Path

import pytest

from api.witness.home import MOST_EVIDENCE, WitnessHome, WitnessNameWrong, WitnessNotSetUp, write_durably
from domain.seal.notes import COSIGNATURE
from domain.seal.policy import PolicyWrong
from tests.api.witness.conftest import QINGHE


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = WitnessHome(tmp_path / "witness")
    with pytest.raises(WitnessNotSetUp):
        home.key()
    made = home.make_key("witness.example/city")
    assert made.key.type == COSIGNATURE
    assert WitnessHome(home.folder).make_key("witness.example/city").key == made.key
    assert stat.S_IMODE((home.folder / "witness.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "two words", "plus+sign", "line\nbreak", "witness.example/other"])
def test_a_name_is_one_word_and_stays(home: WitnessHome, name: str) -> None:
    with pytest.raises(WitnessNameWrong):
        home.make_key(name)


def test_a_policy_that_cannot_be_read_is_refused(home: WitnessHome) -> None:
    (home.folder / "policy").write_bytes(b"log \xff")
    with pytest.raises(PolicyWrong):
        home.policy()
    (home.folder / "policy").unlink()
    with pytest.raises(WitnessNotSetUp):
        home.policy()


def test_evidence_does_not_fill_the_disk(home: WitnessHome) -> None:
    with home.holding("bihuan/qinghe") as kept:
        first = kept.put_evidence("code", 1, "said")
        assert first is not None
        for number in range(MOST_EVIDENCE - 1):
            (first.parent / f"code-{number}.txt").touch()
        assert kept.put_evidence("code", 1, "said") == first
        assert kept.put_evidence("code", 2, "more") is None


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        write_durably(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def _grow(folder: Path, times: int) -> None:
    home = WitnessHome(folder)
    for _ in range(times):
        with home.holding("bihuan/qinghe") as kept:
            last = kept.last
            size = int(last.text.split("\n")[1]) if last else 0
            kept.put(QINGHE.head(size + 1))


def test_processes_wait_for_each_other(home: WitnessHome) -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_grow, args=(home.folder, 20)) for _ in range(2)]
    for each in others:
        each.start()
    _grow(home.folder, 20)
    for each in others:
        each.join(60)
    with home.holding("bihuan/qinghe") as kept:
        assert kept.last is not None
        assert kept.last.text == QINGHE.head(60).text
