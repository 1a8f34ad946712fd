"""How no is said about units."""

from domain.kernel.refusals import Malformed, Refusal


class UnitCodeMalformed(Malformed):
    """Codes stand in numbers, paths and addresses: short, plain, for ever."""

    sentence = "{where}: a code has 1 to 30 small letters, digits and underscores, and begins with a letter or digit."


class UnitKindNotForTheTree(Malformed):
    """Only imports make units that are known from a ledger."""

    sentence = "{where}: this kind of unit comes from ledgers only."


class UnitAlreadyRegistered(Refusal):
    """This unit is known already."""

    sentence = "This unit is in the directory already."


class UnitAlreadyEnrolled(Refusal):
    """Only a unit that is a mere name in a ledger can be enrolled."""

    sentence = "This unit is enrolled already, with the code {code}."


class UnitCodeTaken(Refusal):
    """Codes are never given twice, not even after the unit closed."""

    sentence = "The code {code} is taken by another unit."
    field = "code"


class RootExists(Refusal):
    """A tree has one root."""

    sentence = "There is a unit at the root of the tree already; say under which unit this one stands."
    field = "parent"


class UnitIsClosed(Refusal):
    """Nothing new begins in a unit that has ceased to exist."""

    sentence = "The unit {unit} was closed on {closed_on}."


class UnitNotEnrolled(Refusal):
    """A name in a ledger holds no posts and has no units below it."""

    sentence = "{unit} is known from a ledger only; enrol it first."


class NotYetBegun(Refusal):
    """The tree changes on the day it changes; announcements are not recorded as facts (house rule)."""

    sentence = "{from_on} is in the future: enter the change on the day it takes effect."
    field = "from_on"


class BeforeLastChange(Refusal):
    """Changes of one unit come in the order of their days."""

    sentence = "The unit was changed as of {last} already; an earlier change cannot be put before it."
    field = "from_on"


class UnitUnchanged(Refusal):
    """What is asked for is so already."""

    sentence = "This is already so; nothing was changed."


class UnitBelowItself(Refusal):
    """A unit would stand under itself, on that day or on a later one."""

    sentence = "A unit cannot stand below itself."
    field = "parent"


class UnitsBelowStillOpen(Refusal):
    """Units below a closing one have to be moved or closed first."""

    sentence = "There are open units below this one: {units}."


class SupervisorOfWrongKind(Refusal):
    """A town supervises as territory, a centre school as centre school, a section as linked section."""

    sentence = "A unit of the kind {kind} cannot supervise in this way."
    field = "by"


class SupervisionAlreadyBegun(Refusal):
    """The same supervision is running."""

    sentence = "This supervision has already begun on {from_on}."


class SupervisionNotRunning(Refusal):
    """There is nothing to end, or it would end before it began."""

    sentence = "There is no such supervision that could end on {on}."


class SupervisesItself(Refusal):
    """Supervision beside the tree needs two units."""

    sentence = "A unit does not supervise itself."
    field = "by"


class ExceptionEndsBeforeItBegins(Malformed):
    """The last day lies before the first."""

    sentence = "{where}: this is before the first day, {from_on}."


class ExceptionBySelf(Refusal):
    """The exception comes from above (house rule)."""

    status = "forbidden"
    sentence = "Only a unit above decides on this, and nobody who holds a post in this unit."


class NotASmallSchool(Refusal):
    """The exception is for schools, kindergartens and teaching points."""

    sentence = "Only a school, kindergarten or teaching point can be allowed to verify its own general hazards."


class TooManyForAnException(Refusal):
    """Where there are more, there is a second pair of eyes (house rule)."""

    sentence = "{people} people hold posts in this unit; the exception is for units with at most {most}."


class ExceptionBeginsInThePast(Refusal):
    """What is closed already stays as it was closed."""

    sentence = "The exception begins today ({today}) or later."
    field = "from_on"


class ExceptionLongerThanAYear(Refusal):
    """Whether it is still needed is decided again every year (house rule)."""

    sentence = "At most a year: until {latest}. After that it is decided anew."
    field = "until_on"


class OwnVerificationAlreadyAllowed(Refusal):
    """One exception at a time."""

    sentence = "An exception for this unit runs until {until_on} already."


class NoExceptionRunning(Refusal):
    """There is nothing to end."""

    sentence = "There is no such exception for this unit."
