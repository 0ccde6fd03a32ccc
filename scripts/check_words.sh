#!/usr/bin/env bash
# Checks what the tracked files say: no paths of one machine, no host names of package registries
# (the clients know theirs), no unfinished business, no generated or foreign files.
# Exit status: 0 all is well; 1 something is not, each named by file and line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

status=0
# The patterns are written so that this file does not match itself.
refuse() # WHY PATTERN [PATHSPEC...]
{
    local why=$1 pattern=$2 found
    shift 2
    # A template of mkdtemp is no path.
    if found=$(git grep -nIE "$pattern" -- "${@:-.}" | grep -vE "X{6}"); then
        printf '%s\n' "$found" | sed "s|\$|   <- $why|" | cut -c 1-300
        status=1
    fi
}

refuse 'a path of one machine' '(^|[^A-Za-z0-9_./-])/(wor[k]|hom[e]|mn[t]|User[s])/[A-Za-z0-9]'
refuse 'use mktemp -d' '(^|[^A-Za-z0-9_./:}-])/tm[p]/[A-Za-z0-9]' ':!.gitignore' ':!*/test_*.c'
refuse 'a registry host' 'registry\.npm[j]s|registry\.yarn[p]kg|pyp[i]\.org|pythonhoste[d]\.org|de[b]\.debian\.org|crate[s]\.io|nodesourc[e]\.com'
refuse 'unfinished' '(^|[^A-Za-z0-9])(TOD[O]|FIXM[E]|XX[X])([^A-Za-z0-9]|$)' ':!datasets/*/sample/*'
refuse 'a conflict mark' '^(<<<<<<[<] |>>>>>>[>] )'

while IFS= read -r file; do
    printf '%s: a built or foreign file is tracked\n' "$file"
    status=1
done < <(git ls-files | grep -E '(^|/)(node_modules|build|\.cache|__pycache__)/|\.(o|a|so|whl|tgz|pyc|safetensors)$' |
    grep -vE '^src/model/fixtures/tiny_[a-z]+/' || true)
exit $status
