"""What the user gave: read, checked, and resolved into one frozen value, the `Case`."""

from optimizer.case.case import Case, Policy
from optimizer.case.load import case_from_json, case_to_json, load_case
from optimizer.case.loaded import CurveRatio, LoadedCase
from optimizer.case.sets import LoadedSets, load_sets, sets_from_texts
from optimizer.case.tables import CaseTables
from optimizer.case.validate import DefaultUsed

__all__ = [
    "Case",
    "CaseTables",
    "CurveRatio",
    "DefaultUsed",
    "LoadedCase",
    "LoadedSets",
    "Policy",
    "case_from_json",
    "case_to_json",
    "load_case",
    "load_sets",
    "sets_from_texts",
]
