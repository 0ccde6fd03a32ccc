#!/usr/bin/env bash
# Brings a machine (a bare Debian 12 is enough) to a state in which bedside builds.
#
#   scripts/setup.sh [GROUP...]     build test       what `make`, `make demo` and `make test` need (default)
#                                   sanitize         clang for `make asan` and `make fuzz`
#                                   lint             the tools of `make lint` and `make format`
#                                   interop          python3 with venv for `make interop` and `make bench`
#                                   all              everything above
#
# What is there already is left alone: a second run prints one line. What is missing comes from two
# places, and each step is announced before it is taken:
#   - Debian packages, by apt-get (as root, or through sudo);
#   - libduckdb and duckdb.h, from two pinned npm packages whose SHA-512 is checked, into
#     .cache/duckdb, unless the machine has a libduckdb of 1.4 or later.
# Exit status: 0 all is there; 1 something could not be had (the last lines say what, and how to get
# it by hand); 2 unusable arguments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly CACHE=.cache/duckdb
readonly DUCKDB_AT_LEAST=1.4
readonly HEADERS=duckdb@1.4.4
readonly HEADERS_SHA512=hEJJ5hyVF0VLj3dmOLpsWrQR0b3d4Ykqtygm6iUXjHJDDnSqg/USKxcb5qvNrOhFYPgktayU6dXCtgPqcmmpog==
readonly HEADERS_FILE=package/src/duckdb/src/include/duckdb.h
readonly LIBRARY_FILE=package/libduckdb.so
case $(uname -s)-$(uname -m) in
Linux-x86_64)
    LIBRARY=@duckdb/node-bindings-linux-x64@1.4.4-r.1
    LIBRARY_SHA512=fjYNc+t4/T7mhzZ57oJoIQaWvbYVvxhidcNNansQFiWnd6/JMLCULd4qnt8XI3Tt2BrZsraH690KSBIS3QPt0w==
    ;;
Linux-aarch64)
    LIBRARY=@duckdb/node-bindings-linux-arm64@1.4.4-r.1
    LIBRARY_SHA512=wq92/EcTiOTRW1RSDOwjeLyMMXWwNVNwU21TQdfu3sgS86+Ih3raaK68leDgY5cWgf72We3J2W7HYz8GwxcMYw==
    ;;
*)
    LIBRARY='' # no pinned library for this machine: it has to bring its own
    LIBRARY_SHA512=''
    ;;
esac
readonly LIBRARY LIBRARY_SHA512

# What each group needs: how to see that it is there, and the Debian package that brings it.
#   cmd NAME     a program on the PATH        pc NAME     a library that pkg-config knows
#   py NAME      a module of python3                 inc NAME    a header that the compiler finds
needs()
{
    case $1 in
    build) cat <<'TABLE' ;;
cmd gcc           gcc
cmd c++           g++
cmd ld            binutils
cmd make          make
cmd cmake         cmake
cmd ninja         ninja-build
cmd pkg-config    pkg-config
cmd openssl       openssl
cmd tar           tar
cmd lowdown       lowdown
pc icu-i18n       libicu-dev
pc libxml-2.0     libxml2-dev
pc libzip         libzip-dev
pc zlib           zlib1g-dev
pc yaml-0.1       libyaml-dev
pc libcyaml       libcyaml-dev
pc jansson        libjansson-dev
pc libpcre2-8     libpcre2-dev
pc libxxhash      libxxhash-dev
pc popt           libpopt-dev
pc libexttextcat  libexttextcat-dev
pc libcrypto      libssl-dev
pc libcurl        libcurl4-openssl-dev
inc oneapi/dnnl/dnnl.h libdnnl-dev
TABLE
    test) cat <<'TABLE' ;;
pc cmocka         libcmocka-dev
TABLE
    sanitize) cat <<'TABLE' ;;
cmd clang-14      clang-14
cmd llvm-symbolizer-14 llvm-14
TABLE
    lint) cat <<'TABLE' ;;
cmd clang-14      clang-14
cmd clang-format-14 clang-format-14
cmd clang-tidy-14 clang-tidy-14
cmd shellcheck    shellcheck
TABLE
    interop) cat <<'TABLE' ;;
