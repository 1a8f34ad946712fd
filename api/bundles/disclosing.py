"""What a bundle tells of people: names, and the texts that signers were shown, as far as they are there and may be.

Hidden names stay out, and with them the texts in which they stand; of a sealed source neither name nor text is told to
anybody. What is not told looks the same as what was erased: events hold commitments only.
"""

from collections.abc import Iterable, Iterator

from psycopg import Connection
from psycopg.rows import TupleRow

from api.bundles.gathering import SQL, Gathered, Kept
from domain.kernel.identity import Commitment, Disclosure


def disclosures_of(connection: Connection[TupleRow], bundle: Gathered, *, is_masked: bool) -> list[Disclosure]:
    """In the order of their commitments."""
    names = {each for kept in bundle.events for each in _names(kept)}
    texts = {each for kept in bundle.events for each in _shown(kept)}
    found = _read(connection, names | texts)
    if not is_masked:
        return list(found.values())
    hidden = [found[each].value for each in names if each in found]
    return [each for key, each in found.items() if key not in names and not any(name in each.value for name in hidden)]


def _read(connection: Connection[TupleRow], commitments: Iterable[Commitment]) -> dict[Commitment, Disclosure]:
    rows = connection.execute(SQL["disclosures"], {"commitments": sorted(commitments)}).fetchall()
    return {Commitment(key): Disclosure(value=value, salt=salt) for key, salt, value in rows}


def _names(kept: Kept) -> Iterator[Commitment]:
    if kept.stored.name.startswith("person.") and kept.said["data"].get("person_name"):
        yield Commitment(kept.said["data"]["person_name"])


def _shown(kept: Kept) -> Iterator[Commitment]:
    display = kept.statement.get("display")
    if isinstance(display, str) and not kept.said["data"].get("sealed_source"):
        yield Commitment(display)
