"""What may lie in clear by the organ's policy, and what git may know of working copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.intake.repository import Office
from generator.office import policy
from tests.broken.edited import Edits, edited

POLICY = "confidentiality: {repository: private, clear: accepted, cites: [P2-5.1]}"
REPORT = "records/cycles/2025/procedure/report.yml"


def codes(office: Office) -> list[tuple[str, str, str]]:
    return [(p.code, p.place.path, p.clause) for p in policy.check(office)]


def with_policy(folder: Path, text: str) -> Office:
    edits: Edits = {"/organ.yml": [(POLICY, text)]}
    return edited(folder, edits)


def sealing_must(office: Office, path: str) -> Office:
    """The office as if the record at ``path`` were of a kind in which nothing is public."""
    found = [f._replace(file=f.file._replace(sealing="must")) if f.path == path else f for f in office.found]
    return replace(office, found=found)


def test_a_private_repository_may_accept_everything_in_clear(tmp_path: Path) -> None:
    office = with_policy(tmp_path, POLICY)
    assert codes(office) == []
    assert codes(sealing_must(office, REPORT)) == []


def test_what_is_better_sealed_is_told_where_the_policy_accepts_it_in_clear(tmp_path: Path) -> None:
    accepting = sealing_must(with_policy(tmp_path / "accepted", POLICY), REPORT)
    assert [(p.code, p.place.path, p.clause) for p in policy.notices(accepting)] == [("F215", REPORT, "P2-5.1")]
    refusing = sealing_must(with_policy(tmp_path / "refused", POLICY.replace("accepted", "refused")), REPORT)
    assert [*policy.notices(refusing), *policy.notices(replace(accepting, organ=None))] == []


@pytest.mark.parametrize("text", ["", POLICY.replace("accepted", "refused")])
def test_without_it_each_file_with_restricted_text_is_one_finding(tmp_path: Path, text: str) -> None:
    found = codes(with_policy(tmp_path, text))
    assert {(code, clause) for code, _, clause in found} == {("F208", "P2-5.1")}
    paths = [path for _, path, _ in found]
    assert len(paths) == len(set(paths)) == 15
    assert not {"records/trust.yml", "records/cycles/2025/scheme.yml", "records/cycles/2025/roster.yml"} & set(paths)


def test_a_record_in_which_nothing_is_public_is_a_finding_as_a_whole(tmp_path: Path) -> None:
    found = codes(sealing_must(with_policy(tmp_path, ""), REPORT))
    assert [item for item in found if item[1] == REPORT] == [("F207", REPORT, "P2-5.1")]


def test_a_clear_record_without_restricted_text_is_fine(tmp_path: Path) -> None:
    summary = [("  summary: 意见汇总正文\n", "")]
    edits: Edits = {"/organ.yml": [(POLICY, "")], "procedure/report.yml": summary}
    assert REPORT not in [path for _, path, _ in codes(edited(tmp_path, edits))]


def test_the_line_shown_stops_before_the_value(tmp_path: Path) -> None:
    for problem in policy.check(with_policy(tmp_path, "")):
        assert problem.place.line > 0
        assert problem.source is not None and "‹…›" in problem.source


def test_a_public_repository_cannot_accept_them(tmp_path: Path) -> None:
    found = codes(with_policy(tmp_path, POLICY.replace("private", "public")))
    assert found == [("F209", "records/organ.yml", "P2-5.1")]


def test_no_policy_is_judged_without_a_readable_organ(tmp_path: Path) -> None:
    office = replace(with_policy(tmp_path, ""), organ=None)
    assert codes(office) == []


def test_working_copies_against_git() -> None:
    found = policy.check_copies(
        ["a.clear.yml", "b.clear.yml", "c.clear.yml"], {"b.clear.yml", "gone.clear.yml"}, {"a.clear.yml"}
    )
    assert [(p.code, p.place.path) for p in found] == [
        ("F210", "b.clear.yml"),
        ("F210", "gone.clear.yml"),
        ("F211", "c.clear.yml"),
    ]
