//! `chancery cert issue`: a certificate by a profile.

use std::path::PathBuf;

use chancery::act::{Act, CertificateIssue, SubjectKey};
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::pki::PkiError;
use chancery::pki::alternative::{AlternativeName, NameKind};
use chancery::pki::weak::{self, BlockList};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::batching as batch;
use crate::csr;
use crate::frame::{Context, Example, Failure, Page, Report, Step, answer};
use crate::opening::{self, Recorded};

/// Issue a certificate by a profile
///
/// Issue a certificate by a profile in force, for a key in a vault of this station (--key) or for a certificate
/// request (--csr), whose proof of possession is checked. The exact bytes are linted before the vault signs and after;
/// an error stops it (LINT-1), a warning has to be accepted by its rule's name (LINT-2), and what was accepted has to be
/// found (LINT-4). A link bears the name of the new key's root, which is issued first.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("subject").required(true).args(["csr", "csr_dir", "key"])))]
pub struct Args {
    /// Profile to issue by
    #[arg(long, value_name = "NAME")]
    profile: Label,

    /// Certificate request, PKCS#10 in DER or PEM
    #[arg(long, value_name = "FILE")]
    csr: Option<PathBuf>,

    /// Folder of certificate requests, each in a file with the common name as its name
    ///
    /// Folder of certificate requests, PKCS#10 in DER or PEM, all issued under one approval that lists each subject and key.
    /// A file's name without its ending (.csr, .p10, .req, .der, .pem) is the common name. Names beside a subject stand in
    /// a file of the same name that ends in .names, one in a line: dns:HOST, ip:ADDRESS, uri:URI or email:ADDRESS; where there
    /// is none and the profile takes names, those that the request asks for are taken, and shown like all others. Two
    /// requests for one key are refused (BATCH-2), and one bad request stops all before anything is signed (BATCH-3).
    /// Where nobody has to approve it, requests whose key has a certificate of this profile and name in force are left out:
    /// the same command goes on with what a vault did not finish.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["name", "dns", "ip", "uri", "email"])]
    csr_dir: Option<PathBuf>,

    /// Key of this station to certify
    #[arg(long, value_name = "KEY")]
    key: Option<Label>,

    /// Key that signs, where it is not the newest of the profile's hierarchy
    #[arg(long, value_name = "KEY")]
    issuer: Option<Label>,

    /// Common name
    ///
    /// Common name, where the profile leaves it open. A key of this station lends its own name; the subject of a
    /// request is not used.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// List of weak keys that the key must not be on
    ///
    /// List of weak keys that the key must not be on (CSR-5), in the text format of Debian's openssl-blacklist: 20 hexadecimal
    /// digits a line. It is looked at now and by this command alone: a proposal does not carry it on. None comes with the
    /// program.
    #[arg(long, value_name = "FILE")]
    blocklist: Option<PathBuf>,

    #[command(flatten)]
    names: Names,

    /// Accept a lint warning by its rule's name; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

/// Names beside the subject, which the profile takes or does not.
#[derive(Debug, clap::Args)]
struct Names {
    /// Host beside the subject, where the profile takes hosts; may be given again
    #[arg(long, value_name = "HOST", value_parser = host)]
    dns: Vec<AlternativeName>,

    /// Address beside the subject, where the profile takes addresses; may be given again
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    ip: Vec<AlternativeName>,

    /// URI beside the subject, where the profile takes URIs; may be given again
    #[arg(long, value_name = "URI", value_parser = uri)]
    uri: Vec<AlternativeName>,

