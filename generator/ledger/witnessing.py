"""What others vouch for in a log: who cosigned which checkpoint when, where the quorum is reached, which tokens hold.

Everything is judged by the trust in force for the checkpoint's size (docs/spec/22-witnesses.md, docs/spec/23-trust.md).
Pure: files in, values out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger import timestamp
from generator.ledger.cosignature import Cosignature
from generator.ledger.log import PUBLISHED, LogFiles
from generator.ledger.note import parse_note
from generator.ledger.policy import Policy, parse_canonical_policy
from generator.ledger.trust_chain import TrustChain
from generator.ledger.witnessed_times import Sighting
from generator.published.trust import Trust


@dataclass(frozen=True, slots=True)
class WitnessedCheckpoint:
    """A published checkpoint with what was verified besides the log's own signature, which was not looked at.

    ``cosignatures`` by the policy's names; ``token`` is the time that an accepted authority gave (seconds since 1970);
    ``problems`` say what is false; where that is a cosignature nothing is ``reached``.
    """

    size: int
    cosignatures: Mapping[str, Cosignature]
    reached: bool
    token: int | None
    problems: tuple[Problem, ...] = ()

    @property
    def sightings(self) -> list[Sighting]:
        """Every verified time of this checkpoint."""
        times = [time for one in self.cosignatures.values() for time in one.times]
        return [Sighting(self.size, time) for time in (*times, *(() if self.token is None else (self.token,)))]


def read_witnesses(files: Mapping[str, bytes], chain: TrustChain) -> list[WitnessedCheckpoint] | None:
    """The published checkpoints among the ledger's ``files``, ascending, as their witnesses and tokens have them.

    None where the trust does not say who may witness: no trust, or a policy that cannot be read, which is a problem of
    the trust and not of the log.
    """
    tokens, _ = timestamp.tokens_in(files)
    policies: dict[str, Policy] = {}
    found = []
    for size, data in LogFiles(files).checkpoints.items():
        trust = chain.in_force(size)
        if trust is None:
            return None
        if trust.policy not in policies:
            try:
                policies[trust.policy] = parse_canonical_policy(trust.policy, trust.log_key)
            except FindingsError:
                return None
        found.append(_judge(size, data, tokens.get(size), policies[trust.policy], trust))
    return found


def _judge(size: int, data: bytes, token: bytes | None, policy: Policy, trust: Trust) -> WitnessedCheckpoint:
    path = f"{PUBLISHED}{size}"
    problems: list[Problem] = []
    cosigned: dict[str, Cosignature] = {}
    try:
        cosigned = policy.cosignatures(data, path)
    except FindingsError as error:
        problems += error.problems
    reached = not problems and policy.is_reached([one.key for one in cosigned.values()])
    time = None
    if token is not None:
        try:
            time = timestamp.verify_token(
                token, parse_note(data, path).text, _accepted(trust), timestamp.token_path(size)
            )
        except FindingsError as error:
            problems += error.problems
    return WitnessedCheckpoint(size, cosigned, reached, time, tuple(problems))


def _accepted(trust: Trust) -> list[bytes]:
    # What is no base64 is no certificate either, and is reported as such.
    return [strict_base64.decode(text) or b"" for text in trust.timestamping]
