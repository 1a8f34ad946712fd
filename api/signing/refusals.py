"""How no is said to keys and passkeys that cannot be taken in. Signatures are refused in `domain.key.refusals`."""

from typing import ClassVar

from domain.kernel.refusals import Refusal


class SigningKeyUnusable(Refusal):
    """Not a key that anything can be proved with; `why` names the check that failed."""

    status = "malformed"
    sentence = "This key cannot be used ({why})."
    field: ClassVar[str | None] = "public_key"


class PasskeyNotMade(Refusal):
    """What the browser sent is no registration of a passkey for this site; `why` names the check that failed."""

    status = "malformed"
    sentence = "The passkey could not be taken in ({why})."


class KeyFileUnreadable(Refusal):
    """Not a private key in PEM (PKCS #8) of a kind that signs here."""

    status = "malformed"
    sentence = "This file holds no Ed25519 key (PEM, PKCS #8)."


class PassphraseNeeded(Refusal):
    """The key file is encrypted and nothing was given to open it with."""

    status = "malformed"
    sentence = "This key file is locked: its passphrase is needed."
    field: ClassVar[str | None] = "passphrase"


class PassphraseWrong(Refusal):
    """The passphrase does not open the key file."""

    status = "malformed"
    sentence = "The passphrase does not open this key file."
    field: ClassVar[str | None] = "passphrase"
