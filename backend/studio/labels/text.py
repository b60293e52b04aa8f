"""Titles and descriptions such as shops write, which say nothing that the labels do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from backend.dataset.records import Size
from backend.studio.designs.design import Shape
from backend.studio.labels.details import details, short_details
from backend.studio.labels.phrases import CARE, OPENINGS, SECOND_STYLE, SIZES
from backend.studio.labels.wording import (
    PATTERN_WORDS,
    STYLE_WORDS,
    in_sentence,
    in_title,
    listed,
    named_values,
    nouns,
)
from backend.studio.seeds import generator

_TITLES: Final = (
    "{name} {lead} {noun}",
    "{name} {lead} {noun}",
    "{name} {noun} in {lead}",
    "{name} {style} {noun}, {lead}",
    "{style} {noun} {name} - {lead}",
    "{name} {short} {noun}, {lead}",
    "{lead} {short} {noun} {name}",
    "{name} {short} {style} {noun} in {lead}",
)
_FLAT: Final = ("rug", "wall_art", "mirror")
_TABLES: Final = ("dining_table", "coffee_table", "desk", "bed", "sideboard", "tv_stand")


class Facts(Struct, frozen=True, kw_only=True):
    """What is true of one finish; names are those of the taxonomy, most first.

    `color_of` maps a material to its most common colour, which is only said if it is in `colors`.
    """

    category: str
    style: str
    second_style: str | None = None
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    color_of: dict[str, str]
    pattern: str = "plain"
    size: Size


class Text(Struct, frozen=True):
    title: str
    description: str


class _Wording(Struct, frozen=True):
    """What the finishes of a design have in common."""

    title: str
    noun: str
    style: str
    short: str
    sized: bool
    patterned: bool


def write_texts(name: str, shape: Shape, finishes: Sequence[Facts], seed: int) -> tuple[Text, ...]:
    """One text for each finish of the design called `name`. No two have the same title: names
    differ between designs, and what would be equal within one is told apart."""
    random = generator(seed, "text", name)
    common = _common(shape, finishes[0], random)
    titles = _told_apart([_title(name, common, facts) for facts in finishes], finishes)
    if common.sized:
        pairs = zip(titles, finishes, strict=True)
        titles = [f"{title}{_size_in_title(facts)}" for title, facts in pairs]
    return tuple(
        Text(title, _description(name, common, shape, facts, generator(seed, "text", name, index)))
        for index, (title, facts) in enumerate(zip(titles, finishes, strict=True))
    )


def _common(shape: Shape, facts: Facts, random: np.random.Generator) -> _Wording:
    shorts = short_details(facts.category, shape)
    return _Wording(
        title=_one_of(_TITLES, random),
        noun=_one_of(nouns(facts.category, facts.size), random),
        style=_one_of(STYLE_WORDS[facts.style], random),
        short=_one_of(shorts, random) if shorts else "",
        sized=random.random() < (0.6 if facts.category in _FLAT else 0.15),
        patterned=random.random() < 0.6,
    )


def _title(name: str, common: _Wording, facts: Facts) -> str:
    pattern = PATTERN_WORDS.get(facts.pattern, "") if common.patterned else ""
    title = common.title.format(
        name=name,
        lead=_lead(facts),
        noun=f"{pattern} {common.noun}".strip(),
        style=common.style,
        short=common.short,
    )
    return " ".join(title.split())


def _lead(facts: Facts) -> str:
    """What a title says the piece is of: its main material that is no glass, in its colour."""
    if facts.category in ("wall_art", "plant"):
        return listed([color.title() for color in facts.colors if color != "clear"][:2]) or "Clear"
    solid = [material for material in facts.materials if material != "glass"]
    material = (solid or list(facts.materials))[0]
    return in_title(material, _said_color(facts, material))


def _said_color(facts: Facts, material: str) -> str | None:
    color = facts.color_of.get(material)
    return color if color in facts.colors else None


def _size_in_title(facts: Facts) -> str:
    size = facts.size
    second = size.depth if facts.category == "rug" else size.height
    if facts.category in _FLAT and size.width and second:
        return f", {size.width:.0f} x {second:.0f} cm"
    if facts.category in _TABLES and size.width:
        return f", {size.width:.0f} cm"
    return ""


def _told_apart(titles: list[str], finishes: Sequence[Facts]) -> list[str]:
    """Equal titles get what else their finishes are of, and where that is the same too, a number
    as shops count editions."""
    told = list(titles)
    for index, facts in enumerate(finishes):
        if titles.count(titles[index]) == 1:
            continue
        said = named_values(titles[index]) | {"clear"}
        unsaid = [color for color in facts.colors if color not in said]
        if unsaid:
            told[index] += f" with {listed([color.title() for color in unsaid])}"
    for index, title in enumerate(told):
        number = 2
        while told[index] in told[:index] or (told[index] != title and told.count(told[index]) > 1):
            told[index] = f"{title} No. {number}"
            number += 1
    return told


def _description(
    name: str, common: _Wording, shape: Shape, facts: Facts, random: np.random.Generator
) -> str:
    noun = common.noun.lower().replace("tv", "TV").replace("wall art", "piece of wall art")
    word = common.style.lower() if common.style != "Art-Deco-Inspired" else "art-deco-inspired"
    style = _plain_style(word)
    opening = _one_of(OPENINGS[facts.style], random).format(
        name=name, noun=noun, style=style, article="an" if style[0] in "aeiou" else "a"
    )
    sentences = [opening]
    if facts.second_style:
        other = _plain_style(STYLE_WORDS[facts.second_style][0].lower())
        sentences.append(_one_of(SECOND_STYLE, random).format(style=other))
    body = [
        _materials(facts, random),
        _details(facts.category, shape, random),
        _pattern(facts, random),
    ]
    order = random.permutation(len(body))
    sentences += [body[place] for place in order if body[place]]
    said = named_values(" ".join(sentences))
    sentences.append(_colors(facts, said, random))
    sentences.append(_size(facts.size, random))
    if random.random() < 0.6:
        sentences.append(_one_of(CARE, random))
    return " ".join(sentence for sentence in sentences if sentence)


def _plain_style(word: str) -> str:
    return (
        "Scandinavian" if word in ("scandinavian", "scandi") else word.replace("nordic", "Nordic")
    )


def _materials(facts: Facts, random: np.random.Generator) -> str:
    parts = [in_sentence(material, _said_color(facts, material)) for material in facts.materials]
    if len(parts) == 1:
        return _one_of(("Made of {}.", "All in {}.", "Crafted from {}."), random).format(parts[0])
    forms = ("Made of {}.", "It combines {}.", "Materials: {}.", "The mix is {}.")
    return _one_of(forms, random).format(listed(parts))


def _details(category: str, shape: Shape, random: np.random.Generator) -> str:
    phrases = list(details(category, shape))
    if not phrases:
        return ""
    chosen = [phrases[place] for place in sorted(random.permutation(len(phrases))[:3])]
    forms = ("It has {}.", "Comes with {}.", "Look for {}.", "Designed with {}.")
    return _one_of(forms, random).format(listed(chosen))


def _pattern(facts: Facts, random: np.random.Generator) -> str:
    word = PATTERN_WORDS.get(facts.pattern)
    if word is None:
        return ""
    thing = "motif" if facts.category == "wall_art" else "pattern"
    article = "An" if word[0] in "AEIOU" else "A"
    forms = (f"{article} {{}} {thing} gives it life.", f"{article} {{}} {thing} sets the tone.")
    return _one_of(forms, random).format(word.lower())


def _colors(facts: Facts, said: frozenset[str], random: np.random.Generator) -> str:
    """All of the colours, unless each has been named already and the dice say enough."""
    if said.issuperset(facts.colors) and random.random() < 0.6:
        return ""
    first, rest = facts.colors[0], facts.colors[1:]
    if not rest:
        return _one_of(("Colour: {}.", "Shown in {}.", "In {} throughout."), random).format(first)
    forms = ("Colours: {}.", "Shown in {}.", "A palette of {}.")
    return _one_of(forms, random).format(listed(facts.colors))


def _size(size: Size, random: np.random.Generator) -> str:
    if size.width is None or size.depth is None or size.height is None:
        return ""
    return _one_of(SIZES, random).format(w=size.width, d=size.depth, h=size.height)


def _one_of(options: Sequence[str], random: np.random.Generator) -> str:
    return options[int(random.integers(len(options)))]
