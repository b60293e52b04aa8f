from __future__ import annotations

import pytest

from backend.catalogue.database import Database
from backend.encoder.calibration import probability
from backend.errors import InvalidInput, NotFound
from backend.search.compare import MOST_COMPARED, compare_listings
from backend.search.inquiry import Inquiry
from tests.fixtures.databases import empty
from tests.fixtures.services import Pictures, Workshop, workshop_on
from tests.unit.search.rooms.matching import BLUE, GREY, RED, furnished, matched, offer


@pytest.fixture
def workshop(sqlite_catalogue: Database, pictures: Pictures) -> Workshop:
    empty(sqlite_catalogue)
    return workshop_on(sqlite_catalogue, pictures)


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    furnished(
        matched(workshop),
        {
            "sofa": (RED, "sofa"),
            "red-rug": (RED, "rug"),
            "blue-rug": (BLUE, "rug"),
            "chair": (RED, "armchair"),
            "thing": (GREY, None),
        },
    )
    return workshop


def test_a_pair_is_judged_both_ways(shop: Workshop) -> None:
    """A red sofa wants a blue rug, a blue rug wants its like, and every logit is half a score."""
    found = compare_listings(Inquiry.begin(shop.services), ["sofa", "blue-rug"])
    (pair,) = found.pairs
    assert (pair.goes_with.first, pair.goes_with.second) == ("sofa", "blue-rug")
    assert pair.second_beside_first == pytest.approx(probability(0.5))
    back, both = pair.first_beside_second, pair.goes_with.probability
    assert back is not None
    assert both is not None
    assert back < both < probability(0.5)
    assert found.release == "matching"


def test_the_order_of_two_changes_only_which_is_first(shop: Workshop) -> None:
    there = compare_listings(Inquiry.begin(shop.services), ["sofa", "blue-rug"])
    back = compare_listings(Inquiry.begin(shop.services), ["blue-rug", "sofa"])
    assert there.score == pytest.approx(back.score)
    assert there.pairs[0].second_beside_first == back.pairs[0].first_beside_second
    assert there.pairs[0].looks_like == back.pairs[0].looks_like


def test_likeness_is_a_matter_of_looks(shop: Workshop) -> None:
    same = compare_listings(Inquiry.begin(shop.services), ["red-rug", "chair"]).pairs[0].looks_like
    other = (
        compare_listings(Inquiry.begin(shop.services), ["red-rug", "blue-rug"]).pairs[0].looks_like
    )
    assert same.similarity == pytest.approx(1)
    assert same.similarity <= 1
    assert other.similarity < 0.7
    assert same.probability == pytest.approx(probability(0.5))
    assert other.probability is not None
    assert same.probability is not None
    assert other.probability < same.probability


def test_a_set_adds_up_its_pairs_and_names_the_weakest(shop: Workshop) -> None:
    ids = ["sofa", "red-rug", "chair"]
    found = compare_listings(Inquiry.begin(shop.services), ids)
    named = [(pair.goes_with.first, pair.goes_with.second) for pair in found.pairs]
    assert named == [("sofa", "red-rug"), ("sofa", "chair"), ("red-rug", "chair")]
    assert found.score == pytest.approx(sum(pair.goes_with.score for pair in found.pairs))
    told = [pair.goes_with.probability or 0 for pair in found.pairs]
    assert found.probability == pytest.approx(sum(told) / 3)
    assert found.weakest.probability == min(told)
    assert (found.weakest.first, found.weakest.second) == ("sofa", "red-rug")


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        ([], "at least 2"),
        (["sofa"], "at least 2"),
        (["sofa", "chair", "sofa"], "name sofa more than once"),
        ([f"l{number}" for number in range(MOST_COMPARED + 1)], f"{MOST_COMPARED} at most"),
    ],
)
def test_what_is_no_set_is_refused(shop: Workshop, ids: list[str], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        compare_listings(Inquiry.begin(shop.services), ids)
    assert list(caught.value.fields) == ["listings"]


def test_every_listing_that_is_not_there_is_named(shop: Workshop) -> None:
    with pytest.raises(NotFound, match="gone, lost"):
        compare_listings(Inquiry.begin(shop.services), ["gone", "sofa", "lost"])
    offer(shop, "new", RED, "rug")
    with pytest.raises(NotFound, match="new is not searchable yet"):
        compare_listings(Inquiry.begin(shop.services), ["new", "sofa"])


def test_without_a_category_nothing_is_known_of_what_goes_with_it(shop: Workshop) -> None:
    with pytest.raises(InvalidInput, match="thing has no category"):
        compare_listings(Inquiry.begin(shop.services), ["sofa", "thing"])


def test_a_release_that_knows_no_matches_says_so(workshop: Workshop) -> None:
    furnished(workshop, {"sofa": (RED, "sofa"), "rug": (BLUE, "rug")})
    with pytest.raises(InvalidInput, match="does not know what goes with what"):
        compare_listings(Inquiry.begin(workshop.services), ["sofa", "rug"])
