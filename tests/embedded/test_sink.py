from datetime import UTC, datetime

import httpx
import pytest

from outrider.embedded.sink import Sink
from outrider.notify import engines

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


async def test_what_goes_out_in_a_demonstration_stands_on_a_page() -> None:
    sink = Sink(lambda: AT).begin()
    channels = sink.channels()
    await engines.send(channels["OUTRIDER_SMS"], "+49 30 1", "Bob <comes>", "Follow: http://127.0.0.1/c/abc")
    await engines.send(channels["OUTRIDER_MAIL"], "dana@customer.example", "Another", "x")
    async with httpx.AsyncClient() as browser:
        page = (await browser.get(sink.url, headers={"accept-language": "en"})).text
        chinese = (await browser.get(sink.url, headers={"accept-language": "zh"})).text
        assert (await browser.post(f"{sink.url}pigeon/x", json={})).status_code == 404
    sink.shutdown()
    sink.server_close()
    assert page.index("dana@customer.example") < page.index("+49 30 1")  # the newest first
    assert "Bob &lt;comes&gt;" in page
    assert '<a href="http://127.0.0.1/c/abc">' in page
    assert "短信" in chinese


async def test_a_sink_that_is_gone_is_a_failed_delivery() -> None:
    sink = Sink(lambda: AT)
    sink.server_close()
    with pytest.raises(engines.Undelivered):
        await engines.send(sink.channels()["OUTRIDER_SMS"], "+49 30 1", "t", "b")
