// SPDX-License-Identifier: GPL-3.0-or-later
// The vendors' own libraries against our stand-in: it understands what they send, and they understand what it answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import Mux from '@mux/mux-node';
import Mailgun from 'mailgun.js';
import twilio from 'twilio';

import { startStandin } from './helpers.mjs';

const domain = 'mg.example.org';
const mailgunKey = 'key-0123456789abcdef0123456789abcdef';
const sid = 'AC0123456789abcdef0123456789abcdef';
const token = '0123456789abcdef0123456789abcdef';
const muxKey = { tokenId: '01234567-89ab-cdef-0123-456789abcdef', tokenSecret: 'secret-0123456789abcdef' };
let standin;

before(async () => { standin = await startStandin(); });
after(async () => { await standin?.stop(); });

function mailgun(key = mailgunKey) {
  return new Mailgun(FormData).client({ username: 'api', key, url: standin.urls.mailgun });
}

function sms(authToken = token) {
  const client = twilio(sid, authToken);
  client.api.baseUrl = standin.urls.twilio;
  return client;
}

function mux(secret = muxKey.tokenSecret) {
  return new Mux({ ...muxKey, tokenSecret: secret, baseURL: standin.urls.mux, maxRetries: 0, webhookSecret: 'mux-signing-0123456789abcdef' });
}

test('mailgun.js: a batch', async () => {
  const answer = await mailgun().messages.create(domain, {
    from: 'The Show <show@mg.example.org>',
    to: ['Ada <ada@example.org>', 'bob@example.org'],
    subject: 'Hello %recipient.name%',
    text: 'Dear %recipient.name%',
    html: '<p>Dear %recipient.name%</p>',
    'recipient-variables': JSON.stringify({ 'ada@example.org': { name: 'Ada', delivery: '1' }, 'bob@example.org': { name: '%recipient.delivery%', delivery: '2' } }),
    'o:tag': ['reminder-P1D'],
    'o:tracking': 'yes',
    'v:batch': 'batch-1',
    'v:delivery': '%recipient.delivery%',
    'h:List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    attachment: { data: Buffer.from('BEGIN:VCALENDAR\r\n'), filename: 'show.ics', contentType: 'text/calendar' },
  });
  assert.equal(answer.status, 200);
  assert.match(answer.id, /^<.*@mg\.example\.org>$/);
  assert.equal(answer.message, 'Queued. Thank you.');
  const kept = await standin.control('/mailgun/messages');
  assert.equal(kept.length, 2);
  assert.equal(kept[0].subject, 'Hello Ada');
  assert.equal(kept[1].subject, 'Hello %recipient.delivery%');
  assert.equal(kept[1].options['v:delivery'], '2');
  assert.equal(kept[0].attachments[0].name, 'show.ics');
  assert.equal(kept[0].attachments[0].content, 'BEGIN:VCALENDAR\r\n');
});

test('mailgun.js: events and their pages', async () => {
  const page = await mailgun().events.get(domain, { begin: '1', ascending: 'yes', limit: 1 });
  assert.equal(page.items.length, 1);
  assert.equal(page.items[0].event, 'accepted');
  assert.equal(page.items[0]['user-variables'].batch, 'batch-1');
  const next = await mailgun().events.get(domain, { page: page.pages.next.page });
  assert.equal(next.items.length, 1);
  assert.notEqual(next.items[0].id, page.items[0].id);
  const end = await mailgun().events.get(domain, { page: next.pages.next.page });
  assert.deepEqual(end.items, []);
});

test('mailgun.js: logs', async () => {
  const answer = await mailgun().logs.list({
    start: new Date(Date.now() - 3600e3), end: new Date(Date.now() + 3600e3), events: ['accepted'],
    filter: { AND: [{ attribute: 'domain', comparator: '=', values: [{ label: domain, value: domain }] }] },
    pagination: { sort: 'timestamp:asc', limit: 10 },
  });
  assert.equal(answer.items.length, 2);
  assert.equal(JSON.parse(answer.items[0]['user-variables']).delivery, '1');
});

