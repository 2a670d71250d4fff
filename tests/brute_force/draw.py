"""A source of random choices with a name, so that the same seed gives the same case on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Random choices as text cells; every amount has few decimals, like real tables."""

    def __init__(self, name: str) -> None:
        # Random seeds itself from the text by a fixed hash, whatever the process.
        self._random = Random(name)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self._random.randrange(len(choices))]

    def sample(self, choices: Sequence[T], number: int) -> list[T]:
        return self._random.sample(list(choices), number)

    def integer(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def real(self, low: float, high: float) -> float:
        return self._random.uniform(low, high)

    def number(self, low: float, high: float, places: int = 2) -> str:
        """Return a decimal between the two as text."""
        return f"{self._random.uniform(low, high):.{places}f}"

    def pounds(self, low: float, high: float) -> str:
        """Return an amount, mostly in hundreds of pounds, sometimes with pence."""
        if self.chance(0.2):
            return self.number(low, high, 2)
        return str(int(self._random.uniform(low, high) // 100 * 100))

    def yes(self, probability: float) -> str:
        return "yes" if self.chance(probability) else "no"
