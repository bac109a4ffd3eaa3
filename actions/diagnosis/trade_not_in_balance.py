"""A trade does not show: open, partly filled, canceled, filled elsewhere or missing (SV2, SV8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.diagnosis.candidate import Candidate, Choice, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import NO_RULE, complete_but_missing
from actions.diagnosis.findings import Certainty, Escalation, Proof, Value
from actions.diagnosis.money import DUST, ZERO, account_of, balance_proofs, holding
from actions.diagnosis.movements import absence_proofs, departures
from actions.diagnosis.orders import acquired, all_orders, filled_size, locked, locks, pair
from actions.diagnosis.records import Known, Order, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import ORDER_CANCELED, ORDER_FILLED, ORDER_OPEN

FRESH = timedelta(hours=24)
"""An order that ended within a day may be what the customer means, whatever was asked."""
RECENT = timedelta(days=7)
"""How far the trading bills reach back, and so how long a trade can be missing."""
_OPEN_NEIGHBOURS: tuple[Cause, ...] = ("maintenance_ongoing", "in_bot", "in_earn", "withdrawn")
_MISSING_NEIGHBOURS: tuple[Cause, ...] = (
    "order_open",
    "in_earn",
    "in_bot",
    "withdrawn",
    "in_sub_account",
    "maintenance_ongoing",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    orders = all_orders(case)
    named = _ended_to_name(case, orders)
    for order in orders:
        if order.state in ORDER_OPEN:
            yield _open(case, order)
        elif order.state in ORDER_CANCELED and order in named:
            yield _canceled(case, order)
        elif order.state == ORDER_FILLED:
            yield from _filled(case, order, order in named)
    yield from _locked_elsewhere(case)
    yield from _not_there(case, orders)


def ended(order: Order) -> datetime | None:
    """When an order was filled or canceled."""
    if order.state == ORDER_FILLED:
        return order.fill_time or order.u_time
    return order.u_time or order.c_time


def _fresh(case: Case, order: Order) -> bool:
    at = ended(order)
    return at is not None and case.now - at <= FRESH


def _ended_to_name(case: Case, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """Ended orders worth naming: the one asked about, those of today, else the newest."""
    q = case.question
    done = [o for o in orders if o.state not in ORDER_OPEN]
    asked = [o for o in done if q.order_id and o.ord_id == q.order_id]
    if asked or q.order_id:
        return tuple(asked)
    mine = [o for o in done if q.currency is None or q.currency in pair(o)]
    newest = sorted(mine, key=lambda o: _when(case, o), reverse=True)[:1]
    return (*(o for o in done if _fresh(case, o) and o not in newest), *newest)


def _source(case: Case, order: Order) -> tuple[Source, Known[tuple[Order, ...]]]:
    if case.order_history is not None and order in case.order_history.value:
        return Source.ORDER_HISTORY, case.order_history
    assert case.open_orders is not None
    return Source.OPEN_ORDERS, case.open_orders


def _when(case: Case, order: Order) -> datetime:
    """The order's own time; when it was read, if the exchange left all of them out."""
    return ended(order) or order.c_time or _source(case, order)[1].as_of


def _make(
    case: Case,
    order: Order,
    cause: Cause,
    kind: Kind,
    ccy: str | None,
    details: dict[str, Value | None],
    *,
    proofs: tuple[Proof, ...] = (),
    escalation: Escalation = NO_RULE,
    certainty: Certainty = Certainty.PROVEN,
    neighbours: tuple[Cause, ...] = _OPEN_NEIGHBOURS,
    without: tuple[str, ...] = (),
) -> Candidate:
    source, known = _source(case, order)
    facts = [proof(source, known, "state", order.state, ended(order) or order.c_time)]
    if order.acc_fill_sz is not None:
        facts.append(proof(source, known, "accFillSz", order.acc_fill_sz, order.fill_time))
    given: dict[str, Value | None] = {
        "pair": order.inst_id,
        "side": order.side or "",
        "size": order.sz if order.sz is not None else filled_size(order),
        "filled": filled_size(order),
        "time": _when(case, order),
        "order_id": order.ord_id,
    }
    made = finding(
        case,
        cause,
        [*facts, *proofs],
        {**given, **details},
        certainty=certainty,
        escalation=escalation,
        ruled_out=rule_out(case, neighbours, Subject(ccy)),
        without=without,
    )
    choice = (Choice.ORDER, order.ord_id) if order.state in ORDER_OPEN else None
    return Candidate(made, kind, ccy, (order.ord_id,), _when(case, order), choice=choice)


def _open(case: Case, order: Order) -> Candidate:
    held_back = locked(order)
    amount, ccy = held_back if held_back else (None, None)
    # What is asked for may be either side of the pair; what is locked names the other.
    about = case.question.currency if case.question.currency in pair(order) else ccy
    opened: dict[str, Value | None] = {"time": order.c_time or _when(case, order)}
    if order.state == "partially_filled" or filled_size(order) > 0:
        details = {**opened, "remaining": amount, "remaining_currency": ccy}
        return _make(case, order, "order_partial", Kind.PROBLEM, about, details)
    details = {**opened, "price": order.px, "locked": amount, "locked_currency": ccy}
    return _make(case, order, "order_open", Kind.PROBLEM, about, details)


