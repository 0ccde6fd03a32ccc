#!/usr/bin/env python3
# scikit-learn 1.9.1 and numpy (PyPI), in an environment of their own:
#   python scripts/make_answers_fixture.py > src/metric/fixtures/answers.jsonl
# Writes labels (drawn with a fixed seed from lists of our own) and what scikit-learn makes of them:
# accuracy, precision, recall, F1 by every average, per class, weighted or not, single- and
# multi-label; PubMedQA; partial credit; and, by numpy.argmax as lm-evaluation-harness 4e7e0d4 does
# it, acc, acc_norm and acc_bytes of options with log-likelihoods.
import json
import random
import warnings

import numpy
import sklearn
from sklearn import metrics
from sklearn.preprocessing import MultiLabelBinarizer

warnings.simplefilter("ignore")
draw = random.Random(20240917)
NAMES = ["precision", "recall", "f1"]
AVERAGES = ["macro", "micro", "weighted"]


def emit(**row):
    print(json.dumps(row, ensure_ascii=False))


def weights_of(n, kind):
    if kind == "none":
        return None
    return [round(draw.uniform(0.05, 3.5), 3) for _ in range(n)]


def class_values(gold, pred, weights, classes, labels=None):
    """gold and pred: lists of labels, or matrices of a binarizer whose columns are classes."""
    out = {}
    chosen = {} if labels is None else {"labels": labels}
    for average in AVERAGES:
        p, r, f, _ = metrics.precision_recall_fscore_support(
            gold, pred, average=average, sample_weight=weights, zero_division=0, **chosen)
        for name, value in zip(NAMES, (p, r, f)):
            out[f"{name}/{average}"] = float(value)
    each = metrics.precision_recall_fscore_support(
        gold, pred, average=None, sample_weight=weights, zero_division=0, **chosen)
    for name, values in zip(NAMES, each):
        for label, value in zip(classes, values):
            out[f"{name}/[{label}]"] = float(value)
    return out


def single(name, labels, n, right, kind, rare=()):
    gold, pred = [], []
    for _ in range(n):
        g = draw.choice([x for x in labels if x not in rare])
        gold.append(g)
        pred.append(g if draw.random() < right else draw.choice(labels))
    w = weights_of(n, kind)
    classes = [str(c) for c in sorted(set(gold) | set(pred))]
    values = class_values(gold, pred, w, classes)
    values["accuracy"] = float(metrics.accuracy_score(gold, pred, sample_weight=w))
    emit(case=name, gold=[[g] for g in gold], answers=[[p] for p in pred], weights=w, values=values)
    return gold, pred, w


def multi(name, labels, n, kind, empty):
    def some(least):
        return sorted(draw.sample(labels, draw.randint(least, len(labels) - 1)))

    gold = [some(0 if empty else 1) for _ in range(n)]
    pred = [g if draw.random() < 0.3 else some(0 if empty else 1) for g in gold]
    w = weights_of(n, kind)
    binarizer = MultiLabelBinarizer().fit(gold + pred)
    g, p = binarizer.transform(gold), binarizer.transform(pred)
    values = class_values(g, p, w, binarizer.classes_)
    if not empty:
        values["accuracy"] = float(metrics.accuracy_score(g, p, sample_weight=w))
        values["partial_credit/jaccard"] = float(
            metrics.jaccard_score(g, p, average="samples", sample_weight=w, zero_division=0))
        values["partial_credit/f1"] = float(
            metrics.f1_score(g, p, average="samples", sample_weight=w, zero_division=0))
        values["partial_credit/per_option"] = float(
            1 - metrics.hamming_loss(g, p, sample_weight=w))
        earned = [len(b) / len(a) if set(b) <= set(a) else 0.0 for a, b in zip(gold, pred)]
        values["partial_credit/subset"] = float(numpy.average(earned, weights=w))
    emit(case=name, gold=gold, answers=pred, weights=w, values=values,
         options=[str(c) for c in binarizer.classes_])


def binary(name, positive, negative, n, kind):
    gold = [draw.choice([positive, negative]) for _ in range(n)]
    pred = [draw.choice([g, g, positive, negative]) for g in gold]
    w = weights_of(n, kind)
    values = {}
    p, r, f, _ = metrics.precision_recall_fscore_support(
        gold, pred, average="binary", pos_label=positive, sample_weight=w, zero_division=0)
    for metric, value in zip(NAMES, (p, r, f)):
        values[f"{metric}/binary"] = float(value)
    emit(case=name, gold=[[g] for g in gold], answers=[[x] for x in pred], weights=w,
         positive=positive, values=values)


def fixed_labels(name, labels, fixed, n):
    gold = [draw.choice(labels) for _ in range(n)]
    pred = [draw.choice([g, *labels]) for g in gold]
    emit(case=name, gold=[[g] for g in gold], answers=[[p] for p in pred], weights=None,
         labels=fixed, values=class_values(gold, pred, None, fixed, labels=fixed))


def choice(name, options, n, ties):
    rows = []
    hits = {"acc": [], "acc_norm/char": [], "acc_norm/bytes": []}
    for _ in range(n):
        texts = draw.sample(options, 4)
        step = 1.0 if ties else 0.001
        lls = [round(-draw.uniform(0.4, 9 if ties else 40) / step) * step - 0.25 for _ in texts]
        right = sorted(draw.sample(range(4), draw.choice([1, 1, 2])))
        array = numpy.array(lls)
        by = {"acc": numpy.ones(4), "acc_norm/char": numpy.array([float(len(t)) for t in texts]),
              "acc_norm/bytes": numpy.array([float(len(t.encode())) for t in texts])}
        for key, lengths in by.items():
            hits[key].append(float(numpy.argmax(array / lengths) in right))
        rows.append({"texts": texts, "log_likelihoods": lls, "right": ["ABCD"[k] for k in right]})
    emit(case=name, choices=rows, values={k: float(numpy.mean(v)) for k, v in hits.items()})


emit(tool="scikit-learn", version=sklearn.__version__, numpy=numpy.__version__,
     script="scripts/make_answers_fixture.py")
for weights in ("none", "drawn"):
    single(f"severity, {weights}", ["mild", "moderate", "severe", "none"], 137, 0.6, weights)
    single(f"departments, {weights}", ["内科", "外科", "儿科", "皮肤科", "Ophthalmology", "急诊"], 211, 0.4, weights, rare=("急诊",))
    single(f"no right one, {weights}", ["ulcer", "reflux"], 23, 0.0, weights)
    single(f"one class, {weights}", ["stable"], 7, 1.0, weights)
    multi(f"symptoms, {weights}", ["cough", "fever", "rash", "头痛", "vertigo"], 97, weights, False)
    multi(f"symptoms or none, {weights}", ["cough", "fever", "rash", "头痛"], 61, weights, True)
    binary(f"relapse, {weights}", "yes", "no", 83, weights)
    binary(f"复发, {weights}", "阳性", "阴性", 41, weights)
    gold, pred, w = single(f"pubmedqa, {weights}", ["yes", "no", "maybe"], 151, 0.5, weights)
single("one item, wrong", ["a1", "b2", "c3"], 1, 0.0, "none")
fixed_labels("labels fixed", ["yes", "no", "maybe", "unclear"], ["yes", "no", "never seen"], 73)
choice("options, drawn", ["Metformin", "Insulin glargine at night", "二甲双胍", "Weight loss",
                          "No treatment", "胰岛素", "A sulfonylurea"], 173, False)
choice("options, ties", ["Rest", "Ice and rest", "抬高患肢", "Surgery", "Compression bandage"],
       119, True)
