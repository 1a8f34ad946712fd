"""Which key signs now: the one that the log says, found among the files of the home or in a device."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from api.clock import Random, system_random
from api.seal.device import Device, device_of
from api.seal.history import Era, History
from api.seal.keys import FILE, LATER, FileSigner, SealKeyMissing, Signer, signer_in
from api.settings import Settings
from api.signing import raw
from domain.seal.notes import ED25519, NoteKey


class Keyring(NamedTuple):
    """The keys of an installation's log."""

    home: Path
    device: Device | None = None

    def for_era(self, era: Era) -> Signer:
        """What signs while an era lasts; raises `SealKeyMissing`. Before the log names a key, the first one."""
        if era.key is None:
            return self.first(era.origin)
        for signer in self.at_hand(era.origin):
            if signer.key.public_key == era.key.public_key:
                return signer
        raise SealKeyMissing(key=era.key.id.hex(), origin=era.origin)

    def has(self, era: Era) -> bool:
        """Whether the key of an era is at hand."""
        return any(era.key is None or each.key.public_key == era.key.public_key for each in self.at_hand(era.origin))

    def pinned(self, history: History) -> NoteKey | None:
        """The key that whoever checks on this machine goes by: what counts now if it is at hand, else what is."""
        newest = history.newest
        signers = list(self.at_hand(newest.origin))
        counting = [each for each in signers if newest.key and each.key.public_key == newest.key.public_key]
        return next((each.key for each in (*counting, *signers)), None)

    def first(self, origin: str) -> Signer:
        """The first key, made at first use: in the device where one is configured, else in a file."""
        if self.device is None or (self.home / FILE).exists():
            return signer_in(self.home, origin)
        return next(iter(self.device.signers(origin)), None) or self.device.make(origin, system_random(8))

    def at_hand(self, origin: str) -> Iterator[Signer]:
        """Every key there is, under the name of a history."""
        for path in seal_keys(self.home):
            yield FileSigner(origin, raw.read_file(path.read_bytes()))
        if self.device is not None:
            yield from self.device.signers(origin)

    def another(self, origin: str, random: Random = system_random) -> Signer:
        """A further key, in the device or in a file of its own; it counts when the log says so."""
        if self.device is not None:
            return self.device.make(origin, random(8))
        private = raw.new_private_key(random(32))
        key = NoteKey(origin, ED25519, private.public_key().public_bytes_raw())
        path, fresh = self.home / LATER.replace("*", key.id.hex()), self.home / f"seal.{random(8).hex()}"
        self.home.mkdir(parents=True, exist_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(raw.file_of(private))
        fresh.rename(path)
        return FileSigner(origin, private)


SEAL_KEYS = "seal*.pem"


def seal_keys(home: Path) -> list[Path]:
    """The files of a home that hold keys of its log."""
    return sorted((*home.glob(FILE), *home.glob(LATER)))


def keyring_of(settings: Settings) -> Keyring:
    """The keys that the settings lead to."""
    return Keyring(settings.home, device_of(settings))
