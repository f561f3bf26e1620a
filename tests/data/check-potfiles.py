#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations: POTFILES.in names exactly the files that have words for people, in order, and each catalogue is sound.

usage: check-potfiles.py TOP-FOLDER [--update]   (with --update it writes POTFILES.in anew)
"""
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

TOP = pathlib.Path(sys.argv[1])
PO = TOP / 'po'
# What marks words in C (a literal must follow: definitions and calls with variables have none of their own).
MARKS = re.compile(r'(?<![\w])(?:_|N_|C_|NC_|Q_|gettext|ngettext|g_dngettext|usher_set_error|usher_set_error_about|usher_set_error_invalid)\s*\(([^;]*?")', re.DOTALL)
# Written for viewers and the API, or for the terminal: in English.
NOT_TRANSLATED = ('src/server/', 'src/usherd/')


def lines(name):
    return [line for line in (PO / name).read_text().splitlines() if line and not line.startswith('#')]


def has_words(path):
    text = path.read_text()
    if path.suffix in {'.c', '.h'}:
        return MARKS.search(re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)) is not None
    if path.suffix == '.ui':
        return any(e.get('translatable') in {'yes', 'true', '1'} for e in ElementTree.parse(path).getroot().iter())
    return True


def wanted():
    found = [p for room in ('src', 'resources/ui') for suffix in ('*.c', '*.ui') for p in (TOP / room).rglob(suffix)]
    found += (TOP / 'data').glob('*.desktop.in')
    found += (TOP / 'data').glob('*.metainfo.xml.in')
    names = {str(path.relative_to(TOP)) for path in found if has_words(path)}
    return {name for name in names if not name.startswith(NOT_TRANSLATED)}


def potfiles():
    listed = lines('POTFILES.in')
    if listed != sorted(set(listed)):
        yield 'po/POTFILES.in: not in order, or twice the same'
    for name in sorted(wanted() - set(listed)):
        yield f'{name}: has words for people, but is not in po/POTFILES.in'
    for name in sorted(set(listed) - wanted()):
        yield f'{name}: in po/POTFILES.in, but has no words for people (any more)'


def catalogues():
    languages = lines('LINGUAS')
    for name in sorted({path.stem for path in PO.glob('*.po')} ^ set(languages)):
        yield f'{name}: only in one of po/LINGUAS and po/{name}.po'
    for language in languages:
        run = subprocess.run(['msgfmt', '-c', '-o', '/dev/null', str(PO / f'{language}.po')], capture_output=True, text=True)
        yield from run.stderr.splitlines() if run.returncode else []


def main():
    checks = [('POTFILES.in is complete and in order', potfiles), ('catalogues', catalogues if shutil.which('msgfmt') else None)]
    print(f'1..{len(checks)}')
    failed = False
    for number, (title, check) in enumerate(checks, 1):
        if check is None:
            print(f'ok {number} - {title} # SKIP the program is not here')
            continue
        offences = list(check())
        failed = failed or bool(offences)
        print(f'{"not " if offences else ""}ok {number} - {title}')
        for offence in offences:
            print(f'#   {offence}')
            print(offence, file=sys.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    if len(sys.argv) > 2 and sys.argv[2] == '--update':
        head = '# SPDX-License-Identifier: GPL-3.0-or-later\n'
        (PO / 'POTFILES.in').write_text(head + ''.join(f'{name}\n' for name in sorted(wanted())))
        sys.exit(0)
    sys.exit(main())
