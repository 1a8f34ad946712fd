"""Throttled sign-in: after some failures each further one costs a longer pause, and no account is locked for ever."""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from pathlib import Path
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from api.access.names import folded
from api.access.refusals import TooManyAttempts
from api.store.pool import Pool
from projections.sql import statements

SQL = statements(Path(__file__).with_name("queries.sql"))

FADED_AFTER = timedelta(days=1)
"""Without a failure for so long, counting starts anew."""


class Allowance(NamedTuple):
    """How many failures are free, and what the next ones cost: `first`, doubled each time, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def pause_after(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures < self.free:
            return timedelta(0)
        return min(self.longest, self.first * (1 << min(failures - self.free, 20)))


PER_ACCOUNT = Allowance(free=5, first=timedelta(seconds=10), longest=timedelta(minutes=15))
PER_ADDRESS = Allowance(free=20, first=timedelta(seconds=2), longest=timedelta(minutes=15))
"""More is free here, and pauses begin shorter: a whole school goes out by one address. House rules, both."""


class Throttle:
    """Counts in the database, so that all processes count together. Names and addresses are kept as keyed digests."""

    def __init__(
        self, pool: Pool, key: bytes, *, account: Allowance = PER_ACCOUNT, address: Allowance = PER_ADDRESS
    ) -> None:
        self._pool = pool
        self._key = key
        self._account = account
        self._address = address

    def admit(self, sign_in: str, address: str, now: datetime) -> None:
        """Let one attempt through and count it as failed until `clear` says otherwise; else `TooManyAttempts`.

        Counting comes before the password is looked at: attempts made all at once cannot slip through together.
        A refused attempt counts for nothing, so waiting always helps.
        """
        allowances = {self._name_key(sign_in): self._account, self._address_key(address): self._address}
        with self._pool.connection() as connection, connection.transaction():
            found = connection.execute(SQL["count_attempts"], {"keys": list(allowances), "now": now}).fetchall()
            until = max(_free_at(row[3], allowances[row[0]], now) for row in found)
            if until > now:
                raise TooManyAttempts(retry_after=ceil((until - now).total_seconds()), until=until)
            for key, failures, failed_at, _ in found:
                seen = 0 if failed_at < now - FADED_AFTER else failures
                _note(connection, key, seen + 1, allowances[key], now)

    def clear(self, sign_in: str, address: str, now: datetime) -> None:
        """Somebody got in. The account's count ends, and the address is rid of these failures, but of no others:

        signing in between guesses at other people's passwords wins nothing.
        """
        keys = {"account": self._name_key(sign_in), "address": self._address_key(address)}
        with self._pool.connection() as connection:
            connection.execute(SQL["clear_attempts"], {**keys, "now": now})

    def forget(self, now: datetime) -> int:
        """Remove counts that have faded; returns how many."""
        with self._pool.connection() as connection:
            return connection.execute(SQL["forget_attempts"], {"before": now - FADED_AFTER}).rowcount

    def digest(self, address: str) -> bytes:
        """What stands for an address in the record of acts: the same for the same network, and no way back."""
        return hmac.digest(self._key, f"address:{network(address)}".encode(), hashlib.sha256)

    # `account:` sorts before `address:`, so every transaction takes its two rows in the same order.
    def _name_key(self, sign_in: str) -> str:
        return "account:" + hmac.digest(self._key, f"account:{folded(sign_in)}".encode(), hashlib.sha256).hex()

    def _address_key(self, address: str) -> str:
        return "address:" + self.digest(address).hex()


def network(address: str) -> str:
    """The part of an address that one household or school holds: all of IPv4, the first 64 bits of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:100].encode("ascii", "backslashreplace").decode()
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))


def _free_at(stored: datetime, allowance: Allowance, now: datetime) -> datetime:
    """A pause longer than the longest was written by a clock gone wrong: it does not count."""
    return now if stored > now + allowance.longest else stored


def _note(connection: Connection[TupleRow], key: str, failures: int, allowance: Allowance, now: datetime) -> None:
    free_at = now + allowance.pause_after(failures)
    connection.execute(SQL["note_attempt"], {"key": key, "failures": failures, "now": now, "free_at": free_at})
