"""Photos and papers: what an event says of an attachment without holding it."""

from domain.kernel.events import Value
from domain.kernel.identity import AttachmentId, Commitment


class Evidence(Value):
    """An attachment by its digests. The ciphertext lies beside the log; its key can be destroyed."""

    attachment: AttachmentId
    ciphertext_sha256: str
    size: int
    """Bytes of the original before encryption."""
    kind: str
    """Media type found by decoding, e.g. `image/jpeg`."""
    commitment: Commitment
    """Salted digest of the original bytes."""