test('mailgun.js: a domain and its state', async () => {
  const answer = await mailgun().domains.get(domain);
  assert.equal(answer.state, 'active');
  await assert.rejects(mailgun().domains.get('unknown.example.org'), { status: 404 });
});

test('mailgun.js: suppressions', async () => {
  await mailgun().suppressions.create(domain, 'bounces', { address: 'gone@example.org' });
  const found = await mailgun().suppressions.get(domain, 'bounces', 'gone@example.org');
  assert.equal(found.address, 'gone@example.org');
  const list = await mailgun().suppressions.list(domain, 'bounces');
  assert.equal(list.items.length, 1);
  await mailgun().messages.create(domain, { from: 'a@mg.example.org', to: 'gone@example.org', subject: 's', text: 't', 'recipient-variables': '{}' });
  const failed = await mailgun().events.get(domain, { begin: '1', ascending: 'yes', event: 'failed' });
  assert.equal(failed.items[0].reason, 'suppress-bounce');
  await mailgun().suppressions.destroy(domain, 'bounces', 'gone@example.org');
  await assert.rejects(mailgun().suppressions.get(domain, 'bounces', 'gone@example.org'), { status: 404 });
});

test('mailgun.js: errors', async () => {
  const message = { from: 'a@mg.example.org', to: 'no address', subject: 's', text: 't' };
  await assert.rejects(mailgun().messages.create(domain, message), (error) => error.status === 400 && /valid address/.test(error.details));
  await assert.rejects(mailgun('key-wrong').messages.create(domain, message), { status: 401 });
  await standin.control('/faults', { service: 'mailgun', fault: '429' });
  await assert.rejects(mailgun().messages.create(domain, message), { status: 429 });
});

test('twilio: a message and its life', async () => {
  const made = await sms().messages.create({ to: '+4915112345678', from: '+15005550006', body: 'Späte Show', statusCallback: 'https://example.org/cb', validityPeriod: 900, smartEncoded: false });
  assert.match(made.sid, /^SM[0-9a-f]{32}$/);
  assert.equal(made.status, 'queued');
  assert.equal(made.errorCode, null);
  assert.ok(made.dateCreated instanceof Date && !Number.isNaN(made.dateCreated.getTime()));
  await standin.control('/twilio/status', { sid: made.sid, status: 'delivered', price: '-0.00750' });
  const fetched = await sms().messages(made.sid).fetch();
  assert.equal(fetched.status, 'delivered');
  assert.equal(fetched.price, '-0.00750');
  assert.equal(fetched.body, 'Späte Show');
});

test('twilio: lists in pages', async () => {
  for (let i = 0; i < 5; i++) await sms().messages.create({ to: '+4915112345679', messagingServiceSid: 'MG0123456789abcdef0123456789abcdef', body: `Number ${i}` });
  const all = await sms().messages.list({ to: '+4915112345679', pageSize: 2 });
  assert.deepEqual(all.map((message) => message.body), ['Number 4', 'Number 3', 'Number 2', 'Number 1', 'Number 0']);
  assert.equal(all[0].numSegments, '0');
  await standin.control('/twilio/inbound', { from: '+4915112345670', body: 'STOP' });
  const inbound = await sms().messages.list({ to: '+15005550006', dateSentAfter: new Date(Date.now() - 86400e3) });
  assert.equal(inbound[0].direction, 'inbound');
});

test('twilio: scheduled, cancelled, deleted', async () => {
  const made = await sms().messages.create({ to: '+4915112345678', messagingServiceSid: 'MG0123456789abcdef0123456789abcdef', body: 'Later', scheduleType: 'fixed', sendAt: new Date(Date.now() + 3600e3) });
  const cancelled = await sms().messages(made.sid).update({ status: 'canceled' });
  assert.equal(cancelled.status, 'canceled');
  assert.equal(await sms().messages(made.sid).remove(), true);
  await assert.rejects(sms().messages(made.sid).fetch(), { status: 404, code: 20404 });
});

