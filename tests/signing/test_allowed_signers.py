from __future__ import annotations

import hashlib

import pytest

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.signing import ssh_keys
from generator.signing.allowed_signers import allowed_signers

A, B = (ssh_keys.ed25519_key(ed25519.public_key_of(hashlib.sha256(name).digest())) for name in (b"a", b"b"))


def test_sorted_without_comments_and_repetitions() -> None:
    text = allowed_signers(
        [
            ("office-2", ["n2", "n1", "n2"], B.line + " a comment"),
            ("office-1", ["n1"], A.line + "\n"),
            ("office-1", ["n1"], A.line),
        ]
    )
    assert text == f'office-1 namespaces="n1" {A.line}\noffice-2 namespaces="n1,n2" {B.line}\n'
    assert allowed_signers([]) == ""


@pytest.mark.parametrize("principal", ["", "*", "a*", "a,b", "!a", "a b", "-a", "甲", "a\n", "a" * 129])
def test_principals_that_are_refused(principal: str) -> None:
    with pytest.raises(FindingsError) as error:
        allowed_signers([(principal, ["n"], A.line)])
    assert error.value.problems[0].code == "G141"


@pytest.mark.parametrize(
    "namespaces", [[], [""], ["*"], ["kaohe-?"], ["!a"], ["a,b"], ['a"'], ["a b"], ["a\n"], ["ok", "*"]]
)
def test_namespaces_that_are_refused(namespaces: list[str]) -> None:
    with pytest.raises(FindingsError) as error:
        allowed_signers([("a", namespaces, A.line)])
    assert error.value.problems[0].code == "G142"


def test_a_line_that_is_no_key() -> None:
    with pytest.raises(FindingsError) as error:
        allowed_signers([("a", ["n"], "cert-authority " + A.line)])
    assert error.value.problems[0].code == "G102"
