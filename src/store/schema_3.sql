-- The world: downloads of the PKD, deviation lists, certificates from elsewhere.

-- The PKD --------------------------------------------------------------------

-- A download that was taken in. The file itself is not kept; everything in it is.
CREATE TABLE pkd_file (
    digest     BLOB PRIMARY KEY CHECK (length(digest) = 32),
    name       TEXT,
    collection INTEGER,
    extent     TEXT CHECK (extent IN ('complete', 'delta')),
    edition    INTEGER,
    version    INTEGER,
    octets     INTEGER NOT NULL,
    records    INTEGER NOT NULL,
    contents   BLOB NOT NULL CHECK (length(contents) = 32),
    sequence   INTEGER NOT NULL UNIQUE REFERENCES entry (sequence)
) STRICT;

-- A reading that goes on, or was cut off: where the next record begins, and how large the ledger was. No entry says it,
-- and nothing but the reading itself relies on it.
CREATE TABLE pkd_reading (
    file    BLOB PRIMARY KEY CHECK (length(file) = 32),
    octets  INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    records INTEGER NOT NULL,
    ledger  INTEGER NOT NULL
) STRICT;

-- What stands in a file, line by line: an object as it was judged, a deletion, or something odd. The digest over all of a
-- file's rows is in its entry.
CREATE TABLE pkd_entry (
    file     BLOB NOT NULL CHECK (length(file) = 32),
    line     INTEGER NOT NULL,
    what     TEXT NOT NULL,
    name     BLOB NOT NULL,
    place    BLOB CHECK (length(place) = 32),
    collection INTEGER,
    state    TEXT,
    kind     TEXT,
    object   BLOB REFERENCES object (digest),
    judged   TEXT,
    verifier BLOB,
    version  INTEGER,
    said     TEXT,
    findings TEXT,
    PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX pkd_entry_object ON pkd_entry (object);

-- What can be read of a signer's certificate or a CRL, to find it by. Octets that stand in several attributes are described as
-- each of them.
CREATE TABLE pkd_object (
    digest     BLOB NOT NULL REFERENCES object (digest),
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    number     TEXT,
    identifier BLOB,
    not_before TEXT,
    not_after  TEXT,
    PRIMARY KEY (digest, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX pkd_object_state ON pkd_object (state, kind);
CREATE INDEX pkd_object_identifier ON pkd_object (identifier);

-- Deviation lists ---------------------------------------------------------------

-- Which documents a list names stands in its bytes alone.
CREATE TABLE deviation_list (
    digest        BLOB PRIMARY KEY REFERENCES object (digest),
    state         TEXT,
    version       INTEGER NOT NULL,
    verdict       TEXT NOT NULL,
    signer        TEXT,
    signer_issuer BLOB,
    signed_at     TEXT,
    deviations    INTEGER NOT NULL,
    numbers       INTEGER NOT NULL,
    sequence      INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

-- Trust ------------------------------------------------------------------------

-- What was imported stands among the lists, without a signature for ever; its bytes say what lies at which place.
ALTER TABLE list ADD COLUMN form TEXT NOT NULL DEFAULT 'master-list'
    CHECK (form IN ('master-list', 'folder', 'trust-store'));
