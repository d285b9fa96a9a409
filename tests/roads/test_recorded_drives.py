"""On recorded drives the arrival is nearer to what became true than the straight line at the speed of before."""

from bench.drives import deliveries, through_the_city


def test_drives_between_deliveries() -> None:
    found = deliveries()
    assert found.ours <= 0.65 * found.straight
    assert found.ours <= 40


def test_twenty_minutes_through_a_city() -> None:
    found = through_the_city()
    assert found.ours <= 0.3 * found.straight
    assert found.ours <= 120
