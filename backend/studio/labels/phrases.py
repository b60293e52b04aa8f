"""Whole sentences of descriptions. They name no colour and no material: only labels do."""

from __future__ import annotations

from typing import Final

OPENINGS: Final = {
    "midcentury": (
        "{name} is {article} {style} {noun} with an easy, low-slung silhouette.",
        "Warm, slim and light on its feet: {name}, our {style} {noun}.",
        "Tapering lines and honest joinery make {name} {article} {style} {noun} to keep.",
        "With {name} we went back to the fifties for {article} {style} {noun}.",
    ),
    "scandinavian": (
        "{name} is {article} {style} {noun}, simple, bright and made for every day.",
        "Soft edges, calm proportions: {name} is {article} {style} {noun} at its best.",
        "A {noun} the {style} way: {name} does little, and does it well.",
        "Airy and unfussy, {name} brings {style} ease to the room.",
    ),
    "industrial": (
        "{name} is {article} {style} {noun} with straight lines and nothing to hide.",
        "Rugged and square-shouldered, {name} is {article} {style} {noun} for open spaces.",
        "Workshop character, built to last: the {style} {noun} {name}.",
        "Bolt-straight and hard-wearing, {name} gives {article} {style} edge to any room.",
    ),
    "traditional": (
        "{name} is {article} {style} {noun} with the details of a family piece.",
        "Turned, shaped and finished with care: {name}, {article} {style} {noun}.",
        "A {noun} for generations, {name} keeps to {style} proportions.",
        "Stately yet inviting, {name} is {article} {style} {noun} for rooms with history.",
    ),
    "contemporary": (
        "{name} is {article} {style} {noun} reduced to crisp volumes.",
        "Clean geometry and a quiet presence: {name}, {article} {style} {noun}.",
        "Sharp outlines make {name} {article} {style} {noun} that suits city living.",
        "{name} strips the {noun} down to its essentials, {style} through and through.",
    ),
    "boho": (
        "{name} is {article} {style} {noun} with a relaxed, collected-on-travels feel.",
        "Handmade in spirit: {name}, {article} {style} {noun} for laid-back rooms.",
        "Texture first, rules later: the {style} {noun} {name}.",
        "Easy-going and sun-warmed, {name} adds {article} {style} note.",
    ),
    "rustic": (
        "{name} is {article} {style} {noun}, solid and honestly made.",
        "Chunky, cosy and full of character: {name}, {article} {style} {noun}.",
        "A {noun} for big kitchens and muddy boots, {name} is {style} at heart.",
        "Sturdy enough for daily life, {name} brings {style} charm indoors.",
    ),
    "glam": (
        "{name} is {article} {style} {noun} made to be noticed.",
        "Curves, shine and a touch of drama: {name}, {article} {style} {noun}.",
        "{name} dresses the room for the evening, {article} {style} {noun} with poise.",
        "Sumptuous and sleek, {name} is {article} {style} {noun} with star quality.",
    ),
}

SECOND_STYLE: Final = (
    "There is a {style} side to it, too.",
    "Some parts are borrowed from {style} pieces.",
    "It mixes well with {style} rooms, from which it takes some of its parts.",
)

SIZES: Final = (
    "Dimensions: W {w:.0f} x D {d:.0f} x H {h:.0f} cm.",
    "Width {w:.0f} cm, depth {d:.0f} cm, height {h:.0f} cm.",
    "Measures {w:.0f} x {d:.0f} x {h:.0f} cm (width x depth x height).",
    "It is {w:.0f} cm wide, {d:.0f} cm deep and {h:.0f} cm high.",
)

CARE: Final = (
    "Delivered to your door.",
    "Assembles in minutes.",
    "Comes fully assembled.",
    "Two-year guarantee.",
    "Made in small batches.",
    "Wipe with a soft, dry cloth.",
    "Keep out of direct sunlight.",
    "Part of a series; other finishes are available.",
    "Designed in our own studio.",
    "Ships in recyclable packaging.",
)
