#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""with-display.py PROGRAM [ARG…] - run a program on an X server and a session bus of its own.

Folders for settings, data and cache are the program's own, too, so nothing of the machine's user is seen or changed. Exit status and
output are the program's. Without Xvfb or dbus-run-session the status is 77: Meson counts it as skipped.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

SIZE = os.environ.get('USHER_TEST_SCREEN', '1280x900x24')
FONT = '[Settings]\ngtk-font-name=Cantarell 11\ngtk-icon-theme-name=Adwaita\n'


def start_display():
    """Xvfb says itself which number was free. Returns (process, ":N")."""
    read, write = os.pipe()
    process = subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', SIZE, '-nolisten', 'tcp', '-noreset'],
                               pass_fds=[write], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        process.wait()
        raise SystemExit('with-display: Xvfb did not start')
    return process, f':{number}'


def start_program(command, env):
    """The bus, and what it starts by itself, write to nowhere: the output is the program's alone, such as TAP."""
    out, err = os.dup(1), os.dup(2)
    back = ['sh', '-c', f'exec "$@" 1>&{out} 2>&{err} {out}>&- {err}>&-', 'sh']
    child = subprocess.Popen(['dbus-run-session', '--', *back, *command], env=env, pass_fds=[out, err],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(out)
    os.close(err)
    return child


def environment(home, display):
    env = dict(os.environ, DISPLAY=display, GDK_BACKEND='x11', GSK_RENDERER='cairo', ADW_DISABLE_PORTAL='1', HOME=str(home),
               GTK_USE_PORTAL='0', NO_AT_BRIDGE='0', LIBGL_ALWAYS_SOFTWARE='1')
    env.setdefault('GDK_DEBUG', 'no-portals')
    for variable, folder in [('XDG_CONFIG_HOME', 'config'), ('XDG_DATA_HOME', 'data'), ('XDG_CACHE_HOME', 'cache'),
                             ('XDG_STATE_HOME', 'state'), ('XDG_RUNTIME_DIR', 'run')]:
        path = home / folder
        path.mkdir(mode=0o700)
        env[variable] = str(path)
    gtk = home / 'config' / 'gtk-4.0'
    gtk.mkdir()
    (gtk / 'settings.ini').write_text(FONT)
    for variable in ('WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'AT_SPI_BUS_ADDRESS'):
        env.pop(variable, None)
    return env


def main(command):
    if not shutil.which('Xvfb') or not shutil.which('dbus-run-session'):
        print('1..0 # SKIP Xvfb or dbus-run-session is not here')
        return 77
    with tempfile.TemporaryDirectory(prefix='usher-display-', ignore_cleanup_errors=True) as folder:
        server, display = start_display()
        try:
            child = start_program(command, environment(pathlib.Path(folder), display))
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda n, frame: child.send_signal(n))
            status = child.wait()
        finally:
            server.terminate()
            server.wait()
    return status if status >= 0 else 128 - status


sys.exit(main(sys.argv[1:]))
