"""How no is said about the log's key and its history."""

from domain.kernel.refusals import Refusal


class SameLogKey(Refusal):
    """Nothing would change."""

    sentence = "This key signs the log already."


class LogKeyNotVouched(Refusal):
    """A key follows another only with that one's signature."""

    sentence = "Another key follows only with a signature by the one that counts now."


class HistoryNumberWrong(Refusal):
    """Histories of a log are counted, and no number is given twice."""

    sentence = "This would be history {epoch} of the log; at least {least} is needed."
