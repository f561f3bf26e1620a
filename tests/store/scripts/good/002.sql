-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rebuilds a table that another refers to.
CREATE TABLE new_shelf (id INTEGER PRIMARY KEY, name TEXT NOT NULL, room TEXT NOT NULL) STRICT;
INSERT INTO new_shelf SELECT id, name, 'attic' FROM shelf;
DROP TABLE shelf;
ALTER TABLE new_shelf RENAME TO shelf;
