from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from backend.encoder import microbatch
from backend.encoder.manifest import Manifest
from backend.encoder.microbatch import BatchingEncoder, _Call, batches_at_once
from backend.encoder.port import Encodes, Vectors
from backend.encoder.session import Encoder
from backend.errors import EncoderUnavailable, Overloaded
from tests.fakes.encoder import SIZE, ColorEncoder
from tests.fixtures.polling import Told, until

RELEASE = Path(__file__).parents[3] / "demo" / "release"
HOURS = 36_000.0
"""Longer than any test may run: who waits for it is seen to hang."""

pytestmark = pytest.mark.timeout(120)


class HeldEncoder:
    """Implements `Encodes` around another: a batch waits until it is let, or all are.

    `batches` holds the number of pictures of each; `failure` is raised instead of an answer.
    """

    def __init__(self, encoder: Encodes) -> None:
        self.encoder = encoder
        self.batches: list[int] = []
        self.failure: BaseException | None = None
        self._let = threading.Semaphore(0)

    def let(self, batches: int) -> None:
        self._let.release(batches)

    def let_all(self) -> None:
        self._let.release(1000)

    @property
    def manifest(self) -> Manifest:
        return self.encoder.manifest

    @property
    def provider(self) -> str:
        return self.encoder.provider

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        if pictures:
            self.batches.append(len(pictures))
            assert self._let.acquire(timeout=60)
        if self.failure is not None:
            raise self.failure
        return self.encoder.encode(pictures)


@pytest.fixture
def held() -> Iterator[HeldEncoder]:
    encoder = HeldEncoder(ColorEncoder(matching=True))
    yield encoder
    encoder.let_all()


@pytest.fixture
def pool(held: HeldEncoder) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(24) as pool:
        yield pool
        held.let_all()  # before the pool waits for its threads


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return Encoder.load(RELEASE, "cpu")


def pictures(count: int, seed: int = 0, size: int = SIZE) -> list[npt.NDArray[np.uint8]]:
    """Coarse random patterns, as in the contract's tests."""
    coarse = np.random.default_rng(seed).integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return list(coarse.repeat(size // 8, axis=1).repeat(size // 8, axis=2))


def assert_rows(given: dict[str, Vectors], expected: dict[str, Vectors]) -> None:
    assert given.keys() == expected.keys()
    for name, rows in expected.items():
        np.testing.assert_allclose(given[name], rows, atol=1e-5)


Come = Callable[..., "Future[dict[str, Vectors]]"]


@pytest.fixture
def come(pool: ThreadPoolExecutor) -> Come:
    """Have a caller come and be queued, or begin, before the next one."""

    def come(
        encoder: BatchingEncoder, held: HeldEncoder, count: int, seed: int
    ) -> Future[dict[str, Vectors]]:
        before = encoder.waiting + len(held.batches)
        future = pool.submit(encoder.encode, pictures(count, seed))
        until(lambda: encoder.waiting + len(held.batches) > before, seconds=30)
        return future

    return come


def test_a_lone_caller_waits_for_nobody() -> None:
    fake = ColorEncoder()
    encoder = BatchingEncoder(fake, wait_seconds=HOURS, timeout_seconds=HOURS)
    for seed in range(3):
        some = pictures(2, seed)
        assert_rows(encoder.encode(some), ColorEncoder().encode(some))
    assert fake.calls == [2, 2, 2]


def test_who_comes_while_a_batch_runs_shares_the_next(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=HOURS)
    answers = [come(encoder, held, 1 + seed % 3, seed) for seed in range(7)]
    assert held.batches == [1]

    held.let_all()

    for seed, answer in enumerate(answers):
        expected = held.encoder.encode(pictures(1 + seed % 3, seed))
        assert_rows(answer.result(timeout=60), expected)
    assert held.batches == [1, 2 + 3 + 1 + 2 + 3 + 1]
    assert encoder.waiting == 0


def test_batches_are_bounded_and_nobody_is_overtaken(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, most=5, wait_seconds=0, timeout_seconds=HOURS)
    answers = [come(encoder, held, count, count) for count in (1, 4, 3, 1, 9, 2, 2)]

    held.let_all()

    for answer in answers:
        answer.result(timeout=60)
    # The single picture would have fitted beside the four, before the three that came earlier.
    assert held.batches == [1, 4, 3 + 1, 9, 2 + 2]


def test_the_first_that_had_to_wait_waits_for_company(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, most=3, wait_seconds=HOURS, timeout_seconds=HOURS)
    first, second = come(encoder, held, 1, 1), come(encoder, held, 1, 2)
    held.let_all()
    first.result(timeout=60)
    until(lambda: encoder.waiting == 0, seconds=30)
    assert not second.done()

    third = come(encoder, held, 2, 3)

    assert_rows(second.result(timeout=60), held.encoder.encode(pictures(1, 2)))
    assert_rows(third.result(timeout=60), held.encoder.encode(pictures(2, 3)))
    assert held.batches == [1, 1 + 2]


def test_as_many_batches_run_side_by_side_as_are_allowed(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=HOURS, at_once=2)
    answers = [come(encoder, held, count, count) for count in (1, 2, 3, 4)]
    assert (held.batches, encoder.waiting) == ([1, 2], 2)

    held.let_all()

    for count, answer in zip((1, 2, 3, 4), answers, strict=True):
        assert_rows(answer.result(timeout=60), held.encoder.encode(pictures(count, count)))
    assert sum(held.batches) == 10


def test_a_gpu_runs_one_batch_and_a_cpu_one_for_its_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert batches_at_once("cuda", 1) == 1
    assert [batches_at_once("cpu", threads) for threads in (1, 3, 8, 64)] == [8, 2, 1, 1]


@pytest.mark.parametrize(
    "refused",
    [
        np.zeros((SIZE, SIZE + 1, 3), dtype=np.uint8),
        np.zeros((SIZE, SIZE), dtype=np.uint8),
        np.zeros((SIZE, SIZE, 3), dtype=np.float32),
    ],
    ids=["wide", "grey", "float"],
)
def test_a_refused_picture_concerns_its_own_caller_alone(
    held: HeldEncoder, come: Come, refused: npt.NDArray[np.uint8]
) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=HOURS)
    answers = [come(encoder, held, 1, seed) for seed in range(3)]
    with pytest.raises(ValueError, match=r"picture 1 is .* takes uint8 "):
        encoder.encode([*pictures(1), refused])

    held.let_all()

    for seed, answer in enumerate(answers):
        assert_rows(answer.result(timeout=60), held.encoder.encode(pictures(1, seed)))
    assert held.batches == [1, 2]


def test_no_pictures_are_answered_even_while_a_batch_runs(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held)
    come(encoder, held, 1, 1)
    assert {name: rows.shape for name, rows in encoder.encode([]).items()} == {
        name: (0, width) for name, width in held.manifest.widths.items()
    }


def test_a_model_that_fails_fails_everybody_in_the_batch_and_nobody_after(
    held: HeldEncoder, come: Come
) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=HOURS)
    answers = [come(encoder, held, 1, seed) for seed in range(4)]
    held.failure = EncoderUnavailable("The model could not run: out of memory")

    held.let_all()

    for answer in answers:
        with pytest.raises(EncoderUnavailable, match="out of memory"):
            answer.result(timeout=60)
    assert held.batches == [1, 3]
    held.failure = None
    assert_rows(encoder.encode(pictures(1, 9)), held.encoder.encode(pictures(1, 9)))


