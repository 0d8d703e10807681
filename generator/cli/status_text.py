"""Where a cycle stands, in words: the list of its states, what comes next, and which days are running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from generator.core import messages
from generator.core.messages import Lang
from generator.core.problem import Problem
from generator.core.render import display_width, problem_text
from generator.intake.discover import PATTERNS
from generator.procedure.limits import Limit
from generator.procedure.standing import Standing, StateStanding, Status, Step

MARKS: Mapping[Status, str] = {
    "done": "✓",
    "next": "→",
    "open": "·",
    "blocked": "!",
    "overdue": "!",
    "not_needed": "-",
}
"""One sign for each status, the same with and without colours."""

SHOWN_FINDINGS = 5
"""So many findings are named; all of them are in ``kaohe check``."""

_GAP = "  "
_BETWEEN: Mapping[Lang, str] = {"zh": "；", "en": "; "}


class Sentence(NamedTuple):
    """A sentence of the catalogues with its parameters."""

    key: str
    words: Mapping[str, object] = {}

    def text(self, lang: Lang) -> str:
        """The sentence in a language."""
        return messages.text(self.key, lang, **self.words)


def state_list(standing: Standing, lang: Lang) -> str:
    """A head, a line for every state with its sign, number, name and what is to be said about it, and the signs."""
    names = [messages.text(f"state.{item.state.number}", lang) for item in standing.states]
    width = max(map(display_width, names), default=0)
    lines = [messages.text("status.head", lang, cycle=standing.cycle, today=standing.today)]
    for item, name in zip(standing.states, names, strict=True):
        padded = name + " " * (width - display_width(name))
        remark = _BETWEEN[lang].join(part.text(lang) for part in _remarks(item))
        lines.append(f"{_GAP}{MARKS[item.status]} {item.state.number:>2}  {padded}{_GAP}{remark}".rstrip())
    lines.append(_GAP + messages.text("status.signs", lang))
    return "\n".join(lines)


def next_text(standing: Standing, lang: Lang) -> str:
    """What is to be done, in several lines: first what comes next, then what can be done besides."""
    return "\n".join(_next_lines(standing, lang))


def clocks_text(standing: Standing, lang: Lang) -> str:
    """The days that are running besides; empty where there are none. What ran out is a finding."""
    running = [clock for clock in standing.clocks if clock.day >= standing.today]
    if not running:
        return ""
    lines = [messages.text("status.clocks", lang)]
    for clock in running:
        words = {"item": clock.item, "day": clock.day, "cites": _cites(clock.cites)}
        lines.append(_GAP + messages.text(f"status.clock.{clock.kind}", lang, **words))
    return "\n".join(lines)


def _remarks(item: StateStanding) -> Iterator[Sentence]:
    if item.published is not None:
        yield Sentence("status.state.done", {"index": item.published.index, "date": item.published.date})
    if item.status == "not_needed":
        yield Sentence("status.state.not-needed")
    if item.due is not None:
        key = "status.state.overdue" if item.status == "overdue" else "status.state.due"
        yield Sentence(key, {"day": item.due})
    if item.problems:
        yield Sentence("status.state.findings", {"count": len(item.problems)})


def _next_lines(standing: Standing, lang: Lang) -> Iterator[str]:
    step = standing.next
    if step is None:
        yield messages.text("status.closed", lang)
    else:
        if step.act == "trust":
            yield messages.text("status.begin", lang)
        yield messages.text("status.next", lang, name=messages.text(f"status.act.{step.act}", lang), act=step.act)
        for line in _step_lines(standing, step, lang):
            yield _GAP + line
    if standing.last is not None and not standing.last.cosigned:
        yield messages.text("status.not-cosigned", lang, index=standing.last.index)
    for other in standing.besides:
        name = messages.text(f"status.act.{other.act}", lang)
        yield messages.text("status.besides", lang, name=name, act=other.act)
        for line in (*_files(other, lang), *_commands(standing, other, lang)):
            yield _GAP + line


def _step_lines(standing: Standing, step: Step, lang: Lang) -> Iterator[str]:
    if step.actors:
        names = _listed((messages.text(f"status.actor.{actor}", lang) for actor in step.actors), lang)
        yield messages.text("status.next.actors", lang, actors=names)
    yield from _files(step, lang)
    if _waits(standing, step):
        for limit in step.earliest:
            yield messages.text("status.next.earliest", lang, **_limit(limit, lang))
    else:
        for limit in step.claimed:
            yield messages.text("status.next.claimed", lang, **_limit(limit, lang))
    for limit in step.claimed:
        yield messages.text("status.next.look-again", lang, day=limit.day)
    for limit in step.latest:
        if limit.day < standing.today:
            # The list of states says so already, and a finding does.
            continue
        yield messages.text("status.next.latest", lang, **_limit(limit, lang))
    yield from _findings(step, lang)
    yield from _commands(standing, step, lang)


def _waits(standing: Standing, step: Step) -> bool:
    return step.not_before is not None and step.not_before > standing.today


def _files(step: Step, lang: Lang) -> Iterator[str]:
    missing = [path for path, there in step.files if not there]
    if missing:
        key = "status.next.write-one" if step.act == "correction" and len(missing) > 1 else "status.next.write"
        yield messages.text(key, lang, paths=_listed(missing, lang))
        if sealed := [path for path in missing if _must_be_sealed(path)]:
            yield messages.text("status.next.seal", lang, paths=_listed(sealed, lang))


def _findings(step: Step, lang: Lang) -> Iterator[str]:
    if step.problems:
        yield messages.text("status.next.findings", lang, count=len(step.problems))
        for problem in step.problems[:SHOWN_FINDINGS]:
            yield from (_GAP + line for line in finding(problem, lang))
    if step.others or len(step.problems) > SHOWN_FINDINGS:
        count = step.others + max(0, len(step.problems) - SHOWN_FINDINGS)
        yield messages.text("status.next.others" if step.problems else "status.next.all", lang, count=count)


def _commands(standing: Standing, step: Step, lang: Lang) -> Iterator[str]:
    draft = step.draft.folder if step.draft is not None else ""
    if step.stage == "sign" and step.draft is not None:
        yield messages.text("status.next.sign", lang, draft=draft, missing=_roles(step.draft.missing, lang))
    elif step.stage == "publish":
        yield messages.text("status.next.publish", lang, draft=draft)
    else:
        command = f"kaohe draft {step.act}" + ("" if step.act == "trust" else f" {standing.cycle}")
        stage = "wait" if step.stage == "draft" and _waits(standing, step) else step.stage
        yield messages.text(f"status.next.{stage}-then", lang, command=command, day=step.not_before)
        if step.signers:
            yield messages.text("status.next.signers", lang, signers=_roles(step.signers, lang))


def finding(problem: Problem, lang: Lang) -> list[str]:
    """A finding as ``kaohe check`` says it, without the hint and the line of the file."""
    return problem_text(replace(problem, source=None), lang, with_hint=False).splitlines()


def _limit(limit: Limit, lang: Lang) -> dict[str, object]:
    reason = messages.text(f"status.limit.{limit.reason}", lang, number=limit.number)
    return {"day": limit.day, "reason": reason, "cites": _cites(limit.cites)}


def _must_be_sealed(path: str) -> bool:
    inside = path.split("/", 3)[-1].removesuffix("/")
    patterns = {item.path.removeprefix("cycles/<year>/") for item in PATTERNS if item.sealing == "must"}
    return inside in patterns or any(pattern.startswith(f"{inside}/") for pattern in patterns)


def _roles(roles: Mapping[str, int], lang: Lang) -> str:
    needed = sorted(roles.items())
    names = {role: messages.text(f"status.role.{role}", lang) for role in roles}
    words = (messages.text("status.role", lang, role=names[role], number=number) for role, number in needed)
    return _listed(words, lang)


def _cites(cites: Iterable[str]) -> str:
    return ", ".join(cites)


def _listed(names: Iterable[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(names)
