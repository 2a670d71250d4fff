"""The sweeps of the examples are read, have the points that are said, and are cases at their ends."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.points import changed, question
from optimizer.analysis.sweep.sweep import Sweep, prepared, swept
from optimizer.analysis.sweep.tornado import tornado
from tests.examples.golden import EXAMPLES

COUNTS = {
    "cambridge_3c/assumptions": 21,
    "cambridge_3c/budget_by_realised": 16,
    "cambridge_3c/sample": 500,
}
BAR = re.compile(r"^\| `(\w+)`:[^|]*\|[^|]*\|[^|]*\| (\S+) \| (\S+) \| (\S+) \|", re.MULTILINE)
CHANGING = re.compile(r"^\| (`\w+`):.*\| \w[^|]* \|$", re.MULTILINE)
"""Rows of a tornado in a README; those whose last cell is not blank."""

COMMAND = re.compile(r"consolidate ((?:sweep|switch) examples/\w+ \w+(?: -c \w+)*)")


def read(path: Path) -> Sweep:
    """Return the sweep of a specification, with the sets that its comment names."""
    [command] = COMMAND.findall(path.read_text(encoding="utf-8"))
    words = shlex.split(command)
    assert words[1:3] == [f"examples/{path.parents[1].name}", path.stem]
    return prepared(path.parents[1], path.stem, words[4::2])


@pytest.fixture(scope="module")
def sweeps() -> dict[str, Sweep]:
    """Every sweep of every example, by `example/name`."""
    paths = sorted(EXAMPLES.glob("*/sweeps/*.toml"))
    return {f"{path.parents[1].name}/{path.stem}": read(path) for path in paths}


def test_they_have_the_points_that_are_said(sweeps: dict[str, Sweep]) -> None:
    assert {name: sweep.count for name, sweep in sweeps.items() if name in COUNTS} == COUNTS
    assert all(len(list(points(sweep.spec))) == sweep.count for sweep in sweeps.values())


def test_their_first_and_last_points_are_cases(sweeps: dict[str, Sweep]) -> None:
    for sweep in sweeps.values():
        every = list(points(sweep.spec))
        for point in (every[0], every[-1]):
            question(sweep.base, changed(sweep.spec, point), sweep.spec.options)


def test_the_sample_is_drawn_from_the_ranges_that_are_argued(sweeps: dict[str, Sweep]) -> None:
    argued, drawn = (sweeps[f"cambridge_3c/{name}"].spec for name in ("assumptions", "sample"))
    assert drawn.varies == argued.varies
    assert len(argued.groups) == 10
    assert (drawn.design.kind, drawn.design.points) == ("latin_hypercube", 500)


def test_elasticities_move_the_whole_curve(sweeps: dict[str, Sweep]) -> None:
    """With elasticity 0.85, not 0.87, a pool of 2,100 users needs (2,100 / 700) ^ -0.02 = 0.9783 of it."""
    bases = {
        "ict_operations": (0.90, 0.85, 0.92),
        "ict_systems": (0.93, 0.92, 0.97),
        "ict_non_staff": (0.87, 0.85, 0.92),
    }
    found = {vary.name: vary for vary in sweeps["cambridge_3c/assumptions"].spec.varies}
    for name, (base, low, high) in bases.items():
        for volume in (1200, 1600, 2100):
            vary = found[f"{name}_{volume}"]
            for end, elasticity in ((vary.low, low), (vary.high, high)):
                assert end is not None
                assert float(end) == pytest.approx(
                    100 * ((volume / 700) ** (elasticity - base) - 1), abs=0.0051
                )


@pytest.mark.long
def test_the_readme_of_cambridge_shows_the_tornado(sweeps: dict[str, Sweep], tmp_path: Path) -> None:
    """Savings to 0.2k: a search may stop within 100 pounds of the best."""
    found = swept(sweeps["cambridge_3c/assumptions"], tmp_path / "out")
    text = (EXAMPLES / "cambridge_3c" / "README.md").read_text(encoding="utf-8")
    shown = {
        row[1]: [float(cell.replace(",", "")) for cell in row.groups()[1:]] for row in BAR.finditer(text)
    }
    bars = tornado(found)
    assert list(shown) == [bar.entry for bar in bars]
    for bar in bars:
        amounts = (bar.low.change_gbp, bar.high.change_gbp, bar.swing_gbp)
        assert [float(amount or 0) / 1000 for amount in amounts] == pytest.approx(shown[bar.entry], abs=0.2)
        assert bar.changes is (f"`{bar.entry}`" in CHANGING.findall(text)), bar
