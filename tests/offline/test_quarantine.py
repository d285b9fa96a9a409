"""What the server would not apply by itself waits for a dispatcher, and unsent work comes as a file where no network ever does."""

import asyncio
import base64
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from outrider.backoff import Backoff
from outrider.db import transaction, transactions_of
from outrider.offline import actions as offline
from outrider.offline import rules
from tests.cast import NOW, Cast
from tests.conftest import code_of

from .phone import Phone
from .photos import photo

STATUS = "select status from orders"


async def value(pool: Any, us: Cast, sql: str, *args: Any) -> Any:
    async with transaction(pool, us.org_id) as tx:
        return await tx.value(sql, *args)


async def set_active(pool: Any, us: Cast, name: str, active: bool) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set active = $2 where id = $1", us.users[name], active)


async def inbox(client: Any, name: str = "alice") -> list[dict[str, Any]]:
    answer = await client(name).get("/api/quarantine")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def take(client: Any, id: str) -> dict[str, Any]:
    answer = await client("alice").post(f"/api/quarantine/{id}/apply")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_somebody_disabled_meanwhile_hands_in_what_their_phone_holds(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast
) -> None:
    await set_active(pool, us, "bob", False)
    sent = [bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted")]
    for _ in range(2):
        assert [(row["result"], row["code"]) for row in await bob.send(*sent)] == [("held", "person_disabled")] * 2
    assert await value(pool, us, STATUS) == "assigned"
    rows = await inbox(client)
    assert [row["action"] for row in rows] == ["accept", "confirm_appointment"]
    assert [(await take(client, row["id"]))["result"] for row in rows] == ["applied", "applied"]
    assert await value(pool, us, STATUS) == "appointment_confirmed"
    assert await inbox(client) == []
    assert [row["result"] for row in await bob.send(*sent)] == ["duplicate"] * 2


async def test_somebody_disabled_can_do_nothing_but_hand_in(bob: Phone, client: Any, pool: Any, us: Cast) -> None:
    await set_active(pool, us, "bob", False)
    content = photo()
    sha = (await client("bob").put("/api/blobs/" + "ab" * 32, json={"size": len(content), "mime": "image/jpeg"})).status_code
    assert sha == 200
    assert code_of(await client("bob").get("/api/phone/pull")) == (401, "not_signed_in")
    assert code_of(await client("bob").get("/api/me")) == (401, "not_signed_in")


async def test_what_is_taken_out_of_order_waits_for_its_turn(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await set_active(pool, us, "bob", False)
    await bob.send(bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted"))
    first, second = await inbox(client)
    assert (await take(client, second["id"]))["result"] == "held"
    assert (await take(client, first["id"]))["result"] == "applied"
    assert await value(pool, us, STATUS) == "appointment_confirmed"


async def test_what_was_taken_out_of_order_and_is_refused_in_its_turn_is_asked_about_again(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast
) -> None:
    await set_active(pool, us, "bob", False)
    await bob.send(bob.act(attendance, "accept", "assigned"), bob.command(attendance, {}, "sing_a_song"))
    first, second = await inbox(client)
    assert (await take(client, second["id"]))["result"] == "held"
    assert [row["id"] for row in await inbox(client)] == [first["id"]]
    assert (await take(client, first["id"]))["result"] == "applied"
    assert [(row["id"], row["code"]) for row in await inbox(client)] == [(second["id"], "unknown_command")]


async def test_an_order_that_they_began_before_they_were_disabled_is_taken_with_what_they_did_there(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast
) -> None:
    piece = (await bob.client.get(f"/api/phone/pack/{attendance}")).json()
    where = {"account_id": piece["account_id"], "site_id": piece["site_id"], "contact_id": piece["contacts"][0]["id"], "serial": ""}
    visit = uuid4()
    begun = bob.command(visit, {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", **where}, "begin_order")
    await set_active(pool, us, "bob", False)
    await bob.send(begun, bob.act(visit, "confirm_appointment", "accepted"))
    assert [(await take(client, row["id"]))["result"] for row in await inbox(client)] == ["applied", "applied"]
    assert await value(pool, us, "select status from orders where fault = 'Leaks'") == "appointment_confirmed"


async def test_who_is_no_engineer_any_more_hands_in_what_their_phone_holds(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update grants set role = 'service_desk' where user_id = $1", us.users["bob"])
    await bob.register()
    sent = bob.act(attendance, "accept", "assigned")
    assert [(row["result"], row["code"]) for row in await bob.send(sent)] == [("held", "person_disabled")]
    assert code_of(await bob.client.get("/api/phone/pull")) == (403, "not_allowed")
    assert [(await take(client, row["id"]))["result"] for row in await inbox(client)] == ["accepted_conflict"]


async def test_a_dispatcher_without_a_phone_hands_in_nothing(client: Any) -> None:
    body = {"sent_at": NOW.isoformat(), "commands": []}
    assert code_of(await client("alice").post("/api/phone/commands", json=body)) == (403, "not_allowed")


async def test_what_is_left_is_kept_and_no_longer_asked_about(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.command(attendance, {}, "sing_a_song"))
    (row,) = await inbox(client)
    assert (row["kind"], row["code"]) == ("sing_a_song", "unknown_command")
    assert (await client("alice").post(f"/api/quarantine/{row['id']}/dismiss")).status_code == 204
    assert await inbox(client) == []
    assert await value(pool, us, "select settled_as from command_quarantine") == "left"
    assert code_of(await client("alice").post(f"/api/quarantine/{row['id']}/apply")) == (404, "not_found")


async def test_what_an_older_release_refused_is_applied_once_the_server_knows_it(
    bob: Phone, client: Any, attendance: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bob.send(bob.command(attendance, {"action": "accept", "expected": "assigned"}, "act_later"))
    (row,) = await inbox(client)
    assert (await take(client, row["id"]))["result"] == "rejected"
    assert len(await inbox(client)) == 1
    monkeypatch.setitem(offline.COMMANDS, ("act_later", 1), offline.act)
    assert (await take(client, row["id"]))["result"] == "applied"
    assert await inbox(client) == []


async def test_a_dispatcher_of_elsewhere_sees_none_of_it(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.command(attendance, {}, "sing_a_song"))
    async with transaction(pool, us.org_id) as tx:
        elsewhere = "update grants set scope = 'station', scope_id = gen_random_uuid() where user_id = $1"
        await tx.run(elsewhere, us.users["alice"])
    assert await inbox(client) == []


async def test_a_lane_whose_gap_is_never_filled_goes_on_after_a_week(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    lost = bob.act(attendance, "note", "assigned", data={"text": "lost on the way"})
    late = bob.act(attendance, "accept", "assigned")
    assert (await bob.send(late))[0]["result"] == "held"
    transactions = transactions_of(pool)
    assert await offline.force_held(transactions, us.org_id, NOW + timedelta(days=6), Backoff()) == 0
    assert await value(pool, us, STATUS) == "assigned"
    assert await offline.force_held(transactions, us.org_id, NOW + timedelta(days=8), Backoff()) == 1
    assert await value(pool, us, STATUS) == "accepted"
    assert (await bob.send(lost))[0]["result"] == "applied"
    assert await offline.force_held(transactions, us.org_id, NOW + timedelta(days=9), Backoff()) == 0


async def test_the_office_sees_what_each_phone_holds(bob: Phone, client: Any, attendance: UUID) -> None:
    since = (NOW - timedelta(minutes=9)).isoformat()
    await bob.client.post("/api/phone/commands", json={"sent_at": NOW.isoformat(), "commands": [], "unsent": 7, "unsent_since": since})
    (row,) = (await client("alice").get("/api/phones")).json()
    assert (row["name"], row["unsent"], row["quarantined"]) == ("Bob", 7, 0)


def file_of(bob: Phone, us: Cast, commands: list[bytes], photos: list[bytes] | None = None) -> dict[str, Any]:
    text = json.dumps({"user_id": str(us.users["bob"]), "phone_id": str(bob.id), "commands": [row.decode() for row in commands]})
    r, s = utils.decode_dss_signature(bob.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    rows = [{"sha256": sha256(row).hexdigest(), "mime": "image/jpeg", "bytes": base64.b64encode(row).decode()}
            for row in photos or []]  # fmt: skip
    return {"outrider_unsent": 1, "text": text, "signature": signature, "photos": rows}


async def bring(client: Any, file: dict[str, Any]) -> Any:
    return await client("alice").post(
        "/api/unsent", content=json.dumps(file).encode(), headers={"content-type": "application/octet-stream"}
    )


async def test_unsent_work_comes_as_a_file_and_is_applied_once(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    sent = [bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted")]
    await set_active(pool, us, "bob", False)
    file = file_of(bob, us, sent, [photo(), b"no photo"])
    first, again = (await bring(client, file)).json(), (await bring(client, file)).json()
    assert (first["outcomes"], first["photos"], first["photos_refused"]) == ({"applied": 2}, 1, 1)
    assert again["outcomes"] == {"duplicate": 2}
    assert await value(pool, us, STATUS) == "appointment_confirmed"
    assert await value(pool, us, "select count(*) from blobs where complete_at is not null") == 1


async def test_a_file_that_was_changed_on_the_way_is_refused(bob: Phone, client: Any, attendance: UUID, us: Cast) -> None:
    file = file_of(bob, us, [bob.act(attendance, "accept", "assigned")])
    assert code_of(await bring(client, {**file, "text": file["text"].replace("accept", "decline")})) == (422, "unsent_file_changed")
    assert code_of(await bring(client, {"outrider_unsent": 1})) == (422, "unsent_file_unknown")


async def test_two_contents_with_one_id_are_both_kept(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await set_active(pool, us, "bob", False)
    first = bob.act(attendance, "accept", "assigned")
    other = first.replace(b"accept", b"decline")
    for _ in range(2):
        assert [(row["result"], row["code"]) for row in await bob.send(first, other)] == [("held", "person_disabled")] * 2
    rows = await inbox(client)
    assert sorted(row["action"] for row in rows) == ["accept", "decline"]
    accept = next(row for row in rows if row["action"] == "accept")
    assert (await take(client, accept["id"]))["result"] == "applied"
    decline = next(row for row in rows if row["action"] == "decline")
    assert (await take(client, decline["id"]))["code"] == "id_reused"
    assert len(await inbox(client)) == 1


async def test_two_contents_with_one_id_sent_at_once_are_both_kept(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await set_active(pool, us, "bob", False)
    first = bob.act(attendance, "note", "assigned", data={"text": "0"})
    bodies = [first.replace(b'"text": "0"', b'"text": "%d"' % number) for number in range(6)]
    await asyncio.gather(*(bob.send(body) for body in bodies))
    kept = await value(pool, us, "select array_agg(body) from command_quarantine")
    assert sorted(kept) == sorted(bodies)


async def test_other_bytes_of_an_applied_id_are_kept_once_however_often_they_come(bob: Phone, client: Any, attendance: UUID) -> None:
    first = bob.act(attendance, "accept", "assigned")
    await bob.send(first)
    for _ in range(3):
        assert (await bob.send(first.replace(b"accept", b"decline")))[0]["code"] == "id_reused"
    assert len(await inbox(client)) == 1


async def test_what_cannot_be_read_is_kept_once_however_often_it_comes(bob: Phone, client: Any, pool: Any, us: Cast) -> None:
    for active in (True, False):
        await set_active(pool, us, "bob", active)
        for _ in range(2):
            await bob.send(b'{"active":%d}' % active)
    assert len(await inbox(client)) == 2


async def post(bob: Phone, *commands: bytes) -> Any:
    body = b'{"sent_at":"2026-03-02T10:00:00Z","commands":[%b]}' % b",".join(commands)
    return await bob.client.post("/api/phone/commands", content=body)


async def test_who_has_left_hands_in_no_more_than_can_be_looked_at(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_QUARANTINED", 3)
    await set_active(pool, us, "bob", False)
    sent = [bob.act(attendance, "note", "assigned", data={"text": str(number)}) for number in range(4)]
    assert code_of(await post(bob, *sent)) == (429, "inbox_full")
    rows = await inbox(client)
    assert len(rows) == 3
    assert [row["result"] for row in await bob.send(*sent[:3])] == ["held"] * 3  # what is kept already is answered
    await client("alice").post(f"/api/quarantine/{rows[0]['id']}/dismiss")
    assert (await bob.send(sent[3]))[0]["result"] == "held"
    monkeypatch.setattr(rules, "MOST_QUARANTINED", 1000)
    monkeypatch.setattr(rules, "MOST_QUARANTINED_BYTES", 100)
    assert code_of(await post(bob, bob.act(attendance, "note", "assigned"))) == (429, "inbox_full")


async def test_who_has_left_hands_in_of_phones_that_they_had(bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast) -> None:
    await set_active(pool, us, "bob", False)
    foreign = Phone(bob.client)
    assert (
        await bob.client.post("/api/phones", json={"id": str(foreign.id), "public_key": {"kty": "EC"}, "name": "new"})
    ).status_code == 204
    assert await value(pool, us, "select count(*) from phones where id = $1", foreign.id) == 0
    answers = await bob.send(foreign.act(attendance, "accept", "assigned"), bob.act(attendance, "accept", "assigned"))
    assert [(row["result"], row["code"]) for row in answers] == [("rejected", "phone_not_registered"), ("held", "person_disabled")]


async def test_a_key_of_a_phone_is_no_larger_than_keys_are(client: Any) -> None:
    for large in ({"public_key": {"x": "a" * 2000}, "name": "x"}, {"public_key": {"x": "a"}, "name": "x" * 201}):
        answer = await client("bob").post("/api/phones", json={"id": str(uuid4()), **large})
        assert code_of(answer) == (422, "field_not_valid")


async def test_photos_of_who_has_left_belong_to_what_was_handed_in_or_are_few(
    bob: Phone, client: Any, attendance: UUID, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_LOOSE_PHOTOS", 2)
    await set_active(pool, us, "bob", False)
    hashes = [sha256(bytes([number])).hexdigest() for number in range(5)]
    size = {"size": 100, "mime": "image/jpeg"}
    await bob.send(bob.act(attendance, "note", "assigned", data={"text": hashes[4]}))
    answers = [await bob.client.put(f"/api/blobs/{sha}", json=size) for sha in (*hashes[:3], hashes[4], hashes[0])]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 200]
