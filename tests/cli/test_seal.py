"""Working with sealed records from the command line, cut off at every point, and through git's eyes."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.cli.main import entry
from generator.core.errors import NotCheckedError
from generator.intake import sealed
from generator.office import sealing
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.broken.edited import edited

NAME = "records/cycles/2025/inputs/data/budget-execution.yml"
AGE, COPY = f"{NAME}.age", NAME.replace(".yml", ".clear.yml")
VOTES = "records/cycles/2025/inputs/votes/colleagues.yml"
SECRET = "签发人甲"
IDENTITIES = [demo.age_identity(name) for name in demo.RECIPIENTS]
RECIPIENTS = [demo.age_recipient(name) for name in demo.RECIPIENTS]
KEYS = sealed.parse_identities(IDENTITIES[:1])
GIT = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]


class Ended(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with the valid office, one file of figures and one of ballots sealed; an identity beside it."""
    root = tmp_path / "office"
    edited(root, {})
    for name in (NAME, VOTES):
        seal_in(root, name)
    (root / ".gitignore").write_text("*.clear.yml\n")
    (root / ".gitattributes").write_text("*.age binary\n")
    (tmp_path / "identity").write_text(f"# mine\n{IDENTITIES[0]}\n")
    subprocess.run([*GIT, "init", "-q", root], check=True)
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.chdir(root)
    for name in ("VISUAL", "EDITOR", "KAOHE_IDENTITY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("KAOHE_LANG", "en")
    return root


@pytest.fixture
def identity(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAOHE_IDENTITY", str(root.parent / "identity"))
    return root.parent / "identity"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> Ended:
        capfd.readouterr()
        code = 0
        try:
            entry(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        ended = Ended(code, *capfd.readouterr())
        assert "Traceback" not in ended.err
        assert IDENTITIES[0][:30] not in ended.out + ended.err
        assert SECRET not in ended.err
        return ended

    return call


def seal_in(root: Path, name: str, recipients: list[str] = RECIPIENTS) -> None:
    (root / f"{name}.age").write_bytes(sealed.seal((root / name).read_bytes(), recipients))
    (root / name).unlink()


def text_of(root: Path, name: str = AGE) -> bytes:
    return sealed.unseal((root / name).read_bytes(), KEYS, name)


def clear_files(folder: Path) -> list[str]:
    """The files below ``folder`` that hold the secret in clear."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path.relative_to(folder).as_posix() for path in files if SECRET.encode() in path.read_bytes())


def editor(folder: Path, script: str) -> str:
    """An editor that runs ``script`` with the file's path as ``path``."""
    program = folder / "editor.py"
    program.write_text(f"import os, sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n{script}\n")
    return shlex.join([sys.executable, str(program)])


def replacing(old: str, new: str) -> str:
    check = f"text = path.read_text('utf-8')\nassert {old!r} in text\n"
    return f"{check}path.write_text(text.replace({old!r}, {new!r}), 'utf-8')"


def code_of(ended: Ended) -> str:
    return next(word for word in ended.err.split() if len(word) == 4 and word[0].isupper() and word[1:].isdigit())


# check and the exit code


def test_check_needs_an_identity_to_be_done(root: Path, run: Run) -> None:
    ended = run("check")
    assert ended.code == 4
    assert "Not checked: 3." in ended.err and "no problems" not in ended.err
    assert run("check", "--identity", "../identity").code == 0
    answer = json.loads(run("check", "--json").out)
    assert (answer["status"], answer["problems"]) == ("not_checked", [])
    assert [item["code"] for item in answer["not_checked"]] == ["F222", "F220", "F220"]


def test_findings_beat_what_was_not_checked(root: Path, run: Run) -> None:
    (root / "records/trust.yml").unlink()
    ended = run("check")
    assert ended.code == 1
    assert "F113" in ended.err and "F220" in ended.err


def test_nothing_is_scored_or_drafted_while_something_is_sealed(root: Path, run: Run) -> None:
    for command in (["score", "2025"], ["draft", "trust"], ["build"]):
        ended = run(*command)
        assert (ended.code, ended.out) == (4, "")
        assert "F220" in ended.err
    assert not (root / "records/drafts").exists() and not (root / "site").exists()
    assert run("score", "2025", "--identity", "../identity").code == 0


def test_a_draft_is_the_same_from_a_sealed_record_and_a_clear_one(root: Path, run: Run, identity: Path) -> None:
    scores = run("score", "2025", "--json").out
    assert run("unseal", NAME).code == 0
    (root / COPY).rename(root / NAME)
    (root / AGE).unlink()
    assert run("score", "2025", "--json").out == scores


@pytest.mark.parametrize("content", ["", "AGE-SECRET-KEY-1\n", "\N{LATIN SMALL LETTER E WITH ACUTE}", None])
def test_a_useless_identity_file_is_not_checked(root: Path, run: Run, content: str | None) -> None:
    if content is not None:
        (root.parent / "other").write_text(content, "utf-8")
    assert run("check", "--identity", "../other").code == 4


# seal


def test_unseal_and_seal_give_the_record_back(root: Path, run: Run, identity: Path) -> None:
    before = (root / AGE).read_bytes()
    assert run("unseal", AGE).code == 0
    assert stat.S_IMODE((root / COPY).stat().st_mode) == 0o600
    assert (root / COPY).read_bytes() == text_of(root)
    assert run("check").code == 0
    ended = run("seal", COPY)
    assert ended.code == 0 and "Unchanged" in ended.err
    assert (root / AGE).read_bytes() == before
    assert clear_files(root / "records/cycles/2025/inputs/votes") == []
    assert not (root / COPY).exists()


def test_a_changed_working_copy_replaces_the_sealed_file(root: Path, run: Run, identity: Path) -> None:
    run("unseal", NAME)
    (root / COPY).write_text((root / COPY).read_text("utf-8").replace("97.5", "98.5"), "utf-8")
    answer = json.loads(run("seal", "--all", "--json").out)
    assert answer == {"version": "kaohe/output/v1", "status": "ok", "files": [AGE]}
    assert b"98.5" in text_of(root) and not (root / COPY).exists()
    assert sealed.count_stanzas((root / AGE).read_bytes(), AGE) == 2


def test_a_clear_record_is_sealed_in_its_place(root: Path, run: Run, identity: Path) -> None:
    name = NAME.replace("budget-execution", "training-done")
    before = (root / name).read_bytes()
    assert run("seal", name).code == 0
    assert text_of(root, f"{name}.age") == before and not (root / name).exists()
    assert run("check").code == 0


def test_a_record_with_findings_is_not_sealed(root: Path, run: Run, identity: Path) -> None:
    run("unseal", NAME)
    before = (root / AGE).read_bytes()
    text = (root / COPY).read_text("utf-8").replace("unit: archive", "unit: nobody")
    (root / COPY).write_text(text, "utf-8")
    ended = run("seal", COPY)
    assert ended.code == 1 and "X122" in ended.err
    assert (root / AGE).read_bytes() == before
    assert (root / COPY).read_text("utf-8") == text


@pytest.mark.parametrize("named", [False, True])
def test_what_could_not_be_read_back_keeps_its_clear_text(root: Path, run: Run, named: bool) -> None:
    name = NAME.replace("budget-execution", "training-done")
    before = (root / name).read_bytes()
    (root.parent / "other").write_text(demo.age_identity("stranger") + "\n")
    ended = run("seal", name, *(["--identity", "../other"] if named else []))
    assert (ended.code, code_of(ended)) == (4, "F231")
    assert (root / name).read_bytes() == before == text_of(root, f"{name}.age")


def test_each_file_is_done_and_each_failure_told(root: Path, run: Run, identity: Path) -> None:
    run("unseal", "--all")
    (root / COPY).write_text("schema: x\n")
    ended = run("seal", "--all")
    assert ended.code == 1 and VOTES + ".age" in ended.err
    assert (root / COPY).exists() and not (root / VOTES.replace(".yml", ".clear.yml")).exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["seal"], "U139"),
        (["seal", "--all", NAME], "U139"),
        (["seal", NAME], "U137"),
        (["seal", "records/trust.yml"], "U131"),
        (["unseal", "records/trust.yml.age"], "U131"),
        (["seal", "records/nothing.yml"], "U146"),
        (["seal", "../identity"], "U130"),
        (["unseal", "records/cycles/2025/sealed/report.openings.age"], "U147"),
        (["unseal", NAME.replace("budget-execution", "training-done")], "U136"),
        (["edit", NAME.replace("budget-execution", "training-done")], "U136"),
        (["edit", NAME], "U134"),
    ],
)
def test_wrong_usage(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: str
) -> None:
    if arguments[0] == "edit" and code != "U134":
        monkeypatch.setenv("EDITOR", "true")
    ended = run(*arguments)
    assert (ended.code, code_of(ended)) == (2, code)


