"""Names of figures in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

HEADLINE_WORDS: Final = MappingProxyType(
    {
        "attributes.category.studio": "The category of a shop's picture is right",
        "attributes.category.phone": "The category of a shopper's photo is right",
        "attributes.colors.studio": "Colours of a shop's picture (macro-F1)",
        "attributes.materials.studio": "Materials of a shop's picture (macro-F1)",
        "attributes.style.studio": "The style of a shop's picture is right",
        "retrieval.phone.hit_at_1": "A shopper's photo: its design is the first result",
        "retrieval.phone.hit_at_10": "A shopper's photo: its design is among ten results",
        "retrieval.other_finish.hit_at_1": "Another finish of the same design is the first result",
        "outside.phone.hit_at_1": "Outside check: a photo's design is the first result",
        "outside.phone.hit_at_10": "Outside check: a photo's design is among ten results",
        "outside.category_at_1": "Outside check: the nearest other design is of its category",
        "compatibility.auc": "What a stylist put beside a piece, against any other",
        "compatibility.fitb": "Which of four did the stylist choose for this room?",
        "popularity.cold_share": "Recommendations of what nobody has clicked on yet",
    }
)

_WORDS: Final = MappingProxyType(
    {
        "phone": "photo",
        "picture": "by pictures alone",
        "listed": "its design is in the catalogue",
        "unlisted": "its design is not in the catalogue",
        "studio": "shop's picture",
        "same_listing": "the very listing",
        "hit_at_1": "comes first",
        "cold": "never clicked on",
        "warm": "clicked on",
        "category_at_1": "nearest other design is of its category",
        "first_color_at_1": "nearest other design has its main colour",
        "auc": "right piece preferred, beside one other (AUC)",
        "fitb": "right one of four, given the room",
        "room_auc": "true room preferred to one with a piece swapped (AUC)",
        "first_among_predicted": "main value among those named",
        "macro_f1": "macro-F1",
        "micro_f1": "micro-F1",
    }
)


def in_words(name: str) -> str:
    """Of a dotted name, or what is left of one without its first part."""
    return ", ".join(_part(part) for part in name.split("."))


def attribute_in_words(name: str) -> str:
    """Of `<attribute>.<pictures>`, with or without a measure; see `attributes.py` for which one
    stands without."""
    if name.count(".") > 1:
        return in_words(name)
    several = name.startswith(("colors.", "materials."))
    return f"{in_words(name)}, {'macro-F1' if several else 'accuracy'}"


def _part(part: str) -> str:
    if part in _WORDS:
        return _WORDS[part]
    if part.startswith("hit_at_"):
        return f"among the first {part.removeprefix('hit_at_')}"
    return part.replace("_", " ")
