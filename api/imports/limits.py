"""How much of a file is read; every limit can be set by the caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The defaults allow a city's ledger of a year, and keep a hostile file from filling the memory."""

    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 2**30
    """What a packed workbook may grow to, all its parts together."""
    rows: int = 250_000
    """The last row of a sheet that holds anything."""
    columns: int = 512
    cells: int = 16_000_000
    """Rows times columns of one sheet: the reader keeps the whole rectangle."""
    description_characters: int = 2_000
    text_characters: int = 500
    """Of every other text of a row."""


DEFAULT_LIMITS = Limits()
