"""What all tests share: where the repository is, and property tests that give the same verdict every time."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not fail a property test, nor may a new random draw.
# To look for new failures on purpose: pytest --hypothesis-profile=default
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
