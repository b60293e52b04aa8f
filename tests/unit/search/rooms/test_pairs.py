from __future__ import annotations

import numpy as np

from backend.search.rooms.pairs import pair_table, pair_tables
from tests.unit.search.rooms.making import piece, scoring

SOFA, LAMP = piece("sofa"), piece("lamp", "floor_lamp")
RUGS = [piece(f"rug-{number}", "rug") for number in range(3)]


def test_tables_of_several_sets_are_those_of_each() -> None:
    known = scoring()
    sets = [(SOFA, rug, LAMP) for rug in RUGS] + [(LAMP, SOFA)]
    tables = pair_tables(known, sets)
    assert len(tables) == len(sets)
    for table, pieces in zip(tables, sets, strict=True):
        alone = pair_table(known, pieces)
        assert table.pieces == pieces
        np.testing.assert_allclose(table.scores, alone.scores)
        assert table.logits is not None
        assert alone.logits is not None
        np.testing.assert_allclose(table.logits, alone.logits)


def test_no_sets_have_no_tables() -> None:
    assert pair_tables(scoring(), []) == []
