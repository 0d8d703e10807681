"""What may lie in clear: restricted records against the organ's policy, unsealed copies against git (P2-5.1).

Codes F207 to F211 and F215; docs/spec/14-sealed.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.core.problem import Place, Problem
from generator.intake.bind import Bound
from generator.intake.models.organ import Organ
from generator.intake.repository import Office
from generator.intake.texts import restricted_at
from generator.regulation import catalogue
from generator.regulation.nearest import nearest

CLAUSE = "P2-5.1"


def check(office: Office) -> Iterator[Problem]:
    """F207, F208, F209 and R101: restricted records in clear that the policy does not accept, and the policy itself.

    Says nothing where there is no readable organ, because then there is no policy to go by.
    """
    if office.organ is None:
        return
    yield from _policy(office.organ)
    policy = office.organ.record.confidentiality
    if policy is not None and policy.clear == "accepted":
        return
    whole = {file.path for file in office.found if file.file.sealing == "must" and not file.sealed}
    for path in sorted(whole):
        yield Problem("F207", Place(path), clause=CLAUSE)
    in_clear = {file.path for file in office.found if not file.sealed} - whole
    for bound in office.records():
        if bound.path in in_clear and (loc := restricted_at(bound)) is not None:
            yield bound.problem("F208", loc, clause=CLAUSE)


def notices(office: Office) -> Iterator[Problem]:
    """F215: records in which nothing is public lie in clear, which the policy accepts; sealing them is better."""
    policy = office.organ.record.confidentiality if office.organ is not None else None
    if policy is None or policy.clear != "accepted":
        return
    for file in office.found:
        if file.file.sealing == "must" and not file.sealed:
            yield Problem("F215", Place(file.path), {"path": file.path}, clause=CLAUSE)


def check_copies(copies: Iterable[str], tracked: Collection[str], ignored: Collection[str]) -> Iterator[Problem]:
    """F210 for working copies that git tracks, F211 for others on disk (``copies``) that it does not ignore."""
    for path in sorted(tracked):
        yield Problem("F210", Place(path), clause=CLAUSE)
    for path in sorted(set(copies) - set(tracked) - set(ignored)):
        yield Problem("F211", Place(path), clause=CLAUSE)


def _policy(organ: Bound[Organ]) -> Iterator[Problem]:
    policy = organ.record.confidentiality
    if policy is None:
        return
    if policy.repository == "public" and policy.clear == "accepted":
        yield organ.problem("F209", ("confidentiality", "clear"), clause=CLAUSE)
    for at, clause in enumerate(policy.cites):
        if not catalogue.exists(clause):
            near = "、".join(nearest(clause, catalogue.ids()))
            yield organ.problem("R101", ("confidentiality", "cites", at), id=clause, near=near)
