#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""walk.py USHER - the way of a streamer's first evening through the real program, as a screen reader sees it, and of a viewer on the
phone: welcome, wizard, calendar, preview, test send, registration in Chromium, GO LIVE, Studio, end, summary.

Run on a display and a bus of its own (with-display.py).  One TAP point for each stretch; every control that is passed must have a name.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

try:
    import desk
    import selenium  # noqa: F401
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError) as missing:
    print(f'1..0 # SKIP {missing}')
    sys.exit(0)

APP_ID = 'io.github.usherlive.Usher'
TITLE = 'The Walk 🎭 مرحبا'
CONTROLS = {'button', 'toggle button', 'check box', 'radio button', 'text', 'password text', 'entry', 'combo box', 'spin button', 'switch', 'slider'}
# Parts inside a control that is named itself
INNER = {'scroll bar', 'separator'}


class Walk:
    def __init__(self, usher, folder):
        self.folder = folder
        self.program = desk.Program([usher, '--data-dir', str(folder / 'house'), '--public-listen', '127.0.0.1:0',
                                     '--control-listen', '127.0.0.1:0'], env=dict(os.environ, G_DEBUG='fatal-warnings'))
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.window = desk.until('the window’s actions', lambda: self.actions(bus))
        self.url = None
        self.id = 2             # of the event that is walked through; the welcome makes the first

    def actions(self, bus):
        group = Gio.DBusActionGroup.get(bus, APP_ID, f'/{APP_ID.replace(".", "/")}/window/1')
        group.list_actions()
        end = time.monotonic() + 2
        while not group.has_action('show-section') and time.monotonic() < end:
            GLib.MainContext.default().iteration(False)
            time.sleep(0.02)
        return group if group.has_action('show-section') else None

    def act(self, name, parameter=None):
        self.window.activate_action(name, parameter)
        Gio.bus_get_sync(Gio.BusType.SESSION).flush_sync()

    def section(self, name):
        self.act('show-section', GLib.Variant('s', name))

    def check_names(self, where):
        """Everything that can be pressed or typed into says what it is."""
        for node in desk.walk(self.program.root):
            role = node.get_role_name()
            if role in CONTROLS and not (node.get_name() or '').strip():
                labelled = [r for r in node.get_relation_set() if r.get_n_targets()]
                parent = node.get_parent()
                if self.is_letter(node):
                    continue
                if labelled or (parent and (parent.get_name() or '').strip()):
                    continue
                raise AssertionError(f'{where}: a {role} without a name, in {parent.get_role_name() if parent else "?"}')

    @staticmethod
    def is_letter(node):
        """The web engine's own part of a mail that is shown; the widget around it has a name"""
        while node and node.get_role_name() != 'frame':
            if node.get_name() == 'Message':
                return True
            node = node.get_parent()
        return False

    def dialog(self, name=None):
        return self.program.find('dialog|alert', name)

    # ── the way ──

    def welcome(self):
        """Offered by itself on the first start; ends with a real event in the sandbox"""
        p = self.program
        dialog = self.dialog('Welcome to Usher')
        self.check_names('welcome, 1')
        p.press('Make Your First Event', below=dialog)
        self.check_names('welcome, 2')
        p.press('Create Event', below=dialog)
        p.sees('title', below=dialog)       # the message beside the empty field
        p.type_into('Title', 'First Night', below=dialog)
        p.press('Create Event', below=dialog)
        p.press('Show the Event', below=dialog)
        p.sees('First Night')

    def wizard(self):
        p = self.program
        self.act('schedule-event', GLib.Variant('s', ''))
        dialog = self.dialog('Schedule Event')
        self.check_names('wizard, step 1')
        p.press('Next', below=dialog)
        p.sees('title')                     # the message beside the empty field
        p.type_into('Title', TITLE, below=dialog)
        p.press('Next', below=dialog)
        p.find('check box', '2 weeks before', below=dialog)
        self.check_names('wizard, step 2')
        p.press('Next', below=dialog)
        p.find('image', lambda name: name.startswith('QR code of '), below=dialog)
        self.check_names('wizard, step 3')
        p.press('Next', below=dialog)
        p.sees('Estimated Cost')
        self.check_names('wizard, step 4')
        p.press('Schedule Event', below=dialog)
        p.gone('Estimated Cost')

    def event_page(self):
        p = self.program
        node = p.find('image', lambda name: name.startswith('QR code of '))
        self.url = node.get_name().removeprefix('QR code of ')
        p.sees(TITLE)
        self.check_names('event page')

    def calendar(self):
        self.section('calendar')
        self.program.find('button|toggle button|radio button', 'Month')
        self.program.sees('The Walk')
        self.check_names('calendar')

    def events(self):
        self.section('events')
        self.program.sees(TITLE)
        self.check_names('events')

    def preview(self):
        p = self.program
        self.act('preview', GLib.Variant('(xss)', (self.id, 'P1D', 'email')))
        dialog = self.dialog('Preview')
        p.sees('From the event')
        self.check_names('preview')
        p.press('Send Test…', below=dialog)
        p.type_into('Your e-mail address', 'not an address', below=dialog)
        p.press('Send Test', below=dialog)
        p.sees('address', below=dialog)
        p.type_into('Your e-mail address', 'me@example.org', below=dialog)
        p.press('Send Test', below=dialog)
        p.sees('It is in the Outbox.')
        self.check_names('send test')
        p.press('Close', below=dialog)

    def outbox(self):
        self.section('outbox')
        self.program.sees('me@example.org')
        self.check_names('outbox')

    def register(self):
        """On a phone, on the page that the program serves"""
        self.act('open-event', GLib.Variant('x', self.id))
        self.program.find('page tab', 'Registrations')
        with phone(self.folder) as browser:
            browser.get(self.url)
            assert 'The Walk' in browser.page_source
            browser.find_element('id', 'first_name').send_keys('Ada')
            browser.find_element('id', 'last_name').send_keys('Walker')
            browser.find_element('id', 'email').send_keys('ada.walker@example.org')
            consent = browser.find_element('id', 'email_opt_in')
            if not consent.is_selected():
                consent.click()
            browser.find_element('css selector', 'button[type=submit]').click()
            desk.until('the page that says thanks', lambda: not browser.find_elements('id', 'first_name'))

    def row_appears(self):
        """By itself: nobody pressed anything in the window."""
        p = self.program
        tab = p.find('page tab', lambda name: name.startswith('Registrations'))
        select(tab)
        p.sees('Ada Walker')
        self.check_names('registrations')

    def go_live(self):
        p = self.program
        self.act('go-live', GLib.Variant('x', self.id))
        p.sees('No notifications will be sent')
        p.press('Not Now')
        p.gone('No notifications will be sent')
        self.act('go-live', GLib.Variant('x', self.id))
        p.press('Go Live', below=p.find('alert|dialog', lambda name: 'Start streaming' in name))
        p.find('button', lambda name: name.startswith('End Event'))

    def studio(self):
        p = self.program
        p.sees('The Walk')
        assert self.stream_key_is_hidden()
        self.check_names('studio')

    def stream_key_is_hidden(self):
        """The masked key is in no name and no text."""
        key = self.api(f'/api/events/{self.id}').get('stream', {}).get('stream_key') or 'no key'
        return key not in self.program.describe()

    def end(self):
        p = self.program
        p.press('End Event…', role='button') if p.look('button', 'End Event…') else p.press('End Event')
        p.press('End Event', below=p.find('alert|dialog', lambda name: 'End' in name))
        p.sees('Summary')
        self.check_names('summary')

    def nothing_went_by_itself(self):
        """GO LIVE and End wrote to nobody: one confirmation and one test are all."""
        sent = self.api('/api/outbox')
        kinds = sorted(message['kind'] for message in sent['items'])
        assert kinds == ['confirmation', 'test'], kinds

    def api(self, path):
        token = (self.folder / 'house' / 'control-token').read_text().strip()
        request = urllib.request.Request(self.control_url() + path, headers={'Authorization': f'Bearer {token}'})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def control_url(self):
        """The other port on which the program listens"""
        public = int(re.search(r':(\d+)/', self.url).group(1))
        ports = set()
        inodes = {os.readlink(link) for link in pathlib.Path(f'/proc/{self.program.process.pid}/fd').iterdir() if link.is_symlink()}
        for line in pathlib.Path('/proc/net/tcp').read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == '0A' and f'socket:[{fields[9]}]' in inodes:
                ports.add(int(fields[1].split(':')[1], 16))
        ports.discard(public)
        return f'http://127.0.0.1:{ports.pop()}'

    def leave(self):
        status = self.program.end()
        assert status == 0, f'it ended with {status}'

    def stretches(self):
        return [self.welcome, self.wizard, self.event_page, self.calendar, self.events, self.preview, self.outbox, self.register,
                self.row_appears, self.go_live, self.studio, self.end, self.nothing_went_by_itself, self.leave]


