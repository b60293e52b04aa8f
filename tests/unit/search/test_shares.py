from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.index.filters import AllOf, AnyOf, Filter, IsTrue, OneOf, matches
from backend.index.scalars import Scalars
from backend.search.shares import Columns
from tests.contract.filter_strategies import filters, scalars


@settings(max_examples=300, deadline=None)
@given(st.lists(scalars, max_size=12), filters)
def test_what_matches_one_by_one_matches_all_at_once(rows: list[Scalars], where: Filter) -> None:
    assert Columns(rows).matching(where).tolist() == [matches(where, row) for row in rows]


def test_the_share_is_of_what_holds_together() -> None:
    sofas = [Scalars(category="sofa", style="boho")] * 3
    rugs = [Scalars(category="rug", in_stock=False)]
    columns = Columns([*sofas, *rugs])
    boho_sofas = AllOf((OneOf("category", ("sofa",)), OneOf("style", ("boho",))))
    assert columns.share(boho_sofas) == 0.75
    assert columns.share(IsTrue()) == 0.75
    assert columns.share(AnyOf((boho_sofas, OneOf("category", ("rug",))))) == 1.0
    assert columns.share(OneOf("category", ("lamp",))) == 0.0


def test_of_nothing_no_share_is_known() -> None:
    assert Columns([]).share(IsTrue()) is None
