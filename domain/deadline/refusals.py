"""How no is said about limits, calendars and dates."""

from domain.kernel.refusals import Malformed, Refusal


class CalendarYearUnknown(Refusal):
    """Working days of a year nobody entered are never guessed."""

    sentence = (
        "The working-day calendar of {year} has not been entered yet, so working days cannot be counted. A registrar "
        "of the unit at the top enters it (Registry, Working-day calendars); then send this again."
    )


class LimitUnknown(Refusal):
    """No version of this limit was in force on the day."""

    sentence = "There is no limit {limit} in force on {on}."


class DateNeeded(Refusal):
    """This limit leaves the date to a person."""

    sentence = "The limit {limit} has no length of its own: a date has to be chosen."


class DueBeforeStart(Refusal):
    """A chosen date lies before the day on which the time begins."""

    sentence = "The date {due_on} is before the day on which the time starts ({starts_on})."
    field = "due_on"


class LimitKeepsItsNature(Refusal):
    """A date that people choose does not become a length of time, nor the reverse."""

    sentence = "The limit {limit} is a date that people choose, or it has a length: the one cannot become the other."
    field = "unit"


class EffectiveInThePast(Refusal):
    """A limit never changes what is already running (house rule)."""

    sentence = "A limit can be changed from today on, not from {effective_on}."
    field = "effective_on"


class CalendarDayWrong(Malformed):
    """A day of another year, a make-up workday on a weekday, or a day both free and worked."""

    sentence = "{where}: {day} cannot be entered there for {year}."


class NothingChanged(Refusal):
    """What is to be entered is what stands already."""

    sentence = "This is already so; nothing was changed."
