from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.listings import StoredListing
from backend.search.grouping import Chosen, best_of_groups, design_of, identities
from tests.unit.search.offers import offer, offers

TIED = st.sampled_from((0.9, 0.5, 0.5, 0.1))


def test_of_a_group_the_best_variant_is_shown_and_the_others_are_counted() -> None:
    shop = [offer("a", group="alma"), offer("x"), offer("b", group="alma"), offer("c", group="bo")]
    assert best_of_groups([0.9, 0.8, 0.7, 0.6], shop) == [Chosen(0, 1), Chosen(1, 0), Chosen(3, 0)]


def test_of_equals_one_in_stock_is_shown_then_the_first_by_id() -> None:
    shop = [
        offer("a", group="alma", stock=0),
        offer("c", group="alma", stock=2),
        offer("b", group="alma"),
    ]
    assert best_of_groups([0.5, 0.5, 0.5], shop) == [Chosen(2, 2)]
    assert best_of_groups([0.6, 0.5, 0.5], shop) == [Chosen(0, 2)]


def test_a_group_called_like_a_listing_is_another_thing() -> None:
    shop = [offer("alma"), offer("a", group="alma")]
    assert best_of_groups([0.9, 0.8], shop) == [Chosen(0, 0), Chosen(1, 0)]
    shown = set(identities(shop[0], grouped=True))
    assert shown.isdisjoint(identities(shop[1], grouped=True))


def test_ungrouped_only_the_listing_itself_has_been_shown() -> None:
    assert identities(offer("a", group="alma"), grouped=False) == ("listing:a",)
    assert identities(offer("a", group="alma"), grouped=True) == ("listing:a", "group:alma")


@settings(deadline=None)
@given(shop=offers(), data=st.data())
def test_every_design_has_one_result_that_no_variant_beats(
    shop: list[StoredListing], data: st.DataObject
) -> None:
    scores = sorted(data.draw(st.lists(TIED, min_size=len(shop), max_size=len(shop))), reverse=True)
    chosen = best_of_groups(scores, shop)
    designs = [design_of(shop[each.place].listing) for each in chosen]
    assert sorted(designs) == sorted({design_of(stored.listing) for stored in shop})
    assert [each.place for each in chosen] == sorted(each.place for each in chosen)
    assert sum(each.variants + 1 for each in chosen) == len(shop)
    for each, design in zip(chosen, designs, strict=True):
        best = shop[each.place].listing
        for score, stored in zip(scores, shop, strict=True):
            if design_of(stored.listing) == design:
                other = stored.listing
                assert (-scores[each.place], not best.in_stock, best.id) <= (
                    -score,
                    not other.in_stock,
                    other.id,
                )


@settings(deadline=None)
@given(shop=offers(), cut=st.integers(0, 20))
def test_a_deeper_look_changes_no_choice(shop: list[StoredListing], cut: int) -> None:
    scores = [1 - place / 100 for place in range(len(shop))]
    few = [each.place for each in best_of_groups(scores[:cut], shop[:cut])]
    many = [each.place for each in best_of_groups(scores, shop)]
    assert many[: len(few)] == few
