"""The office exchanges keys and people: drafts, publications and what is refused, with the line that has to change."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.verify import verify
from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.core.messages import LANGS
from generator.core.render import problem_text
from generator.ledger import log
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import Signer
from generator.ledger.trust_chain import read_chain
from generator.office.build import build
from generator.office.drafts import Draft, read_draft, trust_in_force
from generator.office.last_signed import LastSigned
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo, ssh_keys
from tests.conftest import Practice
from tests.example.regenerate import SIGNERS
from tests.office.acting import (
    LOG_KEY,
    ORIGIN,
    codes,
    draft,
    edit,
    publish_now,
    set_log_key,
    sign,
    signed,
    snapshot,
    state_of,
)

TRUST = "records/trust.yml"
NEW_ORIGIN = "xinghe.example/kaohe-2"
NEW_KEY = Signer(NEW_ORIGIN, b"\x71" * 32)
OWN = Signer(ORIGIN, b"\x70" * 32)
NEW_SEED = b"\x07" * 32
LEADERS = ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")


def ssh_line(seed: bytes) -> str:
    return ssh_keys.ed25519_key(ed25519.public_key_of(seed)).line


def line_of(holder: str) -> str:
    return demo.public_key_line(holder).rpartition(" ")[0]


def fingerprint(holder: str) -> str:
    return ssh_keys.parse_public_key(line_of(holder)).fingerprint_hex


def revoke(workspace: Workspace, *entries: tuple[str, str, str]) -> None:
    """Entries (key, holder, reason) in the place of the empty list of ``revoked``."""
    lines = [f"  - {{key: {key}, holder: {holder}, reason: {reason}}}" for key, holder, reason in entries]
    edit(workspace, TRUST, "revoked: []", "\n".join(["revoked:", *lines]))


def second_version(workspace: Workspace, date: str = "2025-01-20") -> None:
    """Version 2 in which demo-leader-3 has another key."""
    edit(workspace, TRUST, "version: 1", "version: 2")
    edit(workspace, TRUST, "date: 2025-01-06", f"date: {date}")
    edit(workspace, TRUST, line_of("demo-leader-3"), ssh_line(NEW_SEED))
    revoke(workspace, (fingerprint("demo-leader-3"), "demo-leader-3", "replaced"))


def move_log(workspace: Workspace, key: Signer = NEW_KEY, old: Signer = LOG_KEY, **changes: object) -> None:
    """The log goes on under ``key``; ``changes`` to what is said about the one before."""
    published = published_statements(workspace)
    tree = Tree(leaf_hash(one.entry(published[0].sha256).encode()) for one in published)
    said = {"origin": old.name, "log_key": old.verifier.text(), "size": tree.size, "root": tree.root().hex()}
    file = workspace.root / TRUST
    text = file.read_text("utf-8").replace(old.verifier.text(), key.verifier.text())
    text = text.replace(f"\norigin: {old.name}\n", f"\norigin: {key.name}\n")
    lines = [f"  {name}: {value}" for name, value in {**said, **changes}.items()]
    file.write_text("\n".join([text.rstrip("\n"), "previous_log:", *lines, ""]), "utf-8")


def rotated(workspace: Workspace, key: Signer = LOG_KEY) -> Draft:
    """Version 2, published."""
    made = signed(workspace, "trust", LEADERS)
    publish_now(workspace, made, key)
    return made


def chain_holds(workspace: Workspace) -> None:
    """The log is the one that the trusts in it ask for."""
    keys = read_chain(published_statements(workspace), "ledger").log_keys()
    assert log.check_log(log.read_log(workspace.ledger), keys) == []


def test_a_new_version_between_two_statements(practice: Practice) -> None:
    workspace = practice("scheme")
    second_version(workspace)
    made = draft(workspace, "trust")
    first = published_statements(workspace)[0]
    assert made.content.statement.root == first.sha256
    assert made.content.statement.builds_on == (first.sha256,)
    assert publish_now(workspace, sign(workspace, made, [demo.seed(name) for name in LEADERS])) == 2
    chain_holds(workspace)
    assert trust_in_force(published_statements(workspace)).version == 2
    # The openings of version 1 stay where they are.
    assert sorted(path.name for path in (workspace.records / "sealed").iterdir()) == [
        "trust-v2.openings.age",
        "trust.openings.age",
    ]
    edit(workspace, TRUST, "version: 2", "version: 3")
    assert draft(workspace, "trust").content.statement.builds_on == (published_statements(workspace)[2].sha256,)


def test_the_scheme_rests_on_the_new_version(practice: Practice) -> None:
    workspace = practice("trust")
    second_version(workspace, "2025-01-08")
    rotated(workspace)
    made = draft(workspace, "scheme")
    assert made.content.statement.builds_on == (published_statements(workspace)[1].sha256,)


@pytest.mark.parametrize(
    ("holders", "missing"),
    [
        (["demo-leader-1", "demo-leader-3", "demo-supervisor-1"], "v2 leadership 1"),
        (["demo-leader-1", "demo-supervisor-1", "new"], "v1 leadership 1"),
        (["demo-leader-1", "demo-leader-2"], "v1 supervision 1, v2 supervision 1"),
    ],
)
def test_a_new_version_needs_both(practice: Practice, holders: list[str], missing: str) -> None:
    workspace = practice("trust")
    second_version(workspace)
    seeds = [NEW_SEED if name == "new" else demo.seed(name) for name in holders]
    made = sign(workspace, draft(workspace, "trust"), seeds)
    before = snapshot(workspace.root)
    with pytest.raises(FindingsError) as caught:
        publish_now(workspace, made)
    assert [(p.code, p.params) for p in caught.value.problems] == [("G306", {"missing": missing})]
    assert snapshot(workspace.root) == before


def test_the_publisher_refuses_what_was_drafted_before_something_else(practice: Practice) -> None:
    """The log has grown since, so that it is no longer the last checkpoint of the old log that is named."""
    workspace = practice("trust")
    made = signed(workspace, "scheme")
    second_version(workspace)
    move_log(workspace)
    moved = signed(workspace, "trust", LEADERS)
    publish_now(workspace, made)
    assert codes(lambda: publish_now(workspace, moved, NEW_KEY), FindingsError)[0][0] == "G341"


def old_holder_again(workspace: Workspace) -> None:
    rotated(workspace)
    edit(workspace, TRUST, "version: 2", "version: 3")
    edit(workspace, TRUST, ssh_line(NEW_SEED), line_of("demo-leader-3"))


WRONG: dict[str, tuple[Callable[[Workspace], object], str, str]] = {
    "published already": (lambda w: edit(w, TRUST, "version: 2", "version: 1"), "G330", "version: 1"),
    "skipped": (lambda w: edit(w, TRUST, "version: 2", "version: 3"), "G330", "version: 3"),
    "not revoked": (lambda w: edit(w, TRUST, "holder: demo-leader-3,", "holder: demo-leader-2,"), "G334", "revoked:"),
    "handed on": (
        lambda w: edit(w, TRUST, "id: demo-supervisor-2", "id: demo-supervisor-3"),
        "G336",
        "- id: demo-supervisor-3",
    ),
    "back again": (old_holder_again, "G335", "- id: demo-leader-3"),
    "log key": (
        lambda w: move_and_cut(w, "previous_log:"),
        "G337",
        f"log_key: {NEW_KEY.verifier.text()}",
    ),
    "log root": (lambda w: move_log(w, root="5" * 64), "G344", f"root: {'5' * 64}"),
    "log size": (lambda w: move_log(w, size=7), "G341", "size: 7"),
    "log before": (lambda w: move_log(w, origin="other.example/log"), "G339", "origin: other.example/log"),
    "same origin": (lambda w: move_log(w, Signer(ORIGIN, NEW_KEY.seed)), "G340", f"origin: {ORIGIN}"),
    "nothing moved": (lambda w: move_log(w, LOG_KEY), "G338", "previous_log:"),
    "policy": (lambda w: edit(w, TRUST, "  quorum auditors", "  quorum two"), "L193", "policy: |"),
}


def move_and_cut(workspace: Workspace, at: str) -> None:
    move_log(workspace)
    file = workspace.root / TRUST
    file.write_text(file.read_text("utf-8").partition(at)[0], "utf-8")


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_version_is_refused_at_its_line(practice: Practice, case: str) -> None:
    change, code, line = WRONG[case]
    workspace = practice("trust")
    second_version(workspace)
    change(workspace)
    before = snapshot(workspace.root)
    with pytest.raises(FindingsError) as caught:
        draft(workspace, "trust")
    assert snapshot(workspace.root) == before
    found = {problem.code: problem for problem in caught.value.problems}
    lines = (workspace.root / TRUST).read_text("utf-8").split("\n")
    assert lines[found[code].place.line - 1].strip() == line.strip()
    for lang in LANGS:
        told = problem_text(found[code], lang)
        assert "…" not in told.replace("……", "")
        assert told.startswith(f"{TRUST}:{found[code].place.line}:")


def test_the_refusal_says_what_to_write(practice: Practice) -> None:
    """Whoever follows the hints of one refusal after the other gets a draft."""
    workspace = practice("scheme")
    second_version(workspace)
    move_log(workspace, root="a" * 64, size=1)
    with pytest.raises(FindingsError) as caught:
        draft(workspace, "trust")
    (problem,) = caught.value.problems
    assert (problem.code, problem.params) == ("G341", {"found": "1", "expected": "2"})
    edit(workspace, TRUST, "  size: 1", "  size: 2")
    with pytest.raises(FindingsError) as caught:
        draft(workspace, "trust")
    (problem,) = caught.value.problems
    assert problem.code == "G344"
    edit(workspace, TRUST, "a" * 64, problem.params["expected"])
    draft(workspace, "trust")


def test_the_log_goes_on_under_another_key(practice: Practice) -> None:
    workspace = practice("scheme")
    second_version(workspace, "2025-02-01")
    move_log(workspace)
    made = signed(workspace, "trust", LEADERS)
    assert codes(lambda: publish_now(workspace, made, LOG_KEY), FindingsError) == [("G320", "")]
    assert publish_now(workspace, made, NEW_KEY) == 2
    assert (workspace.ledger / "log.vkey").read_text() == NEW_KEY.verifier.text() + "\n"
    assert (workspace.ledger / "checkpoints/2").read_text().startswith(f"{ORIGIN}\n2\n")
    assert (workspace.ledger / "checkpoint").read_text().startswith(f"{NEW_ORIGIN}\n3\n")
    chain_holds(workspace)
    goals = signed(workspace, "goals")
    assert codes(lambda: publish_now(workspace, goals, LOG_KEY), FindingsError) == [("G320", "")]
    assert publish_now(workspace, goals, NEW_KEY) == 3
    chain_holds(workspace)


class CutOffError(Exception):
    """The machine went away."""


def test_cut_off_while_the_log_moves(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = practice("trust")
    second_version(workspace)
    move_log(workspace)
    signed(workspace, "trust", LEADERS)
    real = os.fsync
    for stop_at in itertools.count():
        office = Workspace(Path(shutil.copytree(workspace.root, workspace.root.with_name("cut"))))
        folder, count, finished = office.draft("trust", ""), itertools.count(), False

        def fsync(descriptor: int, count: itertools.count[int] = count, stop_at: int = stop_at) -> None:
            if next(count) >= stop_at:
                raise CutOffError
            real(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            try:
                publish_now(office, read_draft(office, folder, 1), NEW_KEY)
                finished = True
            except CutOffError:
                pass
        if folder.exists():
            publish_now(office, read_draft(office, folder, 1), NEW_KEY)
        assert len(published_statements(office)) == 2
        chain_holds(office)
        shutil.rmtree(office.root)
        shutil.rmtree(state_of(office), ignore_errors=True)
        if finished:
            break
    assert stop_at > 15


def test_an_old_copy_gets_no_second_history_by_either_key(practice: Practice, tmp_path: Path) -> None:
    workspace = practice("")
    set_log_key(workspace, OWN)
    publish_now(workspace, signed(workspace, "trust"), OWN)
    second_version(workspace, "2025-01-08")
    move_log(workspace, old=OWN)
    made = signed(workspace, "trust", LEADERS)
    earlier = Path(shutil.copytree(workspace.root, tmp_path / "earlier"))
    publish_now(workspace, made, NEW_KEY)
    old, new = (LastSigned(state_of(workspace), key.verifier) for key in (OWN, NEW_KEY))
    assert new.path.read_bytes() == (workspace.ledger / "checkpoint").read_bytes()
    assert (old.path.parent / "successor").read_text() == NEW_KEY.verifier.text() + "\n"
    publish_now(workspace, signed(workspace, "scheme"), NEW_KEY)
    shutil.rmtree(workspace.root)
    shutil.copytree(earlier, workspace.root)
    # The old key is out of use, whatever this copy says ...
    scheme = signed(workspace, "scheme")
    found = codes(lambda: publish_now(workspace, scheme, OWN), FindingsError)
    assert found == [("G350", str(old.path.parent / "successor"))]
    # ... the new one has signed more than this copy has, and a third one takes nobody's place.
    found = codes(lambda: publish_now(workspace, made, NEW_KEY), FindingsError)
    assert found == [("L312", str(new.path))]
    third = Signer("xinghe.example/kaohe-3", b"\x72" * 32)
    file = workspace.root / TRUST
    text = file.read_text("utf-8").replace(NEW_KEY.verifier.text(), third.verifier.text())
    file.write_text(text.replace(f"origin: {NEW_ORIGIN}", f"origin: {third.name}"), "utf-8")
    other = sign(workspace, draft(workspace, "trust", replace=True), [demo.seed(name) for name in LEADERS])
    found = codes(lambda: publish_now(workspace, other, third), FindingsError)
    assert found == [("G350", str(old.path.parent / "successor"))]


def test_example_signers_are_enough_for_a_rotation() -> None:
    assert SIGNERS["trust"] == LEADERS


@pytest.mark.slow
def test_a_site_whose_log_has_moved(practice: Practice, tmp_path: Path) -> None:
    workspace = practice("scheme")
    second_version(workspace)
    move_log(workspace)
    made = sign(workspace, draft(workspace, "trust"), [demo.seed(name) for name in LEADERS] + [NEW_SEED])
    publish_now(workspace, made, NEW_KEY)
    root = published_statements(workspace)[0].sha256
    site = tmp_path / "site"
    build(workspace, site, ["a secret that is nowhere"], [], root)
    verdict = verify(site, root)
    # Nobody has cosigned or released it.
    assert {check.label for check in verdict.checks if check.status != "ok"} == {"V14", "V15"}
    page = (site / "statements/2.html").read_text("utf-8")
    assert "按第 1 版信任记录" in page
    assert "按第 2 版信任记录" in page
    fingerprints = [ssh_keys.parse_public_key(ssh_line(NEW_SEED)).fingerprint_hex]
    fingerprints += [fingerprint(name) for name in LEADERS]
    assert all(text in page for text in fingerprints)
    assert "by trust version 2" in (site / "en/statements/2.html").read_text("utf-8")
    assert sorted(path.name for path in (site / "ledger").glob("allowed_signers*")) == [
        "allowed_signers",
        "allowed_signers.0",
        "allowed_signers.2",
    ]
