"""A small shop, and a look into it."""

from __future__ import annotations

from backend.index.filters import Filter
from backend.index.port import Entry, Scalars
from tests.contract.subject import Subject, unit_vector

SHOP = {
    "sofa-1": Scalars(
        category="sofa",
        colors=("grey", "oak"),
        style="boho",
        tags=("new in", "outdoor"),
        palette=("10.0.0", "12.1.-3"),
        width_mm=2_125,
        depth_mm=900,
        height_mm=780,
        price_cents=90_000,
        group="nora",
    ),
    "sofa-2": Scalars(
        category="sofa", colors=("blue",), materials=("velvet",), width_mm=1_800, group="nora"
    ),
    "sofa-3": Scalars(category="sofa", in_stock=False, tags=("outdoor",), price_cents=0),
    "rug-1": Scalars(
        category="rug",
        colors=("blue", "cream"),
        style="boho",
        tags=("50% wool_blend",),
        palette=("12.1.3", "0.0.0"),
        width_mm=2_800,
        depth_mm=1_820,
        height_mm=10,
        price_cents=12_900,
    ),
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
    hits = subject.index.search(collection, "visual", query, limit=100, where=where).hits
    return {hit.id for hit in hits}
