"""Photos that nobody took: small drawings of a railing, a socket, an extinguisher, made by arithmetic."""

from collections.abc import Mapping
from io import BytesIO
from random import Random
from typing import Protocol

from PIL import Image, ImageDraw

from api.trial.dice import dice

WIDE, HIGH = 640, 480
MENDED = " mended"
Colour = tuple[int, int, int]
Pen = ImageDraw.ImageDraw

WALLS: tuple[Colour, ...] = ((226, 222, 210), (208, 218, 222), (233, 226, 200), (214, 214, 218))
STEEL, DARK, RED, GREEN, YELLOW = (120, 128, 138), (60, 62, 66), (200, 40, 36), (40, 140, 80), (240, 196, 40)


def picture(drawing: str, shade: int) -> bytes:
    """A JPEG of a thing, as it was found or, with `MENDED` behind its name, as it is now.

    The shade tells one photo of the same thing from another.
    """
    chance = dice("picture", drawing, shade)
    image = Image.new("RGB", (WIDE, HIGH), chance.choice(WALLS))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 360, WIDE, HIGH), fill=(150, 146, 138))
    thing, mended, _ = drawing.partition(MENDED)
    DRAWINGS[thing](pen, chance, is_mended=bool(mended))
    turned = image.rotate(chance.uniform(-3, 3), fillcolor=(90, 90, 90))
    content = BytesIO()
    turned.save(content, "JPEG", quality=78)
    return content.getvalue()


def _railing(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    broken = chance.randrange(2, 9)
    pen.rectangle((40, 150, 600, 166), fill=STEEL)
    for post in range(11):
        left = 50 + post * 52
        lean = 26 if post == broken and not is_mended else 0
        pen.line((left + lean, 160, left, 370), fill=STEEL, width=9)
    if not is_mended:
        pen.ellipse((30 + broken * 52, 340, 90 + broken * 52, 390), outline=RED, width=4)


def _socket(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    left = chance.randrange(180, 280)
    pen.rounded_rectangle((left, 140, left + 190, 330), 14, fill=(250, 250, 248), outline=DARK, width=4)
    for hole in (50, 95, 140):
        pen.line((left + hole, 190, left + hole, 235), fill=DARK, width=10)
    if not is_mended:
        pen.line((left + 20, 320, left + 120, 250, left + 150, 330), fill=DARK, width=5)
        pen.ellipse((left + 90, 235, left + 175, 315), outline=RED, width=4)


def _extinguisher(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    left = chance.randrange(200, 320)
    pen.rounded_rectangle((left, 170, left + 110, 420), 40, fill=RED)
    pen.rectangle((left + 40, 130, left + 70, 175), fill=DARK)
    pen.ellipse((left + 84, 120, left + 140, 176), fill=(255, 255, 255), outline=DARK, width=3)
    needle = (left + 112, 148, left + 112, 126) if is_mended else (left + 112, 148, left + 94, 136)
    pen.line(needle, fill=GREEN if is_mended else RED, width=4)


def _stairs(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    for step in range(8):
        pen.rectangle((60 + step * 62, 400 - step * 42, 640, 442 - step * 42), fill=(170 - step * 6,) * 3, outline=DARK)
    worn = chance.randrange(1, 7)
    for step in range(8):
        if is_mended or step != worn:
            pen.line((64 + step * 62, 402 - step * 42, 120 + step * 62, 402 - step * 42), fill=YELLOW, width=7)


def _wall(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    for row in range(9):
        for column in range(-1, 9):
            left = column * 84 + (row % 2) * 42
            pen.rectangle((left, row * 40, left + 80, row * 40 + 36), fill=(186, 140, 118))
    x, points = chance.randrange(150, 450), [(chance.randrange(150, 450), 0)]
    for y in range(40, 370, 40):
        x += chance.randrange(-28, 29)
        points.append((x, y))
    if not is_mended:
        pen.line(points, fill=DARK, width=5)


def _sign(pen: Pen, _chance: Random, *, is_mended: bool) -> None:
    pen.polygon(((320, 90), (200, 310), (440, 310)), fill=YELLOW, outline=DARK)
    pen.rectangle((310, 160, 330, 250), fill=DARK)
    pen.ellipse((308, 262, 332, 286), fill=DARK)
    pen.rectangle((312, 310, 328, 440), fill=STEEL)
    if is_mended:
        pen.line((470, 330, 510, 380, 590, 250), fill=GREEN, width=14)


def _water(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    pen.rectangle((0, 250, WIDE, HIGH), fill=(96, 150, 176))
    for wave in range(14):
        top, left = 262 + wave * 15, chance.randrange(0, 520)
        pen.arc((left, top, left + 120, top + 16), 180, 360, fill=(220, 236, 240), width=3)
    pen.rectangle((0, 230, WIDE, 254), fill=(96, 130, 70))
    if is_mended:
        for post in range(0, WIDE, 64):
            pen.line((post, 180, post, 262), fill=STEEL, width=8)
        pen.line((0, 200, WIDE, 200, WIDE, 228, 0, 228), fill=STEEL, width=6)


def _door(pen: Pen, _chance: Random, *, is_mended: bool) -> None:
    pen.rectangle((220, 90, 420, 400), fill=(140, 104, 72), outline=DARK, width=5)
    pen.line((320, 90, 320, 400), fill=DARK, width=3)
    if not is_mended:
        pen.arc((290, 225, 350, 290), 180, 360, fill=STEEL, width=9)
        pen.rectangle((284, 256, 356, 306), fill=YELLOW, outline=DARK, width=3)
    pen.rectangle((250, 40, 390, 80), fill=GREEN)


def _pipe(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    pen.rounded_rectangle((120, 150, 230, 410), 44, fill=(110, 124, 140))
    pen.rectangle((158, 120, 192, 156), fill=DARK)
    pen.line((176, 126, 300, 110, 380, 210, 520, 190), fill=STEEL if is_mended else (214, 120, 40), width=12)
    if not is_mended:
        pen.ellipse((chance.randrange(330, 400), 170, 430, 240), outline=RED, width=4)


def _document(pen: Pen, chance: Random, *, is_mended: bool) -> None:
    pen.rectangle((190, 60, 450, 430), fill=(255, 255, 252), outline=DARK, width=2)
    for line in range(9):
        pen.line((220, 110 + line * 28, chance.randrange(340, 425), 110 + line * 28), fill=STEEL, width=4)
    if is_mended:
        pen.ellipse((350, 350, 420, 420), outline=RED, width=6)


class Drawing(Protocol):
    """Draws a thing, with what is wrong about it or without."""

    def __call__(self, pen: Pen, chance: Random, /, *, is_mended: bool) -> None:
        """Draw it."""


DRAWINGS: Mapping[str, Drawing] = {
    "railing": _railing,
    "socket": _socket,
    "alarm": _socket,
    "extinguisher": _extinguisher,
    "stairs": _stairs,
    "wall": _wall,
    "slope": _wall,
    "site": _wall,
    "sign": _sign,
    "road": _sign,
    "bus": _sign,
    "pond": _water,
    "exit": _door,
    "gate": _door,
    "dormitory": _door,
    "stall": _sign,
    "gas": _pipe,
    "laboratory": _pipe,
    "camera": _socket,
    "sports": _railing,
    "document": _document,
}
"""What can be drawn."""
