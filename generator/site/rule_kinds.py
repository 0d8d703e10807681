"""Rules with a scale, places, periods or raters in words; :mod:`generator.site.rules` has the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.published.shapes import Document
from generator.site.labels import Labels
from generator.site.rule_words import RuleTable, RuleText, given, measured, number, percent

GROUP_POLICIES = ("renormalise", "incomplete", "peer_mean", "full", "zero_with_reason")


def all_or_nothing(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """Full marks at the target, nothing otherwise."""
    direction = rule.get("direction").one_of(("higher", "lower"))
    return RuleText((label(f"rule.all_or_nothing.{direction}", full=full, target=measured(rule.get("target"), unit)),))


def interpolation(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """Points on the line between listed values."""
    rows = tuple((measured(knot.get("at"), unit), number(knot.get("points"))) for knot in rule.get("knots").items())
    head = (label("rule.bands.value", unit=unit), label("rule.points"))
    return RuleText((label("rule.interpolation", full=full),), (RuleTable(label("rule.knots.caption"), head, rows),))


def option_list(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """One of a list of values."""
    listed = label("separator").join(number(option.get("value")) for option in rule.get("options").items())
    return RuleText((label("rule.option_list", full=full, listed=listed, out_of=number(rule.get("out_of"))),))


def imported_score(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """A score from elsewhere."""
    words = {name: number(rule.get(name)) for name in ("lowest", "highest")}
    return RuleText((label("rule.imported_score", full=full, **words),))


def ranking(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """Points by place, from a decrement or a table, for given places or for the places of values."""
    kind = rule.get("kind").one_of(("rank_decrement", "rank_table"))
    by_value = (by := given(rule, "by")) is not None and by.one_of(("places", "value")) == "value"
    tables: tuple[RuleTable, ...] = ()
    if kind == "rank_decrement":
        key = "rule.rank_decrement.by_value" if by_value else "rule.rank_decrement"
        sentences = [label(key, full=full, decrement=percent(rule.get("decrement")))]
    else:
        sentences = [label("rule.rank_table.by_value" if by_value else "rule.rank_table", full=full)]
        listed = rule.get("points").items()
        rows = [(label("rule.place", place=str(place)), number(item)) for place, item in enumerate(listed, 1)]
        rows.append((label("rule.place.beyond", place=str(len(listed))), number(rule.get("beyond"))))
        head = (label("rule.place.head"), label("rule.points"))
        tables = (RuleTable(label("rule.places.caption"), head, tuple(rows)),)
    if by_value:
        direction = rule.get("direction").one_of(("higher", "lower"))
        sentences.append(label(f"rule.order.{direction}"))
        sentences.append(label(f"rule.ties.{rule.get('ties').one_of(('standard', 'dense', 'average'))}"))
    return RuleText(tuple(sentences), tables)


def raters(rule: Document, full: str, unit: str, label: Labels) -> RuleText:
    """Numbers from raters: plain mean, or a mean that leaves some out."""
    kind = rule.get("kind").one_of(("rated_mean", "trimmed_mean", "outlier_mean"))
    scale = {name: number(rule.get(name)) for name in ("lowest", "highest")}
    sentences = [label("rule.rated", full=full, **scale)]
    if kind == "trimmed_mean":
        words = {name: str(rule.get(name).integer()) for name in ("drop_low", "drop_high", "minimum")}
        sentences.append(label("rule.trimmed_mean", **words))
    if kind == "outlier_mean":
        words = {"minimum": str(rule.get("minimum").integer()), "deviation": percent(rule.get("deviation"))}
        sentences.append(label("rule.outlier_mean", **words))
    if kind != "rated_mean":
        sentences.append(label(f"rule.fallback.{rule.get('fallback').one_of(('plain', 'missing'))}"))
    sentences += policy_sentences(rule, label)
    return RuleText(tuple(sentences), (group_table(rule, label),))


def policy_sentences(rule: Document, label: Labels) -> list[str]:
    """What happens with silent groups, and when ballots do not count."""
    sentences = [label(f"rule.missing_group.{rule.get('missing_group').one_of(GROUP_POLICIES)}")]
    validity = given(rule, "validity")
    if validity is None:
        return sentences
    for limit in validity.get("limits").items():
        option = limit.get("option").text()
        count = given(limit, "count")
        most = str(count.integer()) if count is not None else percent(limit.get("share"))
        key = "rule.validity.count" if count is not None else "rule.validity.share"
        sentences.append(label(key, option=option_name(rule, option, label), most=most))
    if validity.get("all_equal").one_of(("valid", "invalid")) == "invalid":
        sentences.append(label("rule.validity.all_equal"))
    returned = given(validity, "returned_at_least")
    if returned is not None:
        sentences.append(label("rule.validity.returned", share=percent(returned)))
    return sentences


def option_name(rule: Document, option: str, label: Labels) -> str:
    """The name of an option on the ballot, its id where the rule does not name it."""
    for item in rule.get("options").items():
        if item.get("id").text() == option:
            return label.of(item.get("name").bilingual())
    return option


def group_table(rule: Document, label: Labels) -> RuleTable:
    """The rater groups and their weights."""
    rows = tuple(
        (label.of(item.get("name").bilingual()), number(item.get("weight"))) for item in rule.get("groups").items()
    )
    return RuleTable(label("rule.groups.caption"), (label("rule.group"), label("rule.group.weight")), rows)


def exemption_sentences(rule: Document, label: Labels) -> list[str]:
    """Under which grounds a case is not held against anyone."""
    exempt = given(rule, "exempt")
    if exempt is None:
        return []
    grounds = label("separator").join(label.of(item.get("name").bilingual()) for item in exempt.get("grounds").items())
    most = given(exempt, "at_most")
    if most is None:
        return [label("rule.exempt", grounds=grounds)]
    return [label("rule.exempt.at_most", grounds=grounds, most=str(most.integer()))]


Words = Callable[[Document, str, str, Labels], RuleText]

IN_WORDS: Mapping[str, Words] = {
    "all_or_nothing": all_or_nothing,
    "interpolation": interpolation,
    "option_list": option_list,
    "imported_score": imported_score,
    "rank_decrement": ranking,
    "rank_table": ranking,
    "rated_mean": raters,
    "trimmed_mean": raters,
    "outlier_mean": raters,
}
"""By kind: from the rule, its full marks and its unit of measure to words."""
