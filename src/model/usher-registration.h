/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherRegistration:
 * @token: 128 random bits in base64url: the secret of the personal links (manage, unsubscribe, watch)
 * @email, @phone: (nullable): as checked: e-mail in its deliverable form, phone in E.164. At least one is there
 * @time_zone: (nullable): the viewer's IANA zone, %NULL when it is not known
 * @language: (nullable): BCP 47
 * @source: "page", "api", "import"
 *
 * One viewer's sign-up for one event.
 */
typedef struct {
  gint64       id;
  gint64       event_id;
  char        *token;
  char        *first_name;
  char        *last_name;
  char        *email;
  char        *phone;
  gboolean     email_opt_in;
  gboolean     sms_opt_in;
  char        *time_zone;
  char        *language;
  char        *source;
  UsherInstant registered_at;
  UsherInstant updated_at;
} UsherRegistration;

UsherRegistration *usher_registration_new       (void);
UsherRegistration *usher_registration_copy      (const UsherRegistration *self);
UsherRegistration *usher_registration_ref       (UsherRegistration *self);
void               usher_registration_unref     (UsherRegistration *self);
UsherChannels      usher_registration_channels  (const UsherRegistration *self);   /* address there and agreed to */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRegistration, usher_registration_unref)

#define USHER_NAME_MAX 100   /* characters */

/**
 * UsherRegistrationForm:
 * @country: (nullable): ISO 3166 region of a national phone number
 * @email_unsaid, @sms_unsaid: the opt-in is a default, nobody said it (API): a person who is known keeps their choice, and nobody
 *   who unsubscribed is taken back
 * @source, @consent_text, @page_url, @ip_address, @user_agent: proof of the consent (reference: consent records)
 *
 * What a viewer typed in, unchecked.
 */
typedef struct {
  char *first_name;
  char *last_name;
  char *email;
  char *phone;
  char *country;
  gboolean email_opt_in;
  gboolean sms_opt_in;
  gboolean email_unsaid;
  gboolean sms_unsaid;
  char *time_zone;
  char *language;
  char *source;
  char *email_consent_text;
  char *sms_consent_text;
  char *page_url;
  char *ip_address;
  char *user_agent;
} UsherRegistrationForm;

UsherRegistrationForm *usher_registration_form_new   (void);
UsherRegistrationForm *usher_registration_form_copy  (const UsherRegistrationForm *self);
void                   usher_registration_form_free  (UsherRegistrationForm *self);
/* Returns a registration with normalised contact data and no ids, token or times.
 * A first name and one address are needed. Fields: first_name, last_name, email, phone, email_opt_in, sms_opt_in, time_zone
 * (not with the source "page": there the browser says it). A language that is none is dropped. */
UsherRegistration     *usher_registration_form_check (const UsherRegistrationForm *self,
                                                      GError                     **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRegistrationForm, usher_registration_form_free)

G_END_DECLS
