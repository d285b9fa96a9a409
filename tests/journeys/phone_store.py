"""What a phone keeps, read from its own database in the browser."""

import asyncio
import base64
from typing import Any

from playwright.async_api import Page

ROWS = """async (store) => {
  const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
  const db = await new Promise((done, failed) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const rows = await new Promise((done) => {
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  db.close();
  const text = (bytes) => btoa([...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join(''));
  return rows.map((row) => (row.bytes ? { ...row, bytes: text(row.bytes) } : row));
}"""


PULLED = """async () => {
  const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const tx = db.transaction(['meta', 'outbox']);
  const [at, waiting] = [tx.objectStore('meta').get('pulled_at'), tx.objectStore('outbox').index('state').count('waiting')];
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
  return waiting.result ? 0 : at.result;
}"""


async def in_step(page: Page, seconds: float = 120) -> None:
    """The phone has heard from the server after this call began, and nothing waits: only then is its word about "received" of now."""
    began = await page.evaluate("Date.now()")
    async with asyncio.timeout(seconds):
        while await page.evaluate(PULLED) <= began:
            await page.evaluate("new Promise((done) => setTimeout(done, 50))")


async def frame(page: Page) -> None:
    """Until the page has drawn once more: what a loop with a bound waits by."""
    await page.evaluate("new Promise((done) => requestAnimationFrame(done))")


async def rows_of(page: Page, store: str) -> list[dict[str, Any]]:
    return list(await page.evaluate(ROWS, store))


async def outbox(page: Page) -> list[dict[str, Any]]:
    return await rows_of(page, "outbox")


async def drafts(page: Page) -> list[dict[str, Any]]:
    return await rows_of(page, "drafts")


async def photos(page: Page) -> dict[str, bytes]:
    """By their SHA-256 in hex."""
    return {row["sha256"]: base64.b64decode(row["bytes"]) for row in await rows_of(page, "blobs")}
