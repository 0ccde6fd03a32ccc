#!/usr/bin/env python3
# Writes src/metric/fixtures/variety.jsonl: distinct-n, entropy-n and the repetition rate of the texts
# in variety_texts.jsonl, counted by Python's own set, Counter and math.log (Python 3.11, no package).
# Run: python3 scripts/make_variety_fixture.py > src/metric/fixtures/variety.jsonl
"""Tokens are what stands between blanks ("space") or every character that is no blank ("char")."""

import json
import math
import pathlib
import platform
from collections import Counter

TEXTS = pathlib.Path(__file__).parent.parent / "src/metric/fixtures/variety_texts.jsonl"


def tokens_of(text, tok, lower):
    tokens = text.split() if tok == "space" else [c for c in text if not c.isspace()]
    return [t.lower() for t in tokens] if lower else tokens


def grams_of(tokens, n):
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def mean(values):
    return math.fsum(values) / len(values) if values else None


def measure(texts, weights, tok, lower, n):
    """Weights are scaled to a mean of 1 over those that are not 0."""
    chosen = [(tokens_of(t, tok, lower), w) for t, w in zip(texts, weights) if w > 0]
    scale = len(chosen) / math.fsum(w for _, w in chosen)
    lists = [(grams_of(tokens, n), len(tokens), w * scale) for tokens, w in chosen]
    different = {g for grams, _, _ in lists for g in grams}
    n_grams = math.fsum(len(grams) * w for grams, _, w in lists)
    n_tokens = math.fsum(tokens * w for _, tokens, w in lists)
    counts = Counter()
    for grams, _, w in lists:
        for gram, count in Counter(grams).items():
            counts[gram] += w * count
    some = [x for x in lists if x[0]]
    total = math.fsum(w for _, _, w in some)

    def weighted(f):
        return math.fsum(w * f(grams, tokens) for grams, tokens, w in some) / total if some else None

    return {
        "corpus_ngrams": len(different) / n_grams if some else None,
        "corpus_tokens": len(different) / n_tokens if some else None,
        "sentence_ngrams": weighted(lambda g, t: len(set(g)) / len(g)),
        "sentence_tokens": weighted(lambda g, t: len(set(g)) / t),
        "different": len(different),
        "ngrams": n_grams,
        "entropy": -math.fsum(f / n_grams * math.log(f / n_grams) for f in counts.values()) if some else None,
        "repetition": weighted(lambda g, t: 1 - len(set(g)) / len(g)),
        "with_repeats": weighted(lambda g, t: len(set(g)) < len(g)),
    }


def main():
    print(json.dumps({"tool": "Python " + platform.python_version(), "script": "scripts/make_variety_fixture.py"}))
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        texts = record["texts"]
        uneven = [(0.25, 0, 1.7, 3, 0.6, 2, 1)[i] for i in range(len(texts))]
        for weights in ([1] * len(texts), uneven):
            for tok in ("space", "char"):
                for lower in (False, True):
                    for n in (1, 2, 3, 4):
                        row = {"set": record["set"], "tok": tok, "lower": lower, "n": n, "weights": weights}
                        print(json.dumps(row | measure(texts, weights, tok, lower, n)))


if __name__ == "__main__":
    main()
