"""Lays out the report's fonts (Noto Sans SC, OFL): a GB2312 subset that is fast to set, and the whole font for rare names.

python -m outrider.sign.make_fonts NODE_MODULES
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
SOURCES = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf")


def common() -> set[int]:
    """Latin with its accents, punctuation, and the 6,763 characters of GB2312."""
    signs = set(range(0x20, 0x250)) | set(range(0x2000, 0x2070)) | set(range(0x2190, 0x2200)) | {0x25A1, 0x2605, 0x2606}
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                signs.add(ord(bytes((first, second)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return signs


def make(source: Path, target: Path) -> None:
    with TTFont(source) as font:
        chosen = subset.Subsetter(subset.Options(notdef_outline=True))
        chosen.populate(unicodes=common())
        chosen.subset(font)
        font.save(target)


def main(node_modules: str) -> None:
    folder = Path(node_modules) / "@expo-google-fonts" / "noto-sans-sc"
    for name in ("full", "subset"):
        (FONTS / name).mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        name = Path(source).name
        shutil.copyfile(folder / source, FONTS / "full" / name)
        make(folder / source, FONTS / "subset" / name)
    shutil.copyfile(folder / "LICENSE_FONT", FONTS / "LICENSE_FONT")


if __name__ == "__main__":
    main(sys.argv[1])
