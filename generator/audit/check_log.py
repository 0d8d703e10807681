"""V05 to V07: the log's checkpoints, its tiles, and every statement's place in it."""

from __future__ import annotations

from generator.audit.evidence import Evidence, problem
from generator.audit.site_files import LEDGER
from generator.audit.verdict import Findings
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger import merkle, tiles
from generator.ledger.checkpoint import Checkpoint, open_checkpoint
from generator.ledger.log import KEY, NEWEST, PUBLISHED
from generator.ledger.merkle import HASH_SIZE, Tree
from generator.ledger.statements import FOLDER
from generator.ledger.trust_rules import previous_root_problems

_ROOT_DIFFERS = "L155"


def check_checkpoints(evidence: Evidence) -> Findings | None:
    """Every checkpoint is signed by the log key in force for its size, for its origin (L11x to L13x, L15x)."""
    found = evidence.log_problems
    if found is None:
        return None
    newest = _newest(evidence)
    facts = {
        "checkpoints": len(evidence.log.sizes),
        "size": newest.size if newest else None,
        "log_root": newest.root.hex() if newest else None,
    }
    return Findings(facts, tuple(p for p in found if _is_about_checkpoints(p)))


def check_tiles(evidence: Evidence) -> Findings | None:
    """The log has exactly the files that its entries give, and every checkpoint's root is theirs (L14x to L162).

    So is the root that a trust statement names for the log it continues under another key (G344).
    """
    found = evidence.log_problems
    if found is None:
        return None
    unread = [p for p in evidence.site.problems_below(LEDGER) if not p.place.path.startswith(f"{LEDGER}statements/")]
    facts = {"files": len(evidence.log.files), "bytes": sum(map(len, evidence.log.files.values()))}
    return Findings(facts, (*(p for p in found if not _is_about_checkpoints(p)), *unread, *_continued(evidence)))


def check_inclusion(evidence: Evidence) -> Findings | None:
    """The log holds the statements and nothing else; each is proven to be in the newest checkpoint (A130 to A132)."""
    newest = _newest(evidence)
    if newest is None or evidence.root is None:
        return None
    problems: list[Problem] = []
    statements = evidence.statements
    if newest.size != evidence.directories:
        problems.append(problem("A130", LEDGER + NEWEST, found=newest.size, expected=evidence.directories))
    try:
        entries = evidence.log.entries
        tree = Tree(_leaf_hashes(evidence, newest.size))
    except FindingsError as error:
        moved = [problem(p.code, LEDGER + p.place.path, **p.params) for p in error.problems]
        return Findings({"size": newest.size, "proofs": 0}, (*problems, *moved))
    proofs = 0
    for found in statements:
        path = f"ledger/statements/{found.index}"
        expected = found.entry(evidence.root).encode()
        if found.index >= min(newest.size, tree.size):
            problems.append(problem("A132", path, index=found.index))
            continue
        if found.index >= len(entries) or entries[found.index] != expected:
            problems.append(problem("A131", path, index=found.index))
        try:
            proof = tree.inclusion_proof(found.index, newest.size)
            merkle.verify_inclusion(found.index, newest.size, merkle.leaf_hash(expected), proof, newest.root)
            proofs += 1
        except FindingsError as error:
            problems += [problem(p.code, path, **p.params) for p in error.problems]
    return Findings({"size": newest.size, "proofs": proofs}, tuple(problems))


def _continued(evidence: Evidence) -> list[Problem]:
    """The last root of every log that goes on under another key is that of the entries before the change."""
    try:
        tree = Tree(merkle.leaf_hash(entry) for entry in evidence.log.entries)
    except FindingsError:
        # That the entries cannot be read is a finding already.
        return []
    return [
        found
        for index, trust in evidence.trusts.versions
        if 0 < index <= tree.size
        for found in previous_root_problems(trust, f"{LEDGER}{FOLDER}{index}", tree.root(index))
    ]


def _newest(evidence: Evidence) -> Checkpoint | None:
    data = evidence.log.files.get(NEWEST)
    if data is None or evidence.log_keys is None or not evidence.log.sizes:
        return None
    verifier = evidence.log_keys.for_size(evidence.log.sizes[-1])
    try:
        return open_checkpoint(data, verifier, verifier.name, NEWEST)
    except FindingsError:
        return None


def _leaf_hashes(evidence: Evidence, size: int) -> list[bytes]:
    """The hashes of all entries as the tiles of the lowest level give them. Raises FindingsError L156."""
    hashes: list[bytes] = []
    for bundle in tiles.bundle_names(size):
        name = tiles.TileName(0, bundle.index, bundle.width)
        data = evidence.log.files.get(name.path)
        if data is None:
            raise FindingsError.of("L156", name.path)
        hashes += [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]
    return hashes


def _is_about_checkpoints(found: Problem) -> bool:
    path = found.place.path.removeprefix(LEDGER)
    return found.code != _ROOT_DIFFERS and (path in {NEWEST, KEY} or path.startswith(PUBLISHED))
