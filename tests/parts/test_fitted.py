"""Parts that a signed report fitted leave the car, or what was sent for its order, once."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Who, moment_of
from outrider.parts import actions as parts
from outrider.parts.fitted import actions, rules
from outrider.parts.rules import REQUEST_STEPS, Asked
from outrider.parts.stock import actions as stock
from outrider.parts.stock.rules import CarMove, Move, StockLine, shown
from outrider.sign.paper.rules import PartLine, read_report
from outrider.sign.rules import SealedReport
from tests.cast import NOW, Cast, give, take_order
from tests.offline.conftest import attendance, bob, order
from tests.offline.phone import Phone
from tests.sign.printing import ready
from tests.tiers import examples

__all__ = ["attendance", "bob", "order"]
CASES = json.loads((Path(__file__).parent / "fitted_cases.json").read_text())
CAR, ORDER = UUID(int=1), UUID(int=2)


def fan(quantity: Any = "", serial: str = "", **said: str) -> dict[str, Any]:
    return {"direction": "in", "name": "Fan", "number": "F1", "serial": serial, "quantity": quantity, **said}


async def lies(client: Any) -> list[tuple[str, str, str, int]]:
    rows = (await client("alice").get("/api/part-stock")).json()
    return [(row["holder"], row["number"] or row["name"], row["serial"], row["quantity"]) for row in rows]


async def moved(pool: Any, us: Cast) -> list[tuple[str, int, str]]:
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select kind, quantity, serial from part_moves where report_id is not null")
    return sorted((row["kind"], row["quantity"], row["serial"]) for row in rows)


def car(bob: Phone, kind: str, **said: Any) -> bytes:
    return bob.command(UUID(int=7), {"kind": kind, "number": "F1", "name": "Fan", **said}, "part_move", attendance_id=None)


async def test_what_a_report_fitted_leaves_the_car_once_however_often_it_is_sent(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(car(bob, "taken", quantity=5))
    out = {"direction": "out", "name": "Fan", "number": "F1", "serial": "OLD"}
    sealed = bob.seal(attendance, bob.report(order, parts=[fan(2), fan(serial="S1"), out]))
    assert [row["result"] for row in await bob.send(sealed) + await bob.send(sealed)] == ["applied", "duplicate"]
    assert await lies(client) == [("Bob", "F1", "", 2)]
    assert await moved(pool, us) == [("fitted", 1, "S1"), ("fitted", 2, "")]


async def test_a_correction_moves_only_what_is_different_and_one_of_the_correction_too(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(car(bob, "taken", quantity=5))
    first = bob.report(order, parts=[fan(2, "")])
    second = bob.report(order, parts=[fan(1), fan(serial="S2")], replaces=first["report_id"])
    third = bob.report(order, parts=[fan(3), fan(serial="S2")], replaces=first["report_id"])
    await bob.send(bob.seal(attendance, first), bob.seal(attendance, second, "signed"))
    assert await moved(pool, us) == [("fitted", 1, "S2"), ("fitted", 2, ""), ("not_fitted", 1, "")]
    assert await lies(client) == [("Bob", "F1", "", 3)]
    await bob.send(bob.seal(attendance, third, "signed"))
    assert await moved(pool, us) == [("fitted", 1, "S2"), ("fitted", 2, ""), ("fitted", 2, ""), ("not_fitted", 1, "")]
    assert await lies(client) == [("Bob", "F1", "", 1)]


async def test_what_the_car_does_not_have_is_kept_as_less_than_nothing_and_a_quantity_that_nobody_can_read_as_one(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    words = {"direction": "in", "name": "Left hinge", "quantity": "a few"}
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order, parts=[fan(2), words, "screws", {"direction": "in"}])))
    assert outcome["result"] == "applied"
    assert await lies(client) == [("Bob", "F1", "", -2), ("Bob", "Left hinge", "", -1)]
    moves = (await client("alice").get(f"/api/part-holders/{us.users['bob']}/moves")).json()
    assert {(row["name"], row["kind"], row["why"]) for row in moves} == {("Fan", "fitted", ""), ("Left hinge", "fitted", "a few")}


async def test_what_was_tapped_as_used_at_the_visit_is_not_counted_again(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    used = bob.command(attendance, {"kind": "used", "number": "F1", "name": "Fan"}, "part_move")
    await bob.send(car(bob, "taken", quantity=5), used, bob.seal(attendance, bob.report(order, parts=[fan(2)])))
    assert await lies(client) == [("Bob", "F1", "", 3)]
    await bob.send(bob.seal(attendance, bob.report(order, parts=[fan()]), "signed"))  # a further report: that one tap is spent
    assert await lies(client) == [("Bob", "F1", "", 2)]


async def test_what_was_sent_for_the_order_is_fitted_from_where_it_lies_and_its_request_is_done(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    alice = client("alice")
    request = (await alice.post(f"/api/orders/{order}/part-requests", json={"number": "F1", "name": "Fan", "quantity": 2})).json()["id"]
    store = (await alice.post("/api/part-holders", json={"name": "Main store"})).json()["id"]
    await alice.put(f"/api/part-requests/{request}/status", json={"was": "requested", "to": "ready", "holder_id": store})
    await bob.send(car(bob, "taken", quantity=1))
    assert await lies(client) == [("Bob", "F1", "", 1), ("Main store", "F1", "", 1)]
    await ready(pool, us, order)
    first = bob.report(order, parts=[fan(2)])
    await bob.send(bob.seal(attendance, first))
    assert await lies(client) == []
    assert [row["status"] for row in (await alice.get(f"/api/orders/{order}")).json()["parts"]] == ["fitted"]
    await bob.send(bob.seal(attendance, bob.report(order, parts=[fan()], replaces=first["report_id"]), "signed"))
    assert [row["quantity"] for row in (await alice.get("/api/part-stock")).json()] == [1]
    assert [row["status"] for row in (await alice.get(f"/api/orders/{order}")).json()["parts"]] == ["ready"]


async def test_a_part_of_another_visit_that_is_open_is_not_taken_for_this_one(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    async with transaction(pool, us.org_id) as tx:
        other = await take_order(tx, us)
    alice = client("alice")
    request = (await alice.post(f"/api/orders/{other}/part-requests", json={"number": "F1", "name": "Fan"})).json()["id"]
    here = {"was": "requested", "to": "ready", "holder_id": str(us.users["bob"])}
    await alice.put(f"/api/part-requests/{request}/status", json=here)
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, parts=[fan()])))
    assert await lies(client) == []
    assert [row["status"] for row in (await alice.get(f"/api/orders/{other}")).json()["parts"]] == ["ready"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["is"])
def test_the_car_is_what_the_phone_counts_too(case: dict[str, Any]) -> None:
    """The same cases as pwa/src/engineer/fitted.test.ts."""
    lines = [StockLine(*row) for row in case["car"]]
    used = [rules.Pile(*row) for row in case.get("used", [])]
    sent = [
        rules.Sent(uuid4(), row[0], row[1], row[2], status, {}, 0)
        for status, rows in (("ready", case.get("here", [])), ("in_transit", case.get("road", [])))
        for row in rows
    ]
    before = [rules.Written(row[0], row[1], row[2], row[3], CAR, None) for row in case.get("said", [])]
    fits = [rules.Fitted(*row) for row in case["fits"]]
    piles = rules.piles_of(used, sent, CAR, lines)
    moves = rules.settle(fits, before, piles, [*piles, *lines], CAR, ORDER)
    assert [(row.number, row.name, row.serial, row.quantity) for row in shown(after(lines, moves))] == [tuple(row) for row in case["lies"]]


def after(lines: list[StockLine], moves: list[Move]) -> list[StockLine]:
    found = {(row.number or row.name, row.serial): StockLine(row.number, row.name, row.serial, row.quantity) for row in lines}
    for move in moves:
        line = found.setdefault((move.number or move.name, move.serial), StockLine(move.number, move.name, move.serial, 0))
        line.quantity += move.quantity * ((move.to_id == CAR) - (move.from_id == CAR))
    return list(found.values())


PIECES = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "S1"])), max_size=3)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["ask", "send", "arrive", "arrive_here", "take", "use", "give_back"]), st.integers(1, 3)),
    st.tuples(st.sampled_from(["fit", "correct"]), PIECES),
)


class Work:
    """A visit whose parts go every way that they can."""

    def __init__(self, tx: Tx, us: Cast, order: UUID, attendance: UUID, store: UUID) -> None:
        self.tx, self.us, self.order, self.attendance, self.store = tx, us, order, attendance, store
        self.number, self.requests, self.newest = new_id(NOW).hex, list[tuple[UUID, str]](), list[tuple[UUID, list[Any]]]()
        self.office = Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})

    async def step(self, kind: str, said: Any) -> None:
        cause = Cause(self.us.actor("bob"), ALL, moment_of(NOW))
        if kind == "ask":
            asked = Asked(self.number, "Fan", said)
            self.requests.append((await parts.request(self.tx, self.office, self.order, None, asked, NOW), "requested"))
        elif kind in ("send", "arrive", "arrive_here"):
            await self.go(kind)
        elif kind in ("fit", "correct"):
            await self.seal(kind == "correct", said)
        else:
            known = {"take": "taken", "use": "used", "give_back": "given_back"}
            move = CarMove(known[kind], self.number, "Fan", said)  # type: ignore[arg-type]
            await stock.move_in_car(self.tx, move, self.attendance if kind == "use" else None, cause)

    async def go(self, kind: str) -> None:
        """The last request that can."""
        to = "in_transit" if kind == "send" else "ready"
        for at, (request, was) in reversed(list(enumerate(self.requests))):
            if to in REQUEST_STEPS[was] and (was := await self.status(request)) and to in REQUEST_STEPS[was]:
                holder = self.us.users["bob"] if kind == "arrive_here" else self.store
                await parts.move(self.tx, self.office, request, was, to, parts.Where(holder), NOW)
                self.requests[at] = (request, to)
                return

    async def status(self, request: UUID) -> str:
        return str(await self.tx.value("select status from part_requests where id = $1", request))

    async def seal(self, corrects: bool, pieces: list[Any]) -> None:
        if corrects and not self.newest:
            return
        report, replaces = new_id(NOW), self.newest[-1][0] if corrects else None
        await self.tx.run(
            "insert into reports (org_id, id, number, order_id, attendance_id, sealed, sha256, statement, phone_id, phone_key, phone_signature, "
            "language, signed_at, sealed_at, verify_token, replaces) "
            "values (current_org(), $1, $1::uuid::text, $2, $3, '', '', '', $1, '{}', '', 'en', $4, $4, $1::uuid::text, $5)",
            *(report, self.order, self.attendance, NOW, replaces),
        )
        self.newest = [*(self.newest[:-1] if corrects else self.newest), (report, pieces)]
        lines = [{"direction": "in", "number": self.number, "name": "Fan", "serial": serial, "quantity": n} for n, serial in pieces]
        sealed = {"report_id": str(report), "order_id": str(self.order), "parts": lines}
        read, _ = read_report(json.dumps(sealed).encode(), ("en",))
        await actions.move(self.tx, SealedReport(report, self.order, read, self.us.actor("bob"), moment_of(NOW), False))

    async def check(self) -> None:
        rows = await self.tx.connection.fetch("select * from part_moves where number = $1", self.number)
        for holder in (self.us.users["bob"], self.store):
            came = sum(row["quantity"] for row in rows if row["to_id"] == holder)
            went = sum(row["quantity"] for row in rows if row["from_id"] == holder)
            found = [line for line in shown(await stock.lines(self.tx, holder)) if line.number == self.number]
            assert sum(line.quantity for line in found) == came - went
        said = sum(n for _, pieces in self.newest for n, _ in pieces)
        by_report = [row for row in rows if row["report_id"]]
        assert said == sum(row["quantity"] * (1 if row["kind"] == "fitted" else -1) for row in by_report)
        # What a report says of a piece that was tapped as used moves nothing, and never of more pieces than were tapped.
        free = [row for row in by_report if not row["from_id"] and not row["to_id"] and not row["request_id"]]
        claimed = sum(row["quantity"] * (1 if row["kind"] == "fitted" else -1) for row in free)
        assert 0 <= claimed <= sum(row["quantity"] for row in rows if row["kind"] == "used")
        for row in await self.tx.connection.fetch("select id, quantity from part_requests where order_id = $1", self.order):
            of = [line for line in by_report if line["request_id"] == row["id"]]
            assert 0 <= sum(line["quantity"] * (1 if line["kind"] == "fitted" else -1) for line in of) <= row["quantity"]


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=examples(25, 500))
@given(steps=st.lists(STEPS, max_size=10))
async def test_any_way_of_parts_counts_each_piece_once(tx: Tx, us: Cast, steps: list[tuple[str, Any]]) -> None:
    async with tx.connection.transaction():  # an example that fails leaves the others alone
        order = await take_order(tx, us)
        work = Work(tx, us, order, await give(tx, us, order), await stock.add_store(tx, new_id(NOW).hex, NOW))
        for kind, said in steps:
            await work.step(kind, said)
            await work.check()


def test_quantities_as_they_were_signed() -> None:
    said = {
        "": (1, ""),
        "2": (2, ""),
        "999": (999, ""),
        "0": (1, "0"),
        "1000": (1, "1000"),
        "-3": (1, "-3"),
        "９": (1, "９"),
        "2.5": (1, "2.5"),
    }
    found = {text: rules.fitted_of([PartLine("in", "Fan", quantity=text)])[0] for text in said}
    assert {text: (row.quantity, row.why) for text, row in found.items()} == said


def test_of_what_was_sent_only_what_no_report_has_fitted_is_left_to_fit() -> None:
    sent = rules.Sent(uuid4(), "F1", "Fan", 3, "ready", {CAR: 1}, 1)
    assert [(pile.quantity, pile.holder_id) for pile in rules.piles_of([], [sent], CAR, [])] == [(1, CAR), (1, None)]
