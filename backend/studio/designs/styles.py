"""The eight style families: which shapes, woods, metals, textiles, colours and patterns each uses.

Weights are the position's: an option named twice is twice as likely.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class StyleFamily(Struct, frozen=True, kw_only=True):
    """Options of one family; names of woods, metals and colours are those of
    `materials.palettes`."""

    name: str
    legs: tuple[str, ...]  # of furniture.legs
    arms: tuple[str, ...]  # track, rolled, slope, shelter, wood, flared
    backs: tuple[str, ...]  # of dining chairs and headboards
    seat_backs: tuple[str, ...]  # of sofas and armchairs: cushions, tight, channel, tufted, slats
    fronts: tuple[str, ...]  # of case pieces: flat, shaker, raised, fluted, cane, slatted, metal
    handles: tuple[str, ...]  # knob, bar, edge, ring, cup, none
    shades: tuple[str, ...]  # of lamps: drum, cone, dome, globe, woven, pleated, disc, exposed
    tops: tuple[str, ...]  # of tables: wood, glass, marble, stone
    outlines: tuple[str, ...]  # of tables, rugs, mirrors: rectangle, round, oval, square, organic
    woods: tuple[str, ...]
    metals: tuple[str, ...]
    textiles: tuple[str, ...]  # fabric, velvet, leather, rattan
    colors: tuple[str, ...]
    accents: tuple[str, ...]  # second colours of patterns, throw pillows, rugs
    patterns: tuple[str, ...]  # plain, stripe, check, herringbone, floral, geometric, chevron
    rugs: tuple[str, ...]  # patterns of rugs: the above and abstract, border, medallion
    prints: tuple[str, ...]  # wall art: abstract, landscape, botanical, lines, shapes, portrait
    edge: float  # radius of an edge, metres
    thickness: float  # of tops and shelves, metres


STYLES: Final = {
    family.name: family
    for family in (
        StyleFamily(
            name="midcentury",
            legs=("splay", "splay", "taper"),
            arms=("slope", "wood", "track"),
            backs=("upholstered", "shell", "curved"),
            seat_backs=("cushions", "tight", "buttoned"),
            fronts=("flat", "slatted", "flat"),
            handles=("edge", "knob", "none"),
            shades=("drum", "cone", "globe", "dome"),
            tops=("wood", "wood", "glass"),
            outlines=("rectangle", "oval", "round", "organic"),
            woods=("walnut", "walnut", "teak", "oak"),
            metals=("brass", "black"),
            textiles=("fabric", "fabric", "velvet", "leather"),
            colors=("mustard", "teal", "orange", "olive", "grey", "blue", "rust"),
            accents=("cream", "mustard", "teal", "charcoal"),
            patterns=("plain", "plain", "plain", "geometric"),
            rugs=("geometric", "abstract", "plain"),
            prints=("shapes", "abstract", "lines"),
            edge=0.012,
            thickness=0.026,
        ),
        StyleFamily(
            name="scandinavian",
            legs=("splay", "taper", "taper"),
            arms=("track", "wood", "slope"),
            backs=("spindle", "curved", "upholstered"),
            seat_backs=("cushions", "cushions", "tight"),
            fronts=("flat", "slatted"),
            handles=("edge", "knob", "none"),
            shades=("cone", "dome", "drum", "disc"),
            tops=("wood",),
            outlines=("rectangle", "round", "oval"),
            woods=("oak", "ash", "beech", "white"),
            metals=("black", "white"),
            textiles=("fabric",),
            colors=("grey", "beige", "white", "cream", "blue", "green", "pink"),
            accents=("white", "charcoal", "cream", "blue"),
            patterns=("plain", "plain", "check", "stripe"),
            rugs=("plain", "geometric", "stripe"),
            prints=("lines", "botanical", "shapes"),
            edge=0.010,
            thickness=0.024,
        ),
        StyleFamily(
            name="industrial",
            legs=("hairpin", "square_metal", "square_metal", "pipe"),
            arms=("track",),
            backs=("panel", "slats", "metal"),
            seat_backs=("cushions", "tight", "buttoned"),
            fronts=("flat", "metal", "planks"),
            handles=("cup", "bar", "ring"),
            shades=("exposed", "dome", "cage"),
            tops=("wood", "wood", "stone"),
            outlines=("rectangle", "rectangle", "square", "round"),
            woods=("pine", "grey", "walnut", "smoked"),
            metals=("black", "steel", "copper"),
            textiles=("leather", "leather", "fabric"),
            colors=("brown", "tan", "charcoal", "black", "rust"),
            accents=("charcoal", "beige", "brown"),
            patterns=("plain",),
            rugs=("abstract", "plain", "stripe"),
            prints=("lines", "abstract", "landscape"),
            edge=0.004,
            thickness=0.040,
        ),
        StyleFamily(
            name="traditional",
            legs=("turned", "cabriole", "bun"),
            arms=("rolled", "rolled", "flared"),
            backs=("ladder", "upholstered", "splat"),
            seat_backs=("tufted", "cushions", "tight"),
            fronts=("raised", "raised", "shaker"),
            handles=("ring", "knob"),
            shades=("cone", "pleated", "drum"),
            tops=("wood", "wood", "marble"),
            outlines=("rectangle", "oval", "round"),
            woods=("mahogany", "mahogany", "walnut", "cherry"),
            metals=("brass",),
            textiles=("fabric", "fabric", "leather", "velvet"),
            colors=("red", "navy", "green", "brown", "cream", "purple", "tan"),
            accents=("cream", "tan", "navy", "red"),
            patterns=("plain", "stripe", "floral", "floral"),
            rugs=("medallion", "border", "floral"),
            prints=("landscape", "portrait", "botanical"),
            edge=0.008,
            thickness=0.030,
        ),
        StyleFamily(
            name="contemporary",
            legs=("sled", "block", "plinth"),
            arms=("track", "shelter", "curved"),
            backs=("shell", "upholstered"),
            seat_backs=("tight", "cushions"),
            fronts=("flat", "flat", "fluted"),
            handles=("none", "bar"),
            shades=("disc", "globe", "drum", "dome"),
            tops=("wood", "glass", "stone", "marble"),
            outlines=("rectangle", "round", "square", "organic"),
            woods=("black", "white", "walnut", "grey"),
            metals=("chrome", "black", "steel"),
            textiles=("fabric", "fabric", "leather", "velvet"),
            colors=("white", "grey", "charcoal", "black", "beige", "teal"),
            accents=("white", "charcoal", "black", "grey"),
            patterns=("plain", "plain", "plain", "chevron"),
            rugs=("abstract", "plain", "plain"),
            prints=("abstract", "shapes", "lines"),
            edge=0.003,
            thickness=0.020,
        ),
        StyleFamily(
            name="boho",
            legs=("taper", "splay", "wrapped"),
            arms=("wood", "track", "curved"),
            backs=("cane", "curved", "spindle"),
            seat_backs=("cushions", "slats"),
            fronts=("cane", "cane", "slatted"),
            handles=("knob", "ring", "none"),
            shades=("woven", "woven", "dome"),
            tops=("wood",),
            outlines=("round", "oval", "rectangle", "organic"),
            woods=("beech", "oak", "teak"),
            metals=("black", "brass"),
            textiles=("rattan", "fabric", "fabric"),
            colors=("tan", "rust", "mustard", "teal", "cream", "pink"),
            accents=("cream", "rust", "mustard", "teal"),
            patterns=("plain", "geometric", "chevron", "floral", "stripe"),
            rugs=("geometric", "chevron", "border", "abstract"),
            prints=("botanical", "shapes", "abstract"),
            edge=0.014,
            thickness=0.028,
        ),
        StyleFamily(
            name="rustic",
            legs=("square", "trestle", "square"),
            arms=("track", "rolled", "wood"),
            backs=("cross", "ladder", "slats"),
            seat_backs=("cushions", "cushions", "slats"),
            fronts=("planks", "shaker", "planks"),
            handles=("ring", "knob", "cup"),
            shades=("drum", "cone", "cage"),
            tops=("wood",),
            outlines=("rectangle", "square", "round"),
            woods=("pine", "oak", "weathered", "reclaimed"),
            metals=("black", "copper"),
            textiles=("fabric", "fabric", "leather"),
            colors=("brown", "cream", "beige", "green", "red", "navy"),
            accents=("cream", "beige", "brown", "red"),
            patterns=("plain", "check", "check", "stripe"),
            rugs=("stripe", "check", "border", "plain"),
            prints=("landscape", "botanical"),
            edge=0.006,
            thickness=0.050,
        ),
        StyleFamily(
            name="glam",
            legs=("slim_metal", "sled", "plinth"),
            arms=("shelter", "rolled", "track", "curved"),
            backs=("channel", "tufted", "upholstered"),
            seat_backs=("channel", "tufted", "channel"),
            fronts=("fluted", "raised", "mirrored"),
            handles=("bar", "knob", "ring"),
            shades=("globe", "pleated", "drum", "disc"),
            tops=("marble", "glass", "marble", "wood"),
            outlines=("round", "rectangle", "oval", "organic"),
            woods=("white", "black", "mahogany"),
            metals=("brass", "brass", "chrome"),
            textiles=("velvet", "velvet", "velvet", "leather"),
            colors=("pink", "teal", "navy", "green", "purple", "cream", "black"),
            accents=("cream", "white", "black", "mustard"),
            patterns=("plain",),
            rugs=("abstract", "plain", "border"),
            prints=("abstract", "shapes", "portrait"),
            edge=0.006,
            thickness=0.022,
        ),
    )
}
