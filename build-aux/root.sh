# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# The Debian 13 root for hosts that are too old: making it and entering it.  Read by build-aux/in after host.sh.
: "${here:?}"

SUITE=trixie

# What no build and no test reads; about 250 MB.
LEAVE_OUT='/usr/share/man/* /usr/share/doc/* /usr/share/info/* /usr/share/locale/* /usr/lib/*/libicu*.a /usr/lib/*/libcrypto.a'

cache_dir() {
    home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
    echo "${USHER_ENV_DIR:-${XDG_CACHE_HOME:-$home/.cache}/usher-env}"
}

# root_choose GROUP: sets ROOT.  A root with the test packages serves both groups, so two are made only by who needs two.
# A change of the package list changes the name, and so makes a new root.
root_choose() {
    [ -z "${ROOT-}" ] || return 0
    CACHE=$(cache_dir)
    ROOT=$(root_name test)
    [ "$1" = test ] || [ -e "$ROOT/.usher-root" ] || ROOT=$(root_name base)
}
root_name() { # root_name GROUP
    echo "$CACHE/$SUITE-$1-$(echo "$SUITE $LEAVE_OUT $(packages_for apt "$1") 1" | cksum | cut -d' ' -f1)"
}

root_clean() {
    CACHE=$(cache_dir)
    [ -d "$CACHE" ] || return 0
    rm -rf "$CACHE" 2>/dev/null || unshare -Ur rm -rf "$CACHE"
}

