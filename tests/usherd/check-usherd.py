#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What usherd's command line promises, tried on a real one: options, folders, token files, signals, the service manager.

check-usherd.py USHERD
"""
import json
import os
import pathlib
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

USHERD = sys.argv[1]
PATIENCE = 30
ENV = {key: value for key, value in os.environ.items()
       if not key.startswith(('MAILGUN_', 'TWILIO_', 'MUX_', 'USHER_')) and key != 'NOTIFY_SOCKET'}
ANYWHERE = ['--public-listen', '127.0.0.1:0', '--control-listen', '127.0.0.1:0']


class Usherd:
    def __init__(self, folder, *options, **env):
        self.process = subprocess.Popen([USHERD, '--data-dir', str(folder), *ANYWHERE, *options], env=ENV | env, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = {}
        while 'data' not in self.lines and (line := self.process.stdout.readline()):
            key, _, value = line.rstrip('\n').partition(': ')
            self.lines[key] = value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def call(self, method, path, value=None):
        token = pathlib.Path(self.lines['token']).read_text().strip()
        request = urllib.request.Request(self.lines['control'] + path, method=method, headers={
            'Authorization': f'Bearer {token}', 'Content-Type': 'application/json'},
            data=None if value is None else json.dumps(value).encode())
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def status(self, token):
        request = urllib.request.Request(self.lines['control'] + '/api/status', headers={'Authorization': f'Bearer {token}'})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


def run(*options):
    done = subprocess.run([USHERD, *options], env=ENV, text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    return done.returncode, done.stdout + done.stderr


def refused(folder, words, *options):
    status, said = run('--data-dir', str(folder), *ANYWHERE, *options)
    assert status in (1, 2) and words in said, (status, said)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def options(top):
    status, said = run('--version')
    assert status == 0 and said.startswith('usherd '), said
    refused(top / 'x', '--nope', '--nope')
    refused(top / 'x', 'this machine only', '--control-listen', '0.0.0.0:0')
    refused(top / 'x', '99999', '--public-listen', '127.0.0.1:99999')
    refused(top / 'x', '--public-url', '--public-url', 'ftp://example.org')


def folders(top):
    folder = top / 'open'
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with Usherd(folder) as usherd:
        assert mode(folder) == 0o700 and mode(folder / 'usher.db') == 0o600, 'others can look in'
        refused(folder, 'already runs')
        assert usherd.stop() == 0
    (top / 'file').touch()
    refused(top / 'file', 'cannot be made')


def databases(top):
    folder = top / 'future'
    with Usherd(folder) as usherd:
        assert usherd.stop() == 0
    file = folder / 'usher.db'
    db = sqlite3.connect(file)
    db.execute('PRAGMA user_version = 999')
    db.close()
    for words, content in ('newer Usher', file.read_bytes()), ('left as it is', b'no database at all'):
        file.write_bytes(content)
        refused(folder, words)
        assert file.read_bytes() == content, 'it was touched'


def token_files(top):
    ours = top / 'ours'
    ours.write_text('a-word-of-our-own-choice\n')
    ours.chmod(0o644)
    refused(top / 'token', 'Others can read', '--control-token-file', str(ours))
    ours.chmod(0o600)
    with Usherd(top / 'token', '--control-token-file', str(ours)) as usherd:
        assert usherd.status('a-word-of-our-own-choice') == 200 and usherd.status('another') == 401
    ours.write_text('short')
    refused(top / 'token', 'at least 16', '--control-token-file', str(ours))
    for name in 'missing', 'empty':
        path = top / name
        if name == 'empty':
            path.touch(mode=0o644)
        with Usherd(top / 'token', '--control-token-file', str(path)) as usherd:
            assert mode(path) == 0o600 and usherd.lines['token'] == str(path), usherd.lines
            assert usherd.status(path.read_text().strip()) == 200


def signals(top):
    for number in signal.SIGTERM, signal.SIGINT:
        with Usherd(top / 'signals') as usherd:
            assert usherd.stop(number) == 0
            assert not (top / 'signals' / 'usher.db-wal').exists(), 'the database was not closed'


def demo(top):
    pages = set()
    for _ in range(2):
        with Usherd(top / 'demo', '--demo', MAILGUN_API_KEY='key', MAILGUN_DOMAIN='example.org') as usherd:
            line = usherd.process.stdout.readline().rstrip('\n')
            assert line.startswith('register: ' + usherd.lines['public']), line
            with urllib.request.urlopen(line.removeprefix('register: '), timeout=PATIENCE) as page:
                pages.add(page.url.rpartition('/')[2])
            assert usherd.stop() == 0
    assert len(pages) == 1, 'a second sample event'


EVENT = {'title': 'Show', 'starts_at': '2036-06-01T20:00', 'time_zone': 'UTC'}


def settings(top):
    """What was saved in the folder holds where the environment says nothing; half an account is no sandbox, and no reason to stay away."""
    folder = top / 'settings'
    with Usherd(folder) as usherd:
        usherd.call('PUT', '/api/settings', {'public_url': 'https://saved.example.org', 'mailgun_domain': 'mg.example.org'})
        assert usherd.stop() == 0
    with Usherd(folder) as usherd:
        assert usherd.call('GET', '/api/status')['mailer'] == 'mailgun'
        assert usherd.stop() == 0
    account = {'MAILGUN_API_KEY': 'key', 'MAILGUN_BASE_URL': 'http://127.0.0.1:9'}
    with Usherd(folder, **account) as usherd:
        url = usherd.call('POST', '/api/events/create', EVENT)['registration']['url']
        assert url.startswith('https://saved.example.org/'), url
        assert usherd.call('GET', '/api/status')['mailer'] == 'mailgun'
        assert usherd.stop() == 0
    with Usherd(folder, USHER_PUBLIC_URL='https://env.example.org', **account) as usherd:
        usherd.call('PUT', '/api/settings', {'public_url': 'https://other.example.org'})
        url = usherd.call('POST', '/api/events/create', EVENT)['registration']['url']
        assert url.startswith('https://env.example.org/'), url
        assert usherd.stop() == 0


def service_manager(top):
    path = str(top / 'notify')
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(PATIENCE)
        with Usherd(top / 'service', NOTIFY_SOCKET=path, WATCHDOG_USEC='200000') as usherd:
            assert manager.recv(100) == b'READY=1'
            assert manager.recv(100) == b'WATCHDOG=1'
            assert usherd.stop() == 0
        manager.settimeout(0)
        said = []
        while not said or said[-1] != b'STOPPING=1':
            said.append(manager.recv(100))


CHECKS = [options, folders, databases, token_files, signals, demo, settings, service_manager]


def main():
    failed = 0
    print(f'1..{len(CHECKS)}')
    for number, check in enumerate(CHECKS, 1):
        with tempfile.TemporaryDirectory() as top:
            try:
                check(pathlib.Path(top))
                print(f'ok {number} - {check.__name__}', flush=True)
            except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
                failed += 1
                print(f'not ok {number} - {check.__name__}\n# {error!r}'.replace('\\n', '\n# '), flush=True)
    return min(failed, 1)


if __name__ == '__main__':
    sys.exit(main())
