"""Key files of those whom a visitor may be and who sign by file: written into the home, so that they can be tried."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from api.signing import raw
from api.system import System
from api.trial.accounts import demonstrated, sign_in_of
from api.trial.founding import first_seat
from api.trial.holders import FILE, NEW_FILE, REPLACED, Holders, pen_of
from api.trial.pens import Pens
from api.trial.people import People, Seat

FOLDER = "trial-keys"


class KeyFile(NamedTuple):
    """A key file and whose it is."""

    sign_in: str
    path: Path


def write_key_files(system: System, people: People, holders: Holders, pens: Pens) -> tuple[KeyFile, ...]:
    """Write those that are missing, readable by their owner alone and without a passphrase; registrars come first."""
    folder = system.settings.home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tuple(_written(folder, pens, seat) for seat in _by_file(people, holders))


def _by_file(people: People, holders: Holders) -> Iterator[Seat]:
    yield first_seat(people.log)
    told = {seat.person for _, seat in demonstrated(people)}
    yield from (each.seat for each in holders.all if FILE in each.ways and each.seat.person in told)


def _written(folder: Path, pens: Pens, seat: Seat) -> KeyFile:
    name = sign_in_of(seat)
    path = folder / f"{name}.pem"
    what = NEW_FILE if (seat.unit, seat.post) == REPLACED else FILE
    if not path.exists():
        private = pens.file(pen_of(pens, seat, what).id)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw.file_of(private))
    return KeyFile(name, path)
