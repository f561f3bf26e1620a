/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard.h"

AdwDialog *
usher_wizard_new (UsherClient *client, const char *date)
{
  return adw_dialog_new ();
}

AdwDialog *
usher_wizard_new_edit (UsherClient *client, gint64 event_id, const char *local_start)
{
  return adw_dialog_new ();
}

AdwDialog *
usher_wizard_new_duplicate (UsherClient *client, gint64 event_id)
{
  return adw_dialog_new ();
}
