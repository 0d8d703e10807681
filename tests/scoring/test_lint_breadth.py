"""What the scheme of a cycle with a plan has to ask: each gap found once, and not where it is waived."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.intake.bind import Bound, load
from generator.intake.models.scheme import Scheme
from generator.regulation import catalogue
from generator.scoring.lint import lint
from generator.scoring.lint_breadth import breadth_problems

OFFICE = Path(__file__).resolve().parents[2] / "records/cycles/2025/scheme.yml"
Document = dict[str, Any]


def document() -> Document:
    """The example's scheme for units with a cap on weights, every scalar as text."""
    read: Document = yaml.load(OFFICE.read_text("utf-8"), Loader=yaml.BaseLoader)
    return copy.deepcopy(read) | {"weight_cap": {"at_most": "15", "cites": ["P2-1.2(2)"]}}


def bound(scheme: Document) -> Bound[Scheme]:
    text = yaml.dump(scheme, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_style='"')
    found, problems = load(Scheme, text.encode(), "scheme.yml")
    assert found is not None, problems
    return found


def breadth(scheme: Document, *, people: bool = True) -> list[tuple[str, str]]:
    return [(problem.code, problem.clause) for problem in breadth_problems(bound(scheme), people=people)]


def indicators(scheme: Document, group: str) -> list[Document]:
    found = [item for family in scheme["families"] for item in family["indicators"]]
    return [item for item in found if item["sub_indicator"].startswith(f"{group}.")]


def waive(scheme: Document, *targets: str) -> None:
    waivers = [
        {"target": target, "reason": {"zh": "本机关没有", "en": "not here"}, "cites": ["P1-A9"]} for target in targets
    ]
    scheme["waivers"] = [*scheme.get("waivers", []), *waivers]


def test_the_example_is_broad_enough() -> None:
    assert breadth(document()) == []
    assert lint(bound(document())) == []


def nobody_served(scheme: Document) -> None:
    for item in indicators(scheme, "satisfaction"):
        item |= {"rule": {"kind": "linear_to_target", "target": "100"}}


def no_visits(scheme: Document) -> None:
    for family in scheme["families"]:
        for item in family["indicators"]:
            item["method"] = "analysis" if item["method"] == "site_visit" else item["method"]


def integrity_among_others(scheme: Document) -> None:
    moved = indicators(scheme, "integrity")[0]
    for family in scheme["families"]:
        family["indicators"] = [item for item in family["indicators"] if item is not moved]
    scheme["families"][0]["indicators"].append(moved)


def effect_without_weight(scheme: Document) -> None:
    for item in indicators(scheme, "effect"):
        item |= {"weight": "0", "rule": {"kind": "linear_to_target", "target": "100"}}


def no_cap(scheme: Document) -> None:
    del scheme["weight_cap"]


def test_what_the_organ_added_has_a_basis_of_its_own() -> None:
    """One of the eleven may cite clauses alone; another indicator may not."""
    scheme = document()
    named = indicators(scheme, "duty")[-1]
    added = copy.deepcopy({key: value for key, value in named.items() if key != "sub_indicator"})
    added["id"] = "duty.archive"
    scheme["families"][0]["indicators"].append(added)
    assert breadth(scheme) == []
    for item in (named, added):
        item["cites"] = ["P2-2.2(1)"]
    assert breadth(scheme) == [("R230", "P1-A9")]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (nobody_served, [("R221", "P2-1.1(2)")]),
        (no_visits, [("R222", "P2-3.1")]),
        (integrity_among_others, [("R223", "P2-2.1(4)")]),
        (effect_without_weight, [("R224", "P2-2.1(3)")]),
        (no_cap, [("R226", "P2-1.2(2)")]),
    ],
)
def test_each_gap_is_found(edit: Callable[[Document], None], expected: list[tuple[str, str]]) -> None:
    scheme = document()
    edit(scheme)
    assert breadth(scheme) == expected


def test_those_served_are_asked() -> None:
    scheme = document()
    nobody_served(scheme)
    assert breadth(scheme) == [("R221", "P2-1.1(2)")]
    for family in scheme["families"]:
        for item in family["indicators"]:
            if item["sub_indicator"].startswith("satisfaction."):
                item["sub_indicator"] = "duty.execution"
    waive(scheme, "satisfaction.attitude", "satisfaction.efficiency", "satisfaction.quality")
    assert breadth(scheme) == []


def test_without_people_the_ten_families_are_waived_one_by_one() -> None:
    scheme = document()
    assert breadth(scheme, people=False) == [("R225", "P1-A8")] * 10
    waive(scheme, *catalogue.families())
    assert breadth(scheme, people=False) == []


def test_a_cap_on_weights_is_kept() -> None:
    scheme = document() | {"weight_cap": {"at_most": "11", "cites": ["P2-1.2(2)"]}}
    heavy = [
        item["id"] for group in catalogue.groups() for item in indicators(scheme, group) if int(item["weight"]) > 11
    ]
    found = [problem for problem in lint(bound(scheme)) if problem.code == "R209"]
    assert [(problem.clause, problem.params["indicator"]) for problem in found] == [
        ("P2-1.2(2)", name) for name in heavy
    ]


def test_schemes_for_people_are_held_to_the_families_instead() -> None:
    path = OFFICE.parent / "people/scheme.yml"
    found, problems = load(Scheme, path.read_bytes(), "people/scheme.yml")
    assert found is not None and problems == []
    assert list(breadth_problems(found, people=True)) == []
