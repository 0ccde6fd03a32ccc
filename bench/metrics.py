#!/usr/bin/env python3
"""`bedside score` beside the reference implementations, on the same real pairs in one run.

    bench/metrics.py BEDSIDE [--pairs 100000] [--runs 5] [--only bleu,rouge_l] [--write]

bedside's time is that of the whole command (start, reading, measuring, writing) without intervals, on one thread and on
all; the reference's is that of its scoring call alone, in a fresh process each time, without import and reading. Runs of the
two alternate. The scores of both are compared before any time is written down. --write puts the table into
bench/README.md. The references are those of this script's own Python: bench/run.sh gives it the right one.
"""
import argparse
import json
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import pairs as real_pairs

HERE = pathlib.Path(__file__).resolve().parent
README = HERE / "README.md"
MARKS = ("<!-- metrics -->", "<!-- end of metrics -->")


def peer_bleu(hyps, refs, tokenize):
    import sacrebleu
    metric = sacrebleu.metrics.BLEU(tokenize=tokenize)
    return lambda: metric.corpus_score(hyps, [refs]).score


def peer_sentence_bleu(hyps, refs, tokenize):
    import sacrebleu
    metric = sacrebleu.metrics.BLEU(tokenize=tokenize, effective_order=True)
    return lambda: statistics.fmean(metric.sentence_score(h, [r]).score for h, r in zip(hyps, refs))


def peer_chrf(hyps, refs, word_order):
    import sacrebleu
    metric = sacrebleu.metrics.CHRF(word_order=word_order)
    return lambda: metric.corpus_score(hyps, [refs]).score


def peer_rouge(hyps, refs, name):
    from rouge_score import rouge_scorer
    scorer = rouge_scorer.RougeScorer([name])
    return lambda: statistics.fmean(scorer.score(r, h)[name].fmeasure for h, r in zip(hyps, refs))


def peer_meteor(hyps, refs):
    from nltk.stem.porter import PorterStemmer
    from nltk.translate.meteor_score import single_meteor_score

    class NoSynonyms:
        """Stands where WordNet does: METEOR without its synonym step."""

        @staticmethod
        def synsets(_):
            return []

    stemmer = PorterStemmer()
    return lambda: statistics.fmean(
        single_meteor_score(r.split(), h.split(), stemmer=stemmer, wordnet=NoSynonyms) for h, r in zip(hyps, refs))


def peer_distinct(hyps, _refs):
    from nltk.util import ngrams

    def distinct():
        grams = [gram for hyp in hyps for gram in ngrams(hyp.split(), 2)]
        return len(set(grams)) / len(grams)
    return distinct


# name, title of the reference, its maker, arguments of `bedside score`, language, whether the scores must agree
ROWS = [
    ("bleu", "sacrebleu, 13a", lambda h, r: peer_bleu(h, r, "13a"), ["bleu"], "en", True),
    ("bleu_zh", "sacrebleu, zh", lambda h, r: peer_bleu(h, r, "zh"), ["bleu"], "zh", True),
    ("sentence_bleu", "sacrebleu, 13a", lambda h, r: peer_sentence_bleu(h, r, "13a"), ["sentence_bleu"], "en", True),
    ("chrf", "sacrebleu", lambda h, r: peer_chrf(h, r, 0), ["chrf"], "en", True),
    ("rouge_1", "rouge_score", lambda h, r: peer_rouge(h, r, "rouge1"), ["rouge_1"], "en", True),
    ("rouge_2", "rouge_score", lambda h, r: peer_rouge(h, r, "rouge2"), ["rouge_2"], "en", True),
    ("rouge_l", "rouge_score", lambda h, r: peer_rouge(h, r, "rougeL"), ["rouge_l"], "en", True),
    ("meteor", "nltk, no synonyms", peer_meteor, ["meteor", "--set", "tok=space"], "en", True),
    ("distinct_n", "Python with nltk's ngrams", peer_distinct, ["distinct_n", "--set", "tok=space"], "en", True),
]


