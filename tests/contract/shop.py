"""A small shop, and a look into it."""

from __future__ import annotations

from backend.index.filters import Filter
from backend.index.port import Entry, Scalars
from tests.contract.subject import Subject, unit_vector

SHOP = {
    "sofa-1": Scalars(
        category="sofa", colors=("grey", "oak"), style="boho", price_cents=90_000, group="nora"
    ),
    "sofa-2": Scalars(category="sofa", colors=("blue",), materials=("velvet",), group="nora"),
    "sofa-3": Scalars(category="sofa", in_stock=False, price_cents=0),
    "rug-1": Scalars(category="rug", colors=("blue", "cream"), style="boho", price_cents=12_900),
    "lamp-1": Scalars(category="table_lamp", materials=("brass", "glass"), price_cents=7_900),
    "lamp-2": Scalars(category="table_lamp", materials=("glass",), in_stock=False),
    "odd": Scalars(),
}


def fill(subject: Subject, collection: str) -> list[Entry]:
    entries = [subject.entry(id_, scalars=scalars) for id_, scalars in SHOP.items()]
    subject.index.upsert(collection, entries)
    return entries


def found_ids(subject: Subject, collection: str, where: Filter | None = None) -> set[str]:
    query = unit_vector("anything", subject.dimensions["visual"])
    hits = subject.index.search(collection, "visual", query, limit=100, where=where)
    return {hit.id for hit in hits}
