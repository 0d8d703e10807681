"""Rotation and ssh-keygen: a person with ``allowed_signers`` of each version comes to the verdict that we come to."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.audit.verify import verify
from generator.published.trust import Revoked
from tests.audit.trusts import FIRST, SECOND, A, B, C, D, E, TrustLedger, holder
from tests.signing.people_keys import PIN, TOUCH, Key

pytestmark = pytest.mark.peers

CARD, DEVICE, NEW_DEVICE = Key("card", "ecdsa"), Key("device", "sk"), Key("new device", "sk", TOUCH | PIN)
OLD = replace(FIRST, holders=(holder("a", "office", CARD), holder("b", "office", DEVICE), holder("c", "office", C)))
NEW = replace(
    OLD,
    version=2,
    holders=(holder("b", "office", DEVICE), holder("c", "office", C), holder("d", "office", NEW_DEVICE)),
    revoked=(Revoked(CARD.fingerprint, "a", "departed"),),
)
NAMES = {CARD: "a", DEVICE: "b", C: "c", NEW_DEVICE: "d"}


@pytest.fixture
def keygen(require: Callable[[str], str]) -> str:
    return require("ssh-keygen")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Trust (0), scheme (1), rotation (2), scheme (3)."""
    ledger = TrustLedger().set_trust(OLD, [CARD, DEVICE]).scheme([CARD, C])
    ledger.set_trust(NEW, [CARD, DEVICE, NEW_DEVICE]).scheme([DEVICE, NEW_DEVICE], cycle="2026")
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert all(verdict.check(number).status == "ok" for number in range(1, 8))
    return tmp_path


def accepts(keygen: str, site: Path, index: int, version: str, key: Key, name: str, namespace: str) -> bool:
    statement = site / "ledger/statements" / str(index)
    signature = statement / "signatures" / f"{key.fingerprint}.sig"
    command = [keygen, "-Y", "verify", "-f", str(site / "ledger" / version), "-I", name, "-n", namespace]
    message = (statement / "statement.json").read_bytes()
    done = subprocess.run([*command, "-s", str(signature)], input=message, capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.parametrize(
    ("index", "key", "versions"),
    [
        (0, CARD, {0}),
        (0, DEVICE, {0, 2}),
        (1, CARD, {0}),
        (1, C, {0, 2}),
        (2, CARD, {0}),
        (2, DEVICE, {0, 2}),
        (2, NEW_DEVICE, {2}),
        (3, DEVICE, {0, 2}),
        (3, NEW_DEVICE, {2}),
    ],
)
def test_each_version_s_list_admits_its_holders(
    keygen: str, site: Path, index: int, key: Key, versions: set[int]
) -> None:
    kind = "trust" if index in (0, 2) else "scheme"
    namespace = f"kaohe-{kind}@river-bureau"
    for version in (0, 2):
        accepted = accepts(keygen, site, index, f"allowed_signers.{version}", key, NAMES[key], namespace)
        assert accepted == (version in versions)
    assert accepts(keygen, site, index, "allowed_signers", key, NAMES[key], namespace) == (2 in versions)


def test_nobody_signs_under_another_name_or_for_another_kind(keygen: str, site: Path) -> None:
    trust, scheme = "kaohe-trust@river-bureau", "kaohe-scheme@river-bureau"
    assert accepts(keygen, site, 2, "allowed_signers.2", DEVICE, "b", trust)
    for other in ("c", "d", "*", ""):
        assert not accepts(keygen, site, 2, "allowed_signers.2", DEVICE, other, trust)
    assert not accepts(keygen, site, 2, "allowed_signers.2", DEVICE, "b", scheme)


def test_a_device_without_a_touch_passes_ssh_keygen_and_not_us(keygen: str, tmp_path: Path) -> None:
    """What only our check notices: the flags are signed, and ssh-keygen does not look at them."""
    idle = replace(DEVICE, flags=0)
    ledger = TrustLedger().set_trust(OLD, [CARD, C]).scheme([idle, C])
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert {problem.code for problem in verdict.check(4).problems} == {"G124", "G306"}
    assert accepts(keygen, tmp_path, 1, "allowed_signers.0", idle, "b", "kaohe-scheme@river-bureau")


def test_both_refuse_a_stranger(keygen: str, tmp_path: Path) -> None:
    ledger = TrustLedger().set_trust(FIRST, [A, B]).set_trust(SECOND, [B, C, E])
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert {problem.code for problem in verdict.check(4).problems} == {"G303"}
    for version in ("allowed_signers.0", "allowed_signers.1"):
        assert not accepts(keygen, tmp_path, 1, version, E, "e", "kaohe-trust@river-bureau")
    assert not accepts(keygen, tmp_path, 1, "allowed_signers.1", D, "d", "kaohe-trust@river-bureau")
