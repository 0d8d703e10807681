"""A release: the site's manifest, signed by the holders whom the trust in force names for putting a site on display.

The signatures lie beside the manifest and are the only files that it does not list (docs/spec/41-site.md, "Release").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.core.problem import Place, Problem
from generator.published.trust import RELEASE, Trust
from generator.signing.sshsig import MAX_SIGNATURE_SIZE
from generator.signing.threshold import Signed, check_signatures

__all__ = ["MANIFEST", "MAX_SIGNATURE_SIZE", "Release", "check_release", "fingerprint_of", "signature_name"]

MANIFEST = "manifest.sha256"

_SIGNATURE = re.compile(rf"{re.escape(MANIFEST)}\.([0-9a-f]{{64}})\.sig", re.ASCII)


@dataclass(frozen=True, slots=True)
class Release:
    """A site of ``organ`` as it is put on display."""

    organ: str
    kind: str = RELEASE
    step: str = ""

    @property
    def namespace(self) -> str:
        """The SSHSIG namespace of the manifest's signatures."""
        return f"kaohe-{self.kind}@{self.organ}"


def signature_name(fingerprint: str) -> str:
    """The path in the site of the signature by the key with this fingerprint (64 hex digits)."""
    return f"{MANIFEST}.{fingerprint}.sig"


def fingerprint_of(path: str) -> str | None:
    """The fingerprint in the path of a release's signature; None for every other file of a site."""
    found = _SIGNATURE.fullmatch(path)
    return found[1] if found else None


def check_release(
    trust: Trust, organ: str, manifest: bytes, signatures: Mapping[str, bytes]
) -> tuple[Signed, list[Problem]]:
    """Check every signature (by fingerprint) of ``manifest`` and count holders as for a statement.

    ``trust`` is the one in force behind the last statement that the manifest covers. Problems are those of
    :func:`generator.signing.threshold.check_signatures`, with the path of the signature in the site.
    """
    signed, problems = check_signatures(trust, Release(organ), manifest, signatures, MANIFEST)
    return signed, [replace(found, place=_moved(found.place)) for found in problems]


def _moved(place: Place) -> Place:
    """A statement's signatures lie in a folder, those of the manifest beside it."""
    name = place.path.removeprefix(f"{MANIFEST}/signatures/")
    return place if name == place.path else replace(place, path=f"{MANIFEST}.{name}")
