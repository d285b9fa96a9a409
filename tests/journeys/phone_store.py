"""What a phone keeps, read from its own database in the browser."""

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


async def outbox(page: Page) -> list[dict[str, Any]]:
    return list(await page.evaluate(ROWS, "outbox"))


async def drafts(page: Page) -> list[dict[str, Any]]:
    return list(await page.evaluate(ROWS, "drafts"))


async def photos(page: Page) -> dict[str, bytes]:
    """By their SHA-256 in hex."""
    return {row["sha256"]: base64.b64decode(row["bytes"]) for row in await page.evaluate(ROWS, "blobs")}
