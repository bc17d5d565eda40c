"""LatestSlot: the newest wins, nothing is delivered twice, closing wakes."""

import threading

from core.mailbox import LatestSlot


def test_newest_wins_and_is_delivered_once():
    slot: LatestSlot[str] = LatestSlot()
    slot.put("old")
    slot.put("new")

    assert slot.wait_newer(0, 0) == (2, "new")
    assert slot.wait_newer(2, 0) is None


def test_every_reader_sees_increasing_sequence_numbers_while_a_writer_races():
    slot: LatestSlot[int] = LatestSlot()
    writer = threading.Thread(target=lambda: [slot.put(number) for number in range(1, 5001)])
    writer.start()
    seen, last = 0, 0
    while last < 5000:
        newer = slot.wait_newer(seen, 5)
        assert newer is not None
        assert newer[0] > seen
        assert newer[1] > last
        seen, last = newer
    writer.join()


def test_close_wakes_a_waiting_reader_and_forgets_the_item():
    slot: LatestSlot[int] = LatestSlot()
    results: list[object] = []
    reader = threading.Thread(target=lambda: results.append(slot.wait_newer(0, 30)))
    reader.start()
    slot.close()
    reader.join(5)

    assert results == [None]
    slot.put(1)
    assert slot.wait_newer(0, 0) is None
    assert slot.closed
