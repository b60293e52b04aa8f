from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.bars import WIDTH, bar
from backend.training.evaluation.compatibility import PairRow
from backend.training.evaluation.figures import Comparison, Figure
from backend.training.evaluation.tables import SHOWN, comparison_table, pair_rows
from backend.training.evaluation.words import attribute_in_words, in_words

SHARES = st.floats(-0.5, 1.5)


def figure(value: float, n: int = SHOWN) -> Figure:
    return Figure(value=value, low=value - 0.1, high=value + 0.1, n=n)


@given(SHARES, SHARES, SHARES)
def test_a_bar_never_leaves_its_picture(model: float, control: float, ceiling: float) -> None:
    comparison = Comparison(
        model=figure(model), controls={"<a> & b": figure(control)}, ceiling=ceiling
    )
    drawn = ET.fromstring(bar(comparison))
    places = [
        float(element.attrib[name])
        for element in drawn.iter()
        for name in ("x", "x1", "x2", "width")
        if name in element.attrib
    ]
    assert all(0 <= place <= WIDTH for place in places)


def test_what_can_be_reached_has_a_column_only_where_it_is_known() -> None:
    plain = Comparison(model=figure(0.5))
    assert "reachable" not in comparison_table([("name", plain)])
    known = Comparison(model=figure(0.5), ceiling=0.8, share_of_the_way=0.25)
    shown = comparison_table([("name", plain), ("other", known)])
    assert "<th>reachable</th>" in shown
    assert "25%" in shown


def test_a_figure_of_few_questions_is_marked() -> None:
    assert "few" in comparison_table([("name", Comparison(model=figure(0.5, n=9)))])
    assert "few" not in comparison_table([("name", Comparison(model=figure(0.5, n=900)))])


def test_names_are_escaped() -> None:
    assert "<b>" not in comparison_table([("<b>", Comparison(model=figure(0.5)))])


def test_pairs_that_were_hardly_asked_about_are_not_shown() -> None:
    rows = [
        PairRow(
            source="sofa",
            target=target,
            n=n,
            auc=figure(0.7, n),
            controls={"mean_color": 0.6},
            ceiling=None,
        )
        for target, n in (("coffee_table", SHOWN), ("rug", SHOWN - 1))
    ]
    shown = pair_rows(rows)
    assert "coffee table" in shown
    assert "rug" not in shown
    assert "No two categories" in pair_rows(rows[1:])


def test_figures_have_names_that_can_be_read() -> None:
    assert in_words("phone.same_listing.hit_at_5") == "photo, the very listing, among the first 5"
    assert attribute_in_words("colors.studio") == "colors, shop's picture, macro-F1"
    assert attribute_in_words("style.phone") == "style, photo, accuracy"
    assert attribute_in_words("style.phone.macro_f1") == "style, photo, macro-F1"
