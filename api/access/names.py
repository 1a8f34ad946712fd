"""Sign-in names as they are kept and compared: folded, mobile numbers without their dress."""

import re
import unicodedata

from api.access.refusals import SignInNameUnusable

_NAME = re.compile(r"[a-z0-9._@-]{3,64}")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_LONGEST_TYPED = 128


def folded(typed: str) -> str:
    """What was typed, in the form in which names are compared; not checked, never refused.

    Full-width characters become plain (input methods leave them), capitals small, and a mainland mobile number
    loses spaces, hyphens and `+86`. What no name may hold is escaped, so that any text can be looked for and counted.
    """
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).strip().casefold()
    mobile = _MOBILE.fullmatch(re.sub(r"[\s-]", "", plain))
    return mobile.group(1) if mobile else plain.replace("\0", "\\0").encode("ascii", "backslashreplace").decode()


def sign_in_name(typed: str) -> str:
    """The folded name; refuses what cannot be one (`SignInNameUnusable`)."""
    name = folded(typed)
    if len(typed) > _LONGEST_TYPED or not _NAME.fullmatch(name):
        raise SignInNameUnusable
    return name
