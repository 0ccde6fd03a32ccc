#!/usr/bin/env python3
# torchmetrics 1.9.0 (PyPI), in an environment of its own:
#   python scripts/make_short_answers_fixture.py > src/metric/fixtures/short_answers.tsv
# Reads texts of our own, src/metric/fixtures/short_answers_texts.jsonl, and writes for each the exact
# match and the F1 that SQuAD's evaluation gives, the best over the references, in float64.
import json

import torch
import torchmetrics
from torchmetrics.functional.text import squad

torch.set_default_dtype(torch.float64)
print(f"# torchmetrics {torchmetrics.__version__} functional.text.squad; "
      "scripts/make_short_answers_fixture.py; exact match, F1")
with open("src/metric/fixtures/short_answers_texts.jsonl", encoding="utf-8") as lines:
    for line in lines:
        pair = json.loads(line)
        both = squad(
            [{"prediction_text": pair["hyp"], "id": "1"}],
            [{"answers": {"answer_start": [0] * len(pair["refs"]), "text": pair["refs"]}, "id": "1"}])
        print(repr(float(both["exact_match"]) / 100), repr(float(both["f1"]) / 100), sep="\t")
