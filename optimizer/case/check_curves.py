"""Checks of scale curves and rules: complete, rising from step to step, and long enough for every pool."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from optimizer.case.curves import curves_of, knots_of_rule, volumes_by_service
from optimizer.case.dictionary import file_of
from optimizer.case.parse import nearest
from optimizer.case.pool_facts import PoolFacts
from optimizer.case.raw import Findings, Place
from optimizer.case.tables import CaseTables, ScaleCurvesRow, ScaleRulesRow

LINEAR = ("core", "per_unit")
ELASTIC = ("elasticity", "reference_volume", "reference_value", "efficient_volume")
FTE = "fte:"
MONEY_PLACES = 2
FTE_PLACES = 6
LARGEST_NEED = 10**12
"""More FTE or GBP a year than any service needs; larger numbers would not be exact in a solver."""


def roles_are_known(tables: CaseTables, findings: Findings) -> None:
    """Roles of depths, curves and rules are roles that the baseline has."""
    facts = PoolFacts(tables)
    everywhere = tuple(dict.fromkeys(row.role for row in tables.baseline))
    for depth in tables.depths:
        known = everywhere if depth.service == "*" else facts.roles(depth.service)
        if depth.role != "*" and depth.role not in known:
            place = Place(file_of("depths"), depth.file_row, "role", depth.role)
            findings.fault(place, "is not a role in baseline.csv", nearest(depth.role, ["*", *known]))
    for table in ("scale_curves", "scale_rules"):
        reported = set()
        for row in getattr(tables, table):
            role = row.measure.removeprefix(FTE)
            known = facts.roles(row.service)
            key = (row.service, row.measure)
            if row.measure.startswith(FTE) and role not in known and key not in reported:
                reported.add(key)
                place = Place(file_of(table), row.file_row, "measure", row.measure)
                problem = f"baseline.csv has no role {role!r} for {row.service}"
                findings.fault(place, problem, nearest(row.measure, [f"{FTE}{name}" for name in known]))


def rules_are_complete(tables: CaseTables, findings: Findings) -> None:
    """A rule has core and per_unit, or the four columns of the elasticity, and nothing of the other."""
    for row in tables.scale_rules:
        given = [column for column in (*LINEAR, *ELASTIC) if getattr(row, column) is not None]
        wanted = LINEAR if any(column in LINEAR for column in given) else ELASTIC
        if set(given) == set(wanted):
            continue
        missing = [column for column in wanted if column not in given]
        extra = [column for column in given if column not in wanted]
        place = Place(file_of("scale_rules"), row.file_row, (missing or extra)[0] if given else LINEAR[0])
        if not given:
            findings.fault(
                place, "the rule is empty", f"give {' and '.join(LINEAR)}, or {', '.join(ELASTIC)}"
            )
        elif missing:
            findings.fault(place, "the rule is not complete", f"give {', '.join(missing)}")
        else:
            problem = f"the rule has {' and '.join(LINEAR)} as well"
            findings.fault(place, problem, "leave one of the two kinds of rule blank")


def rules_give_numbers(tables: CaseTables, findings: Findings) -> None:
    """A rule does not run away: elasticities are about 1, and what they give can be meant."""
    volumes = volumes_by_service(tables)
    for row in tables.scale_rules:
        if rules_lack(row):
            continue
        try:
            largest = max(knot.value for knot in knots_of_rule(row, volumes.get(row.service, ())))
        except DecimalException:
            largest = Decimal(LARGEST_NEED + 1)
        if largest > LARGEST_NEED:
            place = Place(file_of("scale_rules"), row.file_row, "measure", row.measure)
            problem = (
                f"the rule gives more than {LARGEST_NEED:,} at the volume of all councils of {row.service}"
            )
            findings.fault(place, problem, "check its columns, and the volumes in baseline_services.csv")


def rules_lack(row: ScaleRulesRow) -> tuple[str, ...]:
    """Return the columns that a rule lacks, of the kind of rule that it is meant to be."""
    wanted = LINEAR if any(getattr(row, column) is not None for column in LINEAR) else ELASTIC
    return tuple(column for column in wanted if getattr(row, column) is None)


def curves_are_curves(tables: CaseTables, findings: Findings) -> None:
    """A curve has two volumes at least; a step has two rows, the lower first, between other breakpoints."""
    curves: dict[tuple[str, str], dict[int, list[ScaleCurvesRow]]] = {}
    for row in tables.scale_curves:
        curves.setdefault((row.service, row.measure), {}).setdefault(row.volume, []).append(row)
        places = MONEY_PLACES if row.measure == "non_staff" else FTE_PLACES
        if row.value != round(row.value, places):
            place = Place(file_of("scale_curves"), row.file_row, "value", str(row.value))
            findings.fault(place, "is too exact to be kept", f"round it to {places} decimal places")
    for (service, measure), volumes in curves.items():
        ends = {min(volumes), max(volumes)}
        if len(volumes) == 1:
            row = next(iter(volumes.values()))[0]
            place = Place(file_of("scale_curves"), row.file_row, "volume", str(row.volume))
            problem = f"the curve {measure} of {service} has one breakpoint only"
            findings.fault(place, problem, "give a second one at another volume")
            continue
        for volume, rows in volumes.items():
            place = Place(file_of("scale_curves"), rows[-1].file_row, "volume", str(volume))
            first = rows[0].file_row
            if len(rows) > 2:
                findings.fault(place, "is the volume of more than two rows", "keep two for a step, else one")
            elif len(rows) == 2 and rows[0].value == rows[1].value:
                findings.fault(place, f"repeats row {first}", "remove one of the two")
            elif len(rows) == 2 and rows[0].value > rows[1].value:
                problem = f"a step goes up, but the value is lower than in row {first}"
                findings.fault(
                    place, problem, "give the lower value first, or use two volumes one unit apart"
                )
            elif len(rows) == 2 and volume in ends:
                remedy = "give the curve a breakpoint beyond the step, or one row here"
                findings.fault(place, "is a step at an end of the curve", remedy)


def not_both(tables: CaseTables, findings: Findings) -> None:
    """A measure has breakpoints or a rule."""
    curves = {(row.service, row.measure): row.file_row for row in reversed(tables.scale_curves)}
    for row in tables.scale_rules:
        if (row.service, row.measure) in curves:
            place = Place(file_of("scale_rules"), row.file_row, "measure", row.measure)
            problem = f"{row.service} has breakpoints for it too (scale_curves.csv, row "
            findings.fault(place, f"{problem}{curves[row.service, row.measure]})", "remove one of the two")


def every_need_has_a_curve(tables: CaseTables, findings: Findings) -> None:
    """What a candidate pool takes over has a curve."""
    facts = PoolFacts(tables)
    known = {(row.service, row.measure) for row in tables.scale_curves}
    known |= {(row.service, row.measure) for row in tables.scale_rules}
    reported = set()
    for pool in facts.pools:
        for measure in facts.measures(pool):
            key = (pool.service, measure)
            if key not in known and key not in reported:
                reported.add(key)
                place = Place(file_of("scale_curves"), None, "measure", measure)
                problem = f"there is no curve and no rule for {pool.service}, which {pool.arrangement} needs"
                findings.fault(
                    place, problem, "add breakpoints in scale_curves.csv or a rule in scale_rules.csv"
                )


def curves_reach_every_pool(tables: CaseTables, findings: Findings) -> None:
    """Breakpoints reach the largest volume that a pool may have; warn where small pools lie before the first.

    The largest volume is that of all candidates, or what capacity and most_members leave of it.
    """
    facts = PoolFacts(tables)
    given = {(row.service, row.measure): row.file_row for row in tables.scale_curves}
    curves = curves_of(tables)
    reported: set[tuple[str, str]] = set()
    for pool in facts.pools:
        volumes = facts.volumes(pool)
        for measure in facts.measures(pool):
            key = (pool.service, measure)
            if key in reported or key not in given or volumes is None:
                continue
            first, last = curves[key][0].volume, curves[key][-1].volume
            least, most = volumes
            place = Place(file_of("scale_curves"), given[key], "volume", str(last))
            if last < most:
                reported.add(key)
                problem = f"the curve {measure} of {pool.service} stops below {most}, the largest volume "
                problem += f"of {pool.arrangement}"
                findings.fault(place, problem, f"give a breakpoint at {most} or more")
            elif most < first:
                reported.add(key)
                problem = f"the curve {measure} of {pool.service} begins above {most}, the largest volume "
                problem += f"of {pool.arrangement}, so that it can never open"
                findings.fault(place._replace(value=str(first)), problem, f"begin at {least} or less")
            elif least < first:
                reported.add(key)
                problem = f"the curve {measure} of {pool.service} begins at {first}, but {pool.arrangement} "
                problem += (
                    f"could have a volume of {least}; smaller pools than {first} will not be considered"
                )
                remedy = f"begin at {least} if they should be"
                findings.warning(place._replace(value=str(first)), problem, remedy)
