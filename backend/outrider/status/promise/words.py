"""How a time is agreed, and why another one is needed: the words that events and commands keep for ever."""

from typing import Literal, get_args

# How a time was agreed. Whoever was not reached has agreed to nothing: the promise before counts as missed.
How = Literal["called", "on_site", "by_link", "not_reached"]
# Why another one is needed.
Why = Literal["customer_wish", "part", "previous_job", "engineer_absent", "access", "traffic", "other"]
HOWS: tuple[str, ...] = get_args(How)
WHYS: tuple[str, ...] = get_args(Why)
