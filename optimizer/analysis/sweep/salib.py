"""The one place that talks to SALib, which is only there where the extra `sensitivity` is installed."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from optimizer.errors import UsageError

LEVELS = 4
"""Levels of the grid on which Morris' trajectories run: the ends of each range and two between."""

HOW_TO_INSTALL = 'install the extra `sensitivity` (pip install "salib>=1.5")'
_CONFIDENCE = 0.95
_EFFECTS_RESAMPLES, _INDICES_RESAMPLES = 1000, 200
"""How often values are drawn anew for the intervals; of indices a draw takes thousands of times as long."""


Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Shares = np.ndarray[tuple[int, int], np.dtype[np.float64]]


class Effects(NamedTuple):
    """Elementary effects of each dimension (Morris 1991, Campolongo 2007), float64[dimensions] each.

    `confidence` is half the width of the 95% interval of `mu_star`, by resampling.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    confidence: Floats


class Indices(NamedTuple):
    """Sobol' indices of each dimension, float64[dimensions] each; confidence as in `Effects`."""

    first: Floats
    first_confidence: Floats
    total: Floats
    total_confidence: Floats


def installed() -> bool:
    """Return whether SALib is there."""
    return find_spec("SALib") is not None


def installed_version() -> str | None:
    """Return the version of SALib; None where it is not there."""
    return version("salib") if installed() else None


def check_installed() -> None:
    """Refuse what cannot be done without SALib.

    Raises:
        UsageError: where it is not there.
    """
    if not installed():
        message = (
            f"A morris design needs the package SALib, which is not installed here: {HOW_TO_INSTALL}, or "
            "take another design."
        )
        raise UsageError(message)


def trajectories(count: int, dimensions: int, seed: int) -> Shares:
    """Return Morris' trajectories: (count x (dimensions + 1)) x dimensions shares from 0 to 1.

    Raises:
        UsageError: where SALib is not there.
    """
    check_installed()
    from SALib.sample import morris

    found: Shares = morris.sample(_problem(dimensions), count, num_levels=LEVELS, seed=seed)
    return found


def effects(shares: Shares, values: Floats, seed: int) -> Effects:
    """Return the elementary effects of whole trajectories, each as if its dimension went from 0 to 1.

    Args:
        shares: points x dimensions.
        values: float64[points].
        seed: of the resampling.
    """
    from SALib.analyze import morris

    problem = _problem(shares.shape[1])
    found = morris.analyze(
        problem,
        shares,
        values,
        num_resamples=_EFFECTS_RESAMPLES,
        conf_level=_CONFIDENCE,
        num_levels=LEVELS,
        seed=seed,
    )
    return Effects(
        *(np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "sigma", "mu_star_conf"))
    )


def indices(dimensions: int, values: Floats, seed: int) -> Indices:
    """Return Sobol' indices of whole blocks; not finite where resampled values do not vary.

    Args:
        dimensions: how many.
        values: float64[blocks x (dimensions + 2)], not all the same.
        seed: of the resampling.
    """
    from SALib.analyze import sobol

    with np.errstate(divide="ignore", invalid="ignore"):
        found = sobol.analyze(
            _problem(dimensions),
            values,
            calc_second_order=False,
            num_resamples=_INDICES_RESAMPLES,
            conf_level=_CONFIDENCE,
            # SALib takes seed 0 for no seed at all, and would draw other confidences every time.
            seed=seed + 1,
        )
    return Indices(*(np.asarray(found[name], dtype=float) for name in ("S1", "S1_conf", "ST", "ST_conf")))


def _problem(dimensions: int) -> dict[str, object]:
    return {
        "num_vars": dimensions,
        "names": [str(number) for number in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }
