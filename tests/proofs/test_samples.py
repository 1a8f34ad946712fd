"""A sample of each long proof; `scripts/prove` runs them at length."""

import pytest

from tests.proofs.killing import kill_engine, kill_followers, kill_server, kill_writers


def silent(_: str) -> None:
    """Told to nobody."""


@pytest.mark.parametrize("proof", [kill_writers, kill_engine, kill_followers, kill_server])
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(proof: object) -> None:
    assert callable(proof)
    assert proof(2, 7, silent) == []
