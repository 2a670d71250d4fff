"""The ledger of a sweep: every answer on disk before it counts, in one SQLite file that one process holds.

Only the process that runs the sweep opens it. An answer is committed (to the disk, `synchronous=FULL`)
before its point counts as done, so a process that dies loses nothing but the points it was working on. Every
answer has a checksum; a file that is damaged is set aside whole and never read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from optimizer.errors import UsageError

LEDGER = "ledger.sqlite"
FORMAT = "consolidate ledger 1"
COMMITTED_BESIDE = ("-wal", "-journal")
"""Ends of the names of files that hold a part of what was committed."""

_SIDE_FILES = (*COMMITTED_BESIDE, "-shm")
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, checksum TEXT NOT NULL)",
)
_NO_DAMAGE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
"""Faults of the disk and of rights, not of the file."""


class DamagedError(Exception):
    """The file is no ledger, or not the one that was written."""


class Ledger:
    """The answers of a sweep by the keys of their points."""

    def __init__(self, path: Path, identity: Mapping[str, Any]) -> None:
        """Open the ledger, or make it; hold it until it is closed.

        Args:
            path: its file; the folder exists.
            identity: what tells one sweep from another.

        Raises:
            UsageError: where another process holds it, it is of another sweep, or cannot be opened.
        """
        self.set_aside: Path | None = None
        """Where a damaged ledger was put that stood in this place; None where there was none."""
        self._identity = json.dumps(dict(identity), ensure_ascii=False, sort_keys=True)
        self._path = path
        try:
            self._answers = self._opened()
        except DamagedError:
            self.set_aside = _put_aside(path)
            self._answers = self._opened()

    def __enter__(self) -> Ledger:
        """Return the ledger, to be closed at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file."""
        self._base.close()

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the answer under a key; None where there is none yet."""
        text = self._answers.get(key)
        return None if text is None else dict(json.loads(text))

    def __len__(self) -> int:
        """Return the number of answers."""
        return len(self._answers)

    def keep(self, key: str, answer: Mapping[str, Any]) -> None:
        """Commit an answer to the disk.

        Raises:
            UsageError: where it cannot be written, as on a full disk; what was there before stays.
        """
        text = json.dumps(dict(answer), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        try:
            with self._base:
                self._base.execute(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, text, _checksum(key, text))
                )
        except sqlite3.Error as error:
            message = (
                f"The answer of a point cannot be kept in {self._path} ({error}). Every point before it is "
                "kept: make room, and start the same command again."
            )
            raise UsageError(message) from error
        self._answers[key] = text

    def _opened(self) -> dict[str, str]:
        """Open the file and return what it holds."""
        self._base = sqlite3.connect(self._path, timeout=0)
        try:
            return self._read()
        except sqlite3.DatabaseError as error:
            self._base.close()
            # What SQLite itself did not say (such as text that is no text) has no code.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                message = (
                    f"Another process is at work on {self._path.parent}: let it end, or stop it, and start "
                    "again; or name another folder with -o."
                )
                raise UsageError(message) from error
            if code in _NO_DAMAGE or not os.access(self._path, os.W_OK):
                message = (
                    f"The ledger {self._path} cannot be opened ({error}). Nothing of it was changed: see to "
                    "the disk and to who may write there, and start the same command again."
                )
                raise UsageError(message) from error
            raise DamagedError(str(error)) from error
        except BaseException:
            self._base.close()
            raise

    def _read(self) -> dict[str, str]:
        # Held exclusively until it is closed: a second process is refused at its first look.
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        if self._tables() not in (set(), set(_TABLES)):
            raise DamagedError  # a database of something else: nothing is written into it
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute("BEGIN IMMEDIATE")
        if not self._tables():
            for table in _TABLES:
                self._base.execute(table)
            about = {"format": FORMAT, "identity": self._identity}
            about["checksum"] = _checksum(FORMAT, self._identity)
            self._base.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        about = dict(self._base.execute("SELECT name, value FROM about"))
        rows = list(self._base.execute("SELECT key, answer, checksum FROM answers"))
        self._base.commit()
        if self._base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise DamagedError
        whose = str(about.get("identity"))
        if about.get("format") != FORMAT or about.get("checksum") != _checksum(FORMAT, whose):
            raise DamagedError
        if any(_checksum(str(key), str(text)) != checksum for key, text, checksum in rows):
            raise DamagedError
        if whose != self._identity:
            message = (
                f"{self._path.parent} holds another sweep ({_words(whose)}), and this is "
                f"({_words(self._identity)}): name another folder with -o. Nothing was changed."
            )
            raise UsageError(message)
        return {key: text for key, text, _ in rows}

    def _tables(self) -> set[str]:
        return {str(sql) for (sql,) in self._base.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")}


def _checksum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()


def _words(identity: str) -> str:
    try:
        return ", ".join(f"{name} {value}" for name, value in json.loads(identity).items())
    except (ValueError, AttributeError):
        return "of an unknown kind"


def _put_aside(path: Path) -> Path:
    """Rename a damaged ledger and what belongs to it, and return its new path."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
