"""The rows of a data set's files, each one JSON object on a line, and `dataset.json` itself.

Values are checked when a row is made and when it is read; ranges written as `Meta` only when it is
read (the writer reads back what it writes).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from backend.dataset.values import (
    check_number,
    check_path,
    check_shares,
    check_value,
    check_values,
)
from backend.listing import ID_PATTERN

FORMAT: Final = 1

Id = Annotated[str, Meta(pattern=ID_PATTERN)]
Count = Annotated[int, Meta(ge=0)]
Split = Literal["train", "validation", "test"]
Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of the picture's width and height, from its top left corner."""

SPLITS: Final[tuple[Split, ...]] = ("train", "validation", "test")


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True): ...


class Size(_Row, frozen=True, kw_only=True):
    """Outer measures in centimetres; None where one is not known."""

    width: float | None = None
    depth: float | None = None
    height: float | None = None

    def __post_init__(self) -> None:
        for field in ("width", "depth", "height"):
            check_number(field, getattr(self, field), low=0.0)


class ListingRow(_Row, frozen=True, kw_only=True):
    """What the merchant says of one thing for sale; it may be incomplete, or wrong.

    `images` are paths in the data set's folder, the first one the packshot. `price` is in units of
    `currency`. Variants of one design share `group`; a listing without is a design of its own.
    """

    id: Id
    title: Annotated[str, Meta(min_length=1, max_length=500)]
    description: Annotated[str, Meta(max_length=10_000)] = ""
    category: str | None = None
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    style: str | None = None
    pattern: str | None = None
    price: float | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")] | None = None
    stock: int | None = None
    group: Id | None = None
    size_cm: Size | None = None
    images: tuple[str, ...] = ()
    url: Annotated[str, Meta(max_length=2_000)] | None = None
    split: Split | None = None

    def __post_init__(self) -> None:
        check_value("category", "category", self.category)
        check_values("colors", "color", self.colors)
        check_values("materials", "material", self.materials)
        check_value("style", "style", self.style)
        check_value("pattern", "pattern", self.pattern)
        check_number("price", self.price, low=0.0)
        for path in self.images:
            check_path("images", path)

    @property
    def design(self) -> str:
        """What a split keeps together."""
        return self.group or self.id


class Share(_Row, frozen=True, kw_only=True):
    """A value and the part, in [0, 1], of the piece's visible surface that has it."""

    name: str
    share: float


class PaletteColor(_Row, frozen=True, kw_only=True):
    """A colour in OKLab (l in [0, 1]) and the part, in [0, 1], of what is seen that has it."""

    l: float  # noqa: E741  # the colour space's own name
    a: float
    b: float
    share: float

    def __post_init__(self) -> None:
        for field in ("l", "a", "b", "share"):
            check_number(field, getattr(self, field))


class TruthRow(_Row, frozen=True, kw_only=True):
    """What is so of the listing `id`, whatever its row says.

    `styles` are weights that add up to one. `busy` in [0, 1] says how loud the pattern is. `wood`
    and `metal` are the tones a stylist tells apart (`values.KNOWN`). `missing` and `wrong` name the
    fields of the listing's row that are left out or not true; `cold` means that shoppers never saw
    it in training.
    """

    id: Id
    group: Id
    category: str
    style: str
    styles: dict[str, float]
    colors: tuple[Share, ...]
    palette: tuple[PaletteColor, ...]
    materials: tuple[Share, ...]
    pattern: str
    busy: Annotated[float, Meta(ge=0, le=1)]
    wood: str | None = None
    metal: str | None = None
    size_cm: Size
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    cold: bool = False

    def __post_init__(self) -> None:
        check_value("category", "category", self.category)
        check_value("style", "style", self.style)
        check_value("pattern", "pattern", self.pattern)
        check_value("wood", "wood", self.wood)
        check_value("metal", "metal", self.metal)
        check_values("styles", "style", self.styles)
        check_shares("styles", self.styles.values(), whole=True)
        check_values("colors", "color", (share.name for share in self.colors))
        check_shares("colors", (share.share for share in self.colors), whole=True)
        check_values("materials", "material", (share.name for share in self.materials))
        check_shares("materials", (share.share for share in self.materials), whole=False)
        check_shares("palette", (color.share for color in self.palette), whole=False)
        check_number("busy", self.busy, low=0.0)
        for field, names in (("missing", self.missing), ("wrong", self.wrong)):
            for name in names:
                if name not in ListingRow.__struct_fields__:
                    raise ValueError(f"{field}: a listing has no field {name!r}")


class RoomPiece(_Row, frozen=True, kw_only=True):
    """A listing in a room; `box` says where in its picture, `area` is the part, in [0, 1], of the
    picture that it covers."""

    listing: Id
    box: Box | None = None
    area: Annotated[float, Meta(ge=0, le=1)] | None = None


class RoomRow(_Row, frozen=True, kw_only=True):
    """A room that somebody furnished: what stands in it, and a picture if there is one."""

    id: Id
    kind: Annotated[str, Meta(min_length=1, max_length=100)]
    image: str | None = None
    split: Split
    pieces: Annotated[tuple[RoomPiece, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        if self.image is not None:
            check_path("image", self.image)


class PhotoRow(_Row, frozen=True, kw_only=True):
    """A shopper's photo of a listing, `severity` 0 (a good photo) to 3 (a very bad one)."""

    id: Id
    image: str
    listing: Id
    split: Split
    severity: Annotated[int, Meta(ge=0, le=3)]
    box: Box | None = None

    def __post_init__(self) -> None:
        check_path("image", self.image)


class InteractionRow(_Row, frozen=True, kw_only=True):
    """Listings that one shopper looked at in one visit, or bought in one order, in that order;
    `shown` is the page that a visit's were chosen from, top first, where that is known."""

    id: Id
    kind: Literal["view", "order"]
    listings: Annotated[tuple[Id, ...], Meta(min_length=1)]
    shown: tuple[Id, ...] = ()
    split: Split | None = None


class Generator(_Row, frozen=True, kw_only=True):
    """What made the data set, with what it takes to make it again."""

    name: str
    version: str = ""
    seed: int | None = None
    options: dict[str, str | int | float | bool | None] = {}


class DatasetInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`dataset.json`. `counts` maps a file's stem (`listings`, `rooms`, …) to its rows, `splits` a
    split to its listings; both may be left out of one written by hand."""

    format: int = FORMAT
    name: Annotated[str, Meta(min_length=1)]
    licence: Annotated[str, Meta(min_length=1)]
    generator: Generator | None = None
    counts: dict[str, Count] = {}
    splits: dict[Split, Count] = {}
