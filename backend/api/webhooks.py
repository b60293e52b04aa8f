"""Events from the shop."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.api.openapi import WebhookOperation
from backend.bootstrap import Services
from backend.webhooks.receive import Receipt, receive


class Webhooks(Controller):
    path = "/v1/webhooks"
    tags = ("Webhooks",)

    @post(
        "/standard",
        operation_id="receiveStandardWebhook",
        summary="Receive a Standard Webhook",
        operation_class=WebhookOperation,
        status_code=200,
        sync_to_thread=True,
    )
    def standard(
        self,
        request: Request[Any, Any, Any],
        services: NamedDependency[Services],
        request_id: NamedDependency[str],
        body: RawBody,
    ) -> Receipt:
        """A Standard Webhooks delivery: `webhook-id`, `webhook-timestamp` and `webhook-signature`
        prove the body. Stored before it is answered; a repeat is answered and ignored."""
        now = services.clock()
        delivery_id = services.webhooks.verify(request.headers, body, now=now)
        return receive(
            services, services.webhooks.read(delivery_id, body, now=now), request_id=request_id
        )
