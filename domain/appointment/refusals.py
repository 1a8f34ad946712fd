"""How no is said about appointments and delegations."""

from domain.kernel.refusals import Malformed, Refusal


class TermEndsBeforeItBegins(Malformed):
    """The last day lies before the first."""

    sentence = "{where}: the last day {until_on} is before the first day {from_on}."


class UnknownPower(Malformed):
    """A delegation names a command that does not exist."""

    sentence = "{where}: there is no such power as {command}."


class DelegationIsNotMade(Malformed):
    """Delegations are given by the holder, not made by a registrar."""

    sentence = "{where}: only the holder of a post can delegate it."


class AppointmentAlreadyMade(Refusal):
    """This appointment is in the record."""

    sentence = "This appointment was made already."


class AlreadyHoldsPost(Refusal):
    """The same person holds the same post of the same unit in days that overlap."""

    sentence = "This person holds this post from {from_on} already."


class PostNotInThisKindOfUnit(Refusal):
    """A school has no bureau head."""

    sentence = "There is no post {post} in a unit of the kind {kind}."
    field = "post"


class NobodyAppointsThemselves(Refusal):
    """Who keeps the directory does not give posts to himself or herself (house rule)."""

    sentence = "Nobody makes an appointment for himself or herself."
    field = "person"


class OnlyRegistrarsFromTheConsole(Refusal):
    """Whoever runs the machine can appoint those who keep the directory, and nobody else (house rule)."""

    sentence = "From the console only a registrar can be appointed; a registrar appoints everybody else."
    field = "post"


class EndsBeforeItBegan(Refusal):
    """An appointment ends on its first day at the earliest."""

    sentence = "The appointment began on {from_on}; it cannot have ended on {on}."
    field = "on"


class AppointmentOver(Refusal):
    """An end is never put off: a longer term is a new appointment."""

    sentence = "This appointment is over as of {until_on} already."
    field = "on"


class OnlyTheHolderDelegates(Refusal):
    """A delegation is signed by the person who holds the post, under that post."""

    sentence = "Only who holds the post can delegate it, and only when acting under that post."


class NeverDelegatedOn(Refusal):
    """What came by delegation goes no further."""

    sentence = "Powers held by delegation cannot be delegated on."


class DelegatedToOneself(Refusal):
    """Giver and receiver are two people."""

    sentence = "A post cannot be delegated to the person who holds it."
    field = "person"


class WiderThanOwnPowers(Refusal):
    """Nobody gives what he or she does not have."""

    sentence = "Your post {post} does not have the power {command} and cannot give it."
    field = "only"


class BeyondOwnTerm(Refusal):
    """A delegation lies within the term of the post it comes from, and begins today at the earliest."""

    sentence = "The delegation must lie between {least} and {most}."
    field = "from_on"
