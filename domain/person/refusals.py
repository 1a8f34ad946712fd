"""How no is said about people."""

from domain.kernel.refusals import Refusal


class PersonAlreadyEnrolled(Refusal):
    """This person is known and here."""

    sentence = "This person is enrolled already."


class PersonAlreadyKnown(Refusal):
    """A ledger names somebody the record knows already."""

    sentence = "This person is known already."


class PersonNotEnrolled(Refusal):
    """Somebody who only stands in a ledger, or has left, holds no post."""

    sentence = "This person is not enrolled, or has left."


class PersonErasedBefore(Refusal):
    """An erasure is ordered once; it ends what can be ended."""

    sentence = "The erasure of this name was ordered already."


class PersonStillAppointed(Refusal):
    """Whoever holds a post is named with what is done in it."""

    sentence = "This person still holds a post. End the appointment first."


class NoErasureWaits(Refusal):
    """What nobody ordered is not carried out, and what was carried out is not carried out again."""

    sentence = "No erasure of this name waits to be carried out."


class PersonHasLeft(Refusal):
    """The last day is known already."""

    sentence = "This person has left; the last day was {left_on}."
