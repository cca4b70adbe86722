-- What a certificate is for, profiles that are adopted, acts in several parts, CSCAs that were taken over.

-- Profiles and certificates ----------------------------------------------------

-- What a certificate is for does not follow from its profile's name. Until now every profile was one of these six.
ALTER TABLE issued ADD COLUMN role TEXT NOT NULL DEFAULT '';
UPDATE issued SET role = CASE profile WHEN 'bundle-signer' THEN 'service-entity' ELSE profile END;

CREATE INDEX issued_role ON issued (role, sequence);
CREATE INDEX issued_key ON issued (key);

-- The newest of a name is in force; below all of them is what entry 0 says.
CREATE TABLE profile (
    name     TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES entry (sequence),
    digest   BLOB NOT NULL REFERENCES object (digest),
    role     TEXT NOT NULL,
    PRIMARY KEY (name, sequence)
) STRICT, WITHOUT ROWID;

-- Keys that another program made, and what was known of their certificates: 'highest' is the magnitude of the greatest
-- serial number that was taken over with a key, without zeros before it; 'outside' says whether the key was made elsewhere.
CREATE TABLE adopted (
    label     TEXT PRIMARY KEY,
    root      BLOB NOT NULL REFERENCES object (digest),
    inventory BLOB,
    crl       BLOB,
    highest   BLOB NOT NULL,
    outside   INTEGER NOT NULL CHECK (outside IN (0, 1)),
    sequence  INTEGER NOT NULL REFERENCES entry (sequence)
) STRICT;

-- Keys of the CSCA that are lost or compromised, and who goes on with their list though no link leads there.
CREATE TABLE ended (
    key       TEXT NOT NULL,
    what      TEXT NOT NULL CHECK (what IN ('lost', 'compromised')),
    successor TEXT,
    at        TEXT NOT NULL,
    sequence  INTEGER NOT NULL REFERENCES entry (sequence),
    PRIMARY KEY (key, sequence)
) STRICT;

-- Acts in parts ------------------------------------------------------------------

-- An act may be performed part by part, each part once.
CREATE TABLE intent_in_parts (
    sequence INTEGER PRIMARY KEY REFERENCES entry (sequence),
    digest   BLOB NOT NULL,
    nonce    TEXT NOT NULL,
    part     INTEGER NOT NULL DEFAULT 0 CHECK (part >= 0),
    bound    TEXT NOT NULL,
    reserved TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'unknown')),
    outcome  INTEGER REFERENCES entry (sequence),
    UNIQUE (digest, part),
    UNIQUE (nonce, part)
) STRICT;

INSERT INTO intent_in_parts (sequence, digest, nonce, bound, reserved, state, outcome)
    SELECT sequence, digest, nonce, bound, reserved, state, outcome FROM intent;
DROP TABLE intent;
ALTER TABLE intent_in_parts RENAME TO intent;

CREATE INDEX intent_open ON intent (state) WHERE state = 'open';

-- Files ----------------------------------------------------------------------------

CREATE INDEX artefact_sequence ON artefact (sequence);
-- A serial number is looked for under every issuer.
CREATE INDEX serial_number ON serial (serial);
