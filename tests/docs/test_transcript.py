"""The checker of transcripts itself: it follows commands, and it does not accept what differs."""

from __future__ import annotations

import os
from pathlib import Path

from tests.docs.transcript import Section, Step, matches, renewed, run, sections, with_outputs

PAGE = """# Title

## First

```console
$ cd there
$ echo one; echo two >&2
one
two
```

    $ not a transcript

```
$ nor this
```

```console
$ pwd
…
```

## Second

```console
$ false
```
"""


def test_commands_are_collected_by_section_with_line_and_expected_output() -> None:
    assert sections(PAGE) == [
        Section(
            "First",
            (Step(6, "cd there", ()), Step(7, "echo one; echo two >&2", ("one", "two")), Step(19, "pwd", ("…",))),
        ),
        Section("Second", (Step(26, "false", ()),)),
    ]


CONTINUED = """## A

```console
$ cat <<END
> one
>
> two
> END
one

two
$ true
```
"""


def test_a_command_may_go_on_for_lines(tmp_path: Path) -> None:
    (section,) = sections(CONTINUED)
    assert section.steps[0] == Step(4, "cat <<END\none\n\ntwo\nEND", ("one", "", "two"))
    done = run(section.steps, tmp_path, {"PATH": os.environ["PATH"]}, tmp_path / "results")
    assert [outcome.output for outcome in done] == [("one", "", "two"), ()]
    assert with_outputs(CONTINUED, {4: ["three"]}) == CONTINUED.replace("END\none\n\ntwo\n", "END\nthree\n")
    assert with_outputs(CONTINUED, {}) == CONTINUED


def test_commands_share_one_shell_and_both_streams_are_seen(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "there").mkdir(parents=True)
    steps = [step for section in sections(PAGE) for step in section.steps]
    done = run(steps, folder, {"PATH": os.environ["PATH"]}, tmp_path / "results")
    assert [outcome.exit_code for outcome in done] == [0, 0, 0, 1]
    assert done[1].output == ("one", "two")
    assert done[2].output == (str(folder / "there"),)
    assert done[3].output == ()


def test_one_changed_digit_of_a_digest_does_not_match() -> None:
    digest = "0123456789abcdef" * 4
    assert matches([f"{digest}  file"], [f"{digest}  file"])
    assert not matches([f"{digest}  file"], [f"{digest[:-1]}e  file"])


def test_dots_stand_for_lines_or_for_text_of_one_line_and_for_nothing_else() -> None:
    assert matches(["…", "last"], ["last"])
    assert matches(["…", "last"], ["first", "second", "last"])
    assert matches(["first", "…"], ["first"])
    assert not matches(["…", "last"], ["last", "more"])
    assert not matches(["first"], ["first", "more"])
    assert not matches(["first", "more"], ["first"])
    assert matches(["digest …"], ["digest 12"])
    assert not matches(["digest …"], ["digest 12", "more"])
    assert not matches(["a.c (1)"], ["abc (1)"])


def test_outputs_are_renewed_in_the_form_they_had() -> None:
    assert renewed(["old"], ["new", "line"]) == ["new", "line"]
    assert renewed(["…", "old"], ["a", "b", "new"]) == ["…", "new"]
    assert renewed(["old", "…"], ["new", "a", "b"]) == ["new", "…"]
    assert renewed(["digest …", "old"], ["digest 12", "new"]) == ["digest …", "new"]


def test_a_page_gets_other_outputs_and_stays_the_same_elsewhere() -> None:
    steps = [step for section in sections(PAGE) for step in section.steps]
    assert with_outputs(PAGE, {step.line: step.expected for step in steps}) == PAGE
    assert with_outputs(PAGE, {7: ["three"], 26: ["four"]}) == PAGE.replace("one\ntwo\n", "three\n").replace(
        "$ false\n", "$ false\nfour\n"
    )
