
-- What was copied out of the station so that it can be had again, and what changes when it is.

-- Acts of a kind are looked for among many.
CREATE INDEX intent_act ON intent (json_extract(bound, '$.what.act'), state);

-- Configuration and ledger key ---------------------------------------------------

-- The newest is in force; below all of them is what entry 0 says.
CREATE TABLE configuration (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    digest   BLOB NOT NULL REFERENCES object (digest)
) STRICT;

-- Since this entry another key signs the ledger: the station was restored.
CREATE TABLE era (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    epoch    INTEGER NOT NULL CHECK (epoch > 1),
    key      TEXT NOT NULL,
    spki     BLOB NOT NULL
) STRICT;

-- Marks below which nothing is issued any more, since what was issued after the backup may be in the world.
CREATE TABLE high_water (
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    what     TEXT NOT NULL CHECK (what IN ('crl', 'bundle')),
    name     TEXT NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 0),
    PRIMARY KEY (what, name, sequence)
) STRICT, WITHOUT ROWID;

-- Sets of wrapped keys ------------------------------------------------------------

-- 'sequence' is the entry that drew the set. A set whose writing was cut off is void: its cards and media are destroyed.
CREATE TABLE backup_set (
    name      TEXT PRIMARY KEY,
    sequence  INTEGER NOT NULL REFERENCES entry (sequence),
    state     TEXT NOT NULL CHECK (state IN ('begun', 'whole', 'void', 'replaced')),
    manifest  BLOB REFERENCES object (digest),
    threshold INTEGER NOT NULL,
    shares    INTEGER NOT NULL,
    made      TEXT,
    successor TEXT
) STRICT;

CREATE TABLE backup_key (
    name  TEXT NOT NULL REFERENCES backup_set (name),
    label TEXT NOT NULL,
    PRIMARY KEY (name, label)
) STRICT, WITHOUT ROWID;

-- Media and cards of a set that are gone for good.
CREATE TABLE destroyed (
    name     TEXT NOT NULL,
    what     TEXT NOT NULL,
    at       TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (name, what)
) STRICT, WITHOUT ROWID;

-- Shares that were judged alone, each time that one was: sound, and the very one that was handed out.
CREATE TABLE share_checked (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    name     TEXT NOT NULL,
    what     TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

-- Copies of the state, and drills -----------------------------------------------------

CREATE TABLE state_backup (
    name     TEXT PRIMARY KEY,
    manifest BLOB NOT NULL,
    size     INTEGER NOT NULL,
    made     TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

CREATE TABLE drill (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    at       TEXT NOT NULL,
    passed   INTEGER NOT NULL CHECK (passed IN (0, 1)),
    report   BLOB NOT NULL REFERENCES object (digest)
) STRICT;
