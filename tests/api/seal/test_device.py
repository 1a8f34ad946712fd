"""The log's key in a device: a real one in software (SoftHSM), asked by the same way as one that can be touched."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import psycopg
import pytest

from api.seal.checking import StoreCheck
from api.seal.device import DeviceUnusable
from api.seal.history import history_of
from api.seal.keyring import keyring_of
from api.seal.keys import verify_ed25519
from api.seal.resolving import first_key, rotate
from api.seal.sealing import newest_checkpoint
from api.settings import Settings, SettingUnusable, settings_from
from api.system import System
from api.workers.sealer import run_sealer
from domain.seal.notes import Note

pytestmark = pytest.mark.needs("softhsm2-util")

PIN, OFFICERS_PIN, TOKEN = "4321-8765", "87654321", "bihuan"
TESTS = 4
"""How many of the tests take a token."""

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")


@pytest.fixture
def device(settled_trial: System, tmp_path: Path, tokens: list[str]) -> System:
    """The district with a token of its own."""
    pin = tmp_path / "pin"
    pin.write_text(f"{PIN}\n", "utf-8")
    pin.chmod(0o600)
    module = next(path for path in map(Path, MODULES) if path.exists())
    settings = replace(settled_trial.settings, seal_module=module, seal_token=tokens.pop(), seal_pin_file=pin)
    return replace(settled_trial, settings=settings)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Labels of tokens nobody has used. SoftHSM looks once a process which there are, so all are made first."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    path = folder / "softhsm2.conf"
    path.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", "ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(path))
        labels = [f"{TOKEN} {number}" for number in range(TESTS)]
        for label in labels:
            words = ("--init-token", "--free", "--label", label, "--so-pin", OFFICERS_PIN, "--pin", PIN)
            subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
        yield labels


def seal(system: System) -> Note:
    run_sealer(system, Event(), once=True)
    with psycopg.connect(system.database.app) as connection:
        note = newest_checkpoint(connection)
    assert note is not None
    return note


def test_a_log_is_sealed_by_a_key_that_never_leaves_its_device(device: System) -> None:
    key = keyring_of(device.settings).first(device.application.log_name).key
    assert seal(device).signed_by(key, verify_ed25519) == 0
    assert list(device.settings.home.glob("seal*.pem")) == []
    assert keyring_of(device.settings).first(device.application.log_name).key == key, "the same key is found again"


def test_a_key_file_vouches_for_the_device_that_follows_it(device: System) -> None:
    by_file = replace(device, settings=replace(device.settings, seal_module=None))
    first = seal(by_file)
    old = keyring_of(by_file.settings).first(by_file.application.log_name).key
    new = rotate(device, "a device was bought")
    later = seal(device)
    assert (first.signed_by(old, verify_ed25519), later.signed_by(new, verify_ed25519)) == (0, 0)
    with psycopg.connect(device.database.app, autocommit=True) as connection:
        name = device.application.log_name
        assert [era.key for era in history_of(connection, name).eras] == [old, new]
        assert StoreCheck(connection=connection, origin=name, log_key=old, brought=(first, later)).run().fault is None


def test_a_second_key_of_the_device_follows_the_first(device: System) -> None:
    seal(device)
    assert (first := first_key(device)) is not None
    assert rotate(device, "yearly").told != first.key
    seal(device)


def test_a_wrong_pin_or_a_missing_token_is_refused_in_words(device: System, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("0000", "utf-8")
    for settings in (
        replace(device.settings, seal_pin_file=wrong),
        replace(device.settings, seal_token="nowhere"),
        replace(device.settings, seal_module=tmp_path / "none.so"),
        replace(device.settings, seal_pin_file=tmp_path / "none"),
    ):
        with pytest.raises(DeviceUnusable):
            seal(replace(device, settings=settings))


def test_the_settings_of_a_device_are_all_needed_or_none() -> None:
    with pytest.raises(SettingUnusable):
        settings_from({"BIHUAN_SEAL_MODULE": "/usr/lib/x.so"})
    settings: Settings = settings_from(
        {"BIHUAN_SEAL_MODULE": "/m.so", "BIHUAN_SEAL_TOKEN": "t", "BIHUAN_SEAL_PIN_FILE": "/p", "BIHUAN_SEAL_KEY": "k"}
    )
    assert (settings.seal_token, settings.seal_key) == ("t", "k")
