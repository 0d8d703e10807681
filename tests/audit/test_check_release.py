"""V15: whose signatures make a site more than an internal build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.audit.report import verdict_text
from generator.audit.verdict import Check, Verdict
from generator.audit.verify import verify
from generator.signing import demo
from generator.signing.release import fingerprint_of, signature_name
from tests.audit.office import ORGAN, THRESHOLDS, Office, Plan, write_manifest

RELEASE = 15


def release_of(site: Path, office: Office) -> tuple[Verdict, Check, list[str]]:
    verdict = verify(site, office.root)
    check = verdict.check(RELEASE)
    return verdict, check, [problem.code for problem in check.problems]


def signatures(site: Path) -> list[Path]:
    return sorted(site.glob("manifest.sha256.*.sig"))


def signed_by(site: Path, office: Office, *holders: str, namespace: str = f"kaohe-release@{ORGAN}") -> None:
    """Other signatures in place of those that are there."""
    for path in signatures(site):
        path.unlink()
    copy = Office(site, office.plan)
    copy.release(holders, namespace)


def test_a_released_site(good: Office, site: Path) -> None:
    verdict, check, codes = release_of(site, good)
    assert (verdict.exit_code, check.status, codes) == (0, "ok", [])
    assert check.facts["holders"] == ["demo-publisher-1"]
    assert check.facts["signatures"] == 1


def test_a_site_that_nobody_signed_is_an_internal_build(good: Office, site: Path) -> None:
    (signature,) = signatures(site)
    signature.unlink()
    verdict, check, codes = release_of(site, good)
    assert (verdict.exit_code, check.status, codes) == (4, "not_checked", [])
    assert [other.id for other in verdict.checks if other.status != "ok"] == ["release"]
    assert "not released" in verdict_text(verdict, "en")
    assert "未发布" in verdict_text(verdict, "zh")


@pytest.mark.parametrize("holder", ["demo-office-1", "demo-leader-1", "demo-supervisor-1"])
def test_a_holder_whose_role_may_not(good: Office, site: Path, holder: str) -> None:
    good_one = signatures(site)[0].read_bytes()
    signed_by(site, good, holder)
    assert release_of(site, good)[2] == ["A321", "G304"]
    # A true signature beside it does not mend it.
    (site / signature_name("0" * 64)).write_bytes(good_one)
    signed_by(site, good, holder, "demo-publisher-1")
    verdict, check, codes = release_of(site, good)
    assert (verdict.exit_code, check.status, codes) == (1, "failed", ["G304"])


def test_a_stranger(good: Office, site: Path) -> None:
    signed_by(site, good, "demo-auditor-1")
    verdict, check, codes = release_of(site, good)
    assert (verdict.exit_code, check.status) == (1, "failed")
    assert codes == ["A321", "G303"]
    assert fingerprint_of(check.problems[-1].place.path) is not None


@pytest.mark.parametrize("namespace", [f"kaohe-closed@{ORGAN}", "kaohe-release@another-bureau", "file"])
def test_another_namespace(good: Office, site: Path, namespace: str) -> None:
    signed_by(site, good, "demo-publisher-1", namespace=namespace)
    assert release_of(site, good)[2] == ["A321", "G122"]


def test_a_statement_signature_is_no_release(good: Office, site: Path) -> None:
    """The very bytes that a holder signed for a statement do not count for a site, nor the other way round."""
    (signature,) = signatures(site)
    closed = next((site / "ledger/statements").glob("*/signatures/*.sig"))
    (site / signature_name(closed.stem)).write_bytes(closed.read_bytes())
    signature.unlink()
    assert release_of(site, good)[2] == ["A321", "G304"]


def test_a_signature_over_another_manifest(good: Office, site: Path) -> None:
    """Whoever changes the site and writes a new manifest cannot keep the release."""
    (signature,) = signatures(site)
    before = signature.read_bytes()
    (site / "assets" / "extra.css").write_bytes(b"p { color: red }\n")
    write_manifest(site)
    signature.write_bytes(before)
    verdict, check, codes = release_of(site, good)
    assert (check.status, codes) == ("failed", ["A321", "G123"])
    assert [other.id for other in verdict.checks if other.status != "ok"] == ["release"]


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda path: path.rename(path.with_name(signature_name("0" * 64))), ["A321", "G303"]),
        (lambda path: path.write_bytes(b""), ["A321", "G111"]),
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), ["A321", "G111"]),
        (lambda path: path.write_bytes(bytes(64 * 1024)), ["C111"]),
    ],
)
def test_a_spoiled_signature(good: Office, site: Path, spoil: Callable[[Path], object], codes: list[str]) -> None:
    spoil(signatures(site)[0])
    verdict, check, found = release_of(site, good)
    assert (verdict.exit_code, check.status, found) == (1, "failed", codes)


def test_a_link_is_not_a_signature(good: Office, site: Path, tmp_path: Path) -> None:
    (signature,) = signatures(site)
    signature.rename(tmp_path / "elsewhere")
    signature.symlink_to(tmp_path / "elsewhere")
    verdict, check, codes = release_of(site, good)
    assert (verdict.exit_code, check.status, codes) == (1, "failed", ["C131"])


@pytest.mark.parametrize("name", ["manifest.sha256.sig", "manifest.sha256.x.sig", f"manifest.sha256.{'A' * 64}.sig"])
def test_other_files_beside_the_manifest_do_not_belong(good: Office, site: Path, name: str) -> None:
    (site / name).write_bytes(signatures(site)[0].read_bytes())
    verdict, _, codes = release_of(site, good)
    assert codes == []
    assert "A221" in {problem.code for problem in verdict.check(12).problems}


def asking(release: dict[str, int] | None, **changes: Any) -> Plan:
    """A plan whose trust asks for these holders to sign a release; for none at all where it is None."""
    others = {kind: roles for kind, roles in THRESHOLDS.items() if kind != "release"}
    return Plan(thresholds=others if release is None else {**others, "release": release}, **changes)


def test_distinct_holders_are_counted(tmp_path: Path) -> None:
    plan = asking({"office": 2}, second_keys=("demo-office-1",))
    office = Office(tmp_path / "site", plan).publish()
    signed_by(office.folder, office, "demo-office-1", "demo-office-1-second")
    verdict, check, codes = release_of(office.folder, office)
    assert (verdict.exit_code, codes) == (1, ["A321"])
    assert check.problems[0].params["missing"] == "office 1"
    signed_by(office.folder, office, "demo-office-1", "demo-office-2")
    assert release_of(office.folder, office)[1].status == "ok"


def test_every_role_that_is_named_must_sign(tmp_path: Path) -> None:
    plan = asking({"publisher": 1, "supervision": 1})
    office = Office(tmp_path / "site", plan).publish()
    assert release_of(office.folder, office)[2] == ["A321"]
    signed_by(office.folder, office, "demo-publisher-1", "demo-supervisor-1")
    assert release_of(office.folder, office)[1].status == "ok"


def test_without_a_threshold_nobody_can_release(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", asking(None)).publish()
    assert release_of(office.folder, office)[2] == ["G305"]
    signed_by(office.folder, office)
    assert release_of(office.folder, office)[1].status == "not_checked"


def test_a_false_statement_before_it_leaves_it_open(good: Office, site: Path) -> None:
    """The trust that says who may release rests on signatures itself."""
    path = next((site / "ledger/statements/0/signatures").iterdir())
    path.write_bytes(path.read_bytes().replace(b"A", b"B", 1))
    verdict, check, _ = release_of(site, good)
    assert (verdict.exit_code, check.status) == (1, "skipped")
    assert "V04" in check.needs


def test_the_demonstration_publisher_is_one(good: Office) -> None:
    assert good.plan.seed("demo-publisher-1") == demo.seed("demo-publisher-1")
