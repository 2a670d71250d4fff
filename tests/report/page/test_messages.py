"""The title of a chart is its message: what it says of every kind of plan."""

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.report.content.analyses import AlternativePrice, StressEvent, TornadoBar, TornadoContent
from optimizer.report.content.figures import CouncilRow
from optimizer.report.page.messages import dearest_break_up, how_close, what_matters, who_gains

NIL = Decimal(0)


def council(name: str, npv_gbp: int) -> CouncilRow:
    return CouncilRow(name, name, NIL, NIL, Decimal(npv_gbp), None, (), (), (), None, NIL, NIL, NIL)


@pytest.mark.parametrize(
    ("savings", "message"),
    [
        ((5, 3), "Both councils would gain if everything goes as planned: A most, B least"),
        ((5, 3, 4), "All 3 councils would gain if everything goes as planned: A most, B least"),
        ((5, -3), "A would gain, B would lose, even if everything goes as planned"),
        ((5, 0, 1), "A and C would gain if everything goes as planned, and nobody would lose"),
        ((-5, -3), "Nobody gains: A and B would lose even if everything goes as planned"),
        ((0, 0), "No council gains or loses: everything stays as it is"),
        ((1,) * 6, "All 6 councils would gain if everything goes as planned: A most, A least"),
    ],
)
def test_who_gains(savings: tuple[int, ...], message: str) -> None:
    assert who_gains([council(name, npv) for name, npv in zip("ABCDEF", savings, strict=False)]) == message


PRICE = AlternativePrice("s", "", "host", "B", "B hosts s", "", "priced", Decimal(-5000), {}, (), "")


def test_how_close_the_next_best_is() -> None:
    far = replace(PRICE, title="s is not shared", difference_gbp=Decimal(-9000))
    assert how_close([PRICE, far]) == (
        "Every alternative saves less. The closest, “B hosts s”, would save £5,000 less"
    )
    same = replace(PRICE, difference_gbp=Decimal("-0.40"))
    assert how_close([same, far]) == "At least one alternative is as good: B hosts s"
    better = replace(PRICE, difference_gbp=Decimal(200))
    assert how_close([better]) == "An alternative saves £200 more, as the search was stopped: B hosts s"
    assert how_close([]) == "No alternative keeps the rules"


def test_what_a_break_up_leaves() -> None:
    event = StressEvent("break_up", "x", "ICT at B", "ict", "2027/28", Decimal(700), Decimal(-300), {})
    assert dearest_break_up(event) == (
        "A break-up of ICT at B would cost most: £700. It would turn the plan into a net cost of £300"
    )
    held = replace(event, saving_left_gbp=Decimal(40))
    assert dearest_break_up(held).endswith("It would leave a net saving of £40")


def test_what_matters_most() -> None:
    wide = TornadoBar("exit_share", "", "0", "1", NIL, NIL, Decimal(900), True, "ict", "")
    calm = replace(wide, entry="spend", swing_gbp=Decimal(5), decision_changes=False)
    assert what_matters(TornadoContent("t", NIL, (wide, calm))) == (
        "“exit share” matters most: over its range it moves the net saving by £900; 1 of the 2 inputs can "
        "change the decision"
    )
    assert what_matters(TornadoContent("t", NIL, (calm, calm))).endswith(
        "; none of the 2 inputs changes the decision"
    )
    assert what_matters(TornadoContent("t", NIL, (calm,))) == (
        "“spend” does not change the decision: over its range it moves the net saving by £5"
    )
