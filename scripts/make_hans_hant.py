#!/usr/bin/env python3
"""Writes src/text/hans_hant.c: which ideographs are written in one Chinese script only.

A character is Simplified only when ICU's transliterator Simplified-Traditional changes it, GB 2312
has it and Big5 has not; Traditional only the other way round. Characters that both scripts write
(后, 里, 干 ...) or that neither standard has are neutral.

The committed table is of ICU 72. Needs uconv (Debian: icu-devtools) and no network.  Usage: make_hans_hant.py [OUTPUT]
"""

import subprocess
import sys

FIRST, LAST = 0x4E00, 0x9FFF


def transliterate(chars, rules):
    done = subprocess.run(
        ["uconv", "-f", "UTF-8", "-t", "UTF-8", "-x", rules],
        input="\n".join(chars).encode(), stdout=subprocess.PIPE, check=True)
    changed = done.stdout.decode().split("\n")
    assert len(changed) >= len(chars), "uconv lost lines"
    return changed


def has(char, encoding):
    try:
        char.encode(encoding)
        return True
    except UnicodeEncodeError:
        return False


def only(chars, rules, own, other):
    changed = transliterate(chars, rules)
    return {c for c, d in zip(chars, changed) if c != d and has(c, own) and not has(c, other)}


def words(members):
    """One bit a character, 32 characters a word."""
    out = [0] * ((LAST - FIRST + 32) // 32)
    for c in members:
        at = ord(c) - FIRST
        out[at // 32] |= 1 << (at % 32)
    return out


def table(name, members):
    values = ["0x%08x," % w for w in words(members)]
    lines = ["    " + " ".join(values[i:i + 8]) for i in range(0, len(values), 8)]
    return "const uint32_t %s[] = { /* %d characters */\n%s\n};\n" % (
        name, len(members), "\n".join(lines))


def main():
    output = sys.argv[1] if len(sys.argv) > 1 else "src/text/hans_hant.c"
    chars = [chr(c) for c in range(FIRST, LAST + 1)]
    hans = only(chars, "Simplified-Traditional", "gb2312", "big5")
    hant = only(chars, "Traditional-Simplified", "big5", "gb2312")
    assert len(hans) > 1500 and len(hant) > 1500 and not hans & hant
    with open(output, "w", encoding="utf-8") as out:
        out.write("/* Made by scripts/make_hans_hant.py from ICU 72's transliterator, GB 2312 and Big5; "
                  "do not edit. */\n/* clang-format off */\n#include \"text/language.h\"\n\n")
        out.write(table("bed__hans_only", hans) + "\n")
        out.write(table("bed__hant_only", hant))


if __name__ == "__main__":
    main()
