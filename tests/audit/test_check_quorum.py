"""V14: who cosigned, what of it counts, and every way to make it look like more."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from generator.audit.check_quorum import check_quorum
from generator.audit.evidence import Evidence
from generator.audit.report import verdict_text
from generator.audit.site_files import read_site
from generator.audit.verdict import Findings
from generator.audit.verify import verify
from generator.ledger.cosignature import Cosigner
from generator.ledger.note import SignatureLine, parse_note
from tests.audit.office import Office, write_manifest, write_proofs
from tests.audit.witnesses import TIME, A, B, cosign_by_hand, witnessed_plan
from tests.ledger.witnesses import VECTORS

SIZE = 5


@pytest.fixture(scope="module")
def witnessed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose trust asks for both auditors. Not to be changed."""
    return Office(tmp_path_factory.mktemp("witnessed") / "site", witnessed_plan("all")).publish()


@pytest.fixture
def ledger(witnessed: Office, tmp_path: Path) -> Path:
    """The ledger of a copy of its site."""
    return Path(shutil.copytree(witnessed.folder, tmp_path / "site")) / "ledger"


def findings(ledger: Path) -> Findings:
    found = check_quorum(Evidence(read_site(ledger.parent), None))
    assert found is not None
    return found


def codes(ledger: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.path) for problem in findings(ledger).problems]


def add_line(ledger: Path, line: SignatureLine, size: int = SIZE) -> None:
    """A line that nobody checked, in both copies."""
    path = ledger / "checkpoints" / str(size)
    data = path.read_bytes() + line.text().encode()
    path.write_bytes(data)
    if size == SIZE:
        (ledger / "checkpoint").write_bytes(data)


def text_of(ledger: Path, size: int = SIZE) -> str:
    return parse_note((ledger / "checkpoints" / str(size)).read_bytes()).text


def test_nobody_cosigned(ledger: Path) -> None:
    found = findings(ledger)
    assert [problem.code for problem in found.problems] == ["A300"]
    assert found.problems[0].params == {"size": "5", "quorum": "auditors", "found": "0"}
    assert found.facts["reached"] == []


def test_one_of_two_is_not_both_and_both_are(ledger: Path) -> None:
    cosign_by_hand(ledger, SIZE, A)
    assert codes(ledger) == [("A300", "ledger/checkpoint")]
    cosign_by_hand(ledger, SIZE, B, TIME + 1)
    found = findings(ledger)
    assert found.problems == ()
    assert found.facts == {
        "size": 5,
        "quorum": "auditors",
        "witnesses": ["a 2026-01-01T00:00:00Z", "b 2026-01-01T00:00:01Z"],
        "reached": ["5"],
        "times": [f"{index} - 2026-01-01T00:00:00Z" for index in range(5)],
        "tokens": [],
    }


def test_the_whole_verdict(witnessed: Office, ledger: Path) -> None:
    site = ledger.parent
    assert verify(site, witnessed.root).check(14).status == "failed"
    cosign_by_hand(ledger, SIZE, A)
    cosign_by_hand(ledger, SIZE, B)
    # A receipt has the cosignatures of its checkpoint, so the site is made anew for them.
    write_proofs(site)
    write_manifest(site)
    Office.release(_again(witnessed, site), ["demo-publisher-1"])
    verdict = verify(site, witnessed.root)
    assert {check.label: check.status for check in verdict.checks if check.status != "ok"} == {}
    assert "a 2026-01-01T00:00:00Z" in verdict_text(verdict, "zh")


def _again(office: Office, folder: Path) -> Office:
    return Office(folder, office.plan)


def test_older_checkpoints_may_go_without(ledger: Path) -> None:
    for size in (2, SIZE):
        cosign_by_hand(ledger, size, A)
        cosign_by_hand(ledger, size, B)
    assert findings(ledger).facts["reached"] == ["2", "5"]


def test_statements_lie_between_witnessed_times(ledger: Path) -> None:
    cosign_by_hand(ledger, 2, A, TIME)
    cosign_by_hand(ledger, 4, A, TIME + 60)
    assert findings(ledger).facts["times"] == [
        "0 - 2026-01-01T00:00:00Z",
        "1 - 2026-01-01T00:00:00Z",
        "2 2026-01-01T00:00:00Z 2026-01-01T00:01:00Z",
        "3 2026-01-01T00:00:00Z 2026-01-01T00:01:00Z",
        "4 2026-01-01T00:01:00Z -",
    ]


