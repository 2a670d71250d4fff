"""Nothing of the model is untested: rows, referee rules, binding cases, docstrings, parameters."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from formulations import FAMILIES
from formulations.family import Family
from formulations.ledger import POOL_LINES
from formulations.policies import POLICIES
from optimizer.case.dictionary import cost_lines, policy_kinds
from optimizer.model.catalogue import HEADINGS, family_pages
from optimizer.verify import RULES
from tests.formulations.random_models import constraints

HERE = Path(__file__).parent
NAMES = [family.name for family in FAMILIES]
BY_NAME = {family.name: family for family in FAMILIES}

RULES_OF_FAMILY: dict[str, tuple[str, ...]] = {
    "decisions": ("terms.start_allowed",),
    "membership": ("membership.one_arrangement",),
    "terms": ("terms.minimum_term", "terms.start_allowed", "terms.notice"),
    "pools": (
        "pools.host_takes_part",
        "pools.least_members",
        "pools.most_members",
        "pools.minimum_term",
        "ledger.governance",
        "ledger.set_up",
    ),
    "scale": ("scale.on_curve", "ledger.pool_non_staff"),
    "workforce": (
        "workforce.nobody_moves",
        "workforce.home_balance",
        "workforce.transferred",
        "workforce.returned",
        "workforce.required",
        "workforce.staff_limit",
        "workforce.closed_pool_empty",
        "workforce.removable",
        "workforce.no_redundancy",
        "workforce.redeployment_places",
        "ledger.pay",
        "ledger.recruitment",
        "ledger.pool_pay",
        "ledger.redundancy",
        "ledger.strain",
        "ledger.pool_recruitment",
    ),
    "capacity": ("capacity.volume", "capacity.fte", "capacity.transfers"),
    "contracts": (
        "contracts.state_given",
        "contracts.held_by_own_pool",
        "contracts.ended_stays",
        "contracts.novated_stays",
        "contracts.novation_allowed",
        "contracts.end_early_allowed",
        "ledger.contract",
        "ledger.contract_end",
        "ledger.contract_extension",
        "ledger.novation",
        "ledger.pool_novated",
    ),
    "joining": (
        "ledger.joining",
        "ledger.leaving",
        "ledger.member_yearly",
        "ledger.protection",
        "ledger.ramp",
        "ledger.compensation_income",
    ),
    "in_house": ("ledger.non_staff",),
    # Charges are not claimed but derived; what reads them is checked.
    "composition": ("policy.no_loser", "policy.transition_budget"),
    "recharge": (
        "policy.no_loser",
        "policy.transition_budget",
        "policy.affordability",
        "policy.savings_target",
        "policy.payback",
        "policy.maximum_share",
    ),
    # What outcomes act on is derived; the limits and objectives that read it are checked.
    "promise": ("policy.expected_saving", "policy.cvar_limit", "policy.stress_limit"),
    "funding": tuple(rule for rule in RULES if rule.startswith("funding.")),
    "objective": tuple(rule for rule in RULES if rule.startswith("ledger.")),
    **{family.name: (f"policy.{family.name}",) for family in POLICIES},
}


def module_of(family: Family) -> ModuleType:
    return sys.modules[family.build.__module__]


@cache
def test_file(family: str) -> ast.Module:
    folder = HERE / "policies" if BY_NAME[family].kind == "policy" else HERE
    return ast.parse((folder / f"test_{family}.py").read_text(encoding="utf-8"))


test_file.__test__ = False  # type: ignore[attr-defined]  # read by pytest: not a test


def rows_compared(family: str) -> set[str]:
    """Return the constraints whose rows a family's test file compares: assert x.row("NAME[...") == y."""
    found = set()
    for node in ast.walk(test_file(family)):
        if not (isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare)):
            continue
        for call in ast.walk(node.test.left):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "row"
            ):
                found.add(_constraint(family, call.args[0]))
    return found


def _constraint(family: str, argument: ast.expr) -> str:
    """Return `least` of "policy[s.partners].least[P,1]"; blank for a row of another family."""
    first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
    assert isinstance(first, ast.Constant)
    own = (f"{family}.", f"policy[s.{family}].")
    prefix = next((prefix for prefix in own if first.value.startswith(prefix)), None)
    if prefix is None:
        return ""
    return first.value.removeprefix(prefix).partition("[")[0].rpartition(".")[2]


@pytest.mark.parametrize("family", NAMES)
def test_every_constraint_has_a_row_test(family: str) -> None:
    missing = constraints()[family] - rows_compared(family)
    assert not missing, f"the test file of {family} compares no row of {sorted(missing)}"


def test_the_collected_constraints_are_those_of_the_source() -> None:
    """Every name given to `model.rows` occurs in some of the models from which the names are collected."""
    for family in FAMILIES:
        tree = ast.parse(Path(str(module_of(family).__file__)).read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1)
        named = {
            call.args[1].value
            for call in calls
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "rows"
            and isinstance(call.args[1], ast.Constant)
        }
        assert named <= constraints()[family.name], family.name
    assert sum(map(len, constraints().values())) == 143


def test_every_family_is_checked_by_the_referee() -> None:
    assert set(RULES_OF_FAMILY) == set(NAMES)
    assert all(RULES_OF_FAMILY.values())
    belonging = {rule for rules in RULES_OF_FAMILY.values() for rule in rules}
    assert belonging == {rule for rule in RULES if not rule.startswith("tables.")}


@pytest.mark.parametrize("family", NAMES)
def test_every_family_has_a_case_in_which_it_binds(family: str) -> None:
    """A test named test_binds... that works its sums out in its docstring and solves at least two cases."""
    binding = [
        node
        for node in test_file(family).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_binds")
    ]
    assert binding
    assert all(re.search(r"\d", ast.get_docstring(test) or "") for test in binding)
    solved = [
        call.func.id
        for test in binding
        for call in ast.walk(test)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    ]
    parameters = [node for test in binding for node in test.decorator_list]
    assert len([name for name in solved if name in ("solve", "solved_tiny")]) + len(parameters) >= 2


@pytest.mark.parametrize("page", family_pages(), ids=lambda page: page.name)
def test_every_docstring_says_everything(page) -> None:
    assert tuple(page.sections) == HEADINGS
    assert all(text.strip() for text in page.sections.values())
    words = set(re.findall(r"\w+", (module_of(BY_NAME[page.name]).__doc__ or "").replace("\\_", "_")))
    assert constraints()[page.name] <= words


def test_every_kind_of_policy_has_a_family_with_its_parameters() -> None:
    assert {family.name for family in POLICIES} == set(policy_kinds())
    for family in POLICIES:
        assert family.params is not None
        listed = [re.sub(r"_gbp$", "_k", name) for name in policy_kinds()[family.name].parameters]
        assert sorted(family.params.model_fields) == sorted(listed), family.name


def test_pool_lines_are_those_that_hosts_bear() -> None:
    listed = cost_lines().values()
    assert {line.line for line in listed if line.bearer == "host" and line.timing != "transfer"} == POOL_LINES
