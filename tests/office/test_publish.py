"""Publishing: every gate leaves the disk as it was, and a run that was cut off is finished by the next."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core import ed25519
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import write_atomic
from generator.disclosure.openings import Openings, seal
from generator.ledger import log
from generator.ledger.log_keys import LogKeys
from generator.ledger.note import Signer
from generator.office import compose
from generator.office import publish as publish_module
from generator.office.drafts import Draft, open_draft, read_draft
from generator.office.exclusive import exclusive
from generator.office.last_signed import LastSigned
from generator.office.publish import read_log_key
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.commitment import Disclosure
from generator.published.vocabulary import REPEATABLE
from generator.signing import demo, ssh_keys
from tests.conftest import Practice, Stages
from tests.example import course
from tests.example.course import ORDER, ROOT, write_files
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
    without_witnesses,
)

LEDGER = "records/ledger"
SECOND_SEED = b"\x07" * 32


def ssh_line(seed: bytes) -> str:
    return ssh_keys.ed25519_key(ed25519.public_key_of(seed)).line


def refused(workspace: Workspace, made: Draft, key: Signer = LOG_KEY) -> list[tuple[str, str]]:
    """Why publishing fails; and that it changed nothing."""
    before = snapshot(workspace.root)
    found = codes(lambda: publish_now(workspace, made, key), FindingsError)
    assert snapshot(workspace.root) == before
    return found


@pytest.mark.parametrize("kind", ORDER)
def test_published_is_what_was_signed(practice: Practice, kind: str) -> None:
    workspace = practice(("", *ORDER)[ORDER.index(kind)])
    made = signed(workspace, kind)
    openings = (made.folder / "openings.age").read_bytes()
    index = publish_now(workspace, made)
    published = published_statements(workspace)
    assert (index, len(published)) == (ORDER.index(kind), ORDER.index(kind) + 1)
    assert published[-1] == made.content
    kept = f"{kind}-{made.content.sha256[:16]}" if kind in REPEATABLE else kind
    assert workspace.sealed(kept, "" if kind == "trust" else "2025").read_bytes() == openings
    assert not workspace.drafts.exists()
    files = log.read_log(workspace.ledger)
    assert log.check_log(files, LogKeys.only(LOG_KEY.verifier)) == []
    assert files.entries == [statement.entry(published[0].sha256).encode() for statement in published]


def test_other_drafts_stay(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    shutil.copytree(made.folder, workspace.drafts / "other")
    publish_now(workspace, made)
    assert [path.name for path in workspace.drafts.iterdir()] == ["other"]


def test_nothing_goes_out_unsigned(practice: Practice) -> None:
    workspace = practice("feedback")
    assert refused(workspace, draft(workspace, "report")) == [("G306", "records/drafts/2025-report")]


@pytest.mark.parametrize(
    ("kind", "holders", "missing"),
    [
        ("report", ["demo-office-1"], "office 1"),
        ("scheme", ["demo-office-1", "demo-office-2"], "leadership 1"),
        ("scheme", ["demo-office-1", "demo-leader-1", "demo-leader-2"], "office 1"),
        ("closed", [], "office 1, supervision 1"),
    ],
)
def test_below_the_threshold(practice: Practice, kind: str, holders: list[str], missing: str) -> None:
    workspace = practice(("", *ORDER)[ORDER.index(kind)])
    made = signed(workspace, kind, holders)
    before = snapshot(workspace.root)
    with pytest.raises(FindingsError) as caught:
        publish_now(workspace, made)
    (problem,) = caught.value.problems
    assert (problem.code, problem.params) == ("G306", {"missing": missing})
    assert snapshot(workspace.root) == before


def test_a_role_that_has_no_part_in_it(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report", ["demo-office-1", "demo-office-2", "demo-leader-1"])
    fingerprint = ssh_keys.parse_public_key(demo.public_key_line("demo-leader-1")).fingerprint_hex
    path = f"records/drafts/2025-report/statement/signatures/{fingerprint}.sig"
    assert refused(workspace, made) == [("G304", path)]


def test_a_key_of_nobody(practice: Practice) -> None:
    workspace = practice("feedback")
    made = sign(workspace, signed(workspace, "report"), [SECOND_SEED])
    assert [code for code, _ in refused(workspace, made)] == ["G303"]


def test_a_signature_over_something_else(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    first, second = sorted((made.statement_folder / "signatures").iterdir())
    first.write_bytes(second.read_bytes())
    assert [code for code, _ in refused(workspace, made)] == ["G306", "G121"]


def test_one_holder_with_two_keys_counts_once(practice: Practice) -> None:
    workspace = practice("")
    key = demo.public_key_line("demo-leader-1").rpartition(" ")[0]
    edit(workspace, "records/trust.yml", f"      - {key}\n", f"      - {key}\n      - {ssh_line(SECOND_SEED)}\n")
    made = draft(workspace, "trust")
    both = [demo.seed("demo-leader-1"), SECOND_SEED, demo.seed("demo-supervisor-1")]
    made = sign(workspace, made, both)
    assert len(made.content.signatures) == 3
    assert refused(workspace, made) == [("G306", "records/drafts/trust")]
    assert publish_now(workspace, sign(workspace, made, [demo.seed("demo-leader-3")])) == 0


def test_demonstration_keys_count_in_a_demonstration_only(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = practice("")
    edit(workspace, "records/trust.yml", "demo: true", "demo: false")
    found = codes(lambda: draft(workspace, "trust"), FindingsError)
    assert found == [("G302", "records/trust.yml")] * 19
    # Nor does the publisher take a draft that somebody made otherwise.
    monkeypatch.setattr(compose, "require_next", lambda *_: None)
    made = signed(workspace, "trust")
    found = refused(workspace, made)
    assert {code for code, _ in found} == {"G302"}
    assert len(found) == 19


def test_a_demonstration_log_key_alone_is_refused_too(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """All holders have keys of their own; the log's is the published one."""
    monkeypatch.setattr(compose, "require_next", lambda *_: None)
    workspace = practice("")
    edit(workspace, "records/trust.yml", "demo: true", "demo: false")
    without_witnesses(workspace)
    seeds = {}
    for number, name in enumerate(demo.HOLDERS):
        line = demo.public_key_line(name).rpartition(" ")[0]
        if line in (workspace.root / "records/trust.yml").read_text("utf-8"):
            seeds[name] = bytes([number + 1]) * 32
            edit(workspace, "records/trust.yml", line, ssh_line(seeds[name]))
    made = draft(workspace, "trust")
    made = sign(workspace, made, [seeds[name] for name in ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")])
    assert {code for code, _ in refused(workspace, made)} == {"G302"}
    own = Signer(ORIGIN, b"\x70" * 32)
    set_log_key(workspace, own)
    made = draft(workspace, "trust", replace=True)
    made = sign(workspace, made, [seeds[name] for name in ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")])
    assert refused(workspace, made) == [("G320", "")]
    assert publish_now(workspace, made, own) == 0


@pytest.mark.parametrize("key", [Signer(ORIGIN, SECOND_SEED), Signer("other.example/log", demo.log_seed())])
def test_another_log_key(practice: Practice, key: Signer) -> None:
    workspace = practice("feedback")
    assert refused(workspace, signed(workspace, "report"), key) == [("G320", "")]


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        ("checkpoint", lambda data: data[:-2] + b"A\n", "L153"),
        ("checkpoints/8", None, "L153"),
        ("checkpoints/1", lambda data: data.replace(b"\n1\n", b"\n3\n"), "L126"),
        ("tile/entries/000.p/8", lambda data: data[:-1] + b"x", "L155"),
        ("tile/0/000.p/8", lambda data: bytes([data[0] ^ 1]) + data[1:], "L158"),
        ("tile/0/000.p/1", None, "L156"),
        ("log.vkey", lambda data: data + b"\n", "L160"),
        ("statements/1/SHA256SUMS", lambda data: data[1:], "C112"),
        ("statements/1/statement.json", lambda data: data.replace(b"2025-01-10", b"2025-01-11"), "L309"),
        ("statements/0/records/trust/v1.json", None, "L305"),
    ],
)
def test_a_ledger_that_was_tampered_with(
    practice: Practice, path: str, change: Callable[[bytes], bytes] | None, code: str
) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    target = workspace.ledger / path
    if change is None:
        target.unlink()
    else:
        data = target.read_bytes()
        assert change(data) != data
        target.write_bytes(change(data))
    assert code in [found for found, _ in refused(workspace, made)]


def test_more_signatures_on_a_published_statement(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    target = next((workspace.ledger / "statements/1/signatures").iterdir())
    shutil.copy(target, target.with_name(f"{'0' * 64}.sig"))
    assert refused(workspace, made) == [("L310", LEDGER)]


def test_a_draft_for_another_ledger(practice: Practice, stages: Stages, tmp_path: Path) -> None:
    """Same organ, same cycle, another beginning."""
    workspace = practice("")
    course.set_back(workspace.root)
    edit(workspace, "records/trust.yml", "date: 2025-01-06", "date: 2025-01-05")
    for kind in ("trust", "scheme"):
        publish_now(workspace, signed(workspace, kind))
    elsewhere = Workspace(Path(shutil.copytree(stages("scheme"), tmp_path / "elsewhere")))
    made = signed(workspace, "goals")
    moved = elsewhere.drafts / "2025-goals"
    shutil.copytree(made.folder, moved)
    found = refused(elsewhere, read_draft(elsewhere, moved, 2))
    assert found == [("L309", "records/drafts/2025-goals/statement/statement.json")]


def test_a_draft_for_another_state_of_the_ledger(practice: Practice, stages: Stages, tmp_path: Path) -> None:
    """The report it decides on is not the one that was published."""
    workspace = practice("feedback")
    edit(workspace, "records/cycles/2025/procedure/report.yml", "经办工号", "承办工号")
    publish_now(workspace, signed(workspace, "report"))
    write_files(workspace.root, ROOT, 9)
    made = signed(workspace, "decision")
    elsewhere = Workspace(Path(shutil.copytree(stages("report"), tmp_path / "elsewhere")))
    shutil.copytree(made.folder, elsewhere.drafts / "2025-decision")
    found = refused(elsewhere, read_draft(elsewhere, elsewhere.drafts / "2025-decision", 9))
    assert found == [("L309", "records/drafts/2025-decision/statement/statement.json")]


def test_a_draft_out_of_turn(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    copy = Path(shutil.copytree(made.folder, workspace.root.with_name("copy")))
    publish_now(workspace, made)
    write_files(workspace.root, ROOT, 9)
    publish_now(workspace, signed(workspace, "decision"))
    shutil.copytree(copy, made.folder)
    found = refused(workspace, made)
    assert [code for code, _ in found] == ["P101", "P103"]


@pytest.mark.slow
def test_a_statement_without_entry_is_not_published_yet(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    shutil.copytree(made.statement_folder, workspace.ledger / "statements/8")
    assert len(published_statements(workspace)) == 8
    (workspace.ledger / "statements/8/stray").touch()
    assert [code for code, _ in codes(lambda: published_statements(workspace))] == ["L303"]
    (workspace.ledger / "statements/8/stray").unlink()
    assert publish_now(workspace, made) == 8


def test_another_draft_takes_the_place_of_one_that_never_got_in(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    shutil.copytree(made.statement_folder, workspace.ledger / "statements/8")
    (workspace.ledger / "tile/entries/000.p/9").write_bytes(b"of the first attempt")
    edit(workspace, "records/cycles/2025/procedure/report.yml", "经办工号", "承办工号")
    draft(workspace, "report", replace=True)
    again = sign(
        workspace, read_draft(workspace, made.folder, 8), [demo.seed("demo-office-1"), demo.seed("demo-office-2")]
    )
    publish_now(workspace, again)
    assert published_statements(workspace)[-1] == again.content
    assert log.check_log(log.read_log(workspace.ledger), LogKeys.only(LOG_KEY.verifier)) == []


def test_two_statements_without_entry_are_a_fault(practice: Practice) -> None:
    workspace = practice("feedback")
    for index in ("8", "9"):
        shutil.copytree(workspace.ledger / "statements/1", workspace.ledger / "statements" / index)
    assert codes(lambda: published_statements(workspace)) == [("L310", LEDGER)]


def test_a_log_without_statements_is_not_begun_anew(practice: Practice) -> None:
    workspace = practice("trust")
    shutil.rmtree(workspace.ledger / "statements")
    assert published_statements(workspace) == []
    edit(workspace, "records/trust.yml", "date: 2025-01-06", "date: 2025-01-05")
    found = [code for code, _ in refused(workspace, signed(workspace, "trust"))]
    assert found
    assert {code[0] for code in found} == {"L"}


def test_what_is_written_is_what_was_checked(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft exchanged on disk while it is being published changes nothing."""
    workspace = practice("feedback")
    made = signed(workspace, "report")
    real = publish_module._require_log_key

    def exchange(vkey: str, signer: Signer, *, demonstration: bool) -> None:
        (made.statement_folder / "records/report/2025.json").write_bytes(b"{}")
        real(vkey, signer, demonstration=demonstration)

    monkeypatch.setattr(publish_module, "_require_log_key", exchange)
    publish_now(workspace, made)
    assert published_statements(workspace)[-1] == replace(made.content, index=8)


OWN = Signer(ORIGIN, b"\x70" * 32)
"""A log key that is nobody's demonstration: what it signs is remembered."""


def own_log(practice: Practice, *kinds: str) -> Workspace:
    """An office with a log key of its own that has published ``kinds``."""
    workspace = practice("")
    set_log_key(workspace, OWN)
    for kind in kinds:
        publish_now(workspace, signed(workspace, kind), OWN)
    return workspace


def restored(workspace: Workspace, earlier: Path) -> None:
    """An old copy of the whole work tree in place of what has grown since."""
    shutil.rmtree(workspace.root)
    shutil.copytree(earlier, workspace.root)


def test_a_restored_copy_gets_no_second_history(practice: Practice, tmp_path: Path) -> None:
    workspace = own_log(practice, "trust")
    earlier = Path(shutil.copytree(workspace.root, tmp_path / "earlier"))
    first = signed(workspace, "scheme")
    drafted = Path(shutil.copytree(workspace.root, tmp_path / "drafted"))
    publish_now(workspace, first, OWN)
    checkpoint = (workspace.ledger / "checkpoint").read_bytes()
    last = LastSigned(state_of(workspace), OWN.verifier)
    assert last.path.read_bytes() == checkpoint
    restored(workspace, earlier)
    other = signed(workspace, "scheme", ["demo-office-1", "demo-office-3", "demo-leader-1"])
    assert refused(workspace, other, OWN) == [("L312", str(last.path))]
    assert last.path.read_bytes() == checkpoint
    restored(workspace, drafted)
    assert publish_now(workspace, first, OWN) == 1
    assert (workspace.ledger / "checkpoint").read_bytes() == checkpoint


def test_a_ledger_begun_anew_is_not_signed(practice: Practice) -> None:
    workspace = own_log(practice, "trust", "scheme")
    shutil.rmtree(workspace.ledger)
    shutil.rmtree(workspace.records / "sealed")
    edit(workspace, "records/trust.yml", "date: 2025-01-06", "date: 2025-01-05")
    found = refused(workspace, signed(workspace, "trust"), OWN)
    assert [code for code, _ in found] == ["L312"]


def test_what_cannot_be_remembered_is_not_published(practice: Practice) -> None:
    workspace = own_log(practice)
    state_of(workspace).write_bytes(b"a file where the folder belongs")
    made = signed(workspace, "trust")
    before = snapshot(workspace.root)
    found = codes(lambda: publish_now(workspace, made, OWN), NotCheckedError)
    assert [code for code, _ in found] == ["L314"]
    assert snapshot(workspace.root) == before


@pytest.mark.slow
def test_the_demonstration_s_log_key_is_not_remembered(practice: Practice) -> None:
    workspace = practice("feedback")
    publish_now(workspace, signed(workspace, "report"))
    assert not state_of(workspace).exists()


def test_two_publishers_at_once(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    before = snapshot(workspace.root)
    with exclusive(workspace.records, "records"):
        assert codes(lambda: publish_now(workspace, made), NotCheckedError) == [("U126", "records")]
    assert snapshot(workspace.root) == before
    assert publish_now(workspace, made) == 8


@pytest.mark.parametrize("moment", ["checkpoints/9", "checkpoint"])
def test_another_checkpoint_meanwhile_is_not_replaced(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Somebody who does not ask for the lock, from another machine for example."""
    workspace = practice("feedback")
    made = signed(workspace, "report")
    real = write_atomic
    before = {"checkpoints/9": "tile/entries/000.p/9", "checkpoint": "checkpoints/9"}[moment]

    def write(path: Path, data: bytes) -> None:
        real(path, data)
        if path == workspace.ledger / before:
            (workspace.ledger / "checkpoint").write_bytes(b"another")

    monkeypatch.setattr(publish_module, "write_atomic", write)
    found = codes(lambda: publish_now(workspace, made), FindingsError)
    assert found == [("L313", f"{LEDGER}/checkpoint")]
    assert (workspace.ledger / "checkpoint").read_bytes() == b"another"
    assert (workspace.ledger / "checkpoints/9").exists() == (moment == "checkpoint")


def test_only_from_its_own_place(practice: Practice, tmp_path: Path) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    elsewhere = [workspace.drafts / "2024-report", tmp_path / "2025-report"]
    for place in elsewhere:
        shutil.copytree(made.folder, place)
    before = snapshot(workspace.root)
    for place in elsewhere:
        moved = replace(made, folder=place)
        assert [code for code, _ in codes(lambda moved=moved: publish_now(workspace, moved), UsageError)] == ["U125"]  # type: ignore[misc]
    assert snapshot(workspace.root) == before
    (tmp_path / "link").symlink_to(made.folder)
    assert publish_now(workspace, replace(made, folder=tmp_path / "link")) == 8
    assert [path.name for path in workspace.drafts.iterdir()] == ["2024-report"]


def test_links_in_a_circle(practice: Practice, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    assert codes(lambda: read_draft(practice("feedback"), tmp_path / "circle", 2), UsageError) == [("U113", "")]


def resealed(made: Draft, change: Callable[[Openings], Openings]) -> None:
    openings = open_draft(made, [demo.age_identity("demo-office")])
    data = change(openings).encode()
    (made.folder / "openings.age").write_bytes(seal(data, [demo.age_recipient("demo-office")]))


def other_salt(item: Disclosure) -> Disclosure:
    return replace(item, salt=bytes(16))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda o: replace(o, statement="0" * 64), "G311"),
        (lambda o: replace(o, disclosures=o.disclosures[:-1]), "G314"),
        (lambda o: replace(o, disclosures=(*o.disclosures, o.disclosures[0])), "G314"),
        (lambda o: replace(o, disclosures=o.disclosures[::-1]), "G314"),
        (lambda o: replace(o, disclosures=(other_salt(o.disclosures[0]), *o.disclosures[1:])), "G314"),
        (lambda o: replace(o, nonces=dict.fromkeys(o.nonces, "0" * 32)), "G314"),
        (lambda o: replace(o, nonces={}), "G314"),
        (lambda o: replace(o, inputs=()), "G314"),
        (lambda o: replace(o, inputs=(other_salt(o.inputs[0]), *o.inputs[1:])), "G314"),
    ],
)
def test_openings_that_open_nothing_are_not_published(
    practice: Practice, change: Callable[[Openings], Openings], code: str
) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    resealed(made, change)
    assert refused(workspace, made) == [(code, "records/drafts/2025-report/openings.age")]


def test_openings_that_are_not_sealed_at_all(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    (made.folder / "openings.age").write_bytes(b"hello")
    before = snapshot(workspace.root)
    assert [code for code, _ in codes(lambda: publish_now(workspace, made), NotCheckedError)] == ["D121"]
    assert snapshot(workspace.root) == before


def test_a_published_statement_s_openings_are_never_replaced(practice: Practice, tmp_path: Path) -> None:
    """An old draft put back: with other openings it is a second one, with its own there is nothing left to do."""
    workspace = practice("feedback")
    made = signed(workspace, "report")
    copy = shutil.copytree(made.folder, tmp_path / "copy")
    publish_now(workspace, made)
    done = snapshot(workspace.root)
    shutil.copytree(copy, made.folder)
    resealed(made, lambda openings: openings)
    assert "P101" in [code for code, _ in refused(workspace, made)]
    shutil.copytree(copy, made.folder, dirs_exist_ok=True)
    assert publish_now(workspace, made) == 8
    assert snapshot(workspace.root) == done


def test_openings_of_something_else_are_not_overwritten(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    workspace.sealed("report", "2025").write_bytes(b"the only copy")
    assert refused(workspace, made) == [("G315", "records/cycles/2025/sealed/report.openings.age")]


def test_the_log_key_s_file() -> None:
    assert read_log_key(f" {LOG_KEY.text()}\n").verifier == LOG_KEY.verifier
    for text in ("", "PRIVATE+KEY+x", LOG_KEY.text()[:-3], LOG_KEY.verifier.text(), "秘密"):
        with pytest.raises(NotCheckedError) as caught:
            read_log_key(text)
        (problem,) = caught.value.problems
        assert problem.code == "G321"
        assert not text or text not in repr(problem)