def test_any_one_suffices_where_the_trust_says_so(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", witnessed_plan("any")).publish()
    cosign_by_hand(office.folder / "ledger", SIZE, B)
    assert codes(office.folder / "ledger") == []


def test_none_is_needed_where_the_trust_says_none_but_a_false_one_is_false(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", witnessed_plan("none")).publish()
    ledger = office.folder / "ledger"
    assert codes(ledger) == []
    assert findings(ledger).facts["quorum"] == "none"
    add_line(ledger, A.sign("another\n1\nAAAA\n", TIME), 2)
    assert codes(ledger) == [("L174", "ledger/checkpoints/2")]


def test_moved_from_another_checkpoint(ledger: Path) -> None:
    cosign_by_hand(ledger, SIZE, B)
    add_line(ledger, A.sign(text_of(ledger, 4), TIME))
    assert codes(ledger) == [("A300", "ledger/checkpoint"), ("L174", "ledger/checkpoints/5")]


def test_moved_from_another_log(ledger: Path) -> None:
    add_line(ledger, A.sign(text_of(ledger).replace("/", "-", 1), TIME))
    assert ("L174", "ledger/checkpoints/5") in codes(ledger)


def test_unknown_keys_do_not_count(ledger: Path) -> None:
    cosign_by_hand(ledger, SIZE, A)
    for stranger in (Cosigner(B.name, bytes(32)), Cosigner("auditor.example/c", bytes(32))):
        add_line(ledger, stranger.sign(text_of(ledger), TIME))
    assert codes(ledger) == [("A300", "ledger/checkpoint")]
    assert findings(ledger).facts["witnesses"] == ["a 2026-01-01T00:00:00Z"]


def test_one_key_does_not_count_twice(ledger: Path) -> None:
    cosign_by_hand(ledger, SIZE, A)
    add_line(ledger, A.sign(text_of(ledger), TIME + 1))
    assert codes(ledger) == [("A300", "ledger/checkpoint")]
    assert findings(ledger).facts["witnesses"] == ["a 2026-01-01T00:00:00Z 2026-01-01T00:00:01Z"]


def test_a_witness_that_looked_again_moves_the_later_bound_only(ledger: Path) -> None:
    for size, time in ((3, TIME), (3, TIME + 7200), (SIZE, TIME + 9000), (SIZE, TIME + 9900)):
        cosign_by_hand(ledger, size, A, time)
    cosign_by_hand(ledger, SIZE, B, TIME + 9300)
    found = findings(ledger)
    assert found.problems == ()
    assert found.facts["witnesses"] == [
        "a 2026-01-01T02:30:00Z 2026-01-01T02:45:00Z",
        "b 2026-01-01T02:35:00Z",
    ]
    assert found.facts["times"] == [
        "0 - 2026-01-01T00:00:00Z",
        "1 - 2026-01-01T00:00:00Z",
        "2 - 2026-01-01T00:00:00Z",
        "3 2026-01-01T02:00:00Z 2026-01-01T02:30:00Z",
        "4 2026-01-01T02:00:00Z 2026-01-01T02:30:00Z",
    ]


@pytest.mark.parametrize(
    ("times", "code"),
    [((60, 0), "L178"), ((0, 0), "L178"), ((0, 60, 120), "L175"), ((0, 60, 60), "L175"), ((60, 0, 120), "L178")],
)
def test_more_than_a_first_and_a_later_line(ledger: Path, times: tuple[int, ...], code: str) -> None:
    cosign_by_hand(ledger, SIZE, B)
    for later in times:
        add_line(ledger, A.sign(text_of(ledger), TIME + later))
    assert codes(ledger) == [("A300", "ledger/checkpoint"), (code, "ledger/checkpoints/5")]


def test_a_forged_second_line_spoils_the_first(ledger: Path) -> None:
    for auditor in (A, B):
        cosign_by_hand(ledger, SIZE, auditor)
    line = A.sign(text_of(ledger), TIME)
    add_line(ledger, line._replace(signature=(TIME + 86400).to_bytes(8, "big") + line.signature[8:]))
    assert codes(ledger) == [("A300", "ledger/checkpoint"), ("L174", "ledger/checkpoints/5")]
    assert findings(ledger).facts["times"] == [f"{index} - -" for index in range(SIZE)]


@pytest.mark.parametrize("time", [0, 2**63])
def test_a_time_that_says_nothing(ledger: Path, time: int) -> None:
    add_line(ledger, SignatureLine(A.name, A.key.key_id, time.to_bytes(8, "big") + bytes(64)))
    assert ("L173", "ledger/checkpoints/5") in codes(ledger)


def test_cut_short(ledger: Path) -> None:
    line = A.sign(text_of(ledger), TIME)
    add_line(ledger, line._replace(signature=line.signature[:-1]))
    assert ("L172", "ledger/checkpoints/5") in codes(ledger)


def test_a_time_that_no_calendar_has_is_shown_as_a_number(ledger: Path) -> None:
    cosign_by_hand(ledger, SIZE, A, 2**63 - 1)
    assert findings(ledger).facts["witnesses"] == [f"a {2**63 - 1}"]


def test_timestamps(tmp_path: Path) -> None:
    plan = witnessed_plan("none", ["".join(VECTORS["root certificate"].split())])
    ledger = Office(tmp_path / "site", plan).publish().folder / "ledger"
    (ledger / "timestamps").mkdir()
    for name, code in [("5.tsr", "L207"), ("6.tsr", "A301"), ("5.txt", "A301"), ("05.tsr", "A301")]:
        (ledger / "timestamps" / name).write_bytes(base64.b64decode(VECTORS["token"]))
        assert codes(ledger) == [(code, f"ledger/timestamps/{name}")]
        (ledger / "timestamps" / name).unlink()


def test_without_a_trust_there_is_nothing_to_judge_by(ledger: Path) -> None:
    (ledger / "statements/0/statement.json").write_bytes(b"{}")
    assert check_quorum(Evidence(read_site(ledger.parent), None)) is None
