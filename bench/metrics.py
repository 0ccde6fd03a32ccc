#!/usr/bin/env python3
"""`bedside score` beside the reference implementations, on the same real pairs in one run.

    bench/metrics.py BEDSIDE [--pairs 100000] [--runs 5] [--only bleu,rouge_l] [--write]

bedside's time is that of the whole command (start, reading, measuring, writing) over all pairs without intervals, on one thread
and on all; the reference's is that of its scoring calls alone, in a fresh process each time, without import and reading. The
runs of the two alternate. References that would take minutes score an evenly spread sample of as many pairs as the table says;
their time is extrapolated by the work in a pair, which is the product of both texts' words for longest common subsequences (what
rouge_score walks) and the sum of their characters for the rest. The scores of both on the same pairs are compared before any time
is written down. One thread is compared by seconds of the processor, which other work on the machine changes little; all threads by
the clock. --write puts the table into bench/README.md. The references are those of this script's own Python: bench/run.sh gives it
the right one.
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


def peer_rouge(hyps, refs, name, stem=False):
    from rouge_score import rouge_scorer
    scorer = rouge_scorer.RougeScorer([name], use_stemmer=stem)
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


def characters(hyp, ref):
    return len(hyp) + len(ref)


def cells(hyp, ref):
    return (len(hyp.split()) + 1) * (len(ref.split()) + 1)


ALL = 10**9
# name, title of the reference, its maker, arguments of `bedside score`, language, pairs that the reference gets, the work in a pair
ROWS = [
    ("bleu", "sacrebleu, 13a", lambda h, r: peer_bleu(h, r, "13a"), ["bleu"], "en", ALL, characters),
    ("bleu_zh", "sacrebleu, zh", lambda h, r: peer_bleu(h, r, "zh"), ["bleu"], "zh", ALL, characters),
    ("sentence_bleu", "sacrebleu, 13a", lambda h, r: peer_sentence_bleu(h, r, "13a"), ["sentence_bleu"], "en", 20000, characters),
    ("chrf", "sacrebleu", lambda h, r: peer_chrf(h, r, 0), ["chrf"], "en", 5000, characters),
    ("chrf++", "sacrebleu", lambda h, r: peer_chrf(h, r, 2), ["chrf", "--set", "word_order=2"], "en", 5000, characters),
    ("rouge_1", "rouge_score", lambda h, r: peer_rouge(h, r, "rouge1"), ["rouge_1"], "en", 20000, characters),
    ("rouge_2", "rouge_score", lambda h, r: peer_rouge(h, r, "rouge2"), ["rouge_2"], "en", 20000, characters),
    ("rouge_l", "rouge_score", lambda h, r: peer_rouge(h, r, "rougeL"), ["rouge_l"], "en", 2000, cells),
    ("rouge_l_stem", "rouge_score", lambda h, r: peer_rouge(h, r, "rougeL", True), ["rouge_l", "--set", "stem=yes"], "en", 2000, cells),
    ("rouge_lsum", "rouge_score", lambda h, r: peer_rouge(h, r, "rougeLsum"), ["rouge_lsum"], "en", 2000, cells),
    ("meteor", "nltk, no synonyms", peer_meteor, ["meteor", "--set", "tok=space"], "en", 5000, characters),
    ("distinct_n", "Python with nltk's ngrams", peer_distinct, ["distinct_n", "--set", "tok=space"], "en", ALL, characters),
]


def run_bedside(bedside, arguments, folder, threads):
    """Seconds by the clock and of the processor, and the score."""
    files = ["--hyp", folder / "hyp.txt"] + (["--ref", folder / "ref.txt"] if arguments[0] != "distinct_n" else [])
    start, before = time.perf_counter(), os.times()
    done = subprocess.run([bedside, "score", *arguments, *files, "--bootstrap", "0", "--threads", str(threads), "--json", "-q"],
                          check=True, capture_output=True, text=True)
    clock, after = time.perf_counter() - start, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    score = json.loads(done.stdout)["scores"][0]
    return clock, busy, score["systems"][0]["values"][score["headline"]]["value"]


def run_peer(name, folder):
    done = subprocess.run([sys.executable, __file__, "--peer", name, folder], check=True, capture_output=True, text=True)
    return tuple(float(word) for word in done.stdout.split())


def be_peer(name, folder):
    hyps, refs = ((pathlib.Path(folder) / f).read_text(encoding="utf-8").splitlines() for f in ("hyp.txt", "ref.txt"))
    work = next(row for row in ROWS if row[0] == name)[2](hyps, refs)
    start, busy = time.perf_counter(), time.process_time()
    score = work()
    print(time.perf_counter() - start, time.process_time() - busy, repr(score))


def sample(folder, n, work):
    """An evenly spread sample of about n pairs in a folder of its own, its pairs, and how many times their work is that of all."""
    texts = [(folder / name).read_text(encoding="utf-8").split("\n")[:-1] for name in ("hyp.txt", "ref.txt")]
    step = max(1, len(texts[0]) // n)
    part = folder / f"sample_{step}"
    part.mkdir(exist_ok=True)
    for name, lines in zip(("hyp.txt", "ref.txt"), texts):
        (part / name).write_text("\n".join(lines[::step]) + "\n", encoding="utf-8")
    weights = [work(hyp, ref) for hyp, ref in zip(*texts)]
    return part, len(texts[0][::step]), sum(weights) / sum(weights[::step])


def spread(seconds):
    return f"{statistics.median(seconds):.3g} s ({min(seconds):.3g}-{max(seconds):.3g})"


def measure(bedside, row, folders, runs, threads):
    name, title, _, arguments, language, n, work = row
    part, n, scale = sample(folders[language], n, work)
    ours = run_bedside(bedside, arguments, part, 1)[2]
    times = {"one": [], "clock": [], "all": [], "peer": [], "peer clock": []}
    for _ in range(runs):
        clock, busy, first = run_bedside(bedside, arguments, folders[language], 1)
        times["one"].append(busy)
        times["clock"].append(clock)
        clock, _, again = run_bedside(bedside, arguments, folders[language], threads)
        times["all"].append(clock)
        clock, busy, theirs = run_peer(name, part)
        times["peer"].append(busy * scale)
        times["peer clock"].append(clock * scale)
        assert first == again, f"{name}: {first!r} on one thread, {again!r} on {threads}"
        assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), f"{name}: {ours!r}, reference {theirs!r}"
    one, clock, all_, peer, peer_clock = (statistics.median(seconds) for seconds in times.values())
    pairs = "all" if scale == 1 else f"{n:,}"
    line = (f"| `{' '.join(arguments)}` | {language} | {spread(times['one'])} | {clock:.3g} s | {spread(times['all'])} "
            f"| {title}: {spread(times['peer'])} | {pairs} | {peer / one:.0f} × | {peer_clock / all_:.0f} × | {ours:.6f} | {theirs:.6f} |")
    print(line, flush=True)
    return line


def cpu():
    names = re.findall(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return names[0] if names else platform.processor()


def write(lines, asked, threads):
    head = [MARKS[0], f"Measured on {time.strftime('%Y-%m-%d')}: {asked.pairs:,} pairs, medians of {asked.runs} runs each (fastest-slowest), "
            f"1 and {threads} threads on {cpu()}; load of the machine when it ended {os.getloadavg()[0]:.1f}.", "",
            f"| `bedside score` | texts | 1 thread, processor | clock | {threads} threads, clock | reference, 1 thread, processor | pairs it scored "
            f"| faster, 1 thread | {threads} threads | score on these pairs | reference's |", "|---|---|---|---|---|---|---|---|---|---|---|"]
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
