"""Signing through ``ssh-keygen -Y sign``, so that agents, FIDO devices and passphrases work as people know them."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.signing import sshsig

_AGE_IDENTITY = b"AGE-SECRET-KEY-"
_LOOKED_AT = 4096


class Run(Protocol):
    """Runs a program with the terminal of ours and returns its exit status; OSError where it cannot be started."""

    def __call__(self, command: list[str], /) -> int:
        """Run ``command`` to its end."""
        ...


def run_program(command: list[str], /) -> int:
    """Run ``command`` on our own terminal: prompts for a passphrase, a PIN or a touch reach the person who signs."""
    return subprocess.run(command, check=False).returncode


def sign(message: bytes, namespace: str, key_file: Path, run: Run = run_program) -> bytes:
    """The armored signature of ``message`` for ``namespace`` by the key in ``key_file``.

    ``key_file`` is a private key, a FIDO key handle, or a ``.pub`` file whose private half an agent holds. The result
    was parsed and verified again, so what is returned is what our own verifier accepts.

    Raises UsageError G133 (no key file) and G134 (an age identity instead), NotCheckedError G131 (``ssh-keygen`` not
    installed) and G132 (it made no signature), FindingsError G115 (namespace) and those of
    :func:`sshsig.parse_signature` and :func:`sshsig.verify`.
    """
    if not sshsig.is_namespace(namespace):
        raise FindingsError.of("G115")
    if not key_file.is_file():
        raise UsageError.of("G133", str(key_file))
    if _is_age_identity(key_file):
        raise UsageError.of("G134", key_file.name)
    with tempfile.TemporaryDirectory(prefix="kaohe-sign-") as folder:
        message_file = Path(folder, "message")
        message_file.write_bytes(message)
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key_file.absolute()), "-n", namespace, str(message_file)]
        try:
            status = run(command)
        except OSError as error:
            raise NotCheckedError.of("G131") from error
        signature_file = Path(folder, "message.sig")
        if status != 0 or not signature_file.is_file():
            raise NotCheckedError.of("G132", status=status)
        armored = signature_file.read_bytes()
    signature = sshsig.parse_signature(armored)
    sshsig.verify(signature, signature.public_key, namespace, message)
    return armored


def _is_age_identity(key_file: Path) -> bool:
    """Whether somebody took the key that opens sealed files for the one that signs; no part of it is kept."""
    with key_file.open("rb") as file:
        return any(line.startswith(_AGE_IDENTITY) for line in file.read(_LOOKED_AT).splitlines())
