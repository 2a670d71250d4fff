"""Solve again in this process: starting workers takes longer than a tiny case."""

import pytest

from optimizer.analysis import parallel


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "default_workers", lambda: 1)
