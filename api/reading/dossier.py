"""One hazard as its paper holds it: the ledger's columns, its clocks, its line of life."""

from datetime import datetime

from api.caller import Caller
from api.exports.hazard_pdf import ClockLine, HazardDossier
from api.reading.audit_lines import printed_event
from api.reading.clocks import ShownClock, runs_of, shown_clocks
from api.reading.folding import covered, folded
from api.reading.hazard import Loaded
from api.reading.holds import held_among
from api.reading.ledger_rows import marked_held, printed_line
from api.reading.life import ids_of
from api.reading.masking import Masking
from api.reading.moments import Past
from api.reading.names import names_for
from api.reading.sign_offs import SignOffs, named_in, sign_off_words
from api.reading.signatures import signs_of_hazard
from api.services import Services
from domain.kernel.refusals import NotKnown


def dossier_of(
    services: Services, caller: Caller, loaded: Loaded, past: Past | None, now: datetime, masking: Masking
) -> HazardDossier:
    """The dossier, now or at a moment; `NotKnown` where it was not there yet."""
    zone = services.system.settings.zone
    shown, hazard = covered(loaded.happenings, past, zone), folded(loaded.happenings, past, zone)
    if hazard is None:
        raise NotKnown
    named = names_for(services, caller.directory, ids_of(shown) | set(hazard.named))
    names = named.masked(masking.hides(hazard.unit))
    signs = signs_of_hazard(services, shown)
    sign_offs: SignOffs = {hazard.hazard: (named_in(shown), signs)}
    clocks = shown_clocks(runs_of(shown), names, past.at if past else now)
    line = printed_line(hazard, names, sign_off_words(sign_offs, hazard.hazard, names, zone))
    held = held_among(services, caller, [(hazard.hazard, hazard.unit)], past.known_at if past else None)
    return HazardDossier(
        line=marked_held(line) if held else line,
        clocks=tuple(_clock(each) for each in clocks),
        life=tuple(printed_event(each, names, zone, hazard.number, signs) for each in shown),
    )


def _clock(clock: ShownClock) -> ClockLine:
    state = f"{clock.state_words} · {clock.left_words}" if clock.left_words else clock.state_words
    return ClockLine(
        what=clock.what,
        started=clock.starts_at,
        limit=clock.limit_words,
        due=clock.due_at,
        state=state,
        basis=clock.basis_words,
    )
