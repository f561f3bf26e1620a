# SPDX-License-Identifier: GPL-3.0-or-later
"""usherd and the stand-in for its providers as processes, for the random histories."""
import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.request

UTC = dt.timezone.utc
ENV = {'MAILGUN_API_KEY': 'key-0123456789abcdef0123456789abcdef', 'MAILGUN_DOMAIN': 'mg.example.org',
       'TWILIO_ACCOUNT_SID': 'AC0123456789abcdef0123456789abcdef', 'TWILIO_AUTH_TOKEN': '0123456789abcdef0123456789abcdef',
       'TWILIO_PHONE_NUMBER': '+15005550006', 'USHER_SENDER_NAME': 'Show', 'USHER_SENDER_ADDRESS': 'show@mg.example.org'}


class Broken(Exception):
    pass


def http(method, url, body=None, token=None, timeout=60, form=None):
    data = form.encode() if form is not None else None if body is None else json.dumps(body).encode()
    headers = {'Content-Type': 'application/x-www-form-urlencoded' if form is not None else 'application/json'}
    if token:
        headers['Authorization'] = 'Bearer ' + token
    request = urllib.request.Request(url, method=method, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    try:
        return status, json.loads(text or b'null')
    except ValueError:
        return status, None


def rfc3339(moment):
    return moment.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


class House:
    """usherd and the stand-in, as processes"""

    def __init__(self, usherd, standin, folder):
        self.usherd, self.folder = usherd, folder
        self.standin = subprocess.Popen([standin], stdout=subprocess.PIPE, text=True)
        self.urls = dict(self.standin.stdout.readline().strip().split(': ', 1) for _ in range(4))
        self.process = None

    def launch(self, now, **env):
        settings = dict(os.environ, **ENV, MAILGUN_BASE_URL=self.urls['mailgun'], TWILIO_BASE_URL=self.urls['twilio'], **env)
        self.log = open(os.path.join(self.folder, 'log'), 'a')
        self.process = subprocess.Popen(
            [self.usherd, '--data-dir=' + self.folder + '/data', '--public-listen=127.0.0.1:0', '--control-listen=127.0.0.1:0',
             '--public-url=https://live.example.org', '--test-clock=' + rfc3339(now)], stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=settings)
        self.said = {}
        while 'data' not in self.said:
            line = self.process.stdout.readline()
            if not line:
                raise Broken('usherd did not start: ' + open(self.log.name).read()[-2000:])
            self.said.update([line.strip().split(': ', 1)])
        with open(self.said['token']) as token:
            self.token = token.read().strip()

    def end(self, how=signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        self.process = None
        if how == signal.SIGTERM and code != 0:
            raise Broken('usherd ended with %d' % code)

    def close(self):
        if self.process is not None:
            self.end(signal.SIGKILL)
        self.standin.terminate()
        self.standin.wait()
        self.standin.stdout.close()

    def api(self, method, path, body=None, timeout=60):
        return http(method, self.said['control'] + path, body, self.token, timeout)

    def control(self, method, path, body=None):
        return http(method, self.urls['control'] + path, body)[1]

    def rows(self, sql, *values):
        with sqlite3.connect('file:%s?mode=ro' % self.database(), uri=True, timeout=10) as db:
            db.row_factory = sqlite3.Row
            found = [dict(row) for row in db.execute(sql, values)]
        db.close()
        return found

    def database(self):
        folder = self.folder + '/data'
        return next(os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(('.db', '.sqlite', '.sqlite3')))
