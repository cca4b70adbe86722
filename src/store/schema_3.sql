-- The world: downloads of the PKD, deviation lists, certificates from elsewhere.

-- The PKD --------------------------------------------------------------------

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
