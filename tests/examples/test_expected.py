"""Every example gives the figures that are written beside it."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from optimizer.case.dictionary import policy_keys, policy_kinds
from tests.examples.golden import EXAMPLES, UPDATE, expectations, expected, found

QUICK = {""}
"""Sets solved in `make test`; the others are long."""


@pytest.mark.parametrize(
    ("example", "sets"),
    [
        pytest.param(example, sets, marks=[] if sets in QUICK else [pytest.mark.long])
        for example, sets in expectations()
    ],
)
def test_example_gives_its_golden_figures(example: str, sets: str) -> None:
    wanted, got = expected(example, sets), found(example, sets)
    differences = [line for key in wanted if (line := _difference(key, wanted[key], got[key]))]
    listed = "\n".join(differences)
    assert not differences, (
        f"{example} with {sets or 'no sets'} has changed:\n{listed}\nIf this is meant, run `{UPDATE}` and "
        "add a dated reason to `changes` in its expected.json."
    )


def _difference(key: str, wanted: Any, got: Any) -> str | None:
    # Plans within the asked gap of one another are equally good; that is GBP 7 on Cambridge.
    apart = abs(Decimal(wanted) - Decimal(got)) > 10 if key.endswith("_gbp") else wanted != got
    return f"{key}: expected {wanted}, found {got}" if apart else None


def test_every_kind_of_policy_is_in_some_set_and_every_way_to_state_it() -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*/constraints/*.toml")]
    documents = [tomllib.loads(text) for text in texts]
    rules = [rule for document in documents for rule in document.get("policy", {}).values()]
    assert {rule["kind"] for rule in rules} == set(policy_kinds())
    firm = policy_keys()["negotiable"].choices
    assert {rule.get("negotiable", "negotiable") for rule in rules} == set(firm)
    assert any("objective" in document for document in documents)


def test_there_is_something_to_check() -> None:
    assert ("cambridge_3c", "") in expectations()
