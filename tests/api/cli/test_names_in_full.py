"""Files that the command line writes hide names; the reason for having them in full is recorded first."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from api.system import System
from domain.appointment.posts import Post
from tests.api.cli.conftest import Line
from tests.api.cli.test_past import life
from tests.support.settled import account

__all__ = ["life"]


def names_in(path: Path) -> str:
    return " ".join(str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row)


def test_the_console_s_files_hide_names_until_it_says_why(line: Line, life: dict[str, Any], tmp_path: Path) -> None:
    for noun in ("ledger", "audit"):
        masked, full = tmp_path / f"{noun}-masked.xlsx", tmp_path / f"{noun}-full.xlsx"
        assert line(noun, "list", "--xlsx", str(masked)).status == 0
        assert "n＊＊" in names_in(masked)
        assert "no3 safety_officer" not in names_in(masked)
        refused = line(noun, "list", "--xlsx", str(full), "--names-in-full", "--json")
        assert (refused.status, refused.code) == (1, "blank")
        assert not full.exists()
        told = line(noun, "list", "--xlsx", str(full), "--names-in-full", "--reason", "court order 12")
        assert told.status == 0, told.err
        assert "no3 safety_officer" in names_in(full)
    acts = line("audit", "list", "--kind", "access", "--json").value
    assert [(each["name"], each["actor_kind"], each["said"]["reason"]) for each in acts] == [
        ("access.names_unmasked.v1", "console", "court order 12"),
        ("access.names_unmasked.v1", "console", "court order 12"),
    ]
    assert line("ledger", "list", "--names-in-full", "--reason", "x").status == 2, "only files hide names"


def test_who_signs_in_unmasks_in_their_post(line: Line, settled: System, life: dict[str, Any], tmp_path: Path) -> None:
    auditor, file = account(settled, "dongcheng", Post.AUDITOR), tmp_path / "a.xlsx"
    why = ("--names-in-full", "--reason", "court order 12")
    assert line("ledger", "list", "--unit", "no3", "--xlsx", str(file), *why, sign_in=auditor).status == 0
    assert "no3 safety_officer" in names_in(file)
    (act,) = line("audit", "list", "--kind", "access", "--json", sign_in=auditor).value
    assert (act["actor_post"], act["actor_kind"]) == ("auditor", "person")


def test_a_program_never_has_names_in_full(line: Line, officer: str, life: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    token = line("account", "token", "--name", "laptop", "--write", "--json", sign_in=officer).value["secret"]
    assert line("ledger", "list", "--xlsx", str(file), token=token).status == 0
    assert "no3 safety_officer" not in names_in(file).partition(life["number"])[2]
    refused = line("ledger", "list", "--xlsx", str(file), "--names-in-full", "--reason", "x", "--json", token=token)
    assert refused.code == "not_by_token"
