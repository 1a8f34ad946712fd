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


class PersonHasLeft(Refusal):
    """The last day is known already."""

    sentence = "This person has left; the last day was {left_on}."
