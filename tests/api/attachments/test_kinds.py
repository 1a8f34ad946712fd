"""What a file is, and what it may not be besides."""

import pytest

from api.attachments.hidden import end_of, refuse_hidden_files
from api.attachments.kinds import Kind, kind_of
from api.attachments.papers import check_paper
from api.attachments.refusals import (
    AttachmentBroken,
    AttachmentEmpty,
    AttachmentHidesAnotherFile,
    AttachmentInPhoneFormat,
    AttachmentKindUnsupported,
)
from tests.api.attachments.pictures import archive, corridor, paper, phone_photo, saved

PHOTO, PNG, WEBP = phone_photo(), saved(corridor(), "PNG"), saved(corridor(), "WEBP")
FILES = [(PHOTO, Kind.JPEG), (PNG, Kind.PNG), (WEBP, Kind.WEBP), (paper(), Kind.PDF)]


@pytest.mark.parametrize(("content", "kind"), FILES)
def test_the_kind_is_told_by_the_content(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


def test_zero_bytes_are_refused() -> None:
    with pytest.raises(AttachmentEmpty):
        kind_of(b"")


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"BM",
        b"II*\0",
        b"MZ",
        archive(),
        b"\0",
        "隐患".encode(),
    ],
)
def test_anything_else_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(AttachmentKindUnsupported):
        kind_of(content)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_photo_in_a_phone_form_is_refused_with_how_to_send_it(brand: bytes) -> None:
    with pytest.raises(AttachmentInPhoneFormat, match="Most Compatible"):
        kind_of(b"\0\0\0\x18ftyp" + brand + bytes(16))


@pytest.mark.parametrize(("content", "kind"), FILES)
def test_an_honest_file_hides_nothing_and_ends_where_it_ends(content: bytes, kind: Kind) -> None:
    refuse_hidden_files(content, kind)
    assert end_of(content, kind) == len(content.rstrip(b"\n") if kind is Kind.PDF else content)


@pytest.mark.parametrize(("content", "kind"), FILES)
@pytest.mark.parametrize(
    "hidden",
    [archive(), b"<html ><body>", b"<SCRIPT>alert(1)</script>", b"<?php echo 1;", b"Rar!\x1a\x07\x01\0"],
    ids=["zip", "html", "script", "php", "rar"],
)
def test_a_file_behind_the_file_is_refused(content: bytes, kind: Kind, hidden: bytes) -> None:
    with pytest.raises(AttachmentHidesAnotherFile):
        refuse_hidden_files(content + hidden, kind)


@pytest.mark.parametrize(("content", "kind"), FILES[:3])
def test_a_paper_behind_a_photo_is_refused(content: bytes, kind: Kind) -> None:
    with pytest.raises(AttachmentHidesAnotherFile):
        refuse_hidden_files(content + bytes(2000) + paper(), kind)


def test_a_pdf_in_the_first_bytes_of_a_photo_is_refused() -> None:
    with pytest.raises(AttachmentHidesAnotherFile):
        refuse_hidden_files(saved(corridor(), comment=paper()), Kind.JPEG)


def test_an_archive_in_the_comment_of_a_photo_is_refused() -> None:
    with pytest.raises(AttachmentHidesAnotherFile):
        refuse_hidden_files(saved(corridor(), comment=archive()), Kind.JPEG)


@pytest.mark.parametrize(
    "behind",
    [
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(range(256)) * 40,
        PHOTO,
        b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1709341200000SEFHk\0\0\0\x01\0\0\0SEFT",
    ],
    ids=["a short film", "a second exposure", "the maker's notes"],
)
def test_what_phones_write_behind_a_photo_is_lawful(behind: bytes) -> None:
    refuse_hidden_files(PHOTO + behind, Kind.JPEG)
    assert end_of(PHOTO + behind, Kind.JPEG) == len(PHOTO)


@pytest.mark.parametrize(("content", "kind"), FILES[:3])
def test_a_picture_without_an_end_is_broken(content: bytes, kind: Kind) -> None:
    with pytest.raises(AttachmentBroken):
        refuse_hidden_files(content[:-20], kind)


def test_a_paper_has_a_heading_an_end_and_a_list_of_objects() -> None:
    check_paper(paper())
    check_paper(paper() + b"\r\n" * 50)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        paper()[:-12],
        paper().replace(b"%PDF-1.7", b"%PDF-x.y"),
        paper().replace(b"xref\n0 4", b"____\n0 4"),
        b"%PDF-1.7\nstartxref\n999999\n%%EOF",
        b"%PDF-1.7\n" + b"9" * 5000,
    ],
)
def test_a_paper_with_a_broken_structure_is_refused(content: bytes) -> None:
    with pytest.raises(AttachmentBroken):
        check_paper(content)
