-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE lamp (id INTEGER PRIMARY KEY) STRICT;
INSERT INTO shelf (id, name) VALUES (2, 'half done');
INSERT INTO nowhere VALUES (1);
