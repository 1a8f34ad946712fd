"""From what people call things to their identifiers: hazards by number, units by code."""

from pathlib import Path
from uuid import UUID

from api.services import Services
from domain.kernel.quantities import unreadable
from domain.kernel.refusals import NotKnown
from domain.organisation.directory import Directory
from projections.catalogue import reached
from projections.fence import WHOLE, Reading
from projections.hazard_ledger import ask as ledger
from projections.sql import statements

SQL = statements(Path(__file__).with_name("naming.sql"))


def identifier(text: str) -> UUID | None:
    """The identifier that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def hazard_named(services: Services, text: str) -> UUID:
    """A hazard by identifier or number; raises `NotKnown`. Whether it may be seen is for the caller to ask.

    Numbers come from the ledger; one that was given since the ledger was brought up is looked for in the log.
    """
    if (known := identifier(text)) is not None:
        return known
    if unreadable(text):
        raise NotKnown
    with services.system.pool.connection() as connection:
        position = reached(connection, ["hazard_ledger"])
        found = ledger.numbered(Reading(connection, WHOLE), text) if position is not None else None
        if found is None:
            row = connection.execute(SQL["numbered_since"], {"after": position or 0, "number": text}).fetchone()
            found = row[0] if row else None
    if found is None:
        raise NotKnown
    return UUID(str(found))


def unit_named(directory: Directory, text: str) -> UUID:
    """A unit by identifier or code; raises `NotKnown`."""
    if (known := identifier(text)) is not None:
        return known
    unit = directory.unit_by_code(text)
    if unit is None:
        raise NotKnown
    return unit.id
