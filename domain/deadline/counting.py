"""From a limit and a start to the instants of a deadline. House rule: percentages count in the limit's own unit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.deadline.deadline import CalendarUsed, Deadline, DeadlineBasis, LimitUnit
from domain.deadline.events import LimitSet
from domain.deadline.workdays import DAY, Years, used, workdays_after
from domain.kernel.events import Value


class Counting(Value):
    """One limit applied to one start."""

    rule: LimitSet
    clock: str
    starts_at: datetime
    zone: tzinfo

    @property
    def start(self) -> date:
        """The local day of the start, which no count of days includes."""
        return self.starts_at.astimezone(self.zone).date()

    def hours(self) -> Deadline:
        """Exact to the second, nights and holidays included."""
        warn, due, escalate = (
            self.starts_at + timedelta(hours=self.rule.amount) * percent / 100
            for percent in (self.rule.warn_percent, 100, self.rule.escalate_percent)
        )
        due_on = due.astimezone(self.zone).date()
        return self._deadline((warn, due, escalate), due_on, self._basis(self.rule.amount, LimitUnit.HOURS))

    def days(self, amount: int, unit: LimitUnit) -> Deadline:
        """Calendar days, each ending at 24:00 local time."""
        return self._by_day(lambda count: self.start + count * DAY, self._basis(amount, unit))

    def workdays(self, years: Years) -> Deadline:
        """Working days, each ending at 24:00 local time; refuses a year that nobody entered."""
        last = workdays_after(self.start, self._until_escalated(self.rule.amount), years)
        calendar = used(self.start + DAY, last, years)
        basis = self._basis(self.rule.amount, LimitUnit.WORKDAYS, calendar)
        return self._by_day(lambda count: workdays_after(self.start, count, years), basis)

    def _by_day(self, day_after: Callable[[int], date], basis: DeadlineBasis) -> Deadline:
        warn = day_after(self._share(basis.amount, self.rule.warn_percent))
        due = day_after(basis.amount)
        escalate = day_after(self._until_escalated(basis.amount))
        return self._deadline((self._end(warn), self._end(due), self._end(escalate)), due, basis)

    def _until_escalated(self, amount: int) -> int:
        """At least a day after it was due: a date of today is escalated tomorrow."""
        return max(self._share(amount, self.rule.escalate_percent), amount + 1)

    @staticmethod
    def _share(amount: int, percent: int) -> int:
        """A percentage, rounded up to whole days."""
        return -(-amount * percent // 100)

    def _end(self, day: date) -> datetime:
        """24:00 local time of a day."""
        return datetime.combine(day + DAY, time.min, tzinfo=self.zone)

    def _basis(self, amount: int, unit: LimitUnit, calendar: tuple[CalendarUsed, ...] = ()) -> DeadlineBasis:
        return DeadlineBasis(
            limit=self.rule.limit,
            version=self.rule.version,
            source=self.rule.source,
            amount=amount,
            unit=unit,
            calendar=calendar,
        )

    def _deadline(self, instants: tuple[datetime, datetime, datetime], due_on: date, basis: DeadlineBasis) -> Deadline:
        warn_at, due_at, escalate_at = (instant.astimezone(UTC) for instant in instants)
        return Deadline(
            clock=self.clock,
            starts_at=self.starts_at.astimezone(UTC),
            warn_at=warn_at,
            due_at=due_at,
            escalate_at=escalate_at,
            due_on=due_on,
            basis=basis,
        )
