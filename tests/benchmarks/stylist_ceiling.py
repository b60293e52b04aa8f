"""The best that anybody can do on a data set's rooms, beside plain controls.

    python -m tests.benchmarks.stylist_ceiling --write docs/stylist.md
    python -m tests.benchmarks.stylist_ceiling --dataset DIR --split test --json ceiling.json
    python -m tests.benchmarks.stylist_ceiling --dataset DIR --draw 1500 --write docs/stylist.md

Without a data set, of rooms drawn from a made-up catalogue; with `--draw`, of so many rooms drawn
from all listings of the data set, whether or not it has pictures of any. `--write` puts the weights
and the table between the markers of a document. `--json` answers the questions that
`credenza evaluate` asks of the data set's own rooms, for its `--ceiling`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.dataset.read import Dataset, open_dataset
from backend.studio.build.rooms import draw_slots_from
from backend.studio.seeds import generator
from backend.studio.stylist.balance import balanced
from backend.studio.stylist.ceiling import Ceiling, ceiling
from backend.studio.stylist.marginals import PairMarginals
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_rooms
from backend.studio.stylist.tables import ceiling_table, weights_table
from backend.studio.stylist.traits import traits_of
from backend.training.evaluation.compatibility import Ceiling as Answered
from backend.training.evaluation.compatibility import ceiling_of
from backend.training.evaluation.judges import Judge
from backend.training.evaluation.questions import MOST_ROOMS, questions_of
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
    stylist, rooms = _of_split(dataset, split)
    popularity = _counts([row.listings for row in dataset.interactions()])
    return ceiling(stylist, rooms, popularity, seed)


def answered_by_stylist(
    directory: Path, split: str, seed: int, most_rooms: int = MOST_ROOMS
) -> Answered:
    """What the stylist answers to the questions that a release is asked of the split's rooms.

    Two pieces alone he judges by how much likelier than chance they are together, whatever else
    stands there; given the rest of a room his own model of it is exact.
    """
    dataset = open_dataset(directory)
    stylist, rooms = _of_split(dataset, split)
    questions = questions_of(dataset, split, most_rooms)  # type: ignore[arg-type]
    rows = np.array([stylist.row(listing) for listing in questions.listings], np.int64)
    row_of = {name: rows[span] for name, span in questions.spans().items()}
    slots = [[stylist.category_of(piece) for piece in room] for room in rooms]
    marginals = PairMarginals(stylist, slots, generator(seed, "marginals"))

    def places(category: str) -> NDArray[np.int64]:
        found: NDArray[np.int64] = row_of[category] - stylist.span(category).start
        return found

    def pair(source: str, target: str) -> NDArray[np.float64]:
        return marginals.lifts(source, target)[np.ix_(places(source), places(target))]

    def room(source: str, target: str) -> NDArray[np.float64]:
        energies = stylist.energies(source, target)[np.ix_(places(source), places(target))]
        return energies.astype(np.float64)

    return ceiling_of(questions, Judge(pair, room, stylist.offsets[rows].astype(np.float64)))


def _of_split(dataset: Dataset, split: str) -> tuple[Stylist, list[tuple[str, ...]]]:
    """Who drew a split's rooms, and the rooms."""
    members = {row.id for row in dataset.listings() if row.split == split}
    stylist = Stylist([traits_of(row) for row in dataset.truth() if row.id in members])
    rooms = [
        tuple(piece.listing for piece in row.pieces)
        for row in dataset.rooms()
        if row.split == split
    ]
    slots = [[stylist.category_of(piece) for piece in room] for room in rooms]
    return balanced(stylist, slots), rooms


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
    parser.add_argument("--rooms", type=int, default=MOST_ROOMS, help="made up, or asked about")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="where to put the ceiling of a release")
    parser.add_argument("--write", type=Path, help="a document with markers")
    arguments = parser.parse_args()
    if arguments.json:
        if not arguments.dataset:
            parser.error("--json takes a --dataset.")
        answers = answered_by_stylist(
            arguments.dataset, arguments.split, arguments.seed, arguments.rooms
        )
        arguments.json.write_bytes(msgspec.json.format(msgspec.json.encode(answers)) + b"\n")
        return
    if arguments.dataset and arguments.draw:
        found = drawn_from(arguments.dataset, arguments.draw, arguments.seed)
    elif arguments.dataset:
        found = of_dataset(arguments.dataset, arguments.split, arguments.seed)
    else:
        found = synthetic(arguments.listings, arguments.rooms, arguments.seed)
    print(ceiling_table(found))
    if arguments.write:
        document = rewritten(arguments.write.read_text(), "weights", weights_table())
        arguments.write.write_text(rewritten(document, "ceiling", ceiling_table(found)))


if __name__ == "__main__":
    main()
