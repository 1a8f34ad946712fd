"""A witness asked over HTTP, on a real port (C2SP tlog-witness)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product

import httpx2
import pytest

from api.seal.keys import verify_ed25519
from api.witness.app import make_witness_app
from api.witness.home import WitnessHome
from api.witness.witness import Witness
from domain.kernel.refusals import Refusal
from domain.seal.notes import Note, NoteSignature, read_note
from domain.seal.witnessing import Submission, read_submission
from tests.api.witness.conftest import DONGCHENG, NOON, QINGHE
from tests.support.logs import SmallLog, rewritten
from tests.support.serving import served


class Asked:
    """Whoever hands in checkpoints."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def __call__(self, submission: Submission | bytes) -> httpx2.Response:
        content = submission if isinstance(submission, bytes) else submission.written.encode()
        return self._client.post("/add-checkpoint", content=content)


@pytest.fixture
def ask(witness: Witness) -> Iterator[Asked]:
    with served(make_witness_app(witness)) as address, httpx2.Client(base_url=address) as client:
        yield Asked(client)


def lines(answer: httpx2.Response) -> tuple[NoteSignature, ...]:
    assert answer.status_code == 200, answer.text
    return read_note(f"\n\n{answer.text}").signatures


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.headers["bihuan-code"]


def test_a_cosignature_fits_the_head_and_says_when(ask: Asked, witness: Witness) -> None:
    submission = QINGHE.submission(0, 300)
    note = Note(submission.note.text, lines(ask(submission)))
    assert note.signed_by(witness.key.key, verify_ed25519) == int(NOON.timestamp())


def test_a_log_that_grows_is_cosigned_again_and_again(ask: Asked, witness: Witness) -> None:
    for old, new in ((0, 1), (1, 256), (256, 256), (256, 257), (257, 700)):
        assert lines(ask(QINGHE.submission(old, new)))
    last = witness.last(QINGHE.key.name)
    assert last is not None
    assert last.size == 700


def test_two_logs_do_not_get_into_each_others_way(ask: Asked, witness: Witness) -> None:
    for old, new in ((0, 5), (5, 20)):
        assert lines(ask(QINGHE.submission(old, new)))
        assert lines(ask(DONGCHENG.submission(old, new)))
    heads = [witness.last(log.key.name) for log in (QINGHE, DONGCHENG)]
    assert len({each.root for each in heads if each}) == 2


def test_another_size_is_answered_with_the_one_that_was_cosigned(ask: Asked) -> None:
    ask(QINGHE.submission(0, 300))
    answer = ask(QINGHE.submission(0, 400))
    assert told(answer) == (409, "witness_size_other")
    assert (answer.headers["content-type"], answer.text) == ("text/x.tlog.size", "300\n")
    assert lines(ask(QINGHE.submission(int(answer.text), 400)))


def test_a_smaller_head_is_not_cosigned(ask: Asked, witness: Witness) -> None:
    ask(QINGHE.submission(0, 300))
    for old in (0, 200, 250):
        assert told(ask(QINGHE.submission(old, 250))) == (409, "witness_size_other")
    assert told(ask(Submission(300, (), QINGHE.head(250)))) == (400, "witness_asked_wrong")
    last = witness.last(QINGHE.key.name)
    assert last is not None
    assert last.size == 300


def test_two_roots_of_one_size_are_refused_and_both_heads_kept(ask: Asked, home: WitnessHome) -> None:
    other = rewritten(QINGHE, [7])
    ask(QINGHE.submission(0, 300))
    assert told(ask(other.submission(300, 300))) == (409, "witness_history_rewritten")
    (kept,) = home.kept()
    (evidence,) = kept.evidence
    said = evidence.read_text("utf-8")
    assert QINGHE.head(300).text in said
    assert other.head(300).written in said
    assert kept.last is not None
    assert kept.last.text == QINGHE.head(300).text


def test_a_proof_that_does_not_fit_is_refused_and_kept_once(ask: Asked, home: WitnessHome) -> None:
    other = rewritten(QINGHE, [7])
    ask(QINGHE.submission(0, 300))
    for _ in range(3):
        assert told(ask(other.submission(300, 400))) == (422, "witness_history_rewritten")
    (kept,) = home.kept()
    assert len(kept.evidence) == 1


