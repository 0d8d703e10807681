"""Between the records of one office: names, units, figures, ballots, keys. The folder ``broken`` has a case of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.problem import in_order
from generator.core.render import problems_text
from generator.intake.references import check, disputed_units, own_records
from generator.intake.repository import Office, load
from generator.intake.similar import COMPARED, nearest, repeated
from generator.ledger.note import parse_vkey
from generator.signing.ssh_keys import ed25519_key, parse_blob, parse_public_key
from generator.signing.ssh_wire import string
from tests.broken.edited import BASE, Edits, edited

SHARES = """          kind: vote_share_bands
          options: [good, fair]
          share_of: [good]
          hit: unique
          rows: [{at_least: 1/2, points: 10}, {below: 1/2, points: 5}]
"""
QUALITY_RULE = """        provider: archive
        rule:
          kind: votes_to_points
          options:
            - {id: good, name: {zh: 好, en: good}, points: 100}
            - {id: fair, name: {zh: 一般, en: fair}, points: 60}
          groups:
            - {id: colleagues, name: {zh: 同事, en: colleagues}, weight: 40}
            - {id: served, name: {zh: 服务对象, en: those served}, weight: 60}
          missing_group: incomplete
        missing: {policy: incomplete, cites: [P1-A14]}
        cites: ["P2-2.2(2)"]
  - id: effect
