#!/usr/bin/env bash
# Checks the rooms of src/: a file includes only headers of its own room and of rooms before it in
# the order below, there is no room that the order does not know, and duckdb.h is included only by
# the files named sql.c and by the room corpus.
#
#   scripts/check_rooms.sh [FOLDER]     default: src
#
# Exit status: 0 all is well; 1 something is not, each named by file and line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly ORDER='base corpus text source catalog pull ingest profile model metric report plan cli'

# shellcheck disable=SC2016 # awk expands it
find "${1:-src}" -name '*.[ch]' -print0 | sort -z | xargs -0 awk -v order="$ORDER" '
    BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) rank[names[i]] = i }
    FNR == 1 {
        parts = split(FILENAME, path, "/")
        room  = path[parts - 1]
        file  = path[parts]
        if (!(room in rank) && !(room in unknown)) {
            unknown[room] = 1
            fault("the room " room " is not in the order of scripts/check_rooms.sh")
        }
    }
    /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
        split($0, quoted, /[<">]/)
        header = quoted[2]
        if (header == "duckdb.h" && file != "sql.c" && room != "corpus")
            fault("duckdb.h is for sql.c and the room corpus")
        if ((slash = index(header, "/")) > 0) {
            other = substr(header, 1, slash - 1)
            if (other in rank && room in rank && rank[other] > rank[room])
                fault("the room " room " must not know " other ", which comes after it")
            if (other == "..")
                fault("a header of another room is named by its room: " header)
        }
    }
    function fault(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
    END { exit bad }
' || exit 1
