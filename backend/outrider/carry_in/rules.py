"""A device that is brought to the station's counter: which of the twenty statuses it uses, and what each is called then. Pure."""

from ..model import Status

# What a person reads of it: carry.<word> in the apps, customer.when.carry_<word> on the customer's page. Nobody sets off, nobody arrives.
STATUSES: dict[Status, str] = {
    Status.RECEIVED: "announced",
    Status.AWAITING_ASSIGNMENT: "handed_in",
    Status.ASSIGNED: "with_technician",
    Status.ACCEPTED: "with_technician",
    Status.DIAGNOSING: "inspection",
    Status.AWAITING_CUSTOMER: "asked",
    Status.AWAITING_PARTS: "parts",
    Status.PARTS_IN_TRANSIT: "parts",
    Status.PARTS_READY: "part_here",
    Status.REPAIRING: "repair",
    Status.TESTING: "testing",
    Status.AWAITING_SIGNATURE: "ready",
    Status.SIGNED: "fetched",
    Status.FOLLOW_UP: "follow_up",
    Status.CLOSED: "closed",
    Status.CANCELLED: "cancelled",
}
# Taps that are called otherwise where the device is at the counter: carry_action.<action>.
ACTIONS = ("triage", "start_diagnosis", "wait_for_customer", "resume", "finish_work", "resume_work", "request_parts", "assign", "hand_over")
# The steps that the customer sees, and at which each word stands: customer.carry_step.<step>.
STEPS = ("handed_in", "inspection", "repair", "ready", "fetched")
STEP_OF: dict[str, str] = {
    "announced": "",
    "handed_in": "handed_in",
    "with_technician": "handed_in",
    "inspection": "inspection",
    "asked": "inspection",
    "parts": "repair",
    "part_here": "repair",
    "repair": "repair",
    "testing": "repair",
    "ready": "ready",
    "fetched": "fetched",
    "follow_up": "fetched",
    "closed": "fetched",
    "cancelled": "",
}
