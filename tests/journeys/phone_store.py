"""What a phone keeps, read from its own database in the browser."""

import asyncio
import base64
from typing import Any

from playwright.async_api import Page

OPEN = """async (arg) => {
  const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
  const answer = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const finished = (tx) => new Promise((done, failed) => {
    tx.oncomplete = done;
    tx.onabort = () => failed(tx.error);
  });
  const db = await answer(indexedDB.open(name));
  try { %s } finally { db.close(); }
}"""


def in_database(body: str) -> str:
    """A script for evaluate(), with the phone's database open as db: arg is what evaluate() hands over, answer() and finished() wait."""
    return OPEN % body


ROWS = in_database("""
  const rows = await answer(db.transaction(arg).objectStore(arg).getAll());
  const text = (bytes) => btoa([...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join(''));
  return rows.map((row) => (row.bytes ? { ...row, bytes: text(row.bytes) } : row));
""")
PULLED = in_database("""
  const tx = db.transaction(['meta', 'outbox']);
  const asked = [tx.objectStore('meta').get('pulled_at'), tx.objectStore('outbox').index('state').count('waiting')];
  const [at, waiting] = await Promise.all(asked.map(answer));
  return waiting ? 0 : at;
""")


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
