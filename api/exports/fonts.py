"""Which faces a document is printed in, and which characters none of them has."""

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

from api.exports.characters import BREAK, is_never_drawn, tidy

SHIPPED = Path(__file__).with_name("fonts")
WEIGHT = 400
LEAST_BYTES = 2_000_000
"""No face with more than the basic block is smaller: smaller files need not be opened to look for one."""

OTHER_REGIONS = re.compile(r"\b(JP|KR|TC|HK|TW|MO)\b")
BUILT_IN, BUILT_IN_SIGNS = "DejaVu Sans Mono", frozenset("✔✗✘☐☑☒⌀✉⚡❄")
"""Signs of forms that Noto Sans CJK lacks and a face inside the typesetter has."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file; `index` counts the faces of a collection from 0."""

    family: str
    path: Path
    index: int

    def characters(self) -> frozenset[int]:
        """Code points it can draw; none if it may not be embedded, has no outlines, or cannot be read.

        Faces with variable weight are left out: the typesetter would draw their thinnest form.
        """
        number = self.index if self.path.suffix.lower() in {".ttc", ".otc"} else -1
        try:
            with TTFont(self.path, fontNumber=number, lazy=True) as font:
                return frozenset(font["cmap"].getBestCmap() or ()) if _is_printable(font) else frozenset()
        except (TTLibError, OSError, KeyError, struct.error):
            return frozenset()


def _is_printable(font: TTFont) -> bool:
    restricted = (font["OS/2"].fsType & 0xF) == 2 if "OS/2" in font else False
    return ("glyf" in font or "CFF " in font) and "fvar" not in font and not restricted


def is_han(point: int) -> bool:
    """Whether a code point is an ideograph of the basic block or an extension."""
    return 0x3400 <= point <= 0x4DBF or 0x4E00 <= point <= 0x9FFF or 0x20000 <= point <= 0x3FFFF


@dataclass(frozen=True, slots=True)
class Typeface:
    """What one document is set in: families in order of preference, where they lie, and what they lack."""

    families: tuple[str, ...]
    folders: tuple[Path, ...]
    missing: tuple[str, ...]


class Fonts:
    """The faces at hand: folders from the settings first, then the machine's, then the one we ship.

    `folders` are searched with everything below them; `system=False` ignores what the machine has installed.
    Files are read once, when first needed, and remembered for as long as this object lives.
    """

    def __init__(self, folders: Sequence[Path] = (), *, system: bool = True) -> None:
        self._folders = tuple(folders)
        self._system = system
        self._found: dict[str, Face | None] = {}

    @cached_property
    def shipped(self) -> Face:
        """The face of the package."""
        return next(_faces([SHIPPED], system=False))

    @cached_property
    def principal(self) -> Face:
        """The first face at hand that has every ideograph of the shipped one and more; else the shipped one."""
        own = frozenset(filter(is_han, self._shipped_characters))
        for face in filter(_may_be_principal, self._others):
            if own < frozenset(filter(is_han, face.characters())):
                return face
        return self.shipped

    def typeface(self, texts: Iterable[str]) -> Typeface:
        """Faces for a document of these texts, and the characters (by code point) that none of them has."""
        wanted = set().union(*map(tidy, texts)) - {"\n", BREAK}
        lacking = {character for character in wanted if self._is_lacking(character)}
        signs = lacking & BUILT_IN_SIGNS
        others = self._look_elsewhere(lacking - signs)
        missing = tuple(sorted(lacking - signs - others.keys()))
        faces = dict.fromkeys([self.principal, self.shipped, *others.values()])
        families = [face.family for face in faces] + [BUILT_IN] * bool(signs)
        return Typeface(tuple(families), tuple(dict.fromkeys(face.path.parent for face in faces)), missing)

    @cached_property
    def _shipped_characters(self) -> frozenset[int]:
        return self.shipped.characters()

    @cached_property
    def _usual_characters(self) -> frozenset[int]:
        return self._shipped_characters | self.principal.characters()

    @cached_property
    def _others(self) -> tuple[Face, ...]:
        """Every face but the shipped one, the settings' folders first; of one family the first found."""
        ours = sorted(_faces(self._folders, system=False), key=_preference)
        machine = sorted(_faces([], system=self._system), key=_preference)
        families: dict[str, Face] = {}
        for face in (*ours, *machine):
            families.setdefault(face.family, face)
        return tuple(families.values())

    def _is_lacking(self, character: str) -> bool:
        return is_never_drawn(character) or ord(character) not in self._usual_characters

    def _look_elsewhere(self, lacking: set[str]) -> dict[str, Face]:
        """Other faces that have characters the usual two lack; answers are remembered, coverage is not."""
        unknown = {one for one in lacking if one not in self._found and not is_never_drawn(one)}
        for face in self._others if unknown else ():
            has = face.characters()
            self._found.update({one: face for one in unknown if ord(one) in has})
            unknown -= self._found.keys()
        self._found.update(dict.fromkeys(unknown))
        return {one: found for one in sorted(lacking) if (found := self._found.get(one))}


def missing_characters(texts: Iterable[str], fonts: Fonts) -> list[str]:
    """Characters of these texts that no font at hand has, in the order of their code points."""
    return list(fonts.typeface(texts).missing)


def _faces(folders: Sequence[Path], *, system: bool) -> Iterator[Face]:
    """Upright faces, of each family the one nearest to regular weight, in the typesetter's own names."""
    book = typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )
    upright = [info for info in book.fonts() if info.style == "normal" and info.path]
    nearest = {info.family: info for info in sorted(upright, key=lambda info: -abs(info.weight - WEIGHT))}
    return (Face(info.family, Path(info.path or ""), info.index) for info in nearest.values())


def _may_be_principal(face: Face) -> bool:
    return not OTHER_REGIONS.search(face.family) and face.path.stat().st_size >= LEAST_BYTES


def _preference(face: Face) -> tuple[bool, bool, str]:
    """Faces without serifs before others, fixed-width ones last."""
    sans = re.search("Sans|Hei|黑", face.family) is not None
    return "Mono" in face.family, not sans, face.family
