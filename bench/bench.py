"""Measures bedside against the tools that people use today, on the same bytes, in one run.

    bench.py [--program build/release/bedside] [--megabytes 500] [--runs 5] [--big] [--only help,ingest,memory]

What is measured, and how:
  ingest   wall time of `bedside ingest` on a JSON lines file, beside DuckDB's own
           COPY (SELECT ...) TO parquet (zstd), once with the columns as they come (SELECT *) and once with
           the canonical columns and checks as a user of DuckDB would write them, and beside Hugging Face
           datasets' load_dataset + map + to_parquet, once as they are called by default and once with as many
           processes as there are threads. bedside and DuckDB use the same number of threads. The runs
           take turns, so that what else the machine does meets all alike; the median counts. The file
           is in the page cache for all of them, and each run is a process of its own, start included.
  memory   largest resident set (getrusage of the child) of ingesting 2 and 4 GiB (--big: 8 too).
  help     wall time of `bedside --help`, median of 50.

The input repeats the records of a bundled sample up to the size asked for. Results go to
build/bench/results.json and, as tables, between the marks in bench/README.md.
Exit status: 0 all limits kept; 1 one is not, or something could not be measured (said on stderr).
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
SAMPLE = ROOT / "datasets" / "medqa" / "sample" / "authors" / "US" / "dev.jsonl"
DATASET = "medqa"
FLAT = 1.10  # the peak of the largest file against that of the smallest

DUCKDB = """
import duckdb, sys
source, target, threads = sys.argv[1:]
db = duckdb.connect()
db.execute(f"SET threads = {threads}")
db.execute(f"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited')) "
           f"TO '{target}/records.parquet' (FORMAT parquet, COMPRESSION zstd)")
"""

# What a user of DuckDB would write for the same records.
CANONICAL = """
import duckdb, sys
source, target, threads = sys.argv[1:]
db = duckdb.connect()
db.execute(f"SET threads = {threads}")
db.execute(f'''
COPY (
    SELECT 'medqa/full/' || hash(question, answer_idx) AS id, 'medqa' AS dataset, 'full' AS split,
           CASE WHEN regexp_matches(question, '\\\\p{{Han}}') THEN 'zh' ELSE 'en' END AS language, 'mcqa' AS kind,
           [{{'role': 'examiner', 'text': trim(question), 'labels': []::STRUCT(name VARCHAR, value VARCHAR[])[]}}] AS turns,
           []::VARCHAR[] AS context,
           [{{'key': o.key, 'text': o.value}} FOR o IN map_entries(options)] AS options,
           [answer_idx] AS answer_keys, NULL::VARCHAR AS rationale,
           [{{'name': 'exam_part', 'value': [meta_info]}}] AS labels,
           NULL::STRUCT(age DOUBLE, sex VARCHAR, ethnicity VARCHAR, region VARCHAR, language VARCHAR,
                        literacy VARCHAR, insurance VARCHAR, fhir_id VARCHAR) AS patient,
           NULL::STRUCT(name VARCHAR, country VARCHAR, setting VARCHAR) AS institution, 1.0::DOUBLE AS weight,
           {{'file': '{source}', 'row': 0::BIGINT, 'license': 'MIT'}} AS source
    FROM read_json('{source}', format = 'newline_delimited', columns = {{
        question: 'VARCHAR', answer: 'VARCHAR', answer_idx: 'VARCHAR', meta_info: 'VARCHAR', options: 'MAP(VARCHAR, VARCHAR)'}})
    WHERE trim(question) <> '' AND cardinality(options) > 1 AND list_contains(map_keys(options), answer_idx)
      AND trim(answer) = trim(options[answer_idx])
) TO '{target}/records.parquet' (FORMAT parquet, COMPRESSION zstd)''')
"""

DATASETS = """
import datasets, sys
source, target, processes = sys.argv[1:]
datasets.disable_progress_bars()
table = datasets.load_dataset("json", data_files=source, split="train", cache_dir=target + "/cache")

def canonical(row, i):
    return {
        "id": f"medqa/train/{i}", "dataset": "medqa", "split": "train", "language": "en", "kind": "mcqa",
        "turns": [{"role": "examiner", "text": row["question"]}],
        "options": [{"key": k, "text": v} for k, v in row["options"].items() if v is not None],
        "answer_keys": [row["answer_idx"]], "weight": 1.0, "source": {"file": source, "row": i + 1},
    }

