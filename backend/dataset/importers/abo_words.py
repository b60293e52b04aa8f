"""What words of Amazon's listings mean in our taxonomy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct


class Words:
    """Finds words and phrases in a text, whole ones only; where two overlap, the longer one."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """`meanings` maps one of our values to theirs, separated by `|`."""
        self._ours = {
            theirs: ours for ours, several in meanings.items() for theirs in several.split("|")
        }
        longest_first = sorted(self._ours, key=len, reverse=True)
        self._pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    def found(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Our values, each once, in the order in which the texts name them."""
        values: dict[str, None] = {}
        for text in texts:
            plain = " ".join(re.sub(r"[-_/]", " ", text.lower()).split())
            values |= {self._ours[match[0]]: None for match in self._pattern.finditer(plain)}
        return tuple(values)

    def without(self, text: str) -> str:
        """The text with what was found cut out, in lower case."""
        plain = re.sub(r"[-_/]", " ", text.lower())
        return " ".join(self._pattern.sub(" ", plain).split())


COLORS: Final = Words(
    {
        "white": "white|off white|snow|pearl|weiss|weiß",
        "cream": "cream|ivory|eggshell|linen white|natural linen",
        "beige": "beige|sand|oatmeal|taupe|khaki|stone|ecru|flax",
        "tan": "tan|camel|cognac|caramel|saddle|natural",
        "oak": "oak|ash|maple|birch|honey|blond|pine|bamboo",
        "walnut": "walnut|mahogany|cherry|teak|acacia",
        "brown": "brown|espresso|chocolate|mocha|coffee|chestnut|umber|java",
        "grey": "grey|gray|silver grey|silver gray|light grey|light gray|dove|ash grey|ash gray",
        "charcoal": "charcoal|dark grey|dark gray|graphite|slate|anthracite|gunmetal",
        "black": "black|ebony|onyx|jet",
        "red": "red|burgundy|crimson|maroon|wine",
        "rust": "rust|terracotta|terra cotta|brick",
        "orange": "orange|tangerine|apricot|coral",
        "mustard": "mustard|ochre",
        "yellow": "yellow|lemon|canary",
        "olive": "olive|moss|sage|army green",
        "green": "green|emerald|forest|hunter|mint",
        "teal": "teal|turquoise|aqua|peacock|lagoon",
        "blue": "blue|denim|sky|azure|cobalt|indigo",
        "navy": "navy|navy blue|midnight|dark blue|marine",
        "purple": "purple|violet|lavender|plum|aubergine|lilac",
        "pink": "pink|blush|rose|mauve|fuchsia",
        "brass": "brass|gold|golden|antique brass",
        "chrome": "chrome|silver|nickel|stainless steel|polished steel",
        "copper": "copper|bronze|rose gold",
        "clear": "clear|transparent",
    }
)

MATERIALS: Final = Words(
    {
        "wood": "wood|wooden|oak|walnut|pine|birch|beech|acacia|mango|teak|mahogany|rubberwood"
        "|ash wood|plywood|mdf|engineered wood|particleboard|particle board|fiberboard|hardwood"
        "|bamboo|veneer",
        "metal": "metal|steel|iron|aluminum|aluminium|brass|stainless steel|alloy steel|copper"
        "|bronze|zinc",
        "fabric": "fabric|polyester|cotton|linen|wool|microfiber|microfibre|chenille|tweed|canvas"
        "|textile|jute|sisal|nylon|polypropylene|viscose|upholstered|boucle|twill|denim|felt",
        "velvet": "velvet|velour",
        "leather": "leather|faux leather|bonded leather|leatherette|pu leather",
        "rattan": "rattan|wicker|cane|seagrass|water hyacinth",
        "glass": "glass|tempered glass|mirror glass",
        "marble": "marble",
        "stone": "stone|granite|travertine|slate|quartz|terrazzo",
        "concrete": "concrete|cement",
        "ceramic": "ceramic|porcelain|terracotta|stoneware|earthenware",
        "plastic": "plastic|acrylic|resin|polycarbonate|pvc|abs|vinyl",
        "paper": "paper|cardboard",
    }
)

STYLES: Final = Words(
    {
        "midcentury": "midcentury|mid century|mid century modern|retro",
        "scandinavian": "scandinavian|nordic",
        "industrial": "industrial|loft",
        "traditional": "traditional|classic|colonial|victorian|french country",
        "contemporary": "contemporary|modern|minimalist",
        "boho": "boho|bohemian|eclectic",
        "rustic": "rustic|farmhouse|country|cottage",
        "glam": "glam|art deco|hollywood regency",
    }
)

