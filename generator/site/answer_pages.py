"""Pages that answer the public: questions with their answers, rectifications, and how the office reads the clauses."""

from __future__ import annotations

from typing import Any

from generator.published.workdays import workdays_through
from generator.site.act_words import statement_link
from generator.site.context import Context
from generator.site.durations import calendars
from generator.site.ledger_view import Cycle
from generator.site.marks import words
from generator.site.objections import objections
from generator.site.plan_page import ruling_rows
from generator.site.rectifications import rectification_rows

BASE = "../"
INTERPRETATIONS = "interpretations.html"
"""The page of all interpretations: they are about the measures, not about one cycle."""


def feedback_context(context: Context, cycle: Cycle) -> dict[str, Any]:
    """Everything the template ``feedback.html`` shows, the newest answer first. Raises FindingsError C110."""
    years = calendars(context)
    rows = []
    for found in cycle.acts.each("feedback"):
        received, answered = found.body.get("received").date(), found.body.get("answered").date()
        # The day of the answer counts, that of the question does not.
        took = workdays_through(received, answered, years)
        rows.append(
            {
                "id": found.held.name,
                "key": found.held.key,
                "received": received.isoformat(),
                "answered": answered.isoformat(),
                "took": took,
                "question": words(context, found.body.get("question")),
                "answer": words(context, found.body.get("answer")),
                "moderated_by": found.body.get("moderated_by").text(),
                "late": words(context, found.body.get("late")) if "late" in found.body.members() else None,
                "statement": statement_link(context, found, BASE),
            }
        )
    rows.sort(key=lambda row: (str(row["answered"]), str(row["id"])), reverse=True)
    plan = cycle.acts.one("plan")
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": context.label("feedback.title", cycle=cycle.id),
        "rows": rows,
        "within": plan.body.get("periods").get("feedback").get("workdays").integer() if plan else None,
        "objections": objections(context, cycle, BASE),
    }


def rectification_context(context: Context, cycle: Cycle) -> dict[str, Any]:
    """Everything the template ``rectification.html`` shows, overdue ones first. Raises FindingsError C110."""
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": context.label("rectification.title", cycle=cycle.id),
        "today": context.date(context.view.date),
        "rectifications": rectification_rows(context, cycle, BASE),
    }


def interpretations_context(context: Context) -> dict[str, Any]:
    """Everything the template ``interpretations.html`` shows: by cycle, the latest first. Raises C110."""
    cycles = [(cycle.id, ruling_rows(context, cycle, "")) for cycle in reversed(context.view.cycles) if cycle.planned]
    return {"base": "", "cycles": cycles}
