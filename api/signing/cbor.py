"""The part of CBOR that authenticators speak (CTAP 2.1, section 8: canonical form; RFC 8949), strictly.

Whole numbers, byte and text strings, lists, maps, false, true and null, each with a definite length written in the
shortest way, four levels deep at most; keys of a map are numbers or text, none twice. Tags, floats and everything
else are refused. The order of a map's keys is not looked at: nothing here is hashed in a form that we write.
"""

from typing import TypeAlias

Item: TypeAlias = "int | bytes | str | bool | list[Item] | dict[int | str, Item] | None"

DEEPEST = 4
_SIMPLE = {20: False, 21: True, 22: None}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _OTHER = range(8)


class NotCanonical(ValueError):
    """The bytes are not one item in canonical form."""


def read(data: bytes) -> Item:
    """The one item that the bytes are; nothing may follow it."""
    item, rest = read_first(data)
    if rest:
        raise NotCanonical("bytes after the item")
    return item


def read_first(data: bytes) -> tuple[Item, bytes]:
    """The first item, and the bytes that follow it."""
    reader = _Reader(data)
    return reader.item(DEEPEST), reader.rest()


class _Reader:
    """Reads from the front and never past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def rest(self) -> bytes:
        return self._data[self._at :]

    def item(self, depth: int) -> Item:
        kind, said = self._head()
        match kind:
            case 0:
                return said
            case 1:
                return -1 - said
            case 2:
                return self._take(said)
            case 3:
                return self._text(said)
            case 4 if depth:
                return [self.item(depth - 1) for _ in range(said)]
            case 5 if depth:
                return self._map(said, depth - 1)
            case 7 if said in _SIMPLE:
                return _SIMPLE[said]
        raise NotCanonical("a kind of item that is not read here, or nested too deep")

    def _head(self) -> tuple[int, int]:
        """Kind of the item, and its number: value, length, or which simple value."""
        kind, said = divmod(self._take(1)[0], 32)
        if said < 24:
            return kind, said
        if said > 27 or kind == _OTHER:
            raise NotCanonical("a length that is left open, or a float")
        width = 1 << said - 24
        value = int.from_bytes(self._take(width), "big")
        if value < (24 if width == 1 else 1 << 4 * width):
            raise NotCanonical("a number that could be shorter")
        return kind, value

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise NotCanonical("the bytes end too early")
        self._at += count
        return taken

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError as error:
            raise NotCanonical("text that is not UTF-8") from error

    def _map(self, count: int, depth: int) -> "dict[int | str, Item]":
        found: dict[int | str, Item] = {}
        for _ in range(count):
            key = self.item(0)
            if not isinstance(key, int | str) or isinstance(key, bool) or key in found:
                raise NotCanonical("a key that stands twice, or is neither number nor text")
            found[key] = self.item(depth)
        return found
