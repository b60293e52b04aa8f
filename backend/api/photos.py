"""Shoppers' photos, and pictures that a merchant uploads."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.params import MultipartBody, PathParameter, RawBody
from msgspec import Struct

from backend.api.dependencies import requires_key, takes_form
from backend.api.listings import Limit, results
from backend.api.openapi import UploadOperation
from backend.api.problems import known
from backend.api.schemas import PhotoView, Results, UploadView
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.errors import ImageRefused, MalformedRequest
from backend.images.decode import decode
from backend.images.formats import format_of
from backend.images.store import Suffix
from backend.search.photo import add_photo, similar_to_photo

MAX_UPLOAD_BYTES = 20_000_000
_SUFFIXES: dict[str, Suffix] = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}

PhotoId = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$(?!\n)")]


class PhotoForm(Struct):
    photo: UploadFile


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
        """Send a photo once, as the form field `photo`; search with its id as often as you like
        until it expires."""
        photo = add_photo(services, data.photo.file.read())
        return PhotoView(photo.id, photo.expires_at)

    @get(
        "/{photo_id:str}/similar",
        operation_id="similarToPhoto",
        summary="What looks like a photo",
        sync_to_thread=True,
    )
    def similar(
        self,
        services: NamedDependency[Services],
        request_id: NamedDependency[str],
        criteria: NamedDependency[Criteria],
        photo_id: PhotoId,
        limit: Limit = 12,
    ) -> Results:
        """What looks like the thing in the photo, under filters."""
        return results(similar_to_photo(services, photo_id, criteria, limit), request_id)


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
        with services.unpacking:
            decode(body, limits=services.decode_limits)
        suffix = _SUFFIXES.get(format_of(body) or "")
        if suffix is None:
            raise ImageRefused("unsupported-format", "Only JPEG, PNG, WebP and AVIF are kept.")
        return UploadView(services.store.put(body, suffix))
