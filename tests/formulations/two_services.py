"""The tiny case with a second service T, equal to S in every number, and a pool at each council for both.

Sharing a service from year 1 saves 38,000, from year 2 10,000 (tiny case), whoever hosts; set-up costs tell
the hosts apart. The spend in scope of each service is 6 x 10,000 + 60,000 = 120,000 of A and 80,000 of B.
"""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.case import LoadedCase
from tests.formulations.tiny import TABLES, rows, tiny

HOSTS = {"P": "A", "Q": "B", "U": "A", "W": "B"}
SERVICES = {"P": "S", "Q": "S", "U": "T", "W": "T"}


def two_services(
    setups: Mapping[str, int] | None = None, years: int = 2, **tables: list[dict[str, str]]
) -> LoadedCase:
    """Return the case with pools P (S at A), Q (S at B), U (T at A) and W (T at B).

    Args:
        setups: set-up costs of pools, 0 for those that are not named.
        years: years of the case.
        tables: whole tables in place of these.
    """
    both = {
        name: [*TABLES[name], *({**row, "service": "T"} for row in TABLES[name])]
        for name in ("services", "baseline", "baseline_services", "scale_curves")
    }
    pools = [
        f"{name} {SERVICES[name]} {host} lead {(setups or {}).get(name, 0)}" for name, host in HOSTS.items()
    ]
    both["arrangements"] = rows("arrangement service host model setup_gbp", *pools)
    return tiny(None, {"years": years}, **(both | tables))
