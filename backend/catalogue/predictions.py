"""Storing what the model sees in listings' pictures.

It is derived, like the vectors that came with it: it changes no version, is kept while the vectors
are, and replaced whole when a picture is looked at again. All of it is stored, also what the
merchant has named, so that it is there at once when the merchant takes a value back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.tables import ListingRow, PredictionRow
from backend.taxonomy import Attribute


def of(session: Session, ids: Sequence[str]) -> dict[str, Predictions]:
    """By listing id; listings of which nothing is predicted are left out."""
    if not ids:
        return {}
    rows = session.scalars(
        select(PredictionRow)
        .where(PredictionRow.listing_id.in_(ids))
        .order_by(PredictionRow.confidence.desc(), PredictionRow.value)
    )
    found: dict[str, dict[Attribute, list[Prediction]]] = {}
    for row in rows:
        attributes = found.setdefault(row.listing_id, {})
        attributes.setdefault(row.attribute, []).append(Prediction(row.value, row.confidence))
    return {listing_id: _gathered(attributes) for listing_id, attributes in found.items()}


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


def forget(session: Session, ids: Iterable[str]) -> None:
    session.execute(delete(PredictionRow).where(PredictionRow.listing_id.in_(list(ids))))


def is_predicted(attribute: Attribute, values: Sequence[str]) -> ColumnElement[bool]:
    """The condition that the model sees one of these values in a listing of `ListingRow`."""
    return exists().where(
        PredictionRow.listing_id == ListingRow.id,
        PredictionRow.attribute == attribute,
        PredictionRow.value.in_(values),
    )


def _by_attribute(predictions: Predictions) -> dict[Attribute, tuple[Prediction, ...]]:
    return {
        "category": () if predictions.category is None else (predictions.category,),
        "color": predictions.colors,
        "material": predictions.materials,
        "style": () if predictions.style is None else (predictions.style,),
    }


def _gathered(items: Mapping[Attribute, Sequence[Prediction]]) -> Predictions:
    return Predictions(
        category=next(iter(items.get("category", ())), None),
        colors=tuple(items.get("color", ())),
        materials=tuple(items.get("material", ())),
        style=next(iter(items.get("style", ())), None),
    )
