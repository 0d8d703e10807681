"""What was seen of a log before is held against what is shown now, and both are kept as evidence."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from generator.audit import memory as memory_module
from generator.audit.check_memory import check_memory
from generator.audit.evidence import Evidence
from generator.audit.memory import Memory, given, recall, remember
from generator.audit.report import verdict_json, verdict_text
from generator.audit.site_files import SiteFiles
from generator.audit.verdict import Check, Findings, Verdict
from generator.audit.verify import verify
from generator.core import messages
from generator.core.errors import NotCheckedError
from generator.core.files import write_atomic
from generator.core.messages import LANGS, Lang
from generator.ledger import log
from generator.ledger.checkpoint import Checkpoint, sign_checkpoint
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import Signer
from generator.signing import demo
from tests.audit.office import ORIGIN, Office, Plan, real_plan, write_manifest

LOG_KEY = Signer(ORIGIN, bytes(range(32)))
OTHER_KEY = Signer(ORIGIN, bytes(range(1, 33)))
ELSEWHERE = Signer("other.example/kaohe", bytes(range(32)))
ONE_KEY = LogKeys.only(LOG_KEY.verifier)


@dataclass(frozen=True)
class OnlyALog(Evidence):
    """A site of which nothing but the log is looked at, and whose log key is known."""

    keys: LogKeys = ONE_KEY

    @property
    def root(self) -> str | None:
        return self.expected_root

    @property
    def log_keys(self) -> LogKeys:
        return self.keys


def leaves(entries: Iterable[bytes]) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries]


def checkpoint(entries: list[bytes], signer: Signer = LOG_KEY) -> bytes:
    return sign_checkpoint(Checkpoint(signer.name, len(entries), Tree(leaves(entries)).root()), signer)


def seen(entries: list[bytes], signer: Signer = LOG_KEY, *, own: bool = True) -> Memory:
    """What a machine remembers of a log; of a checkpoint that somebody gave it, only that."""
    return Memory("last", checkpoint(entries, signer), b"".join(leaves(entries)) if own else b"")


def shown(entries: list[bytes], *memories: Memory, sizes: Iterable[int] = ()) -> Findings:
    """What the check says of a site with this log, which has published checkpoints of ``sizes``."""
    files: dict[str, bytes] = {}
    done: list[int] = []
    for size in [*sorted(set(sizes)), len(entries)]:
        before = max(done, default=0)
        files |= log.append(entries[:before], entries[before:size], LOG_KEY, ORIGIN, done) if size > before else {}
        done.append(size)
    site = SiteFiles({}, {f"ledger/{path}": data for path, data in files.items()}, {})
    found = check_memory(OnlyALog(site, None, memories))
    assert found is not None
    return found


def codes(findings: Findings) -> list[str]:
    return [problem.code for problem in findings.problems]


A = [b"a", b"b", b"c", b"d", b"e"]


def test_the_first_time() -> None:
    found = shown(A)
    assert (found.problems, found.facts["first"], found.facts["size"]) == ((), True, 5)
    assert found.facts["remembered_checkpoint"] is None


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("before", [1, 2, 3, 4, 5])
def test_what_continues_is_no_finding(before: int, own: bool) -> None:
    found = shown(A, seen(A[:before], own=own))
    assert (codes(found), found.facts["first"], found.facts["remembered_size"]) == ([], False, before)
    assert found.facts["site_checkpoint"] is None


@pytest.mark.parametrize(("own", "code"), [(True, "A350"), (False, "A352")])
@pytest.mark.parametrize("left", [1, 2, 3, 4])
def test_a_rollback(left: int, own: bool, code: str) -> None:
    found = shown(A[:left], seen(A, own=own))
    assert (codes(found), found.facts["finding"]) == ([code], "rollback")
    assert found.facts["remembered_checkpoint"] == checkpoint(A).decode()
    assert found.facts["site_checkpoint"] == checkpoint(A[:left]).decode()
    (problem,) = found.problems
    assert (problem.params["size"], problem.params["remembered_size"]) == (str(left), "5")


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("grown", [0, 1, 3])
@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_fork_of_the_same_size_or_more(at: int, grown: int, own: bool) -> None:
    other = [*A[:at], b"x", *A[at + 1 :], *(b"%d" % i for i in range(grown))]
    found = shown(other, seen(A, own=own))
    assert (codes(found), found.facts["finding"]) == (["A351"], "fork")
    (problem,) = found.problems
    assert problem.params["at"] == "5"
    assert problem.params["found"] == Tree(leaves(other)).root(5).hex()
    assert problem.params["expected"] == Tree(leaves(A)).root().hex()


def test_the_best_evidence_of_a_fork_is_of_the_same_size() -> None:
    other = [b"x", *A[1:], b"f", b"g"]
    found = shown(other, seen(A), sizes=[3, 5])
    assert found.facts["site_checkpoint"] == checkpoint(other[:5]).decode()
    assert found.problems[0].place.path == "ledger/checkpoints/5"
    assert shown(other, seen(A)).facts["site_checkpoint"] == checkpoint(other).decode()


def test_a_shorter_fork_is_told_from_a_rollback_by_the_hashes() -> None:
    found = shown([b"x", b"b"], seen(A))
    assert (codes(found), found.facts["finding"]) == (["A351"], "fork")
    assert found.problems[0].params["at"] == "2"
    assert codes(shown([b"x", b"b"], seen(A, own=False))) == ["A352"]


def test_hashes_that_do_not_belong_to_the_checkpoint_decide_nothing() -> None:
    for kept in (b"", b"".join(leaves(A[:4])), b"".join(leaves([b"x", *A[1:]])), b"\0" * 7):
        memory = Memory("last", checkpoint(A), kept)
        assert codes(shown(A[:3], memory)) == ["A352"]
    more = Memory("last", checkpoint(A[:3]), b"".join(leaves(A)))
    assert codes(shown(A[:2], more)) == ["A350"]


def test_another_log_and_another_key() -> None:
    found = shown(A, seen(A, ELSEWHERE))
    assert (codes(found), found.facts["finding"]) == (["A353"], "other_log")
    assert found.problems[0].params["expected"] == ELSEWHERE.name
    assert found.facts["remembered_checkpoint"] == checkpoint(A, ELSEWHERE).decode()
    assert codes(shown(A, seen(A, OTHER_KEY))) == ["A354"]
    # A shorter log may have lost the statement that set the key: what this machine kept of it decides.
    assert codes(shown(A[:3], seen(A, OTHER_KEY))) == ["A350"]
    assert codes(shown([b"x"], seen(A, ELSEWHERE))) == ["A351"]
    assert codes(shown(A[:3], seen(A, OTHER_KEY, own=False))) == ["A354"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-5],
        lambda data: b"\xff" + data,
        lambda data: data.replace(b"\n5\n", b"\n4\n"),
        lambda data: data.replace(b"\n\n", b"\nmore\n\n"),
        lambda data: data.rpartition(b"\n\n")[0] + b"\n",
    ],
)
def test_a_damaged_memory_is_not_compared(damage: Callable[[bytes], bytes]) -> None:
    assert damage(checkpoint(A)) != checkpoint(A)
    with pytest.raises(NotCheckedError) as caught:
        shown(A, Memory("last", damage(checkpoint(A)), b"".join(leaves(A))))
    assert [(p.code, p.place.path) for p in caught.value.problems] == [("A355", "last")]


def test_the_worst_of_several_memories_is_shown() -> None:
    rollback, fork, good = seen([*A, b"f"]), seen([b"x"]), seen(A)
    found = shown(A, good, rollback, fork)
    assert (codes(found), found.facts["finding"], found.facts["remembered_size"]) == (["A351", "A350"], "fork", 1)
    assert shown(A, seen(A[:2]), seen(A[:4])).facts["remembered_size"] == 4


@examples(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 40), st.integers(0, 40))
def test_beginning_rollback_or_fork(seed: int, old: int, new: int, common: int) -> None:
    """Two random logs with a common beginning: the check says exactly how one stands to the other."""
    source = random.Random(seed)
    shared = [source.randbytes(source.randint(0, 9)) for _ in range(min(common, old, new))]
    before = [*shared, *(b"old%d" % i for i in range(old - len(shared)))]
    now = [*shared, *(b"new%d" % i for i in range(new - len(shared)))]
    finding = shown(now, seen(before), sizes=source.sample(range(1, new + 1), source.randint(0, min(new, 3)))).facts
    if now[:old] == before:
        expected = None
    elif before[:new] == now:
        expected = "rollback"
    else:
        expected = "fork"
    assert finding["finding"] == expected


# A whole site.


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A site whose log key is nobody's demonstration. Not to be changed."""
    return Office(tmp_path_factory.mktemp("real") / "site", real_plan()).publish()


