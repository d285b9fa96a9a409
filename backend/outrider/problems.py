"""Every way Outrider says no. One row per problem: its code and HTTP status; the words are in locale/*/messages.po."""

from typing import Any

import msgspec

CATALOGUE: dict[str, int] = {
    # who asks
    "not_signed_in": 401,
    "wrong_password": 401,
    "not_allowed": 403,
    "foreign_origin": 403,
    "too_many_attempts": 429,
    "too_many_streams": 429,
    "too_many_requests": 429,
    "too_many_orders": 429,
    "link_not_valid": 410,
    "answer_given": 409,
    "answer_closed": 409,
    "time_not_offered": 409,
    "time_taken": 409,
    "time_moved": 409,
    "too_many_changes": 429,
    "message_too_long": 422,
    "too_many_messages": 429,
    "report_not_known": 404,
    "password_too_short": 422,
    "login_taken": 409,
    "last_administrator": 409,
    # what is asked
    "not_found": 404,
    "method_not_allowed": 405,
    "body_not_readable": 400,
    "field_not_valid": 422,
    "too_large": 413,
    "too_slow": 408,
    "busy": 503,
    "broken": 500,
    # orders
    "action_not_possible": 409,
    "status_moved": 409,
    "merge_not_possible": 409,
    "nothing_to_withdraw": 409,
    "plan_outdated": 409,
    "acted_meanwhile": 409,
    "person_changed_meanwhile": 409,
    "rule_changed_meanwhile": 409,
    "rule_named_meanwhile": 409,
    "record_changed_meanwhile": 409,
    "too_late_to_withdraw": 409,
    "customer_acted": 409,
    "data_missing": 422,
    "engineer_not_suitable": 409,
    "engineer_blocked": 409,
    "engineer_resident": 409,
    "engineer_not_cleared": 409,
    "certificate_not_valid": 409,
    "engineer_changed": 409,
    "already_assigned": 409,
    "not_the_lead": 409,
    "plan_over": 409,
    "window_not_valid": 422,
    "place_not_valid": 422,
    "date_not_valid": 422,
    "level_not_covered": 422,
    "device_has_order": 409,
    "already_an_order": 409,
    "quote_open": 409,
    "quote_answered": 409,
    # rules and master data
    "version_moved": 409,
    "value_moved": 409,
    "already_there": 409,
    "warranty_before_installation": 422,
    "shift_empty": 422,
    "shift_overlaps": 409,
    "review_open": 409,
    "review_settled": 409,
    "sheet_not_readable": 422,
    "sheet_too_long": 422,
    "sheet_quote_open": 422,
    "sheet_reader_busy": 503,
    "sheet_heading_twice": 422,
    # the phone
    "id_reused": 409,
    "unknown_command": 422,
    "not_your_visit": 403,
    "phone_not_registered": 409,
    "inbox_full": 429,
    "unsent_file_unknown": 422,
    "unsent_file_changed": 422,
    # photos and reports
    "not_a_photo": 422,
    "too_many_pixels": 422,
    "too_many_photos": 429,
    "blob_offset": 409,
    "blob_hash": 422,
    "signature_empty": 422,
    "seal_broken": 422,
    "report_not_ready": 404,
}


class ProblemBody(msgspec.Struct):
    """RFC 9457, with the code that programs read, the request to quote, and facts that the words speak of."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    params: dict[str, Any]


class Problem(Exception):
    """Raised anywhere, answered once (http.py). The code must stand in CATALOGUE."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = CATALOGUE[code]
        self.params = params


# A database constraint that a person can run into, and what it means to them.
CONSTRAINTS: dict[str, str] = {"orders_number_once": "busy", "credentials_pkey": "login_taken", "visits_one_open": "already_assigned",
    "service_rules_pkey": "version_moved", "skills_code_once": "already_there", "qualifications_once": "already_there",
    "shifts_once": "already_there", "accounts_number_once": "already_there", "devices_serial_once": "already_there",
    "contracts_number_once": "already_there", "devices_serial_key_once": "already_there", "accounts_number_key_once": "already_there",
    "contracts_number_key_once": "already_there", "skills_code_key_once": "already_there", "units_name_key_once": "already_there",
    "credentials_login_key_once": "login_taken", "result_codes_once": "already_there",
    "part_kinds_org_id_number_key": "already_there", "blocked_pairs_once": "already_there",
    "attendances_one_leads": "already_assigned", "attendances_once": "already_assigned"}  # fmt: skip
# The field of the form that such a constraint speaks of.
CONSTRAINT_FIELDS: dict[str, str] = {
    "devices_serial": "serial", "accounts_number": "number", "contracts_number": "number", "skills_code": "code", "units_name": "name",
    "shifts": "starts", "credentials": "login",
}  # fmt: skip


def field_of(constraint: str) -> list[str]:
    return [field for name, field in CONSTRAINT_FIELDS.items() if constraint.startswith(f"{name}_")]
