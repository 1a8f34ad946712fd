"""The command line over the made-up district, in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import run
from api.system import Database, System
from domain.appointment.posts import Post
from tests.support.settled import PASSWORD, account


@dataclass(frozen=True)
class Said:
    """What the command line answered."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def code(self) -> str:
        """The code of the refusal, told as JSON on stderr."""
        found: str = json.loads(self.err)["code"]
        return found


Line = Callable[..., Said]


@pytest.fixture
def line(
    settled: System,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Line:
    """Runs `bihuan …` with the environment of an operator; `sign_in` and `token` say who acts."""
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BIHUAN_DATABASE_URL", database.admin)
    monkeypatch.setenv("BIHUAN_LANGUAGE", "en")
    for name in ("BIHUAN_AS", "BIHUAN_PASSWORD", "BIHUAN_TOKEN", "BIHUAN_NEW_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    def said(*words: str, sign_in: str | None = None, password: str = PASSWORD, token: str | None = None) -> Said:
        with monkeypatch.context() as within:
            if sign_in:
                within.setenv("BIHUAN_AS", sign_in)
                within.setenv("BIHUAN_PASSWORD", password)
            if token:
                within.setenv("BIHUAN_TOKEN", token)
            capsys.readouterr()
            status = run(list(words))
        told = capsys.readouterr()
        return Said(status, told.out, told.err)

    return said


@pytest.fixture
def officer(settled: System) -> str:
    """The sign-in name of the safety officer of school no. 3."""
    return account(settled, "no3", Post.SAFETY_OFFICER)
