"""How no is said to a photo or a paper, with what to do instead."""

from domain.kernel.refusals import Refusal


class AttachmentRefused(Refusal):
    """The file cannot be taken. The family of everything that is wrong with an upload itself."""

    status = "malformed"
    field = "file"
    sentence = "This file cannot be taken."


class AttachmentEmpty(AttachmentRefused):
    """No bytes: often an upload that was broken off."""

    sentence = "The file is empty. Please choose it again."


class AttachmentTooLarge(AttachmentRefused):
    """More bytes than the installation takes (a setting)."""

    sentence = "The file is too large: at most {most_mib} MiB."


class AttachmentKindUnsupported(AttachmentRefused):
    """Neither a photo nor a PDF, whatever its name says."""

    sentence = "Only photos (JPEG, PNG, WebP) and PDF files can be attached; the name of the file does not count."


class AttachmentInPhoneFormat(AttachmentRefused):
    """HEIC, HEIF or AVIF: forms that not every office computer can show."""

    sentence = (
        "This photo is in HEIC or AVIF form, which many computers cannot show. Please send it as JPEG. "
        "On an iPhone: Settings, Camera, Formats, Most Compatible; on other phones turn off “HEIF” or "
        "“high efficiency” in the camera's settings. Or take a screenshot of the photo and send that."
    )


class AttachmentHasTooManyPixels(AttachmentRefused):
    """Decoding it would take more memory than one file may."""

    sentence = "The picture is too large: at most {most_megapixels} million pixels. Please send it smaller."


class AttachmentBroken(AttachmentRefused):
    """It begins like a photo or a PDF, but cannot be read to its end."""

    sentence = "The file is damaged or incomplete. Please take the photo or make the file again."


class AttachmentMoves(AttachmentRefused):
    """An animation shows one thing first and may hold another."""

    sentence = "Moving pictures cannot be attached. Please send a photo or a screenshot."


class AttachmentHidesAnotherFile(AttachmentRefused):
    """A photo or PDF that other programs would open as an archive, a document or a page."""

    sentence = "Another file is hidden in this one. Please send the photo or the PDF by itself."


class AttachmentErased(Refusal):
    """Its key was destroyed: nobody can read it again, and its digest still proves that it was there."""

    sentence = "This attachment was erased and can no longer be read."


class AttachmentHasNoPicture(Refusal):
    """A PDF has no copy and no thumbnail; it is downloaded."""

    sentence = "This attachment is a document: download it to read it."
