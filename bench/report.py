"""What a signed report costs: CPU time and bytes of a print, beside its floors: typst alone with the small font, pyHanko alone.

`make bench-report`. Every figure is the median of several, taken in turn; `FULL=1` takes more.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import msgspec
import typst
from PIL import Image
from tests.offline.phone import Phone
from tests.sign.test_letters import LETTERS

from outrider.sign import engines, rules, store
from outrider.sign.letters.engines import FONTS
from outrider.sign.prints import actions as printing

from .table import Row, tell

ROUNDS = 25 if os.environ.get("FULL") else 7
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TEXT = "更换电源模块后设备恢复正常，运行测试两小时无告警。建议下次巡检时检查风扇与备用电池。"
# The same words on a page without anything of ours: what no print can go below.
BARE = '#set page(paper: "a4")\n#set text(font: "Noto Sans SC", size: 9.5pt)\n'
MARKS = count(1)
Work = Callable[[], Any]


def cpu() -> float:
    own, children = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return (own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime) * 1000


def milliseconds(work: Work) -> float:
    began = cpu()
    work()
    return cpu() - began


def in_turn(works: dict[str, Work]) -> dict[str, float]:
    """Median CPU time of each, after one round that warms all."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(ROUNDS + 1):
        for name, work in works.items():
            spent = milliseconds(work)
            if round_:
                taken[name].append(spent)
    return {name: median(values) for name, values in taken.items()}


def sealed(texts: list[str], photos: list[str]) -> store.ReportRow:
    phone = Phone(None)  # type: ignore[arg-type]
    fields = [{"key": str(n), "label": "工作内容", "value": text} for n, text in enumerate(texts)]
    report = phone.report(UUID(int=2), photos, order_number="OUR-1", language="zh-CN", sections=[{"title": "工作", "fields": fields}])
    payload = msgspec.json.decode(phone.seal(UUID(int=1), report))["payload"]
    data = payload["sealed"].encode()
    ids = (UUID(int=1), "OUR-R-1", UUID(int=2), data, rules.digest(data), payload["statement"].encode())
    return store.ReportRow(*ids, "zh-CN", NOW, NOW, "token", "OUR-1")


def pictures(folder: Path, many: int) -> list[str]:
    """As phones send them: 12 megapixels scaled to 1600."""
    made = []
    for index in range(many):
        noise = Image.effect_noise((400, 300), 40 + index).resize((1600, 1200)).convert("RGB")  # as rich as a photo
        path = folder / "new"
        noise.save(path, "JPEG", quality=80)
        made.append(rules.digest(path.read_bytes()).hex())
        path.rename(folder / made[-1])
    return made


def bare(folder: Path, texts: list[str]) -> Work:
    how: dict[str, Any] = {"font_paths": [str(FONTS / "subset")], "ignore_system_fonts": True, "format": "pdf", "pdf_standards": "a-3b"}

    def work() -> None:
        words = "\n\n".join(f"#text({msgspec.json.encode(text).decode()})" for text in anew(texts))
        (folder / "bare.typ").write_text(BARE + words)
        typst.compile(str(folder / "bare.typ"), root=str(folder), timestamp=0, **how)

    return work


def anew(texts: list[str]) -> list[str]:
    """typst remembers what it has set: each round says something else."""
    mark = next(MARKS)
    return [f"{mark}. {text}" for text in texts]


def main() -> int:
    with TemporaryDirectory() as name:
        folder, org = Path(name), store.OrgRow("我们公司", "Asia/Shanghai")
        hashes = pictures(folder, 40)
        chinese, every = [TEXT] * 20, [TEXT] * 20 + list(LETTERS.values())
        made: dict[str, bytes] = {}
        key, cert = engines.org_key(folder, 1, org.name)

        def printed(name: str, texts: list[str], photos: list[str]) -> Work:
            def work() -> None:
                row = sealed(anew(texts), photos)
                pdf, _ = printing.set_on_paper(row, org, "https://reports.example", folder)
                made[name] = engines.seal_pdf(pdf, key, cert, org.name, row.number)

            return work

        first = milliseconds(printed("first", every, []))  # reads what every font has, once a process
        prints = {
            "plain": printed("plain", chinese, []),
            "scripts": printed("scripts", every, []),
            "photos": printed("photos", chinese, hashes),
        }
        alone, _ = printing.set_on_paper(sealed(chinese, []), org, "https://reports.example", folder)
        floors = {"typst": bare(folder, chinese), "pyhanko": lambda: engines.seal_pdf(alone, key, cert, org.name, "1")}
        spent = in_turn({**prints, **floors})
    return tell("report", rows(spent, first, made))


def rows(spent: dict[str, float], first: float, made: dict[str, bytes]) -> list[Row]:
    floor = spent["typst"] + spent["pyhanko"]
    titles = {"plain": "a page of plain Chinese", "scripts": "22 scripts on one page", "photos": "40 photos"}
    beside = "typst with the small font + pyHanko"
    bars = {"plain": 150.0, "scripts": 250.0, "photos": 5000.0}
    found = [Row(f"CPU of a print, {titles[name]}", spent[name], "ms", bars[name], beside, spent[name] / floor) for name in titles]
    found.append(Row("CPU of the first print of a process, 22 scripts", first, "ms", 1500.0))
    found.append(Row("CPU of typst alone, the same Chinese words, the small font", spent["typst"], "ms"))
    found.append(Row("CPU of pyHanko alone", spent["pyhanko"], "ms"))
    sizes = {"plain": 200.0, "scripts": 400.0, "photos": 32_000.0}  # half of what the public page takes for checking
    found += [Row(f"size of a print, {titles[name]}", len(made[name]) / 1024, "KB", sizes[name]) for name in titles]
    return found


if __name__ == "__main__":
    sys.exit(main())