table = table.map(canonical, with_indices=True, num_proc=int(processes) or None, remove_columns=list(table.features))
table.to_parquet(target + "/records.parquet")
"""


def give_up(text):
    raise SystemExit(f"bench: {text}")


def make_input(n_bytes):
    """A JSON lines file of about n_bytes out of the sample's well-formed records; made once."""
    path = WORK / f"input_{n_bytes >> 20}.jsonl"
    if path.exists() and path.stat().st_size >= n_bytes:
        return path
    lines = []
    for line in SAMPLE.read_bytes().splitlines():
        record = json.loads(line)
        if record["options"].get(record["answer_idx"]) == record["answer"]:  # what is wrong on purpose is for the tests
            lines.append(line)
    block = b"\n".join(lines) + b"\n"
    block *= max(1, (8 << 20) // len(block))
    part = path.with_suffix(".part")
    with part.open("wb") as out:
        while out.tell() < n_bytes:
            out.write(block)
    part.rename(path)
    return path


def run(command):
    """Wall seconds and peak bytes of one process."""
    log = WORK / "stderr.log"
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(WORK / "hf")}
    with log.open("wb") as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err,
                                 env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        give_up(f"{command[0]} {command[1]}: exit status {child.returncode}\n{log.read_text(errors='replace')[-2000:]}")
    return seconds, usage.ru_maxrss * 1024


def ingest(program, source, target, threads):
    shutil.rmtree(target, ignore_errors=True)
    return run([program, "ingest", DATASET, str(source), "-o", str(target), "--threads", str(threads), "-q"])


def python(code, source, target, threads):
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return run([sys.executable, "-c", code, str(source), str(target), str(threads)])


def rows_of(parquet):
    import duckdb

    return duckdb.sql(f"SELECT count(*) FROM '{parquet}'").fetchone()[0]


def measure_ingest(program, megabytes, runs, threads):
    source = make_input(megabytes << 20)
    with source.open("rb") as file:
        n_lines = sum(block.count(b"\n") for block in iter(lambda: file.read(16 << 20), b""))
    out = {name: WORK / f"out_{name}" for name in ("bedside", "duckdb", "canonical", "datasets", "processes")}
    seconds = {name: [] for name in out}
    for i in range(runs):
        seconds["bedside"].append(ingest(program, source, out["bedside"], threads)[0])
        seconds["duckdb"].append(python(DUCKDB, source, out["duckdb"], threads)[0])
        seconds["canonical"].append(python(CANONICAL, source, out["canonical"], threads)[0])
        seconds["datasets"].append(python(DATASETS, source, out["datasets"], 0)[0])
        seconds["processes"].append(python(DATASETS, source, out["processes"], threads)[0])
        print(f"bench: ingest, run {i + 1} of {runs}: "
              + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items()), file=sys.stderr)
    rows = {name: rows_of(f"{folder}/records/*.parquet" if name == "bedside" else f"{folder}/records.parquet")
            for name, folder in out.items()}
    if set(rows.values()) != {n_lines}:
        give_up(f"{n_lines} lines went in, but the tools wrote {rows}")
    for folder in out.values():
        shutil.rmtree(folder, ignore_errors=True)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "bytes": source.stat().st_size, "records": n_lines, "runs": runs, "threads": threads, "seconds": seconds,
        "times_plain": median["bedside"] / median["duckdb"], "times_duckdb": median["bedside"] / median["canonical"],
        "times_datasets": median["datasets"] / median["bedside"],
        "times_processes": median["processes"] / median["bedside"],
    }


def measure_memory(program, gigabytes, threads):
    result = []
    for size in gigabytes:
        source = make_input(size << 30)
        seconds, peak = ingest(program, source, WORK / "out_memory", threads)
        result.append({"bytes": source.stat().st_size, "seconds": seconds, "peak_bytes": peak})
        print(f"bench: memory, {size} GiB: {peak / 2**20:.0f} MiB, {seconds:.1f} s", file=sys.stderr)
        shutil.rmtree(WORK / "out_memory", ignore_errors=True)
        source.unlink()
    return result


