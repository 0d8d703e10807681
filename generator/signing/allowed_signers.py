"""The ``allowed_signers`` file, from which ``ssh-keygen -Y verify`` learns who may sign what.

One line per holder and key: ``principal namespaces="a,b" type base64``. No wildcards: a pattern would allow more than
the trust statement says. Format and codes: docs/spec/21-sshsig.md, "allowed_signers".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generator.core.errors import FindingsError
from generator.signing.ssh_keys import parse_public_key
from generator.signing.sshsig import is_namespace

_PRINCIPAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,127}", re.ASCII)
_PATTERN_CHARACTERS = frozenset('*?!,"\\#')


def allowed_signers(holders: Iterable[tuple[str, Sequence[str], str]]) -> str:
    """The file's text for (principal, namespaces, public key line), sorted: the same holders give the same bytes.

    Raises FindingsError G141 (principal), G142 (no namespace, or one that is a pattern) and those of
    :func:`parse_public_key`. Comments of the key lines are dropped.
    """
    lines = set()
    for principal, namespaces, key_line in holders:
        if not _PRINCIPAL.fullmatch(principal):
            raise FindingsError.of("G141")
        if not namespaces or not all(_is_plain(namespace) for namespace in namespaces):
            raise FindingsError.of("G142")
        listed = ",".join(sorted(set(namespaces)))
        lines.add(f'{principal} namespaces="{listed}" {parse_public_key(key_line).line}\n')
    return "".join(sorted(lines))


def _is_plain(namespace: str) -> bool:
    return is_namespace(namespace) and not _PATTERN_CHARACTERS & set(namespace)
