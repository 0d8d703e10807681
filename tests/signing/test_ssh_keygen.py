"""What happens around the program; that the program's own signatures are accepted is in tests/peers."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, KaoheError, NotCheckedError, UsageError
from generator.signing import demo, ssh_keygen, sshsig

SEED = hashlib.sha256(b"holder").digest()
NAMESPACE = "kaohe-report@example"


class Program:
    """Stands in for ssh-keygen: writes what it is told to, and remembers how it was called."""

    def __init__(self, result: bytes | None, status: int = 0, signs: bytes | None = None) -> None:
        self.result, self.status, self.signs = result, status, signs
        self.command: list[str] = []
        self.message = b""

    def __call__(self, command: list[str], /) -> int:
        self.command = command
        message_file = Path(command[-1])
        self.message = message_file.read_bytes()
        if self.result is not None:
            Path(f"{message_file}.sig").write_bytes(self.result)
        return self.status


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text("never read by us")
    return file


def test_the_program_gets_message_namespace_and_key(key_file: Path) -> None:
    signed = sshsig.sign(b"message", NAMESPACE, SEED)
    program = Program(signed)
    assert ssh_keygen.sign(b"message", NAMESPACE, key_file, program) == signed
    assert program.command[:-1] == ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key_file), "-n", NAMESPACE]
    assert program.message == b"message"
    assert not Path(program.command[-1]).exists()


@pytest.mark.parametrize(
    ("program", "kind", "code"),
    [
        (Program(None), NotCheckedError, "G132"),
        (Program(None, status=255), NotCheckedError, "G132"),
        (Program(sshsig.sign(b"message", NAMESPACE, SEED), status=1), NotCheckedError, "G132"),
        (Program(b"not a signature"), FindingsError, "G111"),
        (Program(sshsig.sign(b"another message", NAMESPACE, SEED)), FindingsError, "G123"),
        (Program(sshsig.sign(b"message", "file", SEED)), FindingsError, "G122"),
    ],
)
def test_nothing_but_a_good_signature_is_returned(
    program: Program, kind: type[KaoheError], code: str, key_file: Path
) -> None:
    with pytest.raises(kind) as error:
        ssh_keygen.sign(b"message", NAMESPACE, key_file, program)
    assert error.value.problems[0].code == code


def test_the_program_is_not_installed(key_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotCheckedError) as error:
        ssh_keygen.sign(b"message", NAMESPACE, key_file)
    assert error.value.problems[0].code == "G131"


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    program = Program(b"")
    with pytest.raises(UsageError) as error:
        ssh_keygen.sign(b"message", NAMESPACE, tmp_path / "missing", program)
    assert error.value.problems[0].code == "G133"
    assert program.command == []


def test_the_key_that_opens_files_does_not_sign(tmp_path: Path) -> None:
    identity, program = tmp_path / "identity", Program(b"")
    identity.write_text(f"# made for the office\n{demo.age_identity('demo-office')}\n", "utf-8")
    with pytest.raises(UsageError) as error:
        ssh_keygen.sign(b"message", NAMESPACE, identity, program)
    assert error.value.problems[0].code == "G134"
    assert "SECRET" not in repr(error.value.problems)
    assert program.command == []


def test_a_namespace_that_is_none(key_file: Path) -> None:
    with pytest.raises(FindingsError) as error:
        ssh_keygen.sign(b"message", "two words", key_file, Program(b""))
    assert error.value.problems[0].code == "G115"
