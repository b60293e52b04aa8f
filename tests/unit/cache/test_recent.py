"""What was used last is kept, and no more than there is room for."""

from __future__ import annotations

from backend.cache.recent import Recent


def test_what_was_used_longest_ago_goes_first() -> None:
    recent = Recent[str, int](2)
    recent.put_many({"a": 1})
    recent.put_many({"b": 2})
    assert recent.get_many(["a"]) == {"a": 1}
    recent.put_many({"c": 3})
    assert recent.get_many(["a", "b", "c"]) == {"a": 1, "c": 3}


def test_a_new_value_takes_the_place_of_the_old() -> None:
    recent = Recent[str, int](2)
    recent.put_many({"a": 1, "b": 2})
    recent.put_many({"a": 4})
    recent.put_many({"c": 3})
    assert recent.get_many(["a", "b", "c"]) == {"a": 4, "c": 3}


def test_more_at_once_than_there_is_room_for_leaves_the_last() -> None:
    recent = Recent[int, int](3)
    recent.put_many({number: number for number in range(10)})
    assert recent.get_many(range(10)) == {7: 7, 8: 8, 9: 9}
