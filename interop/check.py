"""Ingests folders with bedside and lets the real consumers of a corpus read the result.

    check.py PROGRAM WORK DATASET=PATH...

For each: DuckDB, pyarrow and pandas (columns and types of the canonical record, every row), Hugging Face
datasets (offline; every split, its rows and features against manifest.json and the card), huggingface_hub
(the card's metadata), mlcroissant (validation, and every record set loaded). Every fault is one line on
stdout. Exit status: 0 no fault; 1 faults.
"""

import hashlib
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

import datasets
import duckdb
import huggingface_hub
import mlcroissant
import pandas
import pyarrow
import pyarrow.parquet

STRING = pyarrow.string()
STRINGS = pyarrow.list_(STRING)


def struct(**fields):
    return pyarrow.struct(list(fields.items()))


LABELS = pyarrow.list_(struct(name=STRING, value=STRINGS))
RECORD = {
    "id": STRING, "dataset": STRING, "split": STRING, "language": STRING, "kind": STRING,
    "turns": pyarrow.list_(struct(role=STRING, text=STRING, labels=LABELS)),
    "context": STRINGS,
    "options": pyarrow.list_(struct(key=STRING, text=STRING)),
    "answer_keys": STRINGS, "rationale": STRING,
    "exact_answers": pyarrow.list_(struct(text=STRING, synonyms=STRINGS)),
    "evidence": pyarrow.list_(struct(role=STRING, text=STRING, context=pyarrow.int64(), document=STRING,
                                     line=pyarrow.int64(), begin_section=STRING, begin_offset=pyarrow.int64(),
                                     end_section=STRING, end_offset=pyarrow.int64(), unit=STRING)),
    "candidates": pyarrow.list_(struct(id=STRING, text=STRING, relevance=pyarrow.float64(), origin=STRING)),
    "rubrics": pyarrow.list_(struct(criterion=STRING, points=pyarrow.float64(), tags=STRINGS)),
    "labels": LABELS,
    "patient": struct(age=pyarrow.float64(), sex=STRING, ethnicity=STRING, region=STRING, language=STRING,
                      literacy=STRING, insurance=STRING, fhir_id=STRING),
    "institution": struct(name=STRING, country=STRING, setting=STRING),
    "weight": pyarrow.float64(),
    "source": struct(file=STRING, row=pyarrow.int64(), license=STRING),
}


def same_type(a, b):
    """Equal but for the names of list elements and for what may be NULL."""
    if pyarrow.types.is_list(a) and pyarrow.types.is_list(b):
        return same_type(a.value_type, b.value_type)
    if pyarrow.types.is_struct(a) and pyarrow.types.is_struct(b):
        return a.num_fields == b.num_fields and all(
            x.name == y.name and same_type(x.type, y.type) for x, y in zip(a, b))
    return a == b


class Check:
    """Collects faults; `expect` compares and says what was found."""

    def __init__(self):
        self.faults = []
        self.made = 0
        self.where = ""

    def expect(self, what, found, wanted):
        self.made += 1
        if found != wanted:
            self.faults.append(f"{self.where}: {what}: expected {wanted!r}, found {found!r}")

    def call(self, what, function, *arguments):
        """Runs a consumer; an exception of it is a fault of ours."""
        self.made += 1
        try:
            return function(*arguments)
        except Exception as fault:  # whatever a consumer raises is what this is here to find
            self.faults.append(f"{self.where}: {what}: {type(fault).__name__}: {str(fault)[:500]}")
            return None


