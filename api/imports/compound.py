"""The compound files of older office programs ([MS-CFB] v20240423): names of the streams, and one whole stream."""

import struct

FREE_OR_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
ENTRY = 128
STREAM, ROOT = 2, 5


class NotCompound(ValueError):
    """The bytes do not hold together as a compound file."""


class CompoundFile:
    """Reads only; every chain is followed at most as far as there are sectors, so loops end."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
            raise NotCompound from error

    def _open(self, content: bytes) -> None:
        fields = HEADER.unpack_from(content)
        order, shift, mini_shift, _, _, directory, _, self.cutoff, mini_fat, _, more = fields[3:14]
        if order != 0xFFFE or shift not in (9, 12) or mini_shift != 6:
            raise NotCompound
        self.content, self.size, self.mini_size = content, 1 << shift, 1 << mini_shift
        self.sectors = max(len(content) // self.size, 1)
        self.fat = self._table(self._fat_sectors(more))
        self.entries = self._directory(directory)
        self.mini_fat = self._numbers(self._chain(mini_fat, self.fat))

    @property
    def names(self) -> frozenset[str]:
        """Names of all storages and streams, on every level."""
        return frozenset(name for name, _, _, _ in self.entries)

    def stream(self, name: str) -> bytes:
        """The bytes of the first stream of that name; empty where there is none."""
        for own, kind, start, length in self.entries:
            if own == name and kind == STREAM:
                return self._mini(start, length) if length < self.cutoff else self._chain(start, self.fat)[:length]
        return b""

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _chain(self, start: int, table: tuple[int, ...]) -> bytes:
        parts, number = list[bytes](), start
        while number < FREE_OR_END and len(parts) <= self.sectors:
            parts.append(self._sector(number))
            number = table[number]
        return b"".join(parts)

    def _mini(self, start: int, length: int) -> bytes:
        """Short streams share the root's stream, in small sectors with a table of their own."""
        root = next((self._chain(s, self.fat) for _, kind, s, _ in self.entries if kind == ROOT), b"")
        parts, number = list[bytes](), start
        while number < FREE_OR_END and len(parts) * self.mini_size < length:
            parts.append(root[number * self.mini_size : (number + 1) * self.mini_size])
            number = self.mini_fat[number]
        return b"".join(parts)[:length]

    def _fat_sectors(self, more: int) -> list[int]:
        """109 numbers in the header, further ones in a chain of their own."""
        numbers = list(struct.unpack_from("<109I", self.content, 76))
        for _ in range(self.sectors):
            if more >= FREE_OR_END:
                break
            block = self._numbers(self._sector(more))
            numbers += block[:-1]
            more = block[-1]
        return [n for n in numbers if n < FREE_OR_END][: self.sectors]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        return self._numbers(b"".join(map(self._sector, sectors)))

    @staticmethod
    def _numbers(block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    def _directory(self, start: int) -> list[tuple[str, int, int, int]]:
        """Name, kind, first sector and length of every entry in use."""
        raw = self._chain(start, self.fat)
        entries = []
        for at in range(0, len(raw) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            if kind and 2 <= length <= 64:
                first, size = struct.unpack_from("<II", raw, at + 116)
                entries.append((raw[at : at + length - 2].decode("utf-16-le"), kind, first, size))
        return entries
