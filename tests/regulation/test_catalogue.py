"""The clause catalogue: complete, bilingual, in our own words, read-only."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from generator.core import messages
from generator.core.errors import FindingsError, KaoheError
from generator.core.problem import Place
from generator.core.render import problem_text
from generator.regulation import catalogue
from generator.regulation.catalogue import Bilingual

REGULATION = Path(__file__).resolve().parents[3] / "shared" / "regulation.zh.txt"
LONGEST_SHARED_RUN = 13
PART_TWO = (
    *("P2-1.1(1)", "P2-1.1(2)", "P2-1.2(1)", "P2-1.2(2)", "P2-1.2(3)"),
    *("P2-2.1(1)", "P2-2.1(2)", "P2-2.1(3)", "P2-2.1(4)"),
    *("P2-2.2(1)", "P2-2.2(2)", "P2-2.2(3)", "P2-2.2(4)"),
    *("P2-3.1", "P2-3.2(1)", "P2-3.2(2)", "P2-3.2(3)", "P2-3.2(4)", "P2-3.2(5)"),
    *("P2-4.1", "P2-4.2", "P2-4.3", "P2-5.1"),
)
DIGITS = "零一二三四五六七八九"


def source() -> str:
    return (resources.files("generator.regulation") / "clauses.yml").read_text("utf-8")


def all_texts() -> Iterator[tuple[str, Bilingual]]:
    for clause in catalogue.clauses().values():
        yield from ((clause.id, text) for text in (clause.label, clause.title, clause.paraphrase, clause.demands))
    for name in catalogue.VOCABULARIES:
        yield from ((term.slug, term.name) for term in catalogue.vocabulary(name).values())


def chinese_number(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[units] if units else "")


def longest_shared_run(one: str, other: str) -> int:
    def han(text: str) -> list[str]:
        return re.findall(r"[\u4e00-\u9fff]+", text)

    haystack = "\n".join(han(other))
    return max(
        (
            end - start
            for run in han(one)
            for start in range(len(run))
            for end in range(start + 1, len(run) + 1)
            if run[start:end] in haystack
        ),
        default=0,
    )


def test_ids_are_the_regulations_own_in_its_order() -> None:
    assert catalogue.ids() == (*(f"P1-A{number}" for number in range(1, 27)), *PART_TWO)
    assert [catalogue.position(clause_id) for clause_id in catalogue.ids()] == list(range(49))


def test_part_one_matches_the_articles_of_the_source() -> None:
    if not REGULATION.exists():
        pytest.skip("the regulation's text is not beside this project")
    articles = re.findall(r"^第([一二三四五六七八九十]+)条", REGULATION.read_text("utf-8"), re.MULTILINE)
    ours = [clause for clause in catalogue.clauses().values() if clause.part == 1]
    assert [f"第一部分第{article}条" for article in articles] == [clause.label.zh for clause in ours]


def test_labels_say_what_the_id_says() -> None:
    for clause in catalogue.clauses().values():
        if clause.part == 1:
            number = int(clause.id.removeprefix("P1-A"))
            expected = Bilingual(f"第一部分第{chinese_number(number)}条", f"Part one, article {number}")
        else:
            number_text = clause.id.removeprefix("P2-")
            full_width = number_text.replace("(", "（").replace(")", "）")
            expected = Bilingual(f"第二部分{full_width}", f"Part two, {number_text}")
        assert clause.label == expected


def test_every_text_is_in_both_languages() -> None:
    for key, text in all_texts():
        assert re.search(r"[\u4e00-\u9fff]", text.zh), key
        assert re.search(r"[A-Za-z]", text.en), key
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.en), key
        assert text.text("zh") == text.zh
        assert text.text("en") == text.en


def test_titles_are_short_and_sentences_end() -> None:
    for clause in catalogue.clauses().values():
        assert 4 <= len(clause.title.zh) <= 12, clause.id
        assert len(clause.title.en) <= 40, clause.id
        for sentence in (clause.paraphrase, clause.demands):
            assert re.fullmatch(r"[^。]+。", sentence.zh), clause.id
            assert sentence.en.endswith("."), clause.id


def test_titles_and_sentences_are_not_used_twice() -> None:
    clauses = catalogue.clauses().values()
    for field in ("title", "paraphrase", "demands"):
        for lang in messages.LANGS:
            assert len({getattr(clause, field).text(lang) for clause in clauses}) == 49


def test_no_chinese_text_repeats_the_regulation() -> None:
    if not REGULATION.exists():
        pytest.skip("the regulation's text is not beside this project")
    regulation = REGULATION.read_text("utf-8")
    for key, text in all_texts():
        assert longest_shared_run(text.zh, regulation) <= LONGEST_SHARED_RUN, key


def test_the_measure_of_repetition_finds_a_copy() -> None:
    copied = "这里抄写了一段原文用来检验量度是否有效"
    assert longest_shared_run("前面不同，" + copied, "开头。" + copied + "结尾") == len(copied)
    assert longest_shared_run("天地", "玄黄") == 0


def test_only_two_clauses_fix_a_number() -> None:
    fixed = {clause.id: clause.numbers for clause in catalogue.clauses().values() if clause.numbers}
    assert {key: [(n.name, n.value, n.unit) for n in numbers] for key, numbers in fixed.items()} == {
        "P1-A10": [("cycle", 1, "year")],
        "P1-A25": [("validity", 3, "year")],
    }
    assert catalogue.clause("P1-A25").number("validity") == 3
    assert catalogue.clause("P1-A25").number("cycle") is None


def test_only_the_last_clause_breaks_off() -> None:
    assert [clause.id for clause in catalogue.clauses().values() if clause.truncated] == ["P2-5.1"]


def test_audiences_named_by_clauses() -> None:
    told = {clause.id: clause.audience for clause in catalogue.clauses().values() if clause.audience != "none"}
    assert told == {
        "P1-A3": "internal",
        "P1-A12": "internal",
        "P1-A17": "internal",
        "P1-A18": "internal",
        "P2-3.2(1)": "internal",
        "P2-3.2(4)": "both",
        "P2-4.3": "public",
    }


def test_vocabularies_have_the_regulations_counts() -> None:
    counts = {name: len(catalogue.vocabulary(name)) for name in catalogue.VOCABULARIES}
    assert counts == {
        "parts": 2, "natures": 2, "scopes": 3, "dimensions": 3, "families": 10, "departments": 3,
        "channels": 4, "groups": 4, "sub_indicators": 11, "methods": 3,
    }  # fmt: skip
    assert list(catalogue.parts()) == ["quantitative", "qualitative"]
    assert list(catalogue.departments()) == ["discipline", "personnel", "organisation"]
    assert list(catalogue.channels()) == ["work-report", "self-report", "peer-review", "public-review"]
    assert list(catalogue.methods()) == ["analysis", "survey", "site-visit"]


def test_slugs_are_their_own_keys_and_well_formed() -> None:
    for name in catalogue.VOCABULARIES:
        for slug, term in catalogue.vocabulary(name).items():
            assert slug == term.slug
            assert re.fullmatch(r"[a-z]+([.-][a-z]+)?", slug)
            assert catalogue.exists(term.clause)


def test_sub_indicators_belong_to_their_group_and_its_clause() -> None:
    for slug, term in catalogue.sub_indicators().items():
        assert slug.startswith(term.group + ".")
        assert term.clause == catalogue.groups()[term.group].clause
    assert catalogue.sub_indicators()["duty.decision"].name.zh == "组织决策的科学性"


def test_vocabulary_names_stand_in_the_source() -> None:
    if not REGULATION.exists():
        pytest.skip("the regulation's text is not beside this project")
    regulation = REGULATION.read_text("utf-8")
    for term in catalogue.families().values():
        assert term.name.zh in regulation
    for name in ("departments", "channels", "methods", "dimensions", "natures", "parts", "scopes"):
        for term in catalogue.vocabulary(name).values():
            words = {"集体": "团队", "机关整体": "机关整体效能", "岗位职责履行": "岗位职责履行情况"}
            assert words.get(term.name.zh, term.name.zh) in regulation, term.slug


def test_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KaoheError) as caught:
        catalogue.clause("P2-3.2（4）")
    problem = caught.value.problems[0]
    assert (problem.code, problem.params["id"]) == ("R101", "P2-3.2（4）")
    assert problem.params["near"].split(" / ")[0] == "P2-3.2(4)"
    with pytest.raises(FindingsError):
        catalogue.position("P1-A27")
    assert not catalogue.exists("P1-A27")
    assert not catalogue.exists("p1-a1")


def test_unknown_clause_at_a_place_reads_in_both_languages() -> None:
    problem = catalogue.unknown_clause("A16", Place("scheme.yml", 3, 7))
    assert problem.params["near"].startswith("P1-A16")
    assert problem_text(problem, "zh").startswith("scheme.yml:3:7: R101 没有编号为“A16”的条款")
    assert "the nearest ids: P1-A16" in problem_text(problem, "en")


def test_long_and_strange_ids_are_cut() -> None:
    problem = catalogue.unknown_clause("\x1b[31m" + "很" * 100_000, Place(""))
    assert len(problem.params["id"]) == 41
    assert "\x1b" not in problem.params["id"]


def test_unknown_vocabulary() -> None:
    with pytest.raises(FindingsError) as caught:
        catalogue.vocabulary("family")
    assert caught.value.problems[0].code == "R103"
    assert caught.value.problems[0].params["near"].startswith("families")


def test_the_catalogue_is_read_once_and_read_only() -> None:
    assert catalogue.catalogue() is catalogue.catalogue()
    with pytest.raises(TypeError):
        catalogue.clauses()["P1-A1"] = catalogue.clause("P1-A2")  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.clause("P1-A1").part = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("id: P1-A2\n", "id: P1-A1\n", "P1-A1"),
        ("id: P1-A2\n", "id: P3-A2\n", "P3-A2"),
        ('title: {zh: "考核的宗旨"', 'title: {zh: ""', "P1-A2"),
        ('title: {zh: "考核的宗旨"', 'title: {zhong: "考核的宗旨"', "P1-A2"),
        ('audience: "both"', 'audience: "everyone"', "P2-3.2(4)"),
        ("value: 3", "value: 3.5", "P1-A25"),
        ("truncated: true", "truncated: maybe", "P2-5.1"),
        ("version: 1", "version: 2", "clauses.yml"),
        ("version: 1", "version: [", "clauses.yml"),
        ("slug: duty.execution", "slug: duty.decision", "sub_indicators"),
        ("group: integrity", "group: honesty", "sub_indicators"),
        ('clause: "P2-3.1"', 'clause: "P2-3.9"', "methods"),
        ("  methods:\n", "  manners:\n", "clauses.yml"),
    ],
)
def test_a_damaged_catalogue_is_one_finding(old: str, new: str, at: str) -> None:
    assert old in source()
    with pytest.raises(FindingsError) as caught:
        catalogue.parse(source().replace(old, new))
    assert [(problem.code, problem.params["at"]) for problem in caught.value.problems] == [("R102", at)]


@pytest.mark.parametrize("text", ["", "[]", "text", "version: 1", "version: 1\nclauses: 5\nvocabularies: {}"])
def test_something_else_than_a_catalogue_is_refused(text: str) -> None:
    with pytest.raises(FindingsError) as caught:
        catalogue.parse(text)
    assert caught.value.problems[0].code == "R102"


def test_the_undamaged_source_parses_to_the_same_catalogue() -> None:
    assert catalogue.parse(source()) == catalogue.catalogue()
