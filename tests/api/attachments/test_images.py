"""What is made of pictures before anybody sees them."""

import time
from io import BytesIO

import pytest
from PIL import Image

from api.attachments.images import COPY_SIDE, THUMBNAIL_SIDE, pictures_of
from api.attachments.kinds import Kind
from api.attachments.refusals import AttachmentBroken, AttachmentHasTooManyPixels, AttachmentMoves
from tests.api.attachments.pictures import BLUE, GPS, RED, corridor, flat_png, jpeg_that_claims, phone_photo, saved

Colour = tuple[int, ...]


def shown(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def alike(found: object, wanted: Colour) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def colour_of(picture: Image.Image, across: float, down: float) -> object:
    return picture.getpixel((round(across * (picture.width - 1)), round(down * (picture.height - 1))))


def test_the_place_and_the_camera_are_gone_from_what_is_shown() -> None:
    photo = phone_photo()
    assert Image.open(BytesIO(photo)).getexif().get_ifd(GPS)
    for copy in pictures_of(photo, Kind.JPEG):
        assert not shown(copy).getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(shown(copy).info)
        assert b"Exif" not in copy
        assert b"Redmi" not in copy
        assert b"class 3(2)" not in copy


def test_a_picture_is_shown_at_most_2048_pixels_long_and_its_thumbnail_320() -> None:
    pictures = pictures_of(phone_photo((4000, 3000)), Kind.JPEG)
    assert shown(pictures.copy).size == (COPY_SIDE, 1536)
    assert shown(pictures.thumbnail).size == (THUMBNAIL_SIDE, 240)


def test_a_small_picture_is_not_blown_up() -> None:
    pictures = pictures_of(saved(corridor((64, 48)), "PNG"), Kind.PNG)
    assert shown(pictures.copy).size == shown(pictures.thumbnail).size == (64, 48)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at", "blue_at"),
    [
        (1, (400, 300), (0, 0.5), (1, 0.5)),
        (2, (400, 300), (1, 0.5), (0, 0.5)),
        (3, (400, 300), (1, 0.5), (0, 0.5)),
        (4, (400, 300), (0, 0.5), (1, 0.5)),
        (5, (300, 400), (0.5, 0), (0.5, 1)),
        (6, (300, 400), (0.5, 0), (0.5, 1)),
        (7, (300, 400), (0.5, 1), (0.5, 0)),
        (8, (300, 400), (0.5, 1), (0.5, 0)),
        (99, (400, 300), (0, 0.5), (1, 0.5)),
    ],
)
def test_a_photo_is_turned_the_way_the_camera_was_held(
    orientation: int, size: tuple[int, int], red_at: tuple[float, float], blue_at: tuple[float, float]
) -> None:
    copy = shown(pictures_of(phone_photo(orientation=orientation), Kind.JPEG).copy)
    assert copy.size == size
    assert alike(colour_of(copy, *red_at), RED)
    assert alike(colour_of(copy, *blue_at), BLUE)


def test_a_large_photo_keeps_its_orientation_though_it_is_decoded_small() -> None:
    copy = shown(pictures_of(phone_photo((4100, 2050), orientation=6), Kind.JPEG).copy)
    assert copy.size == (1024, 2048)
    assert alike(colour_of(copy, 0.5, 0), RED)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF", "ignore:Truncated File Read")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0nonsense"]
)
def test_illegible_exif_spoils_no_photo(exif: bytes) -> None:
    assert shown(pictures_of(saved(corridor(), exif=exif), Kind.JPEG).copy).size == (400, 300)


def test_a_photo_in_printing_colours_is_shown_in_screen_colours() -> None:
    copy = shown(pictures_of(saved(corridor().convert("CMYK"), quality=95), Kind.JPEG).copy)
    assert copy.mode == "RGB"
    assert alike(colour_of(copy, 0, 0.5), RED)


def test_sixteen_bits_of_grey_are_not_washed_out() -> None:
    grey = Image.new("I;16", (40, 30), 100 * 256)
    assert shown(pictures_of(saved(grey, "PNG"), Kind.PNG).copy).getpixel((20, 15)) == 100


def test_what_is_transparent_becomes_white_paper() -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    clear.paste((*RED, 255), (0, 0, 20, 30))
    for form, kind in (("PNG", Kind.PNG), ("WEBP", Kind.WEBP)):
        copy = shown(pictures_of(saved(clear, form, lossless=True), kind).copy)
        assert alike(colour_of(copy, 0.1, 0.5), RED)
        assert alike(colour_of(copy, 0.9, 0.5), (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "PA"])
def test_every_way_to_write_colours_in_a_png_is_shown(mode: str) -> None:
    picture = corridor().convert("RGBA" if mode == "PA" else mode)
    copy = shown(pictures_of(saved(picture, "PNG"), Kind.PNG).copy)
    assert copy.mode in ("L", "RGB")
    assert copy.size == (400, 300)


@pytest.mark.parametrize(("form", "kind"), [("PNG", Kind.PNG), ("WEBP", Kind.WEBP)])
def test_a_moving_picture_is_refused(form: str, kind: Kind) -> None:
    turned = corridor().transpose(Image.Transpose.ROTATE_180)
    moving = saved(corridor(), form, save_all=True, append_images=[turned], duration=100)
    with pytest.raises(AttachmentMoves):
        pictures_of(moving, kind)


def test_the_first_of_several_exposures_is_the_photo() -> None:
    turned = corridor().transpose(Image.Transpose.ROTATE_180)
    several = saved(corridor(), "MPO", save_all=True, append_images=[turned])
    assert alike(colour_of(shown(pictures_of(several, Kind.JPEG).copy), 0, 0.5), RED)


@pytest.mark.parametrize(
    ("bomb", "kind"),
    [
        (flat_png(10_000, 10_000), Kind.PNG),
        (flat_png(60_000, 60_000), Kind.PNG),
        (jpeg_that_claims(10_000, 10_000), Kind.JPEG),
        (jpeg_that_claims(65_000, 65_000), Kind.JPEG),
        (jpeg_that_claims(8_001, 8_000), Kind.JPEG),
    ],
    ids=["png of 100 million", "png of 3600 million", "jpeg of 100 million", "jpeg of 4225 million", "one column more"],
)
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(bomb: bytes, kind: Kind) -> None:
    begun = time.monotonic()
    with pytest.raises(AttachmentHasTooManyPixels):
        pictures_of(bomb, kind)
    assert time.monotonic() - begun < 0.5


def test_a_picture_of_just_the_most_pixels_is_not_refused_for_its_size() -> None:
    with pytest.raises(AttachmentBroken):
        pictures_of(jpeg_that_claims(8_000, 8_000)[:-20], Kind.JPEG)


@pytest.mark.parametrize(("form", "kind"), [("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP)])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_picture_that_was_cut_off_is_refused(form: str, kind: Kind, share: float) -> None:
    whole = saved(Image.effect_noise((300, 200), 80), form)
    with pytest.raises(AttachmentBroken):
        pictures_of(whole[: int(len(whole) * share)], kind)


def test_a_png_with_one_flipped_byte_is_refused() -> None:
    whole = bytearray(saved(Image.effect_noise((100, 100), 80), "PNG"))
    whole[len(whole) // 2] ^= 1
    with pytest.raises(AttachmentBroken):
        pictures_of(bytes(whole), Kind.PNG)
