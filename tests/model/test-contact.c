/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-contact.h"
#include "usher-error.h"

#include <string.h>

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10
#define A64 A60 "aaaa"
#define D63 A60 "aaa"

static void
assert_refused (const char *result, const GError *error, const char *field)
{
  g_assert_null (result);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpstr (usher_error_get_field (error), ==, field);
}

static void
test_email_good (void)
{
  static const struct {
    const char *typed, *checked;
  } cases[] = {
    { "ada@example.com", "ada@example.com" },
    { "  ada@example.com\n", "ada@example.com" },
    { "\u200b\ufeff" "ada@example.com\u00a0", "ada@example.com" },
    { "Ada.Lovelace+jazz@Example.COM", "Ada.Lovelace+jazz@example.com" },
    { "o'neil@example.co.uk", "o'neil@example.co.uk" },
    { "a!#$%&*-/=?^_`{|}~b@example.com", "a!#$%&*-/=?^_`{|}~b@example.com" },
    { "1@2.example", "1@2.example" },
    { "a@ab--cd.example", "a@ab--cd.example" },
    { "ada@bücher.example", "ada@xn--bcher-kva.example" },
    { "ada@BU\u0308CHER.example", "ada@xn--bcher-kva.example" },
    { "ada@straße.example", "ada@xn--strae-oqa.example" },
    { "ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah" },
    { "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example" },
    { "ada@example。com", "ada@example.com" },          /* the ideographic full stop: UTS 46 maps it */
    { "zoe\u0308@example.com", "zoë@example.com" },      /* NFC */
    { "用户@example.com", "用户@example.com" },
    { A64 "@example.com", A64 "@example.com" },
    { "a@" D63 ".com", "a@" D63 ".com" },
    { "a@" D63 "." D63 "." D63 "." A60, "a@" D63 "." D63 "." D63 "." A60 },     /* 2 + 252 octets */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *checked = usher_email_check (cases[i].typed, "email", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (checked, ==, cases[i].checked);
    }
}

static void
test_email_bad (void)
{
  static const char * const cases[] = {
    "", " ", "@", "ada", "ada@", "@example.com", "ada@example", "ada@localhost", "ada@.com", "ada@example.", "ada@example..com",
    "ada@-example.com", "ada@example-.com", "ada@exa_mple.com", "ada@exa mple.com", "ada@example.com,bob@example.com",
    "ada@example.com;bob@example.com", "Ada <ada@example.com>", "<ada@example.com>", "ada@bob@example.com",
    ".ada@example.com", "ada.@example.com", "a..b@example.com", "a da@example.com", "\"a b\"@example.com", "ada(x)@example.com",
    "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@example.123", "ada@example.c", "ada:x@example.com", "ada\\x@example.com",
    "ada\r\nBcc: bob@example.com", "ada\x01@example.com", "ada\u202e@example.com", "ada\u00a0x@example.com",
    "ada@exam\u202eple.com", "ada@xn--a.example", "ada@xn--.example", "ada@\u2026.example", "ada@a\u200db.example",
    "\xff@example.com", "ada@\xff.com",
    A64 "a@example.com", "a@" D63 "a.com", "a@" D63 "." D63 "." D63 "." D63, "aaa@" D63 "." D63 "." D63 "." A60,
    "ööööööööööööööööööööööööööööööööö@example.com",      /* 33 characters, 66 octets */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *checked = usher_email_check (cases[i], "email", &error);

      g_test_message ("row %u", i);
      assert_refused (checked, error, "email");
      if (strlen (cases[i]) > 3)
        g_assert_null (strstr (error->message, cases[i]));   /* a message may end up in a log */
    }
}

static void
test_email_key (void)
{
  static const struct {
    const char *checked, *key;
  } cases[] = {
    { "Ada.Lovelace@example.com", "ada.lovelace@example.com" },
    { "ZOË@example.com", "zoë@example.com" },
    { "ZOE\u0308@example.com", "zoë@example.com" },
    { "a+b@example.com", "a+b@example.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = usher_email_key (cases[i].checked);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

static void
test_phone_good (void)
{
  static const struct {
    const char *typed, *country, *e164;
  } cases[] = {
    { "(201) 555-0123", "US", "+12015550123" },
    { "1-201-555-0123", "US", "+12015550123" },
    { "201.555.0123", "us", "+12015550123" },
    { "011 44 7400 123456", "US", "+447400123456" },
    { "(506) 234-5678", "CA", "+15062345678" },
    { "07400 123456", "GB", "+447400123456" },
    { "0151 23456789", "DE", "+4915123456789" },
    { "0 15 1 / 234 567 89", "DE", "+4915123456789" },
    { "030/123456", "DE", "+4930123456" },
    { "0049 151 23456789", "DE", "+4915123456789" },
    { "0664 123456", "AT", "+43664123456" },
    { "078 123 45 67", "CH", "+41781234567" },
    { "06 12 34 56 78", "FR", "+33612345678" },
    { "312 345 6789", "IT", "+393123456789" },
    { "02 1234 5678", "IT", "+390212345678" },          /* Italy keeps its 0 */
    { "612 34 56 78", "ES", "+34612345678" },
    { "06 12345678", "NL", "+31612345678" },
    { "0470 12 34 56", "BE", "+32470123456" },
    { "070-123 45 67", "SE", "+46701234567" },
    { "406 12 345", "NO", "+4740612345" },
    { "32 12 34 56", "DK", "+4532123456" },
    { "041 2345678", "FI", "+358412345678" },
    { "512 345 678", "PL", "+48512345678" },
    { "8 (912) 345-67-89", "RU", "+79123456789" },
    { "0501 234 56 78", "TR", "+905012345678" },
    { "081234 56789", "IN", "+918123456789" },
    { "090-1234-5678", "JP", "+819012345678" },
    { "131 2345 6789", "CN", "+8613123456789" },
    { "010-2000-0000", "KR", "+821020000000" },
    { "0412 345 678", "AU", "+61412345678" },
    { "021 123 4567", "NZ", "+64211234567" },
    { "(11) 96123-4567", "BR", "+5511961234567" },
    { "011 15-2345-6789", "AR", "+5491123456789" },     /* 15 becomes the 9 of mobiles */
    { "222 123 4567", "MX", "+522221234567" },
    { "071 123 4567", "ZA", "+27711234567" },
    { "0802 123 4567", "NG", "+2348021234567" },
    { "8123 4567", "SG", "+6581234567" },
    { "+49 151 23456789", NULL, "+4915123456789" },
    { "+49 (0)151 23456789", NULL, "+4915123456789" },
    { "＋４９１５１２３４５６７８９", NULL, "+4915123456789" },
    { "0049 151 23456789", NULL, "+4915123456789" },
    { "+44 7400 123456", "DE", "+447400123456" },       /* the number's own code wins */
    { "+44 7400 123456", "XX", "+447400123456" },
    { "٠١٥١ ٢٣٤٥٦٧٨٩", "DE", "+4915123456789" },
    { " \u200e+1 201 555 0123\u202c ", NULL, "+12015550123" },
    { "+1 555 123 4567", NULL, "+15551234567" },        /* a range that the library does not know, of right length */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *e164 = usher_phone_check (cases[i].typed, cases[i].country, "phone", &error);

      g_test_message ("row %u", i);
      g_assert_no_error (error);
      g_assert_cmpstr (e164, ==, cases[i].e164);
    }
}

static void
test_phone_bad (void)
{
  static const struct {
    const char *typed, *country, *says;
  } cases[] = {
    { "", "DE", "not a phone number" },
    { "", NULL, "country code" },
    { "0151 23456789", NULL, "country code" },
    { "0151 23456789", "XX", "country code" },
    { "0151 23456789", "", "country code" },
    { "+999 12345678", NULL, "country code" },
    { "+", NULL, "not a phone number" },
    { "-", "DE", "not a phone number" },
    { "1", "DE", "not a phone number" },
    { "12", "DE", "too short" },
    { "+49 1", NULL, "too short" },
    { "555-0123", "US", "too short" },
    { "+1 201 555", NULL, "too short" },
    { "+1 201 555 01234", NULL, "too long" },
    { "+49 151 234567890123456", NULL, "too long" },
    { "0151 234567890123456789", "DE", "too long" },
    { "1-800-FLOWERS", "US", "letters" },
    { "+49 151 2345O789", NULL, "letters" },
    { "call me", NULL, "letters" },
    { "ada@example.com", "DE", "letters" },
    { "(201) 555-0123 ext. 42", "US", "extension" },
    { "+12015550123;ext=42", NULL, "extension" },
    { "+12015550123x42", NULL, "extension" },
    { "(555) 123-4567", "US", "no such number" },
    { "111 111 1111", "US", "no such number" },
    { "+1 000 000 0000", NULL, "no" },
    { "+1 222 222 2222", NULL, "no such number" },
    { "(900) 234-5678", "US", "Premium" },
    { "0900 1234567", "DE", "Premium" },
    { "+44 9012345678", NULL, "Premium" },
    { "+49 151 23456789 +49 151 23456780", NULL, "" },
    { "\xff\xfe", "DE", "UTF-8" },
    { "+49151\n23456789\r\nBcc: x", NULL, "letters" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *e164 = usher_phone_check (cases[i].typed, cases[i].country, "phone", &error);

      g_test_message ("row %u: %s", i, error != NULL ? error->message : "taken");
      assert_refused (e164, error, "phone");
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_name (void)
{
  static const struct {
    const char *typed, *checked;
  } cases[] = {
    { "Ada", "Ada" },
    { "  Ada \t Maria\r\nLovelace ", "Ada Maria Lovelace" },
    { "Zoe\u0308", "Zoë" },
    { "A\u202eda\u202c \u2066x\u2069", "Ada x" },
    { "Ada\x07\x1b[31m", "Ada[31m" },
    { "Ada\u2028Bcc: x", "Ada Bcc: x" },
    { "\u200b\u3164\u2800 ", "" },
    { "", "" },
    { "نازنین\u200cزهرا", "نازنین\u200cزهرا" },          /* the joiner is spelling */
    { "O'Neil-Smith, Jr.", "O'Neil-Smith, Jr." },
    { "<b>{{x}}</b>", "<b>{{x}}</b>" },                   /* escaped where it is shown, not here */
    { "李小龍 👩‍🚀", "李小龍 👩‍🚀" },
    { "1234567890", "1234567890" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) bytes_error = NULL;
  g_autofree char *too_long = NULL;
  g_autofree char *bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = usher_name_check (cases[i].typed, "first_name", 24, NULL);

      g_assert_cmpstr (name, ==, cases[i].checked);
    }
  too_long = usher_name_check ("12345678901", "first_name", 10, &error);
  assert_refused (too_long, error, "first_name");
  bytes = usher_name_check ("A\xff", "last_name", 10, &bytes_error);
  assert_refused (bytes, bytes_error, "last_name");
}

static void
test_language (void)
{
  static const struct {
    const char *typed, *tag;
  } cases[] = {
    { "en", "en" }, { "DE-at", "de-AT" }, { "de_AT", "de-AT" }, { "zh-hant-tw", "zh-Hant-TW" }, { "es-419", "es-419" },
    { "gsw", "gsw" }, { "de-1996", "de-1996" }, { "sl-rozaj", "sl-rozaj" }, { NULL, NULL }, { "", NULL }, { "C", NULL },
    { "POSIX", NULL }, { "e", NULL }, { "en-", NULL }, { "-en", NULL }, { "en--us", NULL }, { "de-AT,de;q=0.9", NULL },
    { "*", NULL }, { "en US", NULL }, { "12", NULL }, { "en-\xc3\xa9", NULL }, { "en\r\nX: y", NULL },
    { "en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tag = usher_language_check (cases[i].typed);

      g_assert_cmpstr (tag, ==, cases[i].tag);
    }
}

/* Whatever comes in, what goes out is fit to send to. */
static void
check_outputs (const char *bytes, const char *country)
{
  g_autofree char *email = usher_email_check (bytes, "email", NULL);
  g_autofree char *phone = usher_phone_check (bytes, country, "phone", NULL);
  g_autofree char *name = usher_name_check (bytes, "first_name", 100, NULL);
  g_autofree char *language = usher_language_check (bytes);

  if (email != NULL)
    {
      g_autofree char *again = usher_email_check (email, "email", NULL);

      g_assert_true (g_utf8_validate (email, -1, NULL));
      g_assert_cmpstr (again, ==, email);
      g_assert_null (strpbrk (email, " ,;<>\"\r\n"));
    }
  if (phone != NULL)
    {
      g_assert_cmpuint (strlen (phone), <=, 16);
      g_assert_cmpint (phone[0], ==, '+');
      g_assert_cmpuint (strspn (phone + 1, "0123456789"), ==, strlen (phone) - 1);
    }
  if (name != NULL)
    {
      g_autofree char *again = usher_name_check (name, "first_name", 100, NULL);

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_cmpstr (again, ==, name);
    }
  g_assert_true (language == NULL || g_str_is_ascii (language));
}

static void
test_random_bytes (void)
{
  static const char * const pieces[] = {
    "@", ".", "-", "+", "49", "0", "1", "5", "(", ")", " ", "a", "ü", "xn--", "com", "example.com", "\r\n", "\u202e", "\u200d", "ext",
    "x", ",", "<", "\xff", "\xc3", "。", "ß", "İ", "\u0308", "😀", ";", "tel:", "\xf4\x8f\xbf\xbf",
  };
  static const char * const countries[] = { NULL, "DE", "US", "", "\xff", "AQ" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (int round = 0; round < 4000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int n = g_rand_int_range (rand, 0, 12); n > 0; n--)
        {
          if (g_rand_boolean (rand))
            g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
          else
            g_string_append_c (text, (char) g_rand_int_range (rand, 1, round % 2 ? 128 : 256));
        }
      check_outputs (text->str, countries[g_rand_int_range (rand, 0, G_N_ELEMENTS (countries))]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/contact/email-good", test_email_good);
  g_test_add_func ("/contact/email-bad", test_email_bad);
  g_test_add_func ("/contact/email-key", test_email_key);
  g_test_add_func ("/contact/phone-good", test_phone_good);
  g_test_add_func ("/contact/phone-bad", test_phone_bad);
  g_test_add_func ("/contact/name", test_name);
  g_test_add_func ("/contact/language", test_language);
  g_test_add_func ("/contact/random-bytes", test_random_bytes);
  return g_test_run ();
}
