"""What all tests share: where the repository is, and property tests that give the same verdict every time."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not fail a property test, nor may a new random draw.
# To look for new failures on purpose: pytest --hypothesis-profile=default
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start background jobs with Ctrl-C ignored, and children inherit that: the tests of Ctrl-C would
    # wait for ever. A handler set here is not inherited: children have the default again.
    signal.signal(signal.SIGINT, signal.default_int_handler)


LONGEST = ("test_readme.py", "test_mutations.py", "test_stress_drop_outs.py", "test_parallel.py")
"""Files with a single test or fixture of half a minute and more, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it at the end."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