# How a root is entered: the best that this user may do here.
root_way() {
    if [ -n "${USHER_ENV-}" ]; then echo "$USHER_ENV"
    elif [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then echo mount
    # Ubuntu lets the unshare pass and refuses the mount, so that is what has to be tried.
    elif unshare -Urm sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then echo userns
    elif [ "$(id -u)" = 0 ]; then echo chroot
    else
        die "this kernel gives ordinary users no user namespaces, so the Debian root cannot be entered;" \
            "run it as root, or allow them (sysctl kernel.unprivileged_userns_clone=1 or" \
            "kernel.apparmor_restrict_unprivileged_userns=0)"
    fi
}

# ── making ──

root_make() { # root_make GROUP
    root_way >/dev/null
    root_tools
    mkdir -p "$CACHE" || die "cannot write to $CACHE (USHER_ENV_DIR names another folder)"
    exec 9>"$CACHE/lock"
    flock -n 9 || { say "another process is making it; waiting"; flock 9; }
    if [ ! -e "$ROOT/.usher-root" ]; then
        say "this host's libraries are too old; making a Debian 13 root in $ROOT (once, one to three minutes, 1.5 GB)"
        free=$(df -Pk "$CACHE" | awk 'NR == 2 { print $4 }')
        [ "$free" -gt 3000000 ] || die "that needs 3 GB free in $CACHE"
        rm -rf "$CACHE"/new.* # of a maker that was killed: the lock says that none is alive
        new=$CACHE/new.$$
        trap 'rm -rf "$new"' EXIT
        trap 'exit 130' INT TERM HUP
        root_fill_with_retries "$1"
        root_finish "$new"
        echo "$SUITE $1" >"$new/.usher-root"
        mv "$new" "$ROOT"
        rm -rf "$CACHE"/new.*
        trap - EXIT INT TERM HUP
        for other in "$CACHE/$SUITE-"*; do
            [ "$other" = "$ROOT" ] || say "beside it, perhaps no longer needed: $other"
        done
    fi
    exec 9>&-
}

# mmdebstrap, and for an ordinary user the means to map more than one uid.
root_tools() {
    [ "$(host_manager)" = apt ] || have mmdebstrap || die_with_list "this distribution's libraries are too old"
    wanted=
    have mmdebstrap || wanted="mmdebstrap"
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || wanted="$wanted debian-archive-keyring"
    [ "$(id -u)" = 0 ] || have newuidmap || wanted="$wanted uidmap"
    if [ -n "$wanted" ]; then
        as_root true || die "as root, please: apt-get install $wanted"
        say "installing on this host: $wanted"
        tries as_root apt-get update -q >/dev/null || :
        install_packages apt "$wanted" || die "could not install $wanted"
    fi
    [ "$(id -u)" = 0 ] || own_subids
}

own_subids() {
    user=$(id -un)
    if grep -qs "^$user:" /etc/subuid && grep -qs "^$user:" /etc/subgid; then return; fi
    # Beyond every range that is taken.
    first=$(cat /etc/subuid /etc/subgid 2>/dev/null | awk -F: '{ e = $2 + $3; if (e > m) m = e } END { print (m < 100000) ? 100000 : m }')
    range=$first-$((first + 65535))
    as_root usermod --add-subuids "$range" --add-subgids "$range" "$user" ||
        die "as root, please: usermod --add-subuids $range --add-subgids $range $user"
}

root_fill_with_retries() { # root_fill_with_retries GROUP
    keyring=
    for pause in 5 20 0; do
        rm -rf "$new"; mkdir "$new"
        if root_fill "$1" && [ -e "$new/usr/bin/meson" ]; then return; fi
        if [ -z "$keyring" ] && grep -q NO_PUBKEY "$CACHE/log"; then
            newer_keyring || die "this host's debian-archive-keyring is too old to check Debian 13, and no newer one could be had"
            continue
        fi
        [ "$pause" = 0 ] || { say "that failed; once more in $pause s"; sleep "$pause"; }
    done
    tail -n 15 "$CACHE/log" >&2
    die "could not make the Debian root; the whole story: $CACHE/log"
}

# An old keyring still vouches for a release of its own time, whose keyring package was updated later with the next keys.
newer_keyring() {
    say "fetching newer archive keys"
    d=$CACHE/new.keys
    for release in bullseye bookworm; do
        rm -rf "$d"; mkdir "$d"
        keyring=
        debstrap --variant=extract --format=tar --include=debian-archive-keyring "$release" - |
            tar -x -C "$d" --no-same-owner ./usr/share/keyrings 2>/dev/null
        keyring=$d/usr/share/keyrings/debian-archive-keyring.gpg
        [ ! -e "$keyring" ] || return 0
    done
    return 1
}

root_fill() { # root_fill GROUP
    set -f
    # shellcheck disable=SC2046,SC2086  # words
    set -- $(printf -- '--dpkgopt=path-exclude=%s\n' $LEAVE_OUT) --include="$(packages_for apt "$1" | tr ' ' ,)"
    set +f
    # Nothing here must survive a power cut before the whole is there: no fsync per file.
    set -- --variant=apt --dpkgopt=force-unsafe-io "$@" "$SUITE"
    if [ "$(id -u)" = 0 ]; then debstrap "$@" "$new" ${USHER_ENV_MIRROR:+"$USHER_ENV_MIRROR"}
    else
        # By way of a tar stream the caller owns all files, and can delete the root again.
        debstrap "$@" - ${USHER_ENV_MIRROR:+"$USHER_ENV_MIRROR"} | tar -x -C "$new" --no-same-owner --exclude='./dev/*'
    fi
}

# debstrap ARG…: mmdebstrap, its story kept in the log, its main lines shown
debstrap() {
    # A temporary folder that the mapped users may enter, and that is on a disk.
    if [ "$(id -u)" != 0 ]; then set -- TMPDIR=/var/tmp mmdebstrap --mode=unshare "$@"
    elif unshare -m true 2>/dev/null; then set -- mmdebstrap --mode=root "$@"
    else set -- mmdebstrap --mode=root --skip=chroot/mount "$@"; fi # dpkg does without /proc and /dev
    [ -z "$keyring" ] || set -- "$@" --keyring="$keyring"
    proxy=$(apt-config dump Acquire::http::Proxy 2>/dev/null | sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p')
    [ -z "$proxy" ] || set -- "$@" --aptopt="Acquire::http::Proxy \"$proxy\""
    {
        env "$@" --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
            --aptopt='Acquire::Retries "5"' 2>&1 >&4 4>&- 9>&- | tee "$CACHE/log" | sed -un 's/^I: \(downl\|extr\|inst\)/  \1/p' >&2
    } 4>&1
}

root_finish() { # root_finish DIR: what is bound over later must be plain files
    rm -f "$1/etc/resolv.conf" "$1/etc/mtab"
    : >"$1/etc/resolv.conf"
    : >"$1/etc/machine-id"
}

# ── entering ──

root_enter() { # root_enter CMD…: does not come back
    way=$(root_way)
    user_known
    shared=$(shared_dirs)
    cwd=$PWD
    clean_environment
    case $way in
    mount) exec unshare -m --propagation slave sh "$here/enter-root" "$ROOT" 0 0 "$(ca_bundle)" "$shared" "$cwd" "$@" ;;
    userns) exec unshare -Urm --propagation slave sh "$here/enter-root" "$ROOT" "$(id -u)" "$(id -g)" "$(ca_bundle)" "$shared" "$cwd" "$@" ;;
    chroot) exec sh "$here/copy-root" "$ROOT" "$(dirname "$here")" "$cwd" "$(ca_bundle)" "$@" ;;
    *) die "USHER_ENV is native, mount, userns or chroot, not $way" ;;
    esac
}

