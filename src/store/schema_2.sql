-- Officers, policy, proposals, cosignatures. Every row follows from one entry and is never changed.

-- What happened to an officer last is how they stand; a retirement has no enrolment.
CREATE TABLE officer (
    officer   TEXT NOT NULL,
    sequence  INTEGER NOT NULL REFERENCES entry (sequence),
    enrolment BLOB REFERENCES object (digest),
    PRIMARY KEY (officer, sequence)
) STRICT, WITHOUT ROWID;

-- The newest is in force.
CREATE TABLE policy (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    name     TEXT NOT NULL,
    digest   BLOB NOT NULL REFERENCES object (digest)
) STRICT;

CREATE TABLE proposal (
    digest   BLOB PRIMARY KEY CHECK (length(digest) = 32),
    text     BLOB NOT NULL REFERENCES object (digest),
    sequence INTEGER NOT NULL UNIQUE REFERENCES entry (sequence)
) STRICT;

CREATE TABLE ballot (
    sequence  INTEGER PRIMARY KEY REFERENCES entry (sequence),
    proposal  BLOB NOT NULL REFERENCES proposal (digest),
    officer   TEXT NOT NULL,
    key       BLOB NOT NULL CHECK (length(key) = 32),
    decision  TEXT NOT NULL CHECK (decision IN ('propose', 'approve', 'refuse', 'withdraw')),
    statement BLOB NOT NULL REFERENCES object (digest),
    signature BLOB NOT NULL REFERENCES object (digest)
) STRICT;

CREATE INDEX ballot_proposal ON ballot (proposal);

-- Keys outside the station behind the root of bundles.
CREATE TABLE root_key (
    spki     BLOB PRIMARY KEY,
    officer  TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

-- What witnesses cosigned: a line under the checkpoint of one size.
CREATE TABLE cosignature (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    size     INTEGER NOT NULL,
    root     BLOB NOT NULL CHECK (length(root) = 32),
    officer  TEXT NOT NULL,
    line     TEXT NOT NULL
) STRICT;

CREATE INDEX cosignature_size ON cosignature (size);
