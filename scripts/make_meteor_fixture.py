#!/usr/bin/env python3
# Writes src/metric/fixtures/meteor.jsonl: METEOR by nltk 3.10.4 (pip install nltk==3.10.4) of the texts in
# meteor_texts.jsonl. Run: python3 scripts/make_meteor_fixture.py > src/metric/fixtures/meteor.jsonl
"""WordNet is a stub without synonyms, or one that knows the words of meteor_synonyms.txt. NLTK looks a word's
synonyms up after stemming, and compares their names with stemmed words: the stub's names are stems."""

import json
import pathlib

import nltk
from nltk.stem.porter import PorterStemmer
from nltk.translate.meteor_score import meteor_score

FIXTURES = pathlib.Path(__file__).parent.parent / "src/metric/fixtures"


class Same:
    """A stemmer that leaves words as they are."""

    @staticmethod
    def stem(word):
        return word


class Name:
    def __init__(self, name):
        self.text = name

    def name(self):
        return self.text


class Group:
    def __init__(self, names):
        self.names = names

    def lemmas(self):
        return [Name(n) for n in self.names]


class WordNet:
    """Knows the lines of a list, or nothing."""

    def __init__(self, lines, stem):
        self.groups = [{stem(w.strip().lower()) for w in line.split(",")} for line in lines]

    def synsets(self, word):
        return [Group(sorted(g)) for g in self.groups if word in g]


LINES = [l for l in (FIXTURES / "meteor_synonyms.txt").read_text(encoding="utf-8").splitlines() if not l.startswith("#")]
VARIANTS = [
    {},
    {"stem": False},
    {"lower": False},
    {"lower": False, "stem": False},
    {"synonyms": True},
    {"synonyms": True, "stem": False},
    {"alpha": 0.5, "beta": 1.5, "gamma": 0.25},
    {"alpha": 1.0, "beta": 0.0, "gamma": 1.0},
    {"alpha": 0.0},
]


def tokens_of(text, tok):
    return text.split() if tok == "space" else [c for c in text if not c.isspace()]


def score(record, tok, v):
    stemmer = PorterStemmer() if v.get("stem", True) else Same()
    return meteor_score(
        [tokens_of(r, tok) for r in record["refs"]],
        tokens_of(record["hyp"], tok),
        preprocess=str.lower if v.get("lower", True) else str,
        stemmer=stemmer,
        wordnet=WordNet(LINES if v.get("synonyms") else [], stemmer.stem),
        alpha=v.get("alpha", 0.9),
        beta=v.get("beta", 3.0),
        gamma=v.get("gamma", 0.5),
    )


def main():
    texts = [json.loads(l) for l in (FIXTURES / "meteor_texts.jsonl").read_text(encoding="utf-8").splitlines()]
    print(json.dumps({"tool": "nltk " + nltk.__version__, "script": "scripts/make_meteor_fixture.py"}))
    for tok in ("space", "char"):
        for v in VARIANTS:
            if tok == "char" and v.get("synonyms"):
                continue  # the list's words are no characters
            print(json.dumps({"tok": tok, "set": v, "scores": [score(t, tok, v) for t in texts]}))


if __name__ == "__main__":
    main()
