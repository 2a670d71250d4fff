"""A Dask cluster of processes on this computer, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.analysis.processes import ROOT

SECONDS = 120.0
_HERE = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


class LocalCluster:
    """A scheduler, and the workers that were started; all of it on the loopback address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "DASK_CONFIG": str(folder),
            "TMPDIR": str(folder),
        }
        file = folder / "scheduler.json"
        self.scheduler = self._started("scheduler", "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + SECONDS
        while not file.exists() or not file.read_text(encoding="utf-8").endswith("}"):
            assert self.scheduler.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        self.address: str = json.loads(file.read_text(encoding="utf-8"))["address"]

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Start a worker; it registers in a moment. Unless told, without a nanny: its death is final."""
        words = ("--nworkers", "1", "--nthreads", "1", "--local-directory", str(self.folder))
        return self._started("worker", self.address, *words, *(more or ("--no-nanny",)))

    def wait_for_workers(self, count: int) -> None:
        from distributed import Client

        with Client(self.address, timeout=SECONDS, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=SECONDS)

    def end(self) -> None:
        for process in reversed(self._processes):
            process.terminate()  # a nanny ends its worker, too
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"log{len(self._processes)}.txt").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words, *_HERE],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process
