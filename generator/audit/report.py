"""A verdict as text for people and as JSON for machines (docs/spec/50-verify.md, "Output")."""

from __future__ import annotations

from typing import Any

from generator.audit.verdict import Check, Fact, Verdict
from generator.core import messages
from generator.core.messages import Lang
from generator.core.problem import Problem
from generator.core.render import problem_json, problem_text

VERSION = "kaohe/verify/v1"
_SHOWN_PROBLEMS = 20
_SHOWN_FOLLOWING = 3
"""How many problems of a check are shown that may follow from those of another."""

_OWN = "A"
"""How codes of verification begin: only their hints speak to readers of a site, others to those who make one."""

_INDENT = "      "


def verdict_text(verdict: Verdict, lang: Lang) -> str:
    """The verdict as a person reads it: headline, one paragraph per check, result; ends in a newline."""
    lines = []
    if verdict.demo:
        lines += [messages.text("verify.demo_headline", lang), ""]
    for check in verdict.checks:
        lines += _check_lines(check, lang)
    lines += ["", messages.text(f"verify.result.{_result(verdict)}", lang, checks=_labels(verdict))]
    return "\n".join(lines) + "\n"


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON, all problems included."""
    return {
        "version": VERSION,
        "exit": verdict.exit_code,
        "demo": verdict.demo,
        "root": verdict.root,
        "expected_root": verdict.expected_root,
        "checks": [
            {
                "number": check.number,
                "label": check.label,
                "id": check.id,
                "status": check.status,
                "facts": dict(check.facts),
                "needs": list(check.needs),
                "problems": [problem_json(problem) for problem in check.problems],
            }
            for check in verdict.checks
        ],
    }


def _check_lines(check: Check, lang: Lang) -> list[str]:
    status = messages.text(f"verify.status.{check.status}", lang)
    lines = [f"{check.label} {status} {messages.text(f'verify.{check.id}.title', lang)}"]
    if check.facts:
        facts = {name: _fact(value, lang) for name, value in check.facts.items()}
        lines.append(_INDENT + messages.text(f"verify.{check.id}.facts", lang, **facts))
    if check.id == "root" and check.status == "not_checked":
        lines.append(_INDENT + messages.text("verify.root.not_given", lang))
    if check.id == "release" and check.status == "not_checked" and not check.problems:
        lines.append(_INDENT + messages.text("verify.release.internal", lang))
    if check.id == "order" and check.facts.get("open"):
        lines.append(_INDENT + messages.text("verify.order.open", lang, open=_fact(check.facts["open"], lang)))
    if check.facts.get("first"):
        lines.append(_INDENT + messages.text("verify.memory.first", lang))
    if check.needs:
        why = "verify.follows" if check.problems else "verify.needs"
        lines.append(_INDENT + messages.text(why, lang, needs=", ".join(check.needs)))
    shown = _SHOWN_FOLLOWING if check.needs else _SHOWN_PROBLEMS
    for problem in check.problems[:shown]:
        lines += [_INDENT + line for line in _problem_lines(problem, lang)]
    if len(check.problems) > shown:
        lines.append(_INDENT + messages.text("verify.more", lang, number=len(check.problems) - shown))
    return lines + _kept_lines(check, lang)


def _problem_lines(problem: Problem, lang: Lang) -> list[str]:
    """A problem, with a hint only where there is one for whoever verifies."""
    lines = problem_text(problem, lang, with_hint=problem.code.startswith(_OWN)).split("\n")
    if f"verify.hint.{problem.code}" in messages.known():
        hint = messages.text(f"verify.hint.{problem.code}", lang)
        lines.append(f"  {messages.text('label.hint', lang)}{hint}")
    return lines


def _kept_lines(check: Check, lang: Lang) -> list[str]:
    """The checkpoints that contradict each other, line by line as they are; nobody vouches for what stands in them."""
    lines = []
    for name in ("remembered_checkpoint", "site_checkpoint"):
        note = check.facts.get(name)
        if isinstance(note, str):
            lines.append(_INDENT + messages.text(f"verify.memory.{name}", lang, remembered=check.facts["remembered"]))
            lines += [f"{_INDENT}| {_printable(line)}" for line in note.removesuffix("\n").split("\n")]
    return lines


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in line)


def _result(verdict: Verdict) -> str:
    if verdict.exit_code == 0:
        return "demo" if verdict.demo else "ok"
    if verdict.exit_code == 1:
        return "failed"
    return {"root": "no_root", "release": "unreleased"}.get(_only_open(verdict), "not_checked")


def _only_open(verdict: Verdict) -> str:
    """The id of the one check that was not made, empty where it is not exactly one."""
    open_checks = [check.id for check in verdict.checks if check.status != "ok"]
    return open_checks[0] if len(open_checks) == 1 else ""


def _labels(verdict: Verdict) -> str:
    wanted = "failed" if verdict.exit_code == 1 else "not_checked"
    return ", ".join(check.label for check in verdict.checks if check.status == wanted)


def _fact(value: Fact, lang: Lang) -> str:
    if isinstance(value, bool):
        return messages.text(f"verify.{'yes' if value else 'no'}", lang)
    if isinstance(value, list):
        return ", ".join(value) if value else "—"
    return "—" if value is None else str(value)
