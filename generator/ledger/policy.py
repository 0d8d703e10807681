"""Witness policies (C2SP tlog-policy): which witnesses count, and how many of them a checkpoint needs.

Form and codes: docs/spec/22-witnesses.md, "Policy".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias, TypeVar

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.ledger.cosignature import Cosignature, CosignerKey, cosignatures, parse_cosigner_key
from generator.ledger.note import MAX_NAME_SIZE, VerifierKey, parse_vkey

MAX_BYTES = 64 * 1024
MAX_OF_A_KIND = 32
NONE = "none"
"""What stands in the quorum line where no cosignature is asked for."""

_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Cosigned when at least ``threshold`` of its members (witnesses or groups) are; the line says ``word`` for it."""

    word: str
    members: tuple[str, ...]

    @property
    def threshold(self) -> int:
        """``all`` and ``any`` as numbers."""
        return {"all": len(self.members), "any": 1}.get(self.word) or int(self.word)


Member: TypeAlias = "CosignerKey | Group"
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy whose names are all defined before use: ``members`` by name in order of definition.

    ``quorum`` is the name that must be cosigned, None where none must.
    """

    logs: tuple[VerifierKey, ...]
    members: Mapping[str, Member] = field(default_factory=dict)
    quorum: str | None = None

    @property
    def witnesses(self) -> dict[str, CosignerKey]:
        """The witness keys by the policy's names for them."""
        return {name: member for name, member in self.members.items() if isinstance(member, CosignerKey)}

    def text(self) -> str:
        """The canonical form."""
        lines = [f"log {key.text()}" for key in self.logs]
        for name, member in self.members.items():
            if isinstance(member, Group):
                lines.append(" ".join(("group", name, member.word, *member.members)))
            else:
                lines.append(f"witness {name} {member.text()}")
        return "\n".join([*lines, f"quorum {self.quorum or NONE}"]) + "\n"

    def is_reached(self, cosigned: Collection[CosignerKey]) -> bool:
        """Whether the quorum is reached where these witnesses cosigned. Pure counting: verify first."""
        reached: set[str] = set()
        for name, member in self.members.items():
            if isinstance(member, Group):
                if sum(one in reached for one in member.members) >= member.threshold:
                    reached.add(name)
            elif member in cosigned:
                reached.add(name)
        return self.quorum is None or self.quorum in reached

    def cosignatures(self, checkpoint: bytes, path: str = "") -> dict[str, Cosignature]:
        """The policy's witnesses that cosigned ``checkpoint``, by the policy's names for them.

        Raises FindingsError as :func:`generator.ledger.cosignature.cosignatures`.
        """
        found = cosignatures(checkpoint, self.witnesses.values(), path)
        by_key = {one.key: one for one in found}
        return {name: by_key[key] for name, key in self.witnesses.items() if key in by_key}

    def judge(self, checkpoint: bytes, path: str = "") -> bool:
        """Whether ``checkpoint`` reaches the quorum by true cosignatures; the log's signature is not looked at.

        Raises FindingsError as :meth:`cosignatures`.
        """
        return self.is_reached([one.key for one in self.cosignatures(checkpoint, path).values()])


def parse_canonical_policy(text: str, log_key: str, path: str = "") -> Policy:
    """The policy of a trust record: canonical, its one log being ``log_key`` (a ``vkey``).

    Raises FindingsError L198 (not canonical), L200 (another log key) and those of :func:`parse_policy`.
    """
    policy = parse_policy(text, path)
    if policy.text() != text:
        raise FindingsError.of("L198", path)
    if [key.text() for key in policy.logs] != [log_key]:
        raise FindingsError.of("L200", path)
    return policy


