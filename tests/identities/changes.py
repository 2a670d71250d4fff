"""Changes of a question of which one knows what they do to the answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.case.case import SHARED, Policy
from optimizer.case.dictionary import tables
from tests.brute_force.draw import Draw
from tests.brute_force.random_policies import PATTERNS, policy, random_policies
from tests.identities.question import Question, Row, money_columns

SCALE_TABLES = {"scale_curves": ("value",), "scale_rules": ("core", "per_unit", "reference_value")}
NAMED_LISTS = ("councils",)
NAMES = ("service", "host", "model", "arrangement", "pot")
LARGE_GBP = 100_000_000


def tightened(asked: Question, draw: Draw) -> Question:
    """Add a policy of any kind, or make a policy or a pot stricter."""
    ways = ("add", "stricter", "pot") if asked.policies else ("add",)
    match draw.pick(ways):
        case "stricter":
            place = draw.integer(0, len(asked.policies) - 1)
            policies = list(asked.policies)
            policies[place] = _stricter(asked, policies[place])
            return asked.with_policies(*policies)
        case "pot" if "budgets" in asked.rows:
            pots = [row | {"amount_gbp": _half(row["amount_gbp"])} for row in asked.rows["budgets"]]
            return replace(asked, rows=asked.rows | {"budgets": pots})
        case _:
            kinds = tuple(kind for kind in PATTERNS if kind)
            [added, *_] = random_policies(draw, asked.case, draw.pick(kinds), PATTERNS)
            return asked.with_policies(*asked.policies, replace(added, policy="added", set="identities"))


def _half(amount: str) -> str:
    return f"{Decimal(amount) / 2:.2f}"


def _stricter(asked: Question, one: Policy) -> Policy:
    """Return the policy with its limit moved one step, its window one year or its scope to everybody."""
    given = dict(one.parameters)
    years = int(asked.settings["years"])
    for name, value in given.items():
        if name in ("most", "most_per_year") and value:
            given[name] = int(str(value)) - 1
        elif name == "least" and value is not None:
            given[name] = int(str(value)) + 1
        elif name == "latest" and value is not None:
            given[name] = int(str(value)) - 1
        elif name == "most_loss_gbp":
            given[name] = Decimal(0)
        elif name == "first_year":
            given[name] = min(1, int(str(value)))
        elif name == "last_year":
            given[name] = years
    return replace(one, parameters=given)


def dearer(asked: Question, factor: int) -> Question:
    """Return the question with all its money so many times as much, prices per FTE and per unit included."""

    def change(table: str, row: Row) -> Row:
        columns = money_columns(table)
        if row.get("measure") == "non_staff":
            columns |= set(SCALE_TABLES[table])
        return {name: _times(text, factor) if name in columns else text for name, text in row.items()}

    policies = [
        replace(
            one,
            parameters={
                name: value * factor if name.endswith("_gbp") and isinstance(value, Decimal) else value
                for name, value in one.parameters.items()
            },
        )
        for one in asked.policies
    ]
    return asked.changed(change).with_policies(*policies)


def _times(text: str, factor: int) -> str:
    return format(Decimal(text) * factor, "f")


def renamed(asked: Question, draw: Draw) -> Question:
    """Give every body, service, pool, contract and model another name and put the rows in another order."""
    old = [
        *asked.council_names(),
        *(row["provider"] for row in asked.rows.get("providers", [])),
        *asked.service_names(),
        *(row["model"] for row in asked.rows["delivery_models"]),
        *(row["arrangement"] for row in asked.rows["arrangements"]),
        *(row["chain"] for row in asked.rows["arrangements"] if "chain" in row),
        *(row["contract"] for row in asked.rows.get("contracts", [])),
        *(row["platform"] for row in asked.rows["baseline_services"] if "platform" in row),
    ]
    numbers = draw.sample(range(10, 100), len(set(old)))
    names = {name: f"n{number}" for name, number in zip(dict.fromkeys(old), numbers, strict=True)}
    return _mixed(_with_names(asked, names), draw)


def _with_names(asked: Question, names: dict[str, str]) -> Question:
    def change(table: str, row: Row) -> Row:
        identifiers = {name for name, spec in tables()[table].items() if spec.type.startswith("identifier")}
        identifiers |= {"name"} if table == "councils" else set()
        return {name: names.get(text, text) if name in identifiers else text for name, text in row.items()}

    policies = [
        replace(
            one,
            parameters={
                name: tuple(names[part] for part in value)
                if name in NAMED_LISTS and isinstance(value, tuple)
                else names.get(value, value)
                if name in NAMES and isinstance(value, str)
                else value
                for name, value in one.parameters.items()
            },
        )
        for one in asked.policies
    ]
    return asked.changed(change).with_policies(*policies)


def _mixed(asked: Question, draw: Draw) -> Question:
    """Put rows and policies in another order where their order says nothing: depths and steps keep theirs."""
    keep = ("depths", "scale_curves")
    rows = {}
    for table, given in asked.rows.items():
        rows[table] = given if table in keep else draw.sample(given, len(given))
    policies = draw.sample(asked.policies, len(asked.policies))
    return Question(rows, asked.settings, tuple(policies))


def alone(asked: Question) -> Question:
    """Leave only policies that couple nothing: those that speak of one service."""
    uncoupled = ("pool_required", "pool_forbidden", "fixed_host", "start_window", "partners")
    kept = [one for one in asked.policies if one.kind in uncoupled and one.parameters["service"] is not None]
    return asked.with_policies(*kept)


def copied(asked: Question, number: int) -> Question:
    """Return the question with so many copies of every service, which share neither pools nor contracts."""
    names = [
        *asked.service_names(),
        *(row["arrangement"] for row in asked.rows["arrangements"]),
        *(row["chain"] for row in asked.rows["arrangements"] if "chain" in row),
        *(row["contract"] for row in asked.rows.get("contracts", [])),
    ]
    whole = asked
    for copy in range(1, number):
        other = _with_names(
            asked,
            {name: name for name in asked.council_names()} | {name: f"{name}-{copy}" for name in names},
        )
        rows = {
            table: [*given, *(row for row in other.rows[table] if row not in asked.rows[table])]
            for table, given in whole.rows.items()
        }
        more = [replace(one, policy=f"{one.policy}-{copy}") for one in other.policies]
        whole = Question(rows, asked.settings, (*whole.policies, *more))
    return whole


def with_ample_budget(asked: Question) -> Question:
    """Add a budget that nobody can use up, for each council and for all together, in every year."""
    case = asked.case
    pot = [
        {
            "council": council,
            "financial_year": case.year_label(year),
            "pot": "ample",
            "amount_gbp": str(LARGE_GBP),
        }
        for council in (*case.councils, SHARED)
        for year in range(case.settings.years + 1)
    ]
    rows = asked.rows | {"budgets": [*asked.rows.get("budgets", []), *pot]}
    widened = replace(asked, rows=rows)
    ample = replace(
        policy(widened.case, 0, "transition_budget", pot="ample"), policy="ample", set="identities"
    )
    return widened.with_policies(*asked.policies, ample)


NOT_IN_BAU = {
    "delivery_models": ("setup_gbp",),
    "joining": ("join_gbp", "leave_gbp"),
    "contracts": ("novation_fee_gbp", "end_early_fee_gbp"),
    "baseline": ("redundancy_gbp_per_fte", "strain_gbp_per_fte"),
    "platform_changes": ("fixed_gbp", "per_volume_gbp"),
}
"""Costs that only a change brings: nobody opens, joins, leaves, ends early or becomes redundant in BAU."""


def with_higher_cost(asked: Question, draw: Draw) -> Question:
    """Raise one kind of cost that business as usual does not bear, in every row."""
    table = draw.pick(tuple(name for name in NOT_IN_BAU if name in asked.rows))
    column = draw.pick(NOT_IN_BAU[table])
    more = draw.integer(1, 20) * 1000 if column != "per_volume_gbp" else draw.integer(1, 20)

    def change(name: str, row: Row) -> Row:
        # A blank means a rule, not nothing, so it is left alone.
        if name != table or (column == "join_gbp" and column not in row):
            return row
        return row | {column: format(Decimal(row.get(column, "0")) + more, "f")}

    return asked.changed(change)


def with_a_closed_pool(asked: Question, draw: Draw) -> Question:
    """Add one more pool, cheap and with generous terms, that nobody may ever join."""
    pattern = draw.pick(asked.rows["arrangements"])
    kept = ("service", "host", "model", "depth", "pool_pay_gbp_per_fte")
    new = {name: text for name, text in pattern.items() if name in kept}
    new |= {"arrangement": "closed", "setup_gbp": "0", "minimum_term_years": "0"}
    way = draw.pick(("too late", "over too soon", "forbidden"))
    if way == "too late":
        new["lead_months"] = "120"
    elif way == "over too soon":
        new |= {"last_year": asked.case.year_label(1), "lead_months": "48"}
    wider = replace(asked, rows=asked.rows | {"arrangements": [*asked.rows["arrangements"], new]})
    if way != "forbidden":
        return wider
    ban = policy(wider.case, 0, "pool_forbidden", arrangement="closed")
    return wider.with_policies(*asked.policies, replace(ban, policy="ban", set="identities"))
