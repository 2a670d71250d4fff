"""Each example is solved once with the same sets, however many statements are read from the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.backtests.record import Record, solved


@pytest.fixture(scope="session")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Record]:
    """Return what gives the run of an example with some of its sets: `run_of("cambridge_3c", "base")`."""
    kept: dict[tuple[str, ...], Record] = {}

    def asked(example: str, *sets: str) -> Record:
        if (example, *sets) not in kept:
            folder = tmp_path_factory.mktemp("backtest") / "run"
            kept[(example, *sets)] = solved(example, sets, folder)
        return kept[(example, *sets)]

    return asked
