"""What is said to a customer by telephone where no message reaches them. Pure."""

from typing import Literal

CallOutcome = Literal["reached", "not_reached"]
# That their order came in a customer who rang knows; what came of it nobody tells them but us.
NOT_WORTH_A_CALL = frozenset({"order_received"})


def is_rung(kind: str) -> bool:
    return kind not in NOT_WORTH_A_CALL
