"""The readable end of `why`: one table a service, each alternative with its price and what makes it up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from rich.table import Table

from optimizer.analysis.why.causes import KNOCK_ON
from optimizer.analysis.why.prices import Price, Why
from optimizer.case.case import Case
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import net, thousands

_WORDS = {KNOCK_ON: "other services"}
_BY_THE_MODEL = (
    "by the rules of the model itself: lead times, terms, notice, numbers of members, capacities, curves"
)


def show_why(terminal: Terminal, case: Case, why: Why) -> None:
    """Print the price of every alternative."""
    saving = net(why.accounts.measures.npv_saving_gbp)
    terminal.text(f"{case.settings.name}\n\nThe plan: {saving} (present value, all councils).")
    if not why.prices:
        terminal.text("There is no alternative to price: nothing could have been chosen otherwise.")
        return
    terminal.text("Each alternative below is forced by itself, and everything else is chosen afresh.\n\n")
    council = why.prices[0].alternative.council
    if council:
        name = case.council_names.get(council, council)
        terminal.text(f"Asked of {name}. For it: its own net saving, recharges included.\n\n")
    for service, prices in groupby(why.prices, lambda price: price.alternative.service):
        if not terminal.as_json:
            for sentence in why.plan[service]:
                terminal.out.print(sentence, soft_wrap=False)
            terminal.out.print(_table(case, list(prices)))
            terminal.out.print()
    if why.run_status != "optimal":
        gap = "" if why.gap_gbp is None else f", {_short(why.gap_gbp)} from the best possible"
        terminal.text(f"The search for the plan was stopped before its proof{gap}: others may be better.")
    if why.objectives:
        first = ", ".join(one.replace("_", " ") for one in why.objectives)
        terminal.text(f"Plan and alternatives are each best at {first} first, and then at net saving.")
    terminal.text(
        "Minus: worse for the councils than the plan. All re-solved plans are checked to the penny."
    )


def _table(case: Case, prices: list[Price]) -> Table:
    council = prices[0].alternative.council
    name = case.council_names.get(council, council)
    table = titled_table("")
    table.title = None
    table.add_column("Instead")
    table.add_column("Net saving", justify="right", no_wrap=True)
    if council:
        table.add_column("For it", justify="right", no_wrap=True)
    table.add_column("Of which")
    for price in prices:
        cells = [price.alternative.title.removeprefix(f"{name} "), _net_saving(price)]
        cells += [_compared(price.council_difference_gbp)] if council else []
        table.add_row(*cells, _of_which(price))
    return table


def _net_saving(price: Price) -> str:
    if price.answer == "priced":
        return _compared(price.difference_gbp)
    return "impossible" if price.answer == "impossible" else "no answer"


def _compared(difference_gbp: Decimal | None) -> str:
    """Return `£142.3k less`, `£12 more` or `the same`."""
    if difference_gbp is None:
        return ""
    if not difference_gbp:
        return "the same"
    return f"{_short(abs(difference_gbp))} {'less' if difference_gbp < 0 else 'more'}"


def _short(amount_gbp: Decimal) -> str:
    """Return an amount in thousands, or in whole pounds where that would say nothing."""
    if abs(amount_gbp) >= 1000:
        return thousands(amount_gbp)
    rounded = amount_gbp.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if rounded < 0 else ''}£{abs(rounded)}"


def _of_which(price: Price) -> str:
    if price.obstacle is not None:
        return obstacle_in_words(price)
    if price.answer != "priced":
        return price.message
    parts = [
        f"{_WORDS.get(cause, cause)} {_short(amount)}" for cause, amount in price.causes_gbp.items() if amount
    ]
    if price.penalty_difference_gbp:
        parts.append(f"price of missed preferences {_short(price.penalty_difference_gbp)} more, not counted")
    if price.gap_gbp is not None and price.gap_gbp >= 1000:
        parts.append(f"its search was stopped: up to {_short(price.gap_gbp)} better")
    return ", ".join(parts)


def obstacle_in_words(price: Price) -> str:
    """Return what makes an alternative impossible."""
    obstacle = price.obstacle
    assert obstacle is not None
    if obstacle.policies is None:
        words = "which policies are in the way was not found in time"
    elif obstacle.policies:
        words = f"no plan keeps it together with {', '.join(obstacle.policies)}"
    else:
        words = price.message or _BY_THE_MODEL
    doubt = "" if obstacle.confirmation == "confirmed" else f" (second solver: {obstacle.confirmation})"
    return words + doubt
