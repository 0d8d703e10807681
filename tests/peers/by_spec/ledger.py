"""A ledger as docs/spec/{20,22,23,31}*.md describe it, read by somebody who has read docs/spec and nothing else.

Standard library only. The table of acts is read from docs/spec/31-statements.md itself. Signatures and tiles are left
to the programs beside this one; here digests lead from the entries of the log to every byte of a record.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Body = Mapping[str, Any]
Day = datetime.date

AGAIN = {"interpretation", "feedback", "amendment", "correction", "rectification", "withdrawal"}
"""Acts that come as often as there is something new."""

CHINA = datetime.timezone(datetime.timedelta(hours=8))


@dataclass(frozen=True)
class Act:
    """A row of the table "Acts"; ``plain`` are the clauses without a plan."""

    rests_on: tuple[str, ...]
    clauses: tuple[str, ...]
    plain: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A statement with its records by type and name; ``files`` are the digests of the records by path."""

    index: int
    act: str
    digest: str
    fields: Body
    records: Mapping[str, Mapping[str, Body]]
    files: Mapping[str, str]

    @property
    def day(self) -> Day:
        return day(self.fields["date"])

    def body(self, kind: str, name: str | None = None) -> Any:
        """The body of the one record of a type, or of the one called ``name``."""
        found = self.records.get(kind, {})
        return (found[name] if name is not None else next(iter(found.values())))["body"]

    def bodies(self, kind: str) -> list[Any]:
        return [record["body"] for record in self.records.get(kind, {}).values()]


def day(text: str) -> Day:
    return Day.fromisoformat(text)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def acts_of(page: str) -> dict[tuple[str, str], tuple[str, Act]]:
    """Acts by kind and step, out of the table on the page about statements."""
    found = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"`[a-z]+`", cells[0]) and re.fullmatch(r"[a-z]+(, [a-z]+)?", cells[1]):
            kind, _, step = cells[1].partition(", ")
            records = tuple(re.findall(r"`([a-z-]+)[^`]*`", cells[3]))
            with_plan, _, without = cells[4].partition("without a plan")
            clauses, plain = (tuple(re.findall(r"P[12]-[A-Z0-9.()]+", text)) for text in (with_plan, without))
            found[kind, step] = (
                cells[0].strip("`"),
                Act(tuple(cells[2].split(", ")), clauses, plain or clauses, records),
            )
    return found


def files_of(ledger: Path) -> dict[str, bytes]:
    """Every file of a ledger by its path."""
    return {path.relative_to(ledger).as_posix(): path.read_bytes() for path in ledger.rglob("*") if path.is_file()}


class Reader:
    """One ledger, its files by path; ``page`` is docs/spec/31-statements.md.

    ``wrong`` collects what is wrong with it, a label and words.
    """

    def __init__(self, files: Mapping[str, bytes], page: str) -> None:
        self.files = files
        self.wrong: list[tuple[str, str]] = []
        self.names = acts_of(page)
        self.acts = dict(self.names.values())
        count = len({path.split("/")[1] for path in files if path.startswith("statements/")})
        self.statements = [self.statement(index) for index in range(count)]
        self.calendars: dict[int, Body] = {}
        for statement in self.statements:
            self.calendars |= {int(name): one["body"] for name, one in statement.records.get("calendar", {}).items()}
        self.seen = self.witnessed()

    def say(self, label: str, words: object = "") -> None:
        self.wrong.append((label, str(words)))

    def hold(self, label: str, holds: bool, words: object = "") -> None:
        if not holds:
            self.say(label, words)

    def statement(self, index: int) -> Statement:
        """Read one statement, and hold its digests to each other (31)."""
        folder = f"statements/{index}/"
        data = self.files[folder + "statement.json"]
        fields = json.loads(data)
        sums = self.files[folder + "SHA256SUMS"]
        self.hold("digest", fields["sums_sha256"] == digest(sums), f"{index} SHA256SUMS")
        files = {path: value for value, path in (line.split("  ") for line in sums.decode().splitlines())}
        records: dict[str, dict[str, Body]] = {}
        leaves = []
        for path, value in files.items():
            content = self.files[folder + path]
            self.hold("digest", digest(content) == value, f"{index} {path}")
            record = json.loads(content)
            written = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
            self.hold("canonical", written == content, path)
            self.hold("path", path == f"records/{record['type']}/{record['name']}.json", path)
            records.setdefault(record["type"], {})[record["name"]] = record
            leaves.append(content)
        there = {path.removeprefix(folder) for path in self.files if path.startswith(folder + "records/")}
        self.hold("digest", there == set(files) and list(files) == sorted(files), f"{index} files")
        self.hold("digest", root_of(leaves).hex() == fields["records_root"], f"{index} records_root")
        self.hold("counts", fields["counts"] == {kind: len(found) for kind, found in records.items()}, index)
        act = self.names[fields["kind"], fields["step"]][0]
        return Statement(index, act, digest(data), fields, records, files)

    def witnessed(self) -> list[tuple[int, Day]]:
        """Sizes with the day of every cosignature of a witness that trust names (22); roots of the entries (20)."""
        entries: list[bytes] = []
        bundle = self.files[f"tile/entries/000.p/{len(self.statements)}"]
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        for statement, entry in zip(self.statements, entries, strict=True):
            self.hold("log", json.loads(entry)["statement"] == statement.digest, statement.index)
        found = []
        for size in range(1, len(entries) + 1):
            checkpoint = self.files.get(f"checkpoints/{size}", b"").decode()
            if not checkpoint:
                continue
            text, _, lines = checkpoint.rpartition("\n\n")
            root = base64.b64encode(root_of(entries[:size])).decode()
            self.hold("log", text.split("\n")[1:3] == [str(size), root], size)
            policy = self.trust(size)["policy"]
            keys = {
                (one[2].split("+")[0], one[2].split("+")[1])
                for one in map(str.split, policy.splitlines())
                if one[0] == "witness"
            }
            for line in lines.splitlines():
                _, name, signature = line.split(" ")
                value = base64.b64decode(signature)
                if (name, value[:4].hex()) in keys:
                    found.append(
                        (size, datetime.datetime.fromtimestamp(int.from_bytes(value[4:12], "big"), CHINA).date())
                    )
        return found

    def trust(self, size: int) -> Any:
        """The trust record in force for a log of this size, and so for the statement at this index (23)."""
        return [s.bodies("trust")[0] for s in self.statements[: max(size, 1)] if s.act == "trust"][-1]

    def role(self, holder: str, index: int) -> str | None:
        """The role of a holder for the statement at ``index``; of one who left, the last one (50, "Who acts")."""
        found = None
        for size in range(1, index + 1):
            found = next((one["role"] for one in self.trust(size)["holders"] if one["id"] == holder), found)
        return found

    def worked(self, one: Day) -> bool:
        """13, "Working days"."""
        calendar = self.calendars[one.year]
        made_up = one.isoformat() in calendar["makeup_workdays"]
        return made_up or (one.weekday() < 5 and one.isoformat() not in calendar["holidays"])

    def workdays(self, first: Day, last: Day) -> int:
        """Working days after ``first`` and before ``last``."""
        return sum(self.worked(first + datetime.timedelta(n)) for n in range(1, (last - first).days))

    def out(self, index: int) -> tuple[Day | None, Day | None]:
        """By which day witnesses saw a statement, and on which day they still saw the log without it (22, "Times")."""
        by = min((time for size, time in self.seen if size > index), default=None)
        without = (time for size, time in self.seen if size <= index and (by is None or time <= by))
        return by, max(without, default=None)
