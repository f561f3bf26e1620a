/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-i18n.h"

#include <glib/gi18n.h>
#include <libintl.h>
#include <locale.h>

#define DOMAIN "usher"

/* Where the catalogues are: beside the program where it was built, else where it was installed. */
static const char *
locale_dir (void)
{
  const char *named = g_getenv ("USHER_LOCALE_DIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (named != NULL && *named != '\0')
    return named;
  return program != NULL && g_str_has_prefix (program, USHER_BUILD_DIR "/") ? USHER_BUILD_DIR "/po" : USHER_INSTALLED_LOCALE_DIR;
}

/**
 * usher_i18n_init:
 *
 * Makes the program speak the user's language; first thing in main(), before there is another thread. USHER_LOCALE_DIR in the
 * environment names another folder of catalogues.
 */
void
usher_i18n_init (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (DOMAIN, locale_dir ());
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  textdomain (DOMAIN);
}

/**
 * usher_i18n_language:
 *
 * Returns: the language of the catalogue in use (BCP 47), "en" where there is none: dates and distances have to come in the same
 *   language as the sentences around them, whatever else the user's locale says
 */
const char *
usher_i18n_language (void)
{
  /* Translators: not words but the code of your language (BCP 47), such as de or pt-BR. */
  return g_dgettext (DOMAIN, N_("en"));
}

/**
 * usher_i18n_stored:
 * @words: (nullable): a sentence that the engine wrote into the database, in English: why a message was not sent
 *
 * Returns: (nullable): the same in the user's language, if it is one of ours; what a provider said stays as it is
 */
const char *
usher_i18n_stored (const char *words)
{
  return words != NULL && *words != '\0' ? g_dgettext (DOMAIN, words) : words;
}
