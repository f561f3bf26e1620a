-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the app's lists ask all the time is counted when rows change and not when it is asked: a million rows are never
-- read for a number. And the orders in which the lists are shown.

CREATE TABLE registration_tally (
  event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  total INTEGER NOT NULL DEFAULT 0,
  -- who agreed to it and has such an address; those who are reached by neither; those who gave no e-mail address
  email INTEGER NOT NULL DEFAULT 0,
  sms INTEGER NOT NULL DEFAULT 0,
  silent INTEGER NOT NULL DEFAULT 0,
  no_email INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO registration_tally (event_id, total, email, sms, silent, no_email)
  SELECT e.id, count(r.id), coalesce(sum(r.email_opt_in = 1 AND r.email IS NOT NULL), 0),
    coalesce(sum(r.sms_opt_in = 1 AND r.phone IS NOT NULL), 0),
    coalesce(sum(r.id IS NOT NULL AND (r.email_opt_in = 0 OR r.email IS NULL) AND (r.sms_opt_in = 0 OR r.phone IS NULL)), 0),
    count(r.id) - count(r.email_key)
  FROM event e LEFT JOIN registration r ON r.event_id = e.id GROUP BY e.id;

CREATE TRIGGER event_tally AFTER INSERT ON event BEGIN
  INSERT INTO registration_tally (event_id) VALUES (NEW.id);
END;
CREATE TRIGGER registration_comes AFTER INSERT ON registration BEGIN
  UPDATE registration_tally SET total = total + 1,
    email = email + (NEW.email_opt_in = 1 AND NEW.email IS NOT NULL),
    sms = sms + (NEW.sms_opt_in = 1 AND NEW.phone IS NOT NULL),
    silent = silent + ((NEW.email_opt_in = 0 OR NEW.email IS NULL) AND (NEW.sms_opt_in = 0 OR NEW.phone IS NULL)),
    no_email = no_email + (NEW.email_key IS NULL)
  WHERE event_id = NEW.event_id;
END;
CREATE TRIGGER registration_goes AFTER DELETE ON registration BEGIN
  UPDATE registration_tally SET total = total - 1,
    email = email - (OLD.email_opt_in = 1 AND OLD.email IS NOT NULL),
    sms = sms - (OLD.sms_opt_in = 1 AND OLD.phone IS NOT NULL),
    silent = silent - ((OLD.email_opt_in = 0 OR OLD.email IS NULL) AND (OLD.sms_opt_in = 0 OR OLD.phone IS NULL)),
    no_email = no_email - (OLD.email_key IS NULL)
  WHERE event_id = OLD.event_id;
END;
CREATE TRIGGER registration_changes
AFTER UPDATE OF event_id, email, email_key, phone, email_opt_in, sms_opt_in ON registration BEGIN
  UPDATE registration_tally SET total = total - 1,
    email = email - (OLD.email_opt_in = 1 AND OLD.email IS NOT NULL),
    sms = sms - (OLD.sms_opt_in = 1 AND OLD.phone IS NOT NULL),
    silent = silent - ((OLD.email_opt_in = 0 OR OLD.email IS NULL) AND (OLD.sms_opt_in = 0 OR OLD.phone IS NULL)),
    no_email = no_email - (OLD.email_key IS NULL)
  WHERE event_id = OLD.event_id;
  UPDATE registration_tally SET total = total + 1,
    email = email + (NEW.email_opt_in = 1 AND NEW.email IS NOT NULL),
    sms = sms + (NEW.sms_opt_in = 1 AND NEW.phone IS NOT NULL),
    silent = silent + ((NEW.email_opt_in = 0 OR NEW.email IS NULL) AND (NEW.sms_opt_in = 0 OR NEW.phone IS NULL)),
    no_email = no_email + (NEW.email_key IS NULL)
  WHERE event_id = NEW.event_id;
END;

-- notification_id is 0 for test sends.
CREATE TABLE delivery_tally (
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  notification_id INTEGER NOT NULL,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (event_id, notification_id, channel, status)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_tally
  SELECT event_id, coalesce(notification_id, 0), channel, status, count(*) FROM delivery GROUP BY 1, 2, 3, 4;

CREATE TRIGGER delivery_comes AFTER INSERT ON delivery BEGIN
  INSERT INTO delivery_tally VALUES (NEW.event_id, coalesce(NEW.notification_id, 0), NEW.channel, NEW.status, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER delivery_goes AFTER DELETE ON delivery BEGIN
  UPDATE delivery_tally SET n = n - 1 WHERE event_id = OLD.event_id
    AND notification_id = coalesce(OLD.notification_id, 0) AND channel = OLD.channel AND status = OLD.status;
END;
CREATE TRIGGER delivery_changes AFTER UPDATE OF status ON delivery WHEN OLD.status <> NEW.status BEGIN
  UPDATE delivery_tally SET n = n - 1 WHERE event_id = OLD.event_id
    AND notification_id = coalesce(OLD.notification_id, 0) AND channel = OLD.channel AND status = OLD.status;
  INSERT INTO delivery_tally VALUES (NEW.event_id, coalesce(NEW.notification_id, 0), NEW.channel, NEW.status, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Registrations by name (by e-mail there is registration_by_email, and registration_by_phone for the others)
CREATE INDEX registration_by_name ON registration (event_id, first_name COLLATE NOCASE, last_name COLLATE NOCASE, id);
CREATE INDEX registration_silent ON registration (event_id, id)
  WHERE (email_opt_in = 0 OR email IS NULL) AND (sms_opt_in = 0 OR phone IS NULL);
-- The outbox by what became of a message; what was sent is nearly all of it and needs none.
CREATE INDEX delivery_waiting ON delivery (id) WHERE status IN ('queued', 'claimed', 'unknown');
CREATE INDEX delivery_failed ON delivery (id) WHERE status = 'failed';
CREATE INDEX delivery_skipped ON delivery (id) WHERE status IN ('skipped', 'cancelled');
-- Today: what went wrong, and what went out last
CREATE INDEX notification_failed ON notification (event_id) WHERE status = 'failed';
CREATE INDEX notification_closed ON notification (closed_at) WHERE status IN ('sent', 'failed') AND closed_at IS NOT NULL;
CREATE INDEX event_by_end ON event (ended_at, id) WHERE status = 'completed';
