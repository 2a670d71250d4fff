"""A policy as it stands in a file, before it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.case.raw import Place
from optimizer.case.read_toml import KeyPath


@dataclass(frozen=True, slots=True)
class Entry:
    """The table `[policy.NAME]` of a set, with the lines of its keys."""

    set: str
    file: str
    policy: str
    keys: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def place(self, key: str | None = None, value: object = None) -> Place:
        """Return where a key stands, or the whole policy."""
        line = self.lines.get(("policy", self.policy))
        if key is not None:
            line = self.lines.get(("policy", self.policy, key), line)
        column = f"policy.{self.policy}" + (f".{key}" if key else "")
        return Place(self.file, line, column, None if value is None else str(value))