    /// E-mail address beside the subject, where the profile takes them; may be given again
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    email: Vec<AlternativeName>,
}

impl Names {
    /// All of them: hosts, addresses, URIs, e-mail addresses, each kind in the order given.
    fn all(self) -> Vec<AlternativeName> {
        [self.dns, self.ip, self.uri, self.email].concat()
    }
}

fn host(text: &str) -> Result<AlternativeName, PkiError> {
    AlternativeName::new(NameKind::Dns, text)
}

fn address(text: &str) -> Result<AlternativeName, PkiError> {
    AlternativeName::new(NameKind::Ip, text)
}

fn uri(text: &str) -> Result<AlternativeName, PkiError> {
    AlternativeName::new(NameKind::Uri, text)
}

fn email(text: &str) -> Result<AlternativeName, PkiError> {
    AlternativeName::new(NameKind::Email, text)
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Issue a document signer's certificate for a request",
        "chancery cert issue --profile document-signer --csr ds.csr --name 'Document Signer 7' --station utopia",
    )
    .after(&[Step::Prepared("csca"), Step::Prepared("csr")])
    .with(&["--pin-source", "file:pin"]),
    Example::new(
        "Issue a certificate for a request whose key must not be on a list of weak keys",
        "chancery cert issue --profile document-signer --csr ds.csr --name DS --blocklist weak-keys --station utopia",
    )
    .after(&[Step::Prepared("csca"), Step::Prepared("csrs")])
    .with(&["--pin-source", "file:pin"]),
    Example::new(
        "Issue a certificate for a key in the vault",
        "chancery cert issue --profile masterlist-signer --key masterlist-signer --station utopia",
    )
    .after(&[
        Step::Prepared("csca"),
        Step::Run("chancery key generate masterlist-signer --spec P-256 --station utopia --pin-source file:pin"),
    ])
    .with(&["--pin-source", "file:pin"]),
    Example::new(
        "Issue a certificate for each request in a folder",
        "chancery cert issue --profile document-signer --csr-dir requests --station utopia",
    )
    .after(&[Step::Prepared("csca"), Step::Prepared("folders")])
    .with(&["--pin-source", "file:pin"]),
    Example::new(
        "Issue a TLS server's certificate with the names it is reached by",
        "chancery cert issue --profile tls-server --csr ds.csr --name 'Publication' --dns tls.utopia.example \
         --ip 192.0.2.7 --station utopia",
    )
    .after(&[
        Step::Prepared("csca"),
        Step::Prepared("csr"),
        Step::Run("chancery key generate services --spec P-384 --station utopia --pin-source file:pin"),
        Step::Run("chancery cert issue --profile service-ca --key services --station utopia --pin-source file:pin"),
    ])
    .with(&["--pin-source", "file:pin"]),
];

/// The new certificate.
#[derive(Debug, Serialize)]
pub struct Issued {
    profile: String,
    issuer: String,
    serial: String,
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    file: String,
    recorded: Recorded,
}

impl Report for Issued {
    const SCHEMA: &'static str = "chancery/cert.issue@1";

    fn human(&self, page: &mut Page) {
        page.field("Profile", &self.profile).field("Issued by", &self.issuer).field("Serial", &self.serial);
        page.field("SHA-256", &self.fingerprint);
        page.words(&self.fingerprint_words);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Issued, Failure> {
    let accept = opening::accepted(args.accept.clone())?;
    let list = args.blocklist.as_deref().map(csr::block_list).transpose()?;
    match args.csr_dir.clone() {
        Some(folder) => {
            let wanted = batch::Wanted { profile: args.profile, issuer: args.issuer, accept, list };
            let batch = batch::run(&folder, wanted, context)?;
            Err(Failure::instead(answer(&batch, context)?))
        }
        None => one(args, accept, list, context),
    }
}

fn one(args: Args, accept: Vec<String>, list: Option<BlockList>, context: &Context) -> Result<Issued, Failure> {
    let (subject, material) = match (&args.csr, &args.key) {
        (Some(path), _) => {
            let der = csr::request(path)?;
            (SubjectKey::Csr(Digest::of(&der)), Material::one(der))
        }
        (None, key) => {
            let missing = || opening::UnknownName { what: "key", name: String::new(), see: "chancery key list" };
            (SubjectKey::Key(key.clone().ok_or_else(missing)?), Material::none())
        }
    };
    let mut station = opening::write(context)?;
    if let Some(list) = &list {
        weak::refuse_listed(&station.key_to_certify(&subject, &material)?, list)?;
    }
    let profile = args.profile.to_string();
    let issuer = station.issuer_for(&args.profile, args.issuer)?;
    let (profile_name, common_name, alternative) = (args.profile, args.name, args.names.all());
    let act = CertificateIssue { profile: profile_name, subject, issuer, common_name, alternative, accept };
    let act = Act::CertificateIssue(act);
    let done = opening::perform(context, &mut station, act, material);
    let done = done.map_err(|e| args.csr.iter().fold(e, |e, path| e.about(path, &[Fault::Malformed])))?;
    let fingerprint = opening::output(&done, "fingerprint");
    let digest: Digest = fingerprint.parse()?;
    Ok(Issued {
        profile,
        issuer: opening::output(&done, "issuer"),
        serial: opening::output(&done, "serial"),
        fingerprint,
        fingerprint_words: digest.words(),
        file: opening::output(&done, "file"),
        recorded: Recorded::of(&done),
    })
}
