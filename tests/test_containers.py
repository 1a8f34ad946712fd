"""What Dockerfile and compose.yaml name is there; no image is built here."""

import re
import shlex

import pytest

from api.cli.main import run
from api.settings import Settings
from api.system import System
from tests.support.browsing import Browser
from tests.support.documents import ROOT

DOCKERFILE, COMPOSE = ((ROOT / name).read_text("utf-8") for name in ("Dockerfile", "compose.yaml"))
OF_COMPOSE = {"BIHUAN_LOGIN_PASSWORD"}
"""What only the database's container is told."""


def test_only_settings_there_are_are_set() -> None:
    told = set(re.findall(r"(BIHUAN_\w+)=", DOCKERFILE)) | set(re.findall(r"^ +(BIHUAN_\w+): ", COMPOSE, re.MULTILINE))
    known = {f"BIHUAN_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert told - OF_COMPOSE
    assert told - OF_COMPOSE <= known


def test_what_is_copied_is_there_and_let_through() -> None:
    let_through = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = [name for line in re.findall(r"^COPY (?!--from)(.*)", DOCKERFILE, re.MULTILINE) for name in line.split()]
    assert {name for name in copied if name != "./"} == set(let_through)
    assert all((ROOT / name).exists() for name in let_through)


def test_the_login_is_made_by_a_script_that_may_be_run() -> None:
    (script,) = re.findall(r"- \./(\S+):/docker-entrypoint-initdb\.d/\S+\.sh:ro", COMPOSE)
    assert (ROOT / script).stat().st_mode & 0o111


@pytest.mark.parametrize("words", re.findall(r'command: \["(.*)"\]', COMPOSE))
def test_commands_and_their_options_are_known(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = re.sub(r"\$\{\w+:.(.*?)\}", r"\1", words).replace('", "', " ")
    noun = ["witness"] if words.startswith("serve") else []
    assert run([*noun, *(each for each in shlex.split(words) if each != "is missing in .env"), "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_the_health_of_a_container_is_asked_without_signing_in(settled: System) -> None:
    (path,) = re.findall(r"127\.0\.0\.1:8000(/\S+)'", DOCKERFILE)
    assert Browser(settled).open(path).status_code == 200
