"""Names of woods, metals, textile colours and the like, and the colours they stand for (sRGB)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

Tone = Literal["light", "mid", "dark", "black", "white", "grey"]


class Wood(Struct, frozen=True):
    """Early and late wood, how deep the pores show, how many knots (both 0..1), how glossy."""

    light: str
    dark: str
    tone: Tone
    pores: float = 0.5
    knots: float = 0.0
    roughness: float = 0.45


WOODS: Final = MappingProxyType(
    {
        "walnut": Wood("#7a5236", "#4b2f1e", "mid", pores=0.65),
        "teak": Wood("#a8703d", "#7a4a26", "mid", pores=0.55),
        "oak": Wood("#cba673", "#a97f4e", "light", pores=0.95),
        "ash": Wood("#dccaa8", "#bba27a", "light", pores=0.9),
        "beech": Wood("#dcb98c", "#c59d70", "light", pores=0.3),
        "pine": Wood("#dfba7e", "#bf8b4e", "light", pores=0.1, knots=0.75),
        "mahogany": Wood("#7d3a25", "#54210f", "dark", pores=0.5, roughness=0.33),
        "cherry": Wood("#a3603a", "#7f4425", "mid", pores=0.25, roughness=0.38),
        "smoked": Wood("#574536", "#372a20", "dark", pores=0.85),
        "weathered": Wood("#a59b8c", "#7b7165", "grey", pores=0.9, knots=0.6, roughness=0.75),
        "reclaimed": Wood("#936a45", "#5e3f27", "mid", pores=0.8, knots=0.9, roughness=0.65),
        "grey": Wood("#96908a", "#756f69", "grey", pores=0.8, roughness=0.55),
        "black": Wood("#26241f", "#1b1a18", "black", pores=0.45, roughness=0.42),
        "white": Wood("#eeece7", "#e8e5df", "white", pores=0.12, roughness=0.4),
    }
)


class Metal(Struct, frozen=True):
    """`metallic` is 0 for paint and powder coat; `brushed` is the strength of the brush marks."""

    color: str
    roughness: float
    metallic: float = 1.0
    brushed: float = 0.0


METALS: Final = MappingProxyType(
    {
        "brass": Metal("#d2aa5e", 0.27, brushed=0.5),
        "chrome": Metal("#d3d6d9", 0.10),
        "black": Metal("#1d1d1f", 0.46, metallic=0.0),
        "copper": Metal("#c57f58", 0.25, brushed=0.4),
        "steel": Metal("#a3a7aa", 0.34, brushed=0.7),
        "white": Metal("#ebebe8", 0.42, metallic=0.0),
    }
)

TEXTILE_COLORS: Final = MappingProxyType(
    {
        # The first is the taxonomy's or near it; the others are what shops call by that name too.
        "white": ("#f0eeea", "#edebe6", "#f2f1ee"),
        "cream": ("#ebe2d0", "#ece1cb", "#e9dfc9"),
        "beige": ("#d3c3a8", "#cdbb9e", "#d8cab0"),
        "tan": ("#b98d5e", "#b5834f", "#bf966a"),
        "brown": ("#5f3f2b", "#6a452e", "#54382a"),
        "grey": ("#8f9194", "#9c9c9b", "#84878b", "#93908c"),
        "charcoal": ("#45484c", "#4c4d4f", "#3f444a"),
        "black": ("#1f1f20", "#242426", "#1b1c1e"),
        "red": ("#a8322d", "#9c2a2c", "#b03a30"),
        "rust": ("#a9532c", "#a04c2b", "#b05b34"),
        "orange": ("#d0702f", "#cb6b2b", "#d87b3a"),
        "mustard": ("#c99a2e", "#c19029", "#cda03c"),
        "yellow": ("#e3c54c", "#e6cb58", "#dfbf43"),
        "olive": ("#6f7040", "#78784a", "#676a3b"),
        "green": ("#3f6b4a", "#476f50", "#375f43", "#4d6e4e"),
        "teal": ("#2c6e72", "#27676a", "#35777b"),
        "blue": ("#4a78a8", "#43709f", "#5581ae", "#4f76a0"),
        "navy": ("#24344f", "#293a57", "#212f47"),
        "purple": ("#66466f", "#5e4168", "#6e4d76"),
        "pink": ("#d9a3a5", "#d59a9d", "#dcabaa"),
    }
)


class Stone(Struct, frozen=True):
    """`kind`: how it is drawn; `accent`: veins, chips or holes."""

    kind: Literal["veined", "terrazzo", "travertine", "concrete"]
    color: str
    accent: str
    roughness: float
    taxonomy: str


STONES: Final = MappingProxyType(
    {
        "white": Stone("veined", "#eceae6", "#85858a", 0.14, "marble"),
        "black": Stone("veined", "#232426", "#c9c4bb", 0.12, "marble"),
        "green": Stone("veined", "#2c4a3d", "#a9bfae", 0.13, "marble"),
        "beige": Stone("veined", "#dccdb5", "#9a7a55", 0.16, "marble"),
        "grey": Stone("veined", "#8b8c8e", "#e2e1df", 0.18, "marble"),
        "travertine": Stone("travertine", "#d6c6ab", "#b59c78", 0.42, "stone"),
        "terrazzo": Stone("terrazzo", "#e4e0d8", "#8d7f73", 0.22, "stone"),
        "concrete": Stone("concrete", "#a3a29e", "#8a8985", 0.75, "concrete"),
    }
)

POTS: Final = MappingProxyType(
    {
        "white": "#e9e6e0",
        "terracotta": "#b0613f",
        "black": "#262627",
        "sand": "#cdb996",
        "grey": "#8a8a87",
        "green": "#56705a",
        "blue": "#45648a",
        "cream": "#e6dcc8",
        "charcoal": "#4a4b4d",
    }
)

LEAVES: Final = MappingProxyType(
    {
        # blade, midrib
        "dark": ("#2d4f2b", "#6f8f58"),
        "mid": ("#47703a", "#8fae6a"),
        "light": ("#759a4b", "#b4c985"),
        "grey": ("#71826e", "#a9b5a0"),
    }
)

SHADES: Final = MappingProxyType(
    {
        "cream": "#ece0c6",
        "white": "#f2efe9",
        "linen": "#d9ccb3",
        "black": "#222223",
        "natural": "#c8a572",
        "paper": "#f3eee2",
    }
)

PRINT_INKS: Final = (
    # paper, main, accent
    ("#efe8da", "#b0603c", "#2f3d4a"),
    ("#ece7dc", "#2f4858", "#c9a25a"),
    ("#f0ebe1", "#586b52", "#c98d6b"),
    ("#efe9e0", "#22252a", "#b5463a"),
    ("#e8dfcd", "#8a5a44", "#3f5a52"),
    ("#f1ede6", "#43698c", "#d8a94a"),
    ("#eee6dc", "#b97f7b", "#4d4a5c"),
    ("#e9e4d6", "#71713f", "#a34f2c"),
    ("#f2efe9", "#3a3a3c", "#a9a29a"),
    ("#ebe3d3", "#c99a2e", "#2c6e72"),
)
