"""Whose account is asked: a client of the right site with access to one customer's, or none."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from actions.adapters.credentials import Access
from actions.adapters.deadline import Deadline
from actions.adapters.endpoints import Endpoint
from actions.adapters.okx import OkxClient, Reply
from actions.adapters.transport import HttpGet
from actions.diagnosis.records import Source


@dataclass(frozen=True)
class Account:
    """A client with access to one customer's account, or to none (public data only)."""

    client: OkxClient
    credentials: Access | None = field(default=None, repr=False)

    def get(
        self, endpoint: Endpoint, source: Source, deadline: Deadline, **params: str | None
    ) -> Reply:
        """Raises AdapterError. Parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        return self.client.get(endpoint, source, deadline, given, self.credentials)

    @property
    def key(self) -> str:
        """Tells customers apart in memory; "" for a visitor."""
        return self.credentials.fingerprint if self.credentials else ""


class Clients:
    """One client for each base URL, made when first needed."""

    def __init__(self, http: HttpGet) -> None:
        self._http = http
        self._lock = threading.Lock()
        self._clients: dict[str, OkxClient] = {}

    def at(self, base_url: str) -> OkxClient:
        with self._lock:
            client = self._clients.get(base_url)
            if client is None:
                client = self._clients[base_url] = OkxClient(base_url, self._http)
            return client
