"""What a phone's camera and an unsteady hand do to a picture."""

from __future__ import annotations

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.uint8]


def spoil(image: Pixels, severity: int, random: np.random.Generator) -> Pixels:
    """Colour cast, contrast, vignette, blur, noise and JPEG, the worse the higher `severity`
    (0..3); the size stays."""
    hard = severity / 3
    light = image.astype(np.float32)
    light *= _cast(hard, random)
    middle = 118.0
    light = (light - middle) * random.uniform(1 - 0.22 * hard, 1.08) + middle
    light *= random.uniform(1 - 0.35 * hard, 1 + 0.18 * hard)
    light *= _vignette(image.shape[0], image.shape[1], random.uniform(0, 0.12 + 0.25 * hard))
    picture = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    picture = _blurred(picture, hard, random)
    noisy = np.asarray(picture).astype(np.float32)
    noisy += random.normal(0, 0.6 + 5.0 * hard * random.random(), (*noisy.shape[:2], 1))
    noisy += _coarse_noise(noisy.shape, 0.4 + 5.0 * hard * random.random(), random)
    picture = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    quality = int(random.uniform(90 - 48 * hard, 94 - 22 * hard))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def _cast(hard: float, random: np.random.Generator) -> NDArray[np.float32]:
    """Warm bulbs or cold shade that the white balance left in, and a little green or magenta."""
    warmth = random.normal(0, 0.03 + 0.07 * hard)
    green = random.normal(0, 0.01 + 0.02 * hard)
    return np.array([1 + warmth, 1 + green, 1 - warmth], np.float32)


def _vignette(height: int, width: int, strength: float) -> NDArray[np.float32]:
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    corner: NDArray[np.float32] = (1 - strength * ((x * x + y * y) / 2) ** 1.5).astype(np.float32)
    return corner[..., None]


def _blurred(picture: Image.Image, hard: float, random: np.random.Generator) -> Image.Image:
    """Out of focus, or moved."""
    scale = picture.height / 384
    if random.random() < 0.25 + 0.45 * hard:
        radius = random.uniform(0.2, 0.4 + 1.6 * hard) * scale
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    if random.random() < 0.35 * hard:
        picture = _moved(picture, random.uniform(1, 2 + 5 * hard) * scale, random)
    return picture


def _moved(picture: Image.Image, length: float, random: np.random.Generator) -> Image.Image:
    angle = random.uniform(0, math.pi)
    steps = max(2, math.ceil(length))
    pixels = np.asarray(picture).astype(np.float32)
    reach = math.ceil(length)
    height, width = pixels.shape[:2]
    pixels = np.pad(pixels, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    total = np.zeros((height, width, 3), np.float32)
    for step in np.linspace(-0.5, 0.5, steps):
        left = reach + round(step * length * math.cos(angle))
        top = reach + round(step * length * math.sin(angle))
        total += pixels[top : top + height, left : left + width]
    return Image.fromarray((total / steps).astype(np.uint8))


def _coarse_noise(
    shape: tuple[int, ...], strength: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """Colour noise in blotches of two pixels, as a sensor's smoothing leaves it."""
    small = random.normal(0, strength, (shape[0] // 2 + 1, shape[1] // 2 + 1, 3))
    return small.repeat(2, axis=0).repeat(2, axis=1)[: shape[0], : shape[1]].astype(np.float32)
