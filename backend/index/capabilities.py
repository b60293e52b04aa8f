"""What each kind of Milvus can do, declared.

Never probed: an empty Milvus Lite accepts GPU_IVF_FLAT and then cannot load the collection, and a
CPU server accepts it and stays "InProgress" for ever.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

Backend = Literal["lite", "cpu", "gpu"]
GpuIndex = Literal["GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"]
VectorIndexType = Literal["IVF_FLAT", "GPU_IVF_FLAT", "GPU_IVF_PQ", "GPU_BRUTE_FORCE"]

# The index is declared on an empty collection, before anybody knows how large it will be. Milvus
# builds it per segment of 1,024 rows and more, up to about half a million at our sizes; 256 lists
# can be trained on the smallest of them and still cut the largest into lists of 2,000.
_NLIST: Final = 256

# Of 100,000 clustered vectors, recall@20 is 1.0 when a sixteenth of the lists is looked into.
_LOOK_INTO: Final = 1 / 8


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

    def nprobe(self, *, filtered: bool) -> int | None:
        """How many lists a search looks into; None where there are none.

        All of them under a filter: Milvus filters inside the lists it looks into, so with a few of
        them a narrow filter loses most of what it should find (recall .23 at one in a thousand),
        while looking into all costs little more, as what the filter drops is never compared.
        """
        if self.nlist is None or filtered:
            return self.nlist
        return max(1, int(self.nlist * _LOOK_INTO))


_INDEXED_SCALARS: Final = ("category", "style", "group", "price_cents")


def capabilities_of(backend: Backend, gpu_index: GpuIndex = "GPU_IVF_FLAT") -> Capabilities:
    """`gpu_index` counts only where the backend is `gpu`."""
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
                interim_index=True,
            )
        case "gpu":
            return Capabilities(
                vector_index=gpu_index,
                nlist=None if gpu_index == "GPU_BRUTE_FORCE" else _NLIST,
                max_limit=1_024,
                scalar_indexes=_INDEXED_SCALARS,
                interim_index=True,
            )
