//! The entry of a restore: each key proves itself, the epoch is raised, and another key signs the ledger from here on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use serde_json::json;

use super::published::Published;
use super::{Restored, SealedState, Unwrapped, spoken};
use crate::act::{Act, Bound, Head as BoundHead, Nonce, StationRestore, VaultPlace};
use crate::approval;
use crate::digest::Digest;
use crate::entropy::Entropy as _;
use crate::keys::{KeyId, KeySpec, SetId};
use crate::ledger::{Kind, Leaf, NoteKey, Role, origin};
use crate::safe::Label;
use crate::signer::{Algorithm, PublicKey, Signer as _, verify};
use crate::station::backing::OpenedSet;
use crate::station::birth::key_fields;
use crate::station::journal::{act_fields, keep_checkpoint};
use crate::station::{Configuration, LEDGER, Station, StationError, files};
use crate::store::{EraRow, IntentState, SetState};
use crate::vault::{KeyRequest, Session, VaultError};

/// Everything a restored station goes on with.
pub(super) struct GoingOn<'a> {
    pub(super) making: &'a Path,
    pub(super) state: &'a SealedState,
    pub(super) sets: &'a [OpenedSet],
    pub(super) configuration: Configuration,
    pub(super) sessions: BTreeMap<Label, Rc<Session>>,
    pub(super) keys: BTreeMap<Label, Label>,
    pub(super) missing: BTreeSet<Label>,
    pub(super) open: BTreeSet<Label>,
    pub(super) published: Published,
    pub(super) anchor: &'static str,
    pub(super) unwrapped: &'a mut Unwrapped,
}

