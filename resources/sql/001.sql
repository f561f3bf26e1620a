-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first schema. Instants are microseconds since 1970 UTC. A shipped script is never edited: add the next number.

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  local_start TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  duration_minutes INTEGER NOT NULL CHECK (duration_minutes > 0),
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'live', 'completed', 'cancelled')),
  email INTEGER NOT NULL CHECK (email IN (0, 1)),
  sms INTEGER NOT NULL CHECK (sms IN (0, 1)),
  custom_message TEXT NOT NULL DEFAULT '',
  registration_enabled INTEGER NOT NULL CHECK (registration_enabled IN (0, 1)),
  capacity INTEGER NOT NULL DEFAULT 0 CHECK (capacity >= 0),
  opens_at INTEGER,
  closes_at INTEGER,
  privacy_url TEXT,
  language TEXT NOT NULL DEFAULT 'en',
  sequence INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  started_at INTEGER,
  ended_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX event_by_start ON event (starts_at, id);

-- The stage: one live stream for each event that went live.
CREATE TABLE stream (
  event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  status TEXT NOT NULL,
  ingest_url TEXT NOT NULL DEFAULT '',
  stream_key TEXT NOT NULL DEFAULT '',
  playback_id TEXT NOT NULL DEFAULT '',
  playback_url TEXT NOT NULL DEFAULT '',
  asset_ids TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE notification (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('reminder', 'confirmation', 'change', 'cancellation')),
  interval TEXT,
  due_at INTEGER,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'sending', 'sent', 'failed', 'cancelled', 'skipped')),
  reason TEXT,
  email INTEGER NOT NULL CHECK (email IN (0, 1)),
  sms INTEGER NOT NULL CHECK (sms IN (0, 1)),
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  -- what a change notice says of the former start
  old_starts_at INTEGER,
  -- deliveries are made in pages of registrations: the last id that was looked at, and whether all were
  cursor INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
  opened_at INTEGER,
  closed_at INTEGER,
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'reminder') = (interval IS NOT NULL))
) STRICT;
CREATE INDEX notification_by_event ON notification (event_id, due_at);
CREATE INDEX notification_due ON notification (due_at) WHERE status = 'scheduled' AND due_at IS NOT NULL;
CREATE INDEX notification_open ON notification (id) WHERE status = 'sending';
-- A step can be planned once at a time (after a postponement a sent step may be planned again).
CREATE UNIQUE INDEX notification_step ON notification (event_id, interval)
  WHERE kind = 'reminder' AND status IN ('scheduled', 'sending');
CREATE UNIQUE INDEX notification_confirmation ON notification (event_id) WHERE kind = 'confirmation';

