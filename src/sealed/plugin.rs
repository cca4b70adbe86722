//! Recipients and identities beyond X25519: those of plugins, and the tagged kinds that hardware keys alone open.
//!
//! A plugin is a program of its own, `age-plugin-NAME`, found in a directory of `PATH` and nowhere else. It is shown no
//! content: at sealing it gets the key of the file, at opening the lines of the header. What it says is made harmless
//! before anybody sees it, and what it asks goes to an [`Attendant`], never to a terminal of its own choosing.
//!
//! The `age` crate starts a plugin with the whole environment of this process, in an empty directory, with `/dev/null` for
//! its standard error; it takes no shorter environment. Nothing secret of this house stands in the environment. Where
//! `AGEDEBUG` is `plugin` the crate writes what goes between it and the plugin, the key of the file too, and all that the
//! plugin prints, to the standard error of this process. This room does not look at that variable; the front door refuses to
//! seal or open where it is set at all (SEALED-25).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use age::secrecy::SecretString;
use age::{EncryptError, plugin};
use serde::{Deserialize, Serialize};

use super::error::SealedError;
use super::identity::{self, Identities, begins};
use super::recipient::Recipient;
use super::{MOST_RECIPIENTS, bech32};
use crate::safe;
use crate::secret::Secret;

/// The longest text of a recipient or an identity, in octets.
const LONGEST: usize = 8192;
/// How much of what a plugin says is shown, in characters.
const SHOWN: usize = 300;

/// Whoever stands at the station while a plugin works. Each call is made from the middle of sealing or opening; `None`
/// says that the question could not be asked, and the plugin goes on without.
pub trait Attendant: Send + Sync {
    /// The plugin says something: plug the key in, touch it.
    fn say(&self, plugin: &str, message: &str);
    /// The plugin asks for a yes or a no; the words for both are its own.
    fn confirm(&self, plugin: &str, question: &str, yes: &str, no: Option<&str>) -> Option<bool>;
    /// The plugin asks for something that may be seen.
    fn ask(&self, plugin: &str, question: &str) -> Option<String>;
    /// The plugin asks for something secret: the PIN of a hardware key.
    fn ask_secret(&self, plugin: &str, question: &str) -> Option<Secret>;
}

/// Nobody is there: what runs unattended hears nothing and answers nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Attendant for Nobody {
    fn say(&self, _: &str, _: &str) {}
    fn confirm(&self, _: &str, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }
    fn ask(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn ask_secret(&self, _: &str, _: &str) -> Option<Secret> {
        None
    }
}

/// Carries what a plugin says to the attendant, made harmless.
#[derive(Clone)]
struct Carrier {
    plugin: String,
    attendant: Arc<dyn Attendant>,
}

impl age::Callbacks for Carrier {
    fn display_message(&self, message: &str) {
        self.attendant.say(&self.plugin, &safe::line(message, SHOWN));
    }

    fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let no = no.map(|no| safe::line(no, SHOWN));
        self.attendant.confirm(&self.plugin, &safe::line(message, SHOWN), &safe::line(yes, SHOWN), no.as_deref())
    }

    fn request_public_string(&self, question: &str) -> Option<String> {
        self.attendant.ask(&self.plugin, &safe::line(question, SHOWN))
    }

    fn request_passphrase(&self, question: &str) -> Option<SecretString> {
        let answer = self.attendant.ask_secret(&self.plugin, &safe::line(question, SHOWN))?;
        answer.expose_text().map(|text| SecretString::from(text.to_owned()))
    }
}

/// To whom a stream is sealed: an X25519 recipient, a plugin's, or one of the tagged kinds of hardware keys. It is
/// public, and written as age writes it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Addressee {
    text: String,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Own(Recipient),
    Tag(Box<age::tag::Recipient>),
    TagPq(Box<age::tagpq::Recipient>),
    Plugin(plugin::Recipient),
}

impl Addressee {
    /// The text, `age1…`, in small letters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The plugin that seals to it and opens for it, if it is a plugin's.
    pub fn plugin(&self) -> Option<&str> {
        match &self.kind {
            Kind::Plugin(recipient) => Some(recipient.plugin()),
            _ => None,
        }
    }

    /// The name of the line that it gets in the header; a plugin chooses its own.
    pub fn stanza(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Own(_) => Some("X25519"),
            Kind::Tag(_) => Some("p256tag"),
            Kind::TagPq(_) => Some("mlkem768p256tag"),
            Kind::Plugin(_) => None,
        }
    }
}

impl From<Recipient> for Addressee {
    fn from(recipient: Recipient) -> Self {
        Addressee { text: recipient.as_str().to_owned(), kind: Kind::Own(recipient) }
    }
}

