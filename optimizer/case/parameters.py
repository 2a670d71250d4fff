"""Reference parameters: what is known, or assumed, of schemes of this kind, each with source and grade.

Every default of the engine is one of them: the data dictionary, the kinds of policies and the reference class
of risks name parameters, and only `data/parameters.csv` has values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from optimizer.case.reference_data import reference_table
from optimizer.errors import InternalError

FILE = "parameters.csv"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A reference parameter.

    Attributes:
        parameter: its name.
        group: what it is about.
        value: the one to use where nothing better is known, as text; blank where only a range is known.
        low, high: range seen or said; blank where none is known.
        unit: of all three.
        grade: S found in a public source, OK general knowledge, INF arithmetic or inference, ASSUMED.
        source: keys of `data/sources.csv`, or in words.
        meaning: one sentence for people.
    """

    parameter: str
    group: str
    value: str
    low: str
    high: str
    unit: str
    grade: str
    source: str
    meaning: str


@cache
def parameters() -> Mapping[str, Parameter]:
    """Return every reference parameter by name, in the order of the file."""
    return {row["parameter"]: Parameter(**row) for row in reference_table(FILE)}


def reference_text(name: str) -> str:
    """Return the text that `discount_rate`, `stranded_share.low` or `stranded_share.high` stands for.

    Raises:
        InternalError: there is no such parameter, or it has no such value: a fault of the installation.
    """
    parameter, _, end = name.partition(".")
    found = parameters().get(parameter)
    text = getattr(found, end or "value", "") if end in ("", "low", "high") else ""
    if not text:
        message = f"the reference data ({FILE}) have no value for {name!r}"
        raise InternalError(message)
    return str(text)
