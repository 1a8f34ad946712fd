"""Canonical JSON by msgspec: what `domain.record` writes and reads, several times as fast, for logs of any length."""

import msgspec

from domain.record import OutsideTheProfile, check_profile

_ENCODER = msgspec.json.Encoder(order="sorted")


def write(said: object) -> bytes:
    """What `domain.record.written` writes; of values that were held against the profile before."""
    return _ENCODER.encode(said)


def read(content: bytes) -> object:
    """What `domain.record.read` reads; raises `ValueError` for bytes that are never written."""
    said = msgspec.json.decode(content)
    check_profile(said)
    if write(said) != content:
        raise OutsideTheProfile("written another way")
    return said