cmd python3       python3
py ensurepip      python3-venv
TABLE
    esac
}

say() { printf 'setup: %s\n' "$*" >&2; }

there()
{
    case $1 in
    cmd) command -v "$2" >/dev/null ;;
    pc) command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
    inc) command -v c++ >/dev/null && printf '#include <%s>\n' "$2" | c++ -E -x c - >/dev/null 2>&1 ;;
    py) command -v python3 >/dev/null && python3 -c "import $2" 2>/dev/null ;;
    esac
}

# Prints the Debian packages that the groups lack, each once.
missing_packages()
{
    local group probe name package
    for group in "$@"; do
        needs "$group" | while read -r probe name package; do
            there "$probe" "$name" || printf '%s\n' "$package"
        done
    done | sort -u
}

# Runs a command as root, or explains that it has to be.
as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "root is needed for this; as root, run:  $*"
        return 1
    fi
}

# Installs Debian packages; refreshes apt's lists only when they do not know the packages.
install_packages()
{
    if ! command -v apt-get >/dev/null; then
        say "missing, and this is no Debian: install what your system calls these Debian packages:"
        say "    $*"
        return 1
    fi
    if ! apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then
        say "refreshing the package lists: apt-get update"
        as_root apt-get update -qq || { no_packages "$@"; return 1; }
    fi
    say "installing: apt-get install --no-install-recommends $*"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >&2 ||
        { no_packages "$@"; return 1; }
}

no_packages()
{
    say "these Debian packages could not be installed (is the package mirror within reach?):"
    say "    $*"
    say "install them by hand (apt-get install, or dpkg -i of downloaded .deb files), then run this again"
}

