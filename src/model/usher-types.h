/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The small words that every record uses (DESIGN.md §1). Each enumeration has a nick: the text that stands in the
 * database, in JSON and in SQL checks. */

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherInstant:
 *
 * A moment: microseconds since 1970-01-01T00:00:00Z (as g_get_real_time()). %USHER_NEVER stands for "not set".
 */
typedef gint64 UsherInstant;
#define USHER_NEVER ((UsherInstant) G_MININT64)

#define USHER_MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define USHER_HOUR   (60 * USHER_MINUTE)
#define USHER_DAY    (24 * USHER_HOUR)

typedef enum {
  USHER_CHANNEL_EMAIL,
  USHER_CHANNEL_SMS,
} UsherChannel;
#define USHER_N_CHANNELS 2

typedef enum {
  USHER_CHANNELS_NONE  = 0,
  USHER_CHANNELS_EMAIL = 1 << USHER_CHANNEL_EMAIL,
  USHER_CHANNELS_SMS   = 1 << USHER_CHANNEL_SMS,
} UsherChannels;

/* nicks: scheduled live completed cancelled */
typedef enum {
  USHER_EVENT_SCHEDULED,
  USHER_EVENT_LIVE,
  USHER_EVENT_COMPLETED,
  USHER_EVENT_CANCELLED,
} UsherEventStatus;

/* nicks: reminder confirmation change cancellation test */
typedef enum {
  USHER_NOTIFICATION_REMINDER,
  USHER_NOTIFICATION_CONFIRMATION,
  USHER_NOTIFICATION_CHANGE,
  USHER_NOTIFICATION_CANCELLATION,
  USHER_NOTIFICATION_TEST,
} UsherNotificationKind;

/* nicks: scheduled sending sent failed cancelled skipped */
typedef enum {
  USHER_NOTIFICATION_SCHEDULED,
  USHER_NOTIFICATION_SENDING,
  USHER_NOTIFICATION_SENT,
  USHER_NOTIFICATION_FAILED,
  USHER_NOTIFICATION_CANCELLED,
  USHER_NOTIFICATION_SKIPPED,
} UsherNotificationStatus;

/* nicks: queued claimed accepted delivered failed unknown cancelled skipped
 *
 * queued → claimed (durably, before the request leaves) → accepted (the provider took it) → delivered.
 * failed: refused for good. unknown: the request left and no answer came; the provider is asked before anything is
 * sent again. cancelled: the streamer or the viewer took it back. skipped: a rule decided against it. */
typedef enum {
  USHER_DELIVERY_QUEUED,
  USHER_DELIVERY_CLAIMED,
  USHER_DELIVERY_ACCEPTED,
  USHER_DELIVERY_DELIVERED,
  USHER_DELIVERY_FAILED,
  USHER_DELIVERY_UNKNOWN,
  USHER_DELIVERY_CANCELLED,
  USHER_DELIVERY_SKIPPED,
} UsherDeliveryStatus;

/* nicks: unsubscribe bounce complaint stop manual */
typedef enum {
  USHER_SUPPRESSION_UNSUBSCRIBE,
  USHER_SUPPRESSION_BOUNCE,
  USHER_SUPPRESSION_COMPLAINT,
  USHER_SUPPRESSION_STOP,
  USHER_SUPPRESSION_MANUAL,
} UsherSuppressionReason;

/* Each pair: the nick of a value (never NULL for a valid value), and back (FALSE where no value has that nick). */
const char *usher_channel_nick               (UsherChannel             value);
gboolean    usher_channel_from_nick          (const char *nick, UsherChannel *value);
const char *usher_event_status_nick          (UsherEventStatus         value);
gboolean    usher_event_status_from_nick     (const char *nick, UsherEventStatus *value);
const char *usher_notification_kind_nick     (UsherNotificationKind    value);
gboolean    usher_notification_kind_from_nick (const char *nick, UsherNotificationKind *value);
const char *usher_notification_status_nick   (UsherNotificationStatus  value);
gboolean    usher_notification_status_from_nick (const char *nick, UsherNotificationStatus *value);
const char *usher_delivery_status_nick       (UsherDeliveryStatus      value);
gboolean    usher_delivery_status_from_nick  (const char *nick, UsherDeliveryStatus *value);
const char *usher_suppression_reason_nick    (UsherSuppressionReason   value);
gboolean    usher_suppression_reason_from_nick (const char *nick, UsherSuppressionReason *value);

G_END_DECLS
