-- Permissions (spec/ICTCORE.md 13): a user's own and those of their roles. Grants name the permission itself, so that the
-- row of a user, read for every request, tells all of them without another table. A NAME alone stands for all NAME_x but
-- NAME_admin, which lifts the owner filter of those records.
CREATE TABLE permissions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE roles (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE role_permissions (
    role_id    INTEGER NOT NULL REFERENCES roles ON DELETE CASCADE,
    permission TEXT NOT NULL REFERENCES permissions (name) ON DELETE CASCADE,
    PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_roles (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    role_id INTEGER NOT NULL REFERENCES roles,
    PRIMARY KEY (user_id, role_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_permissions (
    user_id    INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    permission TEXT NOT NULL REFERENCES permissions (name) ON DELETE CASCADE,
    PRIMARY KEY (user_id, permission)
) STRICT, WITHOUT ROWID;

-- The 131 of the original; the last row is the box's own, for records whose owner filter nothing lifts there.
WITH families (place, family, verbs) AS (VALUES
    (1, 'api', '["access"]'),
    (2, 'statistic', '["read", "admin"]'),
    (3, 'configuration', '["read", "write"]'),
    (4, 'program', '["create", "list", "read", "delete", "execute", "admin"]'),
    (5, 'transmission', '["create", "list", "read", "update", "delete", "send", "admin"]'),
    (6, 'task', '["create", "read", "list", "delete", "admin"]'),
    (7, 'schedule', '["create", "read", "list", "delete", "admin"]'),
    (8, 'spool', '["read", "list", "admin"]'),
    (9, 'result', '["read", "list", "admin"]'),
    (10, 'provider', '["create", "list", "read", "update", "delete", "admin"]'),
    (11, 'contact', '["create", "list", "read", "update", "delete", "admin"]'),
    (12, 'group', '["create", "list", "read", "update", "delete", "admin"]'),
    (13, 'account', '["create", "list", "read", "update", "delete", "admin"]'),
    (14, 'user', '["create", "list", "read", "password", "update", "delete", "admin"]'),
    (15, 'usr', '["create", "list", "read", "password", "update", "delete", "admin"]'),
    (16, 'role', '["create", "list", "read", "update", "delete"]'),
    (17, 'permission', '["create", "read", "list", "delete"]'),
    (18, 'campaign', '["create", "list", "read", "update", "delete", "start", "stop", "admin"]'),
    (19, 'template', '["create", "list", "read", "update", "delete"]'),
    (20, 'document', '["create", "list", "read", "update", "delete"]'),
    (21, 'text', '["create", "list", "read", "update", "delete"]'),
    (22, 'recording', '["create", "list", "read", "update", "delete"]')
), names (place, number, name) AS (
    SELECT place, 0, family FROM families
    UNION ALL SELECT place, verb.id, family || '_' || verb.value FROM families, json_each(families.verbs) AS verb
    UNION ALL SELECT 23, content.id, content.value || '_admin'
    FROM json_each('["template", "document", "text", "recording"]') AS content
)
INSERT INTO permissions (name) SELECT name FROM names ORDER BY place, number;

INSERT INTO roles (id, name, description) VALUES
    (1, 'admin', 'Steers the box and sees everybody''s records'),
    (2, 'user', 'Sends and receives; sees their own records');

INSERT INTO role_permissions (role_id, permission)
    SELECT 1, name FROM permissions WHERE name LIKE '%\_admin' ESCAPE '\' OR name IN (
        'api', 'statistic', 'configuration', 'user', 'usr', 'role', 'permission', 'account', 'provider')
    UNION ALL SELECT 2, name FROM permissions WHERE name IN (
        'api', 'statistic_read', 'configuration_read', 'user_read', 'user_password', 'usr_read', 'usr_password',
        'account_read', 'account_update', 'account_list', 'contact', 'document', 'recording', 'template', 'text', 'program',
        'transmission', 'task', 'schedule', 'spool', 'result', 'group', 'campaign');

INSERT INTO user_roles (user_id, role_id)
    SELECT id, 2 FROM users
    UNION ALL SELECT id, 1 FROM users WHERE role = 'admin';
ALTER TABLE users DROP COLUMN role;
