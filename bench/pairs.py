#!/usr/bin/env python3
"""Pairs of real texts, hypothesis and reference, for measuring metrics.

    bench/pairs.py BEDSIDE N FOLDER [--language en|zh] [--seed 1]     writes FOLDER/hyp.txt, FOLDER/ref.txt, a text a line

The texts are what clinicians say in the published files of ../shared/data (or $BEDSIDE_SHARED/data): answers, explanations
and turns of GenMedGPT-5k, MedQuAD, MedMCQA, LiveQA, MTS-Dialog (English), Huatuo-26M and CMtMedQA (Chinese), with line
ends made blanks. A reference is one of them; its hypothesis is, by turns, another text of the same dataset, the text with
one word in four replaced by words of another, and its first half followed by the second half of another. There are fewer
texts than pairs: each serves several times, beside another one each time, which a reference that caches what it has
tokenised gains from. The same N and seed give the same bytes. Needs nothing but Python's own library.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATASETS = {"en": ["genmedgpt5k", "medquad", "medmcqa", "liveqa", "mts_dialog"], "zh": ["huatuo26m", "cmtmedqa"]}
QUERY = """SELECT unnest(list_filter(list_transform(turns, lambda t: CASE WHEN t.role = 'clinician' THEN t.text END)
           || [rationale], lambda s: len(s) >= 40)) AS text FROM corpus('%s') ORDER BY id"""


def shared():
    return pathlib.Path(os.environ.get("BEDSIDE_SHARED", ROOT.parent / "shared")) / "data"


def texts_of(bedside, dataset, work):
    corpus = work / dataset
    subprocess.run([bedside, "ingest", dataset, shared() / dataset, "-o", corpus, "-q"], check=True, capture_output=True)
    lines = subprocess.run([bedside, "sql", "--json", QUERY % corpus], check=True, capture_output=True, text=True).stdout
    return [" ".join(json.loads(line)["text"].split()) for line in lines.splitlines()]


def units(text, language):
    return text.split(" ") if language == "en" else list(text)


def hypothesis(text, other, kind, language, random_):
    if kind == 0:
        return other
    a, b = units(text, language), units(other, language)
    if kind == 1:
        mixed = [random_.choice(b) if random_.random() < 0.25 else unit for unit in a]
    else:
        mixed = a[:len(a) // 2] + b[len(b) // 2:]
    return (" " if language == "en" else "").join(mixed)


def pairs(bedside, n, language="en", seed=1):
    """Two lists of n texts."""
    random_ = random.Random(seed)
    with tempfile.TemporaryDirectory() as work:
        groups = [texts_of(bedside, dataset, pathlib.Path(work)) for dataset in DATASETS[language]]
    texts = [(g, i) for g, group in enumerate(groups) for i in range(len(group))]
    hyps, refs = [], []
    for number in range(n):
        g, i = texts[number % len(texts)]
        other = groups[g][(i + 1 + number // len(texts)) % len(groups[g])]
        refs.append(groups[g][i])
        hyps.append(hypothesis(groups[g][i], other, number % 3, language, random_))
    return hyps, refs


def write(folder, hyps, refs):
    folder.mkdir(parents=True, exist_ok=True)
    for name, texts in (("hyp.txt", hyps), ("ref.txt", refs)):
        (folder / name).write_text("".join(text + "\n" for text in texts), encoding="utf-8")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("bedside")
    asked.add_argument("n", type=int)
    asked.add_argument("folder", type=pathlib.Path)
    asked.add_argument("--language", choices=sorted(DATASETS), default="en")
    asked.add_argument("--seed", type=int, default=1)
    a = asked.parse_args()
    write(a.folder, *pairs(a.bedside, a.n, a.language, a.seed))


if __name__ == "__main__":
    main()
