"""One slow customer, or one dead endpoint, costs the others nothing."""

from __future__ import annotations

from actions.adapters.guards import Breaker, Bulkhead


def test_t17_a_customer_has_so_many_places_and_others_have_theirs() -> None:
    places = Bulkhead(2)
    assert [places.ask("a").done() for _ in range(3)] == [True, True, False]
    assert places.ask("b").done()


def test_a_place_goes_to_who_has_waited_longest_and_still_does() -> None:
    places = Bulkhead(1)
    _, left, first, second = (places.ask("a") for _ in range(4))
    assert left.cancel()
    places.give_back("a")
    assert [first.done(), second.done()] == [True, False]
    places.give_back("a")
    assert second.done()
    places.give_back("a")
    assert [places.ask("a").done() for _ in range(2)] == [True, False]


def test_a_breaker_opens_after_failures_in_a_row_only() -> None:
    now = [0.0]
    breaker = Breaker(threshold=3, seconds=2, clock=lambda: now[0])
    for _ in range(2):
        breaker.unanswered("k")
    breaker.answered("k")
    for _ in range(2):
        breaker.unanswered("k")
    assert breaker.allows("k")
    breaker.unanswered("k")
    assert not breaker.allows("k")
    assert breaker.allows("another")


def test_after_the_pause_one_trial_decides() -> None:
    now = [0.0]
    breaker = Breaker(threshold=1, seconds=2, clock=lambda: now[0])
    breaker.unanswered("k")
    now[0] = 2.5
    assert [breaker.allows("k"), breaker.allows("k")] == [True, False]
    breaker.unanswered("k")
    assert not breaker.allows("k")
    now[0] = 5.0
    assert breaker.allows("k")
    breaker.answered("k")
    assert [breaker.allows("k"), breaker.allows("k")] == [True, True]
