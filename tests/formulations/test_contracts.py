"""K1 to K4: running on, novating, ending early; charges, fees, bridging extensions and credits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.rows import Built, amount, written
from tests.formulations.tiny import CHAIN, members, policy, rows, solve, states, tiny, together

CONTRACT = rows(
    "contract council service annual_charge_gbp end_date displaced_by novation_allowed novation_fee_gbp"
    " replaces_share end_early_allowed end_early_fee_gbp end_early_share",
    "k B S 20000 2028-03-31 full yes 5000 0.9 yes 1000 0.5",
)
"""20,000 of the 40,000 that B spends beside posts, until the end of year 2; live 1/2 + 1/2 in both years."""
SHARES = policy("maximum_share", most_share=Decimal("0.6"), councils=("A", "B"))


def built(changes: dict[str, object] | None = None, **tables: list[dict[str, str]]) -> Built:
    return Built(tiny(changes, **{"contracts": CONTRACT, **tables}))


def test_one_state() -> None:
    assert built().row("contracts.one_state[k,2]") == written(
        "member[B,P,2] - run[k,2] - ended[k,2] - nov[k,P,2] == 0"
    )
    assert built().row("contracts.novated_member[k,P,2]") == written("nov[k,P,2] - member[B,P,2] <= 0")


def test_states_exist_only_where_the_terms_allow_them() -> None:
    assert built({"contracts.k.novation_allowed": "no"}).columns_of("nov") == []
    assert built({"contracts.k.end_early_allowed": "no"}).columns_of("ended") == []
    shallow = built(arrangements=CHAIN)
    # N is not deep enough to displace it.
    assert shallow.columns_of("nov") == ["k,D,1", "k,D,2"]
    assert shallow.row("contracts.one_state[k,1]") == written(
        "member[B,D,1] - run[k,1] - ended[k,1] - nov[k,D,1] == 0"
    )


def test_every_state_is_declared_whole() -> None:
    here = built()
    names = ("run", "ended", "nov", "ends", "novates")
    chosen = [column for column in here.columns if column.split("[")[0] in names]
    assert len(chosen) == 10
    assert all(here.is_integer(column) for column in chosen)


def test_ended_and_novated_contracts_stay_so_while_pooled() -> None:
    """ended[2] >= ended[1] + member[2] - 1, and the same for novation within a chain."""
    assert built().row("contracts.ended_stays[k,2]") == written(
        "ended[k,2] - ended[k,1] - member[B,P,2] >= -1"
    )
    chain = built({"contracts.k.displaced_by": "half"}, arrangements=CHAIN)
    assert chain.row("contracts.novated_stays[k,G,2]") == written(
        "nov[k,N,2] + nov[k,D,2] - nov[k,N,1] - nov[k,D,1] - member[B,N,2] - member[B,D,2] >= -1"
    )
    assert chain.rows_of("contracts.novated_stays") == ["k,G,2"]


def test_events_are_the_rises_of_states() -> None:
    late = built({"contracts.k.end_date": "2027-03-31"})
    assert late.row("contracts.ends_from[k,2]") == written("ends[k,2] - ended[k,2] + ended[k,1] >= 0")
    assert late.row("contracts.novates_from[k,P,2]") == written(
        "novates[k,P,2] - nov[k,P,2] + nov[k,P,1] >= 0"
    )
    assert late.row("contracts.displaced_from[k,2]") == written(
        "displaced[k,2] - member[B,P,2] + member[B,P,1] >= 0"
    )
    # Displaced in year 1 it still has its base term: no bridging, no column.
    assert late.columns_of("displaced") == ["k,2"]
    assert late.is_integer("displaced[k,2]")


def test_the_credit_is_at_most_what_contracts_replace_and_what_the_pool_needs() -> None:
    """0.9 x 20 = 18 a year, 9 in each half; need 30 open + 0.05 a user, half of it after the change date."""
    here = built()
    assert here.row("contracts.credit_charge[P,running_after,2]") == written(
        "credit[P,running_after,2] - 9 nov[k,P,2] <= 0"
    )
    assert here.row("contracts.credit_charge[P,running_before,2]") == written(
        "credit[P,running_before,2] - 9 nov[k,P,1] <= 0"
    )
    assert here.row("contracts.credit_need[P,running_after,2]") == written(
        "credit[P,running_after,2] - 15 open[P,2] - 15 member[A,P,2] - 10 member[B,P,2] <= 0"
    )
    assert here.row("contracts.credit_need[P,running_before,2]") == written(
        "credit[P,running_before,2] - 15 open[P,1] - 15 member[A,P,1] - 10 member[B,P,1] <= 0"
    )


def exact(changes: dict[str, object] | None = None) -> Built:
    """Return the model with a policy under which it may pay to bear a cost."""
    return Built(tiny(changes, contracts=CONTRACT), [SHARES])


def test_where_a_cost_may_pay_events_do_not_happen_without_a_reason() -> None:
    late = exact({"contracts.k.end_date": "2027-03-31"})
    assert late.row("contracts.ends_ended[k,2]") == written("ends[k,2] - ended[k,2] <= 0")
    assert late.row("contracts.ends_new[k,2]") == written("ends[k,2] + ended[k,1] <= 1")
    assert late.row("contracts.novates_held[k,P,2]") == written("novates[k,P,2] - nov[k,P,2] <= 0")
    assert late.row("contracts.novates_new[k,P,2]") == written("novates[k,P,2] + nov[k,P,1] <= 1")
    assert late.row("contracts.displaced_pooled[k,2]") == written("displaced[k,2] - member[B,P,2] <= 0")
    assert late.row("contracts.displaced_new[k,2]") == written("displaced[k,2] + member[B,P,1] <= 1")
    assert not built().rows_of("contracts.ends_ended")


def test_where_a_cost_may_pay_a_credit_is_taken_in_full() -> None:
    """At least the charge of 9, or at least the need, of which half is at most 40 (80 at 1,000 users)."""
    here = exact()
    assert here.row("contracts.credit_all_charge[P,running_after,2]") == written(
        "credit[P,running_after,2] - 9 nov[k,P,2] + 9 capped[P,running_after,2] >= 0"
    )
    assert here.row("contracts.credit_all_need[P,running_before,2]") == written(
        "credit[P,running_before,2] - 15 open[P,1] - 15 member[A,P,1] - 10 member[B,P,1]"
        " - 40 capped[P,running_before,2] >= -40"
    )
    assert here.is_integer("capped[P,running_after,2]")
    assert not built().columns_of("capped")


def test_a_contract_of_todays_member_runs_on_in_year_0() -> None:
    """run[k,0] = 1 and member[B,P,0] = 1: in-house nothing, run on 10 before the change date of year 1."""
    today = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
    here = built(today)
    assert here.cell("B", "", 1, "contract") == amount("20 - 10 member[B,P,1] - 10 + 10 run[k,1] + 10")


def test_cells_of_the_charge() -> None:
    """20 a year in-house; while pooled half-years cost 10 if run on before the end."""
    assert built().cell("B", "", 2, "contract") == amount(
        "20 - 10 member[B,P,2] - 10 member[B,P,1] + 10 run[k,2] + 10 run[k,1]"
    )


def test_after_its_end_running_on_costs_nothing() -> None:
    """Ended on 31 December 2027: a quarter of year 2 is live after 1 October, 5 of 20."""
    here = built({"contracts.k.end_date": "2027-12-31"})
    assert here.cell("B", "", 2, "contract") == amount(
        "20 - 10 member[B,P,2] - 10 member[B,P,1] + 5 run[k,2] + 10 run[k,1]"
    )


def test_cells_of_ending_novating_and_bridging() -> None:
    """End: 1 + 0.5 x 20 x 1.5 years = 16 in year 1, 1 + 0.5 x 20 x 0.5 = 6 in year 2. Novation 5.

    Ended on 31 March 2027, displaced on 1 October 2027: bridged for half a year at 10% of 20 = 1; ending it
    then costs the fixed 1.
    """
    here = built()
    assert here.cell("B", "", 1, "contract_end") == amount("16 ends[k,1]")
    assert here.cell("B", "", 2, "contract_end") == amount("6 ends[k,2]")
    assert here.cell("B", "", 1, "novation") == amount("5 novates[k,P,1]")
    assert here.cell("B", "", 2, "contract_extension") == {}
    late = built({"contracts.k.end_date": "2027-03-31"})
    assert late.cell("B", "", 2, "contract_extension") == amount("1 displaced[k,2]")
    assert late.cell("B", "", 2, "contract_end") == amount("1 ends[k,2]")


def test_cells_of_the_pool() -> None:
    """The host pays 20 for what it holds; the credits come off its other spend."""
    here = built()
    assert here.cell("A", "P", 2, "pool_novated") == amount("10 nov[k,P,2] + 10 nov[k,P,1]")
    need = " + ".join(f"15 open[P,{t}] + 15 member[A,P,{t}] + 10 member[B,P,{t}]" for t in (1, 2))
    assert here.cell("A", "P", 2, "pool_non_staff") == amount(
        f"{need} - 1 credit[P,running_after,2] - 1 credit[P,running_before,2]"
    )


@pytest.mark.parametrize(
    ("changes", "state", "npv"),
    [
        ({}, "novated", 30_000.0),
        ({"contracts.k.novation_allowed": "no"}, "ended", 22_000.0),
        ({"contracts.k.novation_allowed": "no", "contracts.k.end_early_allowed": "no"}, "run_on", 8_000.0),
    ],
)
def test_binds_what_the_contract_allows(changes: dict[str, object], state: str, npv: float) -> None:
    """Sharing from year 1 saves 38,000 but for the contract.

    Run on, it costs 10,000 + 20,000 beside the pool: 8,000. Ended in year 1: 16,000 instead: 22,000.
    Novated: fee 5,000, the pool pays 10,000 + 20,000 and is spared 0.9 of it, so 3,000 more: 30,000.
    """
    solved = solve(tiny(changes, contracts=CONTRACT))
    assert members(solved) == together(1, 2)
    assert states(solved) == {("k", 1): state, ("k", 2): state}
    assert solved.npv_gbp == npv


def test_binds_a_bridging_extension() -> None:
    """Ended on 31 March 2027, and sharing possible in year 2 only: half of 20,000 saved, less a premium.

    At 100% for half a year it is 10,000, so sharing is worth nothing more than staying; at 50% it is 5,000,
    and 5,000 are left.
    """
    late: dict[str, object] = {"contracts.k.end_date": "2027-03-31", "delivery_models.lead.lead_months": 19}
    dear = solve(tiny(late | {"contracts.k.extension_premium_share": "1.0"}, contracts=CONTRACT))
    assert dear.npv_gbp == 0.0
    cheap = solve(tiny(late | {"contracts.k.extension_premium_share": "0.5"}, contracts=CONTRACT))
    assert (members(cheap), states(cheap), cheap.npv_gbp) == (together(2), {("k", 2): "run_on"}, 5_000.0)
