"""The command as a whole: options anywhere, exit codes, both languages, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from generator import __version__
from generator.cli import main, site
from generator.cli.commands import MODULES
from generator.core.errors import FindingsError, KaoheError, LeakError, NotCheckedError, UsageError
from generator.office.workspace import Workspace
from tests.cli.conftest import Kaohe
from tests.conftest import Practice, Stages

COMMANDS = ("check", "score", "draft", "sign", "publish", "build", "serve", "verify", "keys")


def program(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments], cwd=cwd, env=env, capture_output=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "en", "--json", "check"],
        ["check", "--json", "--lang", "en"],
        ["check", "--lang=en", "--json"],
        ["--json", "check", "--lang", "en"],
    ],
)
def test_common_options_stand_anywhere(arguments: list[str]) -> None:
    front = main._global_first(arguments)
    assert front[-1] == "check"
    assert sorted(" ".join(front[:-1]).replace("=", " ").split()) == ["--json", "--lang", "en"]


def test_after_two_dashes_nothing_is_an_option() -> None:
    assert main._global_first(["sign", "--", "--json"]) == ["sign", "--", "--json"]
    assert main._global_first(["check", "--lang"]) == ["check", "--lang"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("用法：", "退出码", "命令：")), ("en", ("Usage:", "Exit codes", "Commands:"))]
)
def test_help_in_both_languages(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    done = program("--help", cwd=tmp_path, KAOHE_LANG=lang)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert all(word in text for word in words)
    assert all(command in text for command in COMMANDS)
    assert "Replaced by" not in text
    if lang == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in text)
    nothing = program(cwd=tmp_path, KAOHE_LANG=lang)
    assert (nothing.returncode, nothing.stdout) == (2, b"")
    assert words[0] in nothing.stderr.decode()


@pytest.mark.parametrize("command", [*COMMANDS, "keys log", "keys age", "keys demo"])
def test_every_command_explains_itself(kaohe: Kaohe, command: str) -> None:
    said = kaohe(*command.split(), "--help")
    assert said.code == 0
    assert "Replaced by" not in said.out
    assert "help." not in said.out
    assert "cli." not in said.out
    assert any("\u4e00" <= char <= "\u9fff" for char in said.out)


def test_every_command_is_registered_by_the_module_that_is_loaded_for_it() -> None:
    call = click.Context(main.kaohe)
    assert main.kaohe.list_commands(call) == list(MODULES)
    for name, module in MODULES.items():
        command = main.kaohe.get_command(call, name)
        assert command is not None and command.callback is not None
        assert (command.name, command.callback.__module__) == (name, f"generator.cli.{module}")
    assert set(main.kaohe.commands) == set(MODULES)


def test_help_loads_no_command(tmp_path: Path) -> None:
    asked = "import sys; from generator.cli.main import entry; sys.argv[1:] = ['--help']\ntry: entry()\nfinally: {}"
    loaded = "print(*(name for name in sys.modules if name.startswith('generator.')), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", asked.format(loaded)], cwd=tmp_path, capture_output=True, check=False)
    modules = set(done.stderr.decode().split())
    assert done.returncode == 0 and "generator.cli.main" in modules
    assert modules.isdisjoint({f"generator.cli.{module}" for module in MODULES.values()})


def test_version(kaohe: Kaohe) -> None:
    assert __version__ in kaohe("--version").out


def test_an_unknown_language(kaohe: Kaohe) -> None:
    said = kaohe("check", "--lang", "de", "--json")
    assert (said.code, said.codes) == (2, ["U104"])


@pytest.mark.parametrize("kind", [FindingsError, UsageError, LeakError, NotCheckedError])
def test_one_exit_code_per_kind_of_failure(
    practice: Practice, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch, kind: type[KaoheError]
) -> None:
    monkeypatch.chdir(practice("closed").root)

    def fail(*_: object) -> None:
        raise kind.of("C130", "a.yml")

    monkeypatch.setattr(site, "build_once", fail)
    said = kaohe("build", "--json")
    assert (said.code, said.codes) == (kind.exit_code, ["C130"])


def test_what_the_system_refuses(practice: Practice, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(practice("closed").root)

    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied", str(Path.home() / "records"))

    monkeypatch.setattr(Path, "is_file", refuse)
    said = kaohe("check", "--json")
    assert (said.code, said.codes) == (4, ["U120"])
    assert str(Path.home()) not in said.out
    assert said.value["problems"][0]["path"] == "records"


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "gbk"])
def test_a_terminal_without_chinese(stages: Stages, auditor: Path, encoding: str) -> None:
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C", "KAOHE_LANG": "zh"}
    environment["KAOHE_IDENTITY"] = str(auditor)
    done = program("score", "2025", cwd=stages(""), **environment)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert b"90.00" in done.stdout
    assert "办公室".encode("gbk" if encoding == "gbk" else "unicode_escape") in done.stdout


def test_a_file_name_that_is_no_text(practice: Practice) -> None:
    workspace = practice("scheme")
    (Path(os.fsdecode(bytes(workspace.root) + b"/records/\xff\x1b[31m.yml"))).touch()
    (Path(os.fsdecode(bytes(workspace.ledger) + b"/statements/1/\xff\x1b[31m"))).touch()
    for arguments in (["check"], ["draft", "report", "2025"]):
        machine = program(*arguments, "--json", cwd=workspace.root, KAOHE_LANG="en")
        person = program(*arguments, cwd=workspace.root, KAOHE_LANG="en")
        assert machine.returncode == person.returncode == 1
        assert json.loads(machine.stdout)["problems"]
        assert b"\x1b" not in machine.stdout + person.stderr
        assert b"Traceback" not in machine.stderr + person.stderr


def test_a_reader_that_goes_away(stages: Stages) -> None:
    """As in ``kaohe score 2025 | head -1``."""
    command = f"{sys.executable} -m generator score 2025 | true"
    done = subprocess.run(["sh", "-c", command], cwd=stages(""), capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stderr


def test_verify_without_a_root_could_not_check(kaohe: Kaohe, tmp_path: Path) -> None:
    assert kaohe("verify", str(tmp_path / "missing")).code in (2, 4)
    assert kaohe("verify", str(tmp_path), "--root", "xyz").code == 2
    (tmp_path / "ledger").mkdir()
    (tmp_path / "manifest.sha256").touch()
    said = kaohe("verify", str(tmp_path), "--json")
    assert said.code == 1
    assert said.value["verdict"]["exit"] == 1


@pytest.mark.parametrize("there", ["", "ledger", "manifest.sha256"])
def test_verify_says_once_that_a_folder_is_no_site(kaohe: Kaohe, tmp_path: Path, there: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    if there:
        (tmp_path / there).mkdir()
    said = kaohe("verify", str(tmp_path), "--json")
    assert (said.code, [problem["code"] for problem in said.value["problems"]]) == (2, ["A105"])
    assert there not in said.value["problems"][0]["params"]["missing"] or not there


@pytest.mark.parametrize("text", ["", "abc", "0" * 63, "G" * 64])
def test_a_pinned_root_that_is_none(practice: Practice, text: str) -> None:
    workspace = practice("trust")
    (workspace.records / "root").write_text(text)
    with pytest.raises(FindingsError) as caught:
        workspace.pinned_root()
    assert [problem.code for problem in caught.value.problems] == ["U118"]


def test_the_pinned_root(stages: Stages) -> None:
    pinned = Workspace(stages("trust")).pinned_root()
    assert pinned == (stages("trust") / "records/root").read_text().strip()
    assert Workspace(stages("")).pinned_root() is None