test('twilio: account and balance', async () => {
  assert.equal((await sms().api.v2010.accounts(sid).fetch()).status, 'active');
  assert.equal((await sms().balance.fetch()).currency, 'USD');
});

test('twilio: errors', async () => {
  const message = { to: '+4915112345670', from: '+15005550006', body: 'Hi' };
  await assert.rejects(sms().messages.create(message), { status: 400, code: 21610 });   // replied STOP above
  await assert.rejects(sms().messages.create({ ...message, to: '12' }), { status: 400, code: 21211 });
  await assert.rejects(sms().messages.create({ ...message, from: '+15005550007' }), { status: 400, code: 21606 });
  await assert.rejects(sms('wrong').messages.create(message), { status: 401, code: 20003 });
});

test('twilio: signature of a webhook', async () => {
  const url = `${standin.urls.control}/inbox`;
  await standin.control('/webhooks', { service: 'twilio', url, from: '+4915112345670', body: 'Héllo + é' });
  const { headers, body } = (await standin.control('/inbox')).at(-1);
  const params = Object.fromEntries(new URLSearchParams(body));
  assert.equal(params.Body, 'Héllo + é');
  assert.ok(twilio.validateRequest(token, headers['X-Twilio-Signature'], url, params));
});

test('mux: the life of a stream', async () => {
  const streams = mux().video.liveStreams;
  const made = await streams.create({ playback_policies: ['public'], new_asset_settings: { playback_policies: ['public'] }, passthrough: 'event-1', latency_mode: 'reduced', reconnect_window: 60, meta: { title: 'Show' } });
  assert.equal(made.status, 'idle');
  assert.equal(made.playback_ids[0].policy, 'public');
  await standin.control('/mux/broadcast', { id: made.id, active: true });
  const live = await streams.retrieve(made.id);
  assert.equal(live.status, 'active');
  assert.ok(live.active_asset_id);
  await streams.complete(made.id);
  assert.deepEqual((await streams.retrieve(made.id)).recent_asset_ids, [live.active_asset_id]);
  await streams.disable(made.id);
  assert.equal((await streams.retrieve(made.id)).status, 'disabled');
  await streams.enable(made.id);
  assert.equal((await streams.update(made.id, { passthrough: 'event-2' })).passthrough, 'event-2');
  await streams.delete(made.id);
  await assert.rejects(streams.retrieve(made.id), { status: 404 });
});

test('mux: lists in pages', async () => {
  for (let i = 0; i < 5; i++) await mux().video.liveStreams.create({ playback_policies: ['public'], passthrough: `event-${i}`, test: true });
  const seen = [];
  for await (const stream of mux().video.liveStreams.list({ limit: 2 })) seen.push(stream.passthrough);
  assert.deepEqual(seen, ['event-4', 'event-3', 'event-2', 'event-1', 'event-0']);
});

test('mux: errors', async () => {
  const streams = (secret) => mux(secret).video.liveStreams;
  await assert.rejects(streams('wrong').create({ playback_policies: ['public'] }), { status: 401 });
  await assert.rejects(streams().create({ playback_policies: ['public'], reconnect_window: 1801 }), { status: 400 });
  await assert.rejects(streams().create({ test: true, max_continuous_duration: 60 }), { status: 400 });
  await standin.control('/faults', { service: 'mux', fault: '429' });
  await assert.rejects(streams().list(), { status: 429 });
});

test('mux: signature of a webhook', async () => {
  const made = await mux().video.liveStreams.create({ playback_policies: ['public'] });
  await standin.control('/webhooks', { service: 'mux', url: `${standin.urls.control}/inbox`, id: made.id, type: 'video.live_stream.active' });
  const { headers, body } = (await standin.control('/inbox')).at(-1);
  const event = await mux().webhooks.unwrap(body, { 'mux-signature': headers['Mux-Signature'] });
  assert.equal(event.type, 'video.live_stream.active');
  assert.equal(event.data.id, made.id);
});

test('the stand-in saw nothing that the vendors do not describe', async () => {
  assert.deepEqual(await standin.control('/problems'), []);
});
