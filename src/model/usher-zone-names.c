/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zone-names.h"

/* Browsers built on ICU still report many zones by the names of the nineties (all of India is "Asia/Calcutta"), while
 * distributions have begun to leave those out of their zone data (Debian 13: package tzdata-legacy). The pairs are
 * from the file "backward" of the IANA time zone database: names that ICU reports, and the ones that systems are
 * commonly set to. */
static const struct { const char *old, *present; } renamed[] = {
  { "Africa/Asmera", "Africa/Asmara" },
  { "America/Buenos_Aires", "America/Argentina/Buenos_Aires" },
  { "America/Catamarca", "America/Argentina/Catamarca" },
  { "America/Cordoba", "America/Argentina/Cordoba" },
  { "America/Fort_Wayne", "America/Indiana/Indianapolis" },
  { "America/Godthab", "America/Nuuk" },
  { "America/Indianapolis", "America/Indiana/Indianapolis" },
  { "America/Jujuy", "America/Argentina/Jujuy" },
  { "America/Louisville", "America/Kentucky/Louisville" },
  { "America/Mendoza", "America/Argentina/Mendoza" },
  { "Asia/Calcutta", "Asia/Kolkata" },
  { "Asia/Choibalsan", "Asia/Ulaanbaatar" },
  { "Asia/Dacca", "Asia/Dhaka" },
  { "Asia/Katmandu", "Asia/Kathmandu" },
  { "Asia/Macao", "Asia/Macau" },
  { "Asia/Rangoon", "Asia/Yangon" },
  { "Asia/Saigon", "Asia/Ho_Chi_Minh" },
  { "Asia/Ulan_Bator", "Asia/Ulaanbaatar" },
  { "Atlantic/Faeroe", "Atlantic/Faroe" },
  { "Australia/ACT", "Australia/Sydney" },
  { "Australia/NSW", "Australia/Sydney" },
  { "Australia/North", "Australia/Darwin" },
  { "Australia/Queensland", "Australia/Brisbane" },
  { "Australia/South", "Australia/Adelaide" },
  { "Australia/Tasmania", "Australia/Hobart" },
  { "Australia/Victoria", "Australia/Melbourne" },
  { "Australia/West", "Australia/Perth" },
  { "Brazil/East", "America/Sao_Paulo" },
  { "Brazil/West", "America/Manaus" },
  { "CET", "Europe/Brussels" },
  { "CST6CDT", "America/Chicago" },
  { "Canada/Atlantic", "America/Halifax" },
  { "Canada/Central", "America/Winnipeg" },
  { "Canada/Eastern", "America/Toronto" },
  { "Canada/Mountain", "America/Edmonton" },
  { "Canada/Newfoundland", "America/St_Johns" },
  { "Canada/Pacific", "America/Vancouver" },
  { "EET", "Europe/Athens" },
  { "EST", "America/Panama" },
  { "EST5EDT", "America/New_York" },
  { "Europe/Kiev", "Europe/Kyiv" },
  { "Europe/Uzhgorod", "Europe/Kyiv" },
  { "Europe/Zaporozhye", "Europe/Kyiv" },
  { "GB", "Europe/London" },
  { "HST", "Pacific/Honolulu" },
  { "Hongkong", "Asia/Hong_Kong" },
  { "Iceland", "Atlantic/Reykjavik" },
  { "Iran", "Asia/Tehran" },
  { "Israel", "Asia/Jerusalem" },
  { "Japan", "Asia/Tokyo" },
  { "MET", "Europe/Brussels" },
  { "MST", "America/Phoenix" },
  { "MST7MDT", "America/Denver" },
  { "NZ", "Pacific/Auckland" },
  { "NZ-CHAT", "Pacific/Chatham" },
  { "PRC", "Asia/Shanghai" },
  { "PST8PDT", "America/Los_Angeles" },
  { "Pacific/Enderbury", "Pacific/Kanton" },
  { "Pacific/Ponape", "Pacific/Pohnpei" },
  { "Pacific/Samoa", "Pacific/Pago_Pago" },
  { "Pacific/Truk", "Pacific/Chuuk" },
  { "Poland", "Europe/Warsaw" },
  { "Portugal", "Europe/Lisbon" },
  { "ROC", "Asia/Taipei" },
  { "ROK", "Asia/Seoul" },
  { "Singapore", "Asia/Singapore" },
  { "Turkey", "Europe/Istanbul" },
  { "US/Alaska", "America/Anchorage" },
  { "US/Arizona", "America/Phoenix" },
  { "US/Central", "America/Chicago" },
  { "US/Eastern", "America/New_York" },
  { "US/Hawaii", "Pacific/Honolulu" },
  { "US/Mountain", "America/Denver" },
  { "US/Pacific", "America/Los_Angeles" },
  { "WET", "Europe/Lisbon" },
};

/**
 * usher_zone_name_present:
 * @name: an IANA name
 *
 * Returns: (nullable) (transfer none): the name that the zone has now, where @name is an old one
 */
const char *
usher_zone_name_present (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (renamed); i++)
    if (g_str_equal (renamed[i].old, name))
      return renamed[i].present;
  return NULL;
}
