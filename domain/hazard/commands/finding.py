"""Report a hazard and give it a number."""

from collections.abc import Mapping

from domain.hazard import clocks as clock
from domain.hazard.checking import check_category, check_place
from domain.hazard.commands.base import HazardCommand, check_evidence
from domain.hazard.events import HazardFound, HazardRegistered
from domain.hazard.grading import Grade
from domain.hazard.guards import is_here
from domain.hazard.people import standing
from domain.hazard.refusals import (
    AlreadyRegistered,
    AlreadyReported,
    NumberOfAnotherUnit,
    NumberOfAnotherYear,
    SourceMismatch,
)
from domain.hazard.signatory import Signatory, signatory
from domain.hazard.state import Hazard
from domain.hazard.terms import SEALED, Source
from domain.hazard.timing import day_said, moment_said, running, telling
from domain.kernel.circumstances import Circumstances
from domain.kernel.commands import On, State
from domain.kernel.evidence import Evidence
from domain.kernel.identity import Disclosure, PersonId, StreamId, UnitId
from domain.kernel.place import Place
from domain.kernel.quantities import LINE, check_line, check_optional, check_text
from domain.register.state import Register, last_taken, number_text, register_stream, taking


class ReportHazard(HazardCommand, name="hazard.report"):
    """Say that there is a hazard: what, where, and how grave it looks."""

    unit: UnitId
    place: Place
    category: str
    description: str
    grade_proposed: Grade = Grade.GENERAL
    evidence: tuple[Evidence, ...] = ()
    source: Source = Source.STAFF
    finder: PersonId | None = None
    """Left out, it is whoever reports; nobody where the source is sealed."""
    sealed_source: Disclosure | None = None
    campaign: str | None = None

    def subject_unit(self, state: Hazard) -> UnitId | None:
        """The unit where it is said to be."""
        return self.unit

    def check(self) -> None:
        """Refuse text that cannot be stored, unknown categories, and a finder that does not go with the source."""
        check_place(self.place)
        check_category(self.category)
        check_text("description", self.description)
        check_evidence(self.evidence)
        check_optional("campaign", self.campaign, most=LINE)
        if self.sealed_source is not None:
            check_text("sealed_source", self.sealed_source.value)
        self._check_source()

    def _check_source(self) -> None:
        is_sealed = self.source in SEALED
        if self.source is Source.LEDGER:
            raise SourceMismatch(where="source", source=self.source.value)
        if self.finder is not None and is_sealed:
            raise SourceMismatch(where="finder", source=self.source.value)
        if self.sealed_source is not None and not is_sealed:
            raise SourceMismatch(where="sealed_source", source=self.source.value)
        if self.source is Source.CAMPAIGN and not (self.campaign or "").strip():
            raise SourceMismatch(where="campaign", source=self.source.value)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardFound]:
        """Found; the clocks of registering, protecting and reporting count from when it was found."""
        if state.exists:
            raise AlreadyReported
        standing(self.unit, circumstances)
        by = signatory(circumstances)
        return (self._found(by, circumstances),)

    def _found(self, by: Signatory, circumstances: Circumstances) -> HazardFound:
        at = moment_said(circumstances)
        return HazardFound(
            unit=self.unit,
            place=self.place,
            category=self.category,
            description=self.description,
            grade_proposed=self.grade_proposed,
            evidence=self.evidence,
            source=self.source,
            finder=None if self.source in SEALED else self.finder or by.person,
            sealed_source=self.sealed_source.commitment if self.sealed_source else None,
            campaign=self.campaign,
            found_on=day_said(circumstances),
            by=by,
            clocks=tuple(
                running(circumstances, limit, starts_at=at)
                for limit in (clock.REGISTER, clock.INTERIM, *telling(self.unit, circumstances))
            ),
        )


class RegisterHazard(HazardCommand, name="hazard.register"):
    """Give it the next number of its unit and year; from then on it stays in the ledger."""

    unit_code: str
    year: int

    @property
    def register(self) -> StreamId:
        """The register that gives the number."""
        return register_stream(self.unit_code, self.year)

    def touches(self) -> Mapping[StreamId, type[State]]:
        """The register, whose last number the decision needs."""
        return {self.register: Register}

    def check(self) -> None:
        """Refuse a code that cannot be one; whether it is the right one is for the rules."""
        check_line("unit_code", self.unit_code)

    @classmethod
    def refuse_stage(cls, hazard: Hazard) -> None:
        """Registered once, while it is here."""
        is_here(hazard)
        if hazard.number is not None:
            raise AlreadyRegistered(number=hazard.number)

    def decide(self, state: Hazard, circumstances: Circumstances) -> tuple[HazardRegistered, On]:
        """Registered, and the number taken in the same call; grading and assigning are due next."""
        self.guard(state, circumstances)
        unit = standing(is_here(state), circumstances)
        if self.unit_code != unit.code:
            raise NumberOfAnotherUnit(unit_code=unit.code)
        if self.year != circumstances.today.year:
            raise NumberOfAnotherYear(year=circumstances.today.year)
        taken = taking(unit.id, unit.code, self.year, last=last_taken(circumstances.others, self.register))
        return self._registered(taken.first, circumstances), On(self.register, taken)

    def _registered(self, seq: int, circumstances: Circumstances) -> HazardRegistered:
        return HazardRegistered(
            number=number_text(self.unit_code, self.year, seq),
            unit_code=self.unit_code,
            year=self.year,
            seq=seq,
            by=signatory(circumstances),
            clocks=(running(circumstances, clock.ASSIGN),),
        )
