"""What can be asked about what is kept for a time."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar

from domain.hold.state import refuse_under
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import Command, State
from domain.kernel.identity import AttachmentId, Commitment, HazardId, PersonId, StreamId, UnitId
from domain.kernel.quantities import check_amount, check_line
from domain.retention.events import RetentionPurged, RetentionRuleSet
from domain.retention.kinds import MOST_YEARS, Kept
from domain.retention.refusals import KeptLonger, NotInOneWay, RetentionInThePast, SameRetention
from domain.retention.state import RETENTION, RetentionRules, ended

TOLD_AT_ONCE = 500
"""Most commitments, and most files, that one event lists."""


class SetRetention(Command[RetentionRules], name="retention.set"):
    """Change for how many years a kind is kept, from a day on; no number of years is for ever."""

    state: ClassVar[type[State]] = RetentionRules
    kept: Kept
    years: int | None = None
    source: str
    effective_on: date

    @property
    def stream(self) -> StreamId:
        """The one stream of all rules."""
        return RETENTION

    def subject_unit(self, state: RetentionRules) -> UnitId | None:
        """Everybody's affair."""
        return None

    def check(self) -> None:
        """Refuse impossible years and a rule without its source."""
        check_amount("years", self.years, most=MOST_YEARS)
        check_line("source", self.source)

    def decide(self, state: RetentionRules, circumstances: Circumstances) -> tuple[RetentionRuleSet]:
        """Refuse days past and a change of nothing."""
        if self.effective_on < circumstances.today:
            raise RetentionInThePast(today=circumstances.today)
        versions = state.versions(self.kept)
        before = versions[-1] if versions else None
        known = (before.years, before.effective_on) if before else (None, self.effective_on)
        if known == (self.years, self.effective_on):
            raise SameRetention
        return (
            RetentionRuleSet(
                kept=self.kept,
                version=len(versions) + 1,
                years=self.years,
                source=self.source,
                effective_on=self.effective_on,
            ),
        )


class Purge(Command[State], name="retention.purge"):
    """Note that the time of something was over and destroy what can be destroyed of it; only by a rule in force."""

    state: ClassVar[type[State]] = State
    purge: StreamId
    kept: Kept
    rule_version: int
    unit: UnitId
    hazard: HazardId | None = None
    person: PersonId | None = None
    over_on: date
    commitments: tuple[Commitment, ...] = ()
    attachments: tuple[AttachmentId, ...] = ()

    @property
    def stream(self) -> StreamId:
        """One of its own."""
        return self.purge

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The rules: one that is changed meanwhile lets nothing go."""
        return {RETENTION: RetentionRules}

    def subject_unit(self, state: State) -> UnitId | None:
        """The unit of the hazard or person."""
        return self.unit

    def check(self) -> None:
        """Refuse what is of nothing, or of two things."""
        if (self.hazard is None) == (self.person is None):
            raise NotInOneWay

    def decide(self, state: State, circumstances: Circumstances) -> Iterator[RetentionPurged]:
        """Refuse under a hold (21 CFR 11.10(e)), before its time, and by a rule that is not the one in force."""
        today, directory = circumstances.today, circumstances.directory
        refuse_under(circumstances.holds.over(directory, today, hazard=self.hazard, unit=self.unit))
        if self.person is not None:
            held = (each.unit for each in directory.every_appointment_of(self.person))
            circumstances.holds.refuse_units(held, directory, today)
        rules = circumstances.others[RETENTION]
        assert isinstance(rules, RetentionRules)
        rule = rules.in_force(self.kept, today)
        if rule is None or rule.years is None or rule.version != self.rule_version:
            raise KeptLonger
        if ended(self.over_on, rule.years) > today:
            raise KeptLonger
        for start in range(0, max(len(self.commitments), len(self.attachments), 1), TOLD_AT_ONCE):
            part = slice(start, start + TOLD_AT_ONCE)
            yield self._purged(rule.version, rule.years, self.commitments[part], self.attachments[part])

    def _purged(
        self, version: int, years: int, texts: tuple[Commitment, ...], files: tuple[AttachmentId, ...]
    ) -> RetentionPurged:
        return RetentionPurged(
            kept=self.kept,
            rule_version=version,
            years=years,
            unit=self.unit,
            hazard=self.hazard,
            person=self.person,
            over_on=self.over_on,
            destroyed=len(texts) + len(files),
            commitments=texts,
            attachments=files,
        )
