"""Shoppers' photos, and pictures that a merchant uploads."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.params import MultipartBody, PathParameter, QueryParameter, RawBody
from msgspec import Struct

from backend.api.answers import photo_view
from backend.api.dependencies import requires_key, takes_form
from backend.api.openapi import UploadOperation
from backend.api.parameters import CropText, crop_of
from backend.api.problems import known
from backend.api.schemas import CompatibleResults, PhotoView, Results, UploadView
from backend.api.searches import Search
from backend.bootstrap import Services
from backend.errors import ImageRefused, MalformedRequest, sentence
from backend.images.decode import decode
from backend.images.formats import format_of
from backend.images.store import Suffix
from backend.search.asked import AskedPhoto
from backend.search.photo import add_photo, add_photo_from, erase_photo, see_photo
from backend.webhooks.payload import check_value

MAX_UPLOAD_BYTES = 20_000_000
_SUFFIXES: dict[str, Suffix] = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}

PhotoId = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$(?!\n)")]


class PhotoForm(Struct):
    """One of the two: a file, or the address of a picture."""

    photo: UploadFile | None = None
    url: str | None = None


def _no_photo(request: Request[Any, Any, Any], _: Exception) -> Response[bytes]:
    # What the framework says of it names Python's types and not the field.
    reason = "must be one file"
    return known(request, MalformedRequest(f"The form field photo {reason}.", {"photo": reason}))


class Photos(Controller):
    path = "/v1/photos"
    tags = ("Photos",)

    @post(
        operation_id="addPhoto",
        summary="Send a photo",
        guards=[takes_form],
        exception_handlers={ValidationException: _no_photo},
        request_max_body_size=MAX_UPLOAD_BYTES,
        sync_to_thread=True,
    )
    def add(self, services: NamedDependency[Services], data: MultipartBody[PhotoForm]) -> PhotoView:
        """Send a photo once, as the form field `photo`, or its address as `url`; search with its
        id as often as you like until it expires."""
        if (data.photo is None) == (data.url is None):
            raise MalformedRequest(
                "Send either the form field photo, a file, or the form field url.",
                {"photo": "must be one file, unless url is sent"},
            )
        if data.photo is not None:
            return photo_view(add_photo(services, data.photo.file.read()))
        assert data.url is not None
        return photo_view(add_photo_from(services, data.url))

    @get(
        "/{photo_id:str}",
        operation_id="getPhoto",
        summary="What is seen in a photo",
        sync_to_thread=True,
    )
    def read(
        self, services: NamedDependency[Services], photo_id: PhotoId, crop: CropText = None
    ) -> PhotoView:
        """What the model sees in the photo or in a part of it, and when it will be erased."""
        return photo_view(see_photo(services, photo_id, crop_of(crop)))

    @delete(
        "/{photo_id:str}", operation_id="erasePhoto", summary="Erase a photo", sync_to_thread=True
    )
    def erase(self, services: NamedDependency[Services], photo_id: PhotoId) -> None:
        """Before its time is over. Who knows the id may erase it."""
        erase_photo(services, photo_id)

    @get(
        "/{photo_id:str}/similar",
        operation_id="similarToPhoto",
        summary="What looks like a photo",
        sync_to_thread=True,
    )
    def similar(
        self,
        search: NamedDependency[Search],
        photo_id: PhotoId,
        crop: CropText = None,
    ) -> Results:
        """What looks like the thing in the photo, under filters. Only what is in stock, unless
        `in_stock=false` asks for all."""
        return search.similar_to(AskedPhoto(photo_id, crop_of(crop)))

    @get(
        "/{photo_id:str}/compatible",
        operation_id="compatibleWithPhoto",
        summary="What goes with a photo",
        sync_to_thread=True,
    )
    def compatible(
        self,
        search: NamedDependency[Search],
        photo_id: PhotoId,
        crop: CropText = None,
        shows: Annotated[
            str | None,
            QueryParameter(description="The category of what the photo shows, if you know it."),
        ] = None,
    ) -> CompatibleResults:
        """What goes with the thing in the photo: a list for each `category` that is named, or else
        for all that usually stand beside it. The other filters hold in every list; a `cursor` is of
        one list, so name its category."""
        reason = shows and check_value("category", shows)
        if reason:
            raise MalformedRequest(
                sentence(f"The query is not valid: shows {reason}"), {"shows": reason}
            )
        return search.compatible_with(AskedPhoto(photo_id, crop_of(crop), shows))


class Uploads(Controller):
    path = "/v1/images"
    tags = ("Listings",)

    @post(
        operation_id="uploadImage",
        summary="Upload a picture",
        operation_class=UploadOperation,
        guards=[requires_key],
        security=[{"key": []}],
        request_max_body_size=MAX_UPLOAD_BYTES,
        sync_to_thread=True,
    )
    def upload(self, services: NamedDependency[Services], body: RawBody) -> UploadView:
        """Keep a picture (the bare bytes as the body) for a shop whose pictures have no address
        of their own; name the answer's `image` among a listing's images."""
        with services.limits.photos.entered(), services.limits.begin().stage("decode"):
            decode(body, limits=services.decode_limits)
        suffix = _SUFFIXES.get(format_of(body) or "")
        if suffix is None:
            raise ImageRefused("unsupported-format", "Only JPEG, PNG, WebP and AVIF are kept.")
        return UploadView(services.store.put(body, suffix))