def _canceled(case: Case, order: Order) -> Candidate:
    kind = Kind.ELSEWHERE if _fresh(case, order) else Kind.NORMAL
    base, quote = pair(order)
    about = case.question.currency if case.question.currency in (base, quote) else None
    filled = order.acc_fill_sz if order.acc_fill_sz else None
    return _make(
        case,
        order,
        "order_canceled",
        kind,
        about or (quote if order.side == "buy" else base),
        {"filled": filled, "size": order.sz},
    )


def _filled(case: Case, order: Order, named: bool) -> Iterator[Candidate]:
    gained = acquired(order)
    if gained is None or order.side is None:
        return
    amount, ccy = gained
    held = holding(case, ccy)
    proofs = balance_proofs(case, held)
    account = account_of(case, held, amount)
    if held.absent(amount):
        yield from _missing(case, order, proofs)
    elif account and named and held.in_accounts > abs(amount) * DUST:
        if case.split and account == "funding" and (held.trading or ZERO) >= amount:
            account = "trading"  # SV2.3: a trade is credited to Trading
        moved = () if account == "trading" else ("transfer_to_funding",)
        yield _make(
            case,
            order,
            "filled_in_trading",
            Kind.ELSEWHERE if _fresh(case, order) else Kind.NORMAL,
            ccy,
            {"currency": ccy, "amount": amount, "account": account},
            proofs=proofs,
            neighbours=("order_open", "in_orders", "maintenance_ongoing"),
            without=moved,
        )


def _missing(case: Case, order: Order, proofs: tuple[Proof, ...]) -> Iterator[Candidate]:
    """Filled, in neither account, and nothing that left explains it (E2)."""
    gained = acquired(order)
    assert gained is not None
    amount, ccy = gained
    at = ended(order)
    if departures(case, ccy, at).explain(amount - holding(case, ccy).in_accounts):
        return
    recent = at is not None and case.now - at <= RECENT
    if not recent and order.ord_id != case.question.order_id:
        return
    sure = recent and departures(case, ccy, at).complete
    yield _make(
        case,
        order,
        "filled_missing",
        Kind.PROBLEM,
        ccy,
        {"currency": ccy},
        proofs=(*proofs, *(absence_proofs(case) if sure else ())),
        escalation=complete_but_missing(case.now, at or case.claimed_since()),
        certainty=Certainty.PROVEN if sure else Certainty.POSSIBLE,
        neighbours=_MISSING_NEIGHBOURS,
    )


def _locked_elsewhere(case: Case) -> Iterator[Candidate]:
    """Locked by orders that the open-order list does not show: take profit, stop loss."""
    if case.trading is None or case.open_orders is None:
        return
    for row in case.trading.value.details:
        frozen = row.ord_frozen or ZERO
        if frozen <= 0:
            continue
        orders = [o for o in case.open_orders.value if locks(o, row.ccy)]
        known = [locked(o) for o in orders]
        if any(part is None for part in known):
            continue  # an order whose lock can't be computed may be all of it
        rest = frozen - sum((part[0] for part in known if part), ZERO)
        if rest > frozen * DUST:
            by = [
                proof(Source.TRADING, case.trading, f"ordFrozen[{row.ccy}]", frozen),
                proof(Source.OPEN_ORDERS, case.open_orders, "ordId", len(orders) or "none"),
            ]
            others = rule_out(
                case, ("order_open", "in_bot", "maintenance_ongoing"), Subject(row.ccy)
            )
            details: dict[str, Value | None] = {"locked": rest, "currency": row.ccy}
            yield Candidate(
                finding(case, "in_orders", by, details, ruled_out=others), Kind.PROBLEM, row.ccy
            )


def _not_there(case: Case, orders: tuple[Order, ...]) -> Iterator[Candidate]:
    q = case.question
    if case.open_orders is None or case.order_history is None:
        return
    by = [
        proof(Source.OPEN_ORDERS, case.open_orders, "ordId", "none"),
        proof(Source.ORDER_HISTORY, case.order_history, "ordId", "none"),
    ]
    others = rule_out(case, ("maintenance_ongoing", "viewing_sub_account"), Subject(q.currency))
    if q.order_id:
        if not any(o.ord_id == q.order_id for o in orders):
            made = finding(case, "order_not_found", by, {"order_id": q.order_id}, ruled_out=others)
            yield Candidate(made, Kind.ABSENT, keys=(q.order_id,))
    elif case.category is Category.TRADE_NOT_IN_BALANCE and not any(
        q.currency is None or q.currency in pair(o) for o in orders
    ):
        made = finding(case, "no_trade", by, {"currency": q.currency}, ruled_out=others)
        yield Candidate(made, Kind.ABSENT, q.currency)
