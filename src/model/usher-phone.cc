/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-phone.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

/* The only C++ file: nothing but the call into libphonenumber. No exception leaves it. */

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static bool
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalpha (g_utf8_get_char (text)))
      return true;
  return false;
}

/* "00" is how most of the world dials abroad; without a country it can mean nothing else. */
static std::string
spelled (const char *text, bool has_region)
{
  std::string spelling (text);

  if (!has_region && spelling.compare (0, 2, "00") == 0)
    spelling.replace (0, 2, "+");
  return spelling;
}

/* A wide plus sign is typed in East Asia. */
static bool
is_international (const std::string &spelling)
{
  return spelling.compare (0, 1, "+") == 0 || spelling.compare (0, 3, "\xef\xbc\x8b") == 0;
}

static bool
all_digits_equal (guint64 number)
{
  const unsigned digit = number % 10;

  while (number > 0 && number % 10 == digit)
    number /= 10;
  return number == 0;
}

static UsherPhoneResult
from_error (PhoneNumberUtil::ErrorType error)
{
  switch (error)
    {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return USHER_PHONE_NEEDS_COUNTRY;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return USHER_PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN:
      return USHER_PHONE_TOO_LONG;
    case PhoneNumberUtil::NO_PARSING_ERROR:
    case PhoneNumberUtil::NOT_A_NUMBER:
    default:
      return USHER_PHONE_NOT_A_NUMBER;
    }
}

/* The library is as old as the system it comes with, and countries open new ranges every year: a number that somebody
 * wrote with its country code is believed when its length is right; one without must be in a known range, since what
 * its leading digits mean is the library's guess. */
static UsherPhoneResult
judge (const PhoneNumberUtil &util, const PhoneNumber &number, bool international)
{
  switch (util.IsPossibleNumberWithReason (number))
    {
    case PhoneNumberUtil::IS_POSSIBLE:
      break;
    case PhoneNumberUtil::TOO_SHORT:
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return USHER_PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG:
      return USHER_PHONE_TOO_LONG;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return USHER_PHONE_NEEDS_COUNTRY;
    case PhoneNumberUtil::INVALID_LENGTH:
    default:
      return USHER_PHONE_UNASSIGNED;
    }
  if (util.GetNumberType (number) == PhoneNumberUtil::PREMIUM_RATE)
    return USHER_PHONE_PREMIUM;
  if (util.IsValidNumber (number))
    return USHER_PHONE_OK;
  return international && !all_digits_equal (number.national_number ()) ? USHER_PHONE_OK : USHER_PHONE_UNASSIGNED;
}

static UsherPhoneResult
parse (const char *text, const char *region, char *e164)
{
  const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance ();
  PhoneNumber number;
  std::string formatted;

  /* The library's calling code for a region is 0 when it knows no such region. */
  const bool has_region = region != nullptr && util.GetCountryCodeForRegion (region) != 0;
  const std::string spelling = spelled (text, has_region);
  const bool international = is_international (spelling);

  if (!international && !has_region)
    return has_letters (text) ? USHER_PHONE_LETTERS : USHER_PHONE_NEEDS_COUNTRY;
  const PhoneNumberUtil::ErrorType error = util.Parse (spelling, has_region ? region : "ZZ", &number);
  if (error == PhoneNumberUtil::NO_PARSING_ERROR && number.has_extension ())
    return USHER_PHONE_EXTENSION;
  if (has_letters (text))
    return USHER_PHONE_LETTERS;
  if (error != PhoneNumberUtil::NO_PARSING_ERROR)
    return from_error (error);
  const UsherPhoneResult result = judge (util, number, international);
  if (result != USHER_PHONE_OK)
    return result;
  util.Format (number, PhoneNumberUtil::E164, &formatted);
  if (formatted.size () >= USHER_PHONE_E164_SIZE)
    return USHER_PHONE_TOO_LONG;
  std::memcpy (e164, formatted.c_str (), formatted.size () + 1);
  return USHER_PHONE_OK;
}

extern "C" UsherPhoneResult
usher_phone_parse (const char *text, const char *region, char e164[USHER_PHONE_E164_SIZE])
{
  e164[0] = '\0';
  try
    {
      return parse (text, region, e164);
    }
  catch (...)
    {
      return USHER_PHONE_NOT_A_NUMBER;
    }
}
