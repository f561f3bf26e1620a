/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zone-places.h"

#include <string.h>

/* Largest first, roughly by how many people live by that clock, with those before that are looked for most: only the order matters.
 * The words are what people type who live there and find no zone of that name: cities, and the abbreviations that mean this zone
 * first. Folded: lower case, no accents; a phrase each. */
static const struct {
  const char *name;
  const char *words;
} places[] = {
  { "America/New_York", "est;edt;et;eastern;boston;washington;miami;atlanta;philadelphia" },
  { "Europe/London", "bst;gmt;england;manchester;birmingham;edinburgh;glasgow" },
  { "Europe/Berlin", "cet;cest;mez;mesz;germany;deutschland;munich;munchen;muenchen;hamburg;cologne;koln;koeln;frankfurt;stuttgart" },
  { "Europe/Paris", "france;lyon;marseille" },
  { "America/Los_Angeles", "pst;pdt;pt;pacific;san francisco;seattle;las vegas;san diego;california" },
  { "America/Chicago", "cst;cdt;ct;central;houston;dallas;austin;texas" },
  { "Asia/Kolkata", "ist;india;indien;mumbai;bombay;delhi;new delhi;bangalore;bengaluru;chennai;hyderabad" },
  { "Asia/Shanghai", "china;beijing;peking;shenzhen;guangzhou" },
  { "Asia/Tokyo", "jst;japan;osaka;kyoto" },
  { "America/Sao_Paulo", "brt;brazil;brasilien;rio de janeiro;brasilia" },
  { "UTC", "utc;zulu;universal" },
  { "Europe/Madrid", "spain;spanien;barcelona;valencia;sevilla" },
  { "Europe/Rome", "italy;italien;rom;milan;milano;mailand;naples" },
  { "Europe/Istanbul", "turkey;turkei;ankara;izmir" },
  { "Europe/Moscow", "msk;moskau;russia;saint petersburg" },
  { "Asia/Jakarta", "wib;indonesia" },
  { "America/Mexico_City", "mexico" },
  { "Africa/Lagos", "wat;nigeria;abuja" },
  { "Africa/Cairo", "egypt;kairo" },
  { "Asia/Manila", "pht;philippines" },
  { "Asia/Dhaka", "bangladesh" },
  { "Asia/Karachi", "pkt;pakistan;lahore" },
  { "Asia/Bangkok", "ict;thailand" },
  { "Asia/Ho_Chi_Minh", "vietnam;hanoi;saigon" },
  { "Asia/Tehran", "iran" },
  { "Asia/Seoul", "kst;korea;busan" },
  { "America/Argentina/Buenos_Aires", "art;argentina" },
  { "America/Bogota", "colombia" },
  { "Africa/Johannesburg", "sast;south africa;cape town;durban" },
  { "Africa/Nairobi", "eat;kenya" },
  { "Africa/Kinshasa", "congo" },
  { "America/Toronto", "canada;ottawa;montreal;quebec" },
  { "America/Denver", "mst;mdt;mt;mountain;salt lake city" },
  { "Australia/Sydney", "aest;aedt;australia;canberra" },
  { "Asia/Dubai", "gst;emirates;abu dhabi" },
  { "Asia/Singapore", "sgt" },
  { "Asia/Hong_Kong", "hkt" },
  { "Asia/Taipei", "taiwan" },
  { "Asia/Kuala_Lumpur", "malaysia" },
  { "Asia/Riyadh", "saudi;mecca" },
  { "Asia/Baghdad", "iraq" },
  { "Asia/Jerusalem", "israel;tel aviv" },
  { "Europe/Kyiv", "kiev;ukraine" },
  { "Europe/Warsaw", "poland;polen;warschau;krakow" },
  { "Europe/Amsterdam", "netherlands;rotterdam;niederlande" },
  { "Europe/Vienna", "austria;wien;osterreich;oesterreich;salzburg;graz" },
  { "Europe/Zurich", "switzerland;schweiz;geneva;genf;bern;basel" },
  { "Europe/Brussels", "belgium;brussel;antwerp" },
  { "Europe/Stockholm", "sweden;schweden" },
  { "Europe/Copenhagen", "denmark;kopenhagen" },
  { "Europe/Oslo", "norway;norwegen" },
  { "Europe/Helsinki", "finland" },
  { "Europe/Prague", "prag;praha;czech" },
  { "Europe/Budapest", "hungary" },
  { "Europe/Bucharest", "romania;bukarest" },
  { "Europe/Athens", "eet;eest;greece;athen" },
  { "Europe/Lisbon", "wet;west;portugal;lissabon;porto" },
  { "Europe/Dublin", "ireland;irland" },
  { "America/Lima", "peru" },
  { "America/Santiago", "chile" },
  { "America/Caracas", "venezuela" },
  { "America/Vancouver", "british columbia" },
  { "America/Phoenix", "arizona" },
  { "America/Halifax", "ast;adt;atlantic" },
  { "America/Anchorage", "akst;akdt;alaska" },
  { "Pacific/Honolulu", "hst;hawaii" },
  { "Australia/Melbourne", "" },
  { "Australia/Brisbane", "queensland" },
  { "Australia/Perth", "awst" },
  { "Australia/Adelaide", "acst;acdt" },
  { "Pacific/Auckland", "nzst;nzdt;new zealand;wellington" },
  { "Africa/Casablanca", "morocco" },
  { "Africa/Algiers", "algeria" },
  { "Africa/Accra", "ghana" },
  { "Africa/Addis_Ababa", "ethiopia" },
  { "Asia/Colombo", "sri lanka" },
  { "Asia/Kathmandu", "nepal" },
  { "Asia/Yangon", "myanmar" },
  { "Asia/Kabul", "afghanistan" },
  { "Asia/Tashkent", "uzbekistan" },
  { "Asia/Almaty", "kazakhstan" },
  { "America/St_Johns", "nst;ndt;newfoundland" },
};

int
usher_zone_places_rank (const char *name, const char **words)
{
  g_return_val_if_fail (name != NULL && words != NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (strcmp (places[i].name, name) == 0)
      {
        *words = places[i].words;
        return (int) i;
      }
  *words = "";
  return G_N_ELEMENTS (places);
}
