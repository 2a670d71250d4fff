"""Runs of tiny cases, kept in a folder and read back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.analysis.why.prices import Price, Why, why
from optimizer.case import LoadedCase, sets_from_texts
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.read import KeptRun, read_run
from optimizer.report.write import write_run
from tests.formulations.tiny import rows, tiny

QUICK = RunOptions(second_opinion_seconds=0)


POOLS = rows(
    "arrangement service host model setup_gbp",
    "P S A lead 1000",
    "Q S B lead 5000",
)


def two_pools(
    pools: list[dict[str, str]] | None = None, changes: dict[str, object] | None = None
) -> LoadedCase:
    return tiny(changes, arrangements=pools or POOLS)


HOST = '[policy.host]\nkind = "pool_forbidden"\nservice = "S"\nhost = "B"\nreason = "No room at B."\n'


def kept_run(folder: Path, loaded: LoadedCase, policies: str = "", options: RunOptions = QUICK) -> KeptRun:
    """Solve a case under the policies of a set `s`, write the run and read it back."""
    sets = sets_from_texts({"s": policies} if policies else {}, loaded.case)
    write_run(solve_case(loaded, sets, options), folder, with_reports=False)
    return read_run(folder)


def by_title(found: Why) -> dict[str, Price]:
    return {price.alternative.title: price for price in found.prices}


def priced(kept: KeptRun, council: str | None = None, workers: int = 1) -> dict[str, Price]:
    """Return the prices of all alternatives by title."""
    return by_title(why(kept, council=council, workers=workers))


def differences(prices: dict[str, Price]) -> dict[str, Decimal | None]:
    return {title: price.difference_gbp for title, price in prices.items()}
