/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-quick-start.h"

AdwDialog *
usher_quick_start_new (UsherClient *client)
{
  return adw_dialog_new ();
}
