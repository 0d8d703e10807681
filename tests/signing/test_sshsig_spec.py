"""The worked example of docs/spec/21-sshsig.md is true, and its code tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from generator.core import ed25519, messages
from generator.signing import ssh_keys, sshsig
from generator.signing.allowed_signers import allowed_signers

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "21-sshsig.md"
TEXT = SPEC.read_text("utf-8")
VECTORS = dict(re.findall(r"<!-- vector: (.+?) -->\n```\n(.*?)```\n", TEXT, flags=re.DOTALL))

SEED = bytes(range(32))
NAMESPACE = "kaohe-report@example"
MESSAGE = b"message\n"


def test_the_worked_example() -> None:
    key = ssh_keys.parse_public_key(VECTORS["public key"])
    assert key.line + "\n" == VECTORS["public key"]
    assert VECTORS["fingerprint"] == f"{key.fingerprint}\n{key.fingerprint_hex}\n"
    armored = VECTORS["signature"].encode()
    assert sshsig.sign(MESSAGE, NAMESPACE, SEED) == armored
    signature = sshsig.parse_signature(armored)
    sshsig.verify(signature, key, NAMESPACE, MESSAGE)
    assert ed25519.verify(key.point, signature.raw, bytes.fromhex(VECTORS["signed"]))
    assert allowed_signers([("demo-office-1", [NAMESPACE], key.line)]) == VECTORS["allowed_signers"]


def test_every_code_of_signatures_is_explained() -> None:
    explained = set(re.findall(r"\bG1\d\d\b", TEXT))
    assert explained == {code for code in messages.catalogue() if re.fullmatch(r"G1\d\d", code)}
