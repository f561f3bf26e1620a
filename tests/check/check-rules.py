#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the house that a machine can look after (CONTRIBUTING.md says why).  One TAP point per rule.

usage: check-rules.py TOP-FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

TOP = pathlib.Path(sys.argv[1])
LONGEST_FILE = 700
NOT_OURS = {'.git', 'node_modules', 'subprojects', '__pycache__'}
CODE = {'.c', '.h', '.cc', '.py', '.sh', '.sql', '.js', '.mjs', '.css', '.ui', '.build', '.options', '.yml', '.yaml'}
SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'

# Written in pieces, so that this file does not find itself.
MARKS = re.compile(r'\b(TO' + r'DO|FIX' + r'ME|XX' + r'X|HA' + r'CK)\b|not (yet )?implemen' + r'ted|^#if 0\b', re.MULTILINE)
LOCAL = re.compile(r'deb\.deb' + r'ian\.org|npm' + r'js\.org|py' + r'pi\.org|files\.python' + r'hosted|(?<![\w.])/wo' + r'rk/|/ro' + r'ot/')

# Hosts that our files may name: reserved ones, the vendors that we call, and where specifications live.
RESERVED = re.compile(r'(^|\.)(example|test|invalid|localhost|example\.[a-z]+)$|^127\.|^0\.0\.0\.0$|^10\.|^192\.0\.2\.'
                      r'|^198\.51\.100\.|^203\.0\.113\.|^192\.168\.|^169\.254\.|^\[')
KNOWN = re.compile(r'(^|\.)(mailgun\.net|mailgun\.com|twilio\.com|mux\.com|w3\.org|schema\.org|json-schema\.org|rfc-editor\.org|ietf\.org'
                   r'|iana\.org|gnu\.org|gnome\.org|gtk\.org|freedesktop\.org|sqlite\.org|spdx\.org|openapis\.org|spec\.commonmark\.org'
                   r'|3gpp\.org|itu\.int|unicode\.org|apache\.org|opensource\.org|owasp\.org|github\.com|usherlive\.github\.io'
                   r'|calendar\.google\.com|outlook\.live\.com|outlook\.office\.com|calendar\.yahoo\.com'
                   r'|youtube\.com|twitch\.tv|live-video\.net|obsproject\.com|owncast\.online)$')

# (folder, pattern, why): what a room may not do.
ROOMS = [
    ('src', r'#\s*include\s*<(gtk|adwaita|gdk)[/.]', 'only app may use GTK', 'src/app'),
    ('src', r'#\s*include\s*<sqlite3\.h>', 'only store knows SQL', 'src/store'),
    ('src/model', r'g_get_(real|monotonic)_time|g_date_time_new_now|\btime \(NULL\)|g_time_zone_new_local', 'model has no clock', None),
    ('src/model', r'#\s*include\s*<libsoup/|\bg_file_\w+ \(|\bg_socket_|\bfopen \(|\bg_open \(', 'model has no input or output', None),
    ('src/app', r'g_application_get_default', 'what a widget needs is handed to it', None),
]


def is_build_folder(path):
    """Meson's, by whatever name somebody gave it"""
    return path.name.startswith('_build') or (path / 'meson-private').is_dir()


def files():
    for folder, folders, names in os.walk(TOP):
        folders[:] = sorted(f for f in folders if f not in NOT_OURS and not is_build_folder(pathlib.Path(folder, f)))
        for path in (pathlib.Path(folder, n) for n in sorted(names) if n not in NOT_OURS):  # .git is a file in a worktree
            if path.is_file() and not path.is_symlink():
                yield path


def text_of(path):
    try:
        return path.read_bytes().decode('utf-8')
    except UnicodeDecodeError:
        return None


TEXTS = {path: text for path in files() if (text := text_of(path)) is not None}


def name(path):
    return str(path.relative_to(TOP))


def below(path, folder):
    return name(path).startswith(folder + '/')


def is_script(path):
    return TEXTS[path].startswith('#!') or path.suffix in {'.sh', '.py'}


def is_shell(path):
    return path.suffix == '.sh' or TEXTS[path].startswith('#!/bin/sh') or '# shellcheck shell=sh' in TEXTS[path][:200]


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def without_comments(text):
    return re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m.group(0)), text, flags=re.DOTALL)


def found(pattern, paths, strip=lambda text: text):
    for path in paths:
        for match in re.finditer(pattern, strip(TEXTS[path])):
            yield f'{name(path)}:{line_of(TEXTS[path], match.start())}: {match.group(0)}'


def licence_line():
    for path, text in TEXTS.items():
        if (path.suffix in CODE or is_script(path)) and SPDX not in '\n'.join(text.split('\n')[:4]):
            yield f'{name(path)}: no "{SPDX}" at its head'


