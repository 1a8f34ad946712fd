"""How no is said to who wants names in full."""

from domain.kernel.refusals import Refusal


class UnmaskedByAnother(Refusal):
    """Whoever wants the names answers for it."""

    sentence = "Names are unmasked by whoever exports them, in the month in which it is done."


class UnmaskedHazardUnclear(Refusal):
    """A dossier is of one hazard, a ledger of none."""

    status = "malformed"
    sentence = "A dossier is of one hazard; a ledger is of none."
    field = "hazard"
