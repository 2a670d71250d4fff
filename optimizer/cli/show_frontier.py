"""The readable end of `frontier`: one line a point, and what is to be known of the whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from optimizer.analysis.frontier.frontier import Frontier
from optimizer.analysis.frontier.points import Point
from optimizer.case.case import Case
from optimizer.cli.terminal import Terminal, titled_table

_ENDINGS = {
    "time_limit": "stopped on the time limit",
    "infeasible": "no plan is possible",
    "no_plan": "no plan in the time",
    "check_failed": "a check failed",
    "failed": "broken down",
}


def show_frontier(terminal: Terminal, case: Case, found: Frontier) -> None:
    """Print the points from the end that saves most to the one that is best by the measure."""
    measure, points = found.measure, found.points
    terminal.text(f"{case.settings.name}\n\nNet saving (present value) against {measure.words}.\n\n")
    table = titled_table("")
    table.title = None
    table.add_column("Point", justify="right")
    for heading in ("Limit", "Net saving", measure.words.capitalize(), "Cost of a unit"):
        table.add_column(heading, justify="right")
    table.add_column("Note")
    for point in points:
        figure = point.figures.get(measure.column)
        saving = None if point.found is None else point.found.accounts.measures.npv_saving_gbp
        table.add_row(
            str(point.number),
            "none" if point in (points[0], points[-1]) else _amount(point.limit, measure.unit),
            _amount(saving, "GBP"),
            _amount(figure, measure.unit),
            "" if point.exchange_gbp is None else f"£{point.exchange_gbp:,.2f}",
            _note(point),
        )
    if not terminal.as_json:
        terminal.out.print(table)
        terminal.out.print()
    end = "the most" if measure.more_is_better else "the least"
    halved = not measure.objective and points[-1].figures[measure.column] > 0
    close = ", to within a hundredth of that of point 1" if halved else ""
    if points[0].status == points[-1].status == "optimal":
        terminal.text(f"Point 1 saves most; point {points[-1].number} has {end} that is possible{close}.")
    else:
        terminal.text("The search for an end was stopped before its proof: the frontier may reach further.")
    if points[0].figures[measure.column] == points[-1].figures[measure.column]:
        terminal.text(f"The plan that saves most is the best by {measure.words}, too: nothing to weigh up.")
    elif len(points) < found.asked + 2:
        terminal.text(
            f"{found.asked} points were asked for; only {len(points) - 2} different limits lie between."
        )
    one = {"GBP": "pound", "rated GBP": "rated pound", "changes": "change"}.get(measure.unit, measure.unit)
    verb = "more" if measure.more_is_better else "less"
    terminal.text(f"Cost of a unit: net saving given up for one {one} {verb}, from the point before.")
    if any(point.found and point.found.accounts.penalty_gbp for point in points):
        terminal.text("Points are the best at net saving less the price of missed preferences.")
    if found.objectives_left_out:
        left_out = ", ".join(one.replace("_", " ") for one in found.objectives_left_out)
        terminal.text(f"Objectives of the constraint sets do not count here: {left_out}.")
    terminal.text("All plans are checked to the penny.")


def _amount(value: Decimal | None, unit: str) -> str:
    """Return whole pounds (a frontier may turn on less than a thousand), changes, or FTE to two decimals."""
    if value is None:
        return ""
    if "GBP" not in unit:
        return f"{value:,}"
    pounds = value.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if pounds < 0 else ''}£{abs(pounds):,}"


def _note(point: Point) -> str:
    parts = []
    if point.status in _ENDINGS:
        gap = "" if point.gap_gbp is None else f", up to £{point.gap_gbp:,.0f} more may be possible"
        parts.append(_ENDINGS[point.status] + gap)
    if point.duplicate_of is not None:
        parts.append(f"the plan of point {point.duplicate_of}")
    if point.dominated:
        parts.append("another point beats it")
    return "; ".join(parts)