impl FromStr for Addressee {
    type Err = SealedError;

    /// Whether a plugin is on this machine is not asked here. What was given is never repeated: it may be a secret key.
    fn from_str(text: &str) -> Result<Self, SealedError> {
        let wrong = |what| SealedError::NotARecipient { what };
        let other = begins(text, "age1") && text.len() <= LONGEST;
        let prefix = bech32::decode(text).ok().map(|(prefix, _)| prefix).filter(|prefix| other && prefix != "age");
        let Some(prefix) = prefix else {
            return text.parse::<Recipient>().map(Addressee::from);
        };
        let text = text.to_ascii_lowercase();
        let kind = match prefix.as_str() {
            "age1tag" => {
                let key = text.parse().map_err(|_| wrong("it does not hold a point of P-256"))?;
                Kind::Tag(Box::new(key))
            }
            "age1tagpq" => {
                let key = text.parse().map_err(|_| wrong("it does not hold a key of ML-KEM-768 with P-256"))?;
                Kind::TagPq(Box::new(key))
            }
            _ => Kind::Plugin(text.parse().map_err(|_| wrong("it does not name a plugin"))?),
        };
        Ok(Addressee { text, kind })
    }
}

impl TryFrom<String> for Addressee {
    type Error = SealedError;
    fn try_from(text: String) -> Result<Self, SealedError> {
        text.parse()
    }
}

impl From<Addressee> for String {
    fn from(addressee: Addressee) -> String {
        addressee.text
    }
}

impl PartialEq for Addressee {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Addressee {}

impl fmt::Display for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What opens a stream: X25519 identities, and those of plugins, which say where the key lies and are no key
/// themselves.
///
/// ```compile_fail,E0277
/// fn told(keyring: chancery::sealed::Keyring) -> String {
///     format!("{keyring:?}") // no Debug
/// }
/// ```
pub struct Keyring {
    own: Identities,
    plugins: Vec<plugin::Identity>,
}

impl Keyring {
    /// Reads the text of an identity file, in which `AGE-PLUGIN-NAME-1…` may stand too. Errors name the line, never
    /// what stands there.
    pub fn read(text: &Secret) -> Result<Self, SealedError> {
        let (mut own, mut plugins) = (Vec::new(), Vec::new());
        for (line, text) in identity::lines(text)? {
            if begins(text, "AGE-PLUGIN-") {
                let what = "its checksum does not hold, or it names no plugin";
                let read = Some(text.to_ascii_uppercase()).filter(|text| text.len() <= LONGEST);
                let read = read.and_then(|text| text.parse().ok());
                plugins.push(read.ok_or(SealedError::NotAnIdentity { line, what })?);
            } else {
                own.push(identity::own(line, text)?);
            }
        }
        Ok(Keyring { own: Identities(own), plugins })
    }

    /// The recipients of the X25519 identities, in the order of the file.
    pub fn recipients(&self) -> Vec<Recipient> {
        self.own.recipients()
    }

    /// The names of the plugins that it needs.
    pub fn plugins(&self) -> BTreeSet<&str> {
        self.plugins.iter().map(plugin::Identity::plugin).collect()
    }

