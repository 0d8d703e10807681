"""A verdict as text for people and as JSON for machines (docs/spec/50-verify.md, "Output")."""

from __future__ import annotations

from typing import Any

from generator.audit.verdict import Check, Fact, Verdict
from generator.core import messages
from generator.core.messages import Lang
from generator.core.render import problem_json, problem_text

VERSION = "kaohe/verify/v1"
_SHOWN_PROBLEMS = 20
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
    if check.id == "order" and check.facts.get("open"):
        lines.append(_INDENT + messages.text("verify.order.open", lang, open=_fact(check.facts["open"], lang)))
    if check.needs:
        lines.append(_INDENT + messages.text("verify.needs", lang, needs=", ".join(check.needs)))
    for problem in check.problems[:_SHOWN_PROBLEMS]:
        lines += [_INDENT + line for line in problem_text(problem, lang).split("\n")]
    if len(check.problems) > _SHOWN_PROBLEMS:
        lines.append(_INDENT + messages.text("verify.more", lang, number=len(check.problems) - _SHOWN_PROBLEMS))
    return lines


def _result(verdict: Verdict) -> str:
    if verdict.exit_code == 0:
        return "demo" if verdict.demo else "ok"
    if verdict.exit_code == 1:
        return "failed"
    only_root = [check.id for check in verdict.checks if check.status != "ok"] == ["root"]
    return "no_root" if only_root else "not_checked"


def _labels(verdict: Verdict) -> str:
    wanted = "failed" if verdict.exit_code == 1 else "not_checked"
    return ", ".join(check.label for check in verdict.checks if check.status == wanted)


def _fact(value: Fact, lang: Lang) -> str:
    if isinstance(value, bool):
        return messages.text(f"verify.{'yes' if value else 'no'}", lang)
    if isinstance(value, list):
        return ", ".join(value) if value else "—"
    return "—" if value is None else str(value)
