"""Each loss beside a slow and obvious version of it, and with nothing to learn from."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log, sqrt

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import normalize

from backend.training import losses
from backend.training.losses import UNKNOWN

SEEDS = st.integers(0, 10_000)
SIZES = st.integers(1, 9)


def rows(seed: int, n: int, d: int = 5) -> Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def units(seed: int, n: int, d: int = 5) -> Tensor:
    return normalize(rows(seed, n, d), dim=1)


def numbers(seed: int, n: int, low: int, high: int) -> Tensor:
    return torch.randint(low, high, (n,), generator=torch.Generator().manual_seed(seed))


def some(seed: int, n: int) -> Tensor:
    """Which answers are wrong to which question; never the own one."""
    drawn = torch.rand(n, n, generator=torch.Generator().manual_seed(seed)) < 0.6
    return drawn & ~torch.eye(n, dtype=torch.bool)


def log_softmax(scores: list[float], at: int) -> float:
    return scores[at] - max(scores) - log(sum(exp(score - max(scores)) for score in scores))


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def assert_close(loss: Tensor, expected: float) -> None:
    assert float(loss) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@settings(max_examples=40)
@given(seed=SEEDS, n=SIZES)
def test_one_value_of_several_is_told_by_its_logarithm(seed: int, n: int) -> None:
    logits, values = rows(seed, n), numbers(seed, n, UNKNOWN, 5)
    expected = []
    for row, value in zip(logits.tolist(), values.tolist(), strict=True):
        if value != UNKNOWN:
            smooth = [0.05 / 5 + (0.95 if at == value else 0) for at in range(5)]
            expected.append(-sum(s * log_softmax(row, at) for at, s in enumerate(smooth)))

    assert_close(losses.single_valued(logits, values), mean(expected))


@settings(max_examples=40)
@given(seed=SEEDS, n=SIZES)
def test_what_another_network_saw_is_told_by_all_of_its_probabilities(seed: int, n: int) -> None:
    logits, seen = rows(seed, n), rows(seed + 1, n).softmax(dim=1)
    expected = [
        -sum(likely * log_softmax(row, at) for at, likely in enumerate(each))
        for row, each in zip(logits.tolist(), seen.tolist(), strict=True)
    ]

    assert_close(losses.as_seen(logits, seen), mean(expected))


@settings(max_examples=40)
@given(seed=SEEDS, n=SIZES)
def test_each_of_several_values_is_a_question_of_its_own(seed: int, n: int) -> None:
    logits = rows(seed, n, 4)
    values = (rows(seed + 1, n, 4) > 0).long()
    values[numbers(seed + 2, n, 0, 3) == 0] = UNKNOWN
    expected = []
    for row, value in zip(logits.tolist(), values.tolist(), strict=True):
        for logit, one in zip(row, value, strict=True):
            if one != UNKNOWN:
                right = 1 / (1 + exp(-logit))
                expected.append(-log(right if one else 1 - right))

    assert_close(losses.several_valued(logits, values), mean(expected))


@settings(max_examples=60)
@given(seed=SEEDS, n=SIZES)
def test_contrastive_pulls_a_group_out_of_the_crowd(seed: int, n: int) -> None:
    vectors, groups = units(seed, n), numbers(seed, n, UNKNOWN, 4)
    listed, told = vectors.tolist(), groups.tolist()
    asked = [i for i in range(n) if told[i] != UNKNOWN]
    expected = []
    for i in asked:
        others = [j for j in asked if j != i]
        scores = [dot(listed[i], listed[j]) / 0.2 for j in others]
        own = [at for at, j in enumerate(others) if told[j] == told[i]]
        if own:
            expected.append(-mean([log_softmax(scores, at) for at in own]))

    assert_close(losses.contrastive(vectors, groups, 0.2), mean(expected))


def slow_triplet(scores: list[list[float]], wrong: list[list[bool]], margin: float) -> float:
    each = []
    for i, row in enumerate(scores):
        candidates = [score for score, is_wrong in zip(row, wrong[i], strict=True) if is_wrong]
        if not candidates:
            continue
        below = [score for score in candidates if score < row[i]]
        each.append(max(0.0, margin - row[i] + (max(below) if below else min(candidates))))
    return mean(each)


@settings(max_examples=60)
@given(seed=SEEDS, n=SIZES, margin=st.floats(0.01, 2))
def test_a_triplet_takes_the_best_of_those_that_are_worse(seed: int, n: int, margin: float) -> None:
    scores, wrong = rows(seed, n, n), some(seed, n)

    loss = losses.semi_hard_triplets(scores, wrong, margin)

    assert_close(loss, slow_triplet(scores.tolist(), wrong.tolist(), margin))


@settings(max_examples=60)
@given(seed=SEEDS, n=SIZES)
def test_a_positive_is_found_among_the_wrong_answers_only(seed: int, n: int) -> None:
    scores, wrong = rows(seed, n, n), some(seed, n)
    expected = []
    for i in range(n):
        among = [i, *(j for j in range(n) if wrong[i, j])]
        if len(among) > 1:
            expected.append(-log_softmax([float(scores[i, j]) for j in among], 0))

    assert_close(losses.among_candidates(scores, wrong), mean(expected))


@settings(max_examples=40)
@given(seed=SEEDS, n=SIZES)
def test_neighbours_among_other_designs_stay_as_the_backbone_has_them(seed: int, n: int) -> None:
    vectors, reference = units(seed, n), units(seed + 1, n, 7).abs()
    designs = numbers(seed, n, 0, 4)
    seen, before, told = vectors.tolist(), reference.tolist(), designs.tolist()
    pairs = [(i, j) for i in range(n) for j in range(n) if told[i] != told[j]]
    near = [dot(before[i], before[j]) for i, j in pairs]
    expected = []
    if pairs:
        middle = mean(near)
        spread = max(sqrt(sum((x - middle) ** 2 for x in near) / (len(near) - 1)), 1e-3)
        for i in range(n):
            others = [j for j in range(n) if told[i] != told[j]]
            if others:
                wanted = [dot(before[i], before[j]) / spread for j in others]
                got = [dot(seen[i], seen[j]) / 0.14 for j in others]
                expected.append(
                    sum(
                        exp(log_softmax(wanted, at))
                        * (log_softmax(wanted, at) - log_softmax(got, at))
                        for at in range(len(others))
                    )
                )

    loss = losses.related_alike(vectors, reference, designs, 0.07)

    assert_close(loss, mean(expected))
    assert float(loss) > -1e-9


@settings(max_examples=30)
@given(seed=SEEDS, n=SIZES)
def test_what_is_kept_is_measured_by_the_angle(seed: int, n: int) -> None:
    features, untouched = rows(seed, n), rows(seed + 1, n)
    expected = [
        1 - dot(a, b) / sqrt(dot(a, a) * dot(b, b))
        for a, b in zip(features.tolist(), untouched.tolist(), strict=True)
    ]

    assert_close(losses.kept_alike(features, untouched), mean(expected))


EDGES = st.tuples(st.floats(0, 0.45), st.floats(0.55, 1))


@settings(max_examples=40)
@given(seed=SEEDS, across=EDGES, down=EDGES)
def test_attention_counts_by_how_much_of_a_cell_is_in_the_box(
    seed: int, across: tuple[float, float], down: tuple[float, float]
) -> None:
    height, width, fine = 3, 4, 60
    attention = rows(seed, 1, height * width).softmax(dim=1).view(1, height, width)
    inside = 0.0
    for y in range(height * fine):  # the cells in tiny pieces, each within the box or not
        for x in range(width * fine):
            middle = ((x + 0.5) / (width * fine), (y + 0.5) / (height * fine))
            if across[0] <= middle[0] < across[1] and down[0] <= middle[1] < down[1]:
                inside += float(attention[0, y // fine, x // fine]) / fine**2
    box = torch.tensor([[across[0], down[0], across[1], down[1]]], dtype=torch.float64)

    assert float(losses.attended(attention, box)) == pytest.approx(-log(inside), abs=0.05)


def test_pictures_without_a_box_are_left_out_of_attention() -> None:
    attention = rows(1, 2, 4).softmax(dim=1).view(2, 2, 2)
    left = torch.tensor([0.0, 0.0, 0.5, 1.0], dtype=torch.float64)
    boxes = torch.stack([torch.full((4,), torch.nan, dtype=torch.float64), left])

    expected = -log(float(attention[1, :, 0].sum()))

    assert float(losses.attended(attention, boxes)) == pytest.approx(expected)


NO_ANSWER_IS_WRONG = torch.zeros(4, 4, dtype=torch.bool)
ALL_UNKNOWN = torch.full((4,), UNKNOWN)
NOTHING: dict[str, Callable[[Tensor], Tensor]] = {
    "single": lambda x: losses.single_valued(x, ALL_UNKNOWN),
    "several": lambda x: losses.several_valued(x, torch.full((4, 4), UNKNOWN)),
    "contrastive": lambda x: losses.contrastive(x, ALL_UNKNOWN, 0.1),
    "contrastive, all alone": lambda x: losses.contrastive(x, torch.arange(4), 0.1),
    "triplet": lambda x: losses.semi_hard_triplets(x, NO_ANSWER_IS_WRONG, 0.1),
    "candidates": lambda x: losses.among_candidates(x, NO_ANSWER_IS_WRONG),
    "relation": lambda x: losses.related_alike(x, x.detach(), torch.zeros(4), 0.1),
    "kept": lambda x: losses.kept_alike(x[:0], x[:0].detach()),
    "attention": lambda x: losses.attended(x.view(1, 4, 4), torch.full((1, 4), torch.nan)),
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_to_learn_is_a_loss_and_a_gradient_of_zero(name: str) -> None:
    given_ = rows(3, 4, 4).requires_grad_()

    loss = NOTHING[name](given_)
    loss.backward()  # type: ignore[no-untyped-call]

    assert float(loss.detach()) == 0
    assert given_.grad is not None
    assert (given_.grad == 0).all()


HALF_KNOWN = torch.tensor([UNKNOWN, 1, UNKNOWN, 1])
SOMETHING: dict[str, Callable[[Tensor], Tensor]] = {
    "single": lambda x: losses.single_valued(x, HALF_KNOWN),
    "several": lambda x: losses.several_valued(x, HALF_KNOWN[:, None].expand(-1, 4).clamp(max=1)),
    "contrastive": lambda x: losses.contrastive(
        normalize(x, dim=1), torch.tensor([UNKNOWN, 1, 1, 2]), 0.07
    ),
    "triplet": lambda x: losses.semi_hard_triplets(x, some(0, 4), 9.0),
    "candidates": lambda x: losses.among_candidates(x, some(0, 4)),
    "relation": lambda x: losses.related_alike(
        normalize(x, dim=1), units(9, 4).abs(), torch.tensor([0, 0, 1, 2]), 0.07
    ),
    "kept": lambda x: losses.kept_alike(x, rows(8, 4, 4)),
    "attention": lambda x: losses.attended(
        x.flatten().softmax(dim=0).view(1, 4, 4),
        torch.tensor([[0.1, 0.1, 0.4, 0.4]], dtype=x.dtype),
    ),
}


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("name", SOMETHING)
def test_gradients_are_finite_and_lead_downhill(name: str, scale: float) -> None:
    given_ = (rows(4, 4, 4) * scale).requires_grad_()
    loss = SOMETHING[name](given_)
    loss.backward()  # type: ignore[no-untyped-call]
    assert given_.grad is not None
    assert torch.isfinite(given_.grad).all()
    length = float(given_.grad.norm())

    if length > 1e-9:
        downhill = given_.detach() - 1e-4 * scale * given_.grad / length
        assert float(SOMETHING[name](downhill)) < float(loss.detach())
    else:
        assert scale == 1e3  # saturated


@pytest.mark.parametrize("name", ["contrastive", "relation"])
def test_copies_of_one_vector_break_nothing(name: str) -> None:
    given_ = torch.ones(4, 4, dtype=torch.float64, requires_grad=True)

    loss = SOMETHING[name](given_)
    loss.backward()  # type: ignore[no-untyped-call]

    assert torch.isfinite(loss)
    assert given_.grad is not None
    assert torch.isfinite(given_.grad).all()