def test_a_batch_that_is_broken_off_leaves_nobody_waiting(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, most=2, wait_seconds=0, timeout_seconds=HOURS)
    first, second, third, fourth = (come(encoder, held, 1, seed) for seed in range(4))
    held.failure = SystemExit()

    held.let_all()

    for leader in (first, second):
        with pytest.raises(SystemExit):
            leader.result(timeout=60)
    with pytest.raises(EncoderUnavailable, match="broken off"):
        third.result(timeout=60)
    with pytest.raises(SystemExit):
        fourth.result(timeout=60)
    held.failure = None
    assert encoder.encode(pictures(1))["visual"].shape[0] == 1


def test_who_waits_too_long_is_told_so_and_leaves_the_queue(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=0.05)
    first = come(encoder, held, 1, 1)

    with pytest.raises(Overloaded, match=r"did not get to the picture within 0\.05 s") as refused:
        encoder.encode(pictures(2))

    assert refused.value.retry_after_seconds == 1
    assert encoder.waiting == 0
    held.let_all()
    assert_rows(first.result(timeout=60), held.encoder.encode(pictures(1, 1)))
    encoder.encode(pictures(3))
    assert held.batches == [1, 3]


def test_who_is_in_a_batch_that_hangs_is_told_so_too(
    held: HeldEncoder, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(microbatch, "_Call", lambda some: _Call(some, woken=Told(over)))
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=3)
    first, second, third = (come(encoder, held, 1, seed) for seed in range(3))
    held.let(1)
    first.result(timeout=60)
    until(lambda: held.batches == [1, 2], seconds=30)

    over.set()
    with pytest.raises(Overloaded):
        third.result(timeout=60)

    assert not second.done()
    held.let_all()
    assert_rows(second.result(timeout=60), held.encoder.encode(pictures(1, 1)))


def test_what_is_kept_of_a_batch_is_ones_own_alone(held: HeldEncoder, come: Come) -> None:
    encoder = BatchingEncoder(held, wait_seconds=0, timeout_seconds=HOURS)
    answers = [come(encoder, held, 1, seed) for seed in range(4)]
    held.let_all()
    shared = [answer.result(timeout=60)["visual"] for answer in answers[1:]]
    assert all(rows.base is None for rows in shared)


def test_a_crowd_gets_its_own_rows_and_leaves_no_thread() -> None:
    fake = ColorEncoder(matching=True)
    encoder = BatchingEncoder(fake, most=8, timeout_seconds=HOURS, at_once=2)
    before = set(threading.enumerate())

    def ask(seed: int) -> None:
        some = pictures(1 + seed % 5, seed)
        assert_rows(encoder.encode(some), ColorEncoder(matching=True).encode(some))

    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(ask, seed) for seed in range(400)]:
            done.result(timeout=100)

    assert sum(fake.calls) == sum(1 + seed % 5 for seed in range(400))
    assert encoder.waiting == 0
    assert set(threading.enumerate()) <= before


def test_the_shipped_release_answers_the_same_in_company(shipped: Encoder) -> None:
    held = HeldEncoder(shipped)
    encoder = BatchingEncoder(held, most=4, wait_seconds=0, timeout_seconds=HOURS)
    size = shipped.manifest.preprocessing.size
    asked = [pictures(1 + seed % 2, seed, size) for seed in range(6)]

    with ThreadPoolExecutor(len(asked)) as pool:
        answers = [pool.submit(encoder.encode, some) for some in asked]
        until(lambda: encoder.waiting == len(asked) - 1, seconds=60)
        held.let_all()
        given = [answer.result(timeout=100) for answer in answers]

    for some, rows in zip(asked, given, strict=True):
        assert_rows(rows, shipped.encode(some))
    assert max(held.batches) > 2  # more than any of them brought


def test_it_stands_for_the_encoder_it_wraps(shipped: Encoder) -> None:
    encoder: Encodes = BatchingEncoder(shipped)
    assert encoder.manifest is shipped.manifest
    assert encoder.provider == "cpu"
