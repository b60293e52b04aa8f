"""Simple polygons in the plane: area, corners, insetting, triangles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def area(corners: Points) -> float:
    """Signed area of a polygon (n, 2): positive when the first axis turns towards the second."""
    following = np.roll(corners, -1, axis=0)
    return float(np.sum(_cross(corners, following)) / 2)


def clean(corners: Points) -> Points:
    """The polygon without repeated corners. Raises ValueError when no area is left."""
    if corners.ndim != 2 or corners.shape[1] != 2 or not np.isfinite(corners).all():
        raise ValueError(f"an outline is finite and (n, 2), not {corners.shape}")
    apart = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1) > 1e-7
    corners = corners[apart]
    if len(corners) < 3 or abs(area(corners)) < 1e-12:
        raise ValueError("an outline needs an area")
    return corners


def corner_turns(corners: Points) -> Points:
    """Angle (n,) by which the outline turns at each corner, radians, signed as the area."""
    after = np.roll(corners, -1, axis=0) - corners
    before = np.roll(after, 1, axis=0)
    turns: Points = np.arctan2(_cross(before, after), np.sum(before * after, axis=1))
    return turns


def inset_steps(corners: Points) -> Points:
    """Steps (n, 2) that move every side inwards by one, corners being mitred."""
    following = np.roll(corners, -1, axis=0) - corners
    inward = np.sign(area(corners)) * np.column_stack([-following[:, 1], following[:, 0]])
    inward /= np.linalg.norm(following, axis=1, keepdims=True)
    joined = inward + np.roll(inward, 1, axis=0)
    # |joined| = 2 cos(half turn), and a mitre is 1 / cos(half turn) long.
    steps: Points = 2 * joined / np.maximum(np.sum(joined**2, axis=1, keepdims=True), 1e-6)
    return steps


def fitting_inset(corners: Points, wanted: float) -> float:
    """The most, up to `wanted`, by which all sides can move inwards and leave a simple polygon."""
    steps = inset_steps(corners)
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    change = np.sum((np.roll(steps, -1, axis=0) - steps) * sides, axis=1) / lengths
    shrinking = change < -1e-9
    inset = min(
        wanted, 0.9 * float(np.min(lengths[shrinking] / -change[shrinking], initial=np.inf))
    )
    # No side has vanished by then, but a notch may have met the side opposite.
    while inset > 1e-5 and not _is_simple(corners + inset * steps, np.sign(area(corners))):
        inset /= 2
    return inset if inset > 1e-5 else 0.0


def _is_simple(corners: Points, sign: float) -> bool:
    """Whether ears cover the polygon once, all of them turning by `sign`."""
    triangles = corners[ears(corners)]
    areas = sign * _cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    return bool(np.all(areas > -1e-12))


def ears(corners: Points) -> NDArray[np.int32]:
    """Triangles (n - 2, 3) of a simple polygon, by clipping ears; they turn as the polygon does.

    Convex polygons are fanned, which needs no search.
    """
    sign = 1.0 if area(corners) > 0 else -1.0
    count = len(corners)
    following, before = np.roll(corners, -1, axis=0), np.roll(corners, 1, axis=0)
    bends = sign * _cross(corners - before, following - corners)
    if np.all(bends >= -1e-12):
        rim = np.arange(1, count - 1)
        return np.column_stack([np.zeros_like(rim), rim, rim + 1]).astype(np.int32)
    left = list(range(count))
    triangles: list[tuple[int, int, int]] = []
    while len(left) > 3:
        ear = _best_ear(corners[left], sign)
        triangles.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    triangles.append((left[0], left[1], left[2]))
    return np.array(triangles, dtype=np.int32)


def _best_ear(corners: Points, sign: float) -> int:
    """The ear with the shortest cut, so that triangles stay plump; the flattest corner if rounding
    leaves no ear at all."""
    before, following = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    bends = sign * _cross(corners - before, following - corners)
    for candidate in np.argsort(np.sum((following - before) ** 2, axis=1)):
        if bends[candidate] <= 1e-14:
            continue
        triangle = (before[candidate], corners[candidate], following[candidate])
        inside = np.ones(len(corners), dtype=bool)
        for start, end in zip(triangle, (*triangle[1:], triangle[0]), strict=True):
            inside &= sign * _cross(end - start, corners - start) >= -1e-14
        own = [candidate - 1, candidate, (candidate + 1) % len(corners)]
        inside[own] = False
        if not inside.any():
            return int(candidate)
    return int(np.argmin(np.abs(bends)))


def _cross(one: Points, other: Points) -> Points:
    product: Points = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    return product