def length():
    for path, text in TEXTS.items():
        lines = text.count('\n')
        if (below(path, 'src') or below(path, 'tests')) and path.suffix in CODE and lines > LONGEST_FILE:
            yield f'{name(path)}: {lines} lines; past {LONGEST_FILE} a file wants to be two'


def marks():
    return found(MARKS, [p for p in TEXTS if p.suffix in CODE or is_script(p)])


def local_names():
    return found(LOCAL, [p for p in TEXTS if p.name != 'COPYING'])


def hosts():
    for path, text in TEXTS.items():
        if path.suffix not in CODE | {'.json', '.xml', '.html', '.in'} or path.name == 'package-lock.json' or below(path, 'tests/proof'):
            continue
        for match in re.finditer(r'\b(?:https?|rtmps?|wss?)://([^\s/"\'<>:)\\,;%{}|@?#]+)', text):
            host = match.group(1).lower().rstrip('.')
            if '.' in host and not RESERVED.search(host) and not KNOWN.search(host):
                yield f'{name(path)}:{line_of(text, match.start())}: {host} (example.org, or a known vendor?)'


def white_space():
    for path, text in TEXTS.items():
        if path.suffix not in CODE and not is_script(path):
            continue
        for number, line in enumerate(text.split('\n'), 1):
            if line != line.rstrip():
                yield f'{name(path)}:{number}: blanks at the end of the line'
            if '\t' in line and path.suffix in {'.c', '.h', '.cc', '.py', '.build'}:
                yield f'{name(path)}:{number}: a tab'
        if text and not text.endswith('\n'):
            yield f'{name(path)}: no line end at the end'


def rooms():
    for folder, pattern, why, allowed in ROOMS:
        paths = [p for p in TEXTS if below(p, folder) and not (allowed and below(p, allowed)) and p.suffix in {'.c', '.h', '.cc'}]
        for hit in found(pattern, paths, without_comments):
            yield f'{hit} ({why})'


def tab_leaves_lists():
    """By itself Tab visits every button of every row: of 100,000 rows it never comes out."""
    for path in TEXTS:
        if path.suffix == '.ui':
            for match in re.finditer(r'<object class="Gtk(?:Column|List|Grid)View"[^>]*>(?!\s*<property name="tab-behavior">item<)', TEXTS[path]):
                yield f'{name(path)}:{line_of(TEXTS[path], match.start())}: a list without "tab-behavior" item as its first property'


def everything_is_built():
    """A test file that no meson.build names would pass for ever."""
    for path in TEXTS:
        if path.suffix in {'.c', '.cc'} and (below(path, 'src') or below(path, 'tests')):
            listed = (TEXTS.get(folder / 'meson.build', '') for folder in path.parents if folder == TOP or TOP in folder.parents)
            names = {path.stem, f"'{path.stem.removeprefix('test-')}'"}
            if not any(n in text for text in listed for n in names):
                yield f'{name(path)}: in no meson.build'


def shell_syntax():
    for path in filter(is_shell, TEXTS):
        run = subprocess.run(['sh', '-n', str(path)], capture_output=True, text=True)
        if run.returncode:
            yield run.stderr.strip()


def shell_lint():
    paths = [str(path) for path in filter(is_shell, TEXTS)]
    run = subprocess.run(['shellcheck', '-x', '-P', str(TOP), '-S', 'warning', '-f', 'gcc', *paths], capture_output=True, text=True)
    yield from run.stdout.splitlines()


def main():
    rules = [
        ('every source file names its licence', licence_line),
        (f'no source file over {LONGEST_FILE} lines', length),
        ('no marks of unfinished work', marks),
        ('no names of one machine or one registry', local_names),
        ('only known hosts', hosts),
        ('white space', white_space),
        ('what a room may not do', rooms),
        ('Tab leaves every list', tab_leaves_lists),
        ('every source file is built', everything_is_built),
        ('shell syntax', shell_syntax),
        ('shellcheck', shell_lint if shutil.which('shellcheck') else None),
    ]
    print(f'1..{len(rules)}')
    failed = False
    for number, (title, rule) in enumerate(rules, 1):
        if rule is None:
            print(f'ok {number} - {title} # SKIP the program is not here')
            continue
        offences = list(rule())
        failed = failed or bool(offences)
        print(f'{"not " if offences else ""}ok {number} - {title}')
        for offence in offences[:50]:
            print(f'#   {offence}')
            print(offence, file=sys.stderr)  # what Meson shows of a failed TAP program
    return 1 if failed else 0


sys.exit(main())
