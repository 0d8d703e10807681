"""From inputs to a statement's bytes: the same inputs give the same bytes, and every reason against is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, UsageError
from generator.disclosure.salts import DerivedSalts
from generator.intake import repository
from generator.intake.repository import Office
from generator.ledger.statements import PublishedStatement, decode_files
from generator.office.check import load_and_check
from generator.office.compose import Composition, compose
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.vocabulary import ACTS, BASES, act_of, clauses_of, record_types_of
from generator.signing import demo
from tests.conftest import Practice, Stages
from tests.example.regenerate import IDENTITY, ORDER
from tests.office.acting import codes, edit

SCHEME = "records/cycles/2025/scheme.yml"
DECISION = "records/cycles/2025/procedure/decision.yml"


def before(kind: str) -> str:
    """The stage in which ``kind`` is next."""
    return ("", *ORDER)[ORDER.index(kind)]


def make(workspace: Workspace, kind: str, office: Office | None = None) -> Composition:
    cycle = "" if kind == "trust" else "2025"
    loaded = load_and_check(workspace.root, [IDENTITY]).office if office is None else office
    return compose(kind, cycle, loaded, published_statements(workspace), DerivedSalts(cycle, demo.salt))


@pytest.mark.parametrize("kind", ORDER)
def test_what_is_made_is_what_the_example_has_published(stages: Stages, kind: str) -> None:
    composition = make(Workspace(stages(before(kind))), kind)
    published = published_statements(Workspace(stages(kind)))[-1]
    files = {"statement.json": published.data, "SHA256SUMS": published.sums}
    files |= {path: data for path, (data, _) in published.records.items()}
    assert composition.files() == files


@pytest.mark.parametrize("kind", ORDER)
def test_a_statement_agrees_with_itself_and_its_vocabulary(stages: Stages, kind: str) -> None:
    workspace = Workspace(stages(before(kind)))
    composition = make(workspace, kind)
    content = decode_files(composition.files(), 7, "x")
    assert content.statement == composition.statement
    statement, step = ACTS.get(kind, (kind, ""))
    assert (content.statement.kind, content.statement.step) == (statement, step)
    assert content.statement.clauses == clauses_of(statement, step, planned=True)
    assert set(content.statement.counts) <= record_types_of(statement, step)
    earlier = published_statements(workspace)
    known = {act_of(item.statement.kind, item.statement.step): item.sha256 for item in earlier}
    assert content.statement.root == known.get("trust", "self")
    wanted = {"trust": (), "scheme": ("trust",), "closed": tuple(known)[1:]}.get(kind) or BASES.get(kind, ())
    assert list(content.statement.builds_on) == [digest for act, digest in known.items() if act in wanted]


@pytest.mark.parametrize("kind", ORDER)
def test_the_openings_open_every_commitment(stages: Stages, kind: str) -> None:
    composition = make(Workspace(stages(before(kind))), kind)
    openings = composition.openings
    assert openings.statement == decode_files(composition.files(), 0, "x").sha256
    digests = [digest for item in composition.records for digest in item.record.commitments]
    assert [item.digest for item in openings.disclosures] == digests
    assert openings.nonces == {item.record.path: item.record.nonce for item in composition.records}


def test_the_inputs_are_committed_to_by_path(stages: Stages) -> None:
    composition = make(Workspace(stages("feedback")), "report")
    office, _ = repository.load(stages("feedback"), [IDENTITY])
    paths = [item.name.removeprefix("xinghe-bureau/2025/inputs/report/1/") for item in composition.openings.inputs]
    assert paths == sorted(paths)
    assert {path: item.value for path, item in zip(paths, composition.openings.inputs, strict=True)} == {
        path: digest
        for path, digest in office.files.items()
        if path == "records/organ.yml" or (path.startswith("records/cycles/2025/") and _reported(path))
    }


def _reported(path: str) -> bool:
    """Whether a report rests on the file: what is scored, and of the procedure what was said about the opinion."""
    if "/procedure/" in path:
        return path.endswith(("/report.yml", "/comments.yml"))
    return not path.endswith(("/2025/goals.yml", "decision.yml", "correction.yml"))


def without(office: Office, **parts: object) -> Office:
    """The office with parts of its cycle taken away or replaced."""
    return replace(office, cycles={"2025": replace(office.cycles["2025"], **parts)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "part", "path"),
    [
        ("scheme", "scheme", SCHEME),
        ("report", "report", "records/cycles/2025/procedure/report.yml"),
        ("report", "roster", "records/cycles/2025/roster.yml"),
        ("decision", "decision", DECISION),
        ("closed", "closed", "records/cycles/2025/procedure/closed.yml"),
    ],
)
def test_a_file_that_is_not_there_yet(stages: Stages, kind: str, part: str, path: str) -> None:
    workspace = Workspace(stages(before(kind)))
    office = without(repository.load(workspace.root, [IDENTITY])[0], **{part: None})
    assert codes(lambda: make(workspace, kind, office), FindingsError) == [("P114", path)]


@pytest.mark.parametrize("kind", ["trust", "scheme"])
def test_organ_and_trust_are_needed_by_all(stages: Stages, kind: str) -> None:
    workspace = Workspace(stages(before(kind)))
    office = repository.load(workspace.root, [IDENTITY])[0]
    assert codes(lambda: make(workspace, kind, replace(office, organ=None))) == [("P114", "records/organ.yml")]
    if kind == "trust":
        assert codes(lambda: make(workspace, kind, replace(office, trust=None))) == [("P114", "records/trust.yml")]


def test_a_cycle_that_does_not_exist(stages: Stages) -> None:
    office = repository.load(stages("trust"), [IDENTITY])[0]
    published = published_statements(Workspace(stages("trust")))
    salts = DerivedSalts("2031", demo.salt)
    assert codes(lambda: compose("scheme", "2031", office, published, salts), UsageError) == [("U111", "")]


@pytest.mark.parametrize(
    ("stage", "kind", "expected"),
    [
        ("trust", "trust", ["G330"]),
        ("", "scheme", ["P102"]),
        ("", "closed", ["P102"]),
        ("trust", "report", ["P102"]),
        ("scheme", "decision", ["P102"]),
        ("scheme", "materials", ["P102"]),
        ("report", "closed", ["P102"]),
        ("report", "scheme", ["P101"]),
        ("closed", "report", ["P101", "P104"]),
        ("closed", "rectification", ["P116"]),
        ("closed", "closed", ["P101"]),
    ],
)
def test_out_of_order(stages: Stages, stage: str, kind: str, expected: list[str]) -> None:
    workspace = Workspace(stages(stage))
    assert [code for code, _ in codes(lambda: make(workspace, kind), FindingsError)] == expected


def test_a_published_scheme_does_not_change(practice: Practice) -> None:
    workspace = practice("feedback")
    edit(workspace, SCHEME, "penalty: 0.6", "penalty: 0.5")
    assert codes(lambda: make(workspace, "report"), FindingsError) == [("P110", SCHEME)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: xinghe-2025", "id: another-2025"),
        ('title: {zh: "星河事务局 2025', 'title: {zh: "星河事务局二〇二五'),
        ("published: 2025-01-10", "published: 2025-01-09"),
    ],
)
def test_no_part_of_it_changes(practice: Practice, old: str, new: str) -> None:
    workspace = practice("feedback")
    edit(workspace, SCHEME, old, new)
    assert codes(lambda: make(workspace, "report"), FindingsError) == [("P110", SCHEME)]


def test_comments_in_it_may(practice: Practice) -> None:
    workspace = practice("feedback")
    edit(workspace, SCHEME, "# 2025 年度科室考核方案", "# 二〇二五年度科室考核方案")
    edit(workspace, SCHEME, "penalty: 0.6,", "penalty: 0.60,")
    assert make(workspace, "report").statement.kind == "report"


GENERAL = "  - unit: general-office\n    grade: "
REASON = '    departs: {zh: "理由", en: "Reason"}\n    departs_clause: P1-A18\n'


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (f"{GENERAL}good", f"{GENERAL}excellent", "P111", 27),
        (f"{GENERAL}good\n", f"{GENERAL}good\n{REASON}", "P112", 27),
    ],
)
def test_people_depart_from_a_recommendation_with_a_reason_only(
    practice: Practice, old: str, new: str, code: str, line: int
) -> None:
    workspace = practice("report")
    edit(workspace, DECISION, old, new)
    with pytest.raises(FindingsError) as caught:
        make(workspace, "decision")
    (problem,) = caught.value.problems
    assert (problem.code, problem.clause, problem.params) == (code, "P1-A18", {"unit": "general-office"})
    assert (problem.place.path, problem.place.line, problem.place.col) == (DECISION, line, 12)


def test_a_departure_with_a_reason_is_recorded(practice: Practice) -> None:
    workspace = practice("report")
    edit(workspace, DECISION, f"{GENERAL}good\n", f"{GENERAL}excellent\n{REASON}")
    bodies = {item.record.name: item.record.body for item in make(workspace, "decision").records}
    assert bodies["general-office"]["departs"] == {"reason": {"zh": "理由", "en": "Reason"}, "clause": "P1-A18"}
    assert (bodies["general-office"]["grade"], bodies["general-office"]["recommended"]) == ("excellent", "good")


def rewritten(published: list[PublishedStatement], unit: str, change: Callable[[dict[str, object]], object]) -> None:
    """Let the published result of a unit say something else."""
    path = f"records/unit-result/{unit}.json"
    data, record = published[-1].records[path]
    body = json.loads(json.dumps(record.body))
    change(body)
    records = {**published[-1].records, path: (data, replace(record, body=body))}
    published[-1] = replace(published[-1], records=records)


def test_an_incomplete_result_gets_no_grade(stages: Stages) -> None:
    published = published_statements(Workspace(stages("report")))

    def incomplete(body: dict[str, object]) -> None:
        body["grade"] = None
        indicators = body["indicators"]
        assert isinstance(indicators, list)
        for indicator in indicators:
            if indicator["id"] in ("duty.decision", "effect.policy"):
                indicator |= {"exact": None, "shown": None}

    rewritten(published, "permits", incomplete)
    office = load_and_check(stages("report"), [IDENTITY]).office
    with pytest.raises(FindingsError) as caught:
        compose("decision", "2025", office, published, DerivedSalts("2025", demo.salt))
    (problem,) = caught.value.problems
    assert (problem.code, problem.clause) == ("P113", "P1-A13")
    assert problem.params == {"unit": "permits", "indicators": "duty.decision, effect.policy"}


def test_a_grade_for_a_unit_without_result(stages: Stages) -> None:
    published = published_statements(Workspace(stages("report")))
    records = dict(published[-1].records)
    del records["records/unit-result/permits.json"]
    published[-1] = replace(published[-1], records=records)
    office = load_and_check(stages("report"), [IDENTITY]).office
    with pytest.raises(FindingsError) as caught:
        compose("decision", "2025", office, published, DerivedSalts("2025", demo.salt))
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["unit"]) == ("X122", "permits")


def test_a_published_result_of_another_shape_is_no_traceback(stages: Stages) -> None:
    published = published_statements(Workspace(stages("report")))
    rewritten(published, "permits", lambda body: body.pop("grade"))
    office = load_and_check(stages("report"), [IDENTITY]).office
    salts = DerivedSalts("2025", demo.salt)
    assert [code for code, _ in codes(lambda: compose("decision", "2025", office, published, salts))] == ["C110"]


def test_a_ledger_that_does_not_begin_with_trust_is_no_traceback(stages: Stages) -> None:
    published = published_statements(Workspace(stages("feedback")))[1:]
    office = repository.load(stages("feedback"), [IDENTITY])[0]
    salts = DerivedSalts("2025", demo.salt)
    assert "P102" in [code for code, _ in codes(lambda: compose("scheme", "2025", office, published, salts))]


# The fields of the inputs that are withheld, with another value for each; nothing else differs between the offices.
OTHER_SECRETS = (
    ("records/organ.yml", "head", '"某人，负责人工号 Z-9999"'),
    ("records/cycles/2025/inputs/data/duty.execution.yml", "signed_off_by", '"另一人"'),
    ("records/cycles/2025/inputs/data/duty.execution.yml", "report", '"另一份报告"'),
    ("records/cycles/2025/inputs/votes/peers.yml", "teller", '"另一计票人"'),
    ("records/cycles/2025/procedure/report.yml", "summary", '"另一些意见"'),
)


def with_other_secrets(workspace: Workspace) -> None:
    for path, key, value in OTHER_SECRETS:
        file = workspace.root / path
        lines = file.read_text("utf-8").split("\n")
        changed = [_with_value(line, key, value) for line in lines]
        assert changed != lines, (path, key)
        file.write_text("\n".join(changed), "utf-8")
    # A ballot in another place moves the points by less than what is shown: the scheme here has no decimals.
    edit(
        workspace,
        "records/cycles/2025/inputs/votes/inspectors.yml",
        "unit: permits, indicator: satisfaction.attitude, issued: 4, returned: 4, invalid: 0,\n"
        "     counts: {very-satisfied: 2, satisfied: 2, neutral: 0, dissatisfied: 0}",
        "unit: permits, indicator: satisfaction.attitude, issued: 5, returned: 4, invalid: 0,\n"
        "     counts: {very-satisfied: 1, satisfied: 3, neutral: 0, dissatisfied: 0}",
    )


def _with_value(line: str, key: str, value: str) -> str:
    head, found, _ = line.partition(f"{key}: ")
    return f"{head}{found}{value}" if found and not head.strip(" -") else line


def test_offices_that_differ_in_withheld_values_differ_in_commitments_only(practice: Practice, tmp_path: Path) -> None:

    one = practice("")
    for name in ("plan", "office"):
        (one.root / f"records/cycles/2025/procedure/{name}.yml").unlink()
    edit(one, SCHEME, "mode: half_up, digits: 2", "mode: half_up, digits: 0")
    edit(one, SCHEME, "protection_width: 10,", "protection_width: 1,")
    published = [decode_files(make(one, "trust").files(), 0, "x")]
    office = repository.load(one.root, [IDENTITY])[0]
    scheme = compose("scheme", "2025", office, published, DerivedSalts("2025", demo.salt))
    two = Workspace(Path(shutil.copytree(one.root, tmp_path / "two")))
    with_other_secrets(two)
    offices = [repository.load(workspace.root, [IDENTITY]) for workspace in (one, two)]
    assert [problems for _, problems in offices] == [[], []]
    published.append(decode_files(scheme.files(), 1, "x"))
    left, right = (
        compose("report", "2025", office, published, DerivedSalts("2025", demo.salt)) for office, _ in offices
    )
    assert left.openings != right.openings
    assert left.files().keys() == right.files().keys()
    differing = 0
    for one_item, other in zip(left.records, right.records, strict=True):
        assert replace(one_item.record, commitments=()) == replace(other.record, commitments=())
        pairs = list(zip(one_item.disclosures, other.disclosures, strict=True))
        changed = [a.name for a, b in pairs if a.value != b.value]
        differing += len(changed)
        assert [a != b for a, b in zip(one_item.record.commitments, other.record.commitments, strict=True)] == [
            a.name in changed for a, _ in pairs
        ]
    # Every unit's execution and peer inputs, the comments, and the ballots of permits with what follows from them.
    assert differing > 24
    same = [replace(item.statement, inputs_root="", sums_sha256="", records_root="").encode() for item in (left, right)]
    assert same[0] == same[1]
    assert left.statement.inputs_root != right.statement.inputs_root
