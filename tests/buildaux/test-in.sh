#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-in.sh [WAY] - build-aux/in must be no more than a change of scenery: whoever runs a command by way of it (an editor,
# a test harness, a service manager) sees that command's own process, status, signals, streams and folder.  TAP on stdout.
# WAY is what USHER_ENV takes; without it, the way that this machine goes by itself.
set -u

top=$(cd "$(dirname "$0")/../.." && pwd -P)
in=$top/build-aux/in
[ $# -eq 0 ] || export USHER_ENV="$1"
way=$("$in" sh -c 'if [ -e /.usher-root ]; then echo root; else echo native; fi')

# In the tree, where every way works; the blank is there to be met.
dir=$(mktemp -d "$top/_build in.XXXXXX")
trap 'cd /; rm -rf "$dir"' EXIT
cd "$dir" || exit 99

count=0
failures=0
is() { # is NAME GOT WANTED
    count=$((count + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "# got '$2', wanted '$3'"
        failures=$((failures + 1))
    fi
}
skip() { # skip NAME WHY
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}
until_there() { # until_there FILE: at most ten seconds
    i=0
    while [ ! -s "$1" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
}

# What the command is told, and what it tells.
"$in" sh -c 'exit 7'; is 'exit status' $? 7
{ "$in" sh -c 'kill -SEGV $$'; } 2>/dev/null; is 'status of a crash' $? 139
"$in" no-such-command 2>/dev/null; is 'status of an unknown command' $? 127
is 'working folder' "$("$in" pwd)" "$dir"
is 'user' "$("$in" id -u) $("$in" id -un)" "$(id -u) $(id -un)"
is 'arguments' "$("$in" printf '%s|' 'a b' '*' '$x' '' '
')" 'a b|*|$x||
|'
is 'standard input' "$(echo hello | "$in" cat)" hello
is 'standard error apart' "$("$in" sh -c 'echo out; echo err >&2' 2>/dev/null)" out
is 'environment' "$(WORD='x y' "$in" sh -c 'echo "$WORD"')" 'x y'
is 'from inside once more' "$("$in" "$in" "$in" sh -c 'echo inside; exit 0')" inside
is 'the command after --' "$("$in" -- echo yes)" yes
"$in" sh -c 'echo made > made; mkdir -p folder'; is 'files made are owned by the caller' "$(cat made) $(stat -c %u made)" "made $(id -u)"
is 'name beyond ASCII' "$("$in" sh -c 'echo x > übung; ls übung')" übung
is 'a locale that is nowhere' "$(LC_ALL=xx_YY.UTF-8 "$in" sh -c 'echo "$LANG ${LC_ALL-}"')" "$([ "$way" = native ] && echo "${LANG-} xx_YY.UTF-8" || echo 'C.UTF-8 ')"
if [ "$way" = root ] && { "$in" test -e /usr/share/i18n/locales/de_DE || [ -e /usr/share/i18n/locales/de_DE ]; }; then
    is "the user's language" "$(LANG=de_DE.UTF-8 "$in" locale -k LC_TIME 2>/dev/null | grep -c Sonntag)" 1
else
    skip "the user's language" 'native, or no sources of locales'
fi
"$in" --no-such-option >/dev/null 2>&1; is 'unknown option' $? 125
"$in" --with nothing true 2>/dev/null; is 'unknown group' $? 125

# What the place must offer.
is 'libraries' "$("$in" pkg-config --exists 'glib-2.0 >= 2.84' 'libsoup-3.0 >= 3.6' && echo there)" there
is 'loopback' "$("$in" python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print("bound")')" bound
is 'shared memory' "$("$in" python3 -c 'import multiprocessing; multiprocessing.Lock(); print("locked")')" locked
is 'time zone of the host' "$("$in" date +%z)" "$(date +%z)"
if [ "$way" = root ]; then
    is 'locale that may not exist there' "$(LANG=xx_YY.UTF-8 LC_ALL='' "$in" locale charmap 2>/dev/null)" UTF-8
    is 'Debian 13' "$("$in" cut -d. -f1 /etc/debian_version)" 13
    is 'name resolution of the host' "$("$in" cat /etc/resolv.conf)" "$(cat /etc/resolv.conf)"
    is 'authorities of the host' "$("$in" cksum </dev/null /etc/ssl/certs/ca-certificates.crt)" "$(cksum /etc/ssl/certs/ca-certificates.crt)"
    is 'program paths of the host' "$(PATH=$dir:$PATH "$in" sh -c 'echo "$PATH"' | grep -c "$dir")" 0
else
    for name in 'locale that may not exist there' 'Debian 13' 'name resolution of the host' 'authorities of the host' 'program paths of the host'; do
        skip "$name" 'native'
    done
fi

# Where the tree has to be copied, a script stays around the command and its files are seen only afterwards.
if [ "${USHER_ENV-}" = chroot ]; then
    for name in 'signals' 'terminal' 'eight at the same time'; do skip "$name" 'copied tree'; done
    echo "1..$count"
    [ $failures -eq 0 ]
    exit
fi

# Signals: the pid that the caller knows is the command's own, and its handlers run.
"$in" sh -c 'trap "echo handled > term; exit 42" TERM; echo $$ > pid; while :; do sleep 0.1; done' &
pid=$!
until_there pid
is 'process id' "$(cat pid)" $pid
kill -TERM $pid
wait $pid; is 'status chosen by the handler of TERM' $? 42
is 'handler of TERM' "$(cat term)" handled

is 'handler of INT' "$(python3 - "$in" <<'PYTHON'
import pathlib, signal, subprocess, sys, time
child = subprocess.Popen([sys.argv[1], 'sh', '-c', 'trap "exit 43" INT; echo x > ready; while :; do sleep 0.1; done'],
                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
for _ in range(100):
    if pathlib.Path('ready').exists():
        break
    time.sleep(0.1)
child.send_signal(signal.SIGINT)
try:
    print(child.wait(10))
except subprocess.TimeoutExpired:
    child.kill()
    print('it went on')
PYTHON
)" 43

"$in" sh -c 'echo $$ > victim; exec sleep 60' &
pid=$!
until_there victim
kill -KILL $pid
wait $pid 2>/dev/null; is 'status after KILL' $? 137
is 'nothing left after KILL' "$(kill -0 "$(cat victim)" 2>/dev/null && echo alive)" ''

if command -v script >/dev/null 2>&1; then
    is 'terminal' "$(script -qec "'$in' sh -c 'test -t 0 && test -t 1 && stty size >/dev/null && echo terminal'" /dev/null </dev/null | tr -d '\r')" terminal
else
    skip 'terminal' 'needs script(1)'
fi

# Several at once, as ninja and editors do.
i=0
while [ $i -lt 8 ]; do
    "$in" sh -c 'echo end' >>many.out &
    i=$((i + 1))
done
wait
is 'eight at the same time' "$(grep -c end many.out)" 8

echo "1..$count"
[ $failures -eq 0 ]