def parse_policy(text: str, path: str = "") -> Policy:
    """The policy in the standard's general form: URLs, comments and blanks are read and dropped.

    Raises FindingsError L190 (size, characters, no final newline), L191 (a line's form), L192 (a name), L193 (a name
    not defined above), L194 (threshold), L195 (member twice), L196 (a key twice), L197 (quorum line), L199 (too many),
    and those of the keys (L110 to L114, L170); places have lines.
    """
    if not _is_text(text):
        raise FindingsError.of("L190", path, limit=MAX_BYTES)
    reader = _Reader(path)
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        words = _BLANKS.split(line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            reader.read(number, words)
    if not reader.quorums:
        raise FindingsError.of("L197", path)
    return Policy(tuple(reader.logs), reader.members, None if reader.quorums[0] == NONE else reader.quorums[0])


def is_policy_name(name: str) -> bool:
    """Whether a witness or group may have this name: 1 to 255 bytes of printable UTF-8 without blanks, not ``none``."""
    printable = name.isprintable() and not any(char.isspace() for char in name)
    return name not in ("", NONE) and printable and len(name.encode("utf-8")) <= MAX_NAME_SIZE


def _is_text(text: str) -> bool:
    allowed = all(char in "\t\n" or (char >= " " and char != "\x7f" and not _is_surrogate(char)) for char in text)
    return allowed and text.endswith("\n") and len(text.encode("utf-8")) <= MAX_BYTES


def _is_surrogate(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"


class _Reader:
    """What the lines read so far define."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = 0
        self.logs: list[VerifierKey] = []
        self.members: dict[str, Member] = {}
        self.quorums: list[str] = []
        self._points: set[bytes] = set()
        self._used: set[str] = set()

    def read(self, number: int, words: list[str]) -> None:
        """One line that is neither empty nor a comment."""
        self.line = number
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._log(key))
            case ["witness", name, key] | ["witness", name, key, _]:
                self._define(name, self._witness(key))
            case ["group", name, word, _, *_]:
                self._define(name, self._group(word, tuple(words[3:])))
            case ["quorum", name]:
                self._quorum(name)
            case _:
                self._fail("L191")

    def _log(self, text: str) -> VerifierKey:
        key = self._key(parse_vkey, text)
        self._count(len(self.logs))
        self._take(key.public_key)
        return key

    def _witness(self, text: str) -> CosignerKey:
        key = self._key(parse_cosigner_key, text)
        self._count(sum(isinstance(member, CosignerKey) for member in self.members.values()))
        self._take(key.public_key)
        return key

    def _group(self, word: str, names: tuple[str, ...]) -> Group:
        self._count(sum(isinstance(member, Group) for member in self.members.values()))
        for name in names:
            self._known(name)
            if name in self._used:
                self._fail("L195", name=name)
            self._used.add(name)
        if word not in ("all", "any") and not (_NUMBER.fullmatch(word) and int(word) <= len(names)):
            self._fail("L194", count=len(names))
        return Group(word, names)

    def _quorum(self, name: str) -> None:
        if self.quorums:
            self._fail("L197")
        if name != NONE:
            self._known(name)
        self.quorums.append(name)

    def _define(self, name: str, member: Member) -> None:
        if name in self.members or not is_policy_name(name):
            self._fail("L192", name=name)
        self.members[name] = member

    def _known(self, name: str) -> None:
        if name not in self.members:
            self._fail("L193", name=name)

    def _take(self, point: bytes) -> None:
        if point in self._points:
            self._fail("L196")
        self._points.add(point)

    def _count(self, so_far: int) -> None:
        if so_far >= MAX_OF_A_KIND:
            self._fail("L199", limit=MAX_OF_A_KIND)

    def _key(self, parse: Callable[[str, str], _Key], text: str) -> _Key:
        try:
            return parse(text, self.path)
        except FindingsError as error:
            raise FindingsError(
                Problem(p.code, Place(self.path, self.line), p.params) for p in error.problems
            ) from None

    def _fail(self, code: str, **params: object) -> NoReturn:
        raise FindingsError(Problem(code, Place(self.path, self.line), {k: str(v) for k, v in params.items()}))
