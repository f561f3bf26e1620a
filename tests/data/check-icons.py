#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The icons: each is in the program's resources, well formed, of the right size, and a symbolic one has one colour.

usage: check-icons.py TOP-FOLDER
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

TOP = pathlib.Path(sys.argv[1])
ICONS = TOP / 'data' / 'icons'
SVG = '{http://www.w3.org/2000/svg}'
SYMBOLIC = '#222222'


def bundled():
    bundle = ElementTree.parse(ICONS / 'usher-icons.gresource.xml')
    return {element.text: element.get('alias') for element in bundle.iter('file')}


def not_bundled():
    there = {str(path.relative_to(ICONS)) for path in (ICONS / 'hicolor').rglob('*.svg')}
    for name in sorted(there ^ set(bundled())):
        yield f'{name}: only in one of the folder and usher-icons.gresource.xml'
    for name, alias in bundled().items():
        if alias != f'scalable/{name.split("/")[-2]}/{name.split("/")[-1]}':
            yield f'{name}: another name in the resources ({alias})'


def misshapen():
    for path in sorted((ICONS / 'hicolor').rglob('*.svg')):
        root = ElementTree.parse(path).getroot()
        symbolic = path.stem.endswith('-symbolic')
        size = '16' if symbolic else '128'
        if root.tag != SVG + 'svg' or root.get('viewBox') != f'0 0 {size} {size}' or root.get('width') != size or root.get('height') != size:
            yield f'{path.name}: not {size} by {size}'
        if ('symbolic' in path.parts) != symbolic:
            yield f'{path.name}: in the wrong folder'
        colours = set(re.findall(r'#[0-9a-fA-F]{3,8}\b', path.read_text()))
        if symbolic and not colours <= {SYMBOLIC}:
            yield f'{path.name}: a symbolic icon has one colour, {SYMBOLIC}, not {", ".join(sorted(colours))}'


def main():
    checks = [('every icon is bundled', not_bundled), ('sizes and colours', misshapen)]
    print(f'1..{len(checks)}')
    failed = False
    for number, (title, check) in enumerate(checks, 1):
        offences = list(check())
        failed = failed or bool(offences)
        print(f'{"not " if offences else ""}ok {number} - {title}')
        for offence in offences:
            print(f'#   {offence}')
            print(offence, file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
