"""What HTTP makes of refusals and faults: one table, RFC 9457 documents for the API, the same sentences on pages."""

from dataclasses import dataclass

import psycopg
import psycopg_pool
from eventsourcing.persistence import PersistenceError

from api.words import say, sentence
from domain.kernel.refusals import Malformed, Refusal

STATUS = {
    "malformed": 422,
    "rule": 409,
    "stale": 412,
    "unknown": 404,
    "forbidden": 403,
    "unidentified": 401,
    "busy": 429,
    "too_large": 413,
    "behind": 503,
}
"""HTTP status by the kind of refusal."""

EXIT_REFUSED = 1
"""Exit status of the command line for every refusal."""

UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg_pool.PoolTimeout, PersistenceError)
"""The store cannot be reached or cannot write (no connection, no space): nothing was half done."""

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem document (RFC 9457): status, stable code, and a sentence in the asker's language."""

    status: int
    code: str
    title: str
    field: str | None = None
    retry_after: int | None = None
    """Seconds after which it may be tried again."""

    def document(self, instance: str) -> dict[str, object]:
        """As JSON; `instance` is the address that was asked."""
        said = {
            "type": f"urn:bihuan:problem:{self.code}",
            "status": self.status,
            "code": self.code,
            "title": self.title,
        }
        extra = {"field": self.field, "retry_after": self.retry_after}
        return {**said, **{key: value for key, value in extra.items() if value is not None}, "instance": instance}


def problem_of(refusal: Refusal) -> Problem:
    """The problem that a refusal is; its sentence in the current language."""
    return Problem(
        status=STATUS[refusal.status],
        code=refusal.code(),
        title=sentence(refusal),
        field=refusal.where if isinstance(refusal, Malformed) else refusal.field,
        retry_after=_seconds(refusal),
    )


def unavailable() -> Problem:
    """The store does not answer: nothing was done, try again shortly."""
    title = say("The record cannot be reached just now. Nothing was saved; please try again in a moment.")
    return Problem(status=503, code="store_unavailable", title=title, retry_after=5)


def broken() -> Problem:
    """A fault of ours: logged once, told without its inside."""
    title = say("Something went wrong on our side. Nothing was saved; the fault has been noted.")
    return Problem(status=500, code="internal_fault", title=title)


def _seconds(refusal: Refusal) -> int | None:
    seconds = refusal.places.get("retry_after")
    return seconds if isinstance(seconds, int) else None