impl Station<'_> {
    /// Writes the first entry of the new epoch, signed by a new ledger key.
    pub(super) fn go_on(&mut self, mut going: GoingOn<'_>) -> Result<Restored, StationError> {
        self.expect_own_tail()?;
        let rows = self.store.rows();
        let head = BoundHead { size: rows.ledger_size()?, root: rows.ledger_root()? };
        let open = rows.open_intents()?;
        let others = going.sets.iter().map(|set| set.manifest().station.epoch);
        let epoch = others.fold(self.identity.epoch, u64::max) + 1;
        let brought = self.sets_to_bring(going.sets)?;
        let replaced = self.sets_to_replace(&brought)?;
        for (from, by) in &replaced {
            let (from, by) = (from.spoken(), by.spoken());
            going.published.lost.push(format!("that set {by} took the place of set {from}; it is so again"));
        }
        let ledger: Label = LEDGER.parse()?;
        let missing = || StationError::VaultUnknown { vault: LEDGER.into() };
        let session = going.sessions.get(&ledger).ok_or_else(missing)?.clone();
        let (id, public_key) = self.new_ledger_key(&session, epoch)?;
        going.unwrapped.put(&session, id);
        let text = going.configuration.text()?;
        let vaults = going.configuration.vaults.iter();
        let act = StationRestore {
            state: going.state.digest(),
            size: head.size,
            root: head.root,
            vaults: vaults.map(|(name, v)| (name.clone(), VaultPlace { uri: v.uri.clone() })).collect(),
            ledger_key: Digest::of(public_key.spki()),
            configuration: Configuration::digest(&text),
            sets: spoken(going.sets),
            brought: brought.iter().map(|set| (set.set(), set.digest())).collect(),
            replaced: replaced.clone(),
            keys: going.keys.keys().cloned().collect(),
            missing: going.missing.clone(),
            open: going.open.clone(),
            marks: going.published.marks.clone(),
            revoked: going.published.revoked.clone(),
        };
        self.identity.epoch = epoch;
        let reading = self.reading_ahead()?;
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce)?;
        let bound = Bound {
            what: Act::StationRestore(act.clone()),
            identity: self.identity.clone(),
            preconditions: BTreeMap::new(),
            head,
            nonce: Nonce(nonce),
            expires: reading.time.plus(1),
            proposer: None,
        };
        let spent = approval::by_shares(bound, reading.time, going.sets.len())?.spend();
        let proofs = self.proofs(&going, spent.digest)?;
        let proofs = serde_json::to_vec_pretty(&json!({
            "schema": "chancery/restore-proofs@1",
            "act": spent.digest.to_string(),
            "signed": proof_text(spent.digest),
            "signatures": proofs,
            "lost": going.published.lost,
        }))?;
        let fields = key_fields(id, &public_key)
            .open("approved_by", spent.by.words())
            .open("proofs", Digest::of(&proofs).to_string());
        let fields = act_fields(&spent.bound.what, fields)?;
        let name = spent.bound.what.name();
        let identity = self.identity.clone();
        let (leaf, openings) =
            Leaf::compose(&identity, head.size, reading, Kind::Record, name, spent.digest, fields, &mut self.entropy)?;
        let signer = session.signer(id, Algorithm::Ed25519)?;
        let writing = self.store.write()?;
        let sequence = head.size;
        writing.append_entry(&leaf, &openings)?;
        writing.open_intent(sequence, spent.digest, &spent.bound, &serde_json::Value::Null)?;
        writing.close_intent(sequence, IntentState::Done, sequence)?;
        writing.configure(text.as_bytes(), sequence)?;
        writing.begin_era(&EraRow { sequence, epoch, key: id, public_key: public_key.clone() })?;
        for mark in &act.marks {
            writing.mark(&mark.what, &mark.name, mark.number, sequence)?;
        }
        for one in &act.revoked {
            // A certificate that was issued after the copy: its number is taken all the same.
            if writing.rows().serial(&one.issuer, &one.serial)?.is_none() {
                writing.take_serial(&one.issuer, &one.serial, sequence)?;
            }
            writing.revoke(&one.issuer, &one.serial, one.at, sequence)?;
        }
        for set in brought {
            let (manifest, name) = (set.manifest(), set.set());
            let keys: Vec<Label> = manifest.keys.iter().map(|key| key.label.clone()).collect();
            let bytes = manifest.bytes()?;
            writing.forget_set(name)?;
            writing.begin_set(name, &keys, manifest.shares.threshold, manifest.shares.of, sequence)?;
            writing.set_whole(name, &bytes, manifest.made)?;
            writing.keep_artefact(&format!("backups/keys-{name}.json"), &bytes, sequence)?;
        }
        for (from, by) in &replaced {
            writing.set_replaced(*from, *by)?;
        }
        // What came back never leaves its token again.
        act.keys.difference(&act.open).try_for_each(|key| writing.set_key_locked(key))?;
        writing.keep_artefact(&format!("backups/restore-{sequence:06}.json"), &proofs, sequence)?;
        keep_checkpoint(&writing, &origin(&identity), &signer)?;
        writing.commit()?;
        files::replace(&going.making.join("station.toml"), text.as_bytes(), 0o600)?;
        let log_key = NoteKey::new(&origin(&identity), Role::Log, &public_key)?;
        self.eras = self.eras.clone().then(sequence, log_key.clone())?;
        self.ledger_key = (id, public_key);
        self.configuration = going.configuration;
        self.materialise(None)?;
        Ok(Restored {
            entry: sequence,
            epoch,
            log_key: log_key.text()?,
            entries: head.size,
            made: going.state.made(),
            keys: going.keys,
            missing: going.missing,
            vouched_for_by: going.anchor,
            lost: going.published.lost,
            open,
        })
    }

    /// The sets that the copy does not know as whole: they were made, or came to their end, after it.
    fn sets_to_bring<'s>(&self, sets: &'s [OpenedSet]) -> Result<Vec<&'s OpenedSet>, StationError> {
        let mut brought: Vec<&OpenedSet> = Vec::new();
        for set in sets {
            let known = self.store.rows().backup_set(set.set())?;
            let whole = known.is_some_and(|row| matches!(row.state, SetState::Whole | SetState::Replaced));
            if !whole && !brought.iter().any(|one| one.set() == set.set()) {
                brought.push(set);
            }
        }
        Ok(brought)
    }

    /// The sets in force whose place those that are brought took.
    fn sets_to_replace(&self, brought: &[&OpenedSet]) -> Result<BTreeMap<SetId, SetId>, StationError> {
        let mut replaced = BTreeMap::new();
        for set in brought {
            for from in &set.manifest().replaces {
                let known = self.store.rows().backup_set(*from)?.map(|row| row.state);
                let comes = brought.iter().any(|one| one.set() == *from);
                if comes || known == Some(SetState::Whole) {
                    replaced.insert(*from, set.set());
                }
            }
        }
        Ok(replaced)
    }

    /// A new ledger key, under the name that its station's keys have, or with its epoch where the token has that name.
    fn new_ledger_key(&mut self, session: &Session, epoch: u64) -> Result<(KeyId, PublicKey), StationError> {
        let name = &self.configuration.station.name;
        let too_long = || StationError::NameTooLong { name: name.to_string() };
        let label = |text: String| text.parse::<Label>().map_err(|_| too_long());
        let (usual, other) = (label(format!("ledger-{name}"))?, label(format!("ledger-{epoch}"))?);
        let id = self.draw_key_id()?;
        let request = |label| KeyRequest { id, label, spec: KeySpec::Ed25519, extractable: false };
        match session.generate(&request(usual)) {
            Err(VaultError::LabelUsed { .. }) => Ok((id, session.generate(&request(other))?)),
            made => Ok((id, made?)),
        }
    }

    /// What each key that came back signs: verified under its newest certificate, or its own public half where it has none.
    fn proofs(&self, going: &GoingOn<'_>, act: Digest) -> Result<BTreeMap<Label, serde_json::Value>, StationError> {
        let text = proof_text(act);
        let mut proofs = BTreeMap::new();
        for (label, vault) in &going.keys {
            let missing = || StationError::KeyUnknown { key: label.to_string() };
            let rows = self.store.rows();
            let row = rows.key(label)?.ok_or_else(missing)?;
            let session = going.sessions.get(vault).ok_or_else(missing)?;
            let algorithm = row.spec.default_algorithm();
            let signature = session.signer(row.id, algorithm)?.sign(text.as_bytes())?;
            let (key, under) = match self.store.rows().certificate_of_key(label)? {
                None => (row.public_key.ok_or_else(missing)?, None),
                Some(issued) => {
                    let der = self.store.rows().object(issued.digest)?.ok_or_else(missing)?;
                    let certificate = crate::pki::certificate::Certificate::parse(&der).map_err(|_| missing())?;
                    (certificate.public_key()?, Some(issued.digest.to_string()))
                }
            };
            verify(&key, algorithm, text.as_bytes(), &signature)?;
            proofs.insert(
                label.clone(),
                json!({
                    "certificate": under,
                    "public_key": key.identity()?.to_string(),
                    "algorithm": algorithm.to_string(),
                    "signature": hex::encode(signature),
                }),
            );
        }
        Ok(proofs)
    }
}

/// What a key signs to say that it is back. It is taken for nothing else that such a key signs.
pub(in crate::station) fn proof_text(act: Digest) -> String {
    format!("chancery restore\n{act}\n")
}
