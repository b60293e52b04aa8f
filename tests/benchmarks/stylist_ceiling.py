"""The best that anybody can do on a data set's rooms, beside plain controls.

    python -m tests.benchmarks.stylist_ceiling --write docs/stylist.md
    python -m tests.benchmarks.stylist_ceiling --dataset DIR --split test --json ceiling.json
    python -m tests.benchmarks.stylist_ceiling --dataset DIR --draw 1500 --write docs/stylist.md

Without a data set, of rooms drawn from a made-up catalogue; with `--draw`, of so many rooms drawn
from all listings of the data set, whether or not it has pictures of any. `--write` puts the weights
and the table between the markers of a document.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from backend.dataset.read import open_dataset
from backend.studio.build.rooms import draw_slots_from
from backend.studio.seeds import generator
from backend.studio.stylist.balance import balanced
from backend.studio.stylist.ceiling import Ceiling, ceiling
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_rooms
from backend.studio.stylist.tables import ceiling_table, weights_table
from backend.studio.stylist.traits import traits_of
from tests.benchmarks.synthetic_rooms import catalogue, slots_of_rooms

OTHER_ROOMS = 4000


def synthetic(listings: int, rooms: int, seed: int, others: int = OTHER_ROOMS) -> Ceiling:
    """Popularity is how often a listing stands in thousands of other rooms."""
    slots = slots_of_rooms(rooms, seed)
    stylist = balanced(Stylist(catalogue(listings, seed)), slots)
    drawn = draw_rooms(stylist, slots, generator(seed, "rooms"))
    elsewhere = draw_rooms(
        stylist, slots_of_rooms(others, seed + 1), generator(seed, "other rooms"), sweeps=60
    )
    return ceiling(stylist, drawn, _counts(elsewhere), seed)


def of_dataset(directory: Path, split: str, seed: int) -> Ceiling:
    """Popularity is how often a listing was seen or bought."""
    dataset = open_dataset(directory)
    members = {row.id for row in dataset.listings() if row.split == split}
    traits = [traits_of(row) for row in dataset.truth() if row.id in members]
    rooms = [
        tuple(piece.listing for piece in row.pieces)
        for row in dataset.rooms()
        if row.split == split
    ]
    stylist = Stylist(traits)
    stylist = balanced(stylist, [[stylist.category_of(piece) for piece in room] for room in rooms])
    popularity = _counts([row.listings for row in dataset.interactions()])
    return ceiling(stylist, rooms, popularity, seed)


def drawn_from(directory: Path, rooms: int, seed: int) -> Ceiling:
    """As `of_dataset`, of new rooms of the studio's kinds from the listings of all splits."""
    dataset = open_dataset(directory)
    traits = [traits_of(row) for row in dataset.truth()]
    stock = Counter(each.category for each in traits)
    numbers = generator(seed, "slots")
    slots = [draw_slots_from(stock, numbers)[1] for _ in range(rooms)]
    stylist = balanced(Stylist(traits), slots)
    drawn = draw_rooms(stylist, slots, generator(seed, "rooms"))
    popularity = _counts([row.listings for row in dataset.interactions()])
    return ceiling(stylist, drawn, popularity, seed)


def _counts(groups: Sequence[Sequence[str]]) -> Mapping[str, float]:
    return Counter(listing for group in groups for listing in group)


def rewritten(document: str, section: str, text: str) -> str:
    """The document with `text` between the section's markers; ValueError where it has none."""
    opening, closing = f"<!-- {section} -->", f"<!-- /{section} -->"
    before, found, rest = document.partition(opening)
    _, closed, after = rest.partition(closing)
    if not found or not closed:
        raise ValueError(f"The document has no section {section}.")
    return f"{before}{opening}\n\n{text}\n\n{closing}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, help="a data set's folder")
    parser.add_argument("--split", default="test")
    parser.add_argument("--draw", type=int, default=0, help="new rooms instead of its own")
    parser.add_argument("--listings", type=int, default=1500, help="of the made-up catalogue")
    parser.add_argument("--rooms", type=int, default=1500, help="of the made-up catalogue")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="where to put the figures")
    parser.add_argument("--write", type=Path, help="a document with markers")
    arguments = parser.parse_args()
    if arguments.dataset and arguments.draw:
        found = drawn_from(arguments.dataset, arguments.draw, arguments.seed)
    elif arguments.dataset:
        found = of_dataset(arguments.dataset, arguments.split, arguments.seed)
    else:
        found = synthetic(arguments.listings, arguments.rooms, arguments.seed)
    print(ceiling_table(found))
    if arguments.json:
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    if arguments.write:
        document = rewritten(arguments.write.read_text(), "weights", weights_table())
        arguments.write.write_text(rewritten(document, "ceiling", ceiling_table(found)))


if __name__ == "__main__":
    main()
