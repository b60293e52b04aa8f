"""Textiles by name: fabric, velvet, leather, wicker, and what is made of them."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backend.studio.materials.material import RGB, Kind, Material, Pattern, linear
from backend.studio.materials.palettes import SHADES, TEXTILE_COLORS
from backend.studio.seeds import derive

SEEDS: Final = 6144
"""Distinct seeds a row can carry; a multiple of the number of motifs."""

RUG_SIZE: Final = (1.6, 2.3)


def textile(
    kind: str,
    color: str,
    second: str | None = None,
    pattern: str = "plain",
    seed: int = 0,
    *,
    size: tuple[float, float] = RUG_SIZE,
) -> Material:
    """`fabric`, `velvet`, `leather` or `rattan` in a colour of TEXTILE_COLORS.

    `second` is the pattern's other colour; rattan has its own colour. `size` (metres) is the whole
    cloth's, used by the patterns `border` and `medallion` only.
    """
    if kind == "rattan":
        return rattan(seed)
    base = Material(
        kind=Kind.FABRIC,
        color=textile_color(color, seed),
        second=textile_color(second or color, seed + 1),
        roughness=0.95,
        specular=0.02,
        seed=small(seed),
        pattern=Pattern[pattern.upper()],
        photo_width=size[0],
        photo_height=size[1],
        taxonomy=kind,
    )
    if kind == "fabric":
        # From a smooth weave to a boucle; a pattern is woven or printed on a smooth one.
        weave = drawn(seed, "weave") * (0.6 if base.pattern else 1.0)
        return replace(base, sheen=0.12, bump=0.55, detail=weave)
    if kind == "velvet":
        return replace(base, kind=Kind.VELVET, roughness=0.85, sheen=0.9, bump=0.12)
    if kind != "leather":
        raise KeyError(kind)
    return replace(
        base,
        kind=Kind.LEATHER,
        second=scaled(base.color, 0.55),
        roughness=0.38,
        specular=0.045,
        bump=0.45,
        flaws=drawn(seed, "creases"),
        pattern=Pattern.PLAIN,
    )


def rug(
    color: str,
    second: str,
    pattern: str,
    seed: int = 0,
    *,
    size: tuple[float, float] = RUG_SIZE,
) -> Material:
    """A pile or flat weave: as fabric, coarser; `size` in metres, u (x) first."""
    cloth = textile("fabric", color, second, pattern, seed, size=size)
    return replace(cloth, scale=2.2, bump=0.8, detail=max(cloth.detail, 0.45))


def rattan(seed: int = 0) -> Material:
    """Solid wicker weave."""
    light, dark = (("#c79f66", "#8a6234"), ("#b98f58", "#7a552c"), ("#d0ae7b", "#96703f"))[seed % 3]
    return Material(
        kind=Kind.RATTAN,
        color=linear(light),
        second=linear(dark),
        roughness=0.55,
        bump=1.0,
        seed=small(seed),
        taxonomy="rattan",
    )


def cane(name: str = "natural", seed: int = 0) -> Material:
    """Open webbing before a dark inside; `natural` or `black`."""
    strand = {"natural": "#cda873", "black": "#2b2926"}[name]
    return Material(
        kind=Kind.CANE,
        color=linear(strand),
        second=linear("#2a2018"),
        roughness=0.55,
        bump=0.8,
        seed=small(seed),
        taxonomy="rattan",
    )


def shade(name: str, seed: int = 0) -> Material:
    """A lamp's shade, lit from within; a name of SHADES or of TEXTILE_COLORS."""
    color = linear(SHADES[name]) if name in SHADES else textile_color(name, seed)
    dark = max(color) < 0.05
    return Material(
        kind=Kind.FABRIC,
        color=color,
        second=color,
        roughness=0.9,
        specular=0.02,
        bump=0.2,
        emission=0.05 if dark else 0.28,
        seed=small(seed),
        detail=0.35,
        taxonomy="rattan" if name == "natural" else "fabric",
    )


def textile_color(name: str, seed: int = 0) -> RGB:
    """One of the shades that shops call `name`, chosen by the seed; linear."""
    variants = TEXTILE_COLORS[name]
    return linear(variants[derive(seed, "variant", name) % len(variants)])


def small(seed: int) -> float:
    """The seed as a row carries it: exact as float32."""
    return float(seed % SEEDS)


def drawn(seed: int, name: str) -> float:
    """A number 0..1 for what `name` stands for."""
    return derive(seed, name) % 1024 / 1023


def scaled(color: RGB, factor: float) -> RGB:
    return color[0] * factor, color[1] * factor, color[2] * factor
