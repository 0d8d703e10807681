"""Timestamps by an authority that the test runs with openssl: openssl and we accept and refuse the same."""

from __future__ import annotations

import base64
import datetime
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.check_quorum import check_quorum
from generator.audit.evidence import Evidence
from generator.audit.site_files import read_site
from generator.core.errors import FindingsError
from generator.ledger.note import parse_note
from generator.ledger.timestamp import verify_token
from generator.ledger.witnessing import read_witnesses
from tests.audit.office import Office
from tests.audit.witnesses import witnessed_plan
from tests.ledger.witnesses import FIRST, NEWEST

pytestmark = pytest.mark.peers

TEXT = parse_note(NEWEST).text
CONFIGURATION = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Timestamping root of a test
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[authority]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = ours
[ours]
serial = serial
signer_cert = authority.pem
signer_key = authority.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


class Authority:
    """A timestamping authority in a folder."""

    def __init__(self, openssl: str, folder: Path, key: list[str]) -> None:
        self.openssl = openssl
        self.folder = folder
        (folder / "configuration").write_text(CONFIGURATION, encoding="ascii")
        self.run("genpkey", "-algorithm", "ed25519", "-out", "root.key")
        self.run(
            "req", "-x509", "-key", "root.key", "-out", "root.pem", "-config", "configuration", "-extensions", "root"
        )
        self.run("genpkey", *key, "-out", "authority.key")
        self.certify("30")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Openssl, in the folder."""
        done = self.try_run(*arguments)
        assert done.returncode == 0, done.stderr
        return done

    def try_run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Openssl, whatever becomes of it."""
        command = [self.openssl, *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=60)

    def certify(self, days: str) -> None:
        """A certificate for the authority's key, valid for some days from now."""
        request = ("req", "-new", "-key", "authority.key", "-subj", "/CN=Authority", "-out", "csr")
        self.run(*request, "-config", "configuration")
        issuer = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial")
        more = ("-days", days, "-extfile", "configuration", "-extensions", "authority")
        self.run("x509", "-req", "-in", "csr", *issuer, *more, "-out", "authority.pem")

    def stamp(self, text: str, digest: str = "sha256") -> bytes:
        """A token over a text, as anybody would ask for it."""
        (self.folder / "text").write_text(text, encoding="utf-8")
        self.run("ts", "-query", "-data", "text", f"-{digest}", "-cert", "-out", "query")
        self.run("ts", "-reply", "-queryfile", "query", "-config", "configuration", "-section", "ours", "-out", "token")
        return (self.folder / "token").read_bytes()

    @property
    def root(self) -> bytes:
        """The root certificate, DER."""
        self.run("x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der")
        return (self.folder / "root.der").read_bytes()

    def accepts(self, token: bytes, text: str) -> bool:
        """What ``openssl ts -verify`` says."""
        (self.folder / "text").write_text(text, encoding="utf-8")
        (self.folder / "asked").write_bytes(token)
        done = self.try_run("ts", "-verify", "-in", "asked", "-data", "text", "-CAfile", "root.pem")
        return done.returncode == 0


KEYS = {
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
}


@pytest.fixture(scope="module")
def authorities(require: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Authority]:
    """One authority for each kind of key."""
    return {name: Authority(require("openssl"), tmp_path_factory.mktemp(name), key) for name, key in KEYS.items()}


def ours(token: bytes, text: str, root: bytes) -> bool:
    try:
        verify_token(token, text, [root])
    except FindingsError:
        return False
    return True


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("kind", KEYS)
def test_both_accept_a_token_and_for_its_own_text_only(
    authorities: dict[str, Authority], kind: str, digest: str
) -> None:
    authority = authorities[kind]
    before = datetime.datetime.now(datetime.UTC).timestamp()
    token = authority.stamp(TEXT, digest)
    assert authority.accepts(token, TEXT)
    assert before - 1 <= verify_token(token, TEXT, [authority.root]) <= before + 60
    assert not authority.accepts(token, parse_note(FIRST).text)
    assert not ours(token, parse_note(FIRST).text, authority.root)


def test_neither_accepts_another_authority(authorities: dict[str, Authority]) -> None:
    token = authorities["rsa"].stamp(TEXT)
    assert not authorities["p256"].accepts(token, TEXT)
    assert not ours(token, TEXT, authorities["p256"].root)
    assert verify_token(token, TEXT, [authorities["p256"].root, authorities["rsa"].root])


def test_a_weak_hash_is_refused_by_us_alone(authorities: dict[str, Authority]) -> None:
    token = authorities["rsa"].stamp(TEXT, "sha1")
    assert authorities["rsa"].accepts(token, TEXT)
    assert not ours(token, TEXT, authorities["rsa"].root)


def test_neither_accepts_a_certificate_that_was_not_valid_then(require: Callable[[str], str], tmp_path: Path) -> None:
    authority = Authority(require("openssl"), tmp_path, KEYS["p256"])
    assert ours(authority.stamp(TEXT), TEXT, authority.root)
    authority.certify("-1")
    token = authority.stamp(TEXT)
    assert not authority.accepts(token, TEXT)
    assert not ours(token, TEXT, authority.root)


def test_openssl_refuses_what_we_refuse_of_a_changed_token(authorities: dict[str, Authority]) -> None:
    authority = authorities["p256"]
    token, root = authority.stamp(TEXT), authority.root
    stride = 16
    for position in range(0, len(token), stride):
        changed = bytearray(token)
        changed[position] ^= 1
        accepted = ours(bytes(changed), TEXT, root)
        assert accepted in (False, authority.accepts(bytes(changed), TEXT)), position


def test_a_token_in_the_ledger_is_a_witnessed_time(authorities: dict[str, Authority], tmp_path: Path) -> None:
    authority = authorities["rsa"]
    plan = witnessed_plan("none", [base64.b64encode(authority.root).decode()])
    ledger = Office(tmp_path / "site", plan).publish().folder / "ledger"
    (ledger / "timestamps").mkdir()
    text = parse_note((ledger / "checkpoints/3").read_bytes()).text
    (ledger / "timestamps/3.tsr").write_bytes(authority.stamp(text))
    evidence = Evidence(read_site(tmp_path / "site"), None)
    found = check_quorum(evidence)
    assert found is not None
    assert found.problems == ()
    assert [fact.partition(" ")[0] for fact in found.facts["tokens"] or ()] == ["3"]  # type: ignore[union-attr]
    seen = read_witnesses(evidence.site.ledger(), evidence.trusts)
    assert seen is not None
    assert [one.sightings[0].size for one in seen if one.sightings] == [3]
    (ledger / "timestamps/4.tsr").write_bytes((ledger / "timestamps/3.tsr").read_bytes())
    again = check_quorum(Evidence(read_site(tmp_path / "site"), None))
    assert again is not None
    assert [(p.code, p.place.path) for p in again.problems] == [("L207", "ledger/timestamps/4.tsr")]
