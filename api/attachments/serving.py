"""What is said of a file when it is given out: headers that let no browser take it for anything else."""

from api.attachments.purpose import Purpose
from api.attachments.vault import Opened


def headers_of(opened: Opened) -> dict[str, str]:
    """Headers of an answer with `opened.content`: copies may be shown, originals and papers are only downloaded.

    A browser may keep it, but asks each time whether it still may be seen: powers end and keys are destroyed.
    """
    return {
        "Content-Type": opened.kind.value,
        "Content-Disposition": f'{_disposition(opened)}; filename="{neutral_name(opened)}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "ETag": etag_of(opened.sha256),
    }


def etag_of(sha256: str) -> str:
    """The entity tag of a file, from the digest of its ciphertext."""
    return f'"{sha256}"'


def neutral_name(opened: Opened) -> str:
    """`photo-1f0c9a3e.jpg`: tells neither people nor places.

    The digits are the identifier's last eight; its first tell the time, and photos of one minute share them.
    """
    word = "photo" if opened.kind.is_picture else "paper"
    return f"{word}-{opened.attachment.hex[-8:]}{opened.kind.extension}"


def _disposition(opened: Opened) -> str:
    return "attachment" if opened.purpose is Purpose.ORIGINAL else "inline"
