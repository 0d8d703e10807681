"""An auditor cosigns: only what is sound and continues what was cosigned last, and the same again after a crash."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.audit.site_files import read_site
from generator.audit.verify import verify_files
from generator.core.errors import FindingsError, KaoheError, NotCheckedError, UsageError
from generator.core.files import write_atomic
from generator.ledger.cosignature import Cosignature, Cosigner, cosignatures
from generator.ledger.note import parse_note
from generator.office import cosigning
from generator.office.cosigning import Cosigned, CosignedLast, cosign
from generator.office.exclusive import exclusive
from generator.signing import demo
from tests.audit.office import Office, Plan
from tests.audit.witnesses import TIME, A, B, cosign_by_hand, policy, witnessed_plan
from tests.office.acting import codes

SIZE = 5
KINDS = Plan().kinds


def other_minutes(record_type: str, record_name: str, body: dict[str, Any]) -> dict[str, Any]:
    """A decision like ours but for the number of its document."""
    return body | {"document": "第4号"} if record_type == "deliberation" else body


Publish = Callable[..., Path]


@pytest.fixture(scope="module")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Publish:
    """The site of the office with its first so many statements; ``other`` is its second history. Not to be changed."""
    made: dict[tuple[int, bool], Office] = {}

    def site(size: int, *, other: bool = False) -> Path:
        if (size, other) not in made:
            changes: dict[str, Any] = {"body": other_minutes} if other else {}
            plan = witnessed_plan("all", (), kinds=KINDS[:size], **changes)
            made[size, other] = Office(tmp_path_factory.mktemp("site") / "site", plan).publish()
        return made[size, other].folder

    return site


@pytest.fixture
def ledger(publish: Publish, tmp_path: Path) -> Callable[..., Path]:
    """A ledger as an office's repository has it: without the lists that only a site needs."""

    def copy(size: int = SIZE, *, other: bool = False) -> Path:
        target = tmp_path / f"ledger-{size}-{other}"
        if not target.exists():
            shutil.copytree(publish(size, other=other) / "ledger", target)
            for path in target.glob("allowed_signers*"):
                path.unlink()
        return target

    return copy


Ledger = Callable[..., Path]


def root_of(ledger: Path) -> str:
    return hashlib.sha256((ledger / "statements/0/statement.json").read_bytes()).hexdigest()


def run(ledger: Path, cosigner: Cosigner, state: Path, time: int = TIME) -> Cosigned:
    return cosign(ledger, root_of(ledger), cosigner, time, state)


def refused(ledger: Path, cosigner: Cosigner, state: Path, time: int = TIME) -> list[str]:
    before = (ledger / "checkpoint").read_bytes()
    with pytest.raises(KaoheError) as error:
        run(ledger, cosigner, state, time)
    assert (ledger / "checkpoint").read_bytes() == before
    return [problem.code for problem in error.value.problems]


def both(ledger: Path, size: int = SIZE) -> bytes:
    """The checkpoint, which lies there twice."""
    data = (ledger / "checkpoint").read_bytes()
    assert data == (ledger / "checkpoints" / str(size)).read_bytes()
    return data


def test_two_auditors_make_the_quorum_in_whatever_order(publish: Publish, tmp_path: Path) -> None:
    texts = []
    for first, second in ((A, B), (B, A)):
        site = Path(shutil.copytree(publish(SIZE), tmp_path / first.name.replace("/", "-")))
        for cosigner in (first, second):
            state = tmp_path / f"state-{first.name[-1]}-{cosigner.name[-1]}"
            done = cosign(site, root_of(site / "ledger"), cosigner, TIME, state)
            assert (done.size, done.time, done.written, done.named) == (SIZE, TIME, True, True)
        verdict = verify_files(read_site(site), root_of(site / "ledger"))
        assert [verdict.check(number).status for number in (*range(1, 11), 14)] == ["ok"] * 11
        texts.append(both(site / "ledger"))
    assert texts[0] == texts[1]


