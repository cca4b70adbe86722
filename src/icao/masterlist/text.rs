//! A master list as people read it: who signed it, then every certificate by state, name and digest.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use super::judge::{Judgement, Standing};
use super::read::MasterList;
use crate::digest::Digest;
use crate::safe::{kept_line, line};

/// Characters of one line.
const WIDTH: usize = 400;

/// A list as lines of text, `Display`ed.
pub struct MasterListText<'l, 'a> {
    /// The whole file.
    pub der: &'l [u8],
    /// The list in it.
    pub list: &'l MasterList<'a>,
    /// The verdicts on what stands on it and on its signers.
    pub judgement: &'l Judgement,
    /// The list before it, where there is one.
    pub previous: Option<&'l MasterList<'a>>,
}

/// One line.
fn field(f: &mut fmt::Formatter<'_>, name: &str, value: impl Display) -> fmt::Result {
    writeln!(f, "{name:<18} {}", kept_line(&value.to_string(), WIDTH))
}

impl Display for MasterListText<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "CSCA master list")?;
        field(f, "digest", Digest::of(self.der))?;
        for signer in &self.judgement.signers {
            field(f, "signed by", signer.subject.as_deref().unwrap_or("nobody who is known"))?;
            field(f, "signed", signer.signing_time.time().map_or("not said".to_owned(), |time| time.to_string()))?;
            if let Some(issuer) = &signer.issuer {
                field(f, "under", issuer.digest)?;
            }
        }
        field(f, "certificates", self.list.entries().count())?;
        match self.previous {
            None => field(f, "list before it", "none")?,
            Some(before) => {
                let digests = |list: &MasterList<'_>| list.entries().map(|one| one.digest).collect::<BTreeSet<_>>();
                let (then, now) = (digests(before), digests(self.list));
                for (name, which, others) in [("new", self.list, &then), ("no longer there", before, &now)] {
                    for entry in which.entries().filter(|entry| !others.contains(&entry.digest)) {
                        let read = entry.certificate();
                        let subject = read.map_or_else(|_| "unreadable".to_owned(), |c| c.subject.to_string());
                        field(f, name, format_args!("{subject}, {}", entry.digest))?;
                    }
                }
                if then == now {
                    field(f, "list before it", "the same certificates")?;
                }
            }
        }
        for (entry, verdict) in self.list.entries().zip(&self.judgement.certificates) {
            writeln!(f)?;
            let state = verdict.state.as_deref().unwrap_or(super::STATELESS);
            writeln!(f, "certificate {} ({})", entry.index + 1, line(state, 8))?;
            match entry.certificate() {
                Ok(certificate) => {
                    field(f, "subject", certificate.subject)?;
                    field(f, "issuer", certificate.issuer)?;
                    let moment = |instant: &crate::pki::instant::Instant<'_>| {
                        instant.time().map_or_else(|_| "unreadable".to_owned(), |time| time.to_string())
                    };
                    field(f, "valid from", moment(&certificate.not_before))?;
                    field(f, "valid until", moment(&certificate.not_after))?;
                }
                Err(error) => field(f, "unreadable", error)?,
            }
            if let Standing::Read { proof, .. } = &verdict.standing {
                field(f, "proof", proof)?;
            }
            field(f, "digest", entry.digest)?;
        }
        Ok(())
    }
}
