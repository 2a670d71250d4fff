"""How figures and names are shown, and what the switching values say."""

from decimal import Decimal

import pytest

from optimizer.report.content.analyses import SwitchContent, SwitchingValue
from optimizer.report.page.svg import ticks
from optimizer.report.page.switching import switching_lines, switching_title
from optimizer.report.page.words import (
    day,
    exactly,
    listed,
    money,
    percent,
    plain_number,
    seen,
    short_money,
    shortened,
)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1234567.50", "£1,234,568"), ("-69755.95", "−£69,756"), ("0.00", "£0"), ("-0.49", "£0"), ("0.5", "£1")],
)
def test_money_is_whole_pounds_rounded_half_up(amount: str, shown: str) -> None:
    assert money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1500000", "£1.5m"), ("-250000", "−£250k"), ("0", "£0"), ("999", "£999"), ("12500000", "£12.5m")],
)
def test_axes_are_short(amount: str, shown: str) -> None:
    assert short_money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ("0.8749", "87%"),
        ("0.0001", "under 1%"),
        ("0.9999", "over 99%"),
        ("0", "0%"),
        ("1", "100%"),
        ("-0.3", "−30%"),
    ],
)
def test_only_none_and_all_are_0_and_100_percent(share: str, shown: str) -> None:
    assert percent(Decimal(share)) == shown


def test_other_words() -> None:
    assert plain_number(Decimal("44.925"), 1) == "44.9"
    assert plain_number(Decimal("10000"), 0) == "10,000"
    assert plain_number(Decimal("-0.001"), 2) == "0"
    assert exactly(Decimal("225058.6"), "GBP") == "£225,058.60"
    assert exactly(Decimal("-1.5"), "FTE") == "−1.5"
    assert day("2018-06-30") == "30 June 2018"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(list("ABCDE")) == "5 councils"
    assert shortened("x" * 300, 10) == "x" * 9 + "…"


def test_what_turns_figures_round_is_left_out() -> None:
    assert seen("a\u202eb\u200fc\u2066d\x00e\u0085f") == "abcdef"
    assert seen("naïve 王立 😀\tx\ny") == "naïve 王立 😀\tx\ny"


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (-1030227, 3554214), (3, 4), (-5, -2), (0, 0.3), (-1, 1e9)]
)
def test_ticks_are_round_hold_all_and_have_nil(low: float, high: float) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert 0 in found
    assert 2 <= len(found) <= 9
    steps = {round(after - before, 9) for before, after in zip(found, found[1:], strict=False)}
    assert len(steps) == 1


def value(
    name: str, what: str, result: str, at: str | None, changes_to: str = "", unit: str = "share"
) -> SwitchingValue:
    found = None if at is None else Decimal(at)
    return SwitchingValue(
        *(name, "", unit, Decimal("0.9"), Decimal("0.5"), Decimal(1), "down", what, result),
        *(found, None, changes_to, None),
    )


def test_what_switches_comes_first_and_what_does_not_is_said() -> None:
    none = [value("still_input", what, "none", None) for what in ("decision", "best_saving")]
    switches = [
        value("exit_share", "decision", "changes", "0.84351", "ict: not shared"),
        value("exit_share", "present_plan_saving", "falls_to_zero", "0.6"),
        value("spend", "decision", "no_plan_possible", "-12.5", unit="%"),
        value("spend", "best_saving", "no_plan_possible", "-12.5", unit="%"),
    ]
    found = SwitchContent((*none, *switches), ())
    assert switching_title(found) == "2 of 3 inputs can change the decision within the range that was tried"
    assert switching_lines(found) == (
        "exit share: at 0.84351 (now 0.9) the decision changes: ict: not shared",
        "exit share: at 0.6 (now 0.9) this plan saves nothing any more",
        "spend: at −12.5% no plan possible",
        "still input: nothing switches from 0.5 to 1",
    )
    quiet = SwitchContent(tuple(none), ())
    assert switching_title(quiet) == "No input that was tried changes the decision within its range"
