"""Phrases for what a design's shape says of it; nothing is said of what the shape does not name."""

from __future__ import annotations

from typing import Final

from backend.studio.designs.design import Shape

_CHOICES: Final[dict[str, dict[str, str]]] = {
    "legs": {
        "splay": "splayed legs",
        "taper": "slender tapered legs",
        "hairpin": "hairpin legs",
        "square_metal": "a square-section base",
        "pipe": "pipe legs",
        "turned": "turned legs",
        "cabriole": "cabriole legs",
        "bun": "bun feet",
        "sled": "a sled base",
        "block": "block feet",
        "plinth": "a recessed plinth",
        "wrapped": "wrapped legs",
        "square": "sturdy square legs",
        "trestle": "a trestle base",
        "slim_metal": "slim pin legs",
    },
    "arms": {
        "track": "straight track arms",
        "rolled": "rolled arms",
        "slope": "sloping arms",
        "shelter": "high shelter arms",
        "wood": "open frame arms",
        "flared": "flared arms",
        "curved": "curved arms",
    },
    "back": {
        "upholstered": "an upholstered back",
        "shell": "a moulded shell",
        "curved": "a curved back rail",
        "spindle": "a spindle back",
        "panel": "a panel back",
        "slats": "a slatted back",
        "metal": "a bent frame back",
        "ladder": "a ladder back",
        "splat": "a carved splat",
        "cane": "a webbed back",
        "cross": "a cross back",
        "channel": "a channel-stitched back",
        "tufted": "a tufted back",
    },
    "seat_back": {
        "cushions": "loose back cushions",
        "tight": "a tight back",
        "channel": "vertical channel stitching",
        "tufted": "deep button tufting",
        "buttoned": "a buttoned back",
        "slats": "a slatted back",
    },
    "front": {
        "flat": "flat fronts",
        "shaker": "framed shaker fronts",
        "raised": "raised panels",
        "fluted": "fluted fronts",
        "cane": "webbed fronts",
        "slatted": "slatted fronts",
        "planks": "plank fronts",
        "mirrored": "mirrored fronts",
    },
    "handles": {
        "knob": "round knobs",
        "bar": "bar handles",
        "edge": "edge pulls",
        "ring": "ring pulls",
        "cup": "cup pulls",
        "none": "push-to-open fronts",
    },
    "shade": {
        "drum": "a drum shade",
        "tiered": "a tiered shade",
        "cone": "a conical shade",
        "dome": "a domed shade",
        "bowl": "a bowl shade",
        "mushroom": "a mushroom shade",
        "globe": "a globe shade",
        "pleated": "a pleated shade",
        "scalloped": "a scalloped shade",
        "disc": "a flat disc shade",
        "exposed": "an exposed bulb",
        "cage": "a cage shade",
    },
    "outline": {
        "round": "a round outline",
        "oval": "an oval outline",
        "square": "a square outline",
        "organic": "a soft organic outline",
        "arch": "an arched top",
    },
}
_SPELLINGS: Final = {
    # What furniture modules call the same thing.
    "leg": "legs",
    "arm": "arms",
    "seat_backs": "seat_back",
    "backs": "back",
    "headboard": "back",
    "fronts": "front",
    "handle": "handles",
    "shades": "shade",
    "outlines": "outline",
}
_COUNTS: Final = {
    "seats": ("one seat", "{} seats"),
    "doors": ("one door", "{} doors"),
    "drawers": ("one drawer", "{} drawers"),
    "shelves": ("one shelf", "{} shelves"),
}
_SHORT_COUNTS: Final = {
    "seats": "{}-Seater",
    "doors": "{}-Door",
    "drawers": "{}-Drawer",
    "shelves": "{}-Shelf",
}
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


