//! `chancery csr show`: a certificate request for a person to read.

use std::path::PathBuf;

use chancery::fault::Fault;
use chancery::pki::PkiError;
use chancery::pki::csr::Request;
use chancery::signer::PublicKey;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};

/// Show a certificate request
///
/// Show a certificate request as a page a person can read: whom it says it is for, its key, and what else it asks for.
/// Nothing is judged, and of a request nothing but the key is ever used. Foreign text is made harmless. A file with a private
/// key in it is refused (KEY-6).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The request, PKCS#10 in DER or PEM
    file: PathBuf,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show a request", "chancery csr show ds.csr").after(&[Step::Prepared("csr")])];

/// The request.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    subject: String,
    key: Option<String>,
    key_unreadable: Option<String>,
    public_key_digest: Option<String>,
    key_identifier: Option<String>,
    signed_by: Option<String>,
    asks_for: Vec<(&'static str, String)>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/csr.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Subject", &self.subject);
        match (&self.key, &self.key_unreadable) {
            (Some(key), _) => page.field("Key", key),
            (None, why) => page.field("Key", format!("cannot be read: {}", why.as_deref().unwrap_or_default())),
        };
        let told = [
            ("Public key", &self.public_key_digest),
            ("Key identifier", &self.key_identifier),
            ("Signed by", &self.signed_by),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                page.field(name, value);
            }
        }
        page.field("SHA-256", &self.fingerprint);
        page.words(&self.fingerprint_words);
        if !self.asks_for.is_empty() {
            page.table(
                &["Asks for", "What"],
                self.asks_for.iter().map(|(name, what)| [(*name).to_owned(), what.clone()]),
            );
        }
    }
}

pub fn run(args: Args, _: &Context) -> Result<Shown, Failure> {
    let der = super::request(&args.file)?;
    shown(&der).map_err(|e| Failure::from(e).about(&args.file, &[Fault::Malformed]))
}

fn shown(der: &[u8]) -> Result<Shown, PkiError> {
    let request = Request::parse(der).map_err(PkiError::unreadable("the certificate request"))?;
    let key = PublicKey::from_element(&request.spki);
    let of_key = key.as_ref().ok();
    let digest = request.digest();
    Ok(Shown {
        fingerprint: digest.to_string(),
        fingerprint_words: digest.words(),
        subject: request.subject.shown(300),
        key: of_key.map(|key| key.kind().to_string()),
        key_unreadable: key.as_ref().err().map(ToString::to_string),
        public_key_digest: of_key.map(|key| Ok::<_, PkiError>(key.identity()?.to_string())).transpose()?,
        key_identifier: of_key.map(|key| Ok::<_, PkiError>(hex::encode(key.key_identifier()?))).transpose()?,
        signed_by: request.algorithm.algorithm().ok().map(|algorithm| algorithm.to_string()),
        asks_for: request.wishes().into_iter().filter(|(name, _)| *name != "subject").collect(),
    })
}
