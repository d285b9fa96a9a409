"""A part's way, from the shelf into a device or back. Pure."""

REQUEST_STEPS: dict[str, frozenset[str]] = {
    "requested": frozenset({"in_transit", "ready", "cancelled"}),
    "in_transit": frozenset({"ready", "cancelled"}),
    "ready": frozenset({"fitted", "cancelled"}),
    "fitted": frozenset(),
    "cancelled": frozenset(),
}
