"""Sweeps whose answers are made up by a formula instead of searches: sums to hold tables against."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.spec import Point
from optimizer.analysis.sweep.sweep import Swept, prepared
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.sweep.work import Answer, answer

AT_A = [["A", "ICT", "ICT.A", "A", "lead_authority", "2026/27", "2028/29"]]
AT_B = [["A", "ICT", "ICT.B", "B", "lead_authority", "2026/27", "2028/29"]]
"""Two decisions."""

Formula = Callable[[Mapping[str, str]], Answer | str | float]
"""From the settings of a point by entry (none where it is as in the case) to its answer, or its saving."""


def made_up(case: Path, text: str, formula: Formula, sets: tuple[str, ...] = ()) -> Swept:
    """Return a finished sweep of a specification."""
    (case / "sweeps").mkdir(exist_ok=True)
    (case / "sweeps" / "s.toml").write_text(text, encoding="utf-8")
    sweep = prepared(case, "s", sets)
    every = tuple(points(sweep.spec))
    names = [vary.name for vary in sweep.spec.varies]
    answers = tuple(_answer(formula(_settings(names, point))) for point in every)
    keys = tuple(str(number) for number in range(len(every)))
    return Swept(sweep, every, keys, answers, len(every), None, 1.0)


def rows(found: Swept, file: str) -> list[dict[str, str]]:
    """Return the rows of one of its files."""
    return list(csv.DictReader(io.StringIO(sweep_files(found)[file])))


def column(found: Swept, file: str, name: str) -> list[str]:
    """Return a column of one of its files."""
    return [row[name] for row in rows(found, file)]


def planned(saving: float | str, stays: Sequence[Sequence[str]] = AT_A, **outputs: str) -> Answer:
    """Return the answer of a point with a plan; equal measures where none are given."""
    saving = saving if isinstance(saving, str) else f"{saving:.2f}"
    given: dict[str, Any] = {"npv_saving_gbp": saving, **outputs}
    return answer("optimal", gap_gbp="0.00", outputs=given, stays=[list(stay) for stay in stays])


def _settings(names: Sequence[str], point: Point) -> dict[str, str]:
    return {name: text for name, text in zip(names, point, strict=True) if text is not None}


def _answer(given: Answer | str | float) -> Answer:
    return given if isinstance(given, dict) else planned(given)
