"""What somebody in the office has to decide about an order, as one literal table: who, until when, and what they may say."""

from datetime import timedelta

import msgspec

from ...model import Role

LATE_WORK, ENGINEER_SICK, BARRED = "late_work", "engineer_sick", "barred"
UNSOLVED, UNSIGNED, TIME_ASKED = "unsolved", "unsigned", "time_asked"
OF_A_PERSON = [ENGINEER_SICK, BARRED]  # asked of each who is to go
GONE = "gone"  # how a review is closed whose reason went by itself


class Kind(msgspec.Struct, frozen=True):
    """owner: whom it is put before first; everybody with review.settle may decide. due: after it was opened."""

    owner: Role
    due: timedelta
    decisions: tuple[str, ...]


KINDS: dict[str, Kind] = {
    # Work from a phone without network, for an order that had moved on. It is kept; where the order goes is decided.
    LATE_WORK: Kind(Role.DISPATCHER, timedelta(minutes=30), ("keep", "give_back")),
    # Whoever has the visit is ill. Closes itself when they are back, or when somebody else has it.
    ENGINEER_SICK: Kind(Role.DISPATCHER, timedelta(minutes=15), ("keep",)),
    # A hard rule stands against whoever has the visit: nobody overrides it. Closes itself when somebody else has it, or the record is put right.
    BARRED: Kind(Role.DISPATCHER, timedelta(minutes=30), ()),
    # The customer did not sign. Closes itself when somebody signs after all, or the order ends.
    UNSIGNED: Kind(Role.DISPATCHER, timedelta(minutes=30), ("keep",)),
    # An engineer began an order on the phone: for a device that another order waits for, at a place that was not known, or that changed.
    "device_has_order": Kind(Role.DISPATCHER, timedelta(hours=4), ("keep",)),
    "new_place": Kind(Role.STATION_MANAGER, timedelta(hours=24), ("keep",)),
    "place_changed": Kind(Role.STATION_MANAGER, timedelta(hours=24), ("keep",)),
    # A signed report says that it is not solved, or only for a time: what comes next. Closes itself when somebody is sent.
    UNSOLVED: Kind(Role.DISPATCHER, timedelta(hours=1), ("second_visit", "part", "help")),
    # The customer wrote by the link when another time would suit them. Closes itself when one is agreed, or somebody is there.
    TIME_ASKED: Kind(Role.DISPATCHER, timedelta(hours=1), ("keep",)),
    # An engineer stands before a device that belongs to another customer.
    "device_of_another": Kind(Role.DISPATCHER, timedelta(hours=4), ("keep",)),
    # A signed report cannot be printed, or not as it was signed.
    "report_print": Kind(Role.STATION_MANAGER, timedelta(hours=24), ("keep",)),
}
