"""What the READMEs say of the code is what the code says."""

from pathlib import Path

import pytest

from api.cli.main import NOUNS
from api.settings import Settings
from tests.support.documents import PARTS, ROOT, documents, renewed, settings


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_generated_parts_are_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == renewed(path.read_text("utf-8")), "scripts/fix writes them"


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_generated_part_stands_somewhere(part: str) -> None:
    assert any(f"<!-- generated: {part} -->" in path.read_text("utf-8") for path in documents())


def test_every_setting_says_what_it_is_for() -> None:
    assert "|  |" not in settings()
    assert len(settings().splitlines()) == len(Settings.__dataclass_fields__) + 2


def test_every_package_and_noun_is_documented() -> None:
    assert all((ROOT / package / "README.md").exists() for package in ("domain", "projections", "api", "tests"))
    assert all(f"bihuan {noun}" in (ROOT / "api" / "README.md").read_text("utf-8") for noun in NOUNS)
