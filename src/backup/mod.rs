//! Backups: what leaves the station so that it can be had again.
//!
//! Two kinds. A backup of the *state* is a consistent copy of the database, sealed to recipients; no key is in it. A
//! backup of *keys* is a set: keys that their vault wrapped under one fresh key, which exists as shares alone.
