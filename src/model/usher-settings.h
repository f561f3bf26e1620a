/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-setting-rule.h"
#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherSettings:
 * @sender_name: who writes; in the header and the text of messages
 * @sender_address: the From of e-mail
 * @reply_to: where answers go
 * @postal_address: at the foot of e-mail; the law asks for it in many countries
 * @public_url: base of all links in messages, without a slash at the end
 * @privacy_url: the streamer's privacy page
 * @playback_url: a stream of the streamer's own, where there is no Mux
 * @default_country: region of national phone numbers: "US"
 * @email_price_micros, @sms_price_micros: price of a message and of a segment, in millionths of a dollar
 * @track: opens and clicks
 * @default_channels: what a new event uses
 * @default_intervals: (element-type utf8) (nullable): ISO 8601 durations that a new event uses; %NULL for the recommended ones
 * @quiet_enabled: SMS reminders wait for the end of the quiet hours (usher-quiet.h)
 * @quiet_from, @quiet_to: minutes of the day; over midnight when @quiet_from is later
 * @retention_days: registrations are erased so long after their event's end; 0: never
 * @keep_running: reminders leave while the window is closed
 * @autostart: Usher starts with the session
 *
 * What the streamer chose in the preferences, without any secret: those are in the keyring. Texts are %NULL when nothing is
 * chosen. Immutable once it is shared between threads; counted references. usher_settings_check() is the one place that knows
 * what is allowed.
 */
typedef struct {
  char         *sender_name, *sender_address, *reply_to, *postal_address;
  char         *public_url, *privacy_url, *playback_url;
  char         *default_country;
  char         *mailgun_domain, *mailgun_base_url;
  char         *twilio_account_sid, *twilio_phone_number, *twilio_messaging_service_sid, *twilio_base_url;
  char         *mux_token_id, *mux_base_url;
  gint64        email_price_micros;
  gint64        sms_price_micros;
  gboolean      track;
  UsherChannels default_channels;
  GPtrArray    *default_intervals;
  gboolean      quiet_enabled;
  int           quiet_from, quiet_to;
  int           retention_days;
  gboolean      keep_running;
  gboolean      autostart;
} UsherSettings;

#define USHER_RETENTION_MAX_DAYS 3650
#define USHER_PRICE_MAX_MICROS   (1000 * (gint64) 1000000)

UsherSettings *usher_settings_new       (void);   /* nothing chosen: no accounts, the house's prices, e-mail, the eight */
UsherSettings *usher_settings_copy      (const UsherSettings *self);
UsherSettings *usher_settings_ref       (UsherSettings *self);
void           usher_settings_unref     (UsherSettings *self);
gboolean       usher_settings_equal     (const UsherSettings *a, const UsherSettings *b);
/* Fields are named as the members */
gboolean       usher_settings_check     (const UsherSettings *self, GError **error);
/* Checked, and in the form in which it is kept: trimmed, canonical, "" as NULL */
UsherSettings *usher_settings_normalize (const UsherSettings *self, GError **error);

/* As one text, for the database. What a newer Usher wrote and this one does not know is left out; what is missing or cannot be
 * read is the default. @text: (nullable): nothing was ever saved */
char          *usher_settings_to_text   (const UsherSettings *self);
UsherSettings *usher_settings_from_text (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSettings, usher_settings_unref)

/* For whoever reads and writes all texts alike (the API, the environment): NULL at the end of the list */
const char    *usher_settings_text_name (guint index);
char         **usher_settings_text      (UsherSettings *self, guint index);
UsherSettingRule usher_settings_text_rule (guint index);

G_END_DECLS
