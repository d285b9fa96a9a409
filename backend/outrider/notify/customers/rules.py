"""What is said to a customer by telephone where no message reaches them. Pure."""

from typing import Literal

CallOutcome = Literal["reached", "not_reached"]
# That their order came in a customer who rang knows, and the time that they agreed; what came of it nobody tells them but us.
NOT_WORTH_A_CALL = frozenset({"order_received", "time_changed"})

TELLS_TIME = ["time_changed", "time_set"]


def is_rung(kind: str) -> bool:
    return kind not in NOT_WORTH_A_CALL
