/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Fields of the pages and what is typed into them are one: each follows the other, as long as both live. */

#include <adwaita.h>

#include "usher-wizard-model.h"

G_BEGIN_DECLS

void usher_wizard_bind_editable (UsherWizardModel *model, UsherWizardText which, GtkEditable *editable);
/* @most: characters that go in at all: far more than is allowed, so that too much can be told, but not a megabyte */
void usher_wizard_bind_buffer   (UsherWizardModel *model, UsherWizardText which, GtkTextBuffer *buffer, int most);
/* @property: a boolean: "active" of a switch, "enable-expansion" of an expander */
void usher_wizard_bind_flag     (UsherWizardModel *model, UsherWizardFlag which, GObject *object, const char *property);

G_END_DECLS
