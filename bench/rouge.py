#!/usr/bin/env python3
"""ROUGE and chrF by `bedside score` beside rouge_score and sacreBLEU, on the same real pairs in one run.

    bench/rouge.py BEDSIDE [--pairs 100000] [--runs 5] [--only rouge_l,chrf] [--write]

bedside's time is that of the whole command over all pairs, on one thread and on all; the reference's is that of its scoring
calls alone, in a fresh process, over a sample, evenly spread, of as many pairs as the table says: rouge_score would take ten
minutes for ROUGE-L of all. It is extrapolated to all pairs by the work in them: the product of both texts' words for longest
common subsequences, which is what rouge_score walks, and the sum of their characters for the others. Runs of the two alternate.
The scores of both on the sample are compared before any time is written down; --write puts the table into bench/README.md.
Needs rouge_score 0.1.2 and sacrebleu 2.6.0 in this script's own Python.
"""
import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import metrics
import pairs as real_pairs

MARKS = ("<!-- rouge -->", "<!-- end of rouge -->")


def rouge(name, stem=False):
    def maker(hyps, refs):
        from rouge_score import rouge_scorer
        scorer = rouge_scorer.RougeScorer([name], use_stemmer=stem)
        return lambda: statistics.fmean(scorer.score(r, h)[name].fmeasure for h, r in zip(hyps, refs))
    return maker


def chrf(word_order):
    return lambda hyps, refs: metrics.peer_chrf(hyps, refs, word_order)


def characters(hyp, ref):
    return len(hyp) + len(ref)


def cells(hyp, ref):
    return (len(hyp.split()) + 1) * (len(ref.split()) + 1)


# name, reference, its maker, arguments of `bedside score`, how many pairs the reference gets, the work in a pair
ROWS = [
    ("rouge_1", "rouge_score", rouge("rouge1"), ["rouge_1"], 10000, characters),
    ("rouge_2", "rouge_score", rouge("rouge2"), ["rouge_2"], 10000, characters),
    ("rouge_l", "rouge_score", rouge("rougeL"), ["rouge_l"], 1000, cells),
    ("rouge_l_stem", "rouge_score", rouge("rougeL", True), ["rouge_l", "--set", "stem=yes"], 1000, cells),
    ("rouge_lsum", "rouge_score", rouge("rougeLsum"), ["rouge_lsum"], 1000, cells),
    ("chrf", "sacrebleu", chrf(0), ["chrf"], 5000, characters),
    ("chrf++", "sacrebleu", chrf(2), ["chrf", "--set", "word_order=2"], 5000, characters),
]


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


def sample(folder, n, work):
    """Every so-manieth pair, in a folder of its own, and how many times the work of all pairs is that of these."""
    part, texts = folder / f"sample_{n}", []
    part.mkdir(exist_ok=True)
    for name in ("hyp.txt", "ref.txt"):
        lines = (folder / name).read_text(encoding="utf-8").split("\n")[:-1]
        texts.append(lines)
        (part / name).write_text("\n".join(lines[::len(lines) // n]) + "\n", encoding="utf-8")
    weights = [work(h, r) for h, r in zip(*texts)]
    return part, sum(weights) / sum(weights[::len(weights) // n])


def measure(bedside, row, folder, asked, threads):
    name, title, _, arguments, n, work = row
    n, one, all_, peer = min(n, asked.pairs), [], [], []
    part, scale = sample(folder, n, work)
    ours = metrics.run_bedside(bedside, arguments, part, 1, True)[1]
    for _ in range(asked.runs):
        one.append(metrics.run_bedside(bedside, arguments, folder, 1, True)[0])
        all_.append(metrics.run_bedside(bedside, arguments, folder, threads, True)[0])
        seconds, theirs = run_peer(name, part)
        peer.append(seconds * scale)
        assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"{name}: {ours!r}, reference {theirs!r}"
    times = [statistics.median(seconds) for seconds in (one, all_, peer)]
    line = (f"| `{' '.join(arguments)}` | {metrics.spread(one)} | {metrics.spread(all_)} | {title}: {metrics.spread(peer)} | {n:,} "
            f"| {times[2] / times[0]:.0f} × | {times[2] / times[1]:.0f} × | {ours:.6f} | {theirs:.6f} |")
    print(line, flush=True)
    return line


def write(lines, asked, threads):
    head = [MARKS[0], f"Measured on {time.strftime('%Y-%m-%d')}: {asked.pairs:,} pairs in English (bench/pairs.py), medians of {asked.runs} runs "
            f"each (fastest-slowest), 1 and {threads} threads on {metrics.cpu()}. The reference ran over a sample alone, of as many pairs as "
            "the column says, and its time is extrapolated by the work in them (rouge.py says how); the scores are those of the sample.", "",
            "| `bedside score` | 1 thread | all threads | reference, 1 thread, extrapolated | pairs it ran on | faster, 1 thread | all threads "
            "| score | reference's |", "|---|---|---|---|---|---|---|---|---|"]
    text = metrics.README.read_text(encoding="utf-8")
    begin, end = text.index(MARKS[0]), text.index(MARKS[1])
    metrics.README.write_text(text[:begin] + "\n".join(head + lines) + "\n" + text[end:], encoding="utf-8")


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
        folder = pathlib.Path(work)
        real_pairs.write(folder, *real_pairs.pairs(bedside, asked.pairs, "en"))
        lines = [measure(bedside, row, folder, asked, threads) for row in ROWS if row[0] in asked.only.split(",")]
    if asked.write:
        write(lines, asked, threads)


if __name__ == "__main__":
    main()
