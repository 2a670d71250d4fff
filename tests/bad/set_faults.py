"""Bad constraint sets over the golden case: their texts by name, which are asked for, and the fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.case.folders import FULL, Expected


class Sets(NamedTuple):
    texts: Mapping[str, str]
    asked: tuple[str, ...]
    expected: Expected


def policy(kind: str, body: str = "", name: str = "rule") -> str:
    return f'[policy.{name}]\nkind = "{kind}"\nreason = "because"\n{body}\n'


def one(text: str, row: int | None, key: str | None, words: str) -> Sets:
    """A set with one fault in it."""
    return Sets({"bad": text}, ("bad",), ("constraints/bad.toml", row, key, words))


def two(first: str, second: str, row: int, key: str, words: str) -> Sets:
    """Two sets that do not go together; the second is told so."""
    return Sets({"one": first, "two": second}, ("one", "two"), ("constraints/two.toml", row, key, words))


NO_LOSER = policy("no_loser")
POOL = "ICT.A.lead_authority.full"
REPLACES = policy("no_loser", 'replaces = "one.rule"')

SETS: dict[str, Sets] = {
    # A known plan
    "membership of three parts": one(
        policy("differs", 'least = 1\nmemberships = ["A, P, 2026/27"]'),
        5,
        "policy.rule.memberships",
        "a membership has four parts, not 3",
    ),
    "membership of an unknown council": one(
        policy("differs", f'least = 1\nmemberships = ["X, {POOL}, 2026/27, 2028/29"]'),
        5,
        "policy.rule.memberships",
        "names no council of the case",
    ),
    "membership in an unknown arrangement": one(
        policy("differs", f'least = 1\nmemberships = ["A, {POOL}er, 2026/27, 2028/29"]'),
        5,
        "policy.rule.memberships",
        f"names no arrangement of the case; did you mean '{POOL}'?",
    ),
    "membership beyond the case": one(
        policy("differs", f'least = 1\nmemberships = ["A, {POOL}, 2026/27, 2029/30"]'),
        5,
        "policy.rule.memberships",
        "give years from 2026/27 to 2028/29, in order",
    ),
    "membership that ends before it begins": one(
        policy("differs", f'least = 1\nmemberships = ["A, {POOL}, 2028/29, 2026/27"]'),
        5,
        "policy.rule.memberships",
        "give years from 2026/27 to 2028/29, in order",
    ),
    "more service years than there are": one(
        policy("differs", "least = 7"), 1, "policy.rule", "give least of 6 or less"
    ),
    "differs in nothing": one(policy("differs", "least = 0"), 4, "policy.rule.least", "is too small"),
    "memberships in one text": one(
        policy("differs", f'least = 1\nmemberships = "A {POOL}"'),
        5,
        "policy.rule.memberships",
        "a membership has four parts, not 1",
    ),
    # Limits on risk
    "level of 1": one(
        policy("cvar_limit", "least_gbp = 0\nlevel = 1"),
        5,
        "policy.rule.level",
        "give a share, from 0 to 0.999",
    ),
    "level below 0": one(
        policy("cvar_limit", "least_gbp = 0\nlevel = -0.1"), 5, "policy.rule.level", "is too small"
    ),
    "weight above 1": one(
        policy("cvar_limit", "least_gbp = 0\nweight = 1.5"), 5, "policy.rule.weight", "is too large"
    ),
    "level beyond the sample": one(
        policy("cvar_limit", "least_gbp = 0\nlevel = 0.99"),
        1,
        "policy.rule",
        "sample is too small for the level; set risk.outcomes in case.toml to 500 or more (of the 200 that"
        " there are fewer than 5 are the worst), or a level of 0.975 at most",
    ),
    "chance of loss above 1": one(
        policy("chance_of_loss_limit", "most_share = 20"), 4, "policy.rule.most_share", "is too large"
    ),
    "share of less than an outcome": one(
        policy("chance_of_loss_limit", "most_share = 0.001"),
        1,
        "policy.rule",
        "set risk.outcomes in case.toml to 1000 or more (of the 200 that there are it is less than one)",
    ),
    "unknown scenario": one(
        policy("stress_limit", 'least_gbp = 0\nscenario = "pesimistic"'),
        5,
        "policy.rule.scenario",
        "is not among the stress scenarios of the case; did you mean 'pessimistic'?",
    ),
    "expected saving without an amount": one(
        policy("expected_saving"), 1, "policy.rule.least_gbp", "nothing is given; give an amount (GBP)"
    ),
    # What a policy says
    "kind of no kind": one(policy("no_loosers"), 2, "policy.rule.kind", "did you mean 'no_loser'?"),
    "kind as a number": one('[policy.rule]\nkind = 1\nreason = "x"', 2, "policy.rule.kind", "no such kind"),
    "no reason": one('[policy.rule]\nkind = "no_loser"', 1, "policy.rule.reason", "say who wants the policy"),
    "reasons in a list": one(
        '[policy.rule]\nkind = "no_loser"\nreason = ["a"]', 3, "policy.rule.reason", "is not text; put it in"
    ),
    "parameter of another kind": one(
        policy("no_loser", "most_per_year = 1"), 4, "policy.rule.most_per_year", "has no such parameter"
    ),
    "least above most": one(
        policy("partners", "least = 2\nmost = 1"), 1, "policy.rule", "let least be no more than most"
    ),
    "least above most of a host": one(
        policy("host_fairness", "least = 1\nmost = 0"), 1, "policy.rule", "let least be no more than most"
    ),
    "partners of nobody": one(policy("partners", "least = 0"), 4, "policy.rule.least", "is too small"),
    "earliest after latest": one(
        policy("start_window", 'earliest = "2028/29"\nlatest = "2027/28"'),
        1,
        "policy.rule",
        "let earliest come before latest",
    ),
    "first year after last year": one(
        policy("pool_forbidden", 'first_year = "2028/29"\nlast_year = "2026/27"'),
        1,
        "policy.rule",
        "let first_year come before last_year",
    ),
    "required before blank first year": one(
        policy("pool_required", 'service = "ICT"\nlast_year = "2027/28"'), 1, "policy.rule", "wrong order"
    ),
    "year before the case": one(
        policy("start_window", 'earliest = "2025/26"'), 4, "policy.rule.earliest", "use 2026/27 to 2028/29"
    ),
    "unknown council": one(
        policy("no_loser", 'councils = ["C"]'), 4, "policy.rule.councils", "is not among the councils of"
    ),
    "unknown service": one(
        policy("partners", 'service = "IT"\nmost = 2'), 4, "policy.rule.service", "did you mean 'ICT'?"
    ),
    "unknown host": one(
        policy("fixed_host", 'service = "ICT"\nhost = "Co"'), 5, "policy.rule.host", "is not among the bodies"
    ),
    "unknown arrangement": one(
        policy("pool_required", f'service = "ICT"\narrangement = "{FULL}er"'),
        5,
        "policy.rule.arrangement",
        f"did you mean '{FULL}'?",
    ),
    "unknown model": one(
        policy("pool_forbidden", 'model = "jv"'), 4, "policy.rule.model", "is not among the delivery models"
    ),
    "unknown pot": one(
        policy("transition_budget", 'pot = "tigt"'), 1, "policy.rule", "did you mean 'tight'?"
    ),
    "sources that are not there": one(
        policy("funded"), 1, "policy.rule", "there is no source to pay from; add the table funding.csv"
    ),
    "pot without a row for a council": one(
        policy("transition_budget", 'pot = "tight"\ncouncils = ["A"]'), 1, "policy.rule", "give A a row"
    ),
    "ban of what is not there": one(
        policy("pool_forbidden", 'host = "B"'), 1, "policy.rule", "no candidate pool is of the kind"
    ),
    "negative changes": one(
        policy("changes_limit", "most_per_year = -1"), 4, "policy.rule.most_per_year", "is too small"
    ),
    "half a change": one(
        policy("changes_limit", "most_per_year = 0.5"), 4, "policy.rule.most_per_year", "not a whole number"
    ),
    "infinite loss": one(
        policy("no_loser", "most_loss_gbp = inf"), 4, "policy.rule.most_loss_gbp", "infinity is not a number"
    ),
    "table for a parameter": one(
        policy("no_loser", "most_loss_gbp = { A = 1 }"),
        4,
        "policy.rule.most_loss_gbp",
        "single value belongs",
    ),
    "no blackout years": one(
        policy("blackout_years"), 1, "policy.rule.years", "give financial years such as 2026/27"
    ),
    "blackout years in an empty list": one(
        policy("blackout_years", "years = []"), 4, "policy.rule.years", "the list is empty"
    ),
    "blackout years as numbers": one(
        policy("blackout_years", "years = [2026]"), 4, "policy.rule.years", "write texts in quotation marks"
    ),
    "blackout year twice": one(
        policy("blackout_years", 'years = ["2026/27", "2026-27"]'),
        4,
        "policy.rule.years",
        "'2026/27' stands twice in the list; remove one",
    ),
    "blackout year of no two years": one(
        policy("blackout_years", 'years = ["2026/27", "2027/29"]'),
        4,
        "policy.rule.years",
        "'2027/29': the two years do not follow one another; write 2027/28",
    ),
    "blackout year after the case": one(
        policy("blackout_years", 'years = ["2026/27", "2029/30"]'),
        4,
        "policy.rule.years",
        "'2029/30': is outside the years of the case; use 2026/27 to 2028/29",
    ),
    "break without a year": one(
        policy("forced_break", 'service = "ICT"'), 1, "policy.rule.year", "nothing is given"
    ),
    "break in two years": one(
        policy("forced_break", 'year = ["2026/27", "2027/28"]'),
        4,
        "policy.rule.year",
        "is a list where a single value belongs",
    ),
    "same host of nothing": one(
        policy("same_host"), 1, "policy.rule", "give services (a list) or service_group"
    ),
    "same host of one service": one(
        policy("same_host", 'services = ["ICT"]'), 1, "policy.rule", "name two services or more"
    ),
    "group without services": one(
        policy("different_hosts", 'service_group = "support"'),
        4,
        "policy.rule.service_group",
        "is not among the service groups of the case; there is none to choose from",
    ),
    "service before itself": one(
        policy("precedence", 'first = "ICT"\nthen = "ICT"'), 1, "policy.rule", "name two services"
    ),
    "rating of 6": one(
        policy("risk_rating_limit", "most_rating = 6"),
        4,
        "policy.rule.most_rating",
        "is too large; give a whole number (rating), from 1 to 5",
    ),
    "term of no years": one(
        policy("minimum_term", "years = 0"), 4, "policy.rule.years", "is too small; give a whole number"
    ),
    "notice of half a year": one(
        policy("notice", "years = 1.5"), 4, "policy.rule.years", "is not a whole number"
    ),
    "open pool of nobody": one(
        policy("pool_open", 'service = "ICT"\nhost = "B"'),
        1,
        "policy.rule",
        "no candidate pool is of the kind that must be open",
    ),
    "open pool in no year": one(
        policy("pool_open", 'service = "ICT"\nlast_year = "2027/28"'), 1, "policy.rule", "wrong order"
    ),
    "share above 1": one(
        policy("concentration", "most_share = 1.5"), 4, "policy.rule.most_share", "is too large"
    ),
    "share of the only host": one(
        policy("concentration", "most_share = 0.9"), 1, "policy.rule", "only one body hosts candidate pools"
    ),
    "share of a host without pools": one(
        policy("concentration", 'most_share = 0.5\nhost = "B"'),
        1,
        "policy.rule",
        "name a body that hosts a candidate pool",
    ),
    "changes of each council and each host": one(
        policy("changes_limit", "most_per_year = 1\neach_council = true\neach_host = true"),
        1,
        "policy.rule",
        "say each_council or each_host, not both",
    ),
    # Policies on money and people
    "nothing for a host to keep": one(
        policy("host_capacity_fte"), 1, "policy.rule", "give most_fte, most_transfers_fte_per_year or both"
    ),
    "capacity of a host of nothing": one(
        policy("host_capacity_fte", 'host = "B"\nmost_fte = 5'),
        1,
        "policy.rule",
        "no candidate pool has this host; name one that hosts candidate pools (A)",
    ),
    "volume of a host of nothing": one(
        policy("host_capacity_volume", 'host = "B"\nservice = "ICT"\nmost_volume = 5'),
        1,
        "policy.rule",
        "no candidate pool of the service has this host",
    ),
    "volume of no service": one(
        policy("host_capacity_volume", "most_volume = 5"), 1, "policy.rule.service", "nothing is given"
    ),
    "half a user": one(
        policy("host_capacity_volume", 'service = "ICT"\nmost_volume = 5.5'),
        5,
        "policy.rule.most_volume",
        "is not a whole number",
    ),
    "thousandths of an FTE": one(
        policy("redundancy_limit", "most_total_fte = 1.005"),
        4,
        "policy.rule.most_total_fte",
        "has more than 2 decimal places",
    ),
    "no limit of redundancies": one(
        policy("redundancy_limit"), 1, "policy.rule", "give most_per_year_fte, most_total_fte or both"
    ),
    "no redundancies at a host of nothing": one(
        policy("no_compulsory_redundancy", 'host = "B"'),
        1,
        "policy.rule",
        "no candidate pool is of this service and host",
    ),
    "redundancies at a host of nothing": one(
        policy("redundancy_limit", 'host = "B"\nmost_total_fte = 1'),
        1,
        "policy.rule",
        "no candidate pool is of this service and host",
    ),
    "afforded before it begins": one(
        policy("affordability", 'first_year = "2028/29"\nlast_year = "2026/27"'),
        1,
        "policy.rule",
        "let first_year come before last_year",
    ),
    "afforded in the base year only": one(
        policy("affordability", 'first_year = "2025/26"'),
        4,
        "policy.rule.first_year",
        "is outside the years of the case",
    ),
    "target of a loss": one(
        policy("savings_target", 'year = "2027/28"\nleast_gbp = -1'),
        5,
        "policy.rule.least_gbp",
        "is too small",
    ),
    "target of no year": one(
        policy("savings_target", "least_gbp = 1"), 1, "policy.rule.year", "give a financial year such as"
    ),
    "paid back by no year": one(policy("payback"), 1, "policy.rule.by_year", "give a financial year such as"),
    "shares that leave something over": one(
        policy("maximum_share", "most_share = 0.49"),
        1,
        "policy.rule",
        "the 2 councils together have the whole saving: let most_share be at least 0.5000",
    ),
    "share above all": one(
        policy("maximum_share", "most_share = 1.5"), 4, "policy.rule.most_share", "is too large"
    ),
    "share in per cent": one(
        policy("maximum_share", 'most_share = "60%"'), 4, "policy.rule.most_share", "without quotation marks"
    ),
    "cover of both kinds": one(
        policy("minimum_cover", 'service = "ICT"\nleast_fte = 2\nleast_share = 0.5'),
        1,
        "policy.rule",
        "give either least_fte or least_share",
    ),
    "cover of neither kind": one(
        policy("minimum_cover", 'service = "ICT"'),
        1,
        "policy.rule",
        "give either least_fte or least_share",
    ),
    "cover of an unknown role": one(
        policy("minimum_cover", 'service = "ICT"\nrole = "al"\nleast_fte = 2'),
        5,
        "policy.rule.role",
        "is not among the roles of the case; did you mean 'all'?",
    ),
    "cover by nobody": one(
        policy("minimum_cover", 'service = "ICT"\nleast_fte = 0'), 5, "policy.rule.least_fte", "is too small"
    ),
    # What a set is
    "set that is no TOML": one("kind,reason\n", 1, None, "cannot be read: Expected '='"),
    "one value for all policies": one("policy = 1", 1, "policy", "is not a table of policies"),
    "policies in the plural": one(
        NO_LOSER.replace("policy.", "policies."), 1, "policies", "did you mean 'policy'?"
    ),
    "list of policies": one("[[policy]]\n", 1, "policy", "is not a table of policies"),
    "policy twice": one(NO_LOSER * 2, 5, None, "the key or table stands twice"),
    "policy without a name": one(policy("no_loser", name='""'), 1, "policy.", "nothing is given"),
    "policy that climbs": one(
        policy("no_loser", name='"../a"'), 1, "policy.../a", "an identifier cannot contain '/'"
    ),
    "policy of two lines": one(policy("no_loser", name='"a\\nb"'), None, "policy.a\nb", "has a line break"),
    "policy of 300 letters": one(
        policy("no_loser", name="x" * 300), 1, f"policy.{'x' * 300}", "is too long for an identifier"
    ),
    "description as a number": one("description = 1", 1, "description", "is not text; put it in quotation"),
    # What sets are together
    "no such set": Sets(
        {"one": NO_LOSER}, ("two",), ("constraints/two.toml", None, None, "use one of 'budget'")
    ),
    "set misspelt": Sets(
        {"fair": NO_LOSER}, ("fiar",), ("constraints/fiar.toml", None, None, "mean 'fair'?")
    ),
    "set twice": Sets(
        {"one": NO_LOSER}, ("one", "one"), ("constraints/one.toml", None, None, "give each set once")
    ),
    "set twice by path": Sets(
        {"one": NO_LOSER},
        ("one", "case/constraints/one.toml"),
        (
            "case/constraints/one.toml",
            None,
            None,
            "a set of this name is there already (constraints/one.toml)",
        ),
    ),
    "two sets of one name to Windows": Sets(
        {"one": NO_LOSER, "One": policy("no_loser", name="other")},
        ("one", "One"),
        ("constraints/One.toml", None, None, "a set of this name is there already"),
    ),
    "clash of names": two(NO_LOSER, NO_LOSER, 1, "policy.rule", 'or say replaces = "one.rule" to take its'),
    "clash of names of two kinds": two(
        NO_LOSER, policy("partners", "most = 2"), 1, "policy.rule", "a policy of this name is there already"
    ),
    "replaces nothing": one(REPLACES, 4, "policy.rule.replaces", "no set before this one has such a policy"),
    "replaces itself": one(
        policy("no_loser", 'replaces = "bad.rule"'), 4, "policy.rule.replaces", "no set before this one has"
    ),
    "replaces a later one": Sets(
        {"one": NO_LOSER, "two": REPLACES},
        ("two", "one"),
        ("constraints/two.toml", 4, "policy.rule.replaces", "no set before this one has such a policy"),
    ),
    "replaced in a circle": Sets(
        {"one": policy("no_loser", 'replaces = "two.rule"'), "two": REPLACES},
        ("one", "two"),
        ("constraints/one.toml", 4, "policy.rule.replaces", "no set before this one has such a policy"),
    ),
    "replaced twice": two(
        NO_LOSER,
        REPLACES + policy("no_loser", 'replaces = "one.rule"', name="again"),
        8,
        "policy.again.replaces",
        "no set before this one has such a policy",
    ),
    "replaces a misspelt one": two(
        NO_LOSER,
        policy("no_loser", 'replaces = "one.rul"'),
        4,
        "policy.rule.replaces",
        "did you mean 'one.rule'?",
    ),
    "replaces a number": two(
        NO_LOSER, policy("no_loser", "replaces = 1"), 4, "policy.rule.replaces", "no set before this one has"
    ),
    # Names of files
    "set of Windows' own name": Sets(
        {"CON": NO_LOSER},
        ("CON",),
        ("constraints/CON.toml", None, None, "Windows keeps this name for itself"),
    ),
    "set of Windows' own name in small letters": Sets(
        {"nul": NO_LOSER},
        ("nul",),
        ("constraints/nul.toml", None, None, "Windows keeps this name for itself"),
    ),
    "set with a full stop at its end": Sets(
        {"one.": NO_LOSER},
        ("one.",),
        ("constraints/one..toml", None, None, "a name cannot contain a full stop"),
    ),
    "set of two lines": Sets(
        {"a\nb": NO_LOSER}, ("a\nb",), ("constraints/a\nb.toml", None, None, "has a line break")
    ),
    "set with spaces around": Sets(
        {" one": NO_LOSER},
        (" one",),
        ("constraints/ one.toml", None, None, "has spaces or line breaks around"),
    ),
    "set of 200 letters": Sets(
        {"x" * 200: NO_LOSER},
        ("x" * 200,),
        (f"constraints/{'x' * 200}.toml", None, None, "is too long for an identifier"),
    ),
    "set of 300 letters": Sets(
        {}, ("x" * 300,), (f"constraints/{'x' * 300}.toml", None, None, "there is no such constraint set")
    ),
    "path of 5,000 letters": Sets(
        {}, ("x/" * 2500,), ("x/" * 2500, None, None, "there is no such constraint set")
    ),
    "set that climbs": Sets(
        {}, ("../../secret",), ("../../secret", None, None, "there is no such constraint set")
    ),
    "folder for a set": Sets(
        {}, ("case/constraints",), ("case/constraints", None, None, "there is no such constraint set")
    ),
    "set without a name": Sets(
        {}, ("",), ("constraints/.toml", None, None, "there is no such constraint set")
    ),
}
