#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random lives of events against a real usherd, and what must hold in all of them.

check-histories.py USHERD STANDIN [--from N] [--count N] [--steps N] [--story N] [--verbose] [--keep]

Each seed is one history: events are made, moved (across clock changes too), cancelled, taken live and ended; people register,
unsubscribe and are erased; providers fail; the program is killed; the clock jumps. The stand-in for the providers is the judge:
it knows what left, and when. A failure prints the seed and the history up to it.
"""
import argparse
import datetime as dt
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import zoneinfo

sys.dont_write_bytecode = True     # nothing is left beside the sources
from history_house import Broken, House, http, rfc3339

UTC = dt.timezone.utc
MINUTE = dt.timedelta(minutes=1)
ON_TIME = 2 * MINUTE
ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Pacific/Auckland', 'America/Sao_Paulo',
         'Pacific/Kiritimati', 'America/Los_Angeles']
# Shortly before clocks change in Europe, America and Australia; a leap day; the turn of a year
BEGINNINGS = ['2026-10-20T09:00', '2026-10-30T22:40', '2027-03-11T15:10', '2027-03-26T23:50', '2028-02-26T12:00', '2026-12-27T08:15']
OWN_STEPS = [['PT90M', 'P30D', 'PT5M'], ['P2D', 'P1DT2H', 'PT26M', 'PT0S'], ['PT24H', 'PT12H', 'PT10M'], ['P1D', 'PT23H', 'PT1H', 'PT0S']]
FINAL = ('accepted', 'delivered', 'failed', 'cancelled', 'skipped')


def usec(moment):
    return int(moment.timestamp()) * 1000000


def from_usec(value):
    return dt.datetime.fromtimestamp(value / 1e6, UTC)


def start_of(event):
    """The instant of a wall time; in a gap the offset before the change, in a fold the first (RFC 5545)."""
    return dt.datetime.fromisoformat(event['local']).replace(tzinfo=zoneinfo.ZoneInfo(event['zone'])).astimezone(UTC)


def words(start, now, zone):
    """What usher-wording.c is to say, written a second time."""
    left = (start - now).total_seconds()
    plural = lambda n, unit: 'in %d %s%s' % (n, unit, '' if n == 1 else 's')
    if left < 30:
        return None
    minutes = int((left + 30) // 60)
    if minutes < 60:
        return plural(minutes, 'minute')
    there, here = (moment.astimezone(zoneinfo.ZoneInfo(zone)) for moment in (start, now))
    days = (there.date() - here.date()).days
    if days > 1:
        return plural(days, 'day')
    distance = plural((minutes + 30) // 60, 'hour')
    if days < 1:
        return 'today at %s (%s)' % (there.strftime('%H:%M'), distance)
    return 'tomorrow at %s' % there.strftime('%H:%M') + (' (%s)' % distance if minutes <= 720 else '')


def distance_of(interval):
    match = re.fullmatch(r'P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?', interval)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return days, dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def due_of(event, interval):
    days, exact = distance_of(interval)
    day = dt.datetime.fromisoformat(event['local']) - dt.timedelta(days=days)
    return start_of({'local': day.isoformat(), 'zone': event['zone']}) - exact


class History:
    def __init__(self, house, seed, verbose):
        self.house, self.random, self.seed, self.verbose = house, random.Random(seed), seed, verbose
        self.calm = seed % 3 == 0           # no faults: then everything has to be punctual
        self.now = dt.datetime.fromisoformat(self.random.choice(BEGINNINGS)).replace(tzinfo=UTC)
        self.events, self.people, self.story = {}, {}, []
        self.seen_mails, self.seen_texts = set(), set()
        self.before = {}                    # what messages of this step may also have been made of
        self.went_back = False
        self.quiet = None                   # minutes of the day, from and to
        house.control('POST', '/clock', {'now': int(self.now.timestamp())})
        house.launch(self.now)

    # --- telling and checking

    def tell(self, *what):
        line = '%s  %s' % (rfc3339(self.now), ' '.join(str(part) for part in what))
        self.story.append(line)
        if self.verbose:
            print(line, flush=True)

    def require(self, truth, *what):
        if not truth:
            raise Broken(' '.join(str(part) for part in what))

    def settle(self, timeout=60):
        """Both clocks to now; returns when the program has nothing left to do at this moment."""
        self.house.control('POST', '/clock', {'now': int(self.now.timestamp())})
        status, answer = self.house.api('POST', '/api/test/clock', {'now': rfc3339(self.now)}, timeout)
        self.require(status == 200, 'clock:', status, answer)

    def new_messages(self):
        mails = [m for m in self.house.control('GET', '/mailgun/messages')
                 if (m['id'], m['recipient'], m['options']['v:delivery']) not in self.seen_mails]
        texts = [t for t in self.house.control('GET', '/twilio/messages')
                 if t['direction'] != 'inbound' and t['sid'] not in self.seen_texts]
        for mail in mails:
            key = (mail['id'], mail['recipient'], mail['options']['v:delivery'])
            self.require(key not in self.seen_mails, 'the same mail twice in one batch:', key)
            self.seen_mails.add(key)
        self.seen_texts.update(text['sid'] for text in texts)
        return mails, texts

    def check_new(self):
        """What left in this step"""
        mails, texts = self.new_messages()
        for mail in mails:
            self.check_message('email', mail['options']['o:tag'], mail['text'])
        for text in texts:
            self.check_message('sms', None, text['body'])
            self.check_quiet(text)
        self.before = {}
        return len(mails) + len(texts)

    def check_message(self, channel, tag, text):
        match = re.search(r'/(?:manage/|watch/\S+\?t=)([\w-]+)', text)
        if tag == 'test' or match is None or match.group(1) == 'sample':
            return
        person = self.people.get(match.group(1))
        self.require(person is not None, 'a message to nobody we know:', channel, text)
        self.require(person[channel], channel, 'to one who does not want it:', person, text)
        event = self.events[person['event']]
        kind = tag or ('cancellation' if 'is cancelled' in text else None)
        self.require(event['status'] != 'cancelled' or kind == 'cancellation', 'about a cancelled event:', kind, text)
        self.require(event['status'] != 'completed' or kind not in (None, 'reminder'), 'after the end:', kind, text)
        cases = [(e, person['zone'] or e['zone']) for e in [event] + self.before.get(event['id'], [])]
        if kind is not None and kind.startswith('reminder') and kind != 'reminder-PT0S':
            fitting = [words(start_of(e), self.now, zone) for e, zone in cases]
            self.require(any(w is None or w in text for w in fitting), 'wrong words, wanted', fitting, 'in', text)
        for word in ('tomorrow', 'today'):
            if word in text.lower():
                self.require(any(word in (words(start_of(e), self.now, zone) or '') for e, zone in cases), 'says', word, ':', text)
        if kind and kind.startswith('reminder-'):
            interval = kind[len('reminder-'):]
            self.require(any(abs(self.now - due_of(e, interval)) <= ON_TIME for e, _ in cases),
                         'own words at another moment:', kind, text)

    def check_quiet(self, text):
        """A reminder wakes nobody, but in the last hour."""
        rows = self.house.rows('SELECT d.kind, r.event_id, r.time_zone FROM delivery d JOIN registration r ON r.id = d.registration_id '
                               'WHERE d.provider_id = ?', text['sid'])
        if not self.quiet or not rows or rows[0]['kind'] != 'reminder':
            return
        event = next(e for e in self.events.values() if str(e['id']) == str(rows[0]['event_id']))
        wall = self.now.astimezone(zoneinfo.ZoneInfo(rows[0]['time_zone'] or event['zone']))
        minute, (begin, end) = wall.hour * 60 + wall.minute, self.quiet
        quiet = begin <= minute < end if begin < end else minute >= begin or minute < end
        soon = any(start_of(e) - self.now <= 60 * MINUTE for e in [event] + self.before.get(event['id'], []))
        self.require(not quiet or soon, 'in the quiet hours', self.quiet, rows[0], text['body'])

    def check_once(self):
        """No delivery was taken twice by a provider, and what we think was taken was."""
        deliveries = {row['id']: row for row in self.house.rows('SELECT * FROM delivery')}
        counts = {}
        self.check_tallies()
        for mail in self.house.control('GET', '/mailgun/messages'):
            counts[int(mail['options']['v:delivery'])] = counts.get(int(mail['options']['v:delivery']), 0) + 1
        for id, count in counts.items():
            self.require(count == 1, 'mail of delivery', id, 'was sent', count, 'times', deliveries.get(id))
        return deliveries, counts

    def check_tallies(self):
        """The counts that are kept against counting. In one read: the program may be writing."""
        wrong = self.house.rows(
            "WITH kept AS (SELECT event_id, notification_id, channel, status, n FROM delivery_tally WHERE n <> 0), "
            "real AS (SELECT event_id, coalesce(notification_id, 0), channel, status, count(*) FROM delivery GROUP BY 1, 2, 3, 4), "
            "people AS (SELECT e.id, count(r.id), total(r.email_opt_in = 1 AND r.email IS NOT NULL), "
            "total(r.sms_opt_in = 1 AND r.phone IS NOT NULL), count(r.id) - count(r.email_key) "
            "FROM event e LEFT JOIN registration r ON r.event_id = e.id GROUP BY e.id) "
            "SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM real) UNION ALL SELECT * FROM (SELECT * FROM real EXCEPT SELECT * FROM kept) "
            "UNION ALL SELECT * FROM (SELECT event_id, total, email, sms, no_email FROM registration_tally EXCEPT SELECT * FROM people) "
            "UNION ALL SELECT * FROM (SELECT * FROM people EXCEPT SELECT event_id, total, email, sms, no_email FROM registration_tally)")
        self.require(not wrong, 'a count that is kept is wrong:', wrong)

    # --- what happens

    def pick(self, *statuses):
        fitting = [event for event in self.events.values() if not statuses or event['status'] in statuses]
        return self.random.choice(fitting) if fitting else None

    def draft(self, event):
        return {'title': event['title'], 'starts_at': event['local'], 'time_zone': event['zone'], 'duration_minutes': event['minutes'],
                'channels': {'email': True, 'sms': event['sms']}}

    def some_start(self, zone):
        ahead = self.random.choice([dt.timedelta(minutes=self.random.randint(3, 90)), dt.timedelta(hours=self.random.randint(2, 50)),
                                    dt.timedelta(days=self.random.randint(2, 16)), dt.timedelta(days=14)])
        return (self.now + ahead).astimezone(zoneinfo.ZoneInfo(zone)).strftime('%Y-%m-%dT%H:%M')

    def do_create(self):
        if len(self.events) >= 4:
            return
        zone = self.random.choice(ZONES)
        event = {'title': 'Show %d' % len(self.events), 'zone': zone, 'local': self.some_start(zone), 'minutes': self.random.choice([20, 60, 240]),
                 'sms': self.random.random() < 0.6, 'status': 'scheduled'}
        body = self.draft(event)
        if self.random.random() < 0.4:
            body['intervals'] = self.random.choice(OWN_STEPS)
        status, answer = self.house.api('POST', '/api/events/create', body)
        self.tell('create', body, status, '' if status == 201 else answer)
        if status == 201:
            event['id'] = answer['id']
            self.require(answer['starts_at'] == rfc3339(start_of(event)), 'start', answer['starts_at'], event)
            self.events[answer['id']] = event
        else:
            self.require(status == 422 or status == 400, 'create:', status, answer)

    def do_register(self):
        event = self.pick('scheduled', 'live')
        if event is None:
            return
        number = self.random.randint(1, 12)
        person = {'name': 'P%d' % number, 'email': True, 'sms': self.random.random() < 0.6, 'event': event['id'],
                  'zone': self.random.choice(ZONES + [None]), 'number': number}
        body = {'first_name': person['name'], 'email': 'p%d@example.org' % number, 'email_opt_in': True, 'time_zone': person['zone']}
        if person['sms']:
            # Two people with one phone now and then
            body.update(phone='+1201555%04d' % (100 + number // 2), sms_opt_in=True)
        status, answer = self.house.api('POST', '/api/events/%s/register' % event['id'], body)
        self.tell('register', event['id'], body, status, '' if status in (200, 201) else answer)
        if status in (200, 201):
            token = answer['manage_url'].rsplit('/', 1)[1]
            known = self.people.get(token)
            person.update(id=answer['id'], sms=answer['sms_opt_in'], email=answer['email_opt_in'], zone=answer['time_zone'])
            self.people[token] = person if known is None else dict(known, **person)

    def do_move(self):
        event = self.pick('scheduled')
        if event is None:
            return
        changed = dict(event)
        how = self.random.random()
        if how < 0.5:
            shift = self.random.choice([-180, -60, 10, 45, 120, 60 * 24, 60 * 24 * 7, -60 * 24])
            changed['local'] = (dt.datetime.fromisoformat(event['local']) + dt.timedelta(minutes=shift)).strftime('%Y-%m-%dT%H:%M')
        elif how < 0.8:
            changed['local'] = self.some_start(event['zone'])
        else:
            changed['zone'] = self.random.choice(ZONES)
        body = self.draft(changed)
        if self.random.random() < 0.2:
            body['intervals'] = self.random.choice(OWN_STEPS)
        status, answer = self.house.api('PUT', '/api/events/' + event['id'], body)
        self.tell('move', event['id'], body, status, '' if status == 200 else answer)
        if status == 200:
            self.before[event['id']] = [dict(event)]
            event.update(changed)
            self.require(answer['starts_at'] == rfc3339(start_of(event)), 'start', answer['starts_at'], event)

    def do_cancel(self):
        event = self.pick('scheduled')
        if event is None or self.random.random() < 0.6:
            return
        status, answer = self.house.api('DELETE', '/api/events/' + event['id'])
        self.tell('cancel', event['id'], status)
        if status in (200, 204):
            event['status'] = 'cancelled'

    def do_cancel_step(self):
        event = self.pick('scheduled')
        if event is None:
            return
        steps = self.house.api('GET', '/api/events/%s/notifications' % event['id'])[1]['items']
        if steps:
            step = self.random.choice(steps)
            status, _ = self.house.api('DELETE', '/api/events/%s/notifications/%s' % (event['id'], step['id']))
            self.tell('cancel step', event['id'], step['id'], step['interval'], status)

    def do_restore_step(self):
        """The undo, at once or much later: then it is refused"""
        gone = self.house.rows("SELECT id, event_id, interval FROM notification WHERE status = 'cancelled'")
        if gone:
            step = self.random.choice(gone)
            status, answer = self.house.api('POST', '/api/events/%s/notifications/%s/restore' % (step['event_id'], step['id']))
            self.tell('restore step', step['event_id'], step['id'], step['interval'], status, '' if status == 200 else answer)
            self.require(status in (200, 409), 'restore:', status, answer)

    def do_undo(self):
        """Taken back while it leaves, and put back"""
        if not self.calm and self.random.random() < 0.5:
            self.do_fault()
        due = [row for row in self.house.rows("SELECT id, event_id, due_at FROM notification WHERE status = 'scheduled' AND kind = 'reminder'")
               if from_usec(row['due_at']) > self.now]
        if not due:
            return
        step = min(due, key=lambda row: row['due_at'])
        self.now = from_usec(step['due_at'])
        self.house.control('POST', '/clock', {'now': int(self.now.timestamp())})
        setter = threading.Thread(target=self.settle)
        setter.start()
        time.sleep(self.random.random() * 0.02)
        path = '/api/events/%s/notifications/%s' % (step['event_id'], step['id'])
        gone = self.house.api('DELETE', path)[0]
        back = self.house.api('POST', path + '/restore')[0]
        setter.join()
        self.tell('undo', step['id'], gone, back)
        self.require(back in (200, 409), 'undo:', gone, back)

    def dump(self):
        """All that a command may change, but for what providers tell by themselves"""
        names = [row['name'] for row in self.house.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'provider_state'")]
        return {name: self.house.rows('SELECT * FROM "%s"' % name) for name in names}

    def do_plan(self):
        """A dry run leaves nothing behind."""
        event = self.pick('scheduled')
        if event is None:
            return
        self.settle()
        body = self.draft(dict(event, local=self.some_start(event['zone']), zone=self.random.choice(ZONES)))
        before = self.dump()
        status, answer = self.house.api('POST', '/api/events/%s/plan' % event['id'], body)
        self.tell('plan', event['id'], body, status)
        after = self.dump()
        for name in before:
            # A provider may report on messages at any moment.
            count = len if name in ('feedback', 'delivery', 'delivery_tally', 'notification') else lambda rows: rows
            self.require(count(before[name]) == count(after[name]), 'a dry run changed', name, before[name], after[name])

    def do_send_now(self):
        event = self.pick('scheduled', 'live')
        if event is not None:
            status, answer = self.house.api('POST', '/api/events/%s/notifications/send' % event['id'], {})
            self.tell('send now', event['id'], status, answer.get('interval') if status < 300 else '')

    def do_unsubscribe(self):
        wanting = [(token, p) for token, p in self.people.items() if p['email'] or p['sms']]
        if not wanting:
            return
        token, person = self.random.choice(wanting)
        channel = self.random.choice(['email', 'sms'])
        status, _ = http('POST', '%s/unsubscribe/%s?channel=%s' % (self.house.said['public'], token, channel), form='List-Unsubscribe=One-Click')
        self.tell('unsubscribe', person['name'], 'from', person['event'], channel, status)
        if status == 200:
            person[channel] = False

    def do_erase(self):
        if not self.people or self.random.random() < 0.5:
            return
        token = self.random.choice(sorted(self.people))
        person = self.people[token]
        status, _ = self.house.api('DELETE', '/api/events/%s/registrations/%s' % (person['event'], person['id']))
        self.tell('erase', person['name'], 'of', person['event'], status)
        if status in (200, 204):
            person.update(email=False, sms=False)

    def do_start(self):
        event = self.pick('scheduled')
        if event is None or start_of(event) - self.now > 60 * MINUTE:
            return
        self.settle()
        self.check_new()
        status, answer = self.house.api('POST', '/api/events/%s/start' % event['id'], {})
        self.tell('start', event['id'], status)
        if status == 200:
            event['status'] = 'live'
        time.sleep(0.05)
        self.require(self.check_new() == 0, 'GO LIVE sent something')

    def do_end(self, event=None):
        event = event or self.pick('live')
        if event is None:
            return
        status, answer = self.house.api('POST', '/api/events/%s/end' % event['id'], {})
        self.tell('end', event['id'], status)
        if status == 200:
            event['status'] = 'completed'

    def do_test_send(self):
        event = self.pick('scheduled')
        if event is not None:
            status, answer = self.house.api('POST', '/api/events/%s/notifications/test' % event['id'],
                                            {'template': 'reminder-P1D', 'channel': 'email', 'to': 'streamer@example.org'})
            self.tell('test send', status, '' if status < 300 else answer)

    def do_fault(self):
        if self.calm:
            return
        service = self.random.choice(['mailgun', 'twilio'])
        fault = self.random.choice(['429', '500', 'lost', 'reset', '401', 'garbage', 'lost', 'lost'])
        count = self.random.randint(1, 3)
        method = {'method': 'POST'} if self.random.random() < 0.7 else {}
        self.house.control('POST', '/faults', {'service': service, 'fault': fault, 'count': count, **method})
        self.tell('fault', service, fault, count, method)

    def do_restart(self):
        how = self.random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
        self.house.end(how)
        if self.random.random() < 0.5:
            self.now += MINUTE * self.random.choice([1, 7, 60, 600, 60 * 24 * 3])
            self.house.control('POST', '/clock', {'now': int(self.now.timestamp())})
        self.tell('restart after', how.name)
        self.house.launch(self.now)

    def do_crash(self):
        """Killed while a request is on its way"""
        if self.calm or self.pick('scheduled', 'live') is None:
            return
        service = self.random.choice(['mailgun', 'twilio'])
        count = lambda: sum(request['service'] == service and request['path'].lower().endswith(('/messages', '/messages.json')) and
                            request['method'] == 'POST' for request in self.house.control('GET', '/requests'))
        before = count()
        self.house.control('POST', '/faults', {'service': service, 'fault': 'hang', 'count': 1, 'method': 'POST'})
        self.do_register()
        for _ in range(10):
            if count() > before:
                break
            time.sleep(0.02)
        self.use_up(service)
        self.tell('crash while', service, 'hangs')
        self.house.end(signal.SIGKILL)
        self.house.launch(self.now)

    def use_up(self, service):
        """A hang that nothing ran into would meet a later request, which waits for it in real time."""
        for _ in range(20):
            try:
                if http('POST', self.house.urls[service], {}, timeout=0.3)[0] == 404:
                    return
            except TimeoutError:
                return
            except OSError:
                continue

    def do_next_due(self):
        due = [row['due_at'] for row in self.house.rows("SELECT due_at FROM notification WHERE status = 'scheduled' AND due_at IS NOT NULL")]
        due = [from_usec(value) for value in due if from_usec(value) > self.now]
        if not due:
            return self.do_forward()
        self.now = min(due)
        self.tell('next due')
        self.settle()
        due = self.now
        if self.calm:
            self.drain()
            self.check_punctual(due)

    def drain(self):
        """SMS leave one a second"""
        for _ in range(30):
            if not self.house.rows("SELECT 1 FROM delivery WHERE status = 'queued' LIMIT 1"):
                break
            self.now += dt.timedelta(seconds=1)
            self.settle()

    def check_punctual(self, due):
        for row in self.house.rows("SELECT n.*, e.status AS of_event FROM notification n JOIN event e ON e.id = n.event_id "
                                   "WHERE n.due_at = ? AND n.kind = 'reminder'", usec(due)):
            if row['status'] != 'cancelled' and row['of_event'] in ('scheduled', 'live'):
                nobody_left = row['status'] == 'skipped' and 'unsubscribed' in row['reason']
                self.require(row['status'] == 'sent' or nobody_left, 'not punctual:', row)
                self.require(not row['late'], 'late for no reason:', row)

    def do_forward(self):
        self.now += self.random.choice([MINUTE, 5 * MINUTE, 31 * MINUTE, 3 * 60 * MINUTE, 26 * 60 * MINUTE, 4 * 24 * 60 * MINUTE])
        self.tell('forward')
        self.settle()

    def do_quiet(self):
        if self.calm:
            return
        hours = self.random.choice([(22 * 60, 8 * 60), (23 * 60 + 30, 6 * 60 + 45), (60, 5 * 60), (12 * 60, 20 * 60), (0, 23 * 60), None])
        clock = ['%02d:%02d' % divmod(minutes, 60) for minutes in hours or (0, 60)]
        status, answer = self.house.api('PUT', '/api/settings', {'quiet_enabled': hours is not None, 'quiet_from': clock[0],
                                                                 'quiet_to': clock[1]})
        self.require(status == 200, 'settings:', status, answer)
        self.quiet = hours
        self.tell('quiet', *clock if hours else ['no'])

    def do_back(self):
        self.now -= self.random.choice([MINUTE, 30 * MINUTE, 150 * MINUTE])
        self.went_back = True
        self.tell('BACK')
        self.settle()

    def run(self, steps):
        actions = [(self.do_create, 3), (self.do_register, 8), (self.do_move, 4), (self.do_cancel, 1), (self.do_cancel_step, 1),
                   (self.do_send_now, 1), (self.do_unsubscribe, 1), (self.do_erase, 1), (self.do_start, 2), (self.do_end, 1),
                   (self.do_test_send, 1), (self.do_fault, 5), (self.do_restart, 2), (self.do_crash, 1), (self.do_next_due, 12),
                   (self.do_forward, 4), (self.do_back, 0.5), (self.do_quiet, 1.5), (self.do_restore_step, 1), (self.do_undo, 1.5), (self.do_plan, 0.5)]
        self.do_create()
        for _ in range(steps):
            action = self.random.choices([a for a, _ in actions], [w for _, w in actions])[0]
            action()
            self.settle()
            self.check_new()
            self.check_once()
        self.finish()

    # --- the end of all

    def finish(self):
        """Faults run out, events pass: then everything has a last word."""
        for i in range(400):
            for event in self.events.values():
                if event['status'] == 'live' and self.now > start_of(event) + event['minutes'] * MINUTE:
                    self.do_end(event)
            if not self.house.rows("SELECT 1 FROM notification WHERE status IN ('scheduled', 'sending') UNION ALL "
                                   "SELECT 1 FROM delivery WHERE status IN ('queued', 'claimed', 'unknown') LIMIT 1"):
                break
            due = [from_usec(row['due_at']) for row in self.house.rows(
                "SELECT due_at FROM notification WHERE status = 'scheduled' AND due_at IS NOT NULL")]
            ahead = [moment for moment in due if moment > self.now]
            step = 11 * MINUTE if i % 40 < 20 else 5 * 60 * MINUTE
            self.now = min(ahead + [self.now + step])
            self.tell('…')
            self.settle()
            self.check_new()
        self.check_last_words()

    def check_last_words(self):
        deliveries, mails = self.check_once()
        for row in self.house.rows('SELECT * FROM notification'):
            self.require(row['status'] not in ('scheduled', 'sending'), 'a notification without an end:', row)
            self.require(row['status'] == 'sent' or row['reason'], 'no reason:', row)
        for row in deliveries.values():
            self.require(row['status'] in FINAL, 'a delivery without an end:', row)
            self.require(row['status'] in ('accepted', 'delivered') or row['reason'], 'no reason:', row)
            if row['channel'] == 'email':
                taken = mails.get(row['id'], 0)
                if row['status'] in ('accepted', 'delivered'):
                    self.require(taken == 1, 'believed sent, but was not:', row)
                elif row['status'] != 'failed' and not self.was_erased_in_flight(row):
                    self.require(taken == 0, 'sent after all:', row)
        sids = {t['sid'] for t in self.house.control('GET', '/twilio/messages') if t['direction'] != 'inbound'}
        ours = [row['provider_id'] for row in deliveries.values() if row['channel'] == 'sms' and row['status'] in ('accepted', 'delivered')]
        self.require(len(ours) == len(set(ours)), 'two deliveries are one SMS:', sorted(ours))
        self.require(set(ours) <= sids, 'SMS believed sent, but were not:', set(ours) - sids)
        given_up = [row for row in deliveries.values() if row['channel'] == 'sms' and
                    ((row['reason'] or '').startswith('It is not known') or self.was_erased_in_flight(row))]
        orphans = sids - {row['provider_id'] for row in deliveries.values()}
        self.require(len(orphans) <= len(given_up), 'SMS that nobody knows of:',
                     [t for t in self.house.control('GET', '/twilio/messages') if t['sid'] in orphans])
        self.check_nobody_missed()

    def was_erased_in_flight(self, row):
        """Nothing of an erased person is kept, so the answer to a request that was on its way belongs to nobody any more."""
        return row['status'] == 'cancelled' and row['registration_id'] is None and row['attempts'] > 0

    def check_nobody_missed(self):
        if self.went_back:      # who registered "after" a moment is no longer clear
            return
        missed = self.house.rows(
            "SELECT n.id AS notification, n.interval, n.due_at, n.opened_at, n.reason, r.id AS registration, r.registered_at, c.channel "
            "FROM notification n JOIN registration r ON r.event_id = n.event_id JOIN (SELECT 'email' AS channel UNION SELECT 'sms') c "
            "WHERE n.kind = 'reminder' AND n.opened_at IS NOT NULL AND n.status <> 'cancelled' AND r.registered_at < n.due_at "
            "AND (c.channel = 'email' AND n.email = 1 AND r.email_opt_in = 1 OR c.channel = 'sms' AND n.sms = 1 AND r.sms_opt_in = 1 "
            "AND r.phone IS NOT NULL) "
            "AND (SELECT count(*) FROM consent o WHERE o.registration_id = r.id AND o.channel = c.channel AND o.at < n.due_at "
            "AND o.act = 'given' AND (SELECT count(*) FROM consent a WHERE a.registration_id = r.id AND a.channel = c.channel) = 1) = 1 "
            "AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.notification_id = n.id AND d.registration_id = r.id AND d.channel = c.channel)")
        self.require(not missed, 'forgotten:', missed)


def run_one(arguments, seed):
    folder = tempfile.mkdtemp(prefix='usher-history-')
    house = House(arguments.usherd, arguments.standin, folder)
    history = None
    guard = threading.Timer(arguments.patience, lambda: house.process and house.process.kill())
    guard.start()
    try:
        history = History(house, seed, arguments.verbose)
        history.run(arguments.steps)
        house.end()
        problems = house.control('GET', '/problems')
        history.require(not problems, 'the stand-in complains:', problems)
        return None
    except Exception as error:     # whatever breaks is a finding
        lines = history.story[-arguments.story:] if history else []
        if not isinstance(error, Broken):
            import traceback
            lines += traceback.format_exc().splitlines()[-8:]
        return '\n'.join(lines + ['seed %d: %s' % (seed, error)])
    finally:
        guard.cancel()
        house.close()
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('usherd')
    parser.add_argument('standin')
    parser.add_argument('--from', dest='first', type=int, default=1)
    parser.add_argument('--count', type=int, default=6)
    parser.add_argument('--steps', type=int, default=40)
    parser.add_argument('--patience', type=float, default=120, help='seconds of real time for one history')
    parser.add_argument('--story', type=int, default=60)
    parser.add_argument('--verbose', action='store_true')
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    failed = 0
    print('1..%d' % arguments.count)
    for i, seed in enumerate(range(arguments.first, arguments.first + arguments.count), 1):
        begun = time.monotonic()
        trouble = run_one(arguments, seed)
        if trouble:
            failed += 1
            print('\n'.join('# ' + line for line in trouble.splitlines()))
        print('%s %d - seed %d # %.1f s' % ('not ok' if trouble else 'ok', i, seed, time.monotonic() - begun), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