def plan(source: Plan, **changes: object) -> Plan:
    return Plan(**{**source.__dict__, **changes})


@pytest.fixture(scope="module")
def shorter(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same office before it closed the cycle."""
    kinds = ("trust", "scheme", "report", "decision")
    return Office(tmp_path_factory.mktemp("shorter") / "site", plan(real_plan(), kinds=kinds)).publish()


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same office and root, with another report."""

    def other(record_type: str, name: str, body: dict[str, object]) -> dict[str, object]:
        return {**body, "date": "2025-12-23"} if record_type == "report" else body

    return Office(tmp_path_factory.mktemp("forked") / "site", plan(real_plan(), body=other)).publish()


def checked(site: Path, root: str | None, *memories: Memory) -> tuple[Verdict, Check]:
    verdict = verify(site, root, memories)
    return verdict, verdict.check(16)


def kept(tmp_path: Path, office: Office) -> Memory:
    """What a machine remembers after it verified the office's site."""
    verdict = verify(office.folder, office.root)
    assert verdict.memorable is not None
    remember(tmp_path, office.root, verdict.memorable, None)
    found = recall(tmp_path, office.root)
    assert found is not None
    return found


def test_what_passed_is_remembered(real: Office, tmp_path: Path) -> None:
    memory = kept(tmp_path, real)
    path = tmp_path / "seen" / real.root / "last"
    assert memory.name == str(path)
    assert path.read_bytes() == (real.folder / "ledger/checkpoint").read_bytes()
    verdict, check = checked(real.folder, real.root, memory)
    assert (verdict.exit_code, check.status, check.facts["first"]) == (0, "ok", False)


def test_the_ledger_that_grew(real: Office, shorter: Office, tmp_path: Path) -> None:
    assert real.root == shorter.root
    memory = kept(tmp_path, shorter)
    verdict, check = checked(real.folder, real.root, memory)
    assert (verdict.exit_code, check.facts["remembered_size"], check.facts["size"]) == (0, 4, 5)
    assert verdict.memorable is not None
    remember(tmp_path, real.root, verdict.memorable, memory)
    assert recall(tmp_path, real.root) == kept(tmp_path / "else", real).__class__(
        memory.name, (real.folder / "ledger/checkpoint").read_bytes(), verdict.memorable.leaf_hashes
    )


@pytest.mark.parametrize("remembered", [True, False])
def test_rollback_with_and_without_memory(real: Office, shorter: Office, tmp_path: Path, remembered: bool) -> None:
    """Nothing but memory tells a ledger that was cut off from a younger one."""
    memories = [kept(tmp_path, real)] if remembered else []
    verdict, check = checked(shorter.folder, real.root, *memories)
    assert verdict.exit_code == (1 if remembered else 0)
    assert [problem.code for problem in check.problems] == (["A350"] if remembered else [])
    assert [c.number for c in verdict.checks if c.status == "failed"] == ([16] if remembered else [])
    assert (verdict.memorable is None) == remembered


@pytest.mark.parametrize("remembered", [True, False])
def test_fork_with_and_without_memory(real: Office, forked: Office, tmp_path: Path, remembered: bool) -> None:
    assert real.root == forked.root
    memories = [kept(tmp_path, real)] if remembered else []
    verdict, check = checked(forked.folder, real.root, *memories)
    assert verdict.exit_code == (1 if remembered else 0)
    assert [problem.code for problem in check.problems] == (["A351"] if remembered else [])


@pytest.mark.parametrize("lang", LANGS)
def test_both_checkpoints_are_in_text_and_json(real: Office, forked: Office, tmp_path: Path, lang: Lang) -> None:
    verdict, check = checked(forked.folder, real.root, kept(tmp_path, real))
    notes = [(office.folder / "ledger/checkpoint").read_text("utf-8") for office in (real, forked)]
    facts = json.loads(json.dumps(verdict_json(verdict)))["checks"][15]["facts"]
    assert [facts["remembered_checkpoint"], facts["site_checkpoint"]] == notes
    text = verdict_text(verdict, lang)
    for note in notes:
        assert "".join(f"      | {line}\n" for line in note.removesuffix("\n").split("\n")) in text
    assert messages.text("verify.memory.site_checkpoint", lang) in text
    assert str(check.facts["remembered"]) in text


def test_evidence_cannot_pass_for_the_program_s_own_words(real: Office, tmp_path: Path) -> None:
    site = Path(shutil.copytree(real.folder, tmp_path / "site"))
    line = "\u2014 evil\x9b2J\u202e AAAAAAAAAAAA\n"
    for path in (site / "ledger/checkpoint", site / "ledger/checkpoints/5"):
        path.write_bytes(path.read_bytes() + line.encode())
    write_manifest(site)
    _, check = checked(site, real.root, seen(A, Signer("x.example/y", bytes(32))))
    verdict = Verdict((check,), False, None, None)
    text = verdict_text(verdict, "en")
    assert "evil\\x9b2J\\u202e" in text
    assert not {"\x9b", "\u202e"} & set(text)
    assert check.facts["site_checkpoint"] == (site / "ledger/checkpoint").read_text("utf-8")


def test_the_memory_of_another_ledger(real: Office, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_bytes(checkpoint(A, ELSEWHERE))
    verdict, check = checked(real.folder, real.root, given(path))
    assert (verdict.exit_code, [p.code for p in check.problems]) == (1, ["A353"])
    assert verdict.memorable is None


def test_a_damaged_memory_is_said_and_kept(real: Office, tmp_path: Path) -> None:
    kept(tmp_path, real)
    path = tmp_path / "seen" / real.root / "last"
    path.write_bytes(path.read_bytes()[:-9])
    memory = recall(tmp_path, real.root)
    assert memory is not None
    verdict, check = checked(real.folder, real.root, memory)
    assert (verdict.exit_code, check.status, [p.code for p in check.problems]) == (4, "not_checked", ["A355"])
    assert verdict.memorable is None
    path.unlink()
    path.symlink_to(real.folder / "ledger/checkpoint")
    memory = recall(tmp_path, real.root)
    assert memory is not None
    _, check = checked(real.folder, real.root, memory)
    assert [p.code for p in check.problems] == ["A355", "C131"]


def test_nothing_is_remembered_of_what_did_not_pass(real: Office, tmp_path: Path) -> None:
    assert verify(real.folder, None).memorable is None
    assert verify(real.folder, "0" * 64).memorable is None
    site = Path(shutil.copytree(real.folder, tmp_path / "site"))
    signature = next((site / "ledger/statements/1/signatures").iterdir())
    signature.write_bytes(signature.read_bytes().replace(b"A", b"B", 1))
    assert verify(site, real.root).memorable is None
    page = Path(shutil.copytree(real.folder, tmp_path / "page"))
    (page / "extra.html").write_bytes(b"")
    verdict = verify(page, real.root)
    assert verdict.exit_code == 1
    assert verdict.memorable is not None, "a false page says nothing about the log"


def test_with_another_root_there_is_nothing_to_compare(real: Office, tmp_path: Path) -> None:
    _, check = checked(real.folder, "0" * 64, kept(tmp_path, real))
    assert (check.status, check.problems) == ("skipped", ())


def test_the_demonstration_is_not_remembered(good: Office) -> None:
    assert verify(good.folder, good.root).memorable is None
    _, check = checked(good.folder, good.root, seen(A, Signer(ORIGIN, demo.log_seed())))
    assert [p.code for p in check.problems] == ["A351"], "but what a person gives is compared"


# On disk.


def test_nothing_remembered_yet(tmp_path: Path) -> None:
    assert recall(tmp_path, "0" * 64) is None
    assert list(tmp_path.iterdir()) == []


def test_remembered_for_this_person_alone(tmp_path: Path) -> None:
    remember(tmp_path, "0" * 64, seen(A), None)
    assert (tmp_path / "seen" / ("0" * 64)).stat().st_mode & 0o077 == 0
    assert recall(tmp_path, "0" * 64) == Memory(
        str(tmp_path / "seen" / ("0" * 64) / "last"), checkpoint(A), b"".join(leaves(A))
    )


def test_what_another_verification_remembered_meanwhile_stays(tmp_path: Path) -> None:
    root = "0" * 64
    remember(tmp_path, root, seen(A), None)
    before = recall(tmp_path, root)
    remember(tmp_path, root, seen(A[:2]), None)
    assert recall(tmp_path, root) == before
    remember(tmp_path, root, seen([*A, b"f"]), before)
    remember(tmp_path, root, seen([*A, b"x"]), before)
    found = recall(tmp_path, root)
    assert found is not None
    assert found.checkpoint == checkpoint([*A, b"f"])


def test_cut_off_between_hashes_and_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = "0" * 64
    remember(tmp_path, root, seen(A), None)
    before = recall(tmp_path, root)
    real_write = write_atomic

    def write(path: Path, data: bytes) -> None:
        if path.name == "last":
            raise KeyboardInterrupt
        real_write(path, data)

    monkeypatch.setattr(memory_module, "write_atomic", write)
    with pytest.raises(KeyboardInterrupt):
        remember(tmp_path, root, seen([*A, b"f"]), before)
    found = recall(tmp_path, root)
    assert found is not None
    assert found.checkpoint == checkpoint(A)
    assert codes(shown(A[:3], found)) == ["A350"]


def test_where_nothing_can_be_remembered(tmp_path: Path) -> None:
    (tmp_path / "seen").write_bytes(b"a file where the folder belongs")
    assert recall(tmp_path, "0" * 64) is None
    with pytest.raises(NotCheckedError) as caught:
        remember(tmp_path, "0" * 64, seen(A), None)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path) == ("U160", str(tmp_path / "seen" / ("0" * 64) / "last"))


def test_a_file_that_a_person_names(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(checkpoint(A))
    (tmp_path / "link").symlink_to("kept")
    (tmp_path / "circle").symlink_to("circle")
    assert given(path) == Memory("kept", checkpoint(A))
    assert given(tmp_path / "link").checkpoint == checkpoint(A)
    for name, code in (("none", "C130"), ("circle", "C131"), (".", "C131")):
        with pytest.raises(NotCheckedError) as caught:
            given(tmp_path / name)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_each_checkpoint_is_held_against_the_key_of_its_size() -> None:
    """The log's key may change; the statement that changes it is part of what the new key signs."""
    files = log.append(A[:3], A[3:], LOG_KEY, ORIGIN, [3])
    site = SiteFiles({}, {f"ledger/{path}": data for path, data in files.items()}, {})
    keys = LogKeys(((0, OTHER_KEY.verifier), (3, LOG_KEY.verifier)))

    def found(memory: Memory) -> list[str]:
        findings = check_memory(OnlyALog(site, None, (memory,), keys))
        return [] if findings is None else codes(findings)

    assert found(seen(A[:3], OTHER_KEY)) == found(seen(A[:4], LOG_KEY)) == []
    assert found(seen(A[:3], LOG_KEY)) == found(seen(A[:4], OTHER_KEY)) == ["A354"]
    assert found(seen([b"x", *A[1:3]], OTHER_KEY)) == ["A351"]
