//! `chancery cert lint`: certificates against the rules.

use std::path::{Path, PathBuf};

use chancery::clock::Time;
use chancery::fault::Fault;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Edition, Role, SetMember, Subject};
use chancery::station::rules_for;
use serde::Serialize;

use crate::found;
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::linting::{self, Judged};
use crate::opening::{self, FileError};

/// Judge certificates by the rules of Doc 9303-12
///
/// Judge certificates by the rules of Doc 9303-12, in the edition that was in force when each was made, or in the one that
/// '--edition' names. Certificates of the services' own hierarchy are judged by RFC 5280 and what their purposes ask. With a
/// station, what it issued is taken for what it issued it for; another is taken for one of the services where it names
/// its curve and has nothing of what Doc 9303 asks for, or where its issuer's certificate is a services' CA; '--role'
/// says it where that is wrong, and where what it is for cannot be told. Several are also judged together: serial
/// numbers, keys and key identifiers that stand twice, roots without a link. The exit code is 1 if there is an error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificates, DER or PEM
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Certificate of the issuer, DER or PEM; else it is looked for among the files
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,

    /// What they are for, such as csca-root or service-ca, where that cannot be told from them
    #[arg(long, value_name = "ROLE", value_parser = linting::role)]
    role: Option<Role>,

    /// Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum
    #[arg(long, value_name = "EDITION", value_parser = linting::edition)]
    edition: Option<Edition>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Lint a certificate", "chancery cert lint csca.pem").after(&[Step::Prepared("csca")]),
    Example::new("Lint one by the rules of 2021", "chancery cert lint csca.pem --edition eighth")
        .after(&[Step::Prepared("csca")]),
];

/// What the rules found.
#[derive(Debug, Serialize)]
pub struct Linted {
    errors: usize,
    certificates: Vec<Judged>,
    #[serde(skip_serializing_if = "Option::is_none")]
    together: Option<Judged>,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/cert.lint@1";

    fn human(&self, page: &mut Page) {
        match (self.certificates.as_slice(), &self.together) {
            ([one], _) => one.show(page),
            (several, together) => {
                for one in several {
                    page.heading(one.object());
                    one.show(page);
                }
                if let Some(together) = together {
                    page.heading("Together");
                    together.show(page);
                }
            }
        }
    }

    fn fault(&self) -> Option<Fault> {
        (self.errors > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let ders = args.files.iter().map(|path| certificate_file(path)).collect::<Result<Vec<_>, _>>()?;
    let issuer_der = args.issuer.as_deref().map(certificate_file).transpose()?;
    let read = |path: &PathBuf, der| {
        Certificate::parse(der).map_err(|e| FileError::NotThat {
            path: path.clone(),
            wanted: "a certificate",
            what: e.to_string(),
        })
    };
    let mut certificates = Vec::with_capacity(ders.len());
    for (path, der) in args.files.iter().zip(&ders) {
        certificates.push(read(path, der)?);
    }
    let issuer = args.issuer.as_ref().zip(issuer_der.as_deref()).map(|(path, der)| read(path, der)).transpose()?;
    let now = context.clock(Purpose::Judging, 0)?.read()?.time;
    let judging = Judging { issuer: issuer.as_ref(), all: &certificates, edition: args.edition, now };
    let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
    let mut roles = Vec::with_capacity(certificates.len());
    for certificate in &certificates {
        let issued_for = match &station {
            Some(station) if args.role.is_none() => found::issued_for(station, certificate.digest())?,
            _ => None,
        };
        let seems = || Role::infer_under(certificate, judging.other(certificate));
        roles.push(args.role.or(issued_for).unwrap_or_else(seems));
    }
    let named = args.files.iter().zip(certificates.iter().zip(&roles));
    let judged: Vec<Judged> =
        named.map(|(path, (certificate, role))| judging.judge(certificate, *role).of(path.display())).collect();
    let together = (certificates.len() > 1).then(|| {
        let member = |(c, role): (_, &Role)| SetMember { role: *role, ..SetMember::found(c) };
        let members: Vec<SetMember<'_>> = certificates.iter().zip(&roles).map(member).collect();
        let newest = certificates.iter().filter_map(|c| c.not_before.time().ok()).max();
        let edition = args.edition.or(newest.map(Edition::at)).unwrap_or(Edition::Sixth);
        linting::together(&members, edition, now)
    });
    let errors = judged.iter().chain(&together).map(Judged::errors).sum();
    Ok(Linted { errors, certificates: judged, together })
}

/// What each certificate is judged with.
struct Judging<'a> {
    issuer: Option<&'a Certificate<'a>>,
    all: &'a [Certificate<'a>],
    edition: Option<Edition>,
    now: Time,
}

impl Judging<'_> {
    /// The certificate of the issuer, where it is another that was given.
    fn other(&self, certificate: &Certificate<'_>) -> Option<&Certificate<'_>> {
        let named = |one: &&Certificate<'_>| one.subject.matches(&certificate.issuer);
        self.issuer.or_else(|| self.all.iter().filter(named).find(|one| verifies(certificate, one)))
    }

    fn judge(&self, certificate: &Certificate<'_>, role: Role) -> Judged {
        let rules = rules_for(role);
        let mut subject = Subject::in_role(certificate, role, self.now);
        let own = || (certificate.is_self_issued() && role != Role::CscaLink).then_some(certificate);
        if let Some(signer) = self.other(certificate).or_else(own) {
            subject = subject.issued_by(signer).with_signature(verifies(certificate, signer));
        }
        if let Some(edition) = self.edition {
            subject = subject.by_edition(edition);
        }
        Judged::by(rules.digest(), subject.edition, rules.lint(&subject)).taken_for(role)
    }
}

fn verifies(certificate: &Certificate<'_>, signer: &Certificate<'_>) -> bool {
    signer.public_key().is_ok_and(|key| certificate.verify_signature(&key).is_ok())
}

fn certificate_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = opening::read_file(path, super::show::LONGEST)?;
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a certificate", what };
    Ok(armour::der(&bytes, "CERTIFICATE").map_err(|e| wrong(e.to_string()))?.into_owned())
}