CREATE TABLE registration (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  token TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  email TEXT,
  email_key TEXT,
  phone TEXT,
  email_opt_in INTEGER NOT NULL CHECK (email_opt_in IN (0, 1)),
  sms_opt_in INTEGER NOT NULL CHECK (sms_opt_in IN (0, 1)),
  time_zone TEXT,
  language TEXT,
  source TEXT NOT NULL DEFAULT 'page',
  registered_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (email IS NOT NULL OR phone IS NOT NULL),
  CHECK ((email IS NULL) = (email_key IS NULL))
) STRICT;
-- The same person twice is one registration: by e-mail, or by phone where there is no e-mail.
CREATE UNIQUE INDEX registration_by_email ON registration (event_id, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX registration_by_phone ON registration (event_id, phone) WHERE email_key IS NULL;
CREATE INDEX registration_by_event ON registration (event_id, id);
CREATE INDEX registration_phone ON registration (phone) WHERE phone IS NOT NULL;
CREATE INDEX registration_email ON registration (email_key) WHERE email_key IS NOT NULL;

-- Proof of consent: one row for each act, never edited; outlives the registration (address_hash stays).
CREATE TABLE consent (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  registration_id INTEGER REFERENCES registration (id) ON DELETE SET NULL,
  event_id INTEGER REFERENCES event (id) ON DELETE SET NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  act TEXT NOT NULL CHECK (act IN ('given', 'refused', 'withdrawn')),
  address_hash TEXT NOT NULL,
  consent_text TEXT NOT NULL DEFAULT '',
  language TEXT,
  method TEXT NOT NULL,
  page_url TEXT,
  ip_address TEXT,
  user_agent TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_by_registration ON consent (registration_id);
CREATE INDEX consent_by_event ON consent (event_id);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  notification_id INTEGER REFERENCES notification (id) ON DELETE CASCADE,
  registration_id INTEGER REFERENCES registration (id) ON DELETE SET NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reminder', 'confirmation', 'change', 'cancellation', 'test')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  edition INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('queued', 'claimed', 'accepted', 'delivered', 'failed', 'unknown', 'cancelled', 'skipped')),
  batch_id TEXT,
  provider TEXT,
  provider_id TEXT,
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  segments INTEGER NOT NULL DEFAULT 0,
  price_micros INTEGER NOT NULL DEFAULT -1,
  -- what a test send is to look like: the template key
  template_key TEXT,
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  claimed_at INTEGER,
  settled_at INTEGER,
  delivered_at INTEGER,
  opened_at INTEGER,
  clicked_at INTEGER,
  CHECK ((kind = 'test') = (notification_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX delivery_once ON delivery (notification_id, registration_id, channel, edition);
-- Holds all that the counts of a notification need.
CREATE INDEX delivery_counts ON delivery (notification_id, channel, status);
CREATE INDEX delivery_queue ON delivery (channel, next_attempt_at, notification_id) WHERE status = 'queued';
CREATE INDEX delivery_unsettled ON delivery (batch_id) WHERE status IN ('claimed', 'unknown');
CREATE INDEX delivery_to_ask ON delivery (channel, next_attempt_at) WHERE status = 'unknown';
CREATE INDEX delivery_to_poll ON delivery (settled_at) WHERE status = 'accepted' AND channel = 'sms';
CREATE INDEX delivery_by_provider_id ON delivery (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX delivery_by_registration ON delivery (registration_id);
CREATE INDEX delivery_by_event ON delivery (event_id, id);
CREATE INDEX delivery_opened ON delivery (notification_id) WHERE opened_at IS NOT NULL;
CREATE INDEX delivery_clicked ON delivery (notification_id) WHERE clicked_at IS NOT NULL;

CREATE TABLE suppression (
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  address_hash TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('unsubscribe', 'bounce', 'complaint', 'stop', 'manual')),
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (channel, address_hash, reason)
) STRICT, WITHOUT ROWID;

-- The user's own texts; the built-in ones are resources of the program.
CREATE TABLE template (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  name TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  html TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX template_active ON template (key, channel) WHERE active = 1;

-- What the sandbox sent: the batch once, its messages with the values that make each one readable.
CREATE TABLE outbox_batch (
  batch_id TEXT PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  sender TEXT NOT NULL DEFAULT '',
  reply_to TEXT,
  subject TEXT NOT NULL DEFAULT '',
  html TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  headers TEXT NOT NULL DEFAULT '{}',
  attachment_name TEXT,
  attachment TEXT,
  sent_at INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox_message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id TEXT NOT NULL REFERENCES outbox_batch (batch_id) ON DELETE CASCADE,
  delivery_id INTEGER REFERENCES delivery (id) ON DELETE SET NULL,
  recipient TEXT NOT NULL,
  variables TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX outbox_by_batch ON outbox_message (batch_id);
CREATE INDEX outbox_by_delivery ON outbox_message (delivery_id);

-- What providers told us, once each: webhooks and polling write the same rows.
CREATE TABLE feedback (
  provider TEXT NOT NULL,
  provider_event_id TEXT NOT NULL,
  delivery_id INTEGER REFERENCES delivery (id) ON DELETE CASCADE,
  event_id INTEGER REFERENCES event (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  detail TEXT,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (provider, provider_event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_delivery ON feedback (delivery_id);
CREATE INDEX feedback_by_event ON feedback (event_id);

-- Tokens of signed webhooks, so that a recorded one cannot be played again.
CREATE TABLE webhook_token (
  provider TEXT NOT NULL,
  token TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (provider, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_token_by_age ON webhook_token (at);

-- How far polling has come, and whether the account works (the circuit).
CREATE TABLE provider_state (
  provider TEXT PRIMARY KEY,
  state TEXT NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'ok', 'troubled', 'open')),
  reason TEXT,
  cursor TEXT,
  retry_at INTEGER,
  checked_at INTEGER
) STRICT;

CREATE TABLE attendance (
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  registration_id INTEGER NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  watch_seconds INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (event_id, registration_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_by_registration ON attendance (registration_id);

-- Made with the event; live counts are computed when read, and fixed here when the event ends.
CREATE TABLE analytics (
  event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  registrations INTEGER NOT NULL DEFAULT 0,
  registrations_email INTEGER NOT NULL DEFAULT 0,
  registrations_sms INTEGER NOT NULL DEFAULT 0,
  unsubscribes INTEGER NOT NULL DEFAULT 0,
  email_sent INTEGER NOT NULL DEFAULT 0,
  email_delivered INTEGER NOT NULL DEFAULT 0,
  email_failed INTEGER NOT NULL DEFAULT 0,
  sms_sent INTEGER NOT NULL DEFAULT 0,
  sms_delivered INTEGER NOT NULL DEFAULT 0,
  sms_failed INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0,
  clicked INTEGER NOT NULL DEFAULT 0,
  segments INTEGER NOT NULL DEFAULT 0,
  email_cost_micros INTEGER NOT NULL DEFAULT 0,
  sms_cost_micros INTEGER NOT NULL DEFAULT 0,
  attendance INTEGER NOT NULL DEFAULT 0,
  viewers_total INTEGER NOT NULL DEFAULT 0,
  viewers_peak INTEGER NOT NULL DEFAULT 0,
  watch_seconds INTEGER NOT NULL DEFAULT 0,
  reactions INTEGER NOT NULL DEFAULT 0,
  messages INTEGER NOT NULL DEFAULT 0,
  polls INTEGER NOT NULL DEFAULT 0,
  poll_votes INTEGER NOT NULL DEFAULT 0,
  duration_seconds INTEGER NOT NULL DEFAULT 0,
  computed_at INTEGER
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  event_id INTEGER,
  subject TEXT,
  detail TEXT
) STRICT;
CREATE INDEX audit_by_event ON audit (event_id, id);

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Idempotency-Key of create and send: a repeated request gets the first one's result.
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
