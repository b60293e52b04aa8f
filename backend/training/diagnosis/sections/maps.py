"""Maps of the listings: one large picture each, and an interactive page of all."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import msgspec

from backend.taxonomy import CATEGORIES, COLORS, MATERIALS, PATTERNS, STYLES
from backend.training.diagnosis.flat_map import grid_size, snapped
from backend.training.diagnosis.heads import Floats, Head
from backend.training.diagnosis.markup import Section, asset, heading, listed, percent, spoken
from backend.training.diagnosis.pieces import BANDS, Piece, price_bands
from backend.training.diagnosis.thumbnails import Thumbnails, atlas, mosaic, webp

MOSAIC_WIDTH: Final = 2_800
"""Pixels, about; thumbnails of few listings are larger, but never larger than `ATLAS_SIDE`."""
ATLAS_SIDE: Final = 112
SMALLEST: Final = 48
NAMES: Final = {"visual": "looks like", "style": "goes with"}
FACETS: Final = {
    "category": CATEGORIES,
    "first colour": tuple(COLORS),
    "first material": MATERIALS,
    "style": STYLES,
    "pattern": PATTERNS,
    "seen by shoppers in training": ("yes", "no"),
    "price, within its category": BANDS,
}


def map_section(kinds: Sequence[str]) -> Section:
    """`kinds` are the maps there are, of `visual` and `style`."""
    guide = (
        "Every point is a listing's first picture. Neighbours are what the model thinks alike, and"
        " far apart means only: not alike. Point at one to see it; colour the points by what you"
        " know of them. Turn the wheel to come closer, drag to move.",
        "On the map of looks, one kind of furniture should lie together and, within it, one"
        " colour. On the map of what goes together, styles should, across categories: a sofa near"
        " the tables it is sold with.",
        "An island of mixed colours is a thing the model does not tell apart; a point in the wrong"
        " island is often a mistake in the data.",
    )
    body = '<iframe src="map.html" title="Map of the listings" loading="lazy"></iframe>'
    body += '<p><a href="map.html">The map alone</a>, a single file to pass on.</p>'
    for kind in kinds:
        body += (
            heading(f"All pictures: {NAMES[kind]}")
            + f'<a href="map-{kind}.webp"><img class="mosaic" src="map-{kind}.webp" loading="lazy"'
            f' alt="Thumbnails laid out by {escape(NAMES[kind])}"></a>'
        )
    return Section("map", "Maps of the shop", guide, body)


def map_picture(points: Floats, pieces: Sequence[Piece], thumbnails: Thumbnails) -> bytes:
    """A WebP picture with all thumbnails at `points` (n, 2), snapped to a grid."""
    size = grid_size(len(pieces))
    cells = snapped(points, *size)
    paths = [piece.image for piece in pieces]
    side = min(ATLAS_SIDE, max(SMALLEST, MOSAIC_WIDTH // size[0]))
    return webp(mosaic(thumbnails, paths, cells, size, side))


def map_page(
    title: str,
    points: Mapping[str, Floats],
    pieces: Sequence[Piece],
    heads: Sequence[Head],
    thumbnails: Thumbnails,
) -> str:
    """A page that needs no other file; `points` are positions (n, 2) in [0, 1] by kind of vector,
    `heads` have one row for each piece."""
    sheet, columns = atlas(thumbnails, [piece.image for piece in pieces], ATLAS_SIDE)
    data = {
        "maps": [
            {"name": NAMES[kind], "points": [[round(float(v), 4) for v in row] for row in rows]}
            for kind, rows in points.items()
        ],
        "atlas": {"side": ATLAS_SIDE, "columns": columns},
        "titles": [piece.title for piece in pieces],
        "ids": [piece.id for piece in pieces],
        "true": [_true(piece) for piece in pieces],
        "predicted": [_predicted(heads, row) for row in range(len(pieces))],
        "facets": _facets(pieces),
    }
    # A title may hold "</script>".
    encoded = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    contents = {
        "title": escape(title),
        "script": asset("map.js"),
        "atlas": base64.b64encode(webp(sheet)).decode(),
        "data": encoded,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: contents[place[1]], asset("map.html"))


def _true(piece: Piece) -> list[str]:
    names = ("category", "colors", "materials", "style", "pattern")
    return [listed(piece.values(name)) if piece.values(name) else "unknown" for name in names]


def _predicted(heads: Sequence[Head], row: int) -> list[str]:
    by_name = {head.name: head for head in heads}
    said = []
    for name in ("category", "colors", "materials", "style", "pattern"):
        claims = by_name[name].claims(row) if name in by_name else []
        said.append(", ".join(f"{spoken(value)} {percent(odds)}" for value, odds in claims))
    return said if by_name else []


def _facets(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    bands = price_bands(pieces)
    seen = {None: None, True: "no", False: "yes"}
    of_each: dict[str, list[str | None]] = {
        "category": [piece.category for piece in pieces],
        "first colour": [next(iter(piece.colors), None) for piece in pieces],
        "first material": [next(iter(piece.materials), None) for piece in pieces],
        "style": [piece.style for piece in pieces],
        "pattern": [piece.pattern for piece in pieces],
        "seen by shoppers in training": [seen[piece.cold] for piece in pieces],
        "price, within its category": bands,
    }
    facets = []
    for name, values in of_each.items():
        there = [value for value in FACETS[name] if value in values]
        if not there:
            continue
        place = {value: position for position, value in enumerate(there)}
        facets.append(
            {
                "name": name,
                "values": [spoken(value) for value in there],
                "colors": _colors(name, there),
                "of": [-1 if value is None else place[value] for value in values],
            }
        )
    return facets


def _colors(facet: str, values: Sequence[str]) -> list[str]:
    """CSS colours. A colour stands for itself; prices go from pale to dark; else hues that differ
    from one value to the next (steps of the golden angle)."""
    if facet == "first colour":
        return [COLORS[value] for value in values]
    if facet == "price, within its category":
        ramp = dict(zip(BANDS, ("#f0c36d", "#dd8f5a", "#b3506a", "#5d2a6c"), strict=True))
        return [ramp[value] for value in values]
    if facet == "seen by shoppers in training":
        return [{"yes": "#2a6f97", "no": "#d1495b"}[value] for value in values]
    return [
        f"hsl({place * 137.5 % 360:.0f} {(70, 55, 80)[place % 3]}% {(42, 60, 30)[place // 3 % 3]}%)"
        for place in range(len(values))
    ]
