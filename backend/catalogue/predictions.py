"""Storing what is seen in listings' pictures: by the model, and of colours by measuring.

It is derived, like the vectors that came with it: it changes no version, is kept while the vectors
are, and replaced whole when a picture is looked at again. All of it is stored, also what the
merchant has named, so that it is there at once when the merchant takes a value back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, exists, insert, select
from sqlalchemy.orm import Session

from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.tables import ListingRow, PaletteRow, PredictionRow
from backend.images.color_cells import cell_of
from backend.listing import PaletteColor
from backend.taxonomy import Attribute

_OF_THESE: Final[BindParameter[Sequence[str]]] = bindparam("ids", expanding=True)

# Columns of the tables and not of the classes: rows are read by the thousand.
_PREDICTIONS: Final = PredictionRow.__table__.c
_SEEN: Final = (
    select(
        _PREDICTIONS.listing_id,
        _PREDICTIONS.attribute,
        _PREDICTIONS.value,
        _PREDICTIONS.confidence,
    )
    .where(_PREDICTIONS.listing_id.in_(_OF_THESE))
    .order_by(_PREDICTIONS.confidence.desc(), _PREDICTIONS.value)
)
_PALETTES: Final = PaletteRow.__table__.c
_SHOWN: Final = (
    select(_PALETTES.listing_id, _PALETTES.color, _PALETTES.share)
    .where(_PALETTES.listing_id.in_(_OF_THESE))
    .order_by(_PALETTES.position)
)


def of(session: Session, ids: Sequence[str]) -> dict[str, Predictions]:
    """By listing id; listings of which nothing is predicted are left out."""
    if not ids:
        return {}
    found: dict[str, dict[Attribute, list[Prediction]]] = {}
    for listing_id, attribute, value, confidence in session.execute(
        _SEEN, {"ids": list(ids)}
    ).all():
        attributes = found.setdefault(listing_id, {})
        attributes.setdefault(attribute, []).append(Prediction(value, confidence))
    palettes = _palettes(session, ids)
    return {
        listing_id: _gathered(found.get(listing_id, {}), palettes.get(listing_id, ()))
        for listing_id in found.keys() | palettes.keys()
    }


def replace(session: Session, predictions: Mapping[str, Predictions]) -> None:
    """Store these by listing id, instead of all that was predicted of the same listings before.

    The caller has the listings locked, as `progress.mark_indexed` leaves them.
    """
    forget(session, predictions)
    rows = [
        {"listing_id": listing_id, "attribute": attribute, **msgspec.structs.asdict(item)}
        for listing_id, predicted in predictions.items()
        for attribute, items in _by_attribute(predicted).items()
        for item in items
    ]
    if rows:
        session.execute(insert(PredictionRow), rows)
    colors = [
        {
            "listing_id": listing_id,
            "position": position,
            "cell": cell_of(item.color),
            **msgspec.structs.asdict(item),
        }
        for listing_id, predicted in predictions.items()
        for position, item in enumerate(predicted.palette)
    ]
    if colors:
        session.execute(insert(PaletteRow), colors)


def forget(session: Session, ids: Iterable[str]) -> None:
    gone = list(ids)
    session.execute(delete(PredictionRow).where(PredictionRow.listing_id.in_(gone)))
    session.execute(delete(PaletteRow).where(PaletteRow.listing_id.in_(gone)))


def is_predicted(attribute: Attribute, values: Sequence[str]) -> ColumnElement[bool]:
    """The condition that the model sees one of these values in a listing of `ListingRow`."""
    return exists().where(
        PredictionRow.listing_id == ListingRow.id,
        PredictionRow.attribute == attribute,
        PredictionRow.value.in_(values),
    )


def shows_one_of(cells: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a colour of one of these cells is in the palette of a listing of
    `ListingRow`."""
    return exists().where(PaletteRow.listing_id == ListingRow.id, PaletteRow.cell.in_(cells))


def _palettes(session: Session, ids: Sequence[str]) -> dict[str, tuple[PaletteColor, ...]]:
    found: dict[str, tuple[PaletteColor, ...]] = {}
    for listing_id, color, share in session.execute(_SHOWN, {"ids": list(ids)}).all():
        shown = PaletteColor(color=color, share=share)
        found[listing_id] = (*found.get(listing_id, ()), shown)
    return found


def _by_attribute(predictions: Predictions) -> dict[Attribute, tuple[Prediction, ...]]:
    return {
        "category": () if predictions.category is None else (predictions.category,),
        "color": predictions.colors,
        "material": predictions.materials,
        "style": () if predictions.style is None else (predictions.style,),
    }


def _gathered(
    items: Mapping[Attribute, Sequence[Prediction]], palette: tuple[PaletteColor, ...]
) -> Predictions:
    return Predictions(
        category=next(iter(items.get("category", ())), None),
        colors=tuple(items.get("color", ())),
        materials=tuple(items.get("material", ())),
        style=next(iter(items.get("style", ())), None),
        palette=palette,
    )
