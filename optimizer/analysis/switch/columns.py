"""What every column of the tables of a switch is: unit and meaning, for the data dictionary beside them."""

from __future__ import annotations

from optimizer.analysis.sweep.columns import DECISION_COLUMNS as STAYS
from optimizer.analysis.sweep.columns import Described

_INPUT: Described = {
    "input": ("", "name of the input, as in the specification"),
    "group": ("", "group with which it moves; blank: it moves alone"),
    "unit": ("", "unit of the values of this row; %: percent change of what the case says"),
}
_NARROWED = "one step of at most about a thousandth of the way, or one unit of the column, lies between"

COLUMNS: Described = {
    **_INPUT,
    "value_now": ("unit", "value in the case"),
    "low": ("unit", "lower end of the range that is asked about (of a group: where its entries begin)"),
    "high": ("unit", "upper end"),
    "direction": ("", "way on which this row was searched: from the value now down, or up"),
    "what": (
        "",
        "decision: who shares what, with which host and from when; present_plan_saving: net present saving "
        "of the present decision; best_saving: that of the plan that is best there, by the objectives of "
        "the sets and the prices of preferences first, where there are any",
    ),
    "result": (
        "",
        "changes: another decision is better; falls_to_zero, rises_above_zero: the saving does; "
        "plan_breaks_a_rule: the present decision is not allowed any more; no_plan_possible: no decision is; "
        "refused: the case has faults; no_answer: a search has none; none: nothing of that on the whole way",
    ),
    "value_before": ("unit", "last value that was solved, on the way out, at which it is as now"),
    "value_at": ("unit", "switching value: first value that was solved at which it is not; blank: none"),
    "change_percent": ("%", "difference of value_at from value_now, in percent of value_now"),
    "narrowed": ("", f"yes: {_NARROWED} value_before and value_at"),
    "plan": ("", "number in decisions.csv of the plan that is better there"),
    "changes_to": ("", "what that plan does in the services in which it differs"),
    "npv_saving_gbp": (
        "GBP",
        "net present saving at value_at (where that is blank, at value_before): of the present decision in "
        "rows present_plan_saving, else of the best plan; blank: no plan",
    ),
    "gap_gbp": ("GBP", "by how much a better plan may exist there"),
    "present_plan_npv_saving_gbp": (
        "GBP",
        "net present saving of the present decision there; blank: not allowed, or not searched",
    ),
    "message": ("", "why there is no plan at value_at"),
}

RANGE_COLUMNS: Described = {
    **_INPUT,
    "from_value": ("unit", "lowest value that was solved with this decision"),
    "to_value": ("unit", "highest value, with no other decision at any value solved between"),
    "plan": ("", "number of the plan in decisions.csv; blank: none"),
    "is_present_plan": ("", "whether it is the decision of the case as it is"),
    "status": (
        "",
        "optimal: proved best within the gap at both ends; time_limit: not proved at one; no_plan_possible, "
        "refused, no_answer: no plan",
    ),
    "decision": ("", "the decision in words"),
    "from_npv_saving_gbp": ("GBP", "net present saving at from_value"),
    "to_npv_saving_gbp": ("GBP", "net present saving at to_value"),
    "from_gap_gbp": ("GBP", "by how much a better plan may exist at from_value"),
    "to_gap_gbp": ("GBP", "by how much a better plan may exist at to_value"),
    "next_not_narrowed": ("", "yes: values lie between this range and the next that were not solved"),
}

DECISION_COLUMNS: Described = {
    "plan": ("", "number of the plan; 1: the present one"),
    **{name: described for name, described in STAYS.items() if name != "point"},
}
