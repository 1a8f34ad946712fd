"""How no is said about policies."""

from domain.kernel.refusals import Refusal


class ActNotKnown(Refusal):
    """No such act has a level of signature."""

    sentence = "There is no act called {act} that is signed."
    field = "act"


class PolicyBegun(Refusal):
    """A log begins with signatures once."""

    sentence = "Signatures are needed in this log already."


class PolicyInThePast(Refusal):
    """A change of policy never rewrites what was needed before."""

    sentence = "A change takes effect today ({today}) or later."
    field = "effective_on"


class BelowTheFloor(Refusal):
    """Some acts guard the signatures themselves."""

    sentence = "This act needs {level} at least."
    field = "general"


class SameLevels(Refusal):
    """Nothing would change."""

    sentence = "These levels are in force already."
