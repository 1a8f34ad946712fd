"""What others wrote and pages carry is what the manifest says, with its licence beside it."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from api.web.assets import ASSETS

VENDOR = ASSETS / "vendor"
MANIFEST = tomllib.loads((VENDOR / "manifest.toml").read_text("utf-8"))


def kept() -> list[str]:
    """Every file that lies there, but the manifest."""
    return sorted(path.name for path in VENDOR.iterdir() if path.name != "manifest.toml")


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_vendored_file_stands_in_the_manifest_and_no_other() -> None:
    assert sorted(MANIFEST) == kept()


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_vendored_file_has_the_digest_of_the_manifest(name: str) -> None:
    assert digest(VENDOR / name) == MANIFEST[name]["sha256"]


@pytest.mark.parametrize("name", [each for each in sorted(MANIFEST) if not each.endswith(".LICENSE")])
def test_a_vendored_file_names_its_version_and_carries_its_licence(name: str) -> None:
    assert MANIFEST[name]["version"] in (VENDOR / name).read_text("utf-8")
    assert (VENDOR / f"{name.partition('.')[0]}.LICENSE").exists()
    assert MANIFEST[name]["licence"] in ("MIT", "0BSD")