def ingest(check, program, dataset, path, corpus):
    done = subprocess.run([program, "ingest", dataset, path, "-o", str(corpus), "-q"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    # 1: something was refused, as the odd cases among the samples have to be
    if done.returncode not in (0, 1) or not (corpus / "manifest.json").exists():
        check.faults.append(f"{check.where}: ingest: exit status {done.returncode}: {done.stderr[-1000:]}")
        return None
    return json.loads((corpus / "manifest.json").read_text())


def read_by_duckdb(check, corpus, counts):
    files = f"{corpus}/records/*.parquet"
    rows, ids = duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM '{files}'").fetchone()
    check.expect("DuckDB: records", rows, counts["records"])
    check.expect("DuckDB: different ids", ids, rows)
    by_split = dict(duckdb.sql(f"SELECT split, count(*) FROM '{files}' GROUP BY 1").fetchall())
    check.expect("DuckDB: records by split", by_split, counts["by_split"])
    turns, = duckdb.sql(f"SELECT count(*) FROM '{files}' WHERE len(turns) = 0 OR turns IS NULL").fetchone()
    check.expect("DuckDB: records without a turn", turns, 0)
    if counts["quarantined"]:
        refused, unexplained = duckdb.sql(
            f"SELECT count(*), count(*) FILTER (reason IS NULL OR reason = '') "
            f"FROM '{corpus}/quarantine/*.parquet'").fetchone()
        check.expect("DuckDB: rows in quarantine", refused, counts["quarantined"])
        check.expect("DuckDB: rows in quarantine without a reason", unexplained, 0)
    check.expect("rows in = records + quarantined", counts["rows"], counts["records"] + counts["quarantined"])


def read_by_pyarrow(check, corpus, counts):
    files = sorted((corpus / "records").glob("*.parquet"))
    rows = 0
    for file in files:
        table = pyarrow.parquet.read_table(file)
        rows += table.num_rows
        check.expect(f"pyarrow: columns of {file.name}", table.column_names, list(RECORD))
        for name, wanted in RECORD.items():
            if name in table.column_names and not same_type(table.schema.field(name).type, wanted):
                check.faults.append(f"{check.where}: pyarrow: {name}: expected {wanted}, found {table.schema.field(name).type}")
            check.made += 1
        table.validate(full=True)
        compression = pyarrow.parquet.ParquetFile(file).metadata.row_group(0).column(0).compression if table.num_rows else "ZSTD"
        check.expect(f"pyarrow: compression of {file.name}", compression, "ZSTD")
    check.expect("pyarrow: records", rows, counts["records"])
    frame = pandas.concat([pandas.read_parquet(file) for file in files])
    check.expect("pandas: records", len(frame), counts["records"])
    check.expect("pandas: first turn has role and text", {"role", "text"} <= set(frame["turns"].iloc[0][0]), True)


def read_by_datasets(check, corpus, counts):
    loaded = datasets.load_dataset(str(corpus))
    splits = {name: part.num_rows for name, part in loaded.items()}
    check.expect("datasets: rows of all splits", sum(splits.values()), counts["records"])
    # A card may rename a split, since datasets allows only \w+(\.\w+)* there.
    check.expect("datasets: rows by split", sorted(splits.values()), sorted(counts["by_split"].values()))
    for name, part in loaded.items():
        check.expect(f"datasets: columns of {name}", part.column_names, list(RECORD))
        arrow = part.features.arrow_schema
        wrong = [column for column, wanted in RECORD.items() if not same_type(arrow.field(column).type, wanted)]
        check.expect(f"datasets: columns of {name} with another type", wrong, [])
        first = part[0]
        check.expect(f"datasets: {name}: first record has a turn", bool(first["turns"][0]["role"]), True)
    return loaded


def read_card(check, corpus, counts, loaded):
    card = huggingface_hub.DatasetCard.load(corpus / "README.md")
    data = card.data.to_dict()
    for key in ("license", "language", "pretty_name", "configs"):
        check.expect(f"card: has {key}", bool(data.get(key)), True)
    check.expect("card: has a text", len(card.text) > 200, True)
    info = data.get("dataset_info")
    if info and loaded:
        info = info[0] if isinstance(info, list) else info
        told = datasets.DatasetInfo._from_yaml_dict(dict(info))
        first = next(iter(loaded.values()))
        if told.features:
            check.expect("card: features as loaded", told.features, first.features)
        if told.splits:
            check.expect("card: rows by split", {k: v.num_examples for k, v in told.splits.items()},
                         {k: v.num_rows for k, v in loaded.items()})
        # what datasets makes of the files alone, without a card that tells it
        files = sorted((corpus / "records").glob("*.parquet"))
        alone = datasets.Features.from_arrow_schema(pyarrow.parquet.read_schema(files[0]))
        check.expect("card: features as in the files", told.features, alone)
        check.expect("card: size on disk", told.download_size, sum(file.stat().st_size for file in files))
        held = sum(pyarrow.parquet.read_table(file).nbytes for file in files)
        if held > 100_000:  # below, what the pages say of themselves outweighs the records
            check.expect("card: size before compression is near Arrow's", 0.2 < told.dataset_size / held < 2, True)


def plain(value):
    """As mlcroissant gives it: texts are bytes, keys are whole ids."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.split("/")[-1]: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    return value


def compare_records(check, path, corpus):
    """Every record against the same row read by pyarrow. Left out: the labels of turns, of which
    mlcroissant gives the first only, and what it makes of a struct that is NULL."""
    described = mlcroissant.Dataset(jsonld=str(path))  # anew: it gives a joined record set once
    rows = []
    for file in sorted((corpus / "records").glob("*.parquet")):
        rows += pyarrow.parquet.read_table(file).to_pylist()
    for row, record in zip(rows, described.records("records"), strict=True):
        record = plain(record)
        for name in ("id", "dataset", "split", "language", "kind", "context", "options", "answer_keys",
                     "rationale", "exact_answers", "evidence", "candidates", "rubrics", "labels", "weight",
                     "source"):
            wanted = row[name]
            if wanted is None and isinstance(record[name], list):
                continue
            check.expect(f"mlcroissant: {name} of {row['id']}", record[name], wanted)
        check.expect(f"mlcroissant: turns of {row['id']}", record["turns"],
                     [{"role": turn["role"], "text": turn["text"]} for turn in row["turns"]])


def read_splits_by_croissant(check, path, counts):
    for split, wanted in counts["by_split"].items():
        described = mlcroissant.Dataset(jsonld=str(path))  # anew: a filter stays in what it was asked of
        rows = sum(1 for _ in described.records("records", filters={"records/split": split}))
        check.expect(f"mlcroissant: records of split {split}", rows, wanted)


def read_by_croissant(check, corpus, counts):
    path = corpus / "croissant.json"
    text = json.loads(path.read_text())
    conforms = text.get("conformsTo") or text.get("dct:conformsTo")
    conforms = conforms if isinstance(conforms, list) else [conforms]
    check.expect("croissant: conforms to 1.1", any(str(c).endswith("/croissant/1.1") for c in conforms), True)
    check.expect("croissant: has RAI fields", any(str(key).startswith("rai:") for key in text), True)
    tool = pathlib.Path(sys.executable).parent / "mlcroissant"
    done = subprocess.run([str(tool), "validate", "--jsonld", str(path)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    check.expect("mlcroissant validate: exit status", done.returncode, 0)
    if done.returncode != 0:
        check.faults.append(f"{check.where}: mlcroissant: {done.stderr[-1500:]}")
    described = mlcroissant.Dataset(jsonld=str(path))
    issues = described.metadata.ctx.issues
    check.expect("mlcroissant: errors", sorted(issues.errors), [])
    check.expect("mlcroissant: warnings", sorted(issues.warnings), [])
    rows = {}
    for record_set in described.metadata.record_sets:
        rows[record_set.id] = sum(1 for _ in described.records(record_set.id))
    check.expect("mlcroissant: records loaded", max(rows.values(), default=0) and
                 sum(n for name, n in rows.items() if name.startswith("records")), counts["records"])
    check.expect("mlcroissant: splits", rows.get("splits"), len(counts["by_split"]))
    compare_records(check, path, corpus)
    read_splits_by_croissant(check, path, counts)
    for file in described.metadata.file_objects:
        found = hashlib.sha256((corpus / file.content_url).read_bytes()).hexdigest()
        check.expect(f"croissant: SHA-256 of {file.content_url}", file.sha256, found)
    for name in ("data_collection", "data_collection_missing_data", "data_preprocessing_protocol",
                 "data_annotation_protocol", "personal_sensitive_information", "data_biases",
                 "data_limitations", "data_use_cases", "data_imputation_protocol"):
        check.expect(f"croissant: RAI {name}", bool(getattr(described.metadata, name)), True)


def main():
    program, work, *folders = sys.argv[1:]
    datasets.disable_progress_bars()
    check = Check()
    for i, folder in enumerate(folders):
        dataset, path = folder.split("=", 1)
        check.where = f"{dataset} ({path})"
        before = len(check.faults)
        corpus = pathlib.Path(work) / f"{i}_{dataset}"
        manifest = ingest(check, program, dataset, path, corpus)
        if manifest is None:
            print(check.faults[-1])
            continue
        counts = manifest["counts"]
        check.call("DuckDB", read_by_duckdb, check, corpus, counts)
        check.call("pyarrow", read_by_pyarrow, check, corpus, counts)
        loaded = check.call("datasets", read_by_datasets, check, corpus, counts)
        check.call("card", read_card, check, corpus, counts, loaded)
        check.call("mlcroissant", read_by_croissant, check, corpus, counts)
        for fault in check.faults[before:]:
            print(fault)
        print(f"interop: {check.where}: {counts['records']} records, {counts['quarantined']} in quarantine: "
              + ("ok" if len(check.faults) == before else f"{len(check.faults) - before} faults"), flush=True)
    print(f"interop: {len(folders)} corpora, {check.made} checks, {len(check.faults)} faults; DuckDB {duckdb.__version__}, "
          f"pyarrow {pyarrow.__version__}, pandas {pandas.__version__}, datasets {datasets.__version__}, "
          f"mlcroissant {importlib.metadata.version('mlcroissant')}")
    return 1 if check.faults or not folders else 0


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    sys.exit(main())
