"""Trust over time: which numbered check finds which wrong rotation, signature or change of the log's key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.core import ed25519
from generator.ledger import note
from generator.ledger.cosignature import CosignerKey
from generator.ledger.note import Signer
from generator.published.trust import Fido, Holder, PreviousLog, Revoked, Succeeds, Trust
from generator.signing import demo
from tests.audit.trusts import (
    FIRST,
    LOG,
    NEW_LOG,
    NEW_ORIGIN,
    ORIGIN,
    SECOND,
    A,
    B,
    C,
    D,
    E,
    TrustLedger,
    holder,
    policy_of,
)
from tests.signing.people_keys import PIN, TOUCH, Key

LEDGER_CHECKS = (1, 2, 3, 4, 5, 6, 7, 10)
"""The rest is about records and pages, of which these ledgers have none."""


def judged(ledger: TrustLedger, folder: Path, root: str | None = None) -> dict[int, set[str]]:
    """The checks of the ledger that failed, with their codes."""
    return failed(verify(ledger.write(folder), root or ledger.root))


def failed(verdict: Verdict) -> dict[int, set[str]]:
    checks = [verdict.check(number) for number in LEDGER_CHECKS]
    assert all(check.status in ("ok", "failed", "skipped") for check in checks)
    return {check.number: {p.code for p in check.problems} for check in checks if check.status == "failed"}


def begun(trust: Trust = FIRST, *keys: Key, signer: Signer = LOG) -> TrustLedger:
    return TrustLedger().set_trust(trust, keys or (A, B), signer=signer)


def test_trusts_anywhere_in_the_log(tmp_path: Path) -> None:
    ledger = begun().scheme([A, B]).set_trust(SECOND, [A, B, C, D]).scheme([C, D], cycle="2026")
    third = replace(SECOND, version=3, thresholds={**SECOND.thresholds, "scheme": {"office": 1}})
    ledger.set_trust(third, [B, D]).scheme([D], cycle="2027")
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert failed(verdict) == {}
    assert verdict.check(2).facts["trust_version"] == 3
    assert verdict.check(2).facts["revoked"] == 1
    assert verdict.check(4).facts["holders"] == ["a", "b", "c", "d"]


def test_the_holder_who_leaves_may_sign_that_it_does(tmp_path: Path) -> None:
    # Two of version 1 (A, B), two of version 2 (B, D): A counts there, D here.
    assert judged(begun().set_trust(SECOND, [A, B, D]), tmp_path) == {}


def test_every_type_of_key(tmp_path: Path) -> None:
    card, device = Key("card", "ecdsa"), Key("device", "sk")
    trust = replace(FIRST, holders=(holder("a", "office", card), holder("b", "office", device), *FIRST.holders[2:]))
    assert judged(begun(trust, card, device).scheme([device, C]), tmp_path) == {}


# Rotations that did not reach both thresholds.

THREE_GONE = replace(
    SECOND,
    holders=(holder("d", "office", D), holder("e", "office", E)),
    revoked=tuple(Revoked(key.fingerprint, name, "departed") for name, key in (("a", A), ("b", B), ("c", C))),
)


@pytest.mark.parametrize(
    ("trust", "keys", "code"),
    [
        (THREE_GONE, [A, B], "G306"),
        (THREE_GONE, [D, E], "G306"),
        (THREE_GONE, [A, B, D], "G306"),
        (THREE_GONE, [A, D, E], "G306"),
        (SECOND, [], "G306"),
        (SECOND, [B], "G306"),
        (SECOND, [A, B], "G306"),
        (SECOND, [C, D], "G306"),
        (SECOND, [B, C, E], "G303"),
    ],
    ids=[
        "old only",
        "new only",
        "one new missing",
        "one old missing",
        "nobody",
        "one",
        "A, B",
        "C, D",
        "a stranger too",
    ],
)
def test_a_rotation_needs_both_versions(tmp_path: Path, trust: Trust, keys: list[Key], code: str) -> None:
    assert judged(begun().set_trust(trust, keys), tmp_path) == {4: {code}}


@pytest.mark.parametrize(("trust", "keys"), [(THREE_GONE, [A, B, D, E]), (SECOND, [B, C])])
def test_a_rotation_that_reaches_both(tmp_path: Path, trust: Trust, keys: list[Key]) -> None:
    assert judged(begun().set_trust(trust, keys), tmp_path) == {}


def test_the_missing_signatures_are_named_by_version(tmp_path: Path) -> None:
    ledger = begun().set_trust(SECOND, [A, B])
    (problem,) = verify(ledger.write(tmp_path), ledger.root).check(4).problems
    assert problem.params == {"missing": "v2 office 1"}


def test_one_person_with_two_keys_counts_once(tmp_path: Path) -> None:
    spare = Key("spare")
    trust = replace(FIRST, holders=(holder("a", "office", A, spare), *FIRST.holders[1:]))
    assert judged(begun(trust, A, spare), tmp_path / "first") == {4: {"G306"}}
    second = replace(trust, version=2)
    assert judged(begun(trust, A, B).set_trust(second, [A, spare]), tmp_path / "second") == {4: {"G306"}}


def test_a_role_that_neither_version_asks_for(tmp_path: Path) -> None:
    auditor = holder("e", "auditor", E)
    trusts = replace(FIRST, holders=(*FIRST.holders, auditor)), replace(SECOND, holders=(*SECOND.holders, auditor))
    assert judged(begun(trusts[0]).set_trust(trusts[1], [B, C, E]), tmp_path) == {4: {"G304"}}


def test_a_role_that_changes_counts_in_each_version_as_it_is_there(tmp_path: Path) -> None:
    second = replace(SECOND, holders=(holder("b", "auditor", B), *SECOND.holders[1:]))
    assert judged(begun().set_trust(second, [A, B, C, D]), tmp_path / "enough") == {}
    assert judged(begun().set_trust(second, [B, C]), tmp_path / "not") == {4: {"G306"}}


# Records that may not follow.


def with_log(trust: Trust, signer: Signer, previous: PreviousLog | None) -> Trust:
    """``trust`` with the log key of ``signer``."""
    log_key = signer.verifier.text()
    return replace(trust, origin=signer.name, log_key=log_key, policy=policy_of(signer), previous_log=previous)


def succession(origin: str = NEW_ORIGIN, signer: Signer = NEW_LOG) -> Succeeds:
    return Succeeds("0" * 64, origin, signer.verifier.text(), 4, "1" * 64, "threshold_lost")


def demo_holder() -> Holder:
    return Holder("demo", "office", (" ".join(demo.public_key_line("demo-office-1").split()[:2]),))


def witnessed(key: Key) -> str:
    """A policy with a witness that has the secret of ``key``."""
    vkey = CosignerKey("witness.example", ed25519.public_key_of(key.seed)).text()
    return f"log {LOG.verifier.text()}\nwitness w {vkey}\nquorum w\n"


def plus(trust: Trust, *more: Holder) -> Trust:
    return replace(trust, holders=(*trust.holders, *more))


def revoking(trust: Trust, *more: Revoked) -> Trust:
    return replace(trust, revoked=(*trust.revoked, *more))


LAST = begun().checkpoint(FIRST)
"""The last checkpoint of a log in which version 1 stands alone."""

RECORDS: dict[str, tuple[Trust, str]] = {
    "version skipped": (replace(SECOND, version=3), "G330"),
    "version repeated": (replace(SECOND, version=1), "G330"),
    "demonstration switched on": (replace(SECOND, demo=True), "G331"),
    "key gone without a word": (replace(SECOND, revoked=()), "G332"),
    "key revoked that nobody had": (revoking(SECOND, Revoked(E.fingerprint, "b", "lost")), "G334"),
    "key revoked as another holder's": (revoking(SECOND, Revoked(A.fingerprint, "b", "lost")), "G334"),
    "key revoked and kept": (revoking(SECOND, Revoked(B.fingerprint, "b", "compromised")), "G335"),
    "key handed on": (replace(SECOND, holders=(*SECOND.holders[1:], holder("e", "office", B))), "G336"),
    "revoked key in another guise": (plus(SECOND, holder("a", "office", Key("holder a", "sk"))), "G335"),
    "revoked key as log key": (with_log(SECOND, Signer(NEW_ORIGIN, A.seed), LAST), "G335"),
    "key revoked twice": (replace(SECOND, revoked=SECOND.revoked * 2), "G348"),
    "takes over from another ledger": (replace(SECOND, succeeds=succession()), "G342"),
    "previous log without a change": (replace(SECOND, previous_log=LAST), "G338"),
    "log key changed without a word": (with_log(SECOND, NEW_LOG, None), "G337"),
    "log key changed under the same origin": (with_log(SECOND, Signer(ORIGIN, NEW_LOG.seed), LAST), "G340"),
    "log renamed with the same key": (with_log(SECOND, Signer(NEW_ORIGIN, LOG.seed), LAST), "G335"),
    "previous log of another name": (with_log(SECOND, NEW_LOG, replace(LAST, origin=NEW_ORIGIN)), "G339"),
    "previous log of another key": (
        with_log(SECOND, NEW_LOG, replace(LAST, log_key=NEW_LOG.verifier.text())),
        "G339",
    ),
    "previous log of another size": (with_log(SECOND, NEW_LOG, replace(LAST, size=2)), "G341"),
    "log key not called by the origin": (replace(SECOND, origin=NEW_ORIGIN), "G346"),
    "policy of another log": (replace(SECOND, policy=policy_of(NEW_LOG)), "L200"),
    "no policy": (replace(SECOND, policy=""), "L190"),
    "certificate that is none": (replace(SECOND, timestamping=("bm8gY2VydGlmaWNhdGU=",)), "G345"),
    "demonstration key": (plus(SECOND, demo_holder()), "G302"),
    "witness with a holder's key": (replace(SECOND, policy=witnessed(B)), "G349"),
    "witness with a revoked key": (replace(SECOND, policy=witnessed(A)), "G335"),
}


@pytest.mark.parametrize("case", RECORDS)
def test_a_record_that_may_not_follow(tmp_path: Path, case: str) -> None:
    trust, code = RECORDS[case]
    signer = next((s for s in SIGNERS if s.verifier.text() == trust.log_key), LOG)
    assert judged(begun().set_trust(trust, [A, B, C, D], signer=signer), tmp_path) == {2: {code}}


SIGNERS = (LOG, NEW_LOG, Signer(NEW_ORIGIN, A.seed), Signer(ORIGIN, NEW_LOG.seed), Signer(NEW_ORIGIN, LOG.seed))

CONTRADICTIONS: dict[str, tuple[Trust, str]] = {
    "one key under two holders": (plus(SECOND, holder("e", "office", B)), "G301"),
    "one key under two roles": (plus(SECOND, holder("b2", "auditor", B)), "G301"),
    "one key in two guises": (plus(SECOND, holder("e", "office", Key("holder b", "sk"))), "G301"),
    "a holder's key is the log's": (plus(SECOND, holder("e", "office", Key("log"))), "G301"),
    "threshold out of reach": (replace(SECOND, thresholds={**SECOND.thresholds, "scheme": {"office": 4}}), "G301"),
    "a PIN without a touch": (replace(SECOND, fido=Fido(touch=False, pin=True)), "C110"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_record_that_contradicts_itself(tmp_path: Path, case: str) -> None:
    trust, code = CONTRADICTIONS[case]
    found = judged(begun().set_trust(trust, [B, C]), tmp_path)
    # What cannot be read has no list of signers either.
    assert found == {2: {code, "A124"}}


def test_the_first_record(tmp_path: Path) -> None:
    wrong = {
        "G330": replace(FIRST, version=2),
        "G338": replace(FIRST, previous_log=LAST),
        "G347": replace(FIRST, revoked=(Revoked(E.fingerprint, "e", "lost"),)),
        "G343": replace(FIRST, succeeds=succession(ORIGIN)),
    }
    for code, trust in wrong.items():
        assert judged(begun(trust), tmp_path / code) == {2: {code}}


@pytest.mark.parametrize(
    "old",
    [
        succession(ORIGIN, Signer(ORIGIN, NEW_LOG.seed)),
        succession(NEW_ORIGIN, Signer(NEW_ORIGIN, LOG.seed)),
        succession("elsewhere.example/log", NEW_LOG),
    ],
)
def test_a_successor_has_a_log_of_its_own(tmp_path: Path, old: Succeeds) -> None:
    assert judged(begun(replace(FIRST, succeeds=old)), tmp_path) == {2: {"G343"}}


def test_a_successor_is_a_fact(tmp_path: Path) -> None:
    ledger = begun(replace(FIRST, succeeds=succession()))
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert failed(verdict) == {}
    assert verdict.check(2).facts["succeeds"] == "0" * 64


def test_an_old_trust_comes_again(tmp_path: Path) -> None:
    ledger = begun().set_trust(SECOND, [B, C])
    # Byte for byte what was once signed: its root and foundations are those of the past, its version too.
    ledger.set_trust(replace(FIRST, revoked=SECOND.revoked), [A, B, C])
    assert judged(ledger, tmp_path) == {2: {"G330", "G332", "G335"}}


def test_a_statement_that_was_signed_once_is_put_in_again(tmp_path: Path) -> None:
    third = replace(SECOND, version=3)
    ledger = begun().set_trust(SECOND, [B, C]).set_trust(third, [B, C])
    replayed = begun().set_trust(SECOND, [B, C]).set_trust(third, [B, C]).set_trust(SECOND, [B, C])
    replayed.statements[3] = ledger.statements[1]
    # The log has another statement there, it is not the next version, and does not build on the one before it.
    assert judged(replayed, tmp_path) == {2: {"G330"}, 7: {"A131", "L103"}, 10: {"A182", "A184"}}


def test_a_revoked_key_stays_revoked(tmp_path: Path) -> None:
    third = replace(SECOND, version=3, revoked=())
    assert judged(begun().set_trust(SECOND, [B, C]).set_trust(third, [B, C]), tmp_path / "1") == {2: {"G333"}}
    back = plus(replace(SECOND, version=3), holder("e", "office", A))
    assert judged(begun().set_trust(SECOND, [B, C]).set_trust(back, [B, C]), tmp_path / "2") == {2: {"G335"}}
    worse = revoking(replace(SECOND, version=3), Revoked(A.fingerprint, "a", "compromised"))
    assert judged(begun().set_trust(SECOND, [B, C]).set_trust(worse, [B, C]), tmp_path / "3") == {}


# Signatures of devices.


@pytest.mark.parametrize(
    ("fido", "flags", "code"),
    [
        (Fido(touch=True, pin=False), TOUCH, ""),
        (Fido(touch=True, pin=False), 0, "G124"),
        (Fido(touch=True, pin=False), PIN, "G124"),
        (Fido(touch=True, pin=True), TOUCH | PIN, ""),
        (Fido(touch=True, pin=True), TOUCH, "G125"),
        (Fido(touch=False, pin=False), 0, ""),
    ],
)
def test_what_a_device_must_have_seen(tmp_path: Path, fido: Fido, flags: int, code: str) -> None:
    device = Key("device", "sk", flags)
    trust = plus(replace(FIRST, fido=fido), holder("d", "office", device))
    found = judged(begun(trust, A, B).scheme([B, device]), tmp_path)
    assert found == ({4: {code, "G306"}} if code else {})


@pytest.mark.parametrize(("flags", "code"), [(TOUCH, "G125"), (TOUCH | PIN, ""), (PIN, "G124")])
def test_a_rotation_is_signed_by_the_rules_of_both(tmp_path: Path, flags: int, code: str) -> None:
    device = Key("device", "sk", flags)
    first = plus(FIRST, holder("d", "office", device))
    second = replace(first, version=2, fido=Fido(touch=True, pin=True))
    assert judged(begun(first, A, B).set_trust(second, [B, C, device]), tmp_path) == ({4: {code}} if code else {})


def test_who_left_signs_nothing_more(tmp_path: Path) -> None:
    ledger = begun().set_trust(SECOND, [B, C]).scheme([A, B, C])
    assert judged(ledger, tmp_path) == {4: {"G303"}}


def test_who_has_not_come_yet_signs_nothing(tmp_path: Path) -> None:
    assert judged(begun().scheme([B, C, D]).set_trust(SECOND, [B, C]), tmp_path) == {4: {"G303"}}


def test_what_rests_on_a_key_that_somebody_else_had(tmp_path: Path) -> None:
    ledger = begun().scheme([A, B, C]).scheme([A, B], cycle="2026")
    ledger.set_trust(replace(SECOND, revoked=(Revoked(A.fingerprint, "a", "compromised"),)), [A, B, D])
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert failed(verdict) == {}
    facts = verdict.check(4).facts
    assert facts["compromised"] == [A.fingerprint]
    # Statement 1 has two others; the rotation needs A for version 1.
    assert facts["depending"] == ["0", "2", "3"]


# The lists for ssh-keygen.


@pytest.mark.parametrize("name", ["allowed_signers", "allowed_signers.0", "allowed_signers.1"])
def test_a_wildcard_among_the_signers(tmp_path: Path, name: str) -> None:
    ledger = begun().set_trust(SECOND, [B, C])
    ledger.files[name] = f'* namespaces="*" {E.line}\n'.encode()
    assert judged(ledger, tmp_path) == {2: {"A124"}}


def test_a_list_for_a_statement_that_is_no_trust(tmp_path: Path) -> None:
    ledger = begun().scheme([A, B])
    ledger.files["allowed_signers.1"] = ledger.write(tmp_path).joinpath("ledger/allowed_signers").read_bytes()
    assert judged(ledger, tmp_path) == {2: {"A124"}}


# The log's key.


def moved(ledger: TrustLedger | None = None) -> TrustLedger:
    """A ledger whose log goes on under another key with statement 2."""
    ledger = ledger or begun().scheme([A, B])
    return ledger.set_trust(with_log(SECOND, NEW_LOG, ledger.checkpoint(FIRST)), [B, C, D], signer=NEW_LOG)


def test_a_log_goes_on_under_another_key(tmp_path: Path) -> None:
    ledger = moved().scheme([B, D], signer=NEW_LOG, cycle="2026")
    verdict = verify(ledger.write(tmp_path), ledger.root)
    assert failed(verdict) == {}
    assert verdict.check(2).facts["origin"] == NEW_ORIGIN
    assert (tmp_path / "ledger/log.vkey").read_text() == NEW_LOG.verifier.text() + "\n"
    assert (tmp_path / "ledger/checkpoints/2").read_text().startswith(ORIGIN + "\n")


def test_a_log_moves_twice(tmp_path: Path) -> None:
    newest = Signer("river-bureau.example/kaohe-3", Key("newest log").seed)
    ledger = moved()
    second = ledger.trusts[-1][1]
    third = with_log(replace(second, version=3), newest, ledger.checkpoint(second))
    assert judged(ledger.set_trust(third, [B, C], signer=newest), tmp_path / "good") == {}
    ledger = moved()
    back = with_log(replace(second, version=3), Signer(ORIGIN, LOG.seed), ledger.checkpoint(second))
    assert judged(ledger.set_trust(back, [B, C]), tmp_path / "back") == {2: {"G335", "G340"}}


def test_another_root_of_the_log_before(tmp_path: Path) -> None:
    ledger = begun().scheme([A, B])
    wrong = replace(ledger.checkpoint(FIRST), root="5" * 64)
    ledger.set_trust(with_log(SECOND, NEW_LOG, wrong), [B, C], signer=NEW_LOG)
    assert judged(ledger, tmp_path) == {6: {"G344"}}


@pytest.mark.parametrize("at", [3, 4])
def test_the_old_key_signs_no_more(tmp_path: Path, at: int) -> None:
    """Whoever has the old key cannot sign a size at which the new one is in the log."""
    ledger = moved().scheme([B, D], signer=NEW_LOG, cycle="2026")
    text = ledger.files[f"checkpoints/{at}"].decode().split("\n\n")[0] + "\n"
    ledger.files[f"checkpoints/{at}"] = note.sign(text, [LOG])
    codes = {"L127"} if at == 3 else {"L127", "L153"}
    assert judged(ledger, tmp_path)[5] == codes


def test_the_new_key_does_not_sign_the_past(tmp_path: Path) -> None:
    ledger = moved()
    text = ledger.files["checkpoints/2"].decode().split("\n\n")[0] + "\n"
    ledger.files["checkpoints/2"] = note.sign(text.replace(ORIGIN, NEW_ORIGIN), [NEW_LOG])
    assert judged(ledger, tmp_path) == {5: {"L127"}}


def test_the_log_s_key_file_is_that_of_now(tmp_path: Path) -> None:
    ledger = moved()
    ledger.files["log.vkey"] = LOG.verifier.text().encode() + b"\n"
    assert judged(ledger, tmp_path) == {5: {"L160"}}


def test_a_new_trust_in_a_log_that_kept_its_key(tmp_path: Path) -> None:
    """The statement names a new log key, and the publisher signed with the old one."""
    ledger = begun().scheme([A, B])
    ledger.set_trust(with_log(SECOND, NEW_LOG, ledger.checkpoint(FIRST)), [B, C], signer=LOG)
    assert judged(ledger, tmp_path)[5] == {"L127", "L160"}


# A ledger of somebody else.


def test_a_forged_ledger_is_found_by_its_root_alone(tmp_path: Path) -> None:
    own = TrustLedger().set_trust(replace(FIRST, holders=SECOND.holders), [B, C])
    assert judged(own, tmp_path, begun().root) == {1: {"A110"}}
    assert verify(tmp_path, None).check(1).status == "not_checked"


def test_trust_statements_rest_on_the_one_before(tmp_path: Path) -> None:
    ledger = begun().set_trust(SECOND, [B, C])
    unfounded = ledger.trusts.copy()
    ledger.trusts.clear()
    ledger.scheme([B, C])
    ledger.trusts += unfounded
    assert judged(ledger, tmp_path / "scheme") == {10: {"A184"}}
    ledger = begun()
    ledger.trusts.clear()
    ledger.set_trust(SECOND, [B, C])
    ledger.trusts.insert(0, (0, FIRST))
    assert judged(ledger, tmp_path / "trust") == {10: {"A184"}}
