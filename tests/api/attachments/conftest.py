"""A vault on a fresh database, and somebody who adds to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.attachments.vault import Owner, Vault
from api.clock import system_random
from api.store.pool import Pool
from domain.kernel.evidence import Evidence

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GUARD = Owner(UUID(int=1), UUID(int=100))
TEACHER = Owner(UUID(int=2), UUID(int=100))

Add = Callable[[bytes], Evidence]


@pytest.fixture
def vault(pool: Pool) -> Vault:
    """Attachments as the application role keeps them."""
    return Vault(pool)


@pytest.fixture
def add(vault: Vault) -> Add:
    """The guard adds a file."""
    return lambda content: vault.store(content, owner=GUARD, now=MORNING, random=system_random)
