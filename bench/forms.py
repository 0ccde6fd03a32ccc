#!/usr/bin/env python3
"""How fast each published form is read: MB of input a second of `bedside ingest`.

    bench/forms.py BEDSIDE          measures what bench/forms.tsv lacks
    bench/forms.py BEDSIDE --all    measures everything anew

The largest sample file of a form grows by repeating its records inside their container; published files
are copied side by side. Ids repeat as well, which costs the pass that tells them apart more than distinct
ones would. Seconds are processor time of the whole ingest on one thread, which what else the machine
does changes little. Needs nothing but Python's own library.
"""
import collections
import copy
import gzip
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TSV = ROOT / "bench" / "forms.tsv"
BYTES = 32_000_000


def repeat(body, n_bytes):
    """The text often enough to fill n_bytes."""
    return body * max(1, -(-n_bytes // max(1, len(body.encode("utf-8", "surrogateescape")))))


def grow_lines(text, n_bytes):
    return repeat(text if text.endswith("\n") else text + "\n", n_bytes)


def grow_table(text, n_bytes):
    head, _, body = text.partition("\n")
    return head + "\n" + grow_lines(body, n_bytes)


def grow_array(text, n_bytes):
    inner = text[text.index("[") + 1:text.rindex("]")].strip()
    return "[" + repeat(inner + ",\n", n_bytes).rstrip(",\n") + "]"


def grow_object(text, n_bytes):
    """Records in a list inside the object, or one a member: then each gets a name of its own."""
    value = json.loads(text)
    lists = [k for k, v in value.items() if isinstance(v, list) and v and isinstance(v[0], dict)]
    times = max(1, -(-n_bytes // len(text)))
    if lists:
        for k in lists:
            value[k] = value[k] * times
        return json.dumps(value, ensure_ascii=False)
    return json.dumps({f"{k}_{i}": v for i in range(times) for k, v in value.items()}, ensure_ascii=False)


def grow_xml(text, n_bytes):
    """What stands between the first and the last element that occurs most often below the root, repeated."""
    tags = collections.Counter(re.findall(r"<(QAPair|pair|NLM-QUESTION|record)[\s>]", text))
    tag = tags.most_common(1)[0][0]
    start = re.search(rf"<{tag}[\s>]", text).start()
    end = text.rindex("</" + tag + ">") + len(tag) + 3
    return text[:start] + repeat(text[start:end] + "\n", n_bytes) + text[end:]


def grow_xlsx(source, target, n_bytes):
    """Every row but the first again and again, numbered on; not compressed, as repeated rows would vanish."""
    with zipfile.ZipFile(source) as z, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
        size = sum(i.file_size for i in z.infolist())
        for item in z.infolist():
            body = z.read(item)
            if re.search(r"worksheets/sheet\d+\.xml$", item.filename):
                text = body.decode()
                rows = re.findall(r"<row\b.*?</row>", text, re.S)
                if len(rows) > 1:
                    times = -(-n_bytes // size)
                    made, number = [rows[0]], 1
                    for _ in range(times):
                        for row in rows[1:]:
                            number += 1
                            row = re.sub(r'(<row\b[^>]*\br=")\d+', rf"\g<1>{number}", row, count=1)
                            made.append(re.sub(r'(\br="[A-Z]+)\d+', rf"\g<1>{number}", row))
                    text = text[:text.index(rows[0])] + "".join(made) + text[text.rindex("</row>") + 6:]
                    body = text.encode()
            out.writestr(item, body)


def container(name, text):
    """How a sample is cut into records, by its name and its first character."""
    suffix = pathlib.PurePath(name).suffix.lower()
    if suffix in (".csv", ".tsv", ".xml", ".txt"):
        return {".txt": "text"}.get(suffix, suffix[1:])
    first = text.lstrip("\ufeff \t\r\n")[:1]
    if suffix == ".jsonl":
        return "jsonl"
    if first == "[":
        return "json_array"
    try:
        json.loads(text)
        return "json_object"
    except ValueError:
        return "jsonl"


GROW = {"csv": grow_table, "tsv": grow_table, "xml": grow_xml, "text": grow_lines, "jsonl": grow_lines,
        "json_array": grow_array, "json_object": grow_object}


def grow(path, folder, header):
    """Writes the grown file into the folder; says as what it was measured."""
    name = path.name
    target = folder / name
    data = None
    if name.endswith(".xlsx"):
        grow_xlsx(path, target, BYTES)
        return "xlsx, unpacked"
    if name.endswith((".pk", ".pkl", ".pickle")):
        value = pickle.loads(path.read_bytes())  # a sample of our own
        times = max(1, -(-BYTES // path.stat().st_size))
        # copies, for what stands twice in a pickle is written once
        grown = [copy.deepcopy(v) for _ in range(times) for v in value] if isinstance(value, list) else value
        target.write_bytes(pickle.dumps(grown, protocol=2))
        return "pickle"
    if name.endswith(".gz"):
        name, data = name[:-3], gzip.decompress(path.read_bytes())
    text = (data if data is not None else path.read_bytes()).decode("utf-8", "surrogateescape")
    kind = container(name, text)
    growing = grow_lines if kind in ("csv", "tsv") and not header else GROW[kind]
    (folder / name).write_bytes(growing(text, BYTES).encode("utf-8", "surrogateescape"))
    return kind


def size_of(folder):
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def speed(bedside, dataset, form, folder, work):
    out = work / "corpus"
    done = subprocess.run([bedside, "ingest", dataset, str(folder), "--form", form, "-o", str(out), "--overwrite", "-q",
                           "--threads", "1"], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{dataset} {form}: {done.stderr.strip()}", file=sys.stderr)
        return None
    rate = size_of(folder) / 1e6 / json.loads((out / "run.json").read_text())["cpu_s"]
    return f"{rate:.{0 if rate >= 10 else 1}f}"


def files_of(bedside):
    """(part, dataset, form) -> [(bytes, path)]"""
    answer = subprocess.run(["bash", str(ROOT / "tests/forms/run.sh"), bedside, "--list"], capture_output=True, text=True,
                            check=True).stdout
    files = collections.OrderedDict()
    for line in answer.splitlines():
        part, dataset, form, _, path, n_bytes, _, _ = line.split("\t")
        files.setdefault((part, dataset, form), []).append((int(n_bytes), path))
    return files


def forms_where(bedside, holds):
    """The (dataset, form) pairs of which something holds."""
    answer = subprocess.run([bedside, "catalog", "list", "--json"], capture_output=True, text=True, check=True).stdout
    return {(d["key"], f["name"]) for d in json.loads(answer) for f in d["forms"] if holds(f)}


def measure(bedside, key, files, header, work):
    part, dataset, form = key
    folder = work / "grown"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if part == "samples":
        files = [f for f in files if pathlib.Path(ROOT / f[1]).is_file()]
        if not files:
            return None
        kind = grow(ROOT / max(files)[1], folder, header)
    else:
        kind = "as it is"
        for n in range(-(-BYTES // max(1, sum(b for b, _ in files)))):
            for _, path in files:
                source = (ROOT / path).resolve()
                target = folder / str(n) / pathlib.Path(*pathlib.PurePath(path).parts[-2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    found = speed(bedside, dataset, form, folder, work)
    return None if found is None else (kind, found)


def machine():
    model = "an unnamed processor"
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    return f"One thread of an {model} with {os.cpu_count()} processors, release build."


def main():
    bedside = str(pathlib.Path(sys.argv[1]).resolve())
    known = {}
    if "--all" not in sys.argv and TSV.exists():
        for line in TSV.read_text().splitlines():
            if not line.startswith("#"):
                part, dataset, form, kind, found = line.split("\t")
                known[part, dataset, form] = (kind, found)
    files = files_of(bedside)
    without = forms_where(bedside, lambda f: f["header"] == "no")
    joined = forms_where(bedside, lambda f: f.get("relation") or f.get("needs"))
    with tempfile.TemporaryDirectory() as name:
        for key in files:
            if key in known or key[1:] in joined:
                continue
            found = measure(bedside, key, files[key], key[1:] not in without, pathlib.Path(name))
            if found is not None:
                known[key] = found
                print(*key, *found, flush=True)
            lines = ["\t".join(k + known[k]) for k in files if k in known]
            TSV.write_text("# " + machine() + "\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
