"""A phone as the tests drive it: its own key, its lanes, and commands as bytes."""

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from outrider.sign.rules import digest
from tests.cast import NOW
from tests.conftest import Client


def _escaped(half: re.Match[str]) -> str:
    """Half of a sign, as browsers write it."""
    return f"\\u{ord(half.group()):04x}"


@dataclass(eq=False)
class Phone:
    client: Client
    id: UUID = field(default_factory=uuid4)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    seq: dict[UUID, int] = field(default_factory=dict)

    def jwk(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()

        def text(value: int) -> str:
            return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()

        return {"kty": "EC", "crv": "P-256", "x": text(numbers.x), "y": text(numbers.y)}

    async def register(self) -> "Phone":
        answer = await self.client.post("/api/phones", json={"id": str(self.id), "public_key": self.jwk(), "name": "test"})
        assert answer.status_code == 204, answer.text
        return self

    def command(
        self, attendance: UUID, payload: dict[str, Any], kind: str = "act", seq: int | None = None, wall: datetime = NOW, **more: Any
    ) -> bytes:
        if seq is None:
            seq = self.seq[attendance] = self.seq.get(attendance, 0) + 1
        row = {"id": str(uuid4()), "kind": kind, "v": 1, "lane": f"{attendance}:{self.id}", "lane_seq": seq, "attendance_id": str(attendance),
               "wall": wall.isoformat(), "offset_ms": 0, "payload": payload, **more}  # fmt: skip
        return json.dumps(row).encode()

    def act(self, attendance: UUID, action: str, expected: str, **more: Any) -> bytes:
        data = more.pop("data", {})
        return self.command(attendance, {"action": action, "expected": expected, "data": data}, **more)

    def report(self, order: UUID, photos: list[str] | None = None, **change: Any) -> dict[str, Any]:
        done = {"key": "work_done", "label": "Done", "value": "Fixed 已修复"}
        head = {"outrider_report": 1, "report_id": str(uuid4()), "order_id": str(order), "order_number": "OUR-1"}
        said = {"language": "en", "time_zone": "UTC", "title": "Service report", "sections": [{"title": "Work", "fields": [done]}]}
        parts = {"parts_title": "Parts", "parts": [{"direction": "in", "name": "Fan", "number": "F1", "serial": "S1"}]}
        pictures = {"photos_title": "Photos", "photos": [{"sha256": sha, "caption": ""} for sha in photos or []]}
        return {**head, **said, **parts, **pictures, **change}

    def signature(self, party: str, points: int = 20) -> dict[str, Any]:
        strokes = [{"points": [{"x": 10.0 + i, "y": 20.0 + i % 7} for i in range(points)]}]
        who = {"party": party, "name": f"{party.title()} 张三", "role": "Lead", "at": (NOW + timedelta(minutes=1)).isoformat()}
        return {**who, "width": 300, "height": 150, "strokes": strokes}

    def seal(self, attendance: UUID, report: dict[str, Any], expected: str = "awaiting_signature", **change: Any) -> bytes:
        sealed = change.pop("text", None)
        if sealed is None:
            sealed = re.sub("[\ud800-\udfff]", _escaped, json.dumps(report, ensure_ascii=False))
        signatures = change.pop("signatures", [self.signature("engineer"), self.signature("customer")])
        said = {"report_id": report["report_id"], "sha256": digest(sealed.encode()).hex(), "signatures": signatures}
        statement = json.dumps(said, ensure_ascii=False)
        r, s = utils.decode_dss_signature(self.key.sign(statement.encode(), ec.ECDSA(hashes.SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        payload = {"expected": expected, "sealed": sealed, "statement": statement, "phone_signature": signature, **change}
        return self.command(attendance, payload, "seal_report")

    async def send(self, *commands: bytes, sent_at: datetime = NOW) -> list[dict[str, Any]]:
        """sent_at: the phone's clock."""
        body = f'{{"sent_at": "{sent_at.isoformat()}", "commands": ['.encode() + b",".join(commands) + b"]}"
        answer = await self.client.post("/api/phone/commands", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 200, answer.text
        return [dict(row) for row in answer.json()["outcomes"]]
