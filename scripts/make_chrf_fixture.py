#!/usr/bin/env python3
"""Writes src/metric/fixtures/chrf.jsonl: what sacreBLEU 2.6.0 says by chrF and chrF++ of the texts in chrf_texts.jsonl and
rouge_texts.jsonl beside it, item by item and of all items with one reference and with two as a corpus.

    python3 -m venv .venv && .venv/bin/pip install sacrebleu==2.6.0
    .venv/bin/python scripts/make_chrf_fixture.py

Each line: the settings as bedside writes them, and the scores in the order of the texts; "corpus" is the score of all items
together. A text may be a recipe: make_rouge_fixture.py says how it is read.
"""
import json
import os

import sacrebleu

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "metric", "fixtures")
VARIANTS = [
    ("", {}),
    ("word_order=2", {"word_order": 2}),
    ("word_order=1; beta=1", {"word_order": 1, "beta": 1}),
    ("case=lc", {"lowercase": True}),
    ("case=lc; word_order=2", {"lowercase": True, "word_order": 2}),
    ("whitespace=yes", {"whitespace": True}),
    ("eff=no", {"eps_smoothing": True}),
    ("eff=no; word_order=2; beta=3", {"eps_smoothing": True, "word_order": 2, "beta": 3}),
    ("char_order=3", {"char_order": 3}),
    ("char_order=9; word_order=4", {"char_order": 9, "word_order": 4}),
]


def text_of(recipe):
    words = recipe["words"].split()
    out = ""
    for i in range(recipe["n"]):
        blank = "" if i == 0 else "\n" if recipe["line"] and i % recipe["line"] == 0 else " "
        out += blank + words[(recipe["a"] * i + recipe["b"] * i * i) % len(words)]
    return out


def read():
    items = []
    for name in ("rouge_texts.jsonl", "chrf_texts.jsonl"):
        for line in open(os.path.join(HERE, name), encoding="utf-8"):
            item = json.loads(line)
            if "hyp_recipe" in item:
                items.append((text_of(item["hyp_recipe"]), [text_of(item["ref_recipe"])]))
            else:
                items.append((item["hyp"], item["refs"]))
    return items


def main():
    items = read()
    most = max(len(refs) for _, refs in items)
    streams = [[refs[k] if k < len(refs) else None for _, refs in items] for k in range(most)]
    lines = [json.dumps({"tool": "sacrebleu " + sacrebleu.__version__, "script": "scripts/make_chrf_fixture.py"})]
    for settings, arguments in VARIANTS:
        metric = sacrebleu.metrics.CHRF(**arguments)
        scores = [metric.sentence_score(hyp, refs).score for hyp, refs in items]
        corpus = metric.corpus_score([hyp for hyp, _ in items], streams).score
        lines.append(json.dumps({"set": settings, "corpus": corpus, "scores": scores}))
    with open(os.path.join(HERE, "chrf.jsonl"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
