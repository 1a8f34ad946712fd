"""What is said of a file when it is given out."""

from uuid import UUID

import pytest

from api.attachments.kinds import Kind
from api.attachments.purpose import Purpose
from api.attachments.serving import headers_of
from api.attachments.vault import Opened
from domain.kernel.identity import AttachmentId

ATTACHMENT = AttachmentId(UUID("0195538f-1c00-7abc-8def-00001f0c9a3e"))


def opened(kind: Kind = Kind.JPEG, purpose: Purpose = Purpose.COPY) -> Opened:
    return Opened(ATTACHMENT, purpose, kind, "ab" * 32, b"...")


def test_a_copy_is_shown_under_a_neutral_name() -> None:
    said = headers_of(opened())
    assert said["Content-Type"] == "image/jpeg"
    assert said["Content-Disposition"] == 'inline; filename="photo-1f0c9a3e.jpg"'
    assert said["ETag"] == f'"{"ab" * 32}"'


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.JPEG, "photo-1f0c9a3e.jpg"),
        (Kind.PNG, "photo-1f0c9a3e.png"),
        (Kind.WEBP, "photo-1f0c9a3e.webp"),
        (Kind.PDF, "paper-1f0c9a3e.pdf"),
    ],
)
def test_an_original_is_only_downloaded(kind: Kind, name: str) -> None:
    said = headers_of(opened(kind, Purpose.ORIGINAL))
    assert said["Content-Disposition"] == f'attachment; filename="{name}"'
    assert said["Content-Type"] == kind.value


def test_no_browser_takes_it_for_anything_else_or_keeps_it_unasked() -> None:
    for purpose in Purpose:
        said = headers_of(opened(purpose=purpose))
        assert said["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in said["Content-Security-Policy"]
        assert said["Cache-Control"] == "private, no-cache"