def run_bedside(bedside, arguments, folder, threads, takes_references):
    files = ["--hyp", folder / "hyp.txt"] + (["--ref", folder / "ref.txt"] if takes_references else [])
    start = time.perf_counter()
    done = subprocess.run([bedside, "score", *arguments, *files, "--bootstrap", "0", "--threads", str(threads), "--json", "-q"],
                          check=True, capture_output=True, text=True)
    return time.perf_counter() - start, first_value(json.loads(done.stdout))


def first_value(answer):
    evaluation = answer["scores"][0]
    return evaluation["systems"][0]["values"][evaluation["headline"]]["value"]


def run_peer(name, folder):
    done = subprocess.run([sys.executable, __file__, "--peer", name, folder], check=True, capture_output=True, text=True)
    seconds, score = done.stdout.split()
    return float(seconds), float(score)


def be_peer(name, folder):
    hyps, refs = ((pathlib.Path(folder) / f).read_text(encoding="utf-8").splitlines() for f in ("hyp.txt", "ref.txt"))
    work = next(row for row in ROWS if row[0] == name)[2](hyps, refs)
    start = time.perf_counter()
    score = work()
    print(time.perf_counter() - start, repr(score))


def spread(seconds):
    return f"{statistics.median(seconds):.3g} s ({min(seconds):.3g}-{max(seconds):.3g})"


def measure(bedside, row, folders, runs, all_threads):
    name, title, _, arguments, language, agree = row
    folder, times = folders[language], {"one": [], "all": [], "peer": []}
    references = name != "distinct_n"
    for _ in range(runs):
        seconds, ours = run_bedside(bedside, arguments, folder, 1, references)
        times["one"].append(seconds)
        seconds, again = run_bedside(bedside, arguments, folder, all_threads, references)
        times["all"].append(seconds)
        seconds, theirs = run_peer(name, folder)
        times["peer"].append(seconds)
        assert ours == again, f"{name}: {ours!r} on one thread, {again!r} on {all_threads}"
        assert not agree or math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"{name}: {ours!r}, reference {theirs!r}"
    one, all_, peer = (statistics.median(times[key]) for key in ("one", "all", "peer"))
    line = (f"| `{' '.join(arguments)}` | {language} | {spread(times['one'])} | {spread(times['all'])} | {title}: {spread(times['peer'])} "
            f"| {peer / one:.0f} × | {peer / all_:.0f} × | {ours:.6f} | {theirs:.6f} |")
    print(line, flush=True)
    return line


def cpu():
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return names[0] if names else platform.processor()


def write(lines, asked, threads):
    head = [MARKS[0], f"Measured on {time.strftime('%Y-%m-%d')}: {asked.pairs:,} pairs (bench/pairs.py), medians of {asked.runs} runs each "
            f"(fastest-slowest), 1 and {threads} threads on {cpu()}.", "",
            "| `bedside score` | texts | 1 thread | all threads | reference, 1 thread | faster, 1 thread | all threads | score | reference's |",
            "|---|---|---|---|---|---|---|---|---|"]
    text = README.read_text(encoding="utf-8")
    begin, end = text.index(MARKS[0]), text.index(MARKS[1])
    README.write_text(text[:begin] + "\n".join(head + lines) + "\n" + text[end:], encoding="utf-8")


def main():
    if sys.argv[1:2] == ["--peer"]:
        be_peer(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("bedside", type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=100000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(row[0] for row in ROWS))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    bedside, threads = asked.bedside.resolve(), len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as work:
        folders = {}
        for language in ("en", "zh"):
            folders[language] = pathlib.Path(work) / language
            real_pairs.write(folders[language], *real_pairs.pairs(bedside, asked.pairs, language))
        lines = [measure(bedside, row, folders, asked.runs, threads) for row in ROWS if row[0] in asked.only.split(",")]
    if asked.write:
        write(lines, asked, threads)


if __name__ == "__main__":
    main()
