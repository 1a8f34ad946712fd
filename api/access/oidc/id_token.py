"""The ID token: what the provider says of whoever signed in there (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import Key, KeySet

from api.access.oidc.client import Client
from api.access.oidc.metadata import Metadata
from api.access.oidc.refusals import IdTokenRefused

LEEWAY = timedelta(seconds=60)
"""How far two clocks may be apart (house rule)."""

LONGEST = 16_384
"""Characters of a token; more is not read (house rule)."""

KINDS = {"E": "EC", "R": "RSA", "P": "RSA"}


class KeyNotFound(Exception):
    """No key of the provider fits the token: it may have newer ones."""


def subject_of(token: object, *, client: Client, metadata: Metadata, keys: KeySet, nonce: str, now: datetime) -> str:
    """Whom the token is about; refuses `IdTokenRefused`, raises `KeyNotFound` where newer keys may help."""
    try:
        claims = _claims(token, client, metadata, keys)
        checked = CodeIDToken(
            claims.claims,
            claims.header,
            {"iss": {"value": client.issuer}, "aud": {"value": client.client_id}},
            {"client_id": client.client_id, "nonce": nonce},
        )
        checked.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
    except ExpiredTokenError as error:
        raise _refused(client, "expired") from error
    except (InvalidClaimError, MissingClaimError) as error:
        raise _refused(client, str(error.claim)) from error
    except (JoseError, ValueError, TypeError) as error:
        raise _refused(client, "malformed") from error
    return _subject(claims.claims, client)


def _claims(token: object, client: Client, metadata: Metadata, keys: KeySet) -> jwt.Token:
    """The claims after the signature was found to be the provider's, by an algorithm it published and we take."""
    if not isinstance(token, str) or len(token) > LONGEST or token.count(".") != 2:
        raise _refused(client, "malformed")
    header = jws.extract_compact(token.encode()).headers()
    algorithm = header.get("alg")
    if algorithm not in metadata.algorithms:
        raise _refused(client, "alg")
    fitting = list(_fitting(keys, str(algorithm), header.get("kid")))
    for key in fitting:
        try:
            return jwt.decode(token, key, algorithms=[str(algorithm)])
        except JoseError:
            continue
    raise KeyNotFound


def _fitting(keys: KeySet, algorithm: str, kid: object) -> Iterator[Key]:
    """Public keys of the right kind; where the token names one, that one alone."""
    for key in keys:
        said = key.as_dict(private=False)
        is_for_it = said.get("use", "sig") == "sig" and said.get("alg", algorithm) == algorithm
        is_of_kind = said["kty"] == ("OKP" if algorithm.startswith("Ed") else KINDS[algorithm[0]])
        if is_for_it and is_of_kind and kid in (None, key.kid):
            yield key


def _subject(claims: dict[str, Any], client: Client) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not is_subject(subject):
        raise _refused(client, "sub")
    return subject


def is_subject(text: str) -> bool:
    """Whether it can be a subject: 1 to 255 ASCII characters (Core 1.0, section 2); control characters are none."""
    return 1 <= len(text) <= 255 and text.isascii() and text.isprintable()


def _refused(client: Client, why: str) -> IdTokenRefused:
    return IdTokenRefused(provider=client.label, why=why)
