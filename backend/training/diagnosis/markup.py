"""The few kinds of HTML that the report is made of. All text that comes in is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Final, Literal

TERRACOTTA: Final = (178, 74, 44)
TEAL: Final = (38, 110, 106)

Frame = Literal["", "right", "wrong", "asked"]


@dataclass(frozen=True)
class Section:
    """One part of the page; `guide` says how to read it, `body` is HTML."""

    anchor: str
    title: str
    guide: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Card:
    """A picture with lines below it, the first one strong; `frame` colours its border."""

    address: str
    lines: tuple[str, ...]
    frame: Frame = ""
    title: str = ""


@dataclass(frozen=True)
class HeatCell:
    """`heat` in [0, 1] is how strong the colour is; `faint` marks what rests on few cases."""

    text: str
    heat: float
    hint: str
    right: bool = False
    faint: bool = False


def spoken(value: str) -> str:
    """`dining_chair` as people write it."""
    return value.replace("_", " ")


def listed(values: Iterable[str]) -> str:
    return ", ".join(map(spoken, values)) or "nothing"


def percent(share: float) -> str:
    """Whole percents; what is not quite all or nothing never reads as if it were."""
    number = "< 1" if 0 < share < 0.01 else "> 99" if 0.99 < share < 1 else f"{share * 100:.0f}"
    return f"{number} %".replace(" ", "\N{NO-BREAK SPACE}")


def card(shown: Card) -> str:
    first, *rest = (escape(line) for line in shown.lines)
    lines = "".join(f"<span>{line}</span>" for line in rest)
    return (
        f'<figure class="card {shown.frame}"><img src="{escape(shown.address)}" loading="lazy"'
        f' alt="{escape(shown.title)}" title="{escape(shown.title)}">'
        f"<figcaption><b>{first}</b>{lines}</figcaption></figure>"
    )


def gallery(cards: Sequence[Card]) -> str:
    return f'<div class="gallery">{"".join(map(card, cards))}</div>'


def strip(cards: Sequence[Card], caption: str, gaps: Sequence[int] = ()) -> str:
    """One case: pictures side by side under a caption, with a gap before the places `gaps`."""
    shown = "".join(
        ('<i class="gap"></i>' if place in gaps else "") + card(each)
        for place, each in enumerate(cards)
    )
    title = f"<h4>{escape(caption)}</h4>"
    return f'<article class="case">{title}<div class="strip">{shown}</div></article>'


def cases(strips: Sequence[str], columns: Literal[1, 3, 4]) -> str:
    """As many of them beside each other as the page has room for, at most `columns`."""
    return f'<div class="cases of-{columns}">{"".join(strips)}</div>'


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Plain text in cells; the first column names the row."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead>{body}</table></div>'


def heat_table(
    corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[HeatCell | None]]]
) -> str:
    """Rows named at the left, columns above, each cell coloured by its heat."""
    head = "".join(f'<th scope="col"><span>{escape(spoken(name))}</span></th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(spoken(name))}</th>{"".join(map(_heat, cells))}</tr>'
        for name, cells in rows
    )
    return (
        f'<div class="wide"><table class="heat"><thead><tr><th>{escape(corner)}</th>{head}</tr>'
        f"</thead>{body}</table></div>"
    )


def _heat(cell: HeatCell | None) -> str:
    if cell is None:
        return "<td></td>"
    red, green, blue = TEAL if cell.right else TERRACOTTA
    heat = min(max(cell.heat, 0.0), 1.0)
    classes = " ".join(
        name
        for name, so in (("faint", cell.faint), ("light", heat > 0.55 and not cell.faint))
        if so
    )
    return (
        f'<td class="{classes}" style="background:rgba({red},{green},{blue},{heat:.2f})"'
        f' title="{escape(cell.hint)}">{escape(cell.text)}</td>'
    )


def page(
    title: str, introduction: str, figures: Sequence[tuple[str, str]], sections: Sequence[Section]
) -> str:
    """The whole report; `introduction` is HTML, `figures` are a number and what it says."""
    contents = "".join(
        f'<a href="#{section.anchor}">{escape(section.title)}</a>' for section in sections
    )
    numbers = "".join(
        f"<div><b>{escape(number)}</b><span>{escape(meaning)}</span></div>"
        for number, meaning in figures
    )
    body = "".join(
        f'<section id="{section.anchor}"><h2>{escape(section.title)}</h2><div class="guide">'
        f"{''.join(map(paragraph, section.guide))}</div>{section.body}</section>"
        for section in sections
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{asset('report.css')}</style></head><body>"
        f"<header><h1>{escape(title)}</h1>{introduction}</header>"
        f'<nav>{contents}</nav><div class="numbers">{numbers}</div><main>{body}</main>'
        "</body></html>\n"
    )


def asset(name: str) -> str:
    """A file of this package that goes into a page as it is."""
    return (resources.files("backend.training.diagnosis") / "assets" / name).read_text("utf-8")
