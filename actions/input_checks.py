"""What is wrong with what was typed: a kind, specific answer instead of a guess."""

from __future__ import annotations

from actions.adapters.grammar import classify_txid
from actions.base import Turn
from actions.buttons import button
from actions.diagnosis.records import AccountFacts, Known, TradingAccount, Unknown
from actions.question import entities, intent

# What the NLU pipeline saw in the text itself, and what is said about it.
_PROBLEMS = {
    "empty": "utter_input_empty",
    "emoji_only": "utter_input_emoji_only",
    "other_language": "utter_input_other_language",
    "malformed_txid": "utter_input_malformed_txid",
    "malformed_order_id": "utter_input_malformed_order_id",
}
# Two coins are one question in a trade ("I bought BTC with USDT"), two in these.
_ONE_COIN = ("deposit_not_arrived", "withdrawal_not_arrived", "token_maintenance")
_MOST_COINS = 5


def input_answer(turn: Turn) -> bool:
    """Answer a bad input; False where nothing is wrong and nothing was said."""
    problems = entities(turn.tracker, "input_problem")
    for problem, response in _PROBLEMS.items():
        if problem in problems:
            turn.say(response)
            return True
    return _coins(turn, problems) or _address(turn) or _network(turn)


def _coins(turn: Turn, problems: list[str]) -> bool:
    coins = entities(turn.tracker, "currency")
    unknown = entities(turn.tracker, "currency_unknown")
    if "unknown_coin" in problems and unknown and not coins and turn.access is None:
        turn.say("utter_input_unknown_coin", coin=unknown[0])
        return True
    if len(coins) > 1 and intent(turn.tracker) in _ONE_COIN and not _has_ids(turn):
        buttons = [button(coin, "inform", currency=coin) for coin in coins[:_MOST_COINS]]
        turn.say("utter_input_two_coins", coins=turn.words.joined(coins), buttons=buttons)
        return True
    return False


def unlisted_coin(turn: Turn) -> str | None:
    """A coin that the word list lacks. Coins come and go: the account knows better."""
    unknown = entities(turn.tracker, "currency_unknown")
    if entities(turn.tracker, "currency") or not unknown:
        return None
    return unknown[0].upper()


def holds(facts: AccountFacts, coin: str) -> bool:
    """Whether the coin appears anywhere in what was read. Unread parts may hold it."""
    parts = (
        facts.funding,
        facts.trading,
        facts.earn,
        facts.non_tradable,
        facts.deposits,
        facts.withdrawals,
        facts.currencies,
        facts.funding_bills,
    )
    for part in parts:
        if isinstance(part, Unknown):
            return True
        if isinstance(part, Known):
            value = part.value
            rows = value.details if isinstance(value, TradingAccount) else value
            if any(row.ccy == coin for row in rows):
                return True
    return False


def _address(turn: Turn) -> bool:
    """An address in answer to "which TxID", or on its own."""
    told = intent(turn.tracker) in ("inform", "verify_transaction")
    if told and entities(turn.tracker, "address") and not _has_ids(turn):
        turn.say("utter_input_address_not_txid")
        return True
    return False


def _network(turn: Turn) -> bool:
    """A TxID whose form can't belong to the network that was named."""
    named = entities(turn.tracker, "network")
    txids = entities(turn.tracker, "txid")
    if not named or not txids:
        return False
    fits = classify_txid(txids[0])
    if fits is None or named[0] in fits.networks or named[0] == "bank":
        return False
    words = turn.words
    turn.say(
        "utter_input_txid_of_other_network",
        network=words.network(fits.networks[0]),
        expected=words.network(named[0]),
    )
    return True


def _has_ids(turn: Turn) -> bool:
    return bool(entities(turn.tracker, "txid") or entities(turn.tracker, "order_id"))
