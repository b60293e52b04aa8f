from __future__ import annotations

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from backend.dataset.records import Size
from backend.studio.labels.prices import price_of, stock_of

WOOD = {"wood": 1.0}
PLAIN = {"contemporary": 1.0}


def sofa(number: int, finish: int = 0, *, width: float = 210.0, **materials: float) -> float:
    size = Size(width=width, depth=90.0, height=80.0)
    return price_of("sofa", size, materials or {"fabric": 1.0}, PLAIN, 1, f"sofa-{number}", finish)


@given(
    st.sampled_from(["sofa", "stool", "plant", "rug", "other"]),
    st.floats(1, 400),
    st.floats(1, 400),
    st.integers(0, 1000),
)
def test_prices_are_hundredths_and_end_as_shops_end_them(
    category: str, width: float, height: float, number: int
):
    size = Size(width=width, depth=1.0, height=height)
    price = price_of(category, size, WOOD, PLAIN, 1, f"x-{number}", 0)
    cents = round(price * 100)
    assert price > 0
    assert price == cents / 100
    assert cents % 100 in (0, 90, 95)
    if price >= 100:
        assert cents % 1000 in (0, 900)


def test_finishes_of_a_design_differ_little_and_designs_much():
    prices = [[sofa(number, finish) for finish in range(4)] for number in range(100)]
    assert all(max(each) <= 1.25 * min(each) for each in prices)
    assert any(len(set(each)) == 1 for each in prices)
    assert any(len(set(each)) > 1 for each in prices)
    assert max(max(prices)) > 2 * min(min(prices))


def test_leather_costs_more_than_fabric_and_large_more_than_small():
    designs = range(40)
    usual = median(sofa(number) for number in designs)
    assert median(sofa(number, leather=1.0) for number in designs) > 1.3 * usual
    assert median(sofa(number, width=300.0) for number in designs) > 1.15 * usual


def test_stock_is_sometimes_none_and_sometimes_not_counted():
    stock = [stock_of(1, f"sofa-{number}-a") for number in range(2000)]
    assert 0.02 < stock.count(None) / 2000 < 0.12
    assert 0.05 < stock.count(0) / 2000 < 0.16
    assert all(count is None or 0 <= count <= 250 for count in stock)
