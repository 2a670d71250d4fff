"""Words for plans: what changed and when, and which sign is good."""

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.case.case import Case
from optimizer.plan.plan import Membership, Plan
from optimizer.report.words import better_than_fresh, decisions, in_words, net, thousands
from optimizer.risk.figures import RiskFigures
from optimizer.verify.verdict import InSample
from tests.builders import golden_case

POOL = "ICT.A.lead_authority.full"


def sentences(case: Case, *years: int) -> list[str]:
    memberships = tuple(Membership(council, POOL, year) for year in years for council in ("A", "B"))
    return [one.sentence() for one in decisions(case, Plan(memberships, (), (), ()))]


def already_shared(case: Case) -> Case:
    needs = {key: replace(need, arrangement_today=POOL, member_since=-3) for key, need in case.needs.items()}
    return replace(case, needs=needs)


SHARED = "ICT: Council A and Council B share it {}, hosted by Council A (lead authority, full)"


@pytest.mark.parametrize(
    ("today", "years", "expected"),
    [
        (False, (), ["ICT: not shared"]),
        (False, (1, 2, 3), [SHARED.format("from 2026/27")]),
        (False, (2, 3), [SHARED.format("from 2027/28")]),
        (False, (1, 2), [SHARED.format("from 2026/27"), "ICT: not shared from 2028/29"]),
        (True, (1, 2, 3), [SHARED.format("as today")]),
        (True, (1,), [SHARED.format("as today"), "ICT: not shared from 2027/28"]),
        (True, (), ["ICT: not shared from 2026/27"]),
    ],
)
def test_decisions_say_what_changes_and_when(
    today: bool, years: tuple[int, ...], expected: list[str]
) -> None:
    case = golden_case().case
    assert sentences(already_shared(case) if today else case, *years) == expected


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("372588.62", "net saving £372.6k"),
        ("-54500", "net cost £54.5k"),
        ("0", "net saving £0.0k"),
        ("-12.34", "net cost £0.0k"),
        ("4794609.46", "net saving £4,794.6k"),
    ],
)
def test_net_amounts_say_which_sign_is_good(amount: str, text: str) -> None:
    assert net(Decimal(amount)) == text


def test_thousands_have_no_negative_nil() -> None:
    assert thousands(Decimal("-12.34")) == "£0.0k"
    assert thousands(Decimal("-54500")) == "-£54.5k"


def test_lists_read_as_english() -> None:
    assert [in_words(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        *("", "A", "A and B", "A, B and C"),
    ]


@pytest.mark.parametrize(
    ("seen", "warned"), [("1199", False), ("1201", True), ("-1199", False), ("-1201", True)]
)
def test_a_sample_that_promises_more_than_a_fresh_one_is_warned_of(seen: str, warned: bool) -> None:
    """24 outcomes against 840 with an error of 100: 2 x 100 x sqrt(1 + 840 / 24) = 1,200."""
    nothing = Decimal(0)
    fresh = RiskFigures(
        outcomes=840,
        seed=1,
        expected_npv_gbp=nothing,
        expected_npv_standard_error_gbp=Decimal(100),
        p10_npv_gbp=nothing,
        p50_npv_gbp=nothing,
        p80_npv_gbp=nothing,
        p90_npv_gbp=nothing,
        chance_of_loss=nothing,
        cvar_level=Decimal("0.9"),
        cvar_npv_gbp=nothing,
        cvar_npv_standard_error_gbp=nothing,
    )
    said = better_than_fresh(InSample(Decimal(seen), nothing), 24, fresh)
    assert ("Over the 24 outcomes that the search saw" in said) == bool(said) == warned


def test_without_a_sample_there_is_nothing_to_warn_of() -> None:
    assert better_than_fresh(None, 200, None) == ""  # type: ignore[arg-type]
