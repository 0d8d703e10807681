"""What a signer is shown about people, statement by statement, and what they cannot overlook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.cli.presentation import PARAGRAPHS, presentation
from generator.cli.presentation_changes import Earlier
from generator.cli.presentation_people import RECORD_TYPE, OpenedBlock, opened_people
from generator.core.messages import LANGS, Lang
from generator.published.record import TYPES
from generator.published.vocabulary import PEOPLE_ACTS
from tests.office.people_office import ACTS, BEST, PEOPLE, About, office_of, publish

Told = dict[tuple[str, Lang], str]


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, OpenedBlock]]:
    """The small office's published statements, and the opened block of each that has one."""
    published, made = publish(office_of(tmp_path_factory.mktemp("office"), About()), 1)
    found: dict[str, OpenedBlock] = {}
    earlier = None
    for index, (act, composition) in enumerate(zip(ACTS, made, strict=True)):
        people = opened_people(composition.openings)
        if people:
            found[act] = OpenedBlock(PEOPLE_ACTS[act], people, earlier)
            earlier = Earlier(index, people)
    return published, found


def told(blocks: tuple[Any, dict[str, OpenedBlock]], act: str, lang: Lang, block: OpenedBlock | None = None) -> str:
    published, opened = blocks
    index = ACTS.index(act)
    records = [record for _, record in published[index].records.values()]
    return presentation(records, published[:index], lang, block or opened.get(act))


def cells(text: str, person: str) -> list[str]:
    """The cells of a person's row in the table."""
    (line,) = [line for line in text.split("\n") if line.startswith(f"{person}  ")]
    return line.split()


def test_every_type_of_record_is_told_in_words() -> None:
    assert set(TYPES) == {*PARAGRAPHS, RECORD_TYPE}


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_left_open(blocks: tuple[Any, dict[str, OpenedBlock]], lang: Lang) -> None:
    for act in ACTS:
        text = told(blocks, act, lang)
        assert not any(mark in text for mark in ("…", "{", "cli.", "explain.", "site.", "records/")), act


def test_everybody_is_listed_once(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    for act, block in blocks[1].items():
        assert sorted(block.people) == sorted(PEOPLE)
        assert all(cells(told(blocks, act, "zh"), person) for person in PEOPLE)


def test_goals_are_counted(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    text = told(blocks, "goals", "en")
    assert cells(text, "p101")[1] == "leader"
    assert cells(text, "p001")[-1] == "1"
    assert "14 goals in all." in text
    assert "14 people and 6 empty places" in text
    assert "sees 20 commitments and nothing else" in text


def test_the_report_has_totals_and_recommendations(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    text = told(blocks, "report", "en")
    assert cells(text, "p001")[-3:] == ["95.00", "excellent", "95"]
    assert cells(text, "p006")[-5:] == ["80.00", "(assessed,", "no", "grade)", "80"]
    assert "Staff, 12 in all: excellent 4, good 7, poor 0, Without a grade 1." in text
    assert "Leaders on the roster: not shown" in text
    assert "Staff on the roster: 12" in text
    assert "The roster is that of statement 2 of this cycle." in text
    assert "（参加考核，不定等次）" in told(blocks, "report", "zh")


def test_the_decision_has_departures_the_meeting_and_what_is_hidden(
    blocks: tuple[Any, dict[str, OpenedBlock]],
) -> None:
    block = blocks[1]["decision"]
    person = block.people["p001"]
    departs = {"grade": "good", "no_grade": None, "departs": {"zh": "另有原因", "en": "Another reason"}}
    changed = {**person, "decision": {**departs, "departs_clause": "P1-A18"}}
    text = told(blocks, "decision", "zh", replace(block, people={**block.people, "p001": changed}))
    assert cells(text, "p001")[-2:] == ["称职", "优秀"]
    assert "p001：建议优秀，决定称职。理由：另有原因（P1-A18）" in text
    assert "审议人员等次的会议 2026-02-09：应到 7 人，实到 5 人，回避 1 人，通过。" in text
    assert "领导：等次分布不公布" in text
    english = told(blocks, "decision", "en")
    assert "Decisions that depart from the recommendation: 0." in english
    assert "nobody's total, recommended grade or earlier decision differs" in english


def test_a_correction_shows_before_and_after(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    text = told(blocks, "correction", "zh")
    start = text.index("p008 更正：")
    assert text[start:].split("\n")[:4] == [
        "p008 更正：数据有误（P1-A18）。更正说明正文",
        "    目标达成：80 → 85",
        "    得分 80.00（精确值 80） → 85.00（精确值 85）",
        "    录入：holder-a；批准：holder-b、holder-c",
    ]
    assert "更正的原因：数据有误（不公布更正了谁、几个人、改成什么）" in text
    assert "Reasons for corrections: an error in the data" in told(blocks, "correction", "en")


@pytest.mark.parametrize(("act", "word"), [("correction", "随其他人的更正而变化"), ("closed", "请查明之后再签")])
def test_whatever_else_differs_is_named(blocks: tuple[Any, dict[str, OpenedBlock]], act: str, word: str) -> None:
    block = blocks[1][act]
    assert block.earlier is not None and block.earlier.people is not None
    assert word not in told(blocks, act, "zh")
    before = {**block.earlier.people, "p003": {**block.earlier.people["p003"], "total": "1999/21"}}
    text = told(blocks, act, "zh", replace(block, earlier=Earlier(5, before)))
    (line,) = [line for line in text.split("\n") if word in line]
    assert line.strip().startswith("p003 ")
    assert "得分 95.19（精确值 1999/21） → 95.00（精确值 95）" in line


def test_who_joined_and_who_left_is_named(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    block = blocks[1]["report"]
    assert block.earlier is not None and block.earlier.people is not None
    before = {("p900" if key == "p002" else key): value for key, value in block.earlier.people.items()}
    text = told(blocks, "report", "en", replace(block, earlier=Earlier(2, before)))
    assert "new on the roster: p002" in text
    assert "no longer on the roster: p900" in text


def test_earlier_openings_that_do_not_open_are_told(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    text = told(blocks, "closed", "en", replace(blocks[1]["closed"], earlier=Earlier(5, None)))
    assert "The openings of statement 5 of this cycle do not open" in text


def test_without_openings_only_the_public_part_is_told(blocks: tuple[Any, dict[str, OpenedBlock]]) -> None:
    published, _ = blocks
    index = ACTS.index("report")
    text = presentation([r for _, r in published[index].records.values()], published[:index], "zh")
    assert "人员部分没有开启" in text
    assert "名册上的工作人员人数：12" in text
    assert not any(person in text for person in BEST)
