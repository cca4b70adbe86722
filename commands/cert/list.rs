//! `chancery cert list`: the certificates this station issued.

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the certificates this station issued
///
/// List the certificates this station issued, and the serial numbers that are burnt: taken for a certificate of which
/// nobody knows whether it was signed. Of a CSCA that was taken over ('csca adopt') the serial numbers come too of which no
/// certificate is at hand.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the certificates", "chancery cert list --station utopia").after(&[Step::Prepared("csca")])];

/// The certificates.
#[derive(Debug, Serialize)]
pub struct Certificates {
    certificates: Vec<Certificate>,
    burnt: Vec<Burnt>,
    /// Serial numbers that came with a key that was taken over, and no certificates with them.
    taken_over: Vec<TakenOver>,
}

#[derive(Debug, Serialize)]
struct Certificate {
    fingerprint: String,
    profile: String,
    issuer: String,
    serial: String,
    subject: String,
    key: Option<String>,
    not_before: String,
    not_after: String,
    revoked: Option<String>,
}

#[derive(Debug, Serialize)]
struct Burnt {
    issuer: String,
    serial: String,
    intent: u64,
}

#[derive(Debug, Serialize)]
struct TakenOver {
    issuer: String,
    serial: String,
    revoked: Option<String>,
}

impl Report for Certificates {
    const SCHEMA: &'static str = "chancery/cert.list@1";

    fn human(&self, page: &mut Page) {
        let mut profiles: Vec<&str> = self.certificates.iter().map(|c| c.profile.as_str()).collect();
        profiles.sort_unstable();
        profiles.dedup();
        for profile in profiles {
            let rows = self.certificates.iter().filter(|c| c.profile == profile).map(|c| {
                let state = if c.revoked.is_some() { "revoked" } else { "in force" };
                [c.serial.clone(), opening::spaced(&c.subject), c.not_after[..10].to_owned(), state.to_owned()]
            });
            page.heading(profile).shown_table(&["Serial", "Subject", "Until", "State"], rows);
        }
        if self.certificates.is_empty() {
            page.line("No certificate was issued yet: see 'chancery cert issue --help', or hold the genesis ceremony.");
        }
        if !self.burnt.is_empty() {
            page.heading("Burnt serial numbers");
            page.table(
                &["Issuer", "Serial", "Intent"],
                self.burnt.iter().map(|b| [b.issuer.clone(), b.serial.clone(), b.intent.to_string()]),
            );
        }
        if !self.taken_over.is_empty() {
            page.heading("Taken over without certificates");
            let rows = self.taken_over.iter().map(|one| {
                let state = if one.revoked.is_some() { "revoked" } else { "in force" };
                [one.issuer.clone(), one.serial.clone(), state.to_owned()]
            });
            page.table(&["Issuer", "Serial", "State"], rows);
        }
    }
}

pub fn run(_: Args, context: &Context) -> Result<Certificates, Failure> {
    let station = opening::read(context)?;
    let rows = station.rows();
    let mut certificates = Vec::new();
    for row in rows.issued()? {
        let revoked = rows.revocation(&row.issuer, &row.serial)?;
        certificates.push(Certificate {
            fingerprint: row.digest.to_string(),
            profile: row.profile.to_string(),
            issuer: row.issuer.to_string(),
            serial: row.serial,
            subject: row.subject,
            key: row.subject_key.map(|k| k.to_string()),
            not_before: row.not_before.to_string(),
            not_after: row.not_after.to_string(),
            revoked: revoked.map(|at| at.to_string()),
        });
    }
    let burnt = rows.burnt_serials()?;
    let burnt = burnt.into_iter().map(|(issuer, serial, intent)| Burnt { issuer, serial, intent }).collect();
    let mut taken_over = Vec::new();
    for (issuer, serial) in rows.bare_serials()? {
        let revoked = rows.revocation(&issuer, &serial)?.map(|at| at.to_string());
        taken_over.push(TakenOver { issuer: issuer.to_string(), serial, revoked });
    }
    Ok(Certificates { certificates, burnt, taken_over })
}
