"""Files as phones, scanners and mischief send them."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)
ORIENTATION, CAMERA, GPS = 0x0112, 0x0110, 0x8825


def corridor(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture red at its left and blue at its right, so that turning it shows."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture


def saved(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def phone_photo(size: tuple[int, int] = (400, 300), orientation: int = 1) -> bytes:
    """A JPEG with place, camera and a comment in it."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = orientation, "Redmi 13C"
    exif.get_ifd(GPS).update({1: "N", 2: (23.0, 43.0, 12.5), 3: "E", 4: (115.0, 1.0, 33.0)})
    return saved(corridor(size), quality=90, exif=exif, comment=b"east stairs, class 3(2)")


def paper() -> bytes:
    """A PDF of one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    heading = b"xref\n0 4\n0000000000 65535 f \n"
    return body + heading + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def archive() -> bytes:
    """A ZIP with one file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("names.csv", "1,2\n")
    return out.getvalue()


def flat_png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel whose few bytes say that it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg_that_claims(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says that it is this large."""
    photo = bytearray(saved(corridor((16, 16))))
    at = photo.index(b"\xff\xc0")
    photo[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(photo)
