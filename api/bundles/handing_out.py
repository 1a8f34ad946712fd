"""A bundle for somebody at a door: small ones at once, recorded as an act of access; large ones are for the console."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from api.access import acts
from api.access.acts import Act
from api.bundles.about import About
from api.bundles.making import Bundle, Wanted, make
from api.caller import Caller
from api.reading.masking import Masking
from api.services import Services
from domain.kernel.refusals import Refusal

MOST_STREAMS = 500
"""Most hazards of a bundle that is made while somebody waits (house rule; some seconds)."""

MOST_BYTES = 256 * 2**20
IN_MEMORY, CHUNK = 2**20, 2**16
MEDIA_TYPE = "application/zip"


class TooMuchToWaitFor(Refusal):
    """Larger than what a door makes while somebody waits."""

    status = "too_large"
    sentence = (
        "A bundle that is made here holds at most {most} hazards and {megabytes} MB. Ask for less, or have it made on "
        "the server: bihuan bundle make."
    )


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """A bundle in a temporary file, to be sent piece by piece."""

    name: str
    """Without people and places."""
    size: int
    file: BinaryIO

    @property
    def headers(self) -> dict[str, str]:
        """How it is sent: as a file, not to be kept by anybody on the way."""
        sent_as = f'attachment; filename="{self.name}"'
        return {"Content-Disposition": sent_as, "Content-Length": str(self.size), "Cache-Control": "no-store"}

    def pieces(self) -> Iterator[bytes]:
        """The bytes; the file is gone after the last one."""
        with self.file:
            while piece := self.file.read(CHUNK):
                yield piece


def hand_out(
    services: Services,
    caller: Caller,
    about: About,
    masking: Masking,
    *,
    since: Sequence[int] = (),
    with_files: bool = True,
) -> HandedOut:
    """Made, and recorded who took it. Refuses `TooMuchToWaitFor`, and whatever making refuses."""
    if len(about.subjects) > MOST_STREAMS:
        raise _too_much()
    made = make(services, caller, about, Wanted(masking=masking, since=tuple(since), with_files=with_files))
    if sum(each.size for each in made.parts) > MOST_BYTES:
        raise _too_much()
    file, size = _written(made)
    _note(services, caller, about)
    return HandedOut(name=f"evidence-{services.system.clock():%Y%m%d-%H%M%S}.zip", size=size, file=file)


def period_of(caller: Caller, from_on: date | None, to_on: date | None) -> tuple[date, date]:
    """The days asked for; from the beginning of the year where no first one is named, and up to today."""
    last = to_on or caller.today
    return from_on or date(last.year, 1, 1), last


def _written(made: Bundle) -> tuple[BinaryIO, int]:
    file = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    size = made.write(file)
    file.seek(0)
    return file, size


def _note(services: Services, caller: Caller, about: About) -> None:
    """Who took evidence of what: a number, a code or an identifier, never a name."""
    who = caller.account.id
    told = f"{about.kind} {about.number or about.code or about.id}"
    with services.system.pool.connection() as connection:
        acts.note(connection, Act.BUNDLE_MADE, at=services.system.clock(), who=who, about=who, detail=told)


def _too_much() -> TooMuchToWaitFor:
    return TooMuchToWaitFor(most=MOST_STREAMS, megabytes=MOST_BYTES >> 20)
