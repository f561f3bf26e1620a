/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to usher-contact.c: a C face for libphonenumber, which is C++. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  USHER_PHONE_OK,
  USHER_PHONE_NEEDS_COUNTRY,
  USHER_PHONE_NOT_A_NUMBER,
  USHER_PHONE_LETTERS,
  USHER_PHONE_TOO_SHORT,
  USHER_PHONE_TOO_LONG,
  USHER_PHONE_EXTENSION,
  USHER_PHONE_PREMIUM,
  USHER_PHONE_UNASSIGNED,
} UsherPhoneResult;

#define USHER_PHONE_E164_SIZE 20   /* "+", 15 digits, and room */

/* @text: valid UTF-8; @region: (nullable): in upper case. Any thread. */
UsherPhoneResult usher_phone_parse (const char *text, const char *region, char e164[USHER_PHONE_E164_SIZE]);

G_END_DECLS
