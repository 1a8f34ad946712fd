"""How no is said around the provider of sign-ins. What the provider itself writes is never shown: it may be forged."""

from domain.kernel.refusals import Refusal


class ProviderUnreachable(Refusal):
    """The provider cannot be asked; whoever has a password comes in by it."""

    status = "behind"
    sentence = "{provider} does not answer just now. You can still sign in with name and password, or try again later."


class ProviderUnusable(Refusal):
    """What the provider publishes of itself does not fit; `why` names the part."""

    status = "behind"
    sentence = "{provider} is not set up for this site as it should be ({why}). Please tell whoever runs the server."


class ProviderSaidNo(Refusal):
    """The person declined at the provider, or the provider declined the person."""

    status = "unidentified"
    sentence = "{provider} did not let you in: you declined there, or you may not use it for this site."


class ProviderInTrouble(Refusal):
    """The provider answered that it cannot do it now, or not at all; `why` is one of the standard's words."""

    status = "unidentified"
    sentence = "{provider} could not sign you in ({why}). Please try again, or sign in with name and password."


class SignInNotUnderWay(Refusal):
    """Begun in another browser, finished before, or too long ago."""

    status = "unidentified"
    sentence = "This sign-in was finished already, took too long, or was begun in another browser. Please start again."


class IdTokenRefused(Refusal):
    """What the provider said of the person is not to be believed; `why` names the check that failed."""

    status = "unidentified"
    sentence = "What {provider} said about you could not be trusted ({why}). Nothing was done; please start again."


class IdentityNotConnected(Refusal):
    """The provider knows the person; no account here is connected with them. Nobody is found by name or address."""

    status = "unidentified"
    sentence = (
        "No account here is connected with your sign-in at {provider}. Sign in with name and password and connect it "
        "under “My account”, or give your administrator this identifier: {subject}"
    )


class IdentityTaken(Refusal):
    """One identity, one account: else acts of one could seem to be acts of two."""

    field = "subject"
    sentence = "This sign-in at {provider} is connected with another account already."


class AccountConnected(Refusal):
    """One identity of a provider for an account; another one is connected after the first is taken away."""

    field = "subject"
    sentence = "This account is connected with a sign-in at {provider} already. Disconnect that one first."


class SubjectUnusable(Refusal):
    """A subject is 1 to 255 printable ASCII characters (OpenID Connect Core 1.0, section 2)."""

    status = "malformed"
    field = "subject"
    sentence = "The identifier at the provider has 1 to 255 letters, digits and signs of ASCII."


class LastWayIn(Refusal):
    """Nobody locks themselves out; an administrator may."""

    sentence = "This is your only way in. Ask your administrator for a password first."


class InvitationGone(Refusal):
    """A one-time link that was used, has run out, or never was."""

    sentence = "This link was used already or has run out. Please ask your administrator for a new one."