_KINDS: Final[dict[str, dict[str, str]]] = {
    "armchair": {
        "wing": "wings at the head",
        "barrel": "a rounded barrel back",
        "lounge": "an open lounge frame",
        "shell": "a moulded shell",
        "sling": "a sling seat",
        "bowl": "a round bowl seat",
        "slipper": "a low armless seat",
    },
    "floor_lamp": {
        "tripod": "a tripod stand",
        "surveyor": "a tripod stand",
        "arc": "a sweeping arc",
        "tree": "several heads to turn",
        "column": "a slim column",
        "pharmacy": "a reading arm",
        "swing": "a swing arm",
        "pipe": "a pipe stem",
        "turned": "a turned stem",
        "candlestick": "a candlestick stem",
        "torchiere": "light thrown upwards",
        "globes": "several globes",
        "spheres": "a stem of stacked spheres",
        "branch": "a branch-like stem",
        "basket": "a basket body",
        "lantern": "a lantern body",
    },
    "pendant_lamp": {
        "sputnik": "arms in all directions",
        "layered": "layered rings of shade",
        "cluster": "a cluster of lights",
        "branches": "branching arms",
        "lantern": "a lantern body",
        "linear": "lights in a row",
        "wheel": "a wheel of lights",
        "chandelier": "curved chandelier arms",
        "tiers": "several tiers",
        "rings": "ring-shaped lights",
        "beads": "strings of beads",
    },
    "mirror": {
        "round": "a round outline",
        "oval": "an oval outline",
        "rectangle": "a rectangular outline",
        "sunburst": "a sunburst frame",
        "rays": "a frame of rays",
        "pebble": "a soft pebble outline",
        "arched": "an arched top",
        "arched_window": "an arched window grid",
        "window": "a window grid",
        "capsule": "a capsule outline",
        "crest": "a carved crest",
        "cheval": "a tilting stand",
        "octagon": "eight corners",
        "scalloped": "a scalloped edge",
        "strap": "a hanging strap",
    },
    "wall_art": {
        "framed": "a frame",
        "canvas": "a stretched canvas",
        "float": "a floating frame",
        "round": "a round frame",
        "oval": "an oval frame",
        "hanger": "a hanging rail",
        "scroll": "the look of a scroll",
        "clip": "a clip to hang it by",
        "planks": "a ground of planks",
    },
}
_BY_KIND: Final = ("kind", "variant")
"""A shape with such a key is built in one of several ways, each of which leaves some of the shape's
other choices unused; so nothing is said of those, but for the kinds that use them all."""

_USING_ALL: Final = frozenset({("armchair", "club"), ("armchair", "wing")})

_WITHOUT_LEGS: Final = frozenset({"skirt", "floor"})


def details(category: str, shape: Shape) -> tuple[str, ...]:
    """`splayed legs`, `two doors`, …, in a fixed order."""
    kind = str(shape.get("kind", ""))
    of_kind = _KINDS.get(category, {}).get(kind)
    phrases = [of_kind] if of_kind else []
    if not _all_used(category, shape):
        return tuple(phrases)
    known = {_SPELLINGS.get(key, key): value for key, value in shape.items()}
    if known.get("base") in _WITHOUT_LEGS or known.get("arms") == "metal":
        known.pop("legs", None)
    phrases += [
        words[value]
        for key, words in _CHOICES.items()
        if isinstance(value := known.get(key), str) and value in words
    ]
    for key, (one, many) in _COUNTS.items():
        number = _count(category, shape, key)
        if number:
            word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
            phrases.append(one if number == 1 else many.format(word))
    return tuple(phrases)


def short_details(category: str, shape: Shape) -> tuple[str, ...]:
    """What titles put before the noun: `3-Seater`, `Round`."""
    if not _all_used(category, shape):
        return ()
    found = [
        form.format(number)
        for key, form in _SHORT_COUNTS.items()
        if (number := _count(category, shape, key)) and (number > 1 or key == "doors")
    ]
    outline = shape.get("outline")
    if outline in ("round", "oval", "square"):
        found.append(str(outline).title())
    return tuple(found)


def _all_used(category: str, shape: Shape) -> bool:
    built_by_kind = any(key in shape for key in _BY_KIND)
    return not built_by_kind or (category, str(shape.get("kind"))) in _USING_ALL


def _count(category: str, shape: Shape, key: str) -> int:
    if category == "sectional" and key == "seats":
        return 0  # only those of its longer side
    value = shape.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
