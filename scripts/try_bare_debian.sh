#!/usr/bin/env bash
# Tries the repository as a new user would: a bare Debian 12 with git and nothing else, a fresh clone
# of this repository's HEAD, then `scripts/setup.sh` (there is no make yet), `make demo`, `make test` and
# `make install` there, each timed.
#
#   scripts/try_bare_debian.sh [--keep] [FOLDER]     default FOLDER: build/bare
#
# Needs root, debootstrap and the package mirrors. The mirror is the first Debian mirror in this
# machine's apt sources; certificates that this machine trusts in addition (a company's proxy, say)
# are trusted in there too. The folder goes afterwards unless --keep; with --keep the next run starts
# from the same base system without installing it again, but with the same packages that were added.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

keep=no
if [ "${1:-}" = --keep ]; then
    keep=yes
    shift
fi
root=$(realpath -m "${1:-build/bare}")
say() { printf 'bare: %s\n' "$*"; }

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    say "needs root and debootstrap (apt-get install debootstrap)" >&2
    exit 1
fi

in_root()
{
    chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
        ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt} \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        bash -euc "$1"
}

unmount()
{
    local place
    for place in dev proc; do
        if mountpoint -q "$root/$place"; then umount -l "$root/$place"; fi
    done
}

timed()
{
    local name=$1 start=$SECONDS status=0
    shift
    "$@" || status=$?
    say "$name: $((SECONDS - start)) s, exit status $status"
    times+=("$name: $((SECONDS - start)) s, exit status $status")
    return $status
}

times=()
# shellcheck disable=SC2016 # apt-get expands it
mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Origin: Debian' | head -n 1)
trap unmount EXIT
if [ ! -x "$root/usr/bin/git" ]; then
    say "installing a bare Debian 12 from $mirror into $root"
    mkdir -p "$root"
    debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
        { tail -n 5 "$root.log"; exit 1; }
fi
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    in_root 'update-ca-certificates >/dev/null 2>&1'
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
unmount
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"

mkdir -p "$root/opt/trial"
rm -rf "$root/opt/trial/bedside.git" "$root/opt/trial/bedside"
git clone -q --bare . "$root/opt/trial/bedside.git"
git -C "$root/opt/trial/bedside.git" update-ref refs/heads/trial "$(git rev-parse HEAD)"
in_root 'mkdir -p /opt/trial && cd /opt/trial && git clone -q -b trial bedside.git bedside'

status=0
timed 'scripts/setup.sh' in_root 'cd /opt/trial/bedside && scripts/setup.sh' || status=1
timed 'make demo (with build)' in_root 'cd /opt/trial/bedside && make demo' || status=1
timed 'make demo again' in_root 'cd /opt/trial/bedside && make demo' || status=1
timed 'make test' in_root 'cd /opt/trial/bedside && make test' || status=1
timed 'make install' in_root \
    'cd /opt/trial/bedside && make install PREFIX=/opt/bedside && cd / && /opt/bedside/bin/bedside --version' || status=1
say "on a bare Debian 12 ($(du -sh "$root" 2>/dev/null | cut -f 1) in the end):"
printf '    %s\n' "${times[@]}"
unmount
[ $keep = yes ] || rm -rf --one-file-system "$root"
exit $status
