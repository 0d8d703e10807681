"""R1 to R7: the scheme, the roster and the figures. Each holds in the example and is refused where it does not."""

from __future__ import annotations

from fractions import Fraction

from generator.intake.models import evaluation
from generator.regulation import catalogue
from tests.requirements.books import Books, Case


def test_r01_holds(books: Books) -> None:
    """Every citation of the scheme is a clause or one of its bases, and there are many."""
    scheme = books.cycle.scheme
    assert scheme is not None
    known = {*catalogue.ids(), *(basis.id for basis in scheme.record.basis)}
    cited = {name for family in scheme.record.families for item in family.indicators for name in item.cites}
    assert cited <= known
    assert len(cited) > 10


def test_r01_refuses(books: Books) -> None:
    """A citation of nothing known, and a number without one."""
    books.refuses(Case("S114", "P1-A1", ("scheme.yml", "digits: 2, cites: [rules-12]", "digits: 2, cites: [rules-99]")))
    books.refuses(Case("S130", "P1-A1", ("people/scheme.yml", "block_cites: [P2-5.1, people-14]\n", "")))


def test_r02_holds(books: Books) -> None:
    """All eleven sub-indicators, all dimensions and both natures have an indicator."""
    items = list(books.cycle.indicators.values())
    assert {item.sub_indicator for item in items} == set(catalogue.sub_indicators())
    assert {item.dimension for item in items} == set(catalogue.dimensions())
    assert {item.nature for item in items} == set(catalogue.natures())


def test_r02_refuses(books: Books) -> None:
    old, new = "sub_indicator: effect.social", "sub_indicator: effect.policy"
    books.refuses(
        Case("R210", "P2-2.2(3)", ("scheme.yml", old, new)),
        Case("R205", "P1-A4", ("scheme.yml", "dimension: conduct", "dimension: results")),
        Case("R203", "P1-A3", ("scheme.yml", "nature: process", "nature: outcome")),
        Case("R208", "P1-A8", ("people/scheme.yml", "- id: innovation\n", "- id: novelty\n")),
        also={"R201"},
    )


def test_r03_holds(books: Books) -> None:
    """Indicators sum to their family and families to the total, as fractions."""
    scheme = books.cycle.scheme
    assert scheme is not None
    for family in scheme.record.families:
        assert sum((item.weight for item in family.indicators), Fraction(0)) == family.weight
    assert sum((family.weight for family in scheme.record.families), Fraction(0)) == scheme.record.total


def test_r03_refuses(books: Books) -> None:
    books.refuses(
        Case("S103", "P2-1.2(2)", ("scheme.yml", "\n    weight: 30\n", "\n    weight: 30.01\n")),
        Case("R209", "P2-1.2(2)", ("scheme.yml", "at_most: 15", "at_most: 11.9")),
        also={"S102"},
    )


def test_r04_holds(books: Books) -> None:
    """Every figure and tally is dated after the scheme was made known."""
    cycle = books.cycle
    assert cycle.scheme is not None
    dates = [bound.record.date for bound in cycle.data.values()] + [bound.record.date for bound in cycle.votes.values()]
    assert min(dates) > cycle.scheme.record.published


def test_r04_refuses(books: Books) -> None:
    text = books.texts["inputs/votes/peers.yml"]
    date = next(line for line in text.splitlines() if line.startswith("date:"))
    other = next(line for line in books.texts["inputs/votes/recipients.yml"].splitlines() if line.startswith("date:"))
    books.refuses(
        Case("X163", "P1-A12", ("inputs/votes/peers.yml", date, "date: 2025-01-10")),
        Case("X164", "P1-A12", ("inputs/votes/recipients.yml", other, "date: 2025-01-13")),
    )


def test_r05_holds(books: Books) -> None:
    """Departments and roster are the same units, each once."""
    organ, roster = books.office.organ, books.cycle.roster
    assert organ is not None and roster is not None
    listed = [entry.unit for entry in roster.record.units]
    assert sorted(listed) == sorted(unit.id for unit in organ.record.departments)
    assert len(set(listed)) == len(listed)


def test_r05_refuses(books: Books) -> None:
    review = books.cycle.one(evaluation.REVIEW)
    assert review is not None
    checked = {"X442" for item in review.record.checked if item.item.endswith("/hotline")}
    books.refuses(
        Case("X120", "P1-A6", ("roster.yml", "- unit: hotline\n", "- unit: finance\n")),
        Case("X121", "P1-A6", ("roster.yml", "- unit: finance\n", "- unit: finance\n")),
        Case("X201", "P1-A6", ("people/roster.yml", "{id: p002,", "{id: p001,")),
        also={"X210", "X346"} | checked,
    )


def test_r06_holds(books: Books) -> None:
    """Both parts carry weight."""
    for part in catalogue.parts():
        assert sum(item.weight for item in books.cycle.indicators.values() if item.part == part) > 0


def test_r06_refuses(books: Books) -> None:
    books.refuses(Case("R206", "P1-A7", ("scheme.yml", "part: qualitative", "part: quantitative")))
    figure = "  - unit: planning\n    value: 95\n"
    gone = '  - unit: planning\n    missing: {zh: "没有数据", en: "no data"}\n'
    books.refuses(Case("P113", "P1-A13", ("inputs/data/effect.policy.yml", figure, gone)), also={"X351"})


def test_r07_holds(books: Books) -> None:
    """Every figure is signed off by the scheme's provider, with a report and evidence."""
    for name, bound in books.cycle.data.items():
        assert bound.record.provider == books.cycle.indicators[name].provider
        assert bound.record.signed_off_by and bound.record.report
        assert all(point.evidence for point in bound.record.values if point.value is not None)


def test_r07_refuses(books: Books) -> None:
    name = "inputs/data/effect.project.yml"
    provider = next(line for line in books.texts[name].splitlines() if line.startswith("provider:"))
    books.refuses(Case("X111", "P1-A14", (name, provider, "provider: hotline")))
