"""Which triangle is seen where: a z-buffer."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.kernel import kernel

NOTHING = -1
"""Stands where no triangle is."""

OUTSIDE = np.float32(-2e-5)
"""Barycentric coordinate down to which a point counts as inside: without it rounding leaves
pinholes between neighbours."""


@kernel
def rasterize(x, y, inverse_depth, faces, chosen, depth, triangle):
    """Draw the faces with `chosen[face]` into `depth` and `triangle`.

    x, y, inverse_depth (n,): vertices in (sub)pixels, 1/depth or -1 behind the camera; faces
    (m, 3); chosen (m,) bool; depth (h, w) float32, greatest 1/depth so far, zeros at first;
    triangle (h, w) int32, its face or -1.
    """
    height, width = depth.shape
    zero = np.float32(0.0)
    one = np.float32(1.0)
    half = np.float32(0.5)
    for face in range(faces.shape[0]):
        if not chosen[face]:
            continue
        a = faces[face, 0]
        b = faces[face, 1]
        c = faces[face, 2]
        xa, ya = x[a], y[a]
        xb, yb = x[b], y[b]
        xc, yc = x[c], y[c]
        left = max(0, math.ceil(min(xa, xb, xc) - half))
        right = min(width - 1, math.floor(max(xa, xb, xc) - half))
        top = max(0, math.ceil(min(ya, yb, yc) - half))
        bottom = min(height - 1, math.floor(max(ya, yb, yc) - half))
        if left > right or top > bottom:
            continue
        wa = inverse_depth[a]
        wb = inverse_depth[b]
        wc = inverse_depth[c]
        if wa <= zero or wb <= zero or wc <= zero:
            continue
        area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
        if abs(area) < np.float32(1e-9):
            continue
        inverse = one / area
        bx = (yc - ya) * inverse
        by = (xa - xc) * inverse
        cx = (ya - yb) * inverse
        cy = (xb - xa) * inverse
        wb -= wa
        wc -= wa
        px = np.float32(left) + half - xa
        for row in range(top, bottom + 1):
            py = np.float32(row) + half - ya
            lb = px * bx + py * by
            lc = px * cx + py * cy
            near = wa + lb * wb + lc * wc
            step = bx * wb + cx * wc
            start, stop = span(lb, bx, lc, cx, right + 1 - left)
            for k in range(start, stop):
                here = near + np.float32(k) * step
                if here > depth[row, left + k]:
                    depth[row, left + k] = here
                    triangle[row, left + k] = face


@kernel
def span(lb, bx, lc, cx, count):
    """First and last but one of `count` steps along a row at which all three barycentric
    coordinates are those of an inner point; b's is lb and grows by bx a step, c's likewise."""
    start = np.float32(0.0)
    stop = np.float32(count - 1)
    for value, slope in (
        (lb - OUTSIDE, bx),
        (lc - OUTSIDE, cx),
        (np.float32(1.0) - OUTSIDE - lb - lc, -bx - cx),
    ):
        if slope > np.float32(0.0):
            start = max(start, -value / slope)
        elif slope < np.float32(0.0):
            stop = min(stop, -value / slope)
        elif value < np.float32(0.0):
            return 0, 0
    return math.ceil(start), math.floor(stop) + 1
