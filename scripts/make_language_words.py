#!/usr/bin/env python3
"""Writes src/text/language_words.c from src/text/language_words.txt: words and word parts with the
set of languages that have them, sorted for binary search.

Needs no network.  Usage: make_language_words.py [OUTPUT]
"""

import sys
import unicodedata

SOURCE = "src/text/language_words.txt"
UNACCENTED = ("es", "pt", "fr", "it", "ca")  # often typed without accents


def bare(word):
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def read(path):
    languages, words, ends, starts, groups = [], {}, {}, {}, {}
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if not line or line.startswith("%"):
            continue
        kind, *items = line.split()
        if kind == "@":
            languages.append(items[0])
            continue
        bit = 1 << (len(languages) - 1)
        for item in items:
            if kind == "words":
                forms = {item, bare(item)} if languages[-1] in UNACCENTED else {item}
                for form in forms:
                    words[form] = words.get(form, 0) | bit
            elif item.startswith("-"):
                ends[item[1:]] = ends.get(item[1:], 0) | bit
            elif item.startswith("~"):
                groups[item.strip("~")] = groups.get(item.strip("~"), 0) | bit
            else:
                assert item.endswith("-"), item
                starts[item[:-1]] = starts.get(item[:-1], 0) | bit
    return languages, words, ends, starts, groups


def table(name, entries):
    """The entries sorted by bytes, and where those of each first byte begin."""
    keys = sorted((k.encode() for k in entries))
    rows = ["    { \"%s\", %d, 0x%07x }," % (k.decode(), len(k), entries[k.decode()]) for k in keys]
    first = [sum(k[0] < byte for k in keys) for byte in range(257)]
    starts = ["    " + " ".join("%d," % f for f in first[i:i + 16]) for i in range(0, 257, 16)]
    return ("const bed__cue %s[] = {\n%s\n};\nconst uint16_t %s_from[257] = {\n%s\n};\n" % (
        name, "\n".join(rows), name, "\n".join(starts)))


def main():
    output = sys.argv[1] if len(sys.argv) > 1 else "src/text/language_words.c"
    languages, words, ends, starts, groups = read(SOURCE)
    assert languages[:4] == ["en", "es", "pt", "fr"] and len(languages) <= 32
    assert max(len(k.encode()) for k in words) < 24
    with open(output, "w", encoding="utf-8") as out:
        out.write("/* Made by scripts/make_language_words.py from src/text/language_words.txt; do not "
                  "edit. */\n/* clang-format off */\n#include \"text/language.h\"\n\n")
        out.write("const char *const bed__latin_languages[] = { %s };\nconst size_t "
                  "bed__latin_languages_n = %d;\n\n" % (
                      ", ".join('"%s"' % l for l in languages), len(languages)))
        out.write("\n".join([table("bed__cue_words", words), table("bed__cue_ends", ends),
                             table("bed__cue_starts", starts), table("bed__cue_groups", groups)]))


if __name__ == "__main__":
    main()
