"""Where: a location inside or around a unit, so that recurrence at the same place can be seen."""

from domain.kernel.events import Value


class Place(Value):
    """A place in a unit in the words of whoever was there: building, floor, room, gate, road outside."""

    text: str
    latitude_e6: int | None = None
    """Millionths of a degree, WGS 84; only where the phone gave it and the person agreed."""
    longitude_e6: int | None = None

    @property
    def key(self) -> str:
        """The text without white space and letter case, by which the same place is known again."""
        return "".join(self.text.split()).casefold()
