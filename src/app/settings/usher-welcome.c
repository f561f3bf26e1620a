/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-welcome.h"

AdwDialog *
usher_welcome_new (UsherClient *client)
{
  return adw_dialog_new ();
}
