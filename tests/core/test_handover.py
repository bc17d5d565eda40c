"""Handover: nothing is overwritten or lost, the order is kept, and a close wakes both threads."""

from threading import Thread

from core.pipeline.handover import Handover


def test_everything_given_is_taken_in_order() -> None:
    handover: Handover[int] = Handover()

    def give() -> None:
        for number in range(500):
            assert handover.wait_free(10)
            handover.give(number)

    giver = Thread(target=give)
    giver.start()
    taken = [handover.take(10) for _ in range(500)]
    giver.join(10)

    assert taken == list(range(500))


def test_the_place_is_free_once_it_was_taken() -> None:
    handover: Handover[int] = Handover()
    assert handover.wait_free(0)
    handover.give(1)
    assert not handover.wait_free(0)
    assert handover.take(0) == 1
    assert handover.wait_free(0)
    assert handover.take(0) is None


def test_a_close_wakes_the_one_who_waits_and_throws_away_the_rest() -> None:
    handover: Handover[int] = Handover()
    taken: list[int | None] = []
    taker = Thread(target=lambda: taken.append(handover.take(10)))
    taker.start()
    handover.close()
    taker.join(10)
    handover.give(1)

    assert taken == [None]
    assert handover.wait_free(0)
    assert handover.take(0) is None
