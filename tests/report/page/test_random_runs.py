"""The reports of many random runs: every check passes, and the page can be made."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Policy
from optimizer.errors import InfeasibleError, InputError
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.content import Content, content_of
from optimizer.report.manifest import run_manifest
from optimizer.report.page import page_of
from optimizer.report.write import run_texts
from tests.brute_force.random_cases import FURTHER_FROM, MONEY_FROM, STRUCTURE_FROM, random_case
from tests.report.page.pages import Read
from tests.report.page.test_page import assert_inert

SEEDS = [
    *range(12),
    *range(FURTHER_FROM, FURTHER_FROM + 12),
    *range(STRUCTURE_FROM, STRUCTURE_FROM + 12),
    *range(MONEY_FROM, MONEY_FROM + 24),
]


def reported(loaded: LoadedCase, policies: tuple[Policy, ...]) -> Content | None:
    """Return what is said of the best plan; None where there is none."""
    sets = LoadedSets(policies, (), {}, {}, {}, ())
    try:
        run = solve_case(loaded, sets, RunOptions(second_opinion_seconds=0))
    except (InfeasibleError, InputError):
        return None
    texts = run_texts(run)
    manifest = json.loads(run_manifest(run, texts), parse_float=Decimal)
    return content_of(loaded, sets, manifest, texts)


@pytest.mark.long
def test_every_check_passes_and_every_page_is_made() -> None:
    made = 0
    for seed in SEEDS:
        content = reported(*random_case(seed))
        if content is None:
            continue
        made += 1
        assert [check for check in content.checks if not check.holds] == [], seed
        text = page_of(content)
        assert_inert(Read(text), text)
    assert made > len(SEEDS) / 2
