"""Materials by name, and the materials of a finish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from backend.studio.designs.design import Finish, Role
from backend.studio.materials.material import Kind, Material, Motif, linear
from backend.studio.materials.palettes import (
    LEAVES,
    METALS,
    POTS,
    PRINT_INKS,
    STONES,
    WOODS,
)
from backend.studio.materials.textiles import (
    cane,
    rug,
    scaled,
    shade,
    small,
    textile,
)
from backend.studio.seeds import derive

PRINT_SIZE: Final = (0.5, 0.7)

_STONE_KINDS: Final = {
    "veined": Kind.STONE,
    "terrazzo": Kind.TERRAZZO,
    "travertine": Kind.TRAVERTINE,
    "concrete": Kind.PLASTER,
}


def wood(name: str, seed: int = 0) -> Material:
    """Sawn wood; `white` and `black` are painted or stained, with hardly any grain to see."""
    kind = WOODS[name]
    return Material(
        kind=Kind.WOOD,
        color=linear(kind.light),
        second=linear(kind.dark),
        roughness=kind.roughness,
        bump=0.1 if kind.tone in ("white", "black") else 0.25 + 0.35 * kind.knots,
        seed=small(seed),
        detail=kind.pores,
        flaws=kind.knots,
        taxonomy="wood",
    )


def metal(name: str, seed: int = 0) -> Material:
    kind = METALS[name]
    return Material(
        kind=Kind.PLAIN,
        color=linear(kind.color),
        roughness=kind.roughness,
        metallic=kind.metallic,
        specular=0.05,
        seed=small(seed),
        detail=kind.brushed,
        taxonomy="metal",
    )


def stone(name: str, seed: int = 0) -> Material:
    kind = STONES[name]
    return Material(
        kind=_STONE_KINDS[kind.kind],
        color=linear(kind.color),
        second=linear(kind.accent),
        roughness=kind.roughness,
        specular=0.05,
        seed=small(seed),
        detail=0.9,
        taxonomy=kind.taxonomy,
    )


def glass(color: str = "#e4efec") -> Material:
    """Clear glass; `color` is what it lets through."""
    return Material(
        kind=Kind.GLASS, color=linear(color), roughness=0.03, specular=0.05, taxonomy="glass"
    )


def mirror() -> Material:
    return Material(
        kind=Kind.MIRROR,
        color=linear("#e6ebec"),
        roughness=0.04,
        metallic=1.0,
        specular=0.9,
        taxonomy="glass",
    )


def print_on_paper(
    seed: int, inks: Sequence[str] | None = None, *, size: tuple[float, float] = PRINT_SIZE
) -> Material:
    """Wall art: the motif is `seed % len(Motif)`; `inks` are paper, main and accent colour.

    Expects coordinates centred on the picture; `size` is the whole picture's, metres.
    """
    paper, main, accent = inks or PRINT_INKS[derive(seed, "inks") % len(PRINT_INKS)]
    return Material(
        kind=Kind.PRINT,
        color=linear(paper),
        second=linear(main),
        third=linear(accent),
        roughness=0.8,
        specular=0.03,
        seed=small(seed),
        photo_width=size[0],
        photo_height=size[1],
        taxonomy="paper",
    )


def print_seed(motif: str, number: int) -> int:
    """A seed whose print shows `motif` (a name of Motif, any case)."""
    return number * len(Motif) + int(Motif[motif.upper()])


def leaf(name: str, seed: int = 0) -> Material:
    blade, midrib = LEAVES[name]
    return Material(
        kind=Kind.LEAF,
        color=linear(blade),
        second=linear(midrib),
        roughness=0.45,
        bump=0.15,
        seed=small(seed),
        taxonomy="plant",
    )


def ceramic(name: str, seed: int = 0) -> Material:
    """A pot or a lamp's foot: glazed, terracotta and sand unglazed."""
    dull = name in ("terracotta", "sand")
    return Material(
        kind=Kind.PLASTER,
        color=linear(POTS[name]),
        second=scaled(linear(POTS[name]), 0.8),
        roughness=0.85 if dull else 0.3,
        bump=0.2 if dull else 0.0,
        seed=small(seed),
        detail=0.5 if dull else 0.15,
        taxonomy="ceramic",
    )


def plaster(color: str, seed: int = 0) -> Material:
    """A painted wall or ceiling of `color` (`#rrggbb`), all but plain."""
    return Material(
        kind=Kind.PLASTER,
        color=linear(color),
        second=scaled(linear(color), 0.9),
        roughness=0.92,
        specular=0.02,
        bump=0.05,
        seed=small(seed),
        detail=0.2,
    )


def plain(color: str, *, roughness: float = 0.6, taxonomy: str | None = None) -> Material:
    return Material(
        kind=Kind.PLAIN, color=linear(color), roughness=roughness, detail=0.0, taxonomy=taxonomy
    )


def glow() -> Material:
    """A lit bulb."""
    return Material(kind=Kind.PLAIN, color=linear("#ffe6b8"), emission=3.0, detail=0.0)


def materials_of(finish: Finish, size: tuple[float, float] | None = None) -> tuple[Material, ...]:
    """One material for each Role, in order.

    `size` (metres, along texture u and v) is a rug's or a print's, whose coordinates must be
    centred and unshifted; with it TEXTILE is the stuff of rugs, whatever the finish's textile.
    """
    seed = finish.print_seed
    frame = wood(finish.wood, seed)
    tops = {"wood": frame, "glass": glass(), "marble": _marble(finish.stone, seed)}
    if size is None:
        cloth = textile(finish.textile, finish.color, finish.second_color, finish.pattern, seed)
    else:
        cloth = rug(finish.color, finish.second_color, finish.pattern, seed, size=size)
    made = {
        Role.FRAME: frame,
        Role.SECOND_WOOD: wood(finish.second_wood, seed),
        Role.METAL: metal(finish.metal, seed),
        Role.TEXTILE: cloth,
        Role.LINEN: replace(textile("fabric", finish.linen, seed=seed + 7), detail=0.2, bump=0.3),
        Role.TOP: tops.get(finish.top) or stone(finish.stone, seed),
        Role.CANE: cane("natural", seed),
        Role.GAP: plain("#15120f", roughness=0.95),
        Role.SHADE: shade(finish.color if finish.shade == "color" else finish.shade, seed),
        Role.GLOW: glow(),
        Role.GLASS: glass(),
        Role.STONE: stone(finish.stone, seed),
        Role.MIRROR: mirror(),
        Role.PRINT: print_on_paper(seed, size=size or PRINT_SIZE),
        Role.PAPER: plain("#f4f1ea", roughness=0.9, taxonomy="paper"),
        Role.LEAF: leaf(finish.leaf, seed),
        Role.POT: ceramic(finish.pot, seed),
        Role.SOIL: plain("#2e2219", roughness=1.0),
    }
    return tuple(made[role] for role in Role)


def _marble(name: str, seed: int) -> Material:
    """`name` if that is a marble, else the white one."""
    return stone(name if STONES[name].kind == "veined" else "white", seed)
