"""Faces for documents: the shipped one alone, whatever the machine has installed."""

import pytest

from api.exports.fonts import Fonts


@pytest.fixture(scope="session")
def shipped() -> Fonts:
    """Only the face of the package."""
    return Fonts(system=False)
