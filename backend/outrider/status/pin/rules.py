"""When a pinned time counts. Pure."""

PINS = ("pin", "unpin")


def pinned_for(attendance: str, visit: str) -> str:
    """For SQL: when the engineer is to be there, where somebody pinned that. Once the promise has moved away from it, it counts no more."""
    return f"case when {attendance}.pinned_for between {visit}.window_from and {visit}.window_to then {attendance}.pinned_for end"
