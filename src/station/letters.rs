//! Letters to other states about the CSCA's keys: as text and as one HTML page, made for paper, nothing fetched.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::StationError;
use crate::clock::Time;
use crate::digest::Digest;
use crate::operation::OperationError;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountryFields;
use crate::pki::extension::PrivateKeyUsagePeriod;
use crate::safe::Label;

/// A letter in both its forms.
pub(super) struct Letter {
    pub(super) text: String,
    pub(super) page: String,
}

/// The templates of one letter.
struct Template {
    text: &'static str,
    page: &'static str,
}

const NOTICE: Template = Template {
    text: include_str!("../../templates/documents/csca-notice.txt"),
    page: include_str!("../../templates/documents/csca-notice.html"),
};

const LOSS: Template = Template {
    text: include_str!("../../templates/documents/csca-loss.txt"),
    page: include_str!("../../templates/documents/csca-loss.html"),
};

/// How many words of a fingerprint stand on a line.
const WORDS_ON_A_LINE: usize = 6;

/// A certificate as letters show it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    subject: String,
    issuer: String,
    serial: String,
    begins: String,
    ends: String,
    use_until: String,
    key: String,
    algorithm: String,
    digest: [String; 2],
    words: Vec<String>,
}

impl Shown {
    pub(super) fn of(der: &[u8]) -> Result<Shown, StationError> {
        let unreadable = OperationError::unreadable("a certificate of a letter");
        let certificate = Certificate::parse(der).map_err(&unreadable)?;
        let ends = certificate.not_after.time().map_err(&unreadable)?;
        let period = certificate.read::<PrivateKeyUsagePeriod<'_>>().and_then(Result::ok);
        let use_until = period.and_then(|period| period.not_after).and_then(|end| end.time().ok());
        let digest = Digest::of(der);
        let words = digest.words().chunks(WORDS_ON_A_LINE).map(|line| line.join(" ")).collect();
        Ok(Shown {
            subject: certificate.subject.to_string(),
            issuer: certificate.issuer.to_string(),
            serial: hex::encode(certificate.serial()),
            begins: certificate.not_before.time().map_err(&unreadable)?.to_string(),
            ends: ends.to_string(),
            use_until: use_until.unwrap_or(ends).to_string(),
            key: certificate.public_key()?.kind().to_string(),
            algorithm: certificate.outer_algorithm.algorithm()?.to_string(),
            digest: halves(&digest.groups()),
            words,
        })
    }
}

/// The groups of a digest on two lines, so that they fit on paper.
fn halves(groups: &str) -> [String; 2] {
    let (first, second) = groups.split_at_checked(groups.len() / 2).unwrap_or((groups, ""));
    [first, second].map(|half| half.trim().to_owned())
}

/// What every letter says of who writes it.
#[derive(Debug, Serialize)]
pub(super) struct Sender<'a> {
    organization: &'a str,
    country: &'a str,
    crl_urls: &'a [String],
    contacts: Vec<&'a str>,
    mode: &'static str,
    date: String,
}

impl<'a> Sender<'a> {
    pub(super) fn of(country: &'a CountryFields, mode: &'static str, now: Time) -> Sender<'a> {
        let contacts = [&country.contact_email, &country.contact_uri];
        Sender {
            organization: &country.organization,
            country: &country.country,
            crl_urls: &country.crl_urls,
            contacts: contacts.into_iter().flatten().map(String::as_str).collect(),
            mode,
            date: now.to_string(),
        }
    }
}

#[derive(Serialize)]
struct Notice<'a> {
    #[serde(flatten)]
    sender: &'a Sender<'a>,
    new: &'a Shown,
    link: &'a Shown,
    old: &'a Shown,
    renamed: bool,
    quiet_until: String,
}

/// Where the notice that an entry brought lies in `out/`: text and page.
pub(super) fn notice_paths(sequence: u64) -> [String; 2] {
    ["txt", "html"].map(|ending| format!("letters/{sequence:06}-notice.{ending}"))
}

/// The notice of a new key.
pub(super) fn notice(
    sender: &Sender<'_>,
    [new, link, old]: [&Shown; 3],
    quiet_until: Time,
) -> Result<Letter, StationError> {
    let renamed = new.subject != old.subject;
    NOTICE.written(Notice { sender, new, link, old, renamed, quiet_until: quiet_until.to_string() })
}

/// Where the letter about a key's end that an entry brought lies in `out/`: text and page.
pub(super) fn loss_paths(sequence: u64) -> [String; 2] {
    ["txt", "html"].map(|ending| format!("letters/{sequence:06}-loss.{ending}"))
}

/// What the letter about a key's end says.
#[derive(Serialize)]
pub(super) struct Loss<'a> {
    #[serde(flatten)]
    pub(super) sender: &'a Sender<'a>,
    pub(super) compromised: bool,
    pub(super) root: &'a Shown,
    pub(super) revoked: &'a [RevokedWith],
    /// The key that goes on though no link leads to it.
    pub(super) successor: Option<&'a str>,
    /// Else another key of the CSCA that signs already.
    pub(super) signs: Option<&'a str>,
    /// Whether other states know that key by nothing but links that are revoked.
    pub(super) cut_off: bool,
}

/// A certificate that is revoked with a key.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RevokedWith {
    pub(super) issuer: Label,
    pub(super) serial: String,
    pub(super) profile: Label,
}

/// The letter about the end of a key.
pub(super) fn loss(values: Loss<'_>) -> Result<Letter, StationError> {
    LOSS.written(values)
}

impl Template {
    fn written(&self, values: impl Serialize) -> Result<Letter, StationError> {
        let values = minijinja::Value::from_serialize(&values);
        let one = |name: &str, template: &str, escape: AutoEscape| {
            let mut environment = Environment::new();
            environment.set_auto_escape_callback(move |_| escape);
            environment.set_undefined_behavior(UndefinedBehavior::Strict);
            environment.set_trim_blocks(true);
            environment.set_lstrip_blocks(true);
            environment.set_keep_trailing_newline(true);
            environment.render_named_str(name, template, &values)
        };
        let failed = |error| StationError::Letter { source: Box::new(error) };
        let text = one("letter.txt", self.text, AutoEscape::None).map_err(failed)?;
        let page = one("letter.html", self.page, AutoEscape::Html).map_err(failed)?;
        Ok(Letter { text: harmless(&text), page })
    }
}

/// Text in which nothing can steer a terminal: whole, and its backslashes as they are, for names are escaped already.
fn harmless(text: &str) -> String {
    let harmless = |c: char| match c {
        '\n' | '\\' => c.to_string(),
        c if crate::safe::is_plain(c) => c.to_string(),
        c => c.escape_unicode().to_string(),
    };
    text.chars().map(harmless).collect()
}
