"""How no is said about what is kept for a time."""

from domain.kernel.refusals import Refusal


class RetentionInThePast(Refusal):
    """What had to be kept yesterday is not let go by a rule of today."""

    sentence = "A change takes effect today ({today}) or later."
    field = "effective_on"


class SameRetention(Refusal):
    """Nothing would change."""

    sentence = "This rule is in force already."


class KeptLonger(Refusal):
    """No rule says that its time is over."""

    sentence = "No rule says that this may go yet."


class NotInOneWay(Refusal):
    """What is purged is of one person or of one hazard."""

    status = "malformed"
    sentence = "What is purged is of one person or of one hazard."
