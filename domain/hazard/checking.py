"""Checks of what is said about a hazard, for reports and for rows of ledgers alike."""

from domain.hazard.categories import is_category
from domain.hazard.refusals import CategoryUnknown
from domain.kernel.place import Place
from domain.kernel.quantities import OutOfRange, check_line

HALF_TURN_E6 = 180_000_000


def check_place(place: Place) -> None:
    """Refuse a place without words, or one that is not on the globe."""
    check_line("place.text", place.text)
    reach = (("latitude_e6", place.latitude_e6, 90_000_000), ("longitude_e6", place.longitude_e6, HALF_TURN_E6))
    for where, angle, most in reach:
        if angle is not None and abs(angle) > most:
            raise OutOfRange(where=f"place.{where}", least=-most, most=most)


def check_category(code: str) -> None:
    """Refuse a code outside the tree."""
    if not is_category(code):
        raise CategoryUnknown(where="category", code=code)
