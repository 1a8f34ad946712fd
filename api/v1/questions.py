"""What can be asked of the ledger over HTTP: the filters of the page, by the same names."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.v1.reading import MOST

Day = Annotated[str | None, Field(max_length=10, description="A day, as 2026-03-31; the day itself included.")]
SORTED = "`newest`, `due`, `unit` or `number`; with `q` the newest come first, whatever is asked."
Code = Annotated[str | None, Field(max_length=100)]
Moment = Annotated[str | None, Field(max_length=40)]


class LedgerQuestions(BaseModel):
    """Filters, order, page and moment; anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str | None, Field(max_length=100, description="Words; two Chinese characters suffice.")] = None
    unit: Annotated[str | None, Field(max_length=100, description="Code of a unit: with everything below it.")] = None
    state: Annotated[str | None, Field(max_length=40, description="A state, or `open` or `closed`.")] = None
    grade: Code = None
    category: Code = None
    source: Code = None
    campaign: Code = None
    overdue: Annotated[str | None, Field(pattern="^[01]$", description="`1`: a clock has run out.")] = None
    held: Annotated[str | None, Field(pattern="^[01]$", description="`1`: under a legal hold.")] = None
    found_from: Day = None
    found_until: Day = None
    registered_from: Day = None
    registered_until: Day = None
    known_at: Annotated[Moment, Field(description="As it was known at this moment.")] = None
    happened_by: Annotated[Moment, Field(description="As it had happened by this moment.")] = None
    sort: Annotated[str | None, Field(max_length=20, description=SORTED)] = None
    after: Annotated[str | None, Field(max_length=400, description="What the page before leads on with.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="Most lines of the page.")] = 50
    min_position: Annotated[int | None, Field(ge=0, lt=2**53, description="Wait until the list knows it.")] = None

    def filters(self) -> dict[str, str]:
        """What was asked, without moment, size and position."""
        said = self.model_dump(exclude_none=True, exclude={"known_at", "happened_by", "limit", "min_position"})
        return {name: text for name, text in said.items() if isinstance(text, str)}
