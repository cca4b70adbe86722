-- Times are RFC 3339 text, digests 32-octet blobs, DER as it was.

-- The ledger -------------------------------------------------------------

CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY,
    body     BLOB NOT NULL
) STRICT;

CREATE TABLE node (
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL
) STRICT;

-- Openings of committed fields may be erased; entries may not.
CREATE TABLE opening (
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    field    TEXT NOT NULL,
    opening  TEXT NOT NULL,
    PRIMARY KEY (sequence, field)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entry_stays      BEFORE UPDATE ON entry      BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;
CREATE TRIGGER entry_remains    BEFORE DELETE ON entry      BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
CREATE TRIGGER node_stays       BEFORE UPDATE ON node       BEGIN SELECT RAISE(ABORT, 'ledger hashes are never changed'); END;
CREATE TRIGGER node_remains     BEFORE DELETE ON node       BEGIN SELECT RAISE(ABORT, 'ledger hashes are never deleted'); END;
CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoint_remains BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
CREATE TRIGGER opening_stays    BEFORE UPDATE ON opening    BEGIN SELECT RAISE(ABORT, 'openings are erased, never changed'); END;

-- What was begun ---------------------------------------------------------

CREATE TABLE intent (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    digest   BLOB NOT NULL UNIQUE,
    nonce    TEXT NOT NULL UNIQUE,
    bound    TEXT NOT NULL,
    reserved TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'unknown')),
    outcome  INTEGER REFERENCES entry (sequence)
) STRICT;

CREATE INDEX intent_open ON intent (state) WHERE state = 'open';

-- What the station holds ---------------------------------------------------

CREATE TABLE object (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE vault_key (
    label     TEXT PRIMARY KEY,
    vault     TEXT NOT NULL,
    id        TEXT NOT NULL UNIQUE,
    spec      TEXT NOT NULL,
    state     TEXT NOT NULL,
    spki      BLOB,
    locked    INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    sequence  INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

-- A serial number is taken before anything is signed, and never given back.
CREATE TABLE serial (
    issuer   TEXT NOT NULL,
    serial   TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('reserved', 'issued', 'burnt')),
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (issuer, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued (
    digest      BLOB PRIMARY KEY REFERENCES object (digest),
    issuer      TEXT NOT NULL,
    serial      TEXT NOT NULL,
    profile     TEXT NOT NULL,
    subject     TEXT NOT NULL,
    subject_key TEXT,
    key         BLOB NOT NULL,
    not_before  TEXT NOT NULL,
    not_after   TEXT NOT NULL,
    sequence    INTEGER NOT NULL REFERENCES entry (sequence),
    FOREIGN KEY (issuer, serial) REFERENCES serial (issuer, serial)
) STRICT;

CREATE INDEX issued_subject_key ON issued (subject_key, sequence);
CREATE INDEX issued_serial ON issued (issuer, serial);

CREATE TABLE revoked (
    issuer   TEXT NOT NULL,
    serial   TEXT NOT NULL,
    at       TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (issuer, serial),
    FOREIGN KEY (issuer, serial) REFERENCES serial (issuer, serial)
) STRICT, WITHOUT ROWID;

-- A number is taken in the intent; its list follows with the outcome, or never.
CREATE TABLE crl (
    issuer      TEXT NOT NULL,
    number      INTEGER NOT NULL,
    digest      BLOB REFERENCES object (digest),
    this_update TEXT,
    next_update TEXT,
    sequence    INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (issuer, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE artefact (
    path     TEXT PRIMARY KEY,
    digest   BLOB NOT NULL REFERENCES object (digest),
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

-- What the station knows of the world ---------------------------------------

CREATE TABLE list (
    digest   BLOB PRIMARY KEY REFERENCES object (digest),
    signed   INTEGER NOT NULL CHECK (signed IN (0, 1)),
    verdict  TEXT NOT NULL,
    signer   TEXT,
    signer_issuer BLOB,
    signed_at TEXT,
    entries  INTEGER NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

CREATE TABLE known (
    digest     BLOB PRIMARY KEY REFERENCES object (digest),
    state      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    verifier   BLOB,
    not_before TEXT,
    not_after  TEXT,
    errors     INTEGER NOT NULL,
    warnings   INTEGER NOT NULL,
    findings   TEXT NOT NULL
) STRICT;

CREATE INDEX known_state ON known (state);

CREATE TABLE sighting (
    certificate BLOB NOT NULL REFERENCES known (digest),
    list        BLOB NOT NULL REFERENCES list (digest),
    place       INTEGER NOT NULL,
    PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX sighting_certificate ON sighting (certificate);

CREATE TABLE decision (
    certificate BLOB NOT NULL REFERENCES known (digest),
    sequence    INTEGER NOT NULL REFERENCES entry (sequence),
    word        TEXT NOT NULL CHECK (word IN ('accept', 'distrust')),
    at          TEXT NOT NULL,
    PRIMARY KEY (certificate, sequence)
) STRICT, WITHOUT ROWID;

-- Ceremonies and bundles ------------------------------------------------------

CREATE TABLE run (
    name     TEXT PRIMARY KEY,
    script   BLOB NOT NULL REFERENCES object (digest),
    title    TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('running', 'finished')),
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

CREATE TABLE event (
    run      TEXT NOT NULL REFERENCES run (name),
    number   INTEGER NOT NULL,
    body     TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- A version is taken in the intent and never given back.
CREATE TABLE bundle (
    version  INTEGER PRIMARY KEY,
    manifest BLOB,
    versions TEXT,
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

CREATE TABLE bundle_root (
    version  INTEGER PRIMARY KEY,
    digest   BLOB NOT NULL REFERENCES object (digest),
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;
