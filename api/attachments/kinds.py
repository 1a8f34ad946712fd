"""What a file is, told by its first bytes; its name and what the browser says of it do not count."""

from enum import StrEnum

from api.attachments.refusals import AttachmentEmpty, AttachmentInPhoneFormat, AttachmentKindUnsupported


class Kind(StrEnum):
    """Media types that are taken as evidence."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def is_picture(self) -> bool:
        """It is decoded and shown; anything else is checked by its structure and downloaded."""
        return self is not Kind.PDF

    @property
    def extension(self) -> str:
        """What a file of this kind is called at its end, with the dot."""
        return {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}[self]


_PHONE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}


def kind_of(content: bytes) -> Kind:
    """The kind of a file. Refuses `AttachmentEmpty`, `AttachmentInPhoneFormat`, `AttachmentKindUnsupported`."""
    if not content:
        raise AttachmentEmpty
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content[4:8] == b"ftyp" and content[8:12] in _PHONE_BRANDS:
        raise AttachmentInPhoneFormat
    raise AttachmentKindUnsupported
