"""What a demo engineer's phone would send when the customer signs: a sealed report and a statement under the phone's key."""

import base64
import math
import random
from datetime import datetime
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from .. import lang
from ..db import Tx
from ..ids import new_id
from ..model import ALL, Actor, Cause, Status, moment_of
from ..sign import actions as sign
from ..sign.paper import rules as paper
from ..sign.results.rules import Result
from ..sign.rules import digest
from ..sign.strokes import rules as strokes
from . import devices

KEY = ec.derive_private_key(0x0D7B1DE2, ec.SECP256R1())  # a demonstration has no secrets

FACTS = """
select o.number, o.fault, account.name as account, contact.name as contact, contact.language, site.name as site, site.address, site.time_zone,
  coalesce(device.serial, '') as serial, coalesce(device.model, '') as model, a.id as attendance_id, person.name as engineer,
  o.created_at, a.set_off_at, a.arrived_at, a.finished_at
from orders o join accounts account on account.id = o.account_id join contacts contact on contact.id = o.contact_id
join sites site on site.id = o.site_id left join devices device on device.id = o.device_id
join attendances a on a.order_id = o.id and a.ended_at is null and a.joins_from is null join users person on person.id = a.engineer_id
where o.id = $1
"""


class Facts(msgspec.Struct):
    number: str
    fault: str
    account: str
    contact: str
    language: str
    site: str
    address: str
    time_zone: str
    serial: str
    model: str
    attendance_id: UUID
    engineer: str
    created_at: datetime
    set_off_at: datetime
    arrived_at: datetime
    finished_at: datetime


def public_jwk() -> dict[str, str]:
    numbers = KEY.public_key().public_numbers()

    def text(value: int) -> str:
        return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()

    return {"kty": "EC", "crv": "P-256", "x": text(numbers.x), "y": text(numbers.y)}


def phone_signature(statement: bytes) -> bytes:
    r, s = utils.decode_dss_signature(KEY.sign(statement, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def scribble(chance: random.Random) -> list[strokes.Stroke]:
    """A line that looks like a name written fast."""
    a, b = chance.uniform(1.5, 2.6), chance.uniform(0, 6)
    points = [strokes.Point(40 + 5 * i, 90 + 34 * math.sin(i / a + b) * math.cos(i / 9)) for i in range(52)]
    return [strokes.Stroke(points[:30]), strokes.Stroke(points[31:])]


def document(facts: Facts, order_id: UUID, report_id: UUID, unsolved: str) -> paper.Report:
    """unsolved: why it is not, by code; empty where it is."""

    def say(key: str) -> str:
        return lang.say(facts.language, f"report.{key}")

    def at(when: datetime) -> str:
        return lang.day_time(facts.language, when, facts.time_zone)

    line, done = devices.line_of(facts.model), not unsolved
    told = line.reports[facts.language]
    points, advice = devices.ADVICE[facts.language]
    result = Result("unsolved" if unsolved else "solved", reason=unsolved, fault_class=line.fault_class, cause_class="wear", human=False)
    rows = {
        "customer": [(key, getattr(facts, key)) for key in ("account", "contact", "site", "address")]
        + [("device", facts.model), ("serial", facts.serial)],
        "times": list(zip(("called", "departed", "arrived", "finished"), map(at, facts_times(facts)), strict=True)),
        "work": [
            ("fault_reported", facts.fault),
            ("fault_found", told.found),
            ("diagnosis", told.diagnosis),
            ("work_done", told.done if done else told.diagnosis),
            ("open_points", points if done else told.found),
            ("advice", advice),
            ("result", say("result_solved") if done else devices.NOT_SOLVED[facts.language]),
        ],
    }
    sections = [
        paper.Section(say(f"section_{title}"), [paper.Field(key, say(f"field_{key}"), value) for key, value in fields])
        for title, fields in rows.items()
    ]
    head = (1, report_id, order_id, facts.number, facts.language, facts.time_zone, say("title"))
    parts = parts_of(facts) if result.result == "solved" else []
    return paper.Report(*head, sections, say("parts"), parts, say("photos"), [], result=result)


def facts_times(facts: Facts) -> tuple[datetime, ...]:
    return facts.created_at, facts.set_off_at, facts.arrived_at, facts.finished_at


def parts_of(facts: Facts) -> list[paper.PartLine]:
    serial, part = f"S{facts.number[-4:]}", devices.line_of(facts.model).part
    return [paper.PartLine(way, part.text, part.number, serial + mark) for way, mark in (("in", "A"), ("out", "X"))]


async def sign_order(tx: Tx, order_id: UUID, actor: Actor, at: datetime, chance: random.Random, unsolved: str = "") -> None:
    facts = await tx.one(FACTS, Facts, order_id)
    assert facts is not None
    report_id = new_id(at)
    sealed = msgspec.json.encode(document(facts, order_id, report_id, unsolved))
    signatures = [
        strokes.Signature("engineer", facts.engineer, lang.say(facts.language, "report.role_engineer"), at, 340, 180, scribble(chance)),
        strokes.Signature("customer", facts.contact, lang.say(facts.language, "report.role_customer"), at, 340, 180, scribble(chance)),
    ]
    statement = msgspec.json.encode(strokes.Statement(report_id, digest(sealed).hex(), signatures))
    seal = sign.Seal(sealed.decode(), statement.decode(), phone_signature(statement))
    key, cause = sign.PhoneKey(new_id(at), public_jwk()), Cause(actor, ALL, moment_of(at), new_id(at))
    await sign.seal(tx, facts.attendance_id, Status.AWAITING_SIGNATURE, seal, key, cause)