"""


def codes(office: Office) -> list[str]:
    return [problem.code for problem in check(office)]


def found(folder: Path, edits: Edits, *without: str) -> list[str]:
    return codes(edited(folder, edits, without=without))


def test_the_valid_office_has_no_problem() -> None:
    office, _ = load(BASE)
    assert check(office) == []
    assert check(Office()) == []


def test_calendar_names_its_year(tmp_path: Path) -> None:
    office = edited(tmp_path, {"/calendar/2026.yml": [('year: "2026"', 'year: "2025"')]})
    assert [(p.code, p.place.line, p.place.col) for p in check(office)] == [("X102", 2, 7)]


def test_while_material_is_collected_whole_files_may_be_absent(tmp_path: Path) -> None:
    absent = ("inputs/data/policy-results.yml", "inputs/votes/served.yml")
    assert found(tmp_path, {}, "procedure", *absent) == []
    assert found(tmp_path / "two", {}, *absent) == ["X106", "X107"]


def test_a_gap_within_a_file_is_never_passed_over(tmp_path: Path) -> None:
    edits: Edits = {"inputs/data/policy-results.yml": [("  - unit: finance\n    value: 90\n", "")]}
    assert found(tmp_path, edits, "procedure") == ["X133"]


def test_without_a_readable_roster_units_are_not_judged(tmp_path: Path) -> None:
    edits: Edits = {"inputs/data/policy-results.yml": [("unit: finance", "unit: nobody")]}
    office = edited(tmp_path, edits)
    assert codes(office) == ["X133", "X122"]
    roster = tmp_path / "records/cycles/2025/roster.yml"
    roster.write_text(roster.read_text("utf-8").replace("date:", "dat:"), "utf-8")
    assert codes(load(tmp_path)[0]) == []


def test_a_disputed_unit_is_one_finding(tmp_path: Path) -> None:
    office = edited(tmp_path, {"roster.yml": [("{unit: archive}", "{unit: archives}")]})
    assert disputed_units(office, office.cycles["2025"]) == {"archive", "archives"}
    assert codes(office) == ["X120", "X122"]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("value: 97.5", "places: [1]"), "X134"),
        (("value: 97.5", "value: 97.5\n    places: [1]"), "X134"),
        (("    value: 97.5\n", ""), "X130"),
    ],
)
def test_a_figure_has_the_form_its_rule_takes(tmp_path: Path, edit: tuple[str, str], code: str) -> None:
    assert found(tmp_path, {"inputs/data/budget-execution.yml": [edit]}) == [code]


@pytest.mark.parametrize("places", ["[]", "[0, 1]", "[1, 4]"])
def test_places_go_from_one_to_the_last_unit(tmp_path: Path, places: str) -> None:
    office = edited(tmp_path, {"inputs/data/inspection-rank.yml": [("[2, 1]", places)]})
    (problem,) = check(office)
    assert problem.code == "X135"
    assert places == "[]" or places.strip("[]") not in problems_text([problem], "en")


def test_a_reason_may_stand_for_places(tmp_path: Path) -> None:
    edits: Edits = {"inputs/data/inspection-rank.yml": [("places: [2, 1]", "missing: {zh: 未督查, en: Not inspected}")]}
    assert found(tmp_path, edits) == []


REST = "\n  - unit: finance\n    indicator: service-a"
TALLY = "issued: 35\n    returned: 32\n    invalid: 1\n    counts: {good: 30, fair: 1}" + REST


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        ("issued: 32\n    returned: 32\n    invalid: 32\n    counts: {good: 0, fair: 0}", []),
        ("issued: 0\n    returned: 0\n    counts: {good: 0, fair: 0}", []),
        ("issued: 5\n    returned: 6\n    invalid: 0\n    counts: {good: 6, fair: 0}", ["X145"]),
        ("issued: 5\n    returned: 3\n    invalid: 4\n    counts: {good: 0, fair: 0}", ["X145"]),
        ("issued: 5\n    returned: 4\n    counts: {good: 4, fair: 1}", ["X144"]),
        ("issued: 5\n    returned: 4\n    counts: {good: 4}", ["X143"]),
        ("issued: 5\n    returned: 4\n    counts: {good: 4, poor: 1}", ["X143", "X144"]),
    ],
)
def test_ballots_add_up(tmp_path: Path, tally: str, expected: list[str]) -> None:
    assert found(tmp_path, {"inputs/votes/served.yml": [(TALLY, tally + REST)]}) == expected


@pytest.mark.parametrize("name", ["计票人丙", '" 计票人丙"', "计票人 丙", "計票人丙"])
def test_teller_and_scrutineer_are_compared_as_people(tmp_path: Path, name: str) -> None:
    office = edited(tmp_path, {"inputs/votes/served.yml": [("监票人丁", name)]})
    same = name != "計票人丙"
    assert codes(office) == (["X146"] if same else [])
    assert all("人" not in (problem.source or "") and not problem.params for problem in check(office))


def test_a_rule_by_shares_hears_any_group_but_every_unit(tmp_path: Path) -> None:
    rule = QUALITY_RULE[QUALITY_RULE.index("          kind:") : QUALITY_RULE.index("        missing:")]
    scheme: Edits = {"scheme.yml": [(QUALITY_RULE, QUALITY_RULE.replace(rule, SHARES))]}
    assert found(tmp_path / "a", scheme) == []
    tally = "  - unit: archive\n    indicator: service-quality\n"
    votes = (BASE / "records/cycles/2025/inputs/votes/served.yml").read_text("utf-8")
    cut = votes[votes.index(tally) :]
    assert found(tmp_path / "b", {**scheme, "inputs/votes/served.yml": [(cut, "")]}) == ["X142"]


def test_two_channels_are_needed_once_all_ballots_are_there(tmp_path: Path) -> None:
    edits: Edits = {"inputs/votes/colleagues.yml": [("channel: peers", "channel: public")]}
    assert found(tmp_path / "a", edits) == ["X147"]
    assert found(tmp_path / "b", edits, "procedure", "inputs/votes/served.yml") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: auditor-safe", "id: office-safe", ["X159"]),
        ("id: liaison", "id: archive", ["X150", "X122"]),
        ("holder: holder-b", "holder: holder-a", ["X154"]),
        ("department: organisation", "department: personnel", ["X151"]),
    ],
)
def test_the_organ_alone(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert sorted(found(tmp_path, {"/organ.yml": [(old, new)]})) == sorted(expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("report: {office: 2}", "report: {office: 0}", ["X158"]),
        ("report: {office: 2}", "report: {office: 0, auditor: 1}", ["X157"]),
        ("report: {office: 2}", "report: {}", ["X158"]),
        ("closed: {supervision: 1}", "closed: {supervision: 1}\n  notice: {publisher: 2}", ["X157"]),
    ],
)
def test_thresholds(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    office = edited(tmp_path, {"/trust.yml": [(old, new)]})
    assert codes(office) == expected
    assert all(problem.place.line >= 36 for problem in check(office))


def test_problems_are_sorted_and_single(tmp_path: Path) -> None:
    edits: Edits = {
        "roster.yml": [("{unit: finance}", "{unit: planning}"), ('cycle: "2025"', 'cycle: "2024"')],
        "inputs/votes/served.yml": [("监票人丁", "计票人丙")],
    }
    problems = check(edited(tmp_path, edits))
    assert problems == in_order(problems)
    assert {"X101", "X120", "X121", "X146"} == {problem.code for problem in problems}


def test_nearest_names() -> None:
    assert nearest("finanse", ["planning", "finance", "archive"]).split("、")[0] == "finance"
    assert nearest("x", []) == ""
    many = [f"unit-{number:05d}" for number in range(10 * COMPARED)]
    assert nearest("unit-00777x", many).split("、")[0] == "unit-00777"
    assert list(repeated("abacab")) == [2, 4, 5]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("issued: 35", "issued: 100001"),
        ("returned: 32", "returned: 100001"),
        ("invalid: 1", "invalid: 100001"),
        ("good: 30", "good: 100001"),
    ],
)
def test_more_ballots_than_any_group_has(tmp_path: Path, field: str, more: str) -> None:
    old = "issued: 35\n    returned: 32\n    invalid: 1\n    counts: {good: 30, fair: 1}\n  - unit: finance"
    office = edited(tmp_path, {"inputs/votes/served.yml": [(old, old.replace(field, more))]})
    problems = [problem for problem in check(office) if problem.code == "X148"]
    assert [problem.place.path for problem in problems] == ["records/cycles/2025/inputs/votes/served.yml"]
    assert "100001" not in problems_text(problems, "en")


HOLDER_D = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO3V3UeP59pH+Os4/12OOGXLP5maT8fRiB9zj6t0ur36"
HOLDER_A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE8Et8twVyP9bqyIbpOyhBZM7Dfys/WDM8dISsJFKyn4"


def test_one_secret_in_two_guises_is_one_key(tmp_path: Path) -> None:
    kind = b"sk-ssh-ed25519@openssh.com"
    guise = parse_blob(string(kind) + string(parse_public_key(HOLDER_A).point) + string(b"ssh:"))
    office = edited(tmp_path / "a", {"/trust.yml": [(HOLDER_D, guise.line)]})
    (problem,) = check(office)
    assert (problem.code, problem.params) == ("X156", {"holder": "holder-d", "first": "holder-a"})
    assert office.trust is not None
    log_key = parse_vkey(office.trust.record.log_key).public_key
    office = edited(tmp_path / "b", {"/trust.yml": [(HOLDER_D, ed25519_key(log_key).line)]})
    (problem,) = check(office)
    assert (problem.code, problem.params) == ("X156", {"holder": "holder-d", "first": "log_key"})


def test_records_of_another_year_are_left_out_of_later_checks(tmp_path: Path) -> None:
    edits = {
        "roster.yml": [('cycle: "2025"', 'cycle: "2024"')],
        "inputs/votes/served.yml": [('cycle: "2025"', 'cycle: "2024"')],
    }
    office = edited(tmp_path, edits)
    own = own_records(office).cycles["2025"]
    assert own.roster is None and set(own.votes) == {"colleagues"}
    assert own.has("roster.yml") and own.scheme is not None
    assert own.data == office.cycles["2025"].data
    untouched = edited(tmp_path / "b", {})
    assert own_records(untouched) == untouched