def test_a_record_can_be_named_from_elsewhere(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "records/cycles/2025")
    assert run("unseal", "inputs/data/budget-execution.yml.age").code == 0
    monkeypatch.chdir(root.parent)
    assert run("--repo", "office", "seal", NAME.replace(".yml", ".clear.yml")).code == 0
    assert not (root / COPY).exists()


# unseal


def test_a_working_copy_is_never_overwritten(root: Path, run: Run, identity: Path) -> None:
    (root / COPY).write_text("mine")
    ended = run("unseal", NAME)
    assert (ended.code, code_of(ended)) == (2, "U132")
    assert (root / COPY).read_text() == "mine"


def test_no_clear_text_where_git_would_take_it(root: Path, run: Run, identity: Path) -> None:
    (root / ".gitignore").write_text("")
    ended = run("unseal", NAME)
    assert (ended.code, code_of(ended)) == (2, "U133")
    assert not (root / COPY).exists()
    assert run("edit", NAME).code == 2


@pytest.mark.parametrize(
    ("damage", "code", "exit_code"),
    [("none", "F220", 4), ("wrong", "F221", 4), ("cut", "F205", 1), ("mac", "F204", 1), ("text", "F201", 1)],
)
@pytest.mark.parametrize("command", ["unseal", "edit"])
def test_each_way_of_not_opening_says_so(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str, damage: str, code: str, exit_code: int
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    data = (root / AGE).read_bytes()
    mac = data.index(b"\n--- ") + 10
    changed = data[:mac] + (b"A" if data[mac : mac + 1] != b"A" else b"B") + data[mac + 1 :]
    (root / AGE).write_bytes({"cut": data[:-1], "mac": changed, "text": b"schema: x\n"}.get(damage, data))
    name = "stranger" if damage == "wrong" else "demo-office"
    (root.parent / "identity").write_text(demo.age_identity(name) + "\n")
    ended = run(command, NAME, *([] if damage == "none" else ["--identity", "../identity"]))
    assert (ended.code, code_of(ended)) == (exit_code, code)
    assert not (root / COPY).exists() and clear_files(root.parent / "run") == []


# edit


def test_an_edit_seals_what_was_changed(root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = text_of(root)
    watch = "assert oct(path.parent.stat().st_mode)[-3:] == '700'\nassert oct(path.stat().st_mode)[-3:] == '600'\n"
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", editor(root.parent, watch + replacing("97.5", "98.5")))
    ended = run("edit", AGE)
    assert ended.code == 0 and "Sealed" in ended.err
    assert text_of(root) == before.replace(b"97.5", b"98.5")
    assert list((root.parent / "run").iterdir()) == []


def test_an_unchanged_text_keeps_the_sealed_bytes(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (root / AGE).read_bytes()
    monkeypatch.setenv("EDITOR", editor(root.parent, "path.write_bytes(path.read_bytes())"))
    ended = run("edit", AGE)
    assert ended.code == 0 and "Not changed" in ended.err
    assert (root / AGE).read_bytes() == before
    assert list((root.parent / "run").iterdir()) == []


def test_a_new_record_begins_empty_and_sealed(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = NAME.replace("budget-execution", "training-done")
    text = (root / name).read_text("utf-8")
    (root / name).unlink()
    monkeypatch.setenv("EDITOR", editor(root.parent, f"path.write_text({text!r}, 'utf-8')"))
    assert run("edit", name).code == 0
    assert text_of(root, f"{name}.age").decode() == text and not (root / name).exists()


def test_a_text_with_findings_is_kept_and_found_again(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (root / AGE).read_bytes()
    monkeypatch.setenv("EDITOR", editor(root.parent, replacing("value: 99", "value: ninety")))
    ended = run("edit", AGE)
    assert ended.code == 1 and "M120" in ended.err and "stays at" in ended.err
    assert (root / AGE).read_bytes() == before
    (kept,) = clear_files(root.parent / "run")
    assert str(root.parent / "run" / kept) in ended.err
    assert f"kaohe seal {COPY}" in ended.err
    monkeypatch.setenv("EDITOR", "true")
    assert str((root.parent / "run" / kept).parent) in run("edit", AGE).err


@pytest.mark.parametrize(
    ("answers", "code", "sealed_text", "kept"),
    [("s", 0, b"ninety", False), ("k", 1, b"value: 99\n", True), ("eek", 1, b"value: 99\n", True)],
)
def test_a_person_decides_about_findings(
    root: Path,
    run: Run,
    identity: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: str,
    code: int,
    sealed_text: bytes,
    kept: bool,
) -> None:
    log = root.parent / "runs"
    change = "path.write_text(path.read_text('utf-8').replace('value: 99\\n', 'value: ninety\\n'), 'utf-8')"
    monkeypatch.setenv("EDITOR", editor(root.parent, f"open({str(log)!r}, 'a').write('x')\n{change}"))
    given = iter(answers)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(given))
    assert run("edit", AGE).code == code
    assert sealed_text in text_of(root)
    assert bool(clear_files(root.parent / "run")) == kept
    assert len(log.read_text()) == len(answers)


def test_without_a_named_editor_a_common_one_is_taken_at_a_terminal(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = root.parent / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert code_of(run("edit", AGE)) == "U134"
    script = root.parent / "mend.py"
    script.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[-1])\n"
        "path.write_text(path.read_text('utf-8').replace('97.5', '98.5'), 'utf-8')\n"
    )
    vi = programs / "vi"
    vi.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$1"\n')
    vi.chmod(0o755)
    assert run("edit", AGE).code == 0
    assert b"98.5" in text_of(root)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert code_of(run("edit", AGE)) == "U134"


def test_a_failing_editor_seals_nothing(root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (root / AGE).read_bytes()
    for program, kept in (
        ("no-such-editor", 0),
        ("false", 0),
        (editor(root.parent, replacing("97.5", "98.5") + "\nsys.exit(3)"), 1),
    ):
        monkeypatch.setenv("EDITOR", program)
        ended = run("edit", AGE)
        assert (ended.code, code_of(ended)) == (2, "U135")
        assert len(clear_files(root.parent / "run")) == kept
    assert (root / AGE).read_bytes() == before


def test_a_sealed_file_that_changed_meanwhile_is_not_overwritten(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sealed.seal(text_of(root).replace(b"97.5", b"1"), RECIPIENTS)
    script = replacing("97.5", "98.5") + f"\npathlib.Path({str(root / AGE)!r}).write_bytes({other!r})"
    monkeypatch.setenv("EDITOR", editor(root.parent, script))
    ended = run("edit", AGE)
    assert (ended.code, code_of(ended)) == (1, "F232")
    assert (root / AGE).read_bytes() == other
    assert len(clear_files(root.parent / "run")) == 1


def test_an_editor_that_removes_the_file_loses_nothing_else(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (root / AGE).read_bytes()
    monkeypatch.setenv("EDITOR", editor(root.parent, "path.rename(path.with_name('saved'))"))
    assert run("edit", AGE).code == 1
    assert (root / AGE).read_bytes() == before
    assert [Path(name).name for name in clear_files(root.parent / "run")] == ["saved"]


# rekey


def test_rekey_seals_everything_for_the_present_recipients(root: Path, run: Run, identity: Path) -> None:
    new = [demo.age_recipient("demo-office"), demo.age_recipient("newcomer")]
    organ = root / "records/organ.yml"
    organ.write_text(organ.read_text("utf-8").replace(RECIPIENTS[1], new[1]), "utf-8")
    openings = root / "records/cycles/2025/sealed/report.openings.age"
    openings.parent.mkdir()
    openings.write_bytes(sealed.seal(b"{}", RECIPIENTS))
    before = {name: text_of(root, name) for name in (AGE, f"{VOTES}.age")}
    assert json.loads(run("rekey", "--json").out)["files"] == sorted([*before, openings.relative_to(root).as_posix()])
    newcomer = sealed.parse_identities([demo.age_identity("newcomer")])
    left = sealed.parse_identities(IDENTITIES[1:])
    for name, text in before.items():
        data = (root / name).read_bytes()
        assert sealed.unseal(data, newcomer, name) == text
        with pytest.raises(NotCheckedError):
            sealed.unseal(data, left, name)
    assert sealed.unseal(openings.read_bytes(), newcomer, "x") == b"{}"
    assert run("check").code == 0


@pytest.mark.parametrize(("how", "code", "exit_code"), [("stranger", "F221", 4), ("damaged", "F205", 1)])
def test_rekey_is_all_or_nothing(root: Path, run: Run, identity: Path, how: str, code: str, exit_code: int) -> None:
    path = root / f"{VOTES}.age"
    stranger = [demo.age_recipient("stranger")]
    path.write_bytes(sealed.seal(b"x", stranger) if how == "stranger" else path.read_bytes()[:-1])
    before = {name: (root / name).read_bytes() for name in (AGE, f"{VOTES}.age")}
    ended = run("rekey")
    assert (ended.code, code_of(ended)) == (exit_code, code)
    assert f"{VOTES}.age" in ended.err and AGE not in ended.err
    assert {name: (root / name).read_bytes() for name in before} == before


# cut off at every point


def killed_at(point: int, work: Callable[[], Any]) -> bool:
    """Do ``work`` in a child that is killed at its ``point``-th write to disk; whether it got that far."""
    child = os.fork()
    if child == 0:
        count = 0

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                nonlocal count
                count += 1
                if count == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)

            return call

        for name in ("fsync", "replace", "rename", "unlink", "link", "rmdir", "mkdir", "fdopen"):
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def points(work: Callable[[], Any], reset: Callable[[], Any]) -> Iterator[int]:
    """Every point at which ``work`` can be cut off, each after a new start."""
    point = 1
    while True:
        reset()
        if not killed_at(point, work):
            return
        yield point
        point += 1


def test_seal_killed_anywhere_loses_nothing(root: Path) -> None:
    workspace = Workspace(root)
    found = sealing.locate(workspace, Path(COPY))
    old_bytes = (root / AGE).read_bytes()
    old = text_of(root)
    new = old.replace(b"97.5", b"98.5")

    def reset() -> None:
        (root / AGE).write_bytes(old_bytes)
        (root / COPY).write_bytes(new)

    seen = set()
    for _ in points(lambda: sealing.seal_record(workspace, found, IDENTITIES[:1]), reset):
        there = text_of(root)
        copy = (root / COPY).read_bytes() if (root / COPY).exists() else None
        assert there in (old, new)
        assert copy == new or (copy is None and there == new)
        assert set(clear_files(root / "records/cycles/2025/inputs/data")) >= ({Path(COPY).name} if copy else set())
        seen.add((there == new, copy is None))
    assert seen >= {(False, False), (True, False)}
    assert text_of(root) == new and not (root / COPY).exists()


def test_rekey_killed_anywhere_leaves_whole_files_and_can_be_run_again(root: Path) -> None:
    workspace = Workspace(root)
    texts = {name: text_of(root, name) for name in (AGE, f"{VOTES}.age")}
    cut_off = 0
    for _ in points(lambda: sealing.rekey(workspace, IDENTITIES[:1]), lambda: None):
        assert {name: text_of(root, name) for name in texts} == texts
        cut_off += 1
    assert cut_off > 4
    assert [path.name for path in (root / "records").rglob(".*.new")] == []


def test_unseal_killed_anywhere_leaves_a_whole_copy_or_an_ignored_one(root: Path) -> None:
    workspace = Workspace(root)
    found = sealing.locate(workspace, Path(NAME))
    for _ in points(
        lambda: sealing.unseal_record(workspace, found, IDENTITIES[:1]), lambda: (root / COPY).unlink(missing_ok=True)
    ):
        assert not (root / COPY).exists() or (root / COPY).read_bytes() == text_of(root)
        for name in clear_files(root / "records/cycles/2025/inputs/data"):
            if name.startswith((".new", "budget-execution")):
                path = f"records/cycles/2025/inputs/data/{name}"
                assert subprocess.run([*GIT, "check-ignore", "-q", path], cwd=root, check=False).returncode == 0


def test_edit_killed_anywhere_leaves_clear_text_in_the_private_place_alone(
    root: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(root.parent, replacing("97.5", "98.5")))
    private = root.parent / "run"
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    old_bytes = (root / AGE).read_bytes()
    old = text_of(root)
    new = old.replace(b"97.5", b"98.5")
    elsewhere = clear_files(root)
    seen = set()
    for _ in points(lambda: entry(["-q", "edit", AGE]), lambda: (root / AGE).write_bytes(old_bytes)):
        there = text_of(root)
        assert there in (old, new)
        assert clear_files(root) == elsewhere
        seen.add(there == new)
        left = [path for path in private.rglob("*") if path.is_file()]
        assert there == new or not left or left[0].read_bytes() in (b"", old, new)
        for folder in private.iterdir():
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            subprocess.run(["rm", "-rf", folder], check=True)
    assert seen == {False, True}
    assert text_of(root) == new and list(private.iterdir()) == []


# git


def git(root: Path, *arguments: str) -> str:
    return subprocess.run([*GIT, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


def committed(root: Path) -> None:
    """Two commits: the sealed record, and a change to it."""
    for name in clear_files(root):
        # Only sealed records are looked at here.
        (root / name).unlink()
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "one")
    (root / AGE).write_bytes(sealed.seal(text_of(root).replace(b"97.5", b"98.5"), RECIPIENTS))
    git(root, "commit", "-q", "-a", "-m", "two")


def test_git_shows_the_text_to_those_with_a_key_and_keeps_none(
    root: Path, run: Run, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(root)
    assert "Binary files" in git(root, "log", "-p")
    git(root, "config", "diff.kaohe.cachetextconv", "true")
    ended = run("git-setup")
    assert ended.code == 0 and "cachetextconv = false" in ended.err and ".gitattributes" not in ended.err
    assert run("git-setup").code == 0
    assert (root / ".git/info/attributes").read_text().count("*.age diff=kaohe\n") == 1
    shown = git(root, "log", "-p", "--", AGE)
    assert "-    value: 97.5" in shown and "+    value: 98.5" in shown and SECRET in shown
    monkeypatch.delenv("KAOHE_IDENTITY")
    hidden = git(root, "log", "-p", "--", AGE)
    assert "+(sealed; no identity)" in hidden and SECRET not in hidden and "98.5" not in hidden
    assert hidden.count("\n-sha256 ") == 1, "that something changed shows, but not what"
    assert run("git-setup", "--identity", "../identity").code == 0
    assert SECRET in git(root, "show", "--textconv", f"HEAD:{AGE}")
    assert SECRET in git(root, "log", "-p")
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=root, check=True, capture_output=True
    ).stdout
    assert b"value: 97.5" not in objects and SECRET.encode() not in objects
    assert git(root, "for-each-ref", "refs/notes") == ""
    assert clear_files(root) == []


def test_git_setup_says_what_is_missing(root: Path, run: Run) -> None:
    (root / ".gitattributes").unlink()
    assert "*.age binary" in run("git-setup").err
    assert run("git-setup", "--identity", "../nothing").code == 4


def test_git_setup_needs_git(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(tmp_path, {})
    monkeypatch.chdir(tmp_path)
    ended = run("git-setup")
    assert (ended.code, code_of(ended)) == (2, "U138")


@pytest.mark.parametrize(
    ("lang", "data", "said"),
    [
        ("en", b"x", "(sealed; damaged)"),
        ("en", None, "(sealed; no identity)"),
        ("zh", b"x", "（已密封；文件损坏）"),
        ("zh", None, "（已密封；没有身份）"),
    ],
)
def test_textconv_always_answers(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, data: bytes | None, said: str
) -> None:
    monkeypatch.setenv("KAOHE_LANG", lang)
    if data is not None:
        (root / AGE).write_bytes(data)
    digest = hashlib.sha256((root / AGE).read_bytes()).hexdigest()
    assert run("textconv", AGE) == Ended(0, f"{said}\nsha256 {digest}\n", "")
    (root.parent / "identity").write_text("AGE-SECRET-KEY-1\n")
    assert run("textconv", f"{VOTES}.age", "--identity", "../identity").code == 0
