"""Listings of Amazon Berkeley Objects (ABO), as `listings_*.json.gz` and `images.csv.gz` hold them.

Variants of one design are not marked in ABO. We take listings of the same brand, product type and
model name for one design; without a model name, those whose names are the same up to the first
comma or bracket, colours left out. Where that errs, it rather puts two designs together than tears
one apart, so that no design is both trained on and judged by.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import msgspec
from msgspec import Struct

from backend.dataset.importers.abo_words import COLORS, MATERIALS, PATTERNS, RULES, STYLES
from backend.dataset.importers.rows import row_error
from backend.dataset.importers.run import Candidate, Refused, Skipped, Taken
from backend.dataset.layout import IMAGES
from backend.dataset.lines import LONGEST_LINE, limited_lines, what_is_wrong
from backend.dataset.records import ListingRow
from backend.errors import InvalidInput

MOST_COLORS: Final = 3
MOST_IMAGES: Final = 20
CENTIMETRES: Final = {
    "inches": 2.54,
    "feet": 30.48,
    "centimeters": 1.0,
    "millimeters": 0.1,
    "meters": 100.0,
}


class Text(Struct, frozen=True):
    """A text in one language, with Amazon's own names for what it says, if there are any."""

    value: str
    language_tag: str = ""
    standardized_values: tuple[str, ...] = ()


class Named(Struct, frozen=True):
    value: str


class Measure(Struct, frozen=True):
    unit: str
    value: float


class Dimension(Struct, frozen=True):
    unit: str = ""
    value: float = 0.0
    normalized_value: Measure | None = None


class Dimensions(Struct, frozen=True):
    width: Dimension | None = None
    length: Dimension | None = None
    height: Dimension | None = None


class AboListing(Struct, frozen=True):
    """A line of `listings_*.json`, as far as it is used here."""

    item_id: str
    domain_name: str = ""
    item_name: tuple[Text, ...] = ()
    product_type: tuple[Named, ...] = ()
    product_description: tuple[Text, ...] = ()
    bullet_point: tuple[Text, ...] = ()
    brand: tuple[Text, ...] = ()
    model_name: tuple[Text, ...] = ()
    color: tuple[Text, ...] = ()
    material: tuple[Text, ...] = ()
    fabric_type: tuple[Text, ...] = ()
    style: tuple[Text, ...] = ()
    pattern: tuple[Text, ...] = ()
    item_dimensions: Dimensions | None = None
    main_image_id: str | None = None
    other_image_id: tuple[str, ...] = ()


def read_images(path: Path) -> dict[str, str]:
    """Image id to path, from `images.csv` or `images.csv.gz`."""
    try:
        with _opened(path) as file:
            text = (line.decode("utf-8-sig") for line in file)
            reader = csv.DictReader(text, strict=True)
            if not {"image_id", "path"} <= set(reader.fieldnames or ()):
                raise InvalidInput(f"{path} has no columns image_id and path.")
            return {row["image_id"]: row["path"] for row in reader if row["path"]}
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from None


def candidates(listings: Iterable[Path], images: dict[str, str]) -> Iterator[Candidate]:
    """Every line of these files; rows are counted through all of them.

    An item sold in several countries has a line for each: the first one is taken.
    """
    decoder = msgspec.json.Decoder(AboListing)
    taken: set[str] = set()
    row = 0
    for path in listings:
        for raw in _lines(path):
            row += 1
            candidate = _candidate(row, raw, decoder, images)
            if isinstance(candidate, Taken):
                if candidate.listing.id in taken:
                    candidate = Skipped("the same item in another marketplace")
                else:
                    taken.add(candidate.listing.id)
            yield candidate


