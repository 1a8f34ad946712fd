"""How no is said to an erasure of what a hazard holds."""

from domain.kernel.refusals import Refusal


class NothingToErase(Refusal):
    """There is nothing of the kind, or it was erased before."""

    sentence = "There is nothing left here that could be erased."


class ErasureNotOrdered(Refusal):
    """What nobody ordered is not carried out, and what was carried out is not carried out again."""

    sentence = "No erasure waits to be carried out here."
