#!/usr/bin/env python3
"""Makes NotoSansSC-subset.otf: the letters of GB 2312, Latin, and punctuation, out of Noto Sans CJK SC.

    apt-get download fonts-noto-cjk && dpkg-deb -x fonts-noto-cjk_*.deb noto
    pip install fonttools
    python3 make.py noto/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FAMILY = "Noto Sans CJK SC"
OUT = Path(__file__).with_name("NotoSansSC-subset.otf")


def gb2312():
    """All that the standard has a place for."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield from bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                pass


def letters():
    wanted = set(gb2312())
    wanted.update(chr(code) for code in range(0x20, 0x7F))
    wanted.update(chr(code) for code in range(0xA0, 0x180))  # Latin of Europe
    wanted.update("‐‑–—‘’“”†‡•…‰‹›€₽₩₫฿₹™←↑→↓−×÷≈≠≤≥〓")
    return sorted(wanted)


def main(source):
    fonts = [font for font in TTCollection(source).fonts if font["name"].getBestFamilyName() == FAMILY]
    (font,) = fonts
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "VDMX", "vhea", "vmtx", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(letters()))
    subsetter.subset(font)
    font.recalcTimestamp = False
    font.save(OUT)
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {len(font.getBestCmap())} letters")


if __name__ == "__main__":
    main(sys.argv[1])
