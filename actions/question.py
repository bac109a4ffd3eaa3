"""What the customer asked: from the tracker to the diagnosis' Question."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from rasa_sdk import Tracker

from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Question

PROBLEMS = {category.value: category for category in Category}

# A neutral request to look runs the same diagnosis as the complaint.
LOOKUPS = {
    "check_balance": Category.ACCOUNT_SYNC,
    "check_deposit_status": Category.DEPOSIT_NOT_ARRIVED,
    "check_order_status": Category.TRADE_NOT_IN_BALANCE,
    "check_system_status": Category.TOKEN_MAINTENANCE,
    "check_verification": Category.ACCOUNT_RESTRICTED,
}

# All that a customer comes for.
ERRANDS = {
    *PROBLEMS,
    *LOOKUPS,
    "resolution_time",
    "phishing_recovery",
    "fiat_value_mismatch",
    "fund_insurance",
    "verify_transaction",
    "prevention_tips",
    "multi_exchange",
    "account_help",
    "contact_support",
}

# Coins that live on one network of their own: their name says where a TxID belongs.
_OWN_NETWORK = {
    "BTC": "Bitcoin",
    "SOL": "Solana",
    "TRX": "TRC20",
    "TON": "TON",
    "XRP": "XRP",
    "XLM": "Stellar",
    "ATOM": "Cosmos",
    "EOS": "EOS",
    "DOGE": "Dogecoin",
    "LTC": "Litecoin",
    "ADA": "Cardano",
    "DOT": "Polkadot",
}
# Where a hint (nlu/hints.py) can explain anything.
_HINTED = {
    "memo": (Category.DEPOSIT_NOT_ARRIVED,),
    "security_change": (Category.ACCOUNT_RESTRICTED, Category.WITHDRAWAL_NOT_ARRIVED),
    "p2p_bought": (Category.FUNDING_ACCOUNT_P2P, Category.ACCOUNT_RESTRICTED),
}
# Details of the case at hand; a new coin or network makes the old ids another case's.
_CASE_SLOTS = ("currency", "network", "txid", "order_id", "amount", "account_type", "waited")

# What a correction (nlu/corrections.py) leaves of no use; what it says itself is kept.
_CORRECTED = {
    "detail": {"network", "txid", "order_id"},
    "record": {"txid", "order_id"},
    "topic": {"txid", "order_id"},
}
OTHER = "other"  # of the records, the one that was not told of


def entities(tracker: Tracker, name: str, group: str | None = None) -> list[str]:
    """Values of one entity in the latest message, in order, without repeats.

    ``group``: "second" for what belongs to a second errand, "not_meant" for what a correction
    takes back; those are no part of what is asked now.
    """
    found: list[str] = []
    for entity in tracker.latest_message.get("entities") or []:
        value = entity.get("value")
        asked = entity.get("entity") == name and entity.get("group") == group
        if asked and isinstance(value, str) and value not in found:
            found.append(value)
    return found


def intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def stale_slots(tracker: Tracker) -> list[str]:
    """Slots that belong to the case before: the message starts another one.

    Another problem than the topic, told with details of its own, drops what the old
    case left; another coin drops the ids and the network that came with the old one.
    """
    said = {name for name in _CASE_SLOTS if entities(tracker, name)}
    topic, now = tracker.get_slot("topic"), intent(tracker)
    drop: set[str] = set()
    if now in PROBLEMS and topic and topic != now and said:
        drop |= set(_CASE_SLOTS)
    if "currency" in said and now != "inform":
        drop |= {"txid", "order_id", "network", "amount"}
    if "currency" in said:
        drop |= {"order_id", "txid"}
    drop |= _CORRECTED.get(next(iter(entities(tracker, "correction")), ""), set())
    if OTHER in entities(tracker, "ordinal"):
        drop |= {"currency", "network", "amount", "account_type"}
    if "txid" in said:
        drop |= {"order_id", "network", "currency", "amount"}
    if "order_id" in said:
        drop |= {"txid", "network", "currency", "amount"}
    return [name for name in _CASE_SLOTS if name in drop - said and tracker.get_slot(name)]


def category(tracker: Tracker) -> Category | None:
    """The category the findings are ordered by: the intent, else the topic, else the ids."""
    name = intent(tracker)
    if name in PROBLEMS:
        return PROBLEMS[name]
    if name in LOOKUPS:
        return LOOKUPS[name]
    topic = tracker.get_slot("topic")
    if topic in PROBLEMS:
        return PROBLEMS[topic]
    if entities(tracker, "order_id"):
        return Category.TRADE_NOT_IN_BALANCE
    if entities(tracker, "txid") or entities(tracker, "address"):
        return Category.DEPOSIT_NOT_ARRIVED
    if entities(tracker, "currency") or entities(tracker, "currency_unknown"):
        return Category.ACCOUNT_SYNC  # "var är min eth", or the coin alone: where is it
    return None


def question(tracker: Tracker, dropped: list[str] | None = None) -> Question:
    """The Question of this turn; ``dropped`` slots are left out."""
    gone = set(dropped or ())

    def slot(name: str) -> str | None:
        value = None if name in gone else tracker.get_slot(name)
        return value if isinstance(value, str) and value else None

    picked = _picked(tracker)
    # "I bought BTC with USDT" names two coins of one trade: let the account decide which.
    currency = None if len(entities(tracker, "currency")) > 1 else slot("currency")
    network = slot("network")
    if network is None and slot("txid"):
        network = _OWN_NETWORK.get(currency or "")
    return Question(
        category=category(tracker),
        currency=currency,
        network=network,
        txid=slot("txid"),
        order_id=picked.get("order") or slot("order_id"),
        amount=_decimal(slot("amount")),
        account_type=slot("account_type"),
        deposit_id=picked.get("deposit"),
        waited=_minutes(slot("waited")),
        hint=_hint(tracker),
    )


def _hint(tracker: Tracker) -> str | None:
    """A hint counts where it can explain: a new phone says nothing about an empty screen."""
    asked = category(tracker)
    return next((h for h in entities(tracker, "hint") if asked in _HINTED.get(h, ())), None)


def _picked(tracker: Tracker) -> dict[str, str]:
    """What was chosen from the options of the last question: {"deposit": id} or {"order": id}.

    A button names the option; "the second one" counts through the list as it was shown.
    """
    choice = next(iter(entities(tracker, "choice")), "")
    if ":" in choice:
        kind, _, value = choice.partition(":")
        return {kind: value}
    case = tracker.get_slot("case")
    options = case.get("options") if isinstance(case, dict) else None
    ordinal = next(iter(entities(tracker, "ordinal")), None)
    asked = tracker.get_slot("outcome") == "asks"
    if not options or ordinal in (None, OTHER) or not asked:
        return {}
    index = len(options) if ordinal == "last" else int(ordinal)
    if not 1 <= index <= len(options):
        return {}
    return {str(case.get("ask")): str(options[index - 1]["id"])}


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _minutes(text: str | None) -> timedelta | None:
    try:
        return timedelta(minutes=int(text)) if text else None
    except (ValueError, OverflowError):
        return None
