/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherSettingRule:
 * @USHER_SETTING_LINE: one line of text, without blanks around it
 * @USHER_SETTING_NAME: the same, fit for the header of a message
 * @USHER_SETTING_EMAIL: an e-mail address
 * @USHER_SETTING_URL: a web address that something is appended to: no query, no fragment, no password, no slash at the end
 * @USHER_SETTING_LINK: a web address that people open
 * @USHER_SETTING_COUNTRY: a country code of two letters
 * @USHER_SETTING_SENDER: who an SMS is from: a number with its country code, a short code, or a name of 11 signs
 *
 * What may stand in a text of the settings, wherever it comes from: the preferences, the API, the environment.
 */
typedef enum {
  USHER_SETTING_LINE,
  USHER_SETTING_NAME,
  USHER_SETTING_EMAIL,
  USHER_SETTING_URL,
  USHER_SETTING_LINK,
  USHER_SETTING_COUNTRY,
  USHER_SETTING_SENDER,
} UsherSettingRule;

#define USHER_SETTING_LINE_MAX 500    /* characters */
#define USHER_SETTING_NAME_MAX 100
#define USHER_SETTING_URL_MAX  2000

/* The form in which @text is kept; @name begins the sentence of the error (INVALID on @field) */
char     *usher_setting_rule_check (UsherSettingRule rule, const char *text, const char *field, const char *name,
                                    GError **error);
/* An absolute address of http or https, with a host */
gboolean  usher_is_web_address     (const char *text);

/* Who can reach a web address, as far as its host tells */
typedef enum {
  USHER_REACH_WORLD,
  USHER_REACH_NETWORK,      /* a private network: the house, the studio */
  USHER_REACH_COMPUTER,     /* this machine only */
} UsherReach;
UsherReach usher_web_address_reach (const char *url);

G_END_DECLS
