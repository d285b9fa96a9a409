"""The codes that an organisation begins with, by kind, in the order of the form. Their words are in locale/*/messages.po."""

CODES: dict[str, tuple[str, ...]] = {
    "reason": ("part", "knowledge", "access", "customer", "safety", "other"),
    "fault_class": (
        *("power", "network", "hardware", "virus", "human_error", "application"),
        *("attack_flood", "attack_intrusion", "attack_scan", "attack_page", "attack_phishing", "attack_theft", "other"),
    ),
    "cause_class": ("wear", "defect", "environment", "handling", "software", "supply", "outside", "unknown"),
    "repeat_reason": ("not_mended", "part_again", "wrong_part", "wrong_diagnosis", "other_fault", "other"),
}
