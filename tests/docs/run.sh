#!/usr/bin/env bash
# The documentation shows what the program prints: every ```console block of docs/tutorial.md,
# docs/adding-a-dataset.md and docs/commands/*.md is run, page by page, in a folder of its own that
# holds the bundled datasets/ and examples/. A block that names a file ("```csv calls/2021.csv") is
# written there, in its turn; `$ export` holds to the end of the page. A line of three dots stands for
# all that follows; times and memory stand as
# "…", so does the path of the source tree, and paths are shown from the page's folder.
# `run.sh BEDSIDE --rewrite` puts what is printed now into the pages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bedside=$(realpath "$1")
rewrite=${2:-}
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
unset HF_TOKEN # with one, a gated dataset would be fetched

# Times and memory differ from run to run; on a slow machine lines of progress come in between.
steady()
{
    sed -E '/^[a-z]+: .*, [0-9]+ %$/d; /^[a-z]+: [0-9.]+ MiB$/d; s/[0-9.]+ s, [0-9.]+ s CPU, [0-9]+ MiB/… s, … s CPU, … MiB/; s/done in [0-9.]+ s/done in … s/; s/corpora, [0-9]+ KiB/corpora, … KiB/; s/"bytes": [0-9]+/"bytes": …/; s/about [0-9]+ s, [0-9]+ MiB/about … s, … MiB/'
}

run_page()
{
    local page=$1 dir=$work/$2 n=0
    mkdir -p "$dir/place"
    ln -s "$root/datasets" "$root/examples" "$dir/place/"
    awk -v dir="$dir" '
        /^```console$/    { inside = 1; next }
        /^```[a-z]+ .+$/  { n++; print $2 > (dir "/path." n); writing = 1; next }
        /^```$/           { inside = 0; writing = 0; next }
        writing           { print > (dir "/file." n); next }
        inside && /^\$ /  { n++; print substr($0, 3) > (dir "/command." n); next }
        inside            { print > (dir "/wanted." n) }' "$page"
    : >"$dir/exports"
    while [ -e "$dir/command.$((n + 1))" ] || [ -e "$dir/path.$((n + 1))" ]; do
        n=$((n + 1))
        if [ -e "$dir/path.$n" ]; then
            mkdir -p "$dir/place/$(dirname "$(cat "$dir/path.$n")")"
            cp "$dir/file.$n" "$dir/place/$(cat "$dir/path.$n")"
            continue
        fi
        touch "$dir/wanted.$n"
        ! grep -q '^export ' "$dir/command.$n" || cat "$dir/command.$n" >>"$dir/exports"
        (cd "$dir/place" && PATH=$work/bin:$PATH bash -c '. "$1"; . "$2"' page "$dir/exports" "$dir/command.$n") 2>&1 |
            sed "s|$dir/place/||g; s|$root/|…/|g" | steady >"$dir/found.$n" || true
        if grep -qx '\.\.\.' "$dir/wanted.$n"; then
            head -n "$(($(grep -nx '\.\.\.' "$dir/wanted.$n" | cut -d: -f1) - 1))" "$dir/found.$n" >"$dir/head"
            echo '...' >>"$dir/head"
            mv "$dir/head" "$dir/found.$n"
        fi
        if [ "$rewrite" != --rewrite ] && ! diff "$dir/wanted.$n" "$dir/found.$n"; then
            echo "FAILED $page: $(cat "$dir/command.$n")"
            failures=$((failures + 1))
        fi
    done
    if [ "$n" = 0 ]; then
        echo "FAILED $page: no example"
        failures=$((failures + 1))
    fi
    [ "$rewrite" != --rewrite ] || awk -v dir="$dir" '
        /^```console$/              { inside = 1; print; next }
        /^```[a-z]+ .+$/            { n++ }
        /^```$/                     { inside = 0 }
        inside && /^\$ /            { n++; print; while ((getline line < (dir "/found." n)) > 0) print line; next }
        !inside' "$page" >"$dir/page"
    [ "$rewrite" != --rewrite ] || cp "$dir/page" "$page"
}

mkdir "$work/bin"
ln -s "$bedside" "$work/bin/bedside"
number=0
for page in docs/tutorial.md docs/adding-a-dataset.md docs/commands/*.md; do
    number=$((number + 1))
    run_page "$page" "$number"
done
[ "$failures" = 0 ]
