"""How no is said about legal holds."""

from domain.kernel.refusals import Refusal


class UnderHold(Refusal):
    """Nothing is erased or purged while somebody keeps it as evidence."""

    sentence = (
        "This is under a legal hold ({documents}). Nothing of it is erased or purged before the hold is released."
    )


class HoldReleasedBefore(Refusal):
    """A hold is released once."""

    sentence = "This hold has been released already."


class ReleasedByItsPlacer(Refusal):
    """Another person, or the same from a superior unit, releases a hold (house rule)."""

    status = "forbidden"
    sentence = "Somebody else than who placed a hold releases it, or somebody of a superior unit."
