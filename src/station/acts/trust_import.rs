//! `trust.import`.

use serde_json::json;

use super::lists::{Beside, known_row};
use super::masterlist_ingest::first;
use super::masterlist_seen::{certificate_words, found};
use super::{Listed, Material, Outcome};
use crate::act::{TrustImport, Word};
use crate::approval::Spent;
use crate::ledger::Fields;
use crate::operation::trust_import::{Imported, check, judge, open, verdict};
use crate::station::{Preview, Station, StationError};
use crate::store::{ListRow, StoreError};
use crate::trust::import::Import;

/// An import that was judged, and what it was judged beside.
struct JudgedImport {
    import: Import,
    imported: Imported,
    beside: Beside,
}

impl Station<'_> {
    /// An import as it is judged now: what is refused at all is refused here.
    fn judged_import(&self, act: &TrustImport, material: &Material) -> Result<JudgedImport, StationError> {
        check(act)?;
        let import = open(material.find("import", act.import)?)?;
        if self.store.rows().list(act.import)?.is_some() {
            let what = format!("import {} was taken in", act.import);
            return Err(StoreError::DoneAlready { clause: "LIST-1", what }.into());
        }
        let beside = self.judged_beside()?;
        let imported = judge(&import, &beside.known(), beside.at)?;
        Ok(JudgedImport { import, imported, beside })
    }

    /// The import as it would be taken in now.
    pub(in crate::station) fn preview_import(
        &self,
        act: &TrustImport,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let JudgedImport { import, imported, .. } = self.judged_import(act, material)?;
        let mut words = import_words(&import, &imported);
        let new = self.new_in(&imported)?.len();
        words.push(("new here", new.to_string()));
        words.push(("known already", (imported.certificates.len() - new).to_string()));
        words.extend(found(&imported.certificates));
        words.extend(first(&unread(&import)).into_iter().map(|one| ("not read", one)));
        words.extend(first(&imported.findings).into_iter().map(|remark| ("noticed", remark)));
        Ok(Preview::of(words))
    }

    /// The certificates that an import brings, and that are not known yet.
    pub(super) fn brought_by_import(
        &self,
        act: &TrustImport,
        material: &Material,
    ) -> Result<Vec<Listed>, StationError> {
        self.new_in(&self.judged_import(act, material)?.imported)
    }

    fn new_in(&self, imported: &Imported) -> Result<Vec<Listed>, StationError> {
        let rows = self.store.rows();
        let mut new = Vec::new();
        for one in &imported.certificates {
            if rows.known(one.digest)?.is_none() {
                new.push((one.digest, Some(one.der.clone())));
            }
        }
        Ok(new)
    }

    pub(super) fn trust_import(
        &mut self,
        spent: &Spent,
        act: &TrustImport,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let JudgedImport { import, imported, beside } = self.judged_import(act, material)?;
        self.expect_judged_as_shown(spent, &import_words(&import, &imported))?;
        let bytes = material.find("import", act.import)?;
        let adopted = beside.adopted(&imported.certificates);
        let new = self.new_in(&imported)?.len();
        let unreadable = imported.certificates.iter().filter(|c| c.kind == "unreadable").count();
        let fields = Fields::new()
            .open("verdict", verdict(import.form()))
            .open("form", import.form().word())
            .open("entries", import.places().len())
            .open("certificates", imported.certificates.len())
            .open("unreadable", unreadable)
            .open("unread", import.unread().len())
            .open("findings", json!(first(&imported.findings)));
        let row = |sequence| ListRow {
            digest: act.import,
            source: None,
            form: import.form().word().to_owned(),
            signed: false,
            verdict: verdict(import.form()),
            signer: None,
            signer_issuer: None,
            signed_at: None,
            entries: import.places().len() as u64,
            sequence,
        };
        let sequence = self.record(spent, fields, |writing, sequence| {
            writing.keep_list(&row(sequence), bytes)?;
            for (place, number) in imported.at_places.iter().enumerate() {
                let Some(certificate) = imported.certificates.get(*number) else { continue };
                writing.keep_known(&known_row(certificate)?, &certificate.der, act.import, place as u64)?;
            }
            for orphan in &adopted {
                writing.adopt(&known_row(orphan)?)?;
            }
            Ok(())
        })?;
        let outputs = [
            ("import", act.import.to_string()),
            ("verdict", verdict(import.form())),
            ("form", import.form().word().to_owned()),
            ("places", import.places().len().to_string()),
            ("certificates", imported.certificates.len().to_string()),
            ("new", new.to_string()),
            ("unreadable", unreadable.to_string()),
            ("findings", first(&imported.findings).join("\n")),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// What was imported by this name and is kept; none where it is a list.
    pub fn import(&self, import: crate::digest::Digest) -> Result<Option<Import>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.list(import)?.filter(|row| row.form != crate::store::MASTER_LIST) else { return Ok(None) };
        let missing = || StationError::MaterialMissing { what: "import", digest: row.digest };
        Ok(Some(open(&rows.object(row.digest)?.ok_or_else(missing)?)?))
    }
}

/// What was found where, and what is on it.
fn import_words(import: &Import, imported: &Imported) -> Vec<Word> {
    let mut words = vec![
        ("verdict", format!("{}: nobody stands for what is in it", verdict(import.form()))),
        ("form", import.form().words().to_owned()),
        ("places", format!("{} with a certificate, {} not read", import.places().len(), import.unread().len())),
    ];
    words.extend(certificate_words(&imported.certificates));
    words
}

/// What was not read, each with the reason.
fn unread(import: &Import) -> Vec<String> {
    import.unread().iter().map(|one| format!("{}: {}", one.name, one.why)).collect()
}
