"""Stages of a build by themselves, with made-up listings."""

from __future__ import annotations

import numpy as np

from backend.dataset.records import ListingRow, PaletteColor, Share, Size, TruthRow
from backend.studio.build.interactions import _offer, _Scores
from backend.studio.build.listings import Made
from backend.studio.build.rooms import stylists
from backend.studio.shoppers.sessions import Shop


def made(listing: str, category: str, lightness: float) -> Made:
    color = PaletteColor(l=lightness, a=0.05, b=0.05, share=1.0)
    return Made(
        ListingRow(id=listing, title=listing, category=category, price=100.0, split="train"),
        TruthRow(
            id=listing,
            group=listing,
            category=category,
            style="boho",
            styles={"boho": 1.0},
            colors=(Share(name="red", share=1.0),),
            palette=(color,),
            materials=(),
            pattern="plain",
            busy=0.0,
            size_cm=Size(),
        ),
    )


def test_scores_are_those_of_the_shelves_listings_whatever_their_order() -> None:
    # By number 9999 comes first, by letters 10000 does.
    rows = [
        made("sofa-9999", "sofa", 0.2),
        made("sofa-10000", "sofa", 0.9),
        made("rug-1", "rug", 0.5),
    ]
    stylist = stylists(rows)["train"]
    shop = Shop([_offer(each) for each in rows], seed=1)
    scores = _Scores(stylist, shop, "train")("rug-1", "sofa")
    assert shop.listings("train", "sofa") == ("sofa-9999", "sofa-10000")
    expected = [stylist.pair_score("rug-1", sofa) for sofa in ("sofa-9999", "sofa-10000")]
    assert expected[0] != expected[1]
    np.testing.assert_allclose(scores, expected)
