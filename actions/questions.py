"""Questions: answers of the guide, with the account's or the chain's facts where one helps."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_second
from actions.base import SupportAction, Turn
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Question
from actions.diagnosis.records import ChainTransaction, Failure, Known, Unknown
from actions.faq import say_faq
from actions.follow_ups import say_more_of_case
from actions.input_checks import input_answer
from actions.question import entities, intent, question, stale_slots


class ActionAnswerQuestion(SupportAction):
    """utter_faq_<intent>, with the region's phone numbers; asked again, one step further."""

    def name(self) -> str:
        return "action_answer_question"

    async def answer(self, turn: Turn) -> list[EventType]:
        if input_answer(turn):
            return [SlotSet("misses", 0)]
        follow_up = entities(turn.tracker, "follow_up")
        if follow_up and turn.case:
            say_more_of_case(turn, turn.case, follow_up[0])
            return [SlotSet("misses", 0)]
        asked = intent(turn.tracker)
        again = turn.tracker.get_slot("faq") == asked
        say_faq(turn, asked, more=again)
        return [
            SlotSet("misses", 0),
            SlotSet("faq", asked),
            SlotSet("outcome", None),
            *offer_second(turn),
        ]


class ActionCompareValue(SupportAction):
    """Why a fiat value differs; with an account, what the exchange values it at now."""

    def name(self) -> str:
        return "action_compare_value"

    async def answer(self, turn: Turn) -> list[EventType]:
        return [*await self._compared(turn), *offer_second(turn)]

    async def _compared(self, turn: Turn) -> list[EventType]:
        asked_again = turn.tracker.get_slot("faq") == "fiat_value_mismatch"
        say_faq(turn, "fiat_value_mismatch", more=asked_again)
        events: list[EventType] = [SlotSet("faq", "fiat_value_mismatch"), SlotSet("outcome", None)]
        if turn.access is None:
            return events
        asked = Question(category=Category.SETTLEMENT_DELAY)
        facts = await turn.facts(asked, valuation=True)
        if isinstance(facts.valuation, Known):
            value, words = facts.valuation.value, turn.words
            turn.say(
                "utter_value_answer",
                total=words.amount(value.total),
                unit=value.unit,
                funding=words.amount(value.funding) if value.funding is not None else "–",
                trading=words.amount(value.trading) if value.trading is not None else "–",
                time=words.clock(value.ts or facts.valuation.as_of),
            )
        else:
            source = turn.words.phrase("utter_source_valuation")
            turn.say("utter_unknown_parts", sources=source)
        return events


class ActionVerifyTransaction(SupportAction):
    """Looks a TxID up on its public chain; works for a visitor too."""

    def name(self) -> str:
        return "action_verify_transaction"

    async def answer(self, turn: Turn) -> list[EventType]:
        return [*await self._looked_up(turn), *offer_second(turn)]

    async def _looked_up(self, turn: Turn) -> list[EventType]:
        if input_answer(turn):
            return [SlotSet("outcome", "told")]
        dropped = stale_slots(turn.tracker)
        asked = question(turn.tracker, dropped)
        events: list[EventType] = [SlotSet(name, None) for name in dropped]
        if not asked.txid:
            turn.say("utter_faq_verify_transaction")
            return [*events, SlotSet("topic", Category.DEPOSIT_NOT_ARRIVED.value)]
        facts = await turn.facts(asked)
        say_chain(turn, facts.chain, asked)
        return [*events, SlotSet("topic", Category.DEPOSIT_NOT_ARRIVED.value)]


def say_chain(turn: Turn, chain: Known[ChainTransaction] | Unknown | None, asked: Question) -> None:
    """What the public chain says of the TxID, or that it can't be read from here."""
    words = turn.words
    if not isinstance(chain, Known):
        failed = isinstance(chain, Unknown) and chain.failure is not Failure.UNSUPPORTED
        network = asked.network
        turn.say(
            "utter_tx_unavailable" if failed else "utter_tx_unsupported_network",
            network=words.network(network) if network else words.phrase("utter_word_that_network"),
            txid=asked.txid,
            explorer=words.explorer(network),
        )
        return
    tx = chain.value
    name = "utter_tx_not_found"
    if tx.found:
        name = "utter_tx_failed" if tx.succeeded is False else "utter_tx_found"
        if tx.confirmations == 0 and tx.succeeded is not False:
            name = "utter_tx_unconfirmed"
    turn.say(
        name,
        network=words.network(tx.network),
        txid=tx.tx_id,
        confirmations=tx.confirmations,
        explorer=words.explorer(tx.network),
        time=words.clock(chain.as_of),
    )
