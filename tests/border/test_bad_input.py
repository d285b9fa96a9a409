"""What nobody can mean is refused by its name, on every face; nothing of it is a fault of the server."""

from typing import Any
from uuid import uuid4

import pytest

from outrider.pages import local_path, path_of
from tests.cast import PASSWORD, Cast
from tests.conftest import Client, code_of
from tests.intake.test_take_order import order

NOBODY = "00000000-0000-0000-0000-00000000dead"
PLACE = {"lat": 52.5, "lon": 13.4}


@pytest.mark.parametrize("login", ["x" * 1_000_000, "你" * 600, "x" * 501])
async def test_a_login_that_nobody_can_have_is_a_wrong_password(client: Any, login: str) -> None:
    answer = await client(None).post("/api/sign-in", json={"login": login, "password": "x"})
    assert code_of(answer) == (401, "wrong_password")


@pytest.mark.parametrize("path", ["/icons/%00", "/assets/%00.js", "/icons/a%00b.png"])
async def test_a_name_of_no_file_is_not_found(client: Any, path: str) -> None:
    assert code_of(await client(None).get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/console?order=1#x", "/console?order=1#x"), ("/你", "/%E4%BD%A0"), ("/a%20b", "/a%20b"), ("/a b", "/a%20b"), ("", "/"), ("console", "/"),
        ("//evil.example", "/"), ("///evil.example", "/"), ("/\\evil.example", "/"), ("\\\\evil.example", "/"), ("/\t/evil.example", "/"),
        ("/\r\nset-cookie: a=b", "/"), ("/\n/evil.example", "/"), ("https://evil.example", "/"), ("javascript:alert(1)", "/"), ("/\0", "/"),
        ("/\x7f", "/"), (" //evil.example", "/"), ("/\ud800", "/?"),
    ],
)  # fmt: skip
def test_a_way_back_stays_on_this_host(wanted: str, target: str) -> None:
    assert local_path(wanted) == target


@pytest.mark.parametrize("wanted", ["/你", "/\t/evil.example", "/\\evil.example", "/\r\nx: y", "//evil.example"])
async def test_sign_in_goes_on_only_on_this_host(client: Any, us: Cast, wanted: str) -> None:
    form = {"login": "alice@ours.test", "password": PASSWORD, "next": wanted}
    answer = await client(None).post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, local_path(wanted))


@pytest.mark.parametrize(
    ("referer", "target"),
    [
        ("https://evil.example/?q=//x/\\evil.example/a", "/"), ("https://evil.example//evil.example", "/"),
        ("http://outrider.test/c/x?a=1", "/c/x?a=1"),
        ("http://[", "/"), ("", "/"), ("http://outrider.test", "/"),
    ],
)  # fmt: skip
async def test_choosing_a_language_goes_back_on_this_host(client: Any, referer: str, target: str) -> None:
    assert path_of(referer) == target
    answer = await client(None).get("/language/en", headers={"referer": referer})
    assert (answer.status_code, answer.headers["location"]) == (303, target)


@pytest.mark.parametrize("field", ["unsent_since", "photos_since"])
async def test_a_time_without_zone_is_refused_before_anything_is_applied(client: Any, us: Cast, field: str) -> None:
    body = {"sent_at": "2026-03-02T10:00:00Z", "commands": [], "unsent": 1, "photos": 1, "photos_since": "2026-03-02T10:00:00Z"}
    async with client("bob") as bob:
        await bob.post("/api/phones", json={"id": str(uuid4()), "public_key": {}, "name": "x"})
        answer = await bob.post("/api/phone/commands", json={**body, field: "2026-03-02T10:00:00"})
    assert code_of(answer) == (422, "field_not_valid")


@pytest.mark.parametrize(
    ("entity", "field", "values"),
    [
        ("contacts", "account_id", {"name": "N", "phone": "+49 30 5", "account_id": NOBODY}),
        ("devices", "account_id", {"serial": "S-9", "account_id": NOBODY}),
        ("sites", "account_id", {"name": "N", "address": "A", "time_zone": "UTC", **PLACE, "account_id": NOBODY}),
        ("accounts", "parent_id", {"number": "K-9", "name": "N", "parent_id": NOBODY}),
        ("shifts", "engineer_id", {"day": "2026-03-03", "starts": "08:00", "ends": "16:00", "engineer_id": NOBODY}),
        ("units", "parent_id", {"name": "N", "kind": "station", **PLACE, "parent_id": NOBODY}),
    ],
)
async def test_a_reference_to_nothing_is_told_at_its_field(client: Any, entity: str, field: str, values: dict[str, Any]) -> None:
    answer = await client("erin").post(f"/api/master/{entity}", json=values)
    assert code_of(answer) == (422, "field_not_valid")
    assert answer.json()["params"]["fields"] == [field]


async def test_an_order_of_an_unknown_account_is_told_at_its_field(client: Any) -> None:
    body = {**order(), "account_id": NOBODY}
    answer = await client("alice").post("/api/orders", json=body)
    assert code_of(answer) == (422, "field_not_valid")
    assert answer.json()["params"]["fields"] == ["account_id"]


async def test_a_customers_administrator_is_invited_for_their_account(client: Any, us: Cast, app: Any) -> None:
    async with client("erin") as erin:
        account = (await erin.post("/api/master/accounts", json={"number": "K-9", "name": "N"})).json()["id"]
        body = {"login": "ca@ours.test", "name": "N", "role": "customer_administrator", "language": "en"}
        refused = await erin.post("/api/people", json=body)
        assert code_of(refused) == (422, "field_not_valid")
        assert refused.json()["params"]["fields"] == ["account_id"]
        made = await erin.post("/api/people", json={**body, "account_id": account})
        assert made.status_code == 201
        grants = (await erin.get(f"/api/people/{made.json()['user_id']}/grants")).json()
    assert [(row["role"], row["scope"], row["scope_id"]) for row in grants] == [("customer_administrator", "account", account)]


async def test_what_may_not_be_kept_says_so(client: Any) -> None:
    async with client("alice") as alice:
        for path in ("/api/me", "/api/board", "/sign-in", f"/api/orders/{NOBODY}", "/nowhere", "/healthz"):
            assert (await alice.get(path)).headers["cache-control"] == "no-store", path


async def test_the_contract_is_read_by_anybody(app: Any) -> None:
    async with Client(app, None) as nobody:
        answer = await nobody.get("/schema/openapi.json")
        assert (answer.status_code, answer.json()["info"]["title"]) == (200, "Outrider")
        assert code_of(await nobody.request("OPTIONS", "/schema/openapi.json")) == (405, "method_not_allowed")
