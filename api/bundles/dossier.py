"""The paper in a bundle: in Chinese, as the ledger prints hazards, up to the checkpoint that the bundle stands on."""

from collections.abc import Sequence
from dataclasses import replace

from api.bundles.extras import Making
from api.exports.bundle_pdf import write_bundle_pdf
from api.exports.hazard_pdf import HazardDossier
from api.exports.heading import ExportHeading
from api.exports.table_pdf import PdfTooLong
from api.exports.words import Language, word
from api.reading.dossier import dossier_of
from api.reading.hazard import Loaded
from api.reading.headings import heading_of
from api.reading.names import names_for
from api.seeing import happenings
from api.words import speaking
from domain.hazard.state import Hazard
from domain.kernel.identity import StreamId

FILE = "dossier.pdf"
LANGUAGE: Language = "zh-CN"


def dossier_file(making: Making) -> dict[str, bytes]:
    """The paper by its name. Of more than anybody prints only the list, and nothing where even that is too long."""
    with speaking(LANGUAGE, making.services.system.settings.zone):
        dossiers, heading, about = _dossiers(making), _heading(making), _about(making)
    lists = [replace(each, life=()) for each in dossiers]
    for tried in (dossiers, lists) if dossiers else ():
        try:
            return {FILE: _printed(making, tried, heading, about)}
        except PdfTooLong:
            continue
    return {}


def _printed(making: Making, dossiers: Sequence[HazardDossier], heading: ExportHeading, about: str) -> bytes:
    made = making.services.press.print(
        lambda fonts: write_bundle_pdf(dossiers, about=about, heading=heading, language=LANGUAGE, fonts=fonts)
    )
    return made.content


def _dossiers(making: Making) -> list[HazardDossier]:
    """Of every hazard that the bundle is about, in the order of its streams."""
    subjects = dict.fromkeys(
        each.stored.stream for each in making.bundle.of_subject if each.stored.name.startswith("hazard.")
    )
    services, now = making.services, making.services.system.clock()
    loaded = (_loaded(making, StreamId(each)) for each in subjects)
    return [dossier_of(services, making.caller, each, None, now, making.masking) for each in loaded]


def _loaded(making: Making, hazard: StreamId) -> Loaded:
    """The hazard as far as the checkpoint covers it."""
    covered = tuple(each for each in happenings(making.services, hazard) if each.position <= making.known.covering.size)
    state = Hazard()
    for each in covered:
        state.evolve(each.event)
    return Loaded(state=state, happenings=covered)


def _heading(making: Making) -> ExportHeading:
    services, size = making.services, making.known.covering.size
    filters = ((word("checkpoint", LANGUAGE), str(size)),)
    heading = heading_of(services, making.caller, None, services.system.clock(), making.masking, filters)
    return replace(heading, position=size)


def _about(making: Making) -> str:
    about = making.bundle.about
    if about.kind == "person":
        names = names_for(making.services, making.caller.directory, [about.id])
        return names.masked(making.masking.hides(about.unit)).person(about.id)
    period = f"{about.from_on} – {about.to_on}" if about.from_on else ""
    return " ".join(part for part in (about.number or about.code or "", period) if part)
