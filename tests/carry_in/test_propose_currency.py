"""In which currency a quote begins: the one of the organisation's country, whoever reads it in which language."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from outrider.accounts.organisation.rules import currency_of
from outrider.db import transaction
from tests.cast import Cast
from tests.offline.phone import Phone
from tests.offline.pulls import pull

from .test_at_the_counter import hand_in, with_bob

PLACE = "update orgs set country = $1, time_zone = $2 where id = current_org()"


@pytest.mark.parametrize(
    ("country", "currency"), [("CN", "CNY"), ("DE", "EUR"), ("CH", "CHF"), ("HK", "HKD"), ("PA", None), ("AQ", None), (None, None)]
)
def test_a_country_with_one_currency_says_it_and_any_other_says_none(country: str | None, currency: str | None) -> None:
    assert currency_of(country, date(2026, 3, 2)) == currency


@pytest.mark.parametrize(
    ("country", "zone", "currency"), [("CH", "Europe/Berlin", "CHF"), (None, "Asia/Shanghai", "CNY"), (None, "UTC", None)]
)
async def test_desk_and_phone_propose_the_organisations_own(
    client: Any, announced: UUID, us: Cast, bob: Phone, pool: Any, country: str | None, zone: str, currency: str | None
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run(PLACE, country, zone)
    await hand_in(client, announced)
    await with_bob(client, us, announced)
    assert (await client("alice").get(f"/api/orders/{announced}")).json()["currency"] == currency
    assert (await pull(bob))["jobs"][0]["handed_in"]["currency"] == currency
