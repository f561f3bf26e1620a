/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { USHER_SMS_GSM7, USHER_SMS_UCS2 } UsherSmsEncoding;

/**
 * UsherSmsSize:
 * @units: septets (extension characters count two) or UTF-16 units
 * @segments: parts it travels in: 160/153 septets, 70/67 UTF-16 units; pairs are never split
 *
 * How a text travels: 3GPP TS 23.038 (GSM 03.38) and TS 23.040 concatenation.
 */
typedef struct {
  UsherSmsEncoding encoding;
  int              units;
  int              segments;
} UsherSmsSize;

#define USHER_SMS_MAX_CHARS 1600   /* Twilio's limit for one body */

UsherSmsSize usher_sms_measure  (const char *text);
/* Typographic look-alikes (’ “ – … no-break space) to their GSM-7 twins; everything else stays. */
char        *usher_sms_simplify (const char *text);

G_END_DECLS
