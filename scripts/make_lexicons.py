#!/usr/bin/env python3
"""Writes src/text/lexicons.c from the word lists in catalog/lexicons: sorted tables that
src/text/vocabulary.c looks words up in. Same input, same bytes; needs nothing but Python.

    scripts/make_lexicons.py [FILE]     writes the tables (to FILE, or in their place)
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LISTS = os.path.join(ROOT, "catalog", "lexicons")
OUTPUT = os.path.join(ROOT, "src", "text", "lexicons.c")


def lines(name):
    with open(os.path.join(LISTS, name), encoding="utf-8") as text:
        for number, line in enumerate(text, 1):
            line = line.strip()
            if line and not line.startswith("#"):
                yield f"{name}: line {number}", line


def familiar():
    return {word for _, line in lines("familiar_words.en.txt") for word in line.split()}


def english():
    """Professional terms, everyday terms, words that affixes must not take, endings, beginnings."""
    terms, lay, never, endings, beginnings = set(), set(), set(), set(), set()
    for _, line in lines("professional_terms.en.txt"):
        for item in line.split(", ") if ", " in line else line.split():
            if item.startswith("-"):
                endings.add(item[1:])
            elif item.endswith("-"):
                beginnings.add(item[:-1])
            elif item.startswith("!"):
                never.add(item[1:])
            else:
                terms.add(item)
    for _, line in lines("everyday_terms.en.txt"):
        if " = " in line:
            said, written = line.split(" = ")
            lay.add(said)
            terms.add(written)
        else:
            lay.update(item.strip() for item in line.split(","))
    return terms - lay, lay, never, endings, beginnings


def chinese():
    terms, lay = set(), set()
    for _, line in lines("professional_terms.zh.txt"):
        terms.update(line.split())
    for _, line in lines("everyday_terms.zh.txt"):
        if " = " in line:
            said, written = line.split(" = ")
            lay.add(said)
            terms.add(written)
        else:
            lay.update(line.split())
    return terms - lay, lay


def check(words, pattern, what):
    for word in sorted(words):
        if not re.fullmatch(pattern, word):
            sys.exit(f"make_lexicons: {what} '{word}': expected {pattern}")


def rows(items, width=100):
    line, out = "   ", []
    for item in items:
        if sum(2 if ord(c) > 0x2E80 else 1 for c in line + item) + 1 > width:
            out.append(line)
            line = "   "
        line += " " + item
    return "\n".join(out + [line])


def table(name, words):
    order = sorted(words, key=lambda w: w.encode())
    return (f"const char *const bed__lexicon_{name}[] = {{\n" + rows(f'"{w}",' for w in order)
            + f"\n}};\nconst size_t bed__lexicon_n_{name} = {len(order)};\n\n")


def terms(name, professional, lay):
    """One table of both, each term with P or L before it is sorted by the term."""
    order = sorted([(w, "P") for w in professional] + [(w, "L") for w in lay],
                   key=lambda t: t[0].encode())
    return (f"const bed__term bed__lexicon_{name}[] = {{\n"
            + rows(f'{{ "{w}", \'{kind}\' }},' for w, kind in order)
            + f"\n}};\nconst size_t bed__lexicon_n_{name} = {len(order)};\n\n")


def main():
    known = familiar()
    professional, lay, never, endings, beginnings = english()
    zh_professional, zh_lay = chinese()
    check(known, r"[a-z]+(['-][a-z]+)*", "familiar word")
    check(professional | lay | never, r"[a-z]+(['-][a-z]+)*( [a-z]+){0,4}", "term")
    check(endings | beginnings, r"[a-z]{3,}", "affix")
    check(zh_professional | zh_lay, "[一-鿿A-Z]+", "Chinese term")
    text = ("/* scripts/make_lexicons.py < catalog/lexicons (the word lists). Not edited. */\n"
            "/* clang-format off */\n#include \"text/lexicons.h\"\n\n")
    text += table("familiar", known)
    text += terms("terms_en", professional, lay)
    text += terms("terms_zh", zh_professional, zh_lay)
    text += table("never", never)
    text += table("endings", endings)
    text += table("beginnings", beginnings)
    with open(sys.argv[1] if len(sys.argv) > 1 else OUTPUT, "w", encoding="utf-8") as out:
        out.write(text.rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