# A passwd line, so that whoami, git and D-Bus know the user.
user_known() {
    grep -q "^[^:]*:[^:]*:$(id -u):" "$ROOT/etc/passwd" || getent passwd "$(id -u)" >>"$ROOT/etc/passwd" || :
    grep -q "^[^:]*:[^:]*:$(id -g):" "$ROOT/etc/group" || getent group "$(id -g)" >>"$ROOT/etc/group" || :
}

# The host's folders that are at the same place inside: all that is not the operating system.
shared_dirs() {
    for d in /*; do
        case $d in
        /bin | /boot | /dev | /etc | /lib | /lib32 | /lib64 | /libx32 | /lost+found | /proc | /run | /sbin | /snap | /sys | /usr | /var) ;;
        *) printf '%s\n' "$d" ;;
        esac
    done
    for d in "$(dirname "$here")" "$CACHE" "${HOME-}" "${XDG_RUNTIME_DIR-}" "${TMPDIR-}" "$PWD"; do
        case $d in /run/* | /var/*) [ ! -d "$d" ] || printf '%s\n' "$d" ;; esac
    done | sort -u # a folder comes before what is in it
}

# Companies sign the web again with a certificate of their own: the host's list of authorities is valid inside too.
ca_bundle() {
    for f in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
        if [ -s "$f" ]; then readlink -f "$f"; return; fi
    done
}

# What names files of the host's system means nothing, or something wrong, inside.
clean_environment() {
    unset LD_LIBRARY_PATH LD_PRELOAD LIBRARY_PATH CPATH C_INCLUDE_PATH PKG_CONFIG_PATH PKG_CONFIG_LIBDIR GI_TYPELIB_PATH \
        GIO_MODULE_DIR GIO_EXTRA_MODULES GTK_PATH GTK_MODULES GSETTINGS_SCHEMA_DIR GDK_PIXBUF_MODULE_FILE XDG_DATA_DIRS \
        XDG_CONFIG_DIRS PYTHONPATH PYTHONHOME PERL5LIB NODE_PATH LOCPATH SSL_CERT_FILE SSL_CERT_DIR \
        GDK_PIXBUF_MODULEDIR FONTCONFIG_FILE FONTCONFIG_PATH GTK_IM_MODULE GTK_IM_MODULE_FILE GTK_EXE_PREFIX GTK_DATA_PREFIX
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt # node brings a list of its own
    # A locale that the root does not have would mean plain C, where file names beyond ASCII break.
    user_locales || only_locale C.UTF-8
}

# ── the user's language ──

named_locales() { env | sed -n 's/^LANG=//p; s/^LC_[A-Z]*=//p' | sort -u; }

only_locale() { # only_locale NAME: instead of all that the environment names
    for variable in $(env | sed -n 's/^\(LC_[A-Z]*\)=.*/\1/p'); do unset "$variable"; done
    export LANG="$1"
}

# 0 if the root has the locales that the user's environment names; those that are missing are made (a second each, once).
user_locales() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *.UTF-8 | *.utf8 | *.UTF-8@* | *.utf8@*) ;;
    *) return 1 ;;
    esac
    for name in $(named_locales); do
        case $name in
        C | POSIX | C.UTF-8 | C.utf8) ;;
        *[!A-Za-z0-9_.@-]*) return 1 ;;
        *.UTF-8 | *.utf8 | *.UTF-8@* | *.utf8@*) locale_make "$name" || return 1 ;;
        *) return 1 ;;
        esac
    done
}

locale_make() { # locale_make NAME
    region=${1%%.*} variant=
    case $1 in *@*) variant=@${1#*@} ;; esac
    folder=$ROOT/usr/lib/locale/$region.utf8$variant
    [ ! -d "$folder" ] || return 0
    # Their sources come with the test packages, or from this host.
    [ -e "$ROOT/usr/share/i18n/locales/$region$variant" ] || {
        [ -e "/usr/share/i18n/locales/$region$variant" ] || return 1
        mkdir -p "$ROOT/usr/share/i18n" && cp -R /usr/share/i18n/. "$ROOT/usr/share/i18n/" || return 1
    }
    say "making the locale $1 in the Debian root"
    made=/usr/lib/locale/new.$$
    (only_locale C.UTF-8; root_enter localedef --no-archive -i "$region$variant" -f UTF-8 "$made") >/dev/null 2>&1 || :
    [ -e "$ROOT$made/LC_CTYPE" ] || { rm -rf "$ROOT$made"; return 1; }
    mv "$ROOT$made" "$folder" 2>/dev/null || rm -rf "$ROOT$made" # another process was quicker
}
