/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streamer sets up another account while nobody knows whether a message left by the old one. The new one does not know
 * it either; that is no reason to send it again. */
#include "usher-house.h"

#define DAY_BEFORE (HOUSE_START - USHER_DAY)

typedef struct {
  UsherChannel        channel;
  const char         *first, *second;     /* domains or accounts; NULL: none, so the sandbox */
  int                 failed;             /* in the end */
  int                 sent;               /* by the new one */
} Case;

static void
use_account (UsherHouse *house, UsherChannel channel, const char *name)
{
  g_set_str (channel == USHER_CHANNEL_EMAIL ? &house->config->mailgun_domain : &house->config->twilio_account_sid, name);
  g_set_str (channel == USHER_CHANNEL_EMAIL ? &house->config->mailgun_api_key : &house->config->twilio_auth_token, name);
}

/* One that knows nothing of what went before */
static void
forget (UsherHouse *house)
{
  g_object_unref (house->mailer);
  g_object_unref (house->texter);
  house->mailer = usher_fake_mailer_new ();
  house->texter = usher_fake_texter_new ();
  house->mail = usher_fake_mailer_get (house->mailer);
  house->text = usher_fake_texter_get (house->texter);
}

static void
wait_an_hour (UsherHouse *house)
{
  UsherInstant now = usher_clock_now (house->clock);

  for (int minutes = 1; minutes <= 60; minutes++)
    usher_house_go_to (house, now + minutes * (gint64) USHER_MINUTE);
}

static void
test_changed (gconstpointer data)
{
  static const char * const steps[] = { "P1D", NULL };
  const Case *c = data;
  gboolean sms = c->channel == USHER_CHANNEL_SMS;
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, 1 << c->channel, steps);
  gboolean other = g_strcmp0 (c->first, c->second) != 0;

  use_account (house, c->channel, c->first);
  usher_house_restart (house);
  usher_house_register (house, event_id, "Ada", "ada@example.com", sms ? "+4915112345678" : NULL, NULL);
  usher_house_run_due (house);
  usher_fake_set_fault (sms ? house->text : house->mail, FAULT_TAKEN, 1);
  usher_house_go_to (house, DAY_BEFORE);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_UNKNOWN), ==, 1);
  g_assert_cmpint (usher_fake_count (sms ? house->text : house->mail), ==, 2);

  use_account (house, c->channel, c->second);
  if (other)
    forget (house);
  usher_house_restart (house);
  wait_an_hour (house);
  usher_house_restart (house);
  wait_an_hour (house);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_FAILED), ==, c->failed);
  g_assert_cmpint (usher_house_count (house, event_id, USHER_DELIVERY_ACCEPTED)
                   + usher_house_count (house, event_id, USHER_DELIVERY_DELIVERED), ==, 2 - c->failed);
  g_assert_cmpint (usher_fake_count (sms ? house->text : house->mail), ==, (other ? 0 : 2) + c->sent);
}

/* What waits in the queue has not left: it goes by the new account. */
static void
test_queue (void)
{
  static const char * const steps[] = { "P1D", NULL };
  g_autoptr (UsherHouse) house = usher_house_new (HOUSE_BEGIN);
  gint64 event_id = usher_house_create_id (house, USHER_CHANNELS_EMAIL, steps);

  use_account (house, USHER_CHANNEL_EMAIL, "a.example");
  usher_house_restart (house);
  usher_house_register (house, event_id, "Ada", "ada@example.com", NULL, NULL);
  usher_house_run_due (house);
  usher_fake_set_fault (house->mail, FAULT_REFUSE_ACCOUNT, -1);
  usher_house_go_to (house, DAY_BEFORE);
  use_account (house, USHER_CHANNEL_EMAIL, "b.example");
  forget (house);
  usher_house_restart (house);
  usher_house_run_due (house);
  g_assert_cmpint (usher_fake_count (house->mail), ==, 1);
}

int
main (int argc, char *argv[])
{
  static const Case mail = { USHER_CHANNEL_EMAIL, "a.example", "b.example", 1, 0 };
  static const Case text = { USHER_CHANNEL_SMS, "AC1", "AC2", 1, 0 };
  static const Case gone = { USHER_CHANNEL_EMAIL, "a.example", NULL, 1, 0 };
  /* What the sandbox took reached nobody. */
  static const Case real = { USHER_CHANNEL_EMAIL, NULL, "a.example", 0, 1 };
  static const Case same = { USHER_CHANNEL_SMS, "AC1", "AC1", 0, 0 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/former-account/mail", &mail, test_changed);
  g_test_add_data_func ("/former-account/text", &text, test_changed);
  g_test_add_data_func ("/former-account/gone", &gone, test_changed);
  g_test_add_data_func ("/former-account/real", &real, test_changed);
  g_test_add_data_func ("/former-account/same", &same, test_changed);
  g_test_add_func ("/former-account/queue", test_queue);
  return g_test_run ();
}
