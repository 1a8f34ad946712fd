"""Photos: decoded to the last row, then encoded again in two sizes without anything the camera wrote beside them."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from api.attachments.kinds import Kind
from api.attachments.refusals import AttachmentBroken, AttachmentHasTooManyPixels, AttachmentMoves

COPY_SIDE, THUMBNAIL_SIDE = 2048, 320
"""Most pixels of the long side."""

MOST_PIXELS = {Kind.JPEG: 64_000_000, Kind.PNG: 24_000_000, Kind.WEBP: 16_000_000}
"""Phones take up to 50 million, as JPEG, which is decoded at a fraction of its size; the others are decoded whole.

Measured at these sizes: at most 300 MiB for a JPEG (progressive), 350 MiB for the others, 1.5 s.
"""

_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)
"""What the decoders are known to raise on spoilt files."""

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to turn a picture upright, by its orientation (EXIF 2.32 §4.6.5)."""


class Pictures(NamedTuple):
    """What people are shown: JPEG without metadata, turned upright."""

    copy: bytes
    thumbnail: bytes


def pictures_of(content: bytes, kind: Kind) -> Pictures:
    """Copy and thumbnail of a picture that was decoded whole.

    Refuses `AttachmentHasTooManyPixels` before decoding, `AttachmentMoves`, `AttachmentBroken`.
    """
    with _refusing_unreadable(kind), Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as image:
        _refuse_bombs(image, kind)
        _refuse_animation(image, kind)
        image.draft(None, (COPY_SIDE, COPY_SIDE))
        image.load()
        shown = _upright(_shrunk(_plain(image), COPY_SIDE), _orientation(image))
    return Pictures(_encoded(shown, quality=85), _encoded(_shrunk(shown, THUMBNAIL_SIDE), quality=75))


@contextmanager
def _refusing_unreadable(kind: Kind) -> Iterator[None]:
    """The decoder's own alarms count as too many pixels too: it sees the size before we do."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(kind) from error
    except _UNREADABLE as error:
        raise AttachmentBroken from error


def _refuse_bombs(image: Image.Image, kind: Kind) -> None:
    if image.width * image.height > MOST_PIXELS[kind]:
        raise _too_many_pixels(kind)


def _too_many_pixels(kind: Kind) -> AttachmentHasTooManyPixels:
    return AttachmentHasTooManyPixels(most_megapixels=MOST_PIXELS[kind] // 1_000_000)


def _refuse_animation(image: Image.Image, kind: Kind) -> None:
    """A JPEG with further frames is a photo with other exposures, as many phones write; the first is the photo."""
    if kind is not Kind.JPEG and getattr(image, "n_frames", 1) > 1:
        raise AttachmentMoves


def _plain(image: Image.Image) -> Image.Image:
    """In grey or in red, green and blue, eight bits each; what is transparent becomes white paper."""
    if image.mode.startswith("I"):
        return image.point(lambda level: level * (1 / 256)).convert("L")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels long, in the same proportions; a small picture stays as it is."""
    longest = max(image.size)
    if longest <= side:
        return image
    width, height = (max(1, round(length * side / longest)) for length in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _orientation(image: Image.Image) -> int | None:
    """How the camera was held; None when it does not say so legibly, which spoils no photo."""
    try:
        return image.getexif().get(_ORIENTATION)
    except _UNREADABLE:
        return None


def _upright(image: Image.Image, orientation: int | None) -> Image.Image:
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _encoded(image: Image.Image, *, quality: int) -> bytes:
    """JPEG with nothing but the picture: the encoder would take over a comment from `info`."""
    bare, out = image.copy(), BytesIO()
    bare.info.clear()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
