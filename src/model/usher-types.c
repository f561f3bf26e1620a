/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-types.h"

static const char *
nick_of (const char * const *nicks, gsize n_nicks, guint value)
{
  g_return_val_if_fail (value < n_nicks, NULL);
  return nicks[value];
}

static gboolean
value_of (const char * const *nicks, gsize n_nicks, const char *nick, guint *value)
{
  if (nick == NULL)
    return FALSE;
  for (guint i = 0; i < n_nicks; i++)
    if (g_str_equal (nicks[i], nick))
      {
        *value = i;
        return TRUE;
      }
  return FALSE;
}

/* A switch over an enumeration would tell of a missing nick at compile time but say everything twice; the test of the
 * nicks walks through all values instead. */
#define DEFINE_NICKS(Type, prefix, ...)                                                   \
  static const char * const prefix##_nicks[] = { __VA_ARGS__ };                           \
                                                                                          \
  const char *                                                                            \
  prefix##_nick (Type value)                                                              \
  {                                                                                       \
    return nick_of (prefix##_nicks, G_N_ELEMENTS (prefix##_nicks), (guint) value);        \
  }                                                                                       \
                                                                                          \
  gboolean                                                                                \
  prefix##_from_nick (const char *nick, Type *value)                                      \
  {                                                                                       \
    guint found;                                                                          \
                                                                                          \
    g_return_val_if_fail (value != NULL, FALSE);                                          \
    if (!value_of (prefix##_nicks, G_N_ELEMENTS (prefix##_nicks), nick, &found))          \
      return FALSE;                                                                       \
    *value = (Type) found;                                                                \
    return TRUE;                                                                          \
  }

DEFINE_NICKS (UsherChannel, usher_channel,
              [USHER_CHANNEL_EMAIL] = "email",
              [USHER_CHANNEL_SMS] = "sms")

DEFINE_NICKS (UsherEventStatus, usher_event_status,
              [USHER_EVENT_SCHEDULED] = "scheduled",
              [USHER_EVENT_LIVE] = "live",
              [USHER_EVENT_COMPLETED] = "completed",
              [USHER_EVENT_CANCELLED] = "cancelled")

DEFINE_NICKS (UsherNotificationKind, usher_notification_kind,
              [USHER_NOTIFICATION_REMINDER] = "reminder",
              [USHER_NOTIFICATION_CONFIRMATION] = "confirmation",
              [USHER_NOTIFICATION_CHANGE] = "change",
              [USHER_NOTIFICATION_CANCELLATION] = "cancellation",
              [USHER_NOTIFICATION_TEST] = "test")

DEFINE_NICKS (UsherNotificationStatus, usher_notification_status,
              [USHER_NOTIFICATION_SCHEDULED] = "scheduled",
              [USHER_NOTIFICATION_SENDING] = "sending",
              [USHER_NOTIFICATION_SENT] = "sent",
              [USHER_NOTIFICATION_FAILED] = "failed",
              [USHER_NOTIFICATION_CANCELLED] = "cancelled",
              [USHER_NOTIFICATION_SKIPPED] = "skipped")

DEFINE_NICKS (UsherDeliveryStatus, usher_delivery_status,
              [USHER_DELIVERY_QUEUED] = "queued",
              [USHER_DELIVERY_CLAIMED] = "claimed",
              [USHER_DELIVERY_ACCEPTED] = "accepted",
              [USHER_DELIVERY_DELIVERED] = "delivered",
              [USHER_DELIVERY_FAILED] = "failed",
              [USHER_DELIVERY_UNKNOWN] = "unknown",
              [USHER_DELIVERY_CANCELLED] = "cancelled",
              [USHER_DELIVERY_SKIPPED] = "skipped")

DEFINE_NICKS (UsherSuppressionReason, usher_suppression_reason,
              [USHER_SUPPRESSION_UNSUBSCRIBE] = "unsubscribe",
              [USHER_SUPPRESSION_BOUNCE] = "bounce",
              [USHER_SUPPRESSION_COMPLAINT] = "complaint",
              [USHER_SUPPRESSION_STOP] = "stop",
              [USHER_SUPPRESSION_MANUAL] = "manual")
