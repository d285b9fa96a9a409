"""What customer and office may write to each other at an order. Pure."""

from datetime import timedelta

from ...problems import Problem
from ...text import key, tidy

LONGEST, LONGEST_OF_OFFICE = 1000, 2000  # characters
MOST_A_DAY = 20  # of a customer, about one order
DAY = timedelta(days=1)
IN_A_NOTICE = 200  # characters of it under a bell


def read(text: str, longest: int) -> str:
    """As it is kept. Raises data_missing or message_too_long."""
    if len(text) > 2 * longest:
        raise Problem("message_too_long", most=longest)
    said = tidy(text)
    if not key(said):
        raise Problem("data_missing", fields=["text"])
    if len(said) > longest:
        raise Problem("message_too_long", most=longest)
    return said


def in_a_notice(text: str) -> str:
    """On one line, and no more than is read at a glance. Braces would name what a notice fills in."""
    line = " ".join(text.split()).replace("{", "(").replace("}", ")")
    return line if len(line) <= IN_A_NOTICE else f"{line[: IN_A_NOTICE - 1]}…"
