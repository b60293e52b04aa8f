"""Which designs are trained on and which are kept: every category in every split, early on."""

from __future__ import annotations

from typing import Final

from backend.dataset.records import Split
from backend.studio.seeds import generator

_TEN: Final = 10


def split_of_design(design: str, seed: int) -> Split:
    """The split of a design of the studio by its id (`sofa-0012`): of each ten of a category, seven
    are for training, one for validation and two for the test, one of these in each five.

    A hash of the id alone, as `backend.dataset.splits` has it for catalogues that grow anywhere,
    leaves small categories out of small splits.
    """
    category, number = design.rsplit("-", 1)
    block, place = divmod(int(number) - 1, _TEN)
    random = generator(seed, "split", category, block)
    half = _TEN // 2
    first, second = int(random.integers(half)), half + int(random.integers(half))
    others = [other for other in range(_TEN) if other not in (first, second)]
    validation = others[int(random.integers(len(others)))]
    if place in (first, second):
        return "test"
    return "validation" if place == validation else "train"