def _lines(path: Path) -> Iterator[bytes | None]:
    try:
        with _opened(path) as file:
            for _, raw in limited_lines(file):
                yield raw
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from None


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _candidate(
    row: int,
    raw: bytes | None,
    decoder: msgspec.json.Decoder[AboListing],
    images: dict[str, str],
) -> Candidate:
    if raw is None:
        return Refused([row_error(row, "", None, f"is longer than {LONGEST_LINE:,} bytes")])
    try:
        item = decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Refused([row_error(row, "", None, f"cannot be read: {what_is_wrong(error)}")])
    kind = item.product_type[0].value if item.product_type else "no product type"
    if kind not in RULES:
        return Skipped(kind)
    title = _first(item.item_name)
    if not title:
        return Refused([row_error(row, "item_name", item.item_id, "has no name")])
    paths = _paths(item, images)
    if not paths:
        return Refused([row_error(row, "main_image_id", item.main_image_id, "is no known image")])
    try:
        return Taken(row, msgspec.convert(_fields(item, kind, title, paths), ListingRow))
    except msgspec.ValidationError as error:
        return Refused([row_error(row, "", item.item_id, what_is_wrong(error))])


def _fields(item: AboListing, kind: str, title: str, paths: tuple[str, ...]) -> dict[str, Any]:
    said = [*_preferred(item.material), *_preferred(item.fabric_type)]
    fields: dict[str, Any] = {
        "id": item.item_id,
        "title": title[:500],
        "description": "\n".join(
            text.value for text in _preferred(item.product_description or item.bullet_point)
        )[:10_000],
        "category": RULES[kind].category(title),
        "colors": _meanings(_preferred(item.color), COLORS.found)[:MOST_COLORS],
        "materials": _meanings(said, MATERIALS.found),
        "group": _design(item, kind, title),
        "images": paths,
    }
    # ABO's own `style` is often a size ("2-Seater"); a name says "mid-century" where it is meant.
    style = STYLES.found([*(text.value for text in _preferred(item.style)), title])
    pattern = _meanings(_preferred(item.pattern), PATTERNS.found)
    size = _size(item.item_dimensions)
    optional = {"style": style[:1], "pattern": pattern[:1]}
    fields |= {name: values[0] for name, values in optional.items() if values}
    return fields | ({"size_cm": size} if size else {})


def _preferred(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """Those in English; if there are none, those in the language of the first."""
    english = tuple(text for text in texts if text.language_tag.lower().startswith("en"))
    if english or not texts:
        return english
    return tuple(text for text in texts if text.language_tag == texts[0].language_tag)


def _first(texts: tuple[Text, ...]) -> str:
    return next((text.value.strip() for text in _preferred(texts) if text.value.strip()), "")


def _meanings(
    texts: Iterable[Text], found: Callable[[Iterable[str]], tuple[str, ...]]
) -> tuple[str, ...]:
    """What the standardized values mean; where they mean nothing to us, what the words do."""
    texts = tuple(texts)
    standard = [value for text in texts for value in text.standardized_values]
    return found(standard) or found(text.value for text in texts)


def _design(item: AboListing, kind: str, title: str) -> str:
    brand = _first(item.brand).casefold()
    model = _first(item.model_name).casefold()
    if not model or model == brand:
        model = COLORS.without(re.split(r"[,(\[|]", title, maxsplit=1)[0])
    key = "\n".join((brand, kind, model or item.item_id))
    slug = re.sub(r"[^a-z0-9]+", "-", f"{kind.lower()}-{model}").strip("-")[:60].rstrip("-")
    return f"{slug}-{hashlib.blake2b(key.encode(), digest_size=5).hexdigest()}"


def _size(dimensions: Dimensions | None) -> dict[str, float]:
    if dimensions is None:
        return {}
    sides = {
        "width": dimensions.width,
        "depth": dimensions.length,
        "height": dimensions.height,
    }
    measures = {name: _centimetres(side) for name, side in sides.items() if side is not None}
    return {name: measure for name, measure in measures.items() if measure is not None}


def _centimetres(side: Dimension) -> float | None:
    measure = side.normalized_value or Measure(side.unit, side.value)
    factor = CENTIMETRES.get(measure.unit.lower())
    if factor is None or measure.value <= 0:
        return None
    return round(measure.value * factor, 1)


def _paths(item: AboListing, images: dict[str, str]) -> tuple[str, ...]:
    """The main image first; none at all where it is not known."""
    main = images.get(item.main_image_id or "")
    if main is None:
        return ()
    others = (images.get(image) for image in item.other_image_id)
    paths = (main, *(path for path in others if path is not None))
    return tuple(dict.fromkeys(f"{IMAGES}/{path}" for path in paths))[:MOST_IMAGES]
