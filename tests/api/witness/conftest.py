"""A witness of two small logs, in a folder of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.witness.home import WitnessHome
from api.witness.witness import Witness
from domain.seal.policy import read_policy
from tests.support.logs import SmallLog

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
QINGHE = SmallLog("bihuan/qinghe", 700)
DONGCHENG = SmallLog("bihuan/dongcheng", 20, word="other", key=b"d" * 32)
POLICY = f"log {QINGHE.key.told}\nlog {DONGCHENG.key.told}\n"


@pytest.fixture
def home(tmp_path: Path) -> WitnessHome:
    made = WitnessHome(tmp_path / "witness")
    made.make_key("witness.example/city")
    (made.folder / "policy").write_text(POLICY, "utf-8")
    return made


@pytest.fixture
def witness(home: WitnessHome) -> Witness:
    return Witness(home, read_policy(POLICY, needs_quorum=False), lambda: NOON)
