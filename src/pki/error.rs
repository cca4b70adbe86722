//! Why the room refuses.

use super::armour::ArmourError;
use super::profile::Covers;
use super::span::Span;
use super::weak::Weakness;
use crate::asn1::Asn1Error;
use crate::clock::Time;
use crate::fault::{Fail, Fault};
use crate::signer::{Algorithm, SignerError};

/// Why something about certificates is refused or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// An object cannot be read.
    #[error("{what} cannot be read: {source}")]
    Unreadable {
        /// What kind of object.
        what: &'static str,
        /// Where and why.
        source: Asn1Error,
    },
    /// Armoured text cannot be read.
    #[error(transparent)]
    Armour(#[from] ArmourError),
    /// Not a serial number that may be given.
    #[error("'{shown}' is not a serial number: wanted the hex of 1 to 20 octets, positive, without leading zeros")]
    Serial {
        /// What was given, made harmless.
        shown: String,
    },
    /// Not a span of time.
    #[error("'{shown}' is not a span of time: wanted such as '10 years 3 months', at most 100 years")]
    Span {
        /// What was given, made harmless.
        shown: String,
    },
    /// A country setting is wrong.
    #[error("{field} '{shown}': wanted {wanted}")]
    Country {
        /// The field.
        field: &'static str,
        /// What was given, made harmless.
        shown: String,
        /// What was wanted.
        wanted: &'static str,
    },
    /// A profile is not TOML, or has a field that is not known.
    #[error("the profile cannot be read: {what}")]
    ProfileText {
        /// What the TOML reader said, made harmless.
        what: String,
    },
    /// A field of a profile contradicts another, or is not usable.
    #[error("profile '{profile}': {field}: {what}")]
    ProfileField {
        /// The profile's name, made harmless.
        profile: String,
        /// The field.
        field: &'static str,
        /// What is wrong.
        what: String,
    },
    /// The name asked for cannot stand in a certificate.
    #[error("'{shown}' cannot be a name in a certificate: wanted {wanted}")]
    Name {
        /// What was given, made harmless.
        shown: String,
        /// What was wanted.
        wanted: &'static str,
    },
    /// The key is not of a kind that the profile takes.
    #[error("PROFILE-1: an {found} key under profile '{profile}', which takes {wanted}")]
    KeyKind {
        /// The kind of key.
        found: String,
        /// The profile.
        profile: String,
        /// The kinds it takes.
        wanted: String,
    },
    /// The issuer's algorithm is not one that the profile takes.
    #[error("PROFILE-2: a signature by {found} under profile '{profile}', which takes {wanted}")]
    SignatureKind {
        /// The algorithm.
        found: Algorithm,
        /// The profile.
        profile: String,
        /// The algorithms it takes.
        wanted: String,
    },
    /// The profile wants an issuer, or none, and gets the other.
    #[error("PROFILE-3: profile '{profile}' makes {wanted}")]
    IssuerKind {
        /// The profile.
        profile: String,
        /// What it makes.
        wanted: &'static str,
    },
    /// The issuer's certificate is of another hierarchy, or of no CA's role.
    #[error("PROFILE-6: profile '{profile}' is signed by '{wanted}'; the issuer's certificate is a {found}'s")]
    IssuerRole {
        /// The profile.
        profile: String,
        /// Whose key signs it.
        wanted: &'static str,
        /// The role of the issuer's certificate.
        found: &'static str,
    },
    /// The issuer's certificate lets its key sign no certificates.
    #[error("ISSUE-5: the issuer's certificate is no CA's: it lacks {lacks}")]
    IssuerNotCa {
        /// What it lacks.
        lacks: &'static str,
    },
    /// A rehearsal key and a real one would sign for each other.
    #[error("REHEARSAL-1: the issuer's certificate is {issuer}, the station's mode is {mode}; they never mix")]
    ModesMix {
        /// What the issuer's certificate is.
        issuer: &'static str,
        /// The station's mode.
        mode: crate::mode::Mode,
    },
    /// The names beside the subject are not those that the profile takes.
    #[error("PROFILE-13: profile '{profile}' {what}")]
    AlternativeUnfit {
        /// The profile.
        profile: String,
        /// What it takes, and what was given.
        what: String,
    },
    /// The profile counts on something that the station does not have.
    #[error("PROFILE-14: profile '{profile}' wants {wanted}, and the station has none")]
    StationLacks {
        /// The profile.
        profile: String,
        /// What is missing.
        wanted: &'static str,
    },
    /// The certificate would outlive its issuer.
    #[error("VALIDITY-1: the certificate would be valid until {not_after}, its issuer only until {issuer_not_after}")]
    OutlivesIssuer {
        /// The end of the new certificate.
        not_after: Time,
        /// The end of the issuer's.
        issuer_not_after: Time,
    },
    /// The issuer's key may not sign at this time.
    #[error("VALIDITY-2: the issuer's key may sign from {from} to {to}, not at {now}")]
    IssuerKeyOutOfUse {
        /// From when on.
        from: Time,
        /// Until when.
        to: Time,
        /// When it was to sign.
        now: Time,
    },
    /// A span that is typed where there is a sum, and is shorter.
    #[error(
        "PROFILE-15: certificates of profile '{profile}' would be valid for {found}, by a typed 'validity.covers'; wanted at least {sum}, by the sum 'covers = \"{wanted}\"'"
    )]
    CoversLess {
        /// The profile.
        profile: String,
        /// How long its certificates would be valid.
        found: Span,
        /// How long they would be by the sum.
        sum: Span,
        /// The word that stands for the sum.
        wanted: Covers,
    },
    /// Rules found errors.
    #[error("LINT-1: {count} {} by rule {rules}; first: {first}", if *count == 1 { "error" } else { "errors" })]
    LintErrors {
        /// How many findings.
        count: usize,
        /// The ids of the rules.
        rules: String,
        /// The first finding.
        first: String,
    },
    /// Rules found warnings that nobody accepted by name.
    #[error("LINT-2: warnings that were not accepted by name: {rules}; first: {first}")]
    LintWarnings {
        /// The ids of the rules.
        rules: String,
        /// The first finding.
        first: String,
    },
    /// Accepted by name, and not there.
    #[error("LINT-4: accepted by name, but nothing is found by: {rules}")]
    LintNotFound {
        /// The ids that were accepted.
        rules: String,
    },
    /// Linted under one rule set, issued under another.
    #[error("LINT-3: linted under rule set {linted}, now it is {now}")]
    RulesChanged {
        /// The digest then, short.
        linted: String,
        /// The digest now, short.
        now: String,
    },
    /// The signer is not the issuer that was linted.
    #[error("ISSUE-1: the key that signs is not the issuer's key")]
    WrongIssuerKey,
    /// The signer's algorithm is not the one in the to-be-signed bytes.
    #[error("ISSUE-2: the key signs by {found}, the to-be-signed bytes say {wanted}")]
    WrongAlgorithm {
        /// The signer's.
        found: Algorithm,
        /// In the bytes.
        wanted: Algorithm,
    },
    /// The signature that came back does not verify.
    #[error("ISSUE-3: the signature does not verify over the linted bytes: {source}")]
    SignatureBad {
        /// Why.
        source: SignerError,
    },
    /// The product is not what was linted.
    #[error("ISSUE-4: the product's to-be-signed bytes are not the linted ones")]
    BytesDiffer,
    /// Proof of possession fails.
    #[error("CSR-1: the request is not signed by the key it asks for: {source}")]
    NoPossession {
        /// Why.
        source: SignerError,
    },
    /// The key is weak: CSR-2, or CSR-6 where its private half can be computed.
    #[error("{}: the key is weak: {weakness}", weakness.clause())]
    WeakKey {
        /// What is weak.
        weakness: Weakness,
    },
    /// The key is on a list of weak keys.
    #[error("CSR-5: this {key} key is on the list of weak keys {list}")]
    ListedKey {
        /// The kind of key.
        key: String,
        /// The list's SHA-256, short.
        list: String,
    },
    /// A private key, where none may be.
    #[error("KEY-6: there is a private key at {place}; wanted a request, which holds the public half alone")]
    KeyMaterial {
        /// Where.
        place: String,
    },
    /// The key of a CA stands in a certificate with another name.
    #[error("CSR-7: the key of '{subject}' stands in {other}; a CA's key has one name")]
    KeySeen {
        /// The name it was to have.
        subject: String,
        /// Where it stands, in words.
        other: String,
    },
    /// The modulus shares a prime with another.
    #[error("CSR-8: this RSA key shares a prime with {other}; who sees both moduli has both private halves")]
    SharedPrime {
        /// Whose modulus that is, in words.
        other: String,
    },
    /// The request is signed in a way that proves nothing.
    #[error("CSR-3: the request is signed by {algorithm}; SHA-1 proves nothing")]
    WeakRequestSignature {
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// Something stands beside the key in its encoding.
    #[error(
        "CSR-4: the SubjectPublicKeyInfo at offset {offset} holds more than the key; wanted its numbers and nothing else (RFC 3279 2.3.1, RFC 8410 3)"
    )]
    KeyEncoding {
        /// Where the SubjectPublicKeyInfo begins in the request.
        offset: usize,
    },
    /// A list's number does not go up.
    #[error("CRL-1: CRL number {number} does not follow {previous}")]
    CrlNumber {
        /// The number asked for.
        number: String,
        /// The number of the list before.
        previous: String,
    },
    /// A list's times contradict each other.
    #[error("CRL-2: {what}")]
    CrlTimes {
        /// What is wrong.
        what: String,
    },
    /// One serial number twice.
    #[error("CRL-3: serial number {serial} stands twice among the revoked")]
    CrlTwice {
        /// The serial number.
        serial: String,
    },
    /// Something that was revoked is not in the new list.
    #[error("CRL-4: serial number {serial} was revoked in the last list and is missing in this one")]
    CrlForgets {
        /// The serial number.
        serial: String,
    },
    /// A rehearsal certificate where real ones are judged.
    #[error("PATH-1: the certificate is from a rehearsal and is never to be trusted")]
    Rehearsal,
    /// No anchor has the issuer's name or key identifier.
    #[error("PATH-2: no anchor is named '{issuer}'")]
    NoAnchor {
        /// The issuer, made harmless.
        issuer: String,
    },
    /// Anchors were tried and none verifies.
    #[error("PATH-3: {tried} anchors fit '{issuer}' and none verifies the signature")]
    NoSignature {
        /// The issuer, made harmless.
        issuer: String,
        /// How many were tried.
        tried: usize,
    },
    /// Not yet valid.
    #[error("PATH-4: valid from {not_before}, and it is {now}")]
    NotYetValid {
        /// The beginning.
        not_before: Time,
        /// When it was judged.
        now: Time,
    },
    /// No longer valid.
    #[error("PATH-5: valid until {not_after}, and it is {now}")]
    Expired {
        /// The end.
        not_after: Time,
        /// When it was judged.
        now: Time,
    },
    /// Revoked.
    #[error("PATH-6: revoked on {on}")]
    Revoked {
        /// Since when.
        on: Time,
    },
    /// A critical extension nobody here understands.
    #[error("PATH-7: critical extension {oid} is not known here")]
    CriticalExtension {
        /// Its object identifier.
        oid: String,
    },
    /// A certificate in the chain may not be where it stands.
    #[error("PATH-8: '{subject}' {what}")]
    NotAnIssuer {
        /// Whose certificate, made harmless.
        subject: String,
        /// What it lacks.
        what: &'static str,
    },
    /// Signing or reading a key failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl PkiError {
    /// For `map_err`: an object of this kind cannot be read.
    pub fn unreadable(what: &'static str) -> impl Fn(Asn1Error) -> PkiError {
        move |source| PkiError::Unreadable { what, source }
    }
}

