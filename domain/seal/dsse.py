"""Envelopes of signed statements: DSSE v1 (secure-systems-lab, protocol.md), with what a passkey adds to a signature.

The envelope is kept byte for byte as it was accepted, in the event that the signature is for.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.kernel.refusals import Malformed
from domain.record import canonical

LARGEST = 64 * 1024
"""Most bytes of an envelope that is taken in (house rule): statements are short, files go by digest."""


class EnvelopeMalformed(Malformed):
    """Not an envelope, not of our kind, or not written the one way it can be."""

    sentence = "{where}: this is not a signature envelope."


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature of an envelope. A passkey signs its own data with the digest of what the client saw."""

    key: str
    """Identifier of the key, only a hint of where to look: which key it was is told by what verifies."""
    value: bytes
    authenticator_data: bytes | None = None
    client_data: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A payload of a declared type, and exactly one signature: several people sign several statements."""

    payload_type: str
    payload: bytes
    signature: Signature

    @property
    def signed(self) -> bytes:
        """What the signature is over: type and payload, each with its length."""
        return pre_authentication(self.payload_type, self.payload)


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding of DSSE v1: no two pairs of type and payload share it."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def written(envelope: Envelope) -> str:
    """The envelope as canonical JSON."""
    signature = envelope.signature
    said = {
        "keyid": signature.key,
        "sig": _coded(signature.value),
        "authenticator_data": _coded(signature.authenticator_data),
        "client_data": _coded(signature.client_data),
    }
    return canonical(
        {
            "payloadType": envelope.payload_type,
            "payload": _coded(envelope.payload),
            "signatures": [{name: value for name, value in said.items() if value is not None}],
        }
    ).decode()


def read(text: str | bytes) -> Envelope:
    """The envelope that a text holds; refuses `EnvelopeMalformed`. Fields nobody knows are passed over (DSSE v1)."""
    try:
        said = json.loads(text if len(text) <= LARGEST else b"")
        (signature,) = said["signatures"]
        return Envelope(
            payload_type=_text(said["payloadType"]),
            payload=decoded(said["payload"]),
            signature=_signature(signature),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EnvelopeMalformed(where="signature") from error


def _signature(said: Mapping[str, Any]) -> Signature:
    return Signature(
        key=_text(said.get("keyid") or ""),
        value=decoded(said["sig"]),
        authenticator_data=_optional(said.get("authenticator_data")),
        client_data=_optional(said.get("client_data")),
    )


def _optional(text: object) -> bytes | None:
    return None if text is None else decoded(text)


def _text(value: object) -> str:
    """Text that has bytes: JSON can hold half of a character pair, UTF-8 cannot."""
    if not isinstance(value, str):
        raise TypeError("text is expected")
    value.encode()
    return value


def _coded(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def decoded(text: object) -> bytes:
    """Bytes of base64, standard or for addresses, as DSSE allows; only the one way of writing them is taken."""
    standard = _text(text).replace("-", "+").replace("_", "/")
    padded = standard if standard.endswith("=") else standard + "=" * (-len(standard) % 4)
    value = base64.b64decode(padded, validate=True)
    if base64.b64encode(value).decode() != padded:
        raise binascii.Error("bits beyond the end")
    return value
