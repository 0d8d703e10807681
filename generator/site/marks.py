"""Numbers and texts that verification holds against their record (docs/spec/50-verify.md, "Marks")."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.published.shapes import Document
from generator.site.context import Context
from generator.site.numbers import number_text, ratio_text

_BODY = "/body"


@dataclass(frozen=True)
class Marked:
    """A value of a record: ``pointer`` leads to it in the body of the record that the element around it names."""

    value: int | str
    pointer: str

    def __str__(self) -> str:
        return str(self.value)

    def __html__(self) -> Markup:
        return Markup('<span data-kaohe-field="{}">{}</span>').format(self.pointer, self.value)


def pointer_of(item: Document) -> str:
    """Where ``item`` is in the body of its record."""
    return item.at.removeprefix(_BODY)


def count(item: Document) -> Marked:
    """A whole number. Raises FindingsError C110."""
    return Marked(item.integer(), pointer_of(item))


def words(context: Context, item: Document) -> Marked:
    """A text in two languages, in the language of the page. Raises FindingsError C110."""
    return Marked(context.label.of(item.bilingual()), f"{pointer_of(item)}/{context.lang}")


def chinese(context: Context, item: Document) -> Markup:
    """A text that there is in Chinese only; pages in other languages say that it is. Raises FindingsError C110."""
    marked = Marked(item.text(), pointer_of(item)).__html__()
    return marked if context.lang == "zh" else Markup('<span lang="zh">{}</span>').format(marked)


def figure(item: Document) -> Markup:
    """An exact number as people write it; verification holds it against the record as a number. Raises C110."""
    return Marked(number_text(item.exact()), pointer_of(item)).__html__()


def ratio(item: Document) -> Markup:
    """A share in percent, or as the fraction it is where that has no end. Raises FindingsError C110."""
    return Marked(ratio_text(item.exact()), pointer_of(item)).__html__()
