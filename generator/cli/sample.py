"""``kaohe sample``: what is to be checked again, drawn from the published items once the event has given its digits."""

from __future__ import annotations

from collections.abc import Sequence

import click

from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.core.errors import UsageError
from generator.ledger.statements import PublishedStatement
from generator.office.published_state import published_statements
from generator.published import sampling
from generator.published.gathering_bodies import PopulationBody, read_population
from generator.published.plan_bodies import AmendmentBody, read_amendment
from generator.published.shapes import Document
from generator.published.vocabulary import ACTS


@kaohe.command("sample")
@click.argument("cycle")
@click.option("--digits", required=True, help=option_help("digits"))
@click.pass_obj
def sample(context: Context, cycle: str, digits: str) -> None:
    """Replaced by the catalogue's text."""
    wanted = (*ACTS["materials"], cycle)
    statements = published_statements(context.workspace())
    found = [s for s in statements if (s.statement.kind, s.statement.step, s.statement.cycle) == wanted]
    if not found:
        raise UsageError.of("U180", cycle=cycle)
    population = _population(found[0], cycle)
    seed = sampling.seed_of(digits, found[0].sha256)
    every = sampling.items(population.strata, population.units, population.absent)
    drawn = sampling.draw(seed, every, population.sample)
    moved = _moved(statements, cycle)
    if moved is not None and moved.draw is not None:
        event, day = moved.draw
        context.say("cli.sample.amended", event=event[context.lang], drawn=day.isoformat(), id=moved.id)
    context.say("cli.sample.head", seed=seed, size=population.size, sample=population.sample)
    context.show("\n".join(f"  - {{item: {item}, expert: , result: }}" for item in drawn))
    context.result({"status": "ok", "seed": seed, "size": population.size, "sample": drawn})


def _moved(statements: Sequence[PublishedStatement], cycle: str) -> AmendmentBody | None:
    """The last amendment of the cycle that named another event. Raises FindingsError C110."""
    bodies = [
        read_amendment(Document(record.body, record.path, "/body"))
        for found in statements
        if found.statement.cycle == cycle
        for record in found.of_type("amendment")
    ]
    return max((body for body in bodies if body.draw is not None), key=lambda body: body.date, default=None)


def _population(materials: PublishedStatement, cycle: str) -> PopulationBody:
    """What the statement says may be drawn.

    Raises UsageError U180 where it says nothing, FindingsError C110 where it says it twice or for more units and strata
    than anybody has.
    """
    records = materials.of_type("population")
    if not records:
        raise UsageError.of("U180", cycle=cycle)
    for record in records[1:]:
        raise Document(record.body, record.path, "/body").refuse("1 × population")
    body = Document(records[0].body, records[0].path, "/body")
    population = read_population(body)
    if len(population.strata) * len(population.units) > sampling.MOST_ITEMS:
        raise body.get("units").refuse(f"strata × units ≤ {sampling.MOST_ITEMS}")
    return population
