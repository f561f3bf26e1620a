-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is not a reminder goes first, however many reminders wait; what is only kept against repetition is forgotten by age.

CREATE INDEX delivery_queue_first ON delivery (channel, next_attempt_at, notification_id)
  WHERE status = 'queued' AND kind <> 'reminder';
CREATE INDEX idempotency_by_age ON idempotency (at);
CREATE INDEX feedback_by_age ON feedback (received_at);
