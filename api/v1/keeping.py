"""Legal holds and retention over HTTP: what is held, by whom and why; for how many years each kind is kept."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.depends import Shared, SignedIn
from api.keeping.retention import rules_of
from api.reading.holds import every_hold, held_on
from api.v1.answers import answer, documented
from api.v1.shapes import HoldsTold, HoldTold, RetentionRulesTold, RetentionRuleTold
from api.v1.told import hold_told
from domain.retention.kinds import Kept

router = APIRouter()


@router.get("/holds", tags=["holds"], operation_id="hold.list", openapi_extra=documented(HoldsTold, "Holds."))
def holds(
    services: Shared,
    caller: SignedIn,
    case: Annotated[str | None, Query(max_length=200, description="Those of one case.")] = None,
) -> Response:
    """Holds on what whoever asks reads, those that stand first."""
    return answer(HoldsTold(items=[hold_told(each) for each in every_hold(services, caller, case)]))


@router.get("/holds/{key}", tags=["holds"], operation_id="hold.show", openapi_extra=documented(HoldTold, "The hold."))
def hold(services: Shared, caller: SignedIn, key: UUID) -> Response:
    """One hold."""
    return answer(hold_told(held_on(services, caller, key)))


@router.get(
    "/retention-rules",
    tags=["retention-rules"],
    operation_id="retention.list",
    openapi_extra=documented(RetentionRulesTold, "The rules in force."),
)
def rules(services: Shared, caller: SignedIn) -> Response:
    """The rule of every kind; without years everything of the kind stays."""
    known = rules_of(services)
    found = [(kept, known.in_force(kept, caller.today)) for kept in Kept]
    items = [
        RetentionRuleTold(
            kept=kept.value,
            years=rule.years if rule else None,
            version=rule.version if rule else None,
            source=rule.source if rule else None,
            effective_on=rule.effective_on if rule else None,
        )
        for kept, rule in found
    ]
    return answer(RetentionRulesTold(items=items))