    /// What age opens with, the identities here before any plugin is started.
    pub(super) fn identities(
        &self,
        attendant: &Arc<dyn Attendant>,
    ) -> Result<Vec<Box<dyn age::Identity>>, SealedError> {
        let mut all: Vec<Box<dyn age::Identity>> = Vec::new();
        all.extend(self.own.0.iter().map(|own| Box::new(own.clone()) as Box<dyn age::Identity>));
        for name in self.plugins() {
            let opened = plugin::IdentityPluginV1::new(name, &self.plugins, carrier(name, attendant));
            all.push(Box::new(opened.map_err(|_| SealedError::PluginMissing { plugin: safe::line(name, 60) })?));
        }
        Ok(all)
    }
}

impl From<Identities> for Keyring {
    fn from(own: Identities) -> Self {
        Keyring { own, plugins: Vec::new() }
    }
}

fn carrier(plugin: &str, attendant: &Arc<dyn Attendant>) -> Carrier {
    Carrier { plugin: safe::line(plugin, 60), attendant: Arc::clone(attendant) }
}

/// What age seals to. Refused: none or too many, one twice, a plugin that is not here, and recipients of which none can
/// be opened on any machine without a hardware key that names no plugin.
pub(super) fn recipients(
    to: &[Addressee],
    attendant: &Arc<dyn Attendant>,
) -> Result<Vec<Box<dyn age::Recipient>>, SealedError> {
    if to.is_empty() || to.len() > MOST_RECIPIENTS {
        return Err(SealedError::Recipients { count: to.len() });
    }
    if to.iter().map(Addressee::as_str).collect::<BTreeSet<_>>().len() < to.len() {
        return Err(SealedError::RecipientTwice);
    }
    let opens = |one: &Addressee| matches!(one.kind, Kind::Own(_) | Kind::Plugin(_));
    if !to.iter().any(opens) {
        let pq = to.iter().any(|one| matches!(one.kind, Kind::TagPq(_)));
        return Err(SealedError::NothingOpens { kind: if pq { "age1tagpq" } else { "age1tag" } });
    }
    let mut all: Vec<Box<dyn age::Recipient>> = Vec::new();
    let mut plugins: Vec<plugin::Recipient> = Vec::new();
    for one in to {
        match &one.kind {
            Kind::Own(recipient) => all.push(Box::new(recipient.key.clone())),
            Kind::Tag(recipient) => all.push(recipient.clone()),
            Kind::TagPq(recipient) => all.push(recipient.clone()),
            Kind::Plugin(recipient) => plugins.push(recipient.clone()),
        }
    }
    // One start of a plugin seals to all of its recipients.
    for name in plugins.iter().map(plugin::Recipient::plugin).collect::<BTreeSet<_>>() {
        let found = plugin::RecipientPluginV1::new(name, &plugins, &[], carrier(name, attendant));
        all.push(Box::new(found.map_err(|_| SealedError::PluginMissing { plugin: safe::line(name, 60) })?));
    }
    Ok(all)
}

/// What went wrong while the lines of the header were made.
pub(super) fn unsealed(error: EncryptError, to: &[Addressee]) -> SealedError {
    let plugin = to.iter().find_map(Addressee::plugin).unwrap_or("?").to_owned();
    match error {
        EncryptError::IncompatibleRecipients { .. } => SealedError::Mixed,
        EncryptError::Plugin(errors) => told(&plugin, &errors),
        EncryptError::Io(error) if plugin != "?" => {
            SealedError::Plugin { plugin, said: safe::line(&error.to_string(), SHOWN) }
        }
        _ => SealedError::Unsealed,
    }
}

/// The first thing a plugin complained of, made harmless.
pub(super) fn told(plugin: &str, errors: &[impl fmt::Display]) -> SealedError {
    // Marks of direction stand around names in the crate's texts.
    let plain = |c: &char| !matches!(c, '\u{2068}' | '\u{2069}');
    let said =
        errors.first().map_or("it said nothing".to_owned(), |error| error.to_string().chars().filter(plain).collect());
    SealedError::Plugin { plugin: safe::line(plugin, 60), said: safe::line(&said, SHOWN) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail, Fault};

    const OWN: &str = "age195c3p2n8hlarujp3x5k89undmm9vqmppzhjsq28fn8tkrjeex5xq98gdax";

    fn of(prefix: &str, octets: &[u8]) -> String {
        bech32::encode(prefix, octets).to_string()
    }

    /// A point of P-256, compressed.
    fn tag() -> String {
        of("age1tag", &hex::decode("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296").unwrap())
    }

    /// A key of ML-KEM-768, all zeros, and the same point, not compressed.
    fn tag_pq() -> String {
        let point = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                     4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
        of("age1tagpq", &[vec![0; 1184], hex::decode(point).unwrap()].concat())
    }

    #[test]
    fn every_kind_is_read_and_written_in_small_letters() {
        let plugin = of("age1yubikey", &[7; 33]);
        for (text, stanza, name) in [
            (OWN.to_owned(), Some("X25519"), None),
            (tag(), Some("p256tag"), None),
            (tag_pq(), Some("mlkem768p256tag"), None),
            (plugin, None, Some("yubikey")),
            (of("age1pq", &[7; 1216]), None, Some("pq")),
        ] {
            for written in [text.clone(), text.to_ascii_uppercase()] {
                let read: Addressee = written.parse().unwrap();
                assert_eq!((read.as_str(), read.stanza(), read.plugin()), (text.as_str(), stanza, name));
            }
        }
    }

    #[test]
    fn sealed_2_what_is_no_recipient_is_refused_and_a_secret_key_not_repeated() {
        let secret = of("age-secret-key-", &[9; 32]).to_uppercase();
        for text in [&secret, &secret.to_lowercase()] {
            let refused = text.parse::<Addressee>().unwrap_err();
            assert_eq!(refused.clause(), Some("SEALED-1"));
            assert!(!refused.to_string().to_uppercase().contains(&secret[20..]));
        }
        let plugin = of("age1yubikey", &[7; 33]);
        for text in [
            String::new(),
            "age1".into(),
            plugin[..plugin.len() - 1].into(),
            plugin.replace("yubikey", "yubiket"),
            plugin.replace("age1y", "AGE1y"),
            of("age1", &[7; 33]),
            of("age1a/b", &[7; 33]),
            of("age1../../bin/sh", &[7; 33]),
            of("age1tag", &[9; 33]),
            of("age1tag", &[7; 32]),
            of("age1tagpq", &[7; 33]),
            of("age1yubikey", &[7; 9000]),
            of("agf1yubikey", &[7; 33]),
            of("age", &[0; 32]),
        ] {
            let refused = text.parse::<Addressee>().unwrap_err();
            assert_eq!((refused.clause(), refused.kind()), (Some("SEALED-2"), Fault::Usage), "{text}");
        }
    }

    fn judged(to: &[String]) -> Result<usize, SealedError> {
        let to: Vec<Addressee> = to.iter().map(|text| text.parse().unwrap()).collect();
        let attendant: Arc<dyn Attendant> = Arc::new(Nobody);
        recipients(&to, &attendant).map(|all| all.len())
    }

    #[test]
    fn sealed_22_nothing_is_sealed_that_nothing_here_opens() {
        for to in [vec![tag()], vec![tag_pq()], vec![tag(), tag_pq()]] {
            let refused = judged(&to).unwrap_err();
            assert_eq!((refused.clause(), refused.kind()), (Some("SEALED-22"), Fault::Refused));
        }
        assert_eq!(judged(&[tag(), OWN.into()]).unwrap(), 2);
        assert_eq!(judged(&[]).unwrap_err().clause(), Some("SEALED-11"));
        assert_eq!(judged(&[OWN.into(), OWN.to_uppercase()]).unwrap_err().clause(), Some("SEALED-11"));
        let many: Vec<String> = (1..66).map(|n| of("age1some", &[n; 4])).collect();
        assert_eq!(judged(&many).unwrap_err().clause(), Some("SEALED-11"));
    }

    #[test]
    fn sealed_20_a_plugin_that_is_not_here_is_named() {
        let refused = judged(&[OWN.into(), of("age1nosuchplugin", &[1; 4])]).unwrap_err();
        assert_eq!((refused.clause(), refused.kind()), (Some("SEALED-20"), Fault::Device));
        assert!(refused.to_string().contains("age-plugin-nosuchplugin"), "{refused}");
        let text = of("age-plugin-nosuchplugin-", &[1; 4]).to_uppercase();
        let keyring = Keyring::read(&Secret::new(text.into_bytes())).unwrap();
        assert_eq!(keyring.plugins(), BTreeSet::from(["nosuchplugin"]));
        let attendant: Arc<dyn Attendant> = Arc::new(Nobody);
        assert_eq!(keyring.identities(&attendant).err().unwrap().clause(), Some("SEALED-20"));
    }

    #[test]
    fn sealed_3_an_identity_file_is_refused_by_line_and_not_repeated() {
        let plugin = of("age-plugin-yubikey-", &[9; 12]).to_uppercase();
        let own = of("age-secret-key-", &[9; 32]).to_uppercase();
        let read = |text: &str| Keyring::read(&Secret::new(text.as_bytes().to_vec()));
        let both = read(&format!("# mine\n{own}\n{}\n", plugin.to_lowercase())).unwrap();
        assert_eq!((both.recipients().len(), both.plugins().len()), (1, 1));
        for (text, line) in [
            (String::new(), 1),
            (format!("{own}\n{}", &plugin[..plugin.len() - 1]), 2),
            (format!("\n\n{}", plugin.replace("YUBIKEY", "../SH")), 3),
            (of("age-plugin-", &[9; 12]).to_uppercase(), 1),
            (format!("{plugin}\nAGE-SECRET-KEY-PQ-1QQQQ"), 2),
            (of("age1yubikey", &[7; 33]), 1),
        ] {
            let refused = read(&text).err().unwrap();
            assert_eq!(refused.clause(), Some("SEALED-3"), "{text}");
            assert!(refused.to_string().contains(&format!("line {line}")), "{refused}");
            assert!(!refused.to_string().contains(&own[20..30]), "{refused}");
        }
    }

    #[test]
    fn what_a_plugin_says_is_harmless_and_short() {
        let told = told("x\u{1b}", &["say \u{1b}[2J\u{202e} \u{2068}it\u{2069}"]);
        assert_eq!(
            told.to_string(),
            "SEALED-21: the plugin 'age-plugin-x\\u{1b}' did not do its part: say \\u{1b}[2J\\u{202e} it"
        );
        assert!(self::told("x", &["y".repeat(9000)]).to_string().chars().count() < 400);
        assert!(self::told("x", &[] as &[&str]).to_string().contains("nothing"));
    }
}
