"""How no is said about keys and signatures."""

from typing import ClassVar

from domain.kernel.refusals import Refusal


class KeyOfAnother(Refusal):
    """Everybody enrols, names and signs with keys of their own; nobody does it for another."""

    status = "forbidden"
    sentence = "This key is not yours."


class KeyAlreadyEnrolled(Refusal):
    """The same key was brought before, by whomever."""

    sentence = "This key is enrolled already."


class KeyNotWaiting(Refusal):
    """A registrar has confirmed or refused it, or it was revoked."""

    sentence = "This key no longer waits for confirmation."


class KeyIsRevoked(Refusal):
    """Revocation is for ever; a new key is enrolled instead."""

    sentence = "This key was revoked. Enrol a new one."


class KeyNotConfirmed(Refusal):
    """Nobody has made sure yet whose key it is."""

    sentence = "This key cannot sign yet: a registrar has to confirm it first."


class FingerprintDiffers(Refusal):
    """What was compared is not the key that was enrolled."""

    sentence = "The fingerprint is not that of the enrolled key."
    field: ClassVar[str | None] = "fingerprint"


class ConfirmedByItsHolder(Refusal):
    """Whose key it is, somebody else says; only a registrar without another beside or above vouches for himself."""

    sentence = "This key is your own: another registrar confirms it."


class RegistrarsSignThemselves(Refusal):
    """The console confirms a key only as long as no registrar can."""

    sentence = "A registrar can confirm keys with a signature; the console confirms only the first registrar's."


class SchemeNotBuiltIn(Refusal):
    """A scheme that this installation knows by name only."""

    sentence = "Signatures of the kind {scheme} are not built in."


class PasswordSetByAnother(Refusal):
    """The password was set by an administrator after it was confirmed for signing (house rule)."""

    sentence = "Somebody else set this password. It can sign again when a registrar has confirmed it."


class SignatureNeeded(Refusal):
    """The step counts only with a signature of this level or a better one."""

    status = "forbidden"
    sentence = "This step needs a signature: {level} or better."


class SignatureTooWeak(Refusal):
    """There is a signature, but it says less than the step needs."""

    status = "forbidden"
    sentence = "This step needs {level} or better; this signature is {has}."


class SignatureOfSomethingElse(Refusal):
    """The signed statement is not about this step, by this person, on this log; `part` is the first difference."""

    sentence = "The signed statement is about something else ({part})."


class SignatureInvalid(Refusal):
    """The signature does not verify under the key that was enrolled; `why` names the check that failed."""

    status = "forbidden"
    sentence = "The signature is not valid ({why})."
