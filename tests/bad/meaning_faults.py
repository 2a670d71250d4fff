"""Bad inputs whose every cell is right by itself: cycles, capacities, minimum above maximum, today."""

from __future__ import annotations

from tests.case.folders import FULL, Edit, Expected, both, cell, line, swap, whole

DEEPER = "ICT,A,lead_authority,40000"


def arrangement(column: str, value: str) -> Edit:
    return cell("arrangements.csv", 2, column, value)


def members_today(*rows: int) -> Edit:
    """Let the councils of these rows be members of the one pool today."""
    return both(
        *(cell("baseline_services.csv", row, "arrangement_today", FULL) for row in rows),
        *(cell("baseline_services.csv", row, "member_since", "2024/25") for row in rows),
    )


CHAINS_IN_A_CIRCLE = both(
    arrangement("arrangement", "one"),
    arrangement("chain", "two"),
    line("arrangements.csv", f"{DEEPER},two,one"),
    cell("joining.csv", 2, "arrangement", "one"),
    cell("joining.csv", 3, "arrangement", "one"),
)

MEANING: dict[str, tuple[Edit, Expected]] = {
    "chains in a circle": (
        CHAINS_IN_A_CIRCLE,
        ("arrangements.csv", 2, "chain", "is the name of an arrangement that is not in this chain"),
    ),
    "chain that leads to another": (
        both(
            arrangement("arrangement", "one"),
            line("arrangements.csv", f"{DEEPER},two"),
            cell("arrangements.csv", 3, "chain", "one"),
            cell("joining.csv", 2, "arrangement", "one"),
            cell("joining.csv", 3, "arrangement", "one"),
        ),
        (
            "arrangements.csv",
            3,
            "chain",
            "is the name of an arrangement that is not in this chain; give one the same chain",
        ),
    ),
    "capacity of nothing": (
        arrangement("capacity_volume", "0"),
        (
            "arrangements.csv",
            2,
            "capacity_volume",
            f"A can host nothing: every allowed membership of {FULL} is larger",
        ),
    ),
    "capacity below nothing": (
        arrangement("capacity_fte", "-1"),
        ("arrangements.csv", 2, "capacity_fte", "is too small; give a number (FTE), 0 or more"),
    ),
    "capacity of nobody": (
        arrangement("capacity_fte", "0"),
        ("arrangements.csv", 2, "capacity_fte", "A can host nothing: the smallest pool needs 14.00 FTE"),
    ),
    "no transfers": (
        arrangement("capacity_transfers_fte_per_year", "0"),
        (
            "arrangements.csv",
            2,
            "capacity_transfers_fte_per_year",
            "17.00 FTE move when the smallest pool opens; raise it",
        ),
    ),
    "capacity below the smallest pool": (
        arrangement("capacity_volume", "999"),
        (
            "arrangements.csv",
            2,
            "capacity_volume",
            f"A can host nothing: every allowed membership of {FULL} is larger",
        ),
    ),
    "least above most in the model": (
        cell("delivery_models.csv", 2, "most_members", "1"),
        ("delivery_models.csv", 2, "most_members", "is less than least_members (2)"),
    ),
    "least of the pool above most of the model": (
        both(cell("delivery_models.csv", 2, "most_members", "2"), arrangement("least_members", "3")),
        ("arrangements.csv", 2, "least_members", f"no membership of {FULL} is allowed: 2 councils need ICT"),
    ),
    "last year before any start": (
        arrangement("last_year", "2025/26"),
        ("arrangements.csv", 2, "last_year", "is outside the years of the case; use 2026/27 to 2028/29"),
    ),
    "all posts retained twice": (
        cell("baseline.csv", 3, "retained_fte", "8.41"),
        ("baseline.csv", 3, "retained_fte", "is more than the 8.4 FTE of the row"),
    ),
    "two contracts above the budget": (
        line("contracts.csv", "kC,B,ICT,180000.01,2028-03-31,no,,,yes,0"),
        ("baseline_services.csv", 3, "non_staff_gbp", "is less than the charges of its contracts"),
    ),
    "curve that falls below nothing": (
        swap("scale_curves.csv", "1000,14", "1000,-14"),
        ("scale_curves.csv", 3, "value", "is too small"),
    ),
    "rule that divides by nothing": (
        whole(
            "scale_rules.csv",
            "service,measure,elasticity,reference_volume,reference_value,efficient_volume\n"
            "ICT,non_staff,0.9,0,1000,5000\n",
        ),
        ("scale_rules.csv", 2, "reference_volume", "is too small"),
    ),
    "change by an unknown line": (
        whole(
            "baseline_changes.csv", "council,service,financial_year,line,amount_gbp\nA,ICT,2026/27,tax,1\n"
        ),
        ("baseline_changes.csv", 2, "line", "is not one of the words allowed"),
    ),
    "host of today outside its own pool": (
        members_today(3),
        ("baseline_services.csv", 3, "arrangement_today", "its host A needs ICT but is not a member today"),
    ),
    "pool of today with no room": (
        both(members_today(2, 3), arrangement("capacity_volume", "600")),
        (
            "baseline_services.csv",
            2,
            "arrangement_today",
            "has a volume of 1000 today, more than its capacity",
        ),
    ),
    "member before there were councils": (
        both(members_today(2, 3), cell("baseline_services.csv", 2, "member_since", "1889/90")),
        ("baseline_services.csv", 2, "member_since", "is not a year of our time"),
    ),
    "no minimum of years": (
        cell("delivery_models.csv", 2, "minimum_term_years", "-3"),
        ("delivery_models.csv", 2, "minimum_term_years", "is too small"),
    ),
}
