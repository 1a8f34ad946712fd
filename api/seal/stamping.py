"""Time stamps over signed heads (RFC 3161): an authority outside says that a head was there at a time.

What is stamped is the SHA-256 of the checkpoint as the log signed it. Stamps are kept whole and held against
certificates that were pinned beforehand; the certificates have to be good at the stamped time, not today.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx2
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import (
    Certificate,
    ExtendedKeyUsage,
    ExtensionNotFound,
    InvalidVersion,
    load_pem_x509_certificates,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from psycopg import Connection
from psycopg.rows import TupleRow
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from api.seal.cosigning import as_signed
from api.seal.proving import newest
from api.settings import Settings
from api.store.pool import Pool
from domain.kernel.refusals import NotKnown, Refusal
from projections.sql import statements

SQL = statements(Path(__file__).with_name("witnesses.sql"))

PATIENCE_S = 20.0
LARGEST = 256 * 1024
PAGE = 200


class StampsNotSetUp(Refusal):
    """The address of the authority or its certificates are not set, or cannot be read."""

    sentence = "{setting} is not set, or cannot be used: {told}."


class StampAuthorityUnreachable(Refusal):
    """The authority does not answer, or not with a time stamp."""

    status = "behind"
    sentence = "The time-stamping authority at {address} gave no stamp: {told}."


class StampWrong(Refusal):
    """A stamp does not hold: of something else, of another authority, or altered."""

    sentence = "The time stamp over the head of {size} events does not hold: {told}."


class Stamp(NamedTuple):
    """A stamp that is kept."""

    size: int
    stamped_at: datetime


class Certificates(NamedTuple):
    """The authority's own certificate, and those that vouch for it."""

    authority: Certificate
    above: tuple[Certificate, ...]
    roots: tuple[Certificate, ...]

    @classmethod
    def read(cls, path: Path) -> "Certificates":
        """From a PEM file; refuses `StampsNotSetUp` unless it has an authority's certificate and a root."""
        try:
            found = load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise StampsNotSetUp(setting="BIHUAN_TSA_CERTIFICATES", told=type(error).__name__) from error
        own = [each for each in found if _stamps(each)]
        roots = tuple(each for each in found if each.issuer == each.subject)
        if len(own) != 1 or not roots:
            told = "one certificate for time stamping, and the self-signed one above it"
            raise StampsNotSetUp(setting="BIHUAN_TSA_CERTIFICATES", told=told)
        return cls(own[0], tuple(each for each in found if each not in (own[0], *roots)), roots)


def certificates_of(settings: Settings) -> Certificates:
    """The certificates that are pinned; refuses `StampsNotSetUp`."""
    if settings.tsa_certificates is None:
        raise StampsNotSetUp(setting="BIHUAN_TSA_CERTIFICATES", told="PEM")
    return Certificates.read(settings.tsa_certificates)


def ask_for_stamp(address: str, written: str) -> tuple[bytes, datetime]:
    """A stamp over a signed head as it is written, and its time; refuses `StampAuthorityUnreachable`.

    The digest and the nonce are looked at here; whose stamp it is, `check_stamp` tells.
    """
    request = TimestampRequestBuilder().data(written.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    response = _posted(address, request.as_bytes(), headers)
    try:
        read = decode_timestamp_response(response)
        at, nonce, imprint = read.tst_info.gen_time, read.tst_info.nonce, read.tst_info.message_imprint.message
    except ValueError as error:
        raise StampAuthorityUnreachable(address=address, told="no stamp") from error
    if nonce != request.nonce or imprint != request.message_imprint.message:
        raise StampAuthorityUnreachable(address=address, told="a stamp of something else")
    return response, at.astimezone(UTC)


def check_stamp(response: bytes, size: int, written: str, certificates: Certificates) -> datetime:
    """When a signed head was stamped by the pinned authority; refuses `StampWrong`."""
    builder = VerifierBuilder(
        tsa_certificate=certificates.authority,
        intermediates=list(certificates.above),
        roots=list(certificates.roots),
    )
    try:
        read: TimeStampResponse = decode_timestamp_response(response)
        builder.build().verify_message(read, written.encode())
        return read.tst_info.gen_time.astimezone(UTC)
    except (ValueError, VerificationError, InvalidVersion, UnsupportedAlgorithm) as error:
        raise StampWrong(size=size, told=str(error).partition(":")[0]) from error


def stamp_newest(pool: Pool, settings: Settings, now: datetime) -> Stamp:
    """Have the newest head stamped and keep that; where certificates are set, only what holds against them."""
    if settings.tsa_url is None:
        raise StampsNotSetUp(setting="BIHUAN_TSA_URL", told="http(s)://…")
    with pool.connection() as connection:
        size, written = _newest(connection)
    response, at = ask_for_stamp(settings.tsa_url, written)
    if settings.tsa_certificates is not None:
        check_stamp(response, size, written, certificates_of(settings))
    with pool.connection() as connection:
        values = {"size": size, "stamped_at": at, "response": response, "now": now}
        connection.execute(SQL["put_stamp"], values)
    return Stamp(size, at)


def newest_stamp(connection: Connection[TupleRow]) -> Stamp | None:
    """The stamp over the largest head."""
    row = connection.execute(SQL["newest_stamp"]).fetchone()
    return Stamp(*row) if row else None


def check_stamps(connection: Connection[TupleRow], certificates: Certificates) -> Sequence[Stamp]:
    """Every stamp that is kept, in the order of heads; refuses `StampWrong` at the first that does not hold."""
    return [_checked(each, certificates) for each in _kept(connection)]


def _checked(row: tuple[int, datetime, bytes, str], certificates: Certificates) -> Stamp:
    size, stamped_at, response, written = row
    at = check_stamp(response, size, written, certificates)
    if at != stamped_at:
        raise StampWrong(size=size, told="another time")
    return Stamp(size, at)


def _kept(connection: Connection[TupleRow]) -> Iterator[tuple[int, datetime, bytes, str]]:
    after, since = 0, datetime(1, 1, 2, tzinfo=UTC)
    values = {"limit": PAGE}
    while rows := connection.execute(SQL["stamps"], {**values, "after": after, "since": since}).fetchall():
        yield from ((size, at.astimezone(UTC), bytes(response), note) for size, at, response, note in rows)
        after, since, *_ = rows[-1]


def _newest(connection: Connection[TupleRow]) -> tuple[int, str]:
    """The newest head as the log signed it, without what witnesses added."""
    head = newest(connection)
    if head is None:
        raise NotKnown
    return head.size, as_signed(head.note).written


def _posted(address: str, content: bytes, headers: dict[str, str]) -> bytes:
    try:
        with (
            httpx2.Client(timeout=PATIENCE_S) as client,
            client.stream("POST", address, content=content, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise StampAuthorityUnreachable(address=address, told=answer.status_code)
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise StampAuthorityUnreachable(address=address, told="too long")
            return body
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise StampAuthorityUnreachable(address=address, told=type(error).__name__) from error


def _stamps(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except (ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