def select(tab):
    """A tab of a view switcher is a toggle; its parent the list."""
    actions = tab.get_action_iface()
    if actions and actions.get_n_actions():
        actions.do_action(0)
    else:
        tab.get_parent().get_selection_iface().select_child(tab.get_index_in_parent())


class phone:
    """A Chromium as small as a phone, that goes away by itself"""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        options = Options()
        options.binary_location = shutil.which('chromium')
        for flag in ('--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
                     '--disable-component-update', '--disable-sync', f'--user-data-dir={self.folder / "browser"}'):
            options.add_argument(flag)
        if os.geteuid() == 0:
            options.add_argument('--no-sandbox')
        self.browser = webdriver.Chrome(options=options, service=Service(shutil.which('chromedriver')))
        self.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                     {'width': 390, 'height': 844, 'deviceScaleFactor': 2, 'mobile': True})
        return self.browser

    def __exit__(self, *error):
        self.browser.quit()


def main(usher):
    if not shutil.which('chromium') or not shutil.which('chromedriver'):
        print('1..0 # SKIP Chromium or its driver is not here')
        return 0
    with tempfile.TemporaryDirectory(prefix='usher-walk-', ignore_cleanup_errors=True) as folder:
        walk = Walk(usher, pathlib.Path(folder))
        stretches = walk.stretches()
        print(f'1..{len(stretches)}')
        failed = False
        for number, stretch in enumerate(stretches, 1):
            title = stretch.__name__.replace('_', ' ')
            if failed:
                print(f'not ok {number} - {title} (the way ended before)')
                continue
            try:
                stretch()
                print(f'ok {number} - {title}', flush=True)
            except Exception:
                failed = True
                print(f'not ok {number} - {title}', flush=True)
                traceback.print_exc()
                for line in walk.program.describe().splitlines():
                    print(f'# {line}', file=sys.stderr)
                subprocess.run(['import', '-window', 'root', os.environ.get('USHER_WALK_PICTURE', f'{folder}/walk.png')], check=False)
        walk.program.kill()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
