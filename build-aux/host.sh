# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What the host has, lacks and offers.  Read by build-aux/in; "here" is the folder of this file.
: "${here:?}"

say() { printf 'usher: %s\n' "$*" >&2; }
die() { say "$*"; exit 125; }
have() { command -v "$1" >/dev/null 2>&1; }

# Which column of the package list is this host's.
host_manager() {
    # shellcheck source=/dev/null
    like=$(. /etc/os-release 2>/dev/null && echo " ${ID-} ${ID_LIKE-} ")
    case $like in
    *" debian "* | *" ubuntu "*) m="apt-get" ;;
    *" fedora "* | *" rhel "*) m=dnf ;;
    *" arch "*) m=pacman ;;
    *suse*) m=zypper ;;
    *) return 1 ;;
    esac
    have "$m" && echo "${m%-get}"
}

# rows GROUP: the lines of the group; group test includes base.
rows() { grep -E "^(base|$1) " "$here/packages"; }

# packages_for MANAGER GROUP: the names in one line
packages_for() {
    case $1 in apt) column=3 ;; dnf) column=4 ;; pacman) column=5 ;; zypper) column=6 ;; esac
    rows "$2" | awk -v column="$column" '$column != "-" { printf "%s%s", sep, $column; sep = " " }'
}

any_file() { # any_file PATTERN[|PATTERN…]
    old=$IFS; IFS='|'
    # shellcheck disable=SC2086  # the pattern is to be expanded
    set -- $1
    IFS=$old
    for f in "$@"; do [ ! -e "$f" ] || return 0; done
    return 1
}

# host_missing GROUP [--any]: prints what of the group is not here, or too old: " libsoup-3.0>=3.6 cc".  Nothing printed: all
# is here.  With --any the first one found is enough.
host_missing() {
    rows "$1" | {
        modules=
        conditions= # the same as pkg-config wants it: "libsoup-3.0 >= 3.6"
        while read -r _ probe _; do
            case $probe in
            pkg:*)
                m=${probe#pkg:}
                modules="$modules $m"
                condition "$m"
                conditions="$conditions $c" ;;
            cmd:*) have "${probe#cmd:}" || printf ' %s' "${probe#cmd:}" ;;
            file:*) any_file "${probe#file:}" || printf ' %s' "${probe##*/}" ;;
            esac
        done
        # All at once first: that is the usual answer, and one process.
        # shellcheck disable=SC2086  # words
        if ! { have pkg-config && pkg-config --exists $conditions 2>/dev/null; }; then
            [ "${2-}" != --any ] || modules=libraries
            for m in $modules; do
                condition "$m"
                { have pkg-config && pkg-config --exists "$c" 2>/dev/null; } || printf ' %s' "$m"
            done
        fi
    }
}
condition() { # sets c
    case $1 in *">="*) c="${1%%>=*} >= ${1##*>=}" ;; *) c=$1 ;; esac
}
host_complete() { [ -z "$(host_missing "$1" --any)" ]; }

# Does apt know the wanted versions?  2: it knows nothing (lists never fetched).
apt_offers() {
    rows base | while read -r _ probe package _; do
        case $probe in pkg:*">="*) ;; *) continue ;; esac
        version=$(LC_ALL=C apt-cache policy "$package" 2>/dev/null | sed -n 's/^  Candidate: //p')
        case $version in '' | '(none)') exit 2 ;; esac
        dpkg --compare-versions "$version" ge "${probe##*>=}" || exit 1
    done
}

# host_offers GROUP: can the distribution's own packages do?  For dnf, pacman and zypper the installation tells.
host_offers() {
    case $(host_manager) in
    apt)
        rc=0; apt_offers || rc=$?
        if [ "$rc" = 2 ] && as_root true; then
            say "fetching the lists of packages"
            tries as_root apt-get update -q >&2 || :
            rc=0; apt_offers || rc=$?
        fi
        [ "$rc" = 0 ] ;;
    dnf | pacman | zypper) return 0 ;;
    *) die_with_list "this distribution is not known here" ;;
    esac
}

# as_root CMD…: sudo asks for a password only where somebody can answer
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif ! have sudo; then return 1
    elif [ -t 0 ]; then sudo "$@"
    else sudo -n "$@" 2>/dev/null; fi
}

# tries CMD…: networks hiccup, so three times
tries() {
    for pause in 3 10 0; do
        if "$@"; then return 0; fi
        [ "$pause" = 0 ] || { say "that failed; once more in $pause s"; sleep "$pause"; }
    done
    return 1
}

# host_install GROUP: 1 if it did not work
host_install() {
    manager=$(host_manager)
    as_root true || { say "missing:$(host_missing "$1"); neither root nor sudo to install it"; return 1; }
    say "installing with $manager:$(host_missing "$1")"
    install_packages "$manager" "$(packages_for "$manager" "$1")"
}

# install_packages MANAGER "NAMES"
install_packages() {
    set -f # pkgconfig(glib-2.0) is no pattern
    rc=0
    # shellcheck disable=SC2086  # words
    case $1 in
    apt)
        tries as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
            -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 $2 >&2 || rc=1 ;;
    dnf) tries as_root dnf install -y --setopt=install_weak_deps=False $2 >&2 || rc=1 ;;
    pacman) tries as_root pacman -S --needed --noconfirm $2 >&2 || rc=1 ;;
    zypper) tries as_root zypper --non-interactive install --no-recommends $2 >&2 || rc=1 ;;
    esac
    set +f
    return "$rc"
}

host_packages() {
    manager=$(host_manager) || manager=apt
    packages_for "$manager" "$1" | tr ' ' '\n' | sed '/^$/d'
}

die_with_list() {
    manager=$(host_manager) || manager=
    say "$*"
    say "Usher needs these packages (names of ${manager:-Debian 13}):"
    host_packages "${group:-base}" | tr '\n' ' ' | fold -s -w 100 | sed 's/^/  /' >&2
    echo >&2
    say "with them installed: meson setup _build && ninja -C _build && meson test -C _build"
    exit 125
}
