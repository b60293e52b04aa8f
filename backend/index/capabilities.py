"""What each kind of Milvus can do, declared.

Never probed: an empty Milvus Lite accepts GPU_IVF_FLAT and then cannot load the collection, and a
CPU server accepts it and stays "InProgress" for ever.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from msgspec import Struct

Backend = Literal["lite", "cpu", "gpu"]
GpuIndex = Literal["GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"]
VectorIndexType = Literal["IVF_FLAT", "GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"]

# The index is declared on an empty collection, before anybody knows how large it will be. Milvus
# builds it per segment of 1,024 rows and more, up to about half a million at our sizes; 256 lists
# can be trained on the smallest of them and still cut the largest into lists of 2,000.
_NLIST: Final = 256

# Measured with 256 lists over 5,000 to 100,000 vectors, in clusters and near a subspace: recall@10
# is .997 and more where nothing is filtered and a quarter of the lists is looked into (an eighth:
# .975). What decides then is not how many match but which. Where a filter drops just what is
# nearest, the nearest that match lie scattered over lists far away: 97 % matching want five eighths
# of the lists for .99, 95 % three quarters, 90 % all but a few. And looking further is cheap, as
# what the filter drops is never compared. So four in a hundred dropped are enough to look into all.
# Vectors without structure would want nearly all lists even unfiltered; no encoder gives those.
_UNFILTERED: Final = 1 / 4
_PER_SHARE_DROPPED: Final = 12.5
_SHARE_FOR_ALL: Final = 0.96

# Recall among the first 256 is .97 at that depth, and falls further down.
_LIMIT_FOR_ALL: Final = 256


class Capabilities(Struct, frozen=True, kw_only=True):
    """How the adapter must talk to one kind of Milvus."""

    vector_index: VectorIndexType
    nlist: int | None
    """Lists of the inverted file; None where there is none and every search is exact."""
    max_limit: int
    """Most hits one search can return."""
    scalar_indexes: tuple[str, ...] = ()
    """Scalar fields that get an index, of the type the server thinks best."""
    lists_as_text: bool = False
    """Lists are stored as one text instead of as an array."""
    interim_index: bool = False
    """Rows not yet sealed may be searched by an inverted file of the server's own, whose depth no
    query can set: under a narrow filter it finds 2 of 15 (knowhere's issues 354 and 1657)."""
    calls_at_once: int = 1
    """Searches that differ in the query alone and are under way at the same time; those that come
    meanwhile share the next call."""

    @property
    def distances_are_true(self) -> bool:
        """Whether the index compares the vectors themselves."""
        return self.vector_index != "GPU_IVF_PQ"

    @property
    def is_exact_throughout(self) -> bool:
        """Whether a search that looks into all lists compares all that matches, by its distance."""
        return self.distances_are_true and not self.interim_index

    def build_params(self, dimension: int) -> dict[str, object]:
        """Parameters of the vector index."""
        params: dict[str, str | int] = {}
        if self.nlist is not None:
            params["nlist"] = self.nlist
        if self.vector_index in ("GPU_IVF_FLAT", "GPU_IVF_PQ"):
            # "true" would keep a second copy of every vector in GPU memory.
            params["cache_dataset_on_device"] = "false"
        if self.vector_index == "GPU_IVF_PQ":
            # Parts of equal size that a vector is cut into, each stored in one byte.
            params["m"] = dimension // 4 if dimension % 4 == 0 else dimension
            params["nbits"] = 8
        # A server reads either, Lite only the inner ones.
        return {**params, "params": params} if params else {}

    def nprobe(self, limit: int, selectivity: float | None) -> int | None:
        """How many lists a search for `limit` hits looks into, of which the share `selectivity`, in
        [0, 1], of all entries matches the filter; None where there are no lists.

        All of them where nobody knows that share: Milvus filters inside the lists it looks into, so
        that with a few of them a narrow filter loses most of what it should find.
        """
        if self.nlist is None:
            return None
        if selectivity is None or selectivity < _SHARE_FOR_ALL or limit > _LIMIT_FOR_ALL:
            return self.nlist
        share = _UNFILTERED + _PER_SHARE_DROPPED * (1 - min(1.0, selectivity))
        return min(self.nlist, math.ceil(self.nlist * share))


_INDEXED_SCALARS: Final = ("category", "style", "group", "price_cents")


def capabilities_of(
    backend: Backend, gpu_index: GpuIndex = "GPU_IVF_FLAT", *, interim_index: bool = True
) -> Capabilities:
    """`gpu_index` counts only where the backend is `gpu`, `interim_index` where it is not Lite."""
    match backend:
        case "lite":
            # One list: Lite goes through every row in Python whatever the index, so that more cost
            # training and save nothing, while its brute force copies all vectors for each search.
            # Lists of values as text: it evaluates `array_contains` row by row (330 ms for 10,000
            # rows) and `like` in Arrow (16 ms).
            return Capabilities(
                vector_index="IVF_FLAT", nlist=1, max_limit=16_384, lists_as_text=True
            )
        case "cpu":
            return Capabilities(
                vector_index="IVF_FLAT",
                nlist=_NLIST,
                max_limit=16_384,
                scalar_indexes=_INDEXED_SCALARS,
                interim_index=interim_index,
                calls_at_once=2,
            )
        case "gpu":
            return Capabilities(
                vector_index=gpu_index,
                nlist=None if gpu_index == "GPU_BRUTE_FORCE" else _NLIST,
                max_limit=1_024,
                scalar_indexes=_INDEXED_SCALARS,
                interim_index=interim_index,
            )
