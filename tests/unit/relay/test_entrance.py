import pytest

from psasync_tickets_relay.domain.entrance import Entrance, enter
from psasync_tickets_relay.domain.gaps import Gap, GapReason
from psasync_tickets_relay.domain.resume import Place


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(1, 10), Entrance(10)),
        (Place(1, 15), Entrance(15)),
        (Place(1, 20), Entrance(20)),
        (Place(1, 9), Entrance(10, Gap(GapReason.EXPIRED, 9, 10))),
        (Place(1, 21), Entrance(20, Gap(GapReason.AHEAD, None, 20))),
        (Place(0, 15), Entrance(20, Gap(GapReason.OTHER_PARTITION, None, 20))),
        (None, Entrance(20, Gap(GapReason.UNKNOWN, None, 20))),
    ],
)
def test_every_id_is_served_or_answered_with_a_gap(place, expected):
    assert enter(place, partition=1, low=10, position=20) == expected
