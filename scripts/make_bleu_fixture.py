#!/usr/bin/env python3
# Writes src/metric/fixtures/bleu.jsonl, bleu_tokens.jsonl and self_bleu.jsonl: what sacreBLEU 2.6.0 and
# NLTK 3.10.4 give for the texts in bleu_texts.jsonl, which are ours.
#
#   python3 -m venv V; V/bin/pip install sacrebleu==2.6.0 nltk==3.10.4
#   V/bin/python scripts/make_bleu_fixture.py
#
# bleu.jsonl        a row for each set, tokeniser, case and n: the counts, corpus BLEU with its precisions
#                   for each smoothing with and without effective order, sentence BLEU of each item
# bleu_tokens.jsonl the tokens of each tokeniser, for the strings of the set "strings" and for strings
#                   drawn from hard characters with a fixed seed
# self_bleu.jsonl   self-BLEU as the mean of sentence BLEU against all other texts
"""Numbers are written with repr, so that they read back as they were."""

import json
import pathlib
import random
import sys

import nltk
import sacrebleu
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from sacrebleu.metrics import BLEU

FIXTURES = pathlib.Path(__file__).parent.parent / "src/metric/fixtures"
TOKENISERS = ["13a", "intl", "zh", "char", "none"]
SMOOTHINGS = {
    "none": ("none", None),
    "exp": ("exp", None),
    "floor": ("floor", None),
    "floor[0.03]": ("floor", 0.03),
    "add-k": ("add-k", None),
    "add-k[2.5]": ("add-k", 2.5),
}
HARD = list(".,-'\"1289aZ é中文。，（）カの！½²٣Ⅳ１．…—–«»→★€$+<>|~^`&;:_/%#@") + [
    "&amp;", "&quot;", "&lt;", "<skipped>", "-\n", "\n", "\t", "\u00a0", "\u3000", "\u2028", "\x1c", "\ufffd", "🙂", "İ", "Σ"]


def generated_text(n_tokens, n_words, seed):
    """Words "w<k>" of the usual linear congruence; the test makes the same text."""
    x, words = seed, []
    for _ in range(n_tokens):
        x = (x * 1103515245 + 12345) % 2**31
        words.append(f"w{(x >> 16) % n_words}")
    return " ".join(words)


def items_of(one):
    if "generated" in one:
        g = one["generated"]
        hyp, ref = (generated_text(*a) for a in zip(g["tokens"], g["words"], g["seeds"]))
        return [(hyp, [ref])]
    return [(i["hyp"], i["refs"]) for i in one["items"]]


def references_by_number(items):
    """sacreBLEU wants a list for each reference number; None where an item has fewer."""
    most = max(len(refs) for _, refs in items)
    return [[refs[k] if k < len(refs) else None for _, refs in items] for k in range(most)]


def row_of(name, items, tok, lower, n):
    hyps, refs = [h for h, _ in items], references_by_number(items)
    row = {"set": name, "tok": tok, "case": "lc" if lower else "mixed", "n": n, "corpus": {}, "sentences": {}}
    for label, (method, value) in SMOOTHINGS.items():
        for effective in (False, True):
            metric = BLEU(lower, True, tok, method, value, n, effective)
            s = metric.corpus_score(hyps, refs)
            row["corpus"][f"{label};eff={'yes' if effective else 'no'}"] = [s.score, *s.precisions]
        row["sentences"][label] = [metric.sentence_score(h, r).score for h, r in items]
    s = BLEU(lower, True, tok, "none", None, n).corpus_score(hyps, refs)
    return row | {"counts": [s.sys_len, s.ref_len, *s.counts, *s.totals], "brevity": s.bp}


def write_bleu(sets, version):
    with open(FIXTURES / "bleu.jsonl", "w", encoding="utf-8") as out:
        print(json.dumps(version), file=out)
        for one in sets:
            if "items" not in one and "generated" not in one:
                continue
            items = items_of(one)
            cases = [(tok, False, 4) for tok in TOKENISERS]
            cases += [("13a", True, 4), ("intl", True, 4), ("zh", False, 2), ("13a", False, 1), ("char", True, 6)]
            if "generated" in one:
                cases = [("13a", False, 4), ("char", True, 6)]
            for case in cases:
                print(json.dumps(row_of(one["set"], items, *case)), file=out)


def write_tokens(sets, version):
    draw = random.Random(20)
    strings = [s for one in sets for s in one.get("strings", [])]
    strings += ["".join(draw.choices(HARD, k=draw.choice([2, 3, 5, 8, 13, 21]))) for _ in range(280)]
    tokenisers = {tok: BLEU(tokenize=tok, force=True) for tok in TOKENISERS}
    with open(FIXTURES / "bleu_tokens.jsonl", "w", encoding="utf-8") as out:
        print(json.dumps(version), file=out)
        for k, text in enumerate(strings):
            row = {"text": text, "lower": k % 4 == 3}
            for tok, metric in tokenisers.items():
                metric.lowercase = row["lower"]
                row[tok] = metric._preprocess_segment(text).split()
            print(json.dumps(row, ensure_ascii=False), file=out)


def write_self_bleu(sets, version):
    with open(FIXTURES / "self_bleu.jsonl", "w", encoding="utf-8") as out:
        print(json.dumps(version), file=out)
        for one in sets:
            texts = one.get("texts", [])
            for tok in ["13a", "zh", "char"] if texts else []:
                for n in (2, 3, 4):
                    metric = BLEU(tokenize=tok, force=True, smooth_method="floor", max_ngram_order=n, effective_order=True)
                    values = [metric.sentence_score(t, texts[:i] + texts[i + 1 :]).score for i, t in enumerate(texts)]
                    lists = [metric._preprocess_segment(t).split() for t in texts]
                    theirs = [
                        100 * sentence_bleu(lists[:i] + lists[i + 1 :], t, [1 / n] * n, SmoothingFunction().method1)
                        if len(t) >= n else None
                        for i, t in enumerate(lists)
                    ]
                    row = {"set": one["set"], "tok": tok, "n": n, "values": values, "nltk": theirs}
                    print(json.dumps(row), file=out)


def main():
    with open(FIXTURES / "bleu_texts.jsonl", encoding="utf-8") as f:
        sets = [json.loads(line) for line in f]
    version = {
        "tool": f"sacrebleu {sacrebleu.__version__}, nltk {nltk.__version__}, Python {sys.version.split()[0]}",
        "script": "scripts/make_bleu_fixture.py",
    }
    write_bleu(sets, version)
    write_tokens(sets, version)
    write_self_bleu(sets, version)


if __name__ == "__main__":
    main()
