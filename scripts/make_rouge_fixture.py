#!/usr/bin/env python3
"""Writes what rouge_score 0.1.2 says of the texts in src/metric/fixtures/rouge_texts.jsonl, and what the stemmer that it
uses (nltk 3.10.4) makes of words: src/metric/fixtures/rouge.jsonl and stem.tsv.

    python3 -m venv .venv && .venv/bin/pip install rouge_score==0.1.2 nltk==3.10.4
    .venv/bin/python scripts/make_rouge_fixture.py

Each line of rouge.jsonl: item, tokeniser, stemming, then for each of ROUGE-1, 2, L and Lsum the F1, precision and recall
of RougeScorer.score_multi. Tokenisers: "rouge_score" is the package's own; "char" and "unicode" are the package with a
tokeniser of ours given to it, the same rules as bedside's in Python. A text may be a recipe: word number i of n is
words[(a i + b i i) mod number of words], with a line feed for a blank before every word whose number `line` divides.
"""
import json
import os
import random
import unicodedata
from importlib.metadata import version

import nltk
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer, tokenizers

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = os.path.join(ROOT, "src", "metric", "fixtures")
TYPES = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
ENDINGS = ("ies ied eed ed ing sses ss s y ational tional enci anci izer bli abli alli entli eli ousli ization ation ator "
           "alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence "
           "er ic able ible ant ement ment ent sion tion ion ou ism ate iti ous ive ize e l ll").split()
IRREGULAR = ("sky skies dying dies died die lying lies lied tying ties tied news inning innings outing outings canning "
             "cannings howe proceed exceed succeed proceeded a ab by y yy yyy ssss ies sies 0000s 5mgs 2nd abc123ing").split()


def fold(char):
    """Simple case folding, full-width forms as ASCII first."""
    if 0xFF01 <= ord(char) <= 0xFF5E:
        char = chr(ord(char) - 0xFEE0)
    return next((c for c in (char.casefold(), char.lower()) if len(c) == 1), char)


def stands_alone(char):
    ranges = ((0x3005, 0x3007), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
    return unicodedata.name(char, "").startswith("CJK ") or any(a <= ord(char) <= b for a, b in ranges)


class ByCharacter(tokenizers.Tokenizer):
    def tokenize(self, text):
        return [fold(c) for c in text if not c.isspace()]


class ByUnicode(tokenizers.Tokenizer):
    """Letters, digits and marks in a row; Chinese characters and kana one by one."""

    def tokenize(self, text):
        tokens, word = [], ""
        for c in (fold(c) for c in text):
            kind = unicodedata.category(c)[0]
            alone = kind in "LN" and stands_alone(c)
            if (kind in "LN" and not alone) or (kind == "M" and word):
                word += c
            elif not (word and c in "\u200c\u200d"):
                tokens += ([word] if word else []) + ([c] if alone else [])
                word = ""
        return tokens + ([word] if word else [])


def text_of(recipe):
    words = recipe["words"].split()
    out = ""
    for i in range(recipe["n"]):
        blank = "" if i == 0 else "\n" if recipe["line"] and i % recipe["line"] == 0 else " "
        out += blank + words[(recipe["a"] * i + recipe["b"] * i * i) % len(words)]
    return out


def write_scores():
    lines = [json.dumps({"tool": "rouge_score " + version("rouge_score"), "script": "scripts/make_rouge_fixture.py"})]
    variants = [("rouge_score", stem, None) for stem in (False, True)]
    variants += [("char", False, ByCharacter()), ("unicode", False, ByUnicode())]
    for line in open(os.path.join(HERE, "rouge_texts.jsonl"), encoding="utf-8"):
        item = json.loads(line)
        hyp = text_of(item["hyp_recipe"]) if "hyp_recipe" in item else item["hyp"]
        refs = [text_of(item["ref_recipe"])] if "ref_recipe" in item else item["refs"]
        for name, stem, own in variants:
            if name == "char" and "hyp_recipe" in item:
                continue
            scores = rouge_scorer.RougeScorer(TYPES, use_stemmer=stem, tokenizer=own).score_multi(refs, hyp)
            row = {"id": item["id"], "tok": name, "stem": stem}
            row.update((t, [scores[t].fmeasure, scores[t].precision, scores[t].recall]) for t in TYPES)
            lines.append(json.dumps(row, ensure_ascii=False))
    with open(os.path.join(HERE, "rouge.jsonl"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def words_to_stem():
    words = set(IRREGULAR)
    medical = [word for line in open(os.path.join(ROOT, "scripts", "syllables_medical.txt"), encoding="utf-8")
               if not line.startswith("#") for word in line.split(":")[-1].split()]
    for number, word in enumerate(medical):
        words.update([word, word + ENDINGS[number % len(ENDINGS)], word + "s"])
    random.seed(20260)
    while len(words) < 6000:
        head = "".join(random.choice("aeiouybcdlstzwx") for _ in range(random.randint(1, 4)))
        words.add(head + "".join(random.choice(ENDINGS) for _ in range(random.randint(1, 2))))
    words.update(head + end for head in ("é", "aé", "éa", "né", "中", "bé") for end in ENDINGS)
    return sorted(words)


def write_stems():
    stemmer = PorterStemmer()
    with open(os.path.join(HERE, "stem.tsv"), "w", encoding="utf-8") as out:
        out.write("# word, stem: nltk " + nltk.__version__ + " PorterStemmer, by scripts/make_rouge_fixture.py\n")
        out.writelines(word + "\t" + stemmer.stem(word) + "\n" for word in words_to_stem())


if __name__ == "__main__":
    write_scores()
    write_stems()