PATTERNS: Final = Words(
    {
        "plain": "solid|plain|solid color|solid colour",
        "stripe": "stripe|stripes|striped",
        "check": "check|checked|plaid|gingham|tartan|buffalo check",
        "herringbone": "herringbone",
        "floral": "floral|flower|flowers|botanical",
        "geometric": "geometric|trellis|lattice|polka dot|diamond",
        "chevron": "chevron|zigzag|zig zag",
        "abstract": "abstract|watercolor|watercolour",
        "border": "border|bordered",
        "medallion": "medallion|oriental|persian",
    }
)


class Rule(Struct, frozen=True):
    """How a product type becomes a category: by the first of our categories that the listing's
    name speaks of, else `otherwise`; None: it is furniture, we cannot tell which."""

    otherwise: str | None
    words: Words | None = None

    def category(self, name: str) -> str | None:
        found = self.words.found([name]) if self.words else ()
        return found[0] if found else self.otherwise


_SEATS: Final = Words(
    {
        "dining_chair": "dining chair|dining chairs|side chair|kitchen chair|dining",
        "armchair": "armchair|arm chair|accent chair|lounge chair|club chair|wingback|recliner"
        "|swivel chair|rocking chair",
        "stool": "stool|barstool|bar stool|counter stool",
        "other": "office chair|desk chair|task chair|gaming chair|folding chair|patio",
    }
)
_TABLES: Final = Words(
    {
        "coffee_table": "coffee table|cocktail table|tea table",
        "side_table": "side table|end table|nightstand|night stand|bedside table|accent table",
        "dining_table": "dining table|kitchen table|dining room table",
        "desk": "desk|writing table|computer table",
        "tv_stand": "tv stand|tv table|media console|tv unit",
        "sideboard": "sideboard|buffet|credenza|console table",
    }
)
_LAMPS: Final = Words(
    {
        "floor_lamp": "floor lamp|standing lamp|torchiere",
        "table_lamp": "table lamp|desk lamp|bedside lamp|task lamp",
        "pendant_lamp": "pendant|chandelier|hanging lamp|ceiling light|hanging light",
    }
)
_CUPBOARDS: Final = Words(
    {
        "tv_stand": "tv stand|media console|tv unit|entertainment center|tv cabinet",
        "wardrobe": "wardrobe|armoire|closet",
        "bookcase": "bookcase|bookshelf",
        "other": "bathroom|medicine|file cabinet|filing cabinet",
    }
)
_SOFAS: Final = Words({"sectional": "sectional|l shaped|corner sofa|modular sofa"})
_FURNITURE: Final = Words(
    {
        "sectional": "sectional",
        "sofa": "sofa|couch|loveseat",
        "bed": "bed frame|platform bed|bed",
        "bench": "bench",
        "ottoman": "ottoman|pouf|footstool",
        "armchair": "armchair|accent chair|lounge chair",
        "dining_chair": "dining chair|dining chairs",
        "stool": "stool|barstool",
        "coffee_table": "coffee table",
        "side_table": "side table|end table|nightstand",
        "dining_table": "dining table",
        "desk": "desk",
        "sideboard": "sideboard|buffet|dresser|credenza|chest of drawers",
        "wardrobe": "wardrobe|armoire",
        "bookcase": "bookcase|bookshelf",
        "tv_stand": "tv stand|media console",
        "mirror": "mirror",
    }
)

RULES: Final[dict[str, Rule]] = {
    "SOFA": Rule("sofa", _SOFAS),
    "SECTIONAL_SOFA": Rule("sectional"),
    "CHAIR": Rule(None, _SEATS),
    "RECLINER": Rule("armchair"),
    "STOOL_SEATING": Rule("stool"),
    "BENCH": Rule("bench"),
    "OTTOMAN": Rule("ottoman"),
    "TABLE": Rule(None, _TABLES),
    "DESK": Rule("desk"),
    "BED": Rule("bed"),
    "BED_FRAME": Rule("bed"),
    "DRESSER": Rule("sideboard", _CUPBOARDS),
    "CABINET": Rule("sideboard", _CUPBOARDS),
    "WARDROBE": Rule("wardrobe"),
    "SHELF": Rule("bookcase", Words({"other": "floating|wall shelf|wall mounted|bathroom"})),
    "BOOKCASE": Rule("bookcase"),
    "ENTERTAINMENT_CENTER": Rule("tv_stand"),
    "LAMP": Rule(None, _LAMPS),
    "LIGHT_FIXTURE": Rule("other", _LAMPS),
    "RUG": Rule("rug"),
    "HOME_MIRROR": Rule("mirror"),
    "WALL_ART": Rule("wall_art"),
    "PLANTER": Rule("other"),
    "ARTIFICIAL_PLANT": Rule("plant"),
    "FURNITURE": Rule(None, _FURNITURE),
    "HEADBOARD": Rule("other"),
}
"""Product types that are ours; listings of others are skipped and counted."""
