"""Why a look-up failed, as typed errors: one class for each :class:`Failure`.

An error's text holds the look-up's name, the kind of failure and the exchange's
code, and nothing else: no URL, no header, no key, no text of the exchange's.
"""

from __future__ import annotations

from actions.diagnosis.records import Failure, Source, Unknown


class AdapterError(Exception):
    """A look-up gave nothing. ``code`` is the exchange's error code, where it sent one."""

    def __init__(self, source: Source, failure: Failure, code: str | None = None) -> None:
        self.source = source
        self.failure = failure
        self.code = code
        super().__init__(f"{source.value}: {failure.value}" + (f" ({code})" if code else ""))

    def unknown(self) -> Unknown:
        """The same outcome as a record."""
        return Unknown(self.source, self.failure, self.code)


class Unavailable(AdapterError):
    """Refused, timed out, 5xx, HTML instead of JSON, maintenance."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.UNAVAILABLE, code)


class Denied(AdapterError):
    """Bad key, no permission, wrong region, blocked account."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.DENIED, code)


class RateLimited(AdapterError):
    """Too many requests, by the exchange's word or by our own count."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.RATE_LIMITED, code)


class NotFound(AdapterError):
    """The exchange answered that there is no such thing."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.NOT_FOUND, code)


class BadData(AdapterError):
    """Truncated, of the wrong type, or not the documented shape."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.BAD_DATA, code)


class Unsupported(AdapterError):
    """A network that no configured explorer can read."""

    def __init__(self, source: Source, code: str | None = None) -> None:
        super().__init__(source, Failure.UNSUPPORTED, code)


_CLASSES = {
    Failure.UNAVAILABLE: Unavailable,
    Failure.DENIED: Denied,
    Failure.RATE_LIMITED: RateLimited,
    Failure.NOT_FOUND: NotFound,
    Failure.BAD_DATA: BadData,
    Failure.UNSUPPORTED: Unsupported,
}


def error(source: Source, failure: Failure, code: str | None = None) -> AdapterError:
    """The typed error for ``failure``; a fresh instance, fit to raise in any thread."""
    return _CLASSES[failure](source, code)