def test_a_log_that_is_not_in_the_policy_is_not_known(ask: Asked) -> None:
    assert told(ask(SmallLog("bihuan/elsewhere", 3).submission(0, 3))) == (404, "witness_log_unknown")


def test_a_head_that_the_log_did_not_sign_is_not_cosigned(ask: Asked, home: WitnessHome) -> None:
    forged = SmallLog(QINGHE.key.name, 300, word="made up", key=b"f" * 32)
    assert told(ask(forged.submission(0, 300))) == (403, "witness_checkpoint_unsigned")
    assert list(home.kept()) == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"old 0\n\nnothing\n", b"old 0\n" * 100_000])
def test_what_is_no_submission_is_told_so(ask: Asked, body: bytes) -> None:
    assert told(ask(body)) == (400, "witness_asked_wrong")


def test_many_at_once_never_lead_back(ask: Asked, witness: Witness) -> None:
    ask(QINGHE.submission(0, 100))
    pairs = [(old, new) for old, new in product(range(100, 112), repeat=2) if old <= new]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: (pair, ask(QINGHE.submission(*pair))), pairs))
    steps = sorted(pair for pair, answer in answers if answer.status_code == 200)
    assert {answer.status_code for _, answer in answers} <= {200, 409}
    reached = 100
    for old, new in steps:
        assert old in (reached, new), "each cosigned head continues the one before"
        reached = max(reached, new)
    last = witness.last(QINGHE.key.name)
    assert last is not None
    assert last.size == reached


KILLED = """
import os, signal, sys
from pathlib import Path
from api.witness.home import LogKept, WitnessHome
from api.witness.witness import Witness
from domain.seal.policy import read_policy
from domain.seal.witnessing import read_submission

def put(self, note, put=LogKept.put):
    if {written}:
        put(self, note)
    os.kill(os.getpid(), signal.SIGKILL)

LogKept.put = put
home = WitnessHome(Path(sys.argv[1]))
Witness(home, home.policy()).add(read_submission(sys.stdin.read()))
"""


@pytest.mark.parametrize(("written", "size"), [(True, 400), (False, 300)])
def test_killed_between_writing_and_answering_nothing_smaller_is_cosigned_afterwards(
    ask: Asked, home: WitnessHome, *, written: bool, size: int
) -> None:
    ask(QINGHE.submission(0, 300))
    command = [sys.executable, "-c", KILLED.format(written=written), str(home.folder)]
    submission = QINGHE.submission(300, 400).written
    done = subprocess.run(command, input=submission, text=True, check=False, env={**os.environ}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    answer = ask(QINGHE.submission(0, 500))
    assert (answer.status_code, answer.text) == (409, f"{size}\n")
    assert lines(ask(QINGHE.submission(size, 500)))


def test_no_spoilt_submission_is_cosigned_as_anything_but_the_head(witness: Witness) -> None:
    witness.add(QINGHE.submission(0, 300))
    written, wanted = QINGHE.submission(300, 700).written.encode(), QINGHE.head(700).text
    for place in range(len(written)):
        spoilt = written[:place] + bytes([written[place] ^ 1 << place % 7]) + written[place + 1 :]
        try:
            witness.add(read_submission(spoilt.decode()))
        except (Refusal, UnicodeDecodeError):
            continue
        raise AssertionError(f"byte {place} does not count")
    assert QINGHE.submission(300, 700).note.text == wanted
    assert witness.add(QINGHE.submission(300, 700))


@contextmanager
def program(home: WitnessHome) -> Iterator[tuple[subprocess.Popen[bytes], httpx2.Client]]:
    """`bihuan witness serve` as a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ("witness", "serve", "--home", str(home.folder), "--port", str(port))
    with (
        subprocess.Popen([sys.executable, "-m", "api.cli", *words], stderr=subprocess.DEVNULL) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                client.get("/")
                break
            except httpx2.ConnectError:
                time.sleep(0.1)
        try:
            yield process, client
        finally:
            process.kill()


def test_a_witness_that_was_killed_remembers_when_it_comes_back(home: WitnessHome) -> None:
    for old, new in ((0, 300), (300, 400), (400, 700)):
        with program(home) as (process, client):
            ask = Asked(client)
            if old:
                answer = ask(QINGHE.submission(0, 200))
                assert (answer.status_code, answer.text) == (409, f"{old}\n")
            assert lines(ask(QINGHE.submission(old, new)))
            process.kill()