def test_again_changes_nothing_not_even_the_time(ledger: Ledger, tmp_path: Path) -> None:
    first = run(ledger(), A, tmp_path / "state")
    data = both(ledger())
    again = run(ledger(), A, tmp_path / "state", TIME + 1000)
    assert (again.line, again.time, again.written) == (first.line, TIME, False)
    assert both(ledger()) == data
    # On another machine, which has no memory of it, the line that is there is remembered.
    assert not run(ledger(), A, tmp_path / "other", TIME + 1000).written
    assert CosignedLast(tmp_path / "other", root_of(ledger())).path.read_bytes() == data


def test_an_hour_later_the_witness_says_it_again(ledger: Ledger, tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = run(ledger(), A, state)
    assert not run(ledger(), A, state, TIME + 3599).written
    second = run(ledger(), A, state, TIME + 3600)
    assert (second.first, second.time, second.written) == (TIME, TIME + 3600, True)
    assert second.line != first.line
    # An hour is counted from the last line; a third takes the place of the second.
    assert not run(ledger(), A, state, TIME + 3600 + 3599).written
    third = run(ledger(), A, state, TIME + 9 * 86400)
    assert (third.first, third.time) == (TIME, TIME + 9 * 86400)
    data = both(ledger())
    assert cosignatures(data, [A.key]) == (Cosignature(A.key, TIME, TIME + 9 * 86400),)
    assert CosignedLast(state, root_of(ledger())).path.read_bytes() == data


def test_a_copy_that_lost_the_second_line_gets_it_again(ledger: Ledger, tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(ledger(), A, state)
    once = both(ledger())
    run(ledger(), A, state, TIME + 7200)
    twice = both(ledger())
    for path in (ledger() / "checkpoint", ledger() / f"checkpoints/{SIZE}"):
        path.write_bytes(once)
    again = run(ledger(), A, state, TIME + 7260)
    assert (again.first, again.time, again.written) == (TIME, TIME + 7200, True)
    assert both(ledger()) == twice


def test_another_machine_of_the_witness_adds_to_what_is_there(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(), A, tmp_path / "one")
    run(ledger(), A, tmp_path / "two", TIME + 7200)
    run(ledger(), B, tmp_path / "b", TIME + 60)
    done = run(ledger(), A, tmp_path / "one", TIME + 14400)
    assert (done.first, done.time) == (TIME, TIME + 14400)
    assert cosignatures(both(ledger()), [A.key, B.key]) == (
        Cosignature(A.key, TIME, TIME + 14400),
        Cosignature(B.key, TIME + 60),
    )


def test_a_clock_behind_the_second_line_signs_nothing(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(3), A, tmp_path / "state")
    run(ledger(3), A, tmp_path / "state", TIME + 7200)
    assert not run(ledger(3), A, tmp_path / "state", TIME + 60).written
    assert refused(ledger(5), A, tmp_path / "state", TIME + 7199) == ["L205"]
    assert run(ledger(5), A, tmp_path / "state", TIME + 7200).first == TIME + 7200


def test_a_fork_is_not_cosigned_again(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(4), A, tmp_path / "state")
    run(ledger(4, other=True), B, tmp_path / "b")
    assert refused(ledger(4, other=True), A, tmp_path / "state", TIME + 86400) == ["L203"]


def test_a_copy_that_lost_the_line_gets_the_same_one_again(ledger: Ledger, tmp_path: Path, publish: Publish) -> None:
    first = run(ledger(), A, tmp_path / "state")
    shutil.rmtree(ledger())
    again = run(ledger(), A, tmp_path / "state", TIME + 1000)
    assert (again.line, again.written) == (first.line, True)


def test_the_log_grows_and_the_memory_with_it(ledger: Ledger, tmp_path: Path) -> None:
    for size in (1, 3, 5):
        assert run(ledger(size), A, tmp_path / "state", TIME + size).size == size
        last = CosignedLast(tmp_path / "state", root_of(ledger(size))).read()
        assert last is not None
        assert last[0] == both(ledger(size), size)
        assert last[1].size == size
    assert (tmp_path / "state").stat().st_mode & 0o777 in (0o700, 0o755)
    assert CosignedLast(tmp_path / "state", root_of(ledger(5))).path.parent.stat().st_mode & 0o777 == 0o700


def test_rollback_is_refused_and_kept_as_evidence(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(5), A, tmp_path / "state")
    assert refused(ledger(3), A, tmp_path / "state") == ["L202"]
    kept = list((tmp_path / "state").rglob("contradicts-*"))
    assert [path.read_bytes() for path in kept] == [both(ledger(3), 3)]


@pytest.mark.parametrize("size", [4, 5])
def test_a_fork_cosigned_once_each_way_is_refused_by_both_auditors(ledger: Ledger, tmp_path: Path, size: int) -> None:
    ours, theirs = ledger(4), ledger(size, other=True)
    assert root_of(ours) == root_of(theirs)
    run(ours, A, tmp_path / "a")
    run(theirs, B, tmp_path / "b")
    assert refused(theirs, A, tmp_path / "a") == ["L203"]
    assert refused(ours, B, tmp_path / "b") == [{4: "L203", 5: "L202"}[size]]
    # Each holds both checkpoints with the log key's own signature on them.
    for state in ("a", "b"):
        folder = CosignedLast(tmp_path / state, root_of(ours)).path.parent
        texts = {parse_note(path.read_bytes()).text for path in folder.iterdir()}
        assert texts == {parse_note((one / "checkpoint").read_bytes()).text for one in (ours, theirs)}


def test_the_memory_is_for_all_keys_of_the_auditor(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(4), A, tmp_path / "state")
    assert refused(ledger(4, other=True), B, tmp_path / "state") == ["L203"]
    assert run(ledger(4), B, tmp_path / "state").written


def test_a_clock_behind_the_last_cosignature(ledger: Ledger, tmp_path: Path) -> None:
    run(ledger(3), A, tmp_path / "state", TIME)
    assert refused(ledger(5), A, tmp_path / "state", TIME - 1) == ["L205"]
    assert run(ledger(5), A, tmp_path / "state", TIME).time == TIME


@pytest.mark.parametrize("dies_at", range(3))
@pytest.mark.parametrize("late", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("before", [(), (TIME - 7200,)], ids=["first line", "second line"])
def test_cut_off_anywhere_it_ends_with_the_same_bytes(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int, late: bool, before: tuple[int, ...]
) -> None:
    cosign_by_hand(ledger(), SIZE, B)
    for time in before:
        run(ledger(), A, tmp_path / "state", time)
    count = 0

    class DeadError(Exception):
        pass

    def dying(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count - 1 == dies_at:
            if late:
                write_atomic(path, data)
            raise DeadError
        write_atomic(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(cosigning, "write_atomic", dying)
        with pytest.raises(DeadError):
            run(ledger(), A, tmp_path / "state")
    again = run(ledger(), A, tmp_path / "state", TIME + 60)
    # What anybody may have seen stays on this checkpoint, and nothing is added to it.
    assert again.time == (TIME + 60 if dies_at == 0 and not late else TIME)
    assert [one.times for one in cosignatures(both(ledger()), [A.key, B.key])] == [(*before, again.time), (TIME,)]


def test_only_a_sound_ledger_under_the_right_root(ledger: Ledger, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with pytest.raises(FindingsError) as error:
        cosign(ledger(), "0" * 64, A, TIME, state)
    assert error.value.problems[0].code == "A110"
    path = ledger() / "statements/2/records/unit-result/harbour.json"
    path.write_bytes(path.read_bytes().replace(b"complete", b"Complete", 1))
    assert "L305" in refused(ledger(), A, state)
    assert not (state / "cosigned").exists() or not list((state / "cosigned").rglob("last"))


def test_what_is_already_there_must_be_true(ledger: Ledger, tmp_path: Path) -> None:
    false = B.sign("another\n1\nAAAA\n", TIME).text().encode()
    for path in (ledger() / "checkpoint", ledger() / "checkpoints/5"):
        path.write_bytes(path.read_bytes() + false)
    assert refused(ledger(), A, tmp_path / "state") == ["L174"]


def test_copies_that_differ_in_more_than_signatures_are_no_unfinished_work(ledger: Ledger, tmp_path: Path) -> None:
    shutil.copy(ledger() / "checkpoints/4", ledger() / "checkpoint")
    assert "L153" in refused(ledger(), A, tmp_path / "state")
    (ledger() / "checkpoint").write_bytes(b"")
    assert refused(ledger(), A, tmp_path / "state")


def test_a_key_that_the_policy_does_not_name(ledger: Ledger, tmp_path: Path) -> None:
    done = run(ledger(), Cosigner("auditor.example/c", bytes(range(32))), tmp_path / "state")
    assert (done.written, done.named) == (True, False)


def test_a_demonstration_key_cosigns_no_real_ledger_and_remembers_nothing(ledger: Ledger, tmp_path: Path) -> None:
    holder = demo.WITNESSES[0]
    cosigner = Cosigner(demo.witness_name(holder), demo.witness_seed(holder))
    assert refused(ledger(), cosigner, tmp_path / "state") == ["L201"]
    for number, name in enumerate((b"one", b"two")):
        entries = partial(_renamed, name)
        site = Office(tmp_path / f"site{number}", Plan(kinds=KINDS[:2], body=entries)).publish().folder
        assert run(site / "ledger", cosigner, tmp_path / "state").written
    assert not (tmp_path / "state").exists()


def _renamed(name: bytes, record_type: str, record_name: str, body: dict[str, Any]) -> dict[str, Any]:
    return body | {"contact": {"name": name.decode()}} if record_type == "organ" else body


def test_nowhere_to_remember(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file")
    assert refused(ledger(), A, tmp_path / "state") == ["L204"]


def test_a_damaged_memory_is_not_overwritten(ledger: Ledger, tmp_path: Path) -> None:
    path = CosignedLast(tmp_path / "state", root_of(ledger())).path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    with pytest.raises(NotCheckedError):
        run(ledger(), A, tmp_path / "state")
    assert path.read_bytes() == b"damaged"


def test_one_at_a_time(ledger: Ledger, tmp_path: Path) -> None:
    with exclusive(ledger(), "ledger"):
        assert refused(ledger(), A, tmp_path / "state") == ["U126"]
    memory = CosignedLast(tmp_path / "state", root_of(ledger()))
    with memory.held():
        assert refused(ledger(), A, tmp_path / "state") == ["U126"]


def test_a_line_that_came_meanwhile_is_not_lost(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(path: Path, data: bytes) -> None:
        write_atomic(path, data)
        if path.name == "last":
            cosign_by_hand(ledger(), SIZE, B)

    with monkeypatch.context() as patch:
        patch.setattr(cosigning, "write_atomic", meanwhile)
        with pytest.raises(FindingsError) as error:
            run(ledger(), A, tmp_path / "state")
    assert error.value.problems[0].code == "L177"
    run(ledger(), A, tmp_path / "state")
    assert len(cosignatures(both(ledger()), [A.key, B.key])) == 2


def test_links_are_not_followed(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    shutil.move(ledger() / "checkpoint", target)
    (ledger() / "checkpoint").symlink_to(target)
    before = target.read_bytes()
    with pytest.raises(KaoheError):
        run(ledger(), A, tmp_path / "state")
    assert target.read_bytes() == before
    assert os.path.islink(ledger() / "checkpoint")


def test_no_ledger(tmp_path: Path) -> None:
    assert codes(partial(cosign, tmp_path, "0" * 64, A, TIME, tmp_path / "state"), UsageError) == [
        ("U142", tmp_path.name)
    ]


def test_the_policy_of_the_tests_is_canonical() -> None:
    assert policy("all").splitlines()[-1] == "quorum auditors"
