//! `csca.compromise`.

use super::Outcome;
use crate::act::{CscaCompromise, Loss};
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::OperationError;
use crate::operation::csca_compromise::check;
use crate::operation::csca_error::CscaError;
use crate::pki::lint::Role;
use crate::safe::Label;
use crate::station::letters::{self, Letter, RevokedWith, Sender, Shown};
use crate::station::{Preview, Station, StationError};
use crate::store::EndedRow;

/// The end of a key as it will be recorded.
struct PlannedEnd {
    revoked: Vec<RevokedWith>,
    letter: Letter,
    /// The key that signs the next list, where there is one already.
    signs: Option<Label>,
    /// The key that was named to follow, now or before.
    successor: Option<Label>,
    /// From when on a list is taken, where that is not now.
    list_from: Option<Time>,
    now: Time,
    /// Whether other states know that key by nothing but links that are revoked with this one.
    cut_off: bool,
}

impl Station<'_> {
    /// Refuses what is no key of the CSCA, one whose end is recorded, and a successor that cannot follow, before anybody
    /// is asked to confirm it.
    pub fn check_compromise(&self, act: &CscaCompromise) -> Result<(), StationError> {
        check(act)?;
        let rows = self.store.rows();
        if rows.key(&act.key)?.is_none() {
            return Err(StationError::KeyUnknown { key: act.key.to_string() });
        }
        let root = rows.issuing_certificate(&act.key)?.filter(|row| row.role == Role::CscaRoot);
        if root.is_none() {
            return Err(OperationError::from(CscaError::NotOfCsca { key: act.key.clone() }).into());
        }
        let before = rows.ended(&act.key)?;
        let followed = self.followed(before.as_ref())?;
        let left = self.left_beside(&act.key)?;
        if let Some(EndedRow { what, sequence, .. }) = &before {
            // What was lost may turn out to be compromised; and who follows may be named while nobody does.
            let worse = *what == Loss::Lost && act.what == Loss::Compromised;
            let named = *what == act.what && act.successor.is_some() && left.is_none() && !followed;
            if !worse && !named {
                let (key, what, entry) = (act.key.clone(), what.word(), *sequence);
                return Err(OperationError::from(CscaError::EndedAlready { key, what, entry }).into());
            }
        }
        let Some(successor) = &act.successor else {
            if left.is_none() && before.and_then(|row| row.successor).is_none() {
                return Err(OperationError::from(CscaError::NoSuccessor { key: act.key.clone() }).into());
            }
            return Ok(());
        };
        let certified = rows.issuing_certificate(successor)?;
        let why = if successor == &act.key {
            Some("it is the key itself")
        } else if followed {
            Some("another key goes on with it already")
        } else if rows.ended(successor)?.is_some() {
            Some("it signs no more either")
        } else if certified.is_some_and(|row| row.role != Role::CscaRoot) {
            Some("it is certified for something else")
        } else {
            None
        };
        let unfit = |why| {
            let (key, successor) = (act.key.clone(), successor.clone());
            OperationError::from(CscaError::SuccessorUnfit { key, successor, why }).into()
        };
        why.map_or(Ok(()), |why| Err(unfit(why)))
    }

    /// Whether the key that was named to follow has its root.
    fn followed(&self, ended: Option<&EndedRow>) -> Result<bool, StationError> {
        match ended.and_then(|row| row.successor.as_ref()) {
            Some(successor) => Ok(self.store.rows().issuing_certificate(successor)?.is_some()),
            None => Ok(false),
        }
    }

    /// The newest other key of the same CSCA that may sign.
    fn left_beside(&self, key: &Label) -> Result<Option<Label>, StationError> {
        let others: Vec<Label> = self.lineage(key)?.into_iter().filter(|one| one != key).collect();
        Ok(self.usable_of(&others))
    }

    fn plan_compromise(&self, act: &CscaCompromise) -> Result<PlannedEnd, StationError> {
        self.check_compromise(act)?;
        let revoked = self.revoked_with(act)?;
        let signs = self.left_beside(&act.key)?;
        let before = self.store.rows().ended(&act.key)?;
        let named = before.filter(|_| signs.is_none()).and_then(|row| row.successor);
        let successor = act.successor.clone().or(named);
        let now = self.now()?;
        let list_from = match revoked.is_empty() {
            true => self.list_from(&self.lineage(&act.key)?, now)?,
            false => None,
        };
        // What came after a compromised key is known by links that lead through it: they are revoked.
        let lineage = self.lineage(&act.key)?;
        let place = |key: &Label| lineage.iter().position(|one| one == key);
        let cut_off = act.what == Loss::Compromised && signs.as_ref().is_some_and(|key| place(key) > place(&act.key));
        let root = Shown::of(&self.certificate_of(&act.key)?)?;
        let letter = letters::loss(letters::Loss {
            sender: &Sender::of(self.configuration.country.fields(), self.identity.mode.word(), now),
            compromised: act.what == Loss::Compromised,
            root: &root,
            revoked: &revoked,
            successor: successor.as_ref().map(Label::as_str),
            signs: signs.as_ref().map(Label::as_str),
            cut_off,
        })?;
        Ok(PlannedEnd { revoked, letter, signs, cut_off, successor, list_from, now })
    }

    /// What is revoked with a key that is compromised: its root and the links to it and from it (Doc 9303-12 4.1.5.1),
    /// but for what is revoked.
    fn revoked_with(&self, act: &CscaCompromise) -> Result<Vec<RevokedWith>, StationError> {
        let rows = self.store.rows();
        let mut revoked = Vec::new();
        if act.what == Loss::Lost {
            return Ok(revoked);
        }
        for row in rows.issued_by_role(&[Role::CscaRoot, Role::CscaLink])? {
            let of_key = row.subject_key.as_ref() == Some(&act.key) || row.issuer == act.key;
            if of_key && rows.revocation(&row.issuer, &row.serial)?.is_none() {
                revoked.push(RevokedWith { issuer: row.issuer, serial: row.serial, profile: row.profile });
            }
        }
        Ok(revoked)
    }

    /// The digest of what is revoked with a key, and of which key goes on.
    pub(in crate::station) fn ends_with(&self, act: &CscaCompromise) -> Result<Digest, StationError> {
        let revoked: Vec<[String; 2]> =
            self.revoked_with(act)?.into_iter().map(|one| [one.issuer.to_string(), one.serial]).collect();
        Ok(crate::canonical::digest(&revoked)?)
    }

    /// How many certificates of others a key signed that are in force, in words.
    fn under(&self, key: &Label) -> Result<String, StationError> {
        let (rows, now) = (self.store.rows(), self.now()?);
        let mut count = 0;
        for row in rows.issued()? {
            let other = row.issuer == *key && !matches!(row.role, Role::CscaRoot | Role::CscaLink);
            if other && row.not_after > now && rows.revocation(key, &row.serial)?.is_none() {
                count += 1;
            }
        }
        Ok(if count == 1 { "1 certificate".to_owned() } else { format!("{count} certificates") })
    }

    /// What ends with a key, and what goes on.
    pub(in crate::station) fn preview_compromise(&self, act: &CscaCompromise) -> Result<Preview, StationError> {
        let PlannedEnd { revoked, signs, successor, cut_off, .. } = self.plan_compromise(act)?;
        let mut words = Vec::new();
        for RevokedWith { issuer, serial, profile } in &revoked {
            words.push(("revoked", format!("{profile} {serial}, issued by {issuer}")));
        }
        words.push(("signs no more", format!("key {}: no certificate, no link, no list", act.key)));
        let then = match act.what {
            Loss::Lost => "what it signed stays good",
            Loss::Compromised => "revoked one by one where need be",
        };
        words.push(("under it", format!("{} in force; {then}", self.under(&act.key)?)));
        words.push(("other states", "are told by the letter that comes of it".to_owned()));
        match (&signs, &successor) {
            (Some(key), _) if cut_off => {
                let root = "the link to it is revoked, and its root goes to other states anew";
                words.push(("next list", format!("signed by {key}; {root}")));
            }
            (Some(key), _) => words.push(("next list", format!("signed by {key}"))),
            (None, Some(key)) => words.push(("next list", format!("signed by {key}, once it has its root"))),
            (None, None) => {}
        }
        Ok(Preview::of(words))
    }

    pub(super) fn csca_compromise(&mut self, spent: &Spent, act: &CscaCompromise) -> Result<Outcome, StationError> {
        let PlannedEnd { revoked, letter, signs, successor: follows, list_from, now, .. } =
            self.plan_compromise(act)?;
        let pairs: Vec<[String; 2]> = revoked.iter().map(|one| [one.issuer.to_string(), one.serial.clone()]).collect();
        let fields = Fields::new()
            .open("at", now.to_string())
            .open("revoked", serde_json::to_value(&pairs)?)
            .open("letter", Digest::of(letter.text.as_bytes()).to_string())
            .open("letter_page", Digest::of(letter.page.as_bytes()).to_string());
        let (key, what, successor) = (act.key.clone(), act.what, act.successor.clone());
        let sequence = self.record(spent, fields, |writing, sequence| {
            writing.end_key(&EndedRow { key, what, successor, at: now, sequence })?;
            for RevokedWith { issuer, serial, .. } in &revoked {
                writing.revoke(issuer, serial, now, sequence)?;
            }
            let [text, page] = letters::loss_paths(sequence);
            writing.keep_artefact(&text, letter.text.as_bytes(), sequence)?;
            writing.keep_artefact(&page, letter.page.as_bytes(), sequence)?;
            Ok(())
        })?;
        let wants_root = match &follows {
            Some(follows) => self.store.rows().issuing_certificate(follows)?.is_none(),
            None => false,
        };
        let [text, _] = letters::loss_paths(sequence);
        let outputs = [
            ("at", now.to_string()),
            ("revoked", revoked.len().to_string()),
            ("letter", self.out().join(text).to_string_lossy().into_owned()),
            ("list_by", follows.or(signs).map_or_else(String::new, |key| key.to_string())),
            ("follows", if wants_root { "yes" } else { "" }.to_owned()),
            ("list_from", list_from.map_or_else(String::new, |from| from.to_string())),
        ];
        Ok(Outcome::of(sequence, outputs))
    }
}