/// Whether rules of this first name judge lists: R revocation lists, M master lists, D deviation lists.
fn is_of_lists(rules: &str) -> bool {
    rules.starts_with(['R', 'M', 'D'])
}

impl Fail for PkiError {
    fn kind(&self) -> Fault {
        use PkiError::*;
        match self {
            Unreadable { .. } | Armour(_) | ProfileText { .. } | ProfileField { .. } => Fault::Malformed,
            Serial { .. } | Span { .. } | Country { .. } | Name { .. } => Fault::Usage,
            SignatureBad { .. } => Fault::Device,
            BytesDiffer => Fault::Bug,
            Rehearsal
            | NoAnchor { .. }
            | NoSignature { .. }
            | NotYetValid { .. }
            | Expired { .. }
            | Revoked { .. }
            | CriticalExtension { .. }
            | NotAnIssuer { .. } => Fault::Unsound,
            Signer(error) => error.kind(),
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        use PkiError::*;
        Some(match self {
            KeyKind { .. } => "PROFILE-1",
            SignatureKind { .. } => "PROFILE-2",
            IssuerKind { .. } => "PROFILE-3",
            IssuerRole { .. } => "PROFILE-6",
            AlternativeUnfit { .. } => "PROFILE-13",
            StationLacks { .. } => "PROFILE-14",
            CoversLess { .. } => "PROFILE-15",
            IssuerNotCa { .. } => "ISSUE-5",
            ModesMix { .. } => "REHEARSAL-1",
            OutlivesIssuer { .. } => "VALIDITY-1",
            IssuerKeyOutOfUse { .. } => "VALIDITY-2",
            LintErrors { .. } => "LINT-1",
            LintWarnings { .. } => "LINT-2",
            LintNotFound { .. } => "LINT-4",
            RulesChanged { .. } => "LINT-3",
            WrongIssuerKey => "ISSUE-1",
            WrongAlgorithm { .. } => "ISSUE-2",
            SignatureBad { .. } => "ISSUE-3",
            BytesDiffer => "ISSUE-4",
            NoPossession { .. } => "CSR-1",
            WeakKey { weakness } => weakness.clause(),
            ListedKey { .. } => "CSR-5",
            KeySeen { .. } => "CSR-7",
            SharedPrime { .. } => "CSR-8",
            KeyMaterial { .. } => "KEY-6",
            WeakRequestSignature { .. } => "CSR-3",
            KeyEncoding { .. } => "CSR-4",
            CrlNumber { .. } => "CRL-1",
            CrlTimes { .. } => "CRL-2",
            CrlTwice { .. } => "CRL-3",
            CrlForgets { .. } => "CRL-4",
            Rehearsal => "PATH-1",
            NoAnchor { .. } => "PATH-2",
            NoSignature { .. } => "PATH-3",
            NotYetValid { .. } => "PATH-4",
            Expired { .. } => "PATH-5",
            Revoked { .. } => "PATH-6",
            CriticalExtension { .. } => "PATH-7",
            NotAnIssuer { .. } => "PATH-8",
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        use PkiError::*;
        let text = match self {
            IssuerRole { .. } | IssuerNotCa { .. } => {
                "name a CA of the profile's own hierarchy, or leave '--issuer' out to take the newest"
            }
            AlternativeUnfit { .. } => {
                "'--dns', '--ip', '--uri' and '--email' give such names; see the profile's [alternative]"
            }
            StationLacks { .. } => {
                "the country settings of station.toml are fixed at birth; or adopt a changed copy of the profile"
            }
            CoversLess { wanted, .. } => {
                return Some(format!("write 'covers = \"{wanted}\"': it is computed when a certificate is issued"));
            }
            // The names of small profiles are those that were asked for.
            LintErrors { rules, .. } if rules.split(", ").any(|rule| matches!(rule, "X45" | "X46")) => {
                "change the name that was given by '--name'; no option gets past an error"
            }
            LintErrors { rules, .. } if is_of_lists(rules) => {
                "change what the list is made of or by; no option gets past an error"
            }
            LintErrors { .. } => {
                "change the profile, the request or what was given beside it; no option gets past an error"
            }
            LintWarnings { rules, .. } if is_of_lists(rules) => {
                "accept each warning by its rule's name with '--accept'"
            }
            LintWarnings { .. } => "accept each warning by its rule's name with '--accept', or change the profile",
            LintNotFound { .. } => "accept what is found and no more: leave these away",
            RulesChanged { .. } => "draft and lint again under the rules now in force",
            OutlivesIssuer { .. } | IssuerKeyOutOfUse { .. } => "the CSCA is due for a new key: plan the rollover",
            NoPossession { .. } => "ask for a new request, made with the key itself",
            KeyMaterial { .. } => {
                "whoever made it has to make a new key and to keep it where it is made; this one was carried about"
            }
            KeySeen { .. } => "make a new key for the CA",
            ListedKey { .. } => "whoever has the list's keys has this one; ask for a new key, made on another machine",
            CrlTimes { .. } => {
                "lists of one CSCA are a second apart at least: try again; where the clock is wrong, see 'chancery clock show'"
            }
            WeakKey { .. } | WeakRequestSignature { .. } => {
                "ask for a new key and a request signed with SHA-256 or better"
            }
            Expired { .. } | NotYetValid { .. } => "judge at another time with '--at TIME'",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_begins_with_its_clause() {
        let time: Time = "2026-11-22T00:00:00Z".parse().unwrap();
        let errors = [
            PkiError::WrongIssuerKey,
            PkiError::BytesDiffer,
            PkiError::Rehearsal,
            PkiError::IssuerRole { profile: String::new(), wanted: "csca", found: "service-ca" },
            PkiError::IssuerNotCa { lacks: "" },
            PkiError::Expired { not_after: time, now: time },
            PkiError::OutlivesIssuer { not_after: time, issuer_not_after: time },
            PkiError::NoPossession { source: SignerError::Bad },
            PkiError::WeakKey { weakness: Weakness::EvenModulus },
            PkiError::WeakKey { weakness: Weakness::Roca },
            PkiError::ListedKey { key: String::new(), list: String::new() },
            PkiError::KeySeen { subject: String::new(), other: String::new() },
            PkiError::KeyMaterial { place: String::new() },
            PkiError::LintErrors { count: 1, rules: String::new(), first: String::new() },
            PkiError::CrlTwice { serial: String::new() },
            PkiError::AlternativeUnfit { profile: String::new(), what: String::new() },
            PkiError::StationLacks { profile: String::new(), wanted: "" },
        ];
        for error in errors {
            assert!(error.to_string().starts_with(error.clause().unwrap()), "{error}");
        }
    }
}
