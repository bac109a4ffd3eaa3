"""What a key may do, by the exchange's own word (``perm`` of /account/config)."""

from __future__ import annotations

from actions.adapters.account import Account, Clients
from actions.adapters.credentials import Credentials
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError
from actions.adapters.regions import load_regions
from actions.adapters.transport import HttpGet
from actions.adapters.verification import config
from actions.diagnosis.records import Failure
from actions.settings import Settings
from keystore.store import KeyStoreError, StoredKey

SECONDS = 10.0
READ_ONLY = "read_only"


def credentials(key: StoredKey) -> Credentials:
    """The stored key as the client takes it."""
    return Credentials(key.api_key, key.secret, key.passphrase, key.region, key.simulated)


def require_read_only(key: StoredKey, settings: Settings) -> None:
    """Ask the exchange. Raises KeyStoreError unless it says that the key can read and
    nothing else: a permission that is unknown or unreadable is one too many."""
    regions = load_regions()
    region = regions.get(key.region or settings.region)
    if region is None:
        raise KeyStoreError(f"there is no region {key.region!r}: {', '.join(sorted(regions))}")
    http = HttpGet(pool_size=1)
    try:
        client = Clients(http).at(region.base_url(settings))
        permissions = config(Account(client, credentials(key)), Deadline(SECONDS)).value.perm
    except AdapterError as failed:
        raise KeyStoreError(_why(failed)) from None
    finally:
        http.close()
    named = {part.strip() for part in (permissions or "").split(",")}
    if named != {READ_ONLY}:
        more = ", ".join(sorted(named - {READ_ONLY, ""})) or "nothing that the exchange names"
        raise KeyStoreError(
            f"this key may do more than read ({more}): make one with the Read permission only"
        )


def _why(failed: AdapterError) -> str:
    code = f" (code {failed.code})" if failed.code else ""
    if failed.failure is Failure.DENIED:
        return f"the exchange refuses this key{code}: check it, its IP addresses and its region"
    return f"the exchange could not be asked what this key may do{code}: try again later"
