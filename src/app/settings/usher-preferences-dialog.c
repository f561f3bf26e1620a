/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-preferences-dialog.h"

AdwDialog *
usher_preferences_dialog_new (UsherClient *client, const char *page)
{
  return adw_dialog_new ();
}
