"""The readable end of `stress`: a few lines for each thing that may go wrong, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from rich.table import Table

from optimizer.analysis.stress.drop_outs import DropOut
from optimizer.analysis.stress.events import Event
from optimizer.analysis.stress.sampled import Curse, Sampled
from optimizer.analysis.stress.stress import Stress
from optimizer.analysis.stress.tables import BEFORE, when
from optimizer.case.case import Case
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import in_words, net, thousands
from optimizer.risk.evaluate import ALL
from optimizer.risk.outcomes import MILLION

SHOWN = 5
"""Rows of each table; all of them are in the files."""

NAME_WIDTH = 15

CURSE = (
    "Warning: the search chose the plan on outcomes that it had seen, so it looks better on these than it "
    "is (the optimiser's curse); believe the fresh sample."
)
_MEASURES = {
    "expected_gbp": "expected saving",
    "p10_gbp": "saving that one outcome in ten stays below",
    "p50_gbp": "saving that half of the outcomes stay below",
    "p80_gbp": "saving that eight outcomes in ten stay below",
    "p90_gbp": "saving that nine outcomes in ten stay below",
    "chance_of_loss": "chance of a loss",
    "cvar_gbp": "mean of the worst outcomes",
}


def show_stress(terminal: Terminal, case: Case, found: Stress) -> None:
    """Print what may go wrong, part by part."""
    if terminal.as_json:
        return
    saving = net(found.accounts.measures.npv_saving_gbp)
    terminal.text(
        f"{case.settings.name}\n\nThe plan: {saving} (present value, all councils), as promised.\n\n"
    )
    _show(terminal, _samples(case, found))
    terminal.text(_how_sure(found.fresh))
    for line in _searched(found):
        terminal.text(line)
    terminal.text("")
    _break_ups(terminal, case, found)
    _drop_outs(terminal, case, found)
    if any(event.cost_gbp[ALL] for event in found.forced_breaks):
        _events(terminal, case, "If every partnership ends in one year", "Year", found.forced_breaks)
    else:
        terminal.text("The plan opens no partnership beyond today's, so none can break up.\n\n")
    if found.scenarios:
        _events(terminal, case, "In the named scenarios of the case", "Scenario", found.scenarios)
    terminal.text("Re-costed plans, and a sample of the outcomes, are checked to the penny.")


def _show(terminal: Terminal, table: Table) -> None:
    terminal.out.print(table)
    terminal.out.print()


def _name(case: Case, body: str) -> str:
    return case.council_names.get(body, body)


def _samples(case: Case, found: Stress) -> Table:
    """Return what to expect, a row for all councils and one for each."""
    tail = _percent(1 - found.level)
    table = titled_table("What to expect, over the outcomes of the risk register")
    table.add_column("Net saving", min_width=NAME_WIDTH)
    for column in ("As planned", "Expected", "1 in 10\nbelow", "Loss in", f"Worst {tail}\non average"):
        table.add_column(column, justify="right", no_wrap=True)
    planned = {ALL: found.accounts.measures.npv_saving_gbp, **found.accounts.measures.council_npv_gbp}
    for who, measures in found.fresh.measures.items():
        table.add_row(
            _name(case, who) if who else "All councils",
            thousands(planned[who]),
            *(_thousands(measures[one].value) for one in ("expected_gbp", "p10_gbp")),
            _percent(Decimal(str(measures["chance_of_loss"].value))),
            _thousands(measures["cvar_gbp"].value),
        )
    return table


def _how_sure(fresh: Sampled) -> str:
    expected = fresh.measures[ALL]["expected_gbp"]
    return (
        f"{fresh.outcomes:,} fresh outcomes, seed {fresh.seed}. Expected saving: "
        f"{_thousands(expected.value)}, standard error {_thousands(expected.standard_error)}."
    )


def _searched(found: Stress) -> Iterable[str]:
    """Yield what the sample of the search says beside the fresh one, and warn where they differ."""
    if found.searched is None:
        return
    seen = found.searched.measures[ALL]
    yield (
        f"On the {found.searched.outcomes:,} outcomes that the search saw: expected "
        f"{_thousands(seen['expected_gbp'].value)}, chance of a loss "
        f"{_percent(Decimal(str(seen['chance_of_loss'].value)))}, worst {_percent(1 - found.level)} "
        f"{_thousands(seen['cvar_gbp'].value)}."
    )
    if found.curses:
        yield CURSE
        yield from (_differs(one) for one in found.curses)


def _differs(curse: Curse) -> str:
    values = (curse.searched.value, curse.fresh.value)
    if curse.measure == "chance_of_loss":
        said, fresh = (_percent(Decimal(str(value))) for value in values)
    else:
        said, fresh = (_thousands(value) for value in values)
    return f"- {_MEASURES[curse.measure]}: {said} on the searched sample, {fresh} on the fresh one"


def _break_ups(terminal: Terminal, case: Case, found: Stress) -> None:
    """Show the worst year of each chain."""
    chains = groupby(found.break_ups, lambda event: event.subject)
    worst = [max(events, key=lambda event: event.cost_gbp[ALL]) for _, events in chains]
    if not worst:
        return
    table = titled_table("If one partnership breaks up, in its worst year")
    table.add_column("Partnership", overflow="fold")
    table.add_column("Year", no_wrap=True)
    for column in ("Costs", "Saving left"):
        table.add_column(column, justify="right")
    table.add_column("Who loses")
    for event in _worst(worst):
        table.add_row(
            f"{event.service} ({event.subject})", _year(case, event), *_figures(event), _losers(case, event)
        )
    _show(terminal, table)
    _more(terminal, len(worst))
    shares = {found.exit_costs[event.subject] for event in worst}
    said = f"{_percent(Decimal(min(shares)) / MILLION)}"
    if len(shares) > 1:
        said += f" to {_percent(Decimal(max(shares)) / MILLION)}"
    terminal.text(
        f"All else as planned; leaving costs {said} of a year's spend, as the register expects.\n\n"
    )


def _drop_outs(terminal: Terminal, case: Case, found: Stress) -> None:
    """Show the worst exit of each partner from each pool."""
    partners = groupby(found.drop_outs.found, lambda one: (one.withdrawal.council, one.withdrawal.chain))
    answered = [[one for one in exits if one.answered] for _, exits in partners]
    worst = [min(exits, key=lambda one: one.others_change_gbp) for exits in answered if exits]
    if not worst:
        return
    table = titled_table("If one partner pulls out, at its worst time for the others")
    table.add_column("Partner", min_width=NAME_WIDTH)
    for column in ("Out of", "From"):
        table.add_column(column)
    for column in ("Others\nlose", "Exit\ncharge"):
        table.add_column(column, justify="right", no_wrap=True)
    for column in ("Last\nsafe\nexit", "Still\npays"):
        table.add_column(column)
    for one in sorted(worst, key=lambda one: one.others_change_gbp)[:SHOWN]:
        leaver = one.withdrawal
        safe = found.drop_outs.last_safe_year(leaver.council, leaver.chain)
        table.add_row(
            _name(case, leaver.council),
            leaver.service,
            _start_or_year(case, one),
            _lost(one.others_change_gbp),
            thousands(one.exit_charge_gbp),
            "never" if safe is None else _start_or_year(case, safe),
            "yes" if one.others_still_gain else "no",
        )
    _show(terminal, table)
    _more(terminal, len(worst))
    terminal.text(
        "Exit charge: what the leaver would have to pay so that nobody else loses. Last safe exit: the last\n"
        "year in which it can go without anybody else losing. Still pays: whether the others still save by\n"
        "the service, against today carried on. They know of the exit in time, so this is the least it costs."
    )
    for line in _notes(case, found):
        terminal.text(line)
    terminal.text("")


def _start_or_year(case: Case, one: DropOut) -> str:
    return "the start" if one.withdrawal.never_joined else when(case, one)


def _notes(case: Case, found: Stress) -> Iterable[str]:
    """Yield what a reader has to know of single answers."""
    for said in dict.fromkeys(one.conceded for one in found.drop_outs.found if one.conceded):
        some = [one for one in found.drop_outs.found if one.conceded == said]
        yield f"In {len(some)} of {len(found.drop_outs.found)} cases {said}: {_first(case, some)}."
    without = [one for one in found.drop_outs.found if not one.answered]
    for message in dict.fromkeys(one.message for one in without):
        some = [one for one in without if one.message == message]
        where = f"{len(some)} of {len(found.drop_outs.found)} cases ({_first(case, some)})"
        yield f"No answer in {where}: {message}"
    for service, gain in found.drop_outs.afresh_gbp.items():
        if abs(gain) >= 1000:
            yield (
                f"Part of every change in {service}: {thousands(gain)} from choosing staff and contracts "
                "afresh, which the plan had not done to the last pound."
            )


def _first(case: Case, some: Sequence[DropOut]) -> str:
    one = some[0]
    year = when(case, one)
    began = year if year == BEFORE else f"from {year}"
    more = f" and {len(some) - 1} more" if len(some) > 1 else ""
    return f"{_name(case, one.withdrawal.council)} out of {one.withdrawal.service} {began}{more}"


def _events(terminal: Terminal, case: Case, title: str, what: str, events: Sequence[Event]) -> None:
    table = titled_table(title)
    table.add_column(what)
    for column in ("Costs", "Saving left"):
        table.add_column(column, justify="right")
    table.add_column("Who loses")
    for event in _worst(events):
        table.add_row(event.subject or _year(case, event), *_figures(event), _losers(case, event))
    _show(terminal, table)
    _more(terminal, len(events))


def _worst(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: -event.cost_gbp[ALL])[:SHOWN]


def _more(terminal: Terminal, count: int) -> None:
    if count > SHOWN:
        terminal.text(f"The worst {SHOWN} of {count}; -o DIR writes all of them.\n\n")


def _year(case: Case, event: Event) -> str:
    return "" if event.year is None else case.year_label(event.year)


def _figures(event: Event) -> tuple[str, str]:
    return thousands(event.cost_gbp[ALL]), thousands(event.saving_gbp[ALL])


def _losers(case: Case, event: Event) -> str:
    """Return who is worse off than today carried on."""
    losers = tuple(_name(case, who) for who, amount in event.saving_gbp.items() if who and amount < 0)
    return "all councils" if len(losers) == len(case.councils) > 2 else in_words(losers) or "nobody"


def _lost(change_gbp: Decimal) -> str:
    return thousands(-change_gbp) if change_gbp < 0 else f"gain {thousands(change_gbp)}"


def _thousands(amount_gbp: float) -> str:
    return thousands(Decimal(str(amount_gbp)))


def _percent(share: Decimal) -> str:
    """Return a share as a percentage with at most one decimal."""
    rounded = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:f}".removesuffix(".0") + "%"
