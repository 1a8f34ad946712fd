"""How no is said at the door. Nothing here tells whether a sign-in name is somebody's."""

from domain.kernel.refusals import Refusal


class SignInFailed(Refusal):
    """Name and password do not belong together; which of the two is wrong is not said."""

    status = "unidentified"
    sentence = "The sign-in name or the password is not right."


class AccountDisabled(Refusal):
    """The account was disabled. Said only to who gave the right password."""

    status = "forbidden"
    sentence = "This account is disabled. Please ask your administrator."


class TooManyAttempts(Refusal):
    """A pause after repeated failures; `until` is the instant from which it may be tried again."""

    status = "busy"
    sentence = "Too many failed attempts. Please try again in {retry_after} seconds."


class PasswordWrong(Refusal):
    """The present password, asked again of somebody who is signed in, was not right."""

    field = "present_password"
    sentence = "This is not your present password."


class PasskeyNotAccepted(Refusal):
    """No passkey of ours, another site's, or an answer to another question: which of them is not said."""

    status = "unidentified"
    sentence = "This passkey does not let you in here. Please try again, or sign in with name and password."


class PasskeyNotConfirmed(Refusal):
    """Enrolled, and nobody has confirmed whose it is."""

    status = "unidentified"
    sentence = "A registrar has not confirmed this passkey yet. Please sign in with name and password."


class PasskeyRevoked(Refusal):
    """It was revoked, or a registrar refused it."""

    status = "unidentified"
    sentence = "This passkey was revoked. Please sign in with name and password."


class PasskeyWentBack(Refusal):
    """Its counter did not go up: somebody may have a copy."""

    status = "unidentified"
    sentence = (
        "This passkey counted back, as a copy of it would. It did not let you in, and this was noted: please have it "
        "revoked and enrol a new one."
    )


class SignInNameUnusable(Refusal):
    """A sign-in name has 3 to 64 of the characters a-z, 0-9, `.`, `_`, `@`, `-`, or is a mobile number."""

    status = "malformed"
    field = "sign_in"
    sentence = "A sign-in name is a mobile number or has 3 to 64 of these characters: a-z 0-9 . _ @ -"


class SignInNameTaken(Refusal):
    """Another account has this sign-in name, letter case apart."""

    field = "sign_in"
    sentence = "This sign-in name belongs to another account."


class PasswordTooShort(Refusal):
    """House rule."""

    status = "malformed"
    field = "password"
    sentence = "A password has at least {least} characters."


class PasswordTooLong(Refusal):
    """House rule; a bound, so that nobody can make us digest a book."""

    status = "malformed"
    field = "password"
    sentence = "A password has at most {most} characters."


class PasswordUnreadable(Refusal):
    """Control characters cannot be typed again reliably."""

    status = "malformed"
    field = "password"
    sentence = "The password contains a character that cannot be used ({character})."


class PasswordIsTheSignInName(Refusal):
    """The first thing that anybody would try."""

    status = "malformed"
    field = "password"
    sentence = "The password must not be the sign-in name."


class PasswordTooCommon(Refusal):
    """One of those that are tried first everywhere."""

    status = "malformed"
    field = "password"
    sentence = "This password is one of the first that others would try. Please choose another."


class PasswordUnchanged(Refusal):
    """A password that has to be changed is not changed by giving it again."""

    status = "malformed"
    field = "password"
    sentence = "The new password must differ from the present one."


class NotAdministrator(Refusal):
    """Accounts are managed by administrators."""

    status = "forbidden"
    sentence = "Only an administrator can do this."


class LastAdministrator(Refusal):
    """Somebody has to remain who can manage accounts."""

    sentence = "This is the last administrator. Make another one first."


class PersonHasAccount(Refusal):
    """One person, one account: else acts of one could seem to be acts of two."""

    field = "person"
    sentence = "This person has an account already."


class AdministratorSignsNothing(Refusal):
    """Whoever manages accounts acts in no post; who does both has two accounts (house rule)."""

    field = "person"
    sentence = "An administrator's account manages accounts and signs nothing, so it is not linked to a person."


class LanguageNotSpoken(Refusal):
    """Only the languages that the product speaks."""

    status = "malformed"
    field = "language"
    sentence = "Choose zh-CN or en."


class NotByToken(Refusal):
    """Keys, tokens and personal signatures are people's affair: a token that leaked makes itself no successor."""

    status = "forbidden"
    sentence = "An API token cannot do this. Please sign in yourself."


class TokenExpiryImpossible(Refusal):
    """A token ends, and within a year (house rule)."""

    status = "malformed"
    field = "expires_at"
    sentence = "A token must end after now and within {days} days."