def measure_help(program):
    def once():
        start = time.perf_counter()
        subprocess.run([program, "--help"], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    once()
    return statistics.median(once() for _ in range(50))


def judge(results):
    """(what, figure, limit, kept) of every limit that was measured."""
    if "help" in results:
        yield "`bedside --help`", f"{1000 * results['help']:.1f} ms", "< 20 ms", results["help"] < 0.020
    if "ingest" in results:
        r = results["ingest"]
        yield "ingest, time as a multiple of DuckDB's for the same records", f"{r['times_duckdb']:.2f}", "≤ 2", r["times_duckdb"] <= 2
        yield "ingest, times as fast as datasets", f"{r['times_datasets']:.1f}", "≥ 10", r["times_datasets"] >= 10
    if "memory" in results:
        peaks = [m["peak_bytes"] for m in results["memory"]]
        yield "ingest, peak memory", f"{max(peaks) / 2**20:.0f} MiB", "< 1024 MiB", max(peaks) < 1 << 30
        yield "peak of the largest file over the smallest", f"{peaks[-1] / peaks[0]:.2f}", f"≤ {FLAT}", peaks[-1] <= FLAT * peaks[0]


def tables(results):
    lines = [f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())}: {results['version']}, {results['machine']}.", "",
             "| what | measured | limit | kept |", "|---|---|---|---|"]
    lines += [f"| {what} | {figure} | {limit} | {'yes' if kept else '**no**'} |" for what, figure, limit, kept in judge(results)]
    if "ingest" in results:
        r = results["ingest"]
        names = {"bedside": "`bedside ingest`", "duckdb": "DuckDB, `COPY (SELECT *) TO` Parquet (zstd): columns as they come",
                 "canonical": "DuckDB, `COPY (SELECT …) TO` Parquet (zstd): the same records",
                 "datasets": "datasets, `load_dataset` + `map` + `to_parquet`",
                 "processes": f"datasets, the same with `num_proc={r['threads']}`"}
        lines += ["", f"Ingest of {r['bytes'] / 1e6:.0f} MB of JSON lines ({r['records']:,} records), {r['threads']} threads, "
                  f"{r['runs']} runs each:", "", "| tool | median | fastest | slowest | MB/s |", "|---|---|---|---|---|"]
        for key, name in names.items():
            s = r["seconds"][key]
            middle = statistics.median(s)
            lines.append(f"| {name} | {middle:.2f} s | {min(s):.2f} s | {max(s):.2f} s | {r['bytes'] / 1e6 / middle:.0f} |")
    if "memory" in results:
        lines += ["", "| input | peak memory | time |", "|---|---|---|"]
        lines += [f"| {m['bytes'] / 2**30:.0f} GiB | {m['peak_bytes'] / 2**20:.0f} MiB | {m['seconds']:.1f} s |"
                  for m in results["memory"]]
    return "\n".join(lines)


def write_readme(text):
    path = ROOT / "bench" / "README.md"
    head, rest = path.read_text().split("<!-- figures -->")
    tail = rest.split("<!-- end of figures -->")[1]
    path.write_text(f"{head}<!-- figures -->\n{text}\n<!-- end of figures -->{tail}")


def machine(threads):
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{threads} threads on {model}, {memory:.0f} GiB of memory"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/bedside"))
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--big", action="store_true", help="8 GiB as well")
    parser.add_argument("--only", default="help,ingest,memory")
    options = parser.parse_args()
    only = options.only.split(",")

    WORK.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([options.program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    results = {"version": version, "machine": machine(options.threads)}
    kept = WORK / "results.json"
    if kept.exists():  # parts that are not measured now stay as they were
        old = json.loads(kept.read_text())
        if all(old[key] == results[key] for key in results):
            results = old
    if "help" in only:
        results["help"] = measure_help(options.program)
    if "ingest" in only:
        results["ingest"] = measure_ingest(options.program, options.megabytes, options.runs, options.threads)
    if "memory" in only:
        results["memory"] = measure_memory(options.program, [2, 4, 8] if options.big else [2, 4], options.threads)
    kept.write_text(json.dumps(results, indent=1) + "\n")
    text = tables(results)
    print(text)
    if {"help", "ingest", "memory"} <= set(results):
        write_readme(text)
    return 0 if all(kept for *_, kept in judge(results)) else 1


if __name__ == "__main__":
    sys.exit(main())