# The version of the machine's own libduckdb if a program can be compiled against it and it is new
# enough; fails otherwise. DUCKDB_ROOT may name a folder that holds it (as include/ and lib/, or flat).
system_duckdb()
{
    local dir version flags=()
    command -v gcc >/dev/null || return 1
    if [ -n "${DUCKDB_ROOT:-}" ]; then
        flags+=("-I$DUCKDB_ROOT" "-I$DUCKDB_ROOT/include" "-L$DUCKDB_ROOT" "-L$DUCKDB_ROOT/lib"
                "-Wl,-rpath,$DUCKDB_ROOT:$DUCKDB_ROOT/lib")
    fi
    dir=$(mktemp -d)
    printf '%s\n' '#include <duckdb.h>' '#include <stdio.h>' \
        'int main(void) { return puts(duckdb_library_version()) < 0; }' >"$dir/probe.c"
    version=$(gcc -o "$dir/probe" "$dir/probe.c" "${flags[@]}" -lduckdb 2>/dev/null && "$dir/probe") ||
        version=''
    rm -rf "$dir"
    version=${version#v}
    [ -n "$version" ] &&
        [ "$(printf '%s\n' "$DUCKDB_AT_LEAST" "$version" | sort -V | head -n 1)" = "$DUCKDB_AT_LEAST" ] &&
        printf '%s\n' "$version"
}

# The file that `npm pack NAME@VERSION` writes: @scope/name@1.0 becomes scope-name-1.0.tgz.
tarball_of()
{
    local name=${1%@*} version=${1##*@}
    name=${name#@}
    printf '%s-%s.tgz\n' "${name//\//-}" "$version"
}

sha512_of() { openssl dgst -sha512 -binary "$1" | openssl base64 -A; }

# Leaves the tarball of package $1 with SHA-512 $2 in the cache. A download that was cut short leaves
# nothing behind; one that is there already (also by hand) is checked and used.
fetch_tarball()
{
    local spec=$1 sha512=$2 file dir
    file=$CACHE/$(tarball_of "$spec")
    if [ ! -f "$file" ]; then
        command -v npm >/dev/null || install_packages npm || { no_tarball "$spec"; return 1; }
        say "downloading: npm pack $spec"
        dir=$(mktemp -d "$CACHE/part.XXXXXX")
        if ! npm pack "$spec" --pack-destination "$dir" --silent --ignore-scripts >/dev/null; then
            rm -rf "$dir"
            no_tarball "$spec"
            return 1
        fi
        mv "$dir"/*.tgz "$file"
        rmdir "$dir"
    fi
    if [ "$(sha512_of "$file")" != "$sha512" ]; then
        mv "$file" "$file.bad"
        say "$file has not the SHA-512 that is pinned for $spec: moved to $file.bad and not used"
        say "run this again; if it happens again, the package registry gives something else"
        return 1
    fi
}

no_tarball()
{
    say "could not fetch the npm package $1 (is the package registry within reach?)"
    say "by hand: on a machine that can, run  npm pack $1  and put the file it writes,"
    say "    $(tarball_of "$1"), into $CACHE, then run this again;"
    say "or install libduckdb $DUCKDB_AT_LEAST or later with duckdb.h (DUCKDB_ROOT names its folder)"
}

# Puts one file of a tarball into the cache under its last name, whole or not at all.
unpack()
{
    local file=$CACHE/$1 member=$2 part
    part=$(mktemp "$CACHE/part.XXXXXX")
    tar -xzOf "$file" "$member" >"$part"
    chmod 644 "$part"
    mv -f "$part" "$CACHE/${member##*/}"
}

fetch_duckdb()
{
    if [ -z "$LIBRARY" ]; then
        say "no libduckdb $DUCKDB_AT_LEAST or later was found, and none is pinned for $(uname -s) $(uname -m):"
        say "install it with duckdb.h (DUCKDB_ROOT names its folder), then run this again"
        return 1
    fi
    say "no libduckdb $DUCKDB_AT_LEAST or later on this machine: fetching it into $CACHE (about 40 MB)"
    mkdir -p "$CACHE"
    rm -rf "$CACHE"/part.*
    fetch_tarball "$HEADERS" "$HEADERS_SHA512"
    fetch_tarball "$LIBRARY" "$LIBRARY_SHA512"
    say "unpacking duckdb.h and libduckdb.so into $CACHE"
    unpack "$(tarball_of "$HEADERS")" "$HEADERS_FILE"
    unpack "$(tarball_of "$LIBRARY")" "$LIBRARY_FILE"
    printf '%s\n' "$HEADERS $LIBRARY" >"$CACHE/part.pinned"
    mv -f "$CACHE/part.pinned" "$CACHE/pinned"
    rm -f "$CACHE/$(tarball_of "$HEADERS")" "$CACHE/$(tarball_of "$LIBRARY")"
}

cached_duckdb()
{
    [ -f $CACHE/libduckdb.so ] && [ -f $CACHE/duckdb.h ] &&
        [ "$(cat $CACHE/pinned 2>/dev/null)" = "$HEADERS $LIBRARY" ]
}

main()
{
    local groups=() group packages version done_something=no
    for group in "${@:-}"; do
        case $group in
        '') groups+=(build test) ;;
        build | test | sanitize | lint | interop) groups+=("$group") ;;
        all) groups+=(build test sanitize lint interop) ;;
        -h | --help)
            sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
            return 0
            ;;
        *)
            say "'$group' is no group: expected build, test, sanitize, lint, interop or all"
            return 2
            ;;
        esac
    done

    read -ra packages <<<"$(missing_packages "${groups[@]}" | tr '\n' ' ')"
    if [ ${#packages[@]} -gt 0 ]; then
        say "missing here, by Debian package: ${packages[*]}"
        install_packages "${packages[@]}"
        done_something=yes
        read -ra packages <<<"$(missing_packages "${groups[@]}" | tr '\n' ' ')"
        if [ ${#packages[@]} -gt 0 ]; then
            say "installed, and still not found: ${packages[*]}"
            return 1
        fi
    fi

    if cached_duckdb; then
        version="$HEADERS in $CACHE"
    elif version=$(system_duckdb); then
        version="duckdb $version of this machine"
    else
        fetch_duckdb
        done_something=yes
        version="$HEADERS in $CACHE"
    fi
    if [ $done_something = yes ]; then
        say "done: ${groups[*]}; $version"
    else
        say "all is there: ${groups[*]}; $version"
    fi
}

main "$@"
