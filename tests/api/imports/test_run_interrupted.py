"""Whatever stops an import, the next one goes on behind it; two at once take each row over once."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from api.imports.carrying_out import take_over
from api.imports.kept import page_of
from api.imports.opening import read
from api.imports.runs import Runs, Status
from api.system import System
from tests.support.importing import TOWN, begun, fates, imported, ledger, recorded, row, taken_over

COMMAND = (sys.executable, "-m", "api.cli", "--json", "ledger", "import")


def many(count: int) -> bytes:
    """A ledger of so many different rows over three schools, one of them unknown."""
    units = ("第三中学", "第五小学", "北关小学")
    return ledger(
        *(row(学校=units[at % 3], 隐患描述=f"护栏松动（第{at}处）", 验收人=f"验收人{at % 7}") for at in range(count))
    )


def hazards(system: System) -> list[str]:
    return [str(each.stream) for each in recorded(system)]


def test_an_import_stopped_after_some_batches_is_gone_on_with_by_the_same_run(settled: System) -> None:
    reading = read(settled, many(60), "a.xlsx")
    runs, run = Runs(settled.pool, settled.random), begun(settled, reading)
    first = [each for batch in islice(take_over(settled, runs, run, reading, at_once=10), 3) for each in batch]
    assert len(hazards(settled)) == len(first) == 30
    again = [each for batch in take_over(settled, runs, run, reading, at_once=10) for each in batch]
    assert fates(again) == ["import"] * 60
    assert len(set(hazards(settled))) == len(hazards(settled)) == 60
    assert [each.seq for each in taken_over(settled) if each.unit_code == "no3"] == list(range(1, 21))
    done = runs.run(run.id)
    assert (done.status, done.counts["import"], done.seen) == (Status.DONE, 60, 60)


def test_another_run_of_the_same_file_finds_what_the_interrupted_one_took(settled: System) -> None:
    reading = read(settled, many(40), "a.xlsx")
    runs, run = Runs(settled.pool, settled.random), begun(settled, reading)
    next(take_over(settled, runs, run, reading, at_once=10))
    assert fates(imported(settled, many(40))) == ["known"] * 10 + ["import"] * 30
    assert len(set(hazards(settled))) == len(hazards(settled)) == 40


def test_a_batch_that_was_recorded_but_not_noted_is_this_runs_own(settled: System) -> None:
    reading = read(settled, many(20), "a.xlsx")
    runs, run = Runs(settled.pool, settled.random), begun(settled, reading)
    first = next(take_over(settled, runs, run, reading, at_once=10))
    with settled.pool.connection() as connection:
        connection.execute("DELETE FROM imports.verdicts")
    again = next(take_over(settled, runs, run, reading, at_once=10))
    assert [(each.fate, each.number) for each in again] == [(each.fate, each.number) for each in first]


def test_two_imports_of_the_same_file_at_once_take_each_row_over_once(settled: System) -> None:
    content = many(120)

    def run(_: int) -> list[str]:
        reading = read(settled, content, "a.xlsx")
        runs, begin = Runs(settled.pool, settled.random), begun(settled, reading)
        return [each.fate.value for batch in take_over(settled, runs, begin, reading, at_once=7) for each in batch]

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(run, range(2))
    assert sorted(zip(first, second, strict=True)) == sorted(
        [("import", "known")] * first.count("import") + [("known", "import")] * second.count("import")
    )
    assert len(set(hazards(settled))) == len(hazards(settled)) == 120
    sequences = sorted(each.seq for each in taken_over(settled) if each.unit_code == "no3")
    assert sequences == list(range(1, 41))


def test_after_kill_9_the_same_command_goes_on_and_doubles_nothing(settled: System, tmp_path: Path) -> None:
    file, home = tmp_path / "ledger.xlsx", tmp_path / "home"
    file.write_bytes(many(3000))
    home.mkdir()
    (home / "secret.key").write_bytes(b"s" * 32)
    environment = {**os.environ, "BIHUAN_DATABASE_URL": settled.database.app, "BIHUAN_HOME": str(home)}
    command = [*COMMAND, str(file), "--unit", "dongcheng"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not hazards(settled) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    before = len(hazards(settled))
    assert 0 < before < 3000
    again = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=120)
    assert '"import":3000' in again.stdout.decode()
    assert len(set(hazards(settled))) == len(hazards(settled)) == 3000


def test_a_run_that_nobody_works_on_can_be_worked_on_and_one_that_somebody_does_cannot(settled: System) -> None:
    runs, run = Runs(settled.pool, settled.random), begun(settled, read(settled, TOWN.read_bytes(), TOWN.name))
    with runs.alone(run.id) as mine, runs.alone(run.id) as also:
        assert mine
        assert not also
    with runs.alone(run.id) as mine:
        assert mine


def test_rows_behind_the_last_one_of_a_shorter_reading_are_forgotten(settled: System) -> None:
    runs = Runs(settled.pool, settled.random)
    run = begun(settled, read(settled, many(30), "a.xlsx"))
    next(take_over(settled, runs, run, read(settled, many(30), "a.xlsx"), at_once=30))
    for _ in take_over(settled, runs, run, read(settled, many(12), "a.xlsx")):
        pass
    assert len(page_of(runs, run.id, limit=100)) == 12
