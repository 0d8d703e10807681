"""Which files a site has for machines and spreadsheets, of each cycle with results and once, and their columns."""

from __future__ import annotations

from generator.site.ledger_view import Cycle

RESULTS = "results.csv"
INDICATORS = "indicators.csv"
JSON = "results.json"
RECTIFICATION = "rectification.csv"
COLUMNS: dict[str, tuple[str, ...]] = {
    RESULTS: (
        "unit_id",
        "unit_name",
        "unit_name_en",
        "status",
        "total_shown",
        "total_numerator",
        "total_denominator",
        "total_max",
        "recommended_grade",
        "recommended_grade_name",
        "recommended_grade_name_en",
        "decided_grade",
        "decided_grade_name",
        "decided_grade_name_en",
        "result_record",
        "result_sha256",
        "decision_record",
        "decision_sha256",
    ),
    INDICATORS: (
        "unit_id",
        "unit_name",
        "unit_name_en",
        "family_id",
        "family_name",
        "family_name_en",
        "indicator_id",
        "indicator_name",
        "indicator_name_en",
        "points_shown",
        "points_numerator",
        "points_denominator",
        "points_max",
        "missing_policy",
        "withheld_reason",
        "result_record",
        "result_sha256",
    ),
    JSON: (
        "version",
        "organ",
        "cycle",
        "root",
        "scheme",
        "units[].result",
        "units[].decision",
        "units[].sources",
        "statements[]",
    ),
}
CORRECTED = (
    "corrected_total",
    "corrected_grade",
    "corrected_grade_name",
    "corrected_grade_name_en",
    "correction_record",
    "correction_sha256",
)
"""What the table of results has besides in a cycle with a plan; empty where a unit's result was not corrected."""

CORRECTED_FIGURE = ("corrected_numerator", "corrected_denominator")
"""What the table of indicators has besides: the figure as corrected; the points in its row are those from before."""

PLANNED: dict[str, tuple[str, ...]] = {
    RESULTS: (*COLUMNS[RESULTS], *CORRECTED),
    INDICATORS: (*COLUMNS[INDICATORS], *CORRECTED_FIGURE),
    RECTIFICATION: (
        "rectification_id",
        "unit_id",
        "unit_name",
        "unit_name_en",
        "problem",
        "problem_en",
        "responsible",
        "responsible_en",
        "ordered",
        "due",
        "verified",
        "verified_by",
        "rectification_record",
        "rectification_sha256",
    ),
    JSON: (*COLUMNS[JSON][:-2], "units[].correction", *COLUMNS[JSON][-2:]),
}
"""The files of a cycle with a plan and their columns."""


CLAUSES = "clauses.csv"
CLAUSES_JSON = "clauses.json"
CLAUSE_COLUMNS: dict[str, tuple[str, ...]] = {
    CLAUSES: (
        "clause_id",
        "clause_title",
        "clause_title_en",
        "clause_demands",
        "clause_demands_en",
        "checks",
        "records",
        "acts",
        "pages",
        "tests",
        "example_statement",
        "example_record",
        "example_sha256",
    ),
    CLAUSES_JSON: ("version", "organ", "root", "clauses[]"),
}
"""The files of the clauses; every site has them."""


def columns_of(cycle: Cycle) -> dict[str, tuple[str, ...]]:
    """The files of a cycle with results, each with its columns."""
    return PLANNED if cycle.planned else COLUMNS
