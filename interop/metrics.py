#!/usr/bin/env python3
"""Holds `bedside score` against the reference implementations themselves, on texts of the bundled samples.

    interop/metrics.py BEDSIDE WORK

sacrebleu, rouge_score, nltk and scikit-learn score the same files in the same run; the tests' fixtures hold figures of fixed
texts, this holds whatever the samples say today. Prints a line a check. Exit status: 0 all agree, 1 one does not.
"""
import json
import math
import pathlib
import statistics
import subprocess
import sys

import sacrebleu
from nltk.stem.porter import PorterStemmer
from nltk.translate.meteor_score import single_meteor_score
from rouge_score import rouge_scorer
from sklearn import metrics as sklearn_metrics

SAMPLES = {"en": "mts_dialog", "zh": "cmtmedqa"}
TEXTS = "SELECT t.text FROM (SELECT id, unnest(turns) AS t FROM corpus('%s')) WHERE t.role = 'clinician' AND len(t.text) > 5 ORDER BY ALL"


class NoSynonyms:
    """Stands where WordNet does: METEOR without its synonym step."""

    @staticmethod
    def synsets(_):
        return []


class Checks:
    def __init__(self, bedside, work):
        self.bedside, self.work, self.failed = bedside, pathlib.Path(work), 0

    def texts(self, dataset):
        corpus = self.work / f"metrics-{dataset}"
        subprocess.run([self.bedside, "ingest", dataset, f"datasets/{dataset}/sample", "-o", corpus, "-q"], check=True, capture_output=True)
        rows = subprocess.run([self.bedside, "sql", "--json", TEXTS % corpus], check=True, capture_output=True, text=True).stdout
        return [" ".join(json.loads(row)["text"].split()) for row in rows.splitlines()]

    def ours(self, hyps, refs, metric, settings, value):
        files = []
        for name, texts in (("hyp", hyps), ("ref", refs)):
            file = self.work / f"{name}.txt"
            file.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
            files += [f"--{name}", file]
        sets = [word for setting in settings for word in ("--set", setting)]
        done = subprocess.run([self.bedside, "score", metric, *files, *sets, "--bootstrap", "0", "--json", "-q"], check=True,
                              capture_output=True, text=True)
        answer = json.loads(done.stdout)["scores"][0]
        return answer["systems"][0]["values"][value or answer["headline"]]["value"], answer["signature"]

    def check(self, hyps, refs, metric, wanted, settings=(), value=None):
        got, signature = self.ours(hyps, refs, metric, settings, value)
        right = math.isclose(got, wanted, rel_tol=1e-9, abs_tol=1e-9)
        self.failed += not right
        print(f"{'ok    ' if right else 'FAILED'} {signature}{' ' + value if value else ''}: {got!r}{'' if right else f', reference {wanted!r}'}")


def beside(texts):
    """Each text as a reference, with a hypothesis of which the second half is another text's."""
    others = texts[1:] + texts[:1]
    return [a[:len(a) // 2] + b[len(b) // 2:] for a, b in zip(texts, others)], texts


def check_overlap(c, hyps, refs):
    for tokenize in ("13a", "intl", "zh", "char", "none"):
        c.check(hyps, refs, "bleu", sacrebleu.corpus_bleu(hyps, [refs], tokenize=tokenize).score, [f"tok={tokenize}"])
    for words in (0, 2):
        c.check(hyps, refs, "chrf", sacrebleu.corpus_chrf(hyps, [refs], word_order=words).score, [f"word_order={words}"])


def check_rouge(c, hyps, refs):
    for ours, theirs in (("rouge_1", "rouge1"), ("rouge_2", "rouge2"), ("rouge_l", "rougeL")):
        for stem in ("yes", "no"):
            scorer = rouge_scorer.RougeScorer([theirs], use_stemmer=stem == "yes")
            scores = [scorer.score(ref, hyp)[theirs].fmeasure for hyp, ref in zip(hyps, refs)]
            c.check(hyps, refs, ours, statistics.fmean(scores), ["tok=rouge_score", f"stem={stem}"])


def check_meteor(c, hyps, refs):
    plain = [["".join(ch if ch.isascii() and ch.isalnum() else " " for ch in text.lower()) for text in texts] for texts in (hyps, refs)]
    hyps, refs = ([" ".join(text.split()) for text in texts] for texts in plain)
    scores = [single_meteor_score(ref.split(), hyp.split(), stemmer=PorterStemmer(), wordnet=NoSynonyms) for hyp, ref in zip(hyps, refs)]
    c.check(hyps, refs, "meteor", statistics.fmean(scores))


def check_labels(c):
    gold = [("yes", "no", "maybe")[i * i % 7 % 3] for i in range(200)]
    said = [("yes", "no", "maybe")[i * 5 % 11 % 3] if i % 3 == 0 else label for i, label in enumerate(gold)]
    c.check(said, gold, "accuracy", sklearn_metrics.accuracy_score(gold, said))
    for average in ("micro", "macro", "weighted"):
        for metric, theirs in (("f1", sklearn_metrics.f1_score), ("precision", sklearn_metrics.precision_score), ("recall", sklearn_metrics.recall_score)):
            c.check(said, gold, metric, theirs(gold, said, average=average), [f"average={average}"])


def main():
    c = Checks(*sys.argv[1:3])
    for language, dataset in SAMPLES.items():
        hyps, refs = beside(c.texts(dataset))
        check_overlap(c, hyps, refs)
        if language == "en":
            check_rouge(c, hyps, refs)
            check_meteor(c, hyps, refs)
    check_labels(c)
    sys.exit(c.failed > 0)


if __name__ == "__main__":
    main()
