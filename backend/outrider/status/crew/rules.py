"""What whoever joins says of their own way and work: it moves their attendance, and never the order. Pure."""

# Their taps are those of whoever leads; in the history they bear names of their own, so that no clock and no count takes them for the order's.
TOLD: dict[str, str] = {"set_off": "crew_set_off", "arrive": "crew_arrived", "finish_work": "crew_left"}
SAID = ("running_late", "on_time", "ask_for_help", "note")
