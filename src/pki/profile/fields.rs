//! The fields of a profile, one by one: what `profile explain` and its man page say.

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the file.
    pub name: &'static str,
    /// The table it stands in; `head` is what stands before the first table.
    pub place: &'static str,
    /// An example, as it is written.
    pub example: &'static str,
    /// What holds where it is not written; `None` where it must be.
    pub otherwise: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

const HEAD: &str = "head";
const SUBJECT: &str = "[subject]";
const VALIDITY: &str = "[validity]";
const KEY: &str = "[key]";
const SIGNATURE: &str = "[signature]";
const EXTENSIONS: &str = "[extensions]";
const ALTERNATIVE: &str = "[alternative]";

/// The places, in the order of a file.
pub const PLACES: &[&str] = &[HEAD, SUBJECT, VALIDITY, KEY, SIGNATURE, EXTENSIONS, ALTERNATIVE];

/// Every field, in the order of the templates.
pub const FIELDS: &[Field] = &[
    Field {
        name: "name",
        place: HEAD,
        example: "name = \"document-signer\"",
        otherwise: None,
        meaning: "By this name commands, policies and ceremony scripts call the profile: a-z, 0-9 and '-', beginning with \
                  a letter, up to 64 characters.",
    },
    Field {
        name: "title",
        place: HEAD,
        example: "title = \"Document Signer for passports\"",
        otherwise: None,
        meaning: "One line for people, up to 64 characters.",
    },
    Field {
        name: "role",
        place: HEAD,
        example: "role = \"document-signer\"",
        otherwise: None,
        meaning: "What the certificate is for; lint rules are chosen by it. csca-root, csca-link, document-signer, \
                  masterlist-signer, deviationlist-signer, barcode-signer, vds-nc-signer, dtc-signer, lds2-signer, \
                  communication; service-ca and service-entity in the services' own hierarchy.",
    },
    Field {
        name: "issuer",
        place: HEAD,
        example: "issuer = \"csca\"",
        otherwise: None,
        meaning: "Whose key signs: self, csca or service-ca. The role fixes it; it is said so that who reads the profile \
                  sees it.",
    },
    Field {
        name: "base",
        place: HEAD,
        example: "base = \"document-signer\"",
        otherwise: Some("none"),
        meaning: "The profile of the program that this one was copied from. It has the same role; nothing is taken over \
                  from it.",
    },
    Field {
        name: "serial",
        place: HEAD,
        example: "serial = \"reference\"",
        otherwise: Some("random"),
        meaning: "How serial numbers are drawn. random: sixteen octets, 126 bits of them random. reference: five hex \
                  digits that seals name as their certificate reference (Doc 9303-13 2.2.1), drawn again where one was \
                  ever taken; for signers of seals alone.",
    },
    Field {
        name: "organization",
        place: SUBJECT,
        example: "organization = \"{organization}\"",
        otherwise: Some("not in the name"),
        meaning: "organizationName. {organization} is the station's, {name} the name that is asked for. countryName \
                  always stands first and comes from the station.",
    },
    Field {
        name: "organizational_unit",
        place: SUBJECT,
        example: "organizational_unit = \"Services\"",
        otherwise: Some("not in the name"),
        meaning: "organizationalUnitName, with the same placeholders.",
    },
    Field {
        name: "common_name",
        place: SUBJECT,
        example: "common_name = \"{name}\"",
        otherwise: None,
        meaning: "commonName, with the same placeholders; 64 characters at most once they are filled in. Where {name} \
                  stands nowhere in the profile, no name may be asked for (PROFILE-12).",
    },
    Field {
        name: "private_key_use",
        place: VALIDITY,
        example: "private_key_use = \"3 months\"",
        otherwise: None,
        meaning: "How long the private key signs, from the moment of issue: years, months and days, longest first.",
    },
    Field {
        name: "covers",
        place: VALIDITY,
        example: "covers = \"documents\"",
        otherwise: None,
        meaning: "How long what was signed last must still verify; the certificate is valid for private_key_use and this \
                  together (Doc 9303-12 4.1 table 1). documents: document_life and document_lead of the country \
                  settings. children, for CAs: the longest lifetime among the profiles in force that it signs. Or years, \
                  months and days. A link ends with its issuer at the latest; everything else is refused where it would \
                  outlive its issuer (VALIDITY-1).",
    },
    Field {
        name: "kinds",
        place: KEY,
        example: "kinds = [\"P-384\", \"brainpoolP384r1\", \"RSA-3072\"]",
        otherwise: None,
        meaning: "Keys that are taken: P-256, P-384, P-521, brainpoolP256r1, brainpoolP384r1, brainpoolP512r1, RSA-2048, \
                  RSA-3072, RSA-4096, Ed25519.",
    },
    Field {
        name: "parameters",
        place: KEY,
        example: "parameters = \"explicit\"",
        otherwise: None,
        meaning: "How a curve is written, whatever the request has: explicit with the cofactor, as Doc 9303-12 4.1.6.3 \
                  demands, or named, as stock tools want.",
    },
    Field {
        name: "rsa_up_to",
        place: KEY,
        example: "rsa_up_to = 8192",
        otherwise: Some("the listed sizes alone"),
        meaning: "RSA keys of other sizes are taken too, from the smallest RSA kind that is listed up to this many bits, \
                  8192 at most, in steps of 8.",
    },
    Field {
        name: "algorithms",
        place: SIGNATURE,
        example: "algorithms = [\"ecdsa-sha384\", \"rsa-pss-sha256\"]",
        otherwise: None,
        meaning: "Algorithms that the issuer may sign by: ecdsa-, rsa-pss- and rsa-pkcs1- with sha224, sha256, sha384 or \
                  sha512, and ed25519. The first that fits the issuer's key signs; on a curve the one whose hash is as \
                  strong as the curve goes first, if it is listed.",
    },
    Field {
        name: "key_usage",
        place: EXTENSIONS,
        example: "key_usage = [\"digital-signature\"]",
        otherwise: None,
        meaning: "keyUsage, critical: digital-signature, non-repudiation, key-encipherment, data-encipherment, \
                  key-agreement, key-cert-sign, crl-sign, encipher-only, decipher-only. Empty for barcode-signer, \
                  vds-nc-signer and lds2-signer, whose tables forbid it (Doc 9303-12 7.1.2, 7.1.3), and for no other.",
    },
    Field {
        name: "basic_constraints",
        place: EXTENSIONS,
        example: "basic_constraints = { ca = true, path_length = 0 }",
        otherwise: Some("not written"),
        meaning: "basicConstraints, critical. CAs have ca = true and a path_length of 0; Doc 9303-12 forbids the \
                  extension to signers.",
    },
    Field {
        name: "extended_key_usage",
        place: EXTENSIONS,
        example: "extended_key_usage = [\"2.23.136.1.1.3\"]",
        otherwise: Some("not written"),
        meaning: "extKeyUsage, as dotted object identifiers.",
    },
    Field {
        name: "extended_key_usage_critical",
        place: EXTENSIONS,
        example: "extended_key_usage_critical = true",
        otherwise: Some("false"),
        meaning: "Whether extKeyUsage is critical.",
    },
    Field {
        name: "subject_key_identifier",
        place: EXTENSIONS,
        example: "subject_key_identifier = true",
        otherwise: Some("false"),
        meaning: "subjectKeyIdentifier: SHA-1 of the public key (RFC 5280 4.2.1.2); an identifier, not a proof.",
    },
    Field {
        name: "authority_key_identifier",
        place: EXTENSIONS,
        example: "authority_key_identifier = true",
        otherwise: Some("false"),
        meaning: "authorityKeyIdentifier: the issuer's subjectKeyIdentifier and nothing else.",
    },
    Field {
        name: "private_key_usage_period",
        place: EXTENSIONS,
        example: "private_key_usage_period = true",
        otherwise: Some("false"),
        meaning: "privateKeyUsagePeriod with both dates: the moment of issue, and private_key_use later.",
    },
    Field {
        name: "subject_alternative_name",
        place: EXTENSIONS,
        example: "subject_alternative_name = \"country\"",
        otherwise: Some("the names of [alternative] alone"),
        meaning: "country: the contact addresses and the country's MRZ code as localityName (Doc 9303-12 7.1.1.2), beside \
                  the names of [alternative]. absent: those alone.",
    },
    Field {
        name: "issuer_alternative_name",
        place: EXTENSIONS,
        example: "issuer_alternative_name = \"country\"",
        otherwise: Some("not written"),
        meaning: "country: the issuer's subjectAltName, octet by octet; a root's is its own. absent: none.",
    },
    Field {
        name: "crl_distribution_points",
        place: EXTENSIONS,
        example: "crl_distribution_points = \"country\"",
        otherwise: Some("not written"),
        meaning: "country: crl_urls of the country settings. service: service_crl_urls, and nothing where there are none. \
                  absent: none.",
    },
    Field {
        name: "policies",
        place: EXTENSIONS,
        example: "policies = [\"2.16.840.1.101.3.2.1.48.1\"]",
        otherwise: Some("not written"),
        meaning: "certificatePolicies, as dotted object identifiers without qualifiers.",
    },
    Field {
        name: "document_types",
        place: EXTENSIONS,
        example: "document_types = \"country\"",
        otherwise: Some("not written"),
        meaning: "documentTypeList (Doc 9303-12 7.1.1.6): document_types of the country settings, or a list of one or two \
                  capital letters each, as in the MRZ. Signers of documents and seals alone.",
    },
    Field {
        name: "authority_information",
        place: EXTENSIONS,
        example: "authority_information = \"service\"",
        otherwise: Some("not written"),
        meaning: "authorityInfoAccess under the services' CA: service_ocsp_url and service_ca_url of the country \
                  settings, and nothing where there is neither.",
    },
    Field {
        name: "ocsp_no_check",
        place: EXTENSIONS,
        example: "ocsp_no_check = true",
        otherwise: Some("false"),
        meaning: "id-pkix-ocsp-nocheck for OCSP responders (RFC 6960 4.2.2.2.1): the certificate itself is not looked up.",
    },
    Field {
        name: "always",
        place: ALTERNATIVE,
        example: "always = [\"uri:spiffe://{trust_domain}/{name}\"]",
        otherwise: Some("none"),
        meaning: "Names that every certificate of the profile has beside its subject: dns:, ip:, uri: or email: and the \
                  name. {name} is the name that is asked for, {trust_domain} the station's (PROFILE-14 where it has none).",
    },
    Field {
        name: "take",
        place: ALTERNATIVE,
        example: "take = [\"dns\", \"ip\"]",
        otherwise: Some("none"),
        meaning: "Kinds of name that are given for each certificate, by 'cert issue --dns', '--ip', '--uri' and \
                  '--email': dns, ip, uri, email. Others are refused (PROFILE-13). What a request asks for is not taken over.",
    },
    Field {
        name: "least",
        place: ALTERNATIVE,
        example: "least = 0",
        otherwise: Some("1, where take is written"),
        meaning: "How many names must be given.",
    },
    Field {
        name: "most",
        place: ALTERNATIVE,
        example: "most = 4",
        otherwise: Some("20"),
        meaning: "How many names may be given, up to 100.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::profile::{Profile, TEMPLATES};

    /// Every field that a written table holds, with its place.
    fn fields(text: &str) -> Vec<(String, String)> {
        let table: toml::Table = text.parse().unwrap();
        let mut found = Vec::new();
        for (name, value) in &table {
            match value {
                toml::Value::Table(inner) => found.extend(inner.keys().map(|k| (k.clone(), format!("[{name}]")))),
                _ => found.push((name.clone(), HEAD.to_owned())),
            }
        }
        found
    }

    #[test]
    fn every_field_of_every_template_is_explained_in_its_place() {
        for (template, text) in TEMPLATES {
            let all = fields(text).into_iter().chain(fields(&toml::to_string(&Profile::parse(text).unwrap()).unwrap()));
            for (name, place) in all {
                assert!(FIELDS.iter().any(|f| f.name == name && f.place == place), "{template}: {place} {name}");
            }
        }
    }

    #[test]
    fn every_example_is_taken_by_some_profile_with_what_belongs_to_it() {
        for field in FIELDS {
            let mut tried = Vec::new();
            let taken = TEMPLATES.iter().any(|(_, text)| {
                let mut table: toml::Table = text.parse().unwrap();
                let (key, value) = field.example.parse::<toml::Table>().unwrap().into_iter().next().unwrap();
                assert_eq!(key, field.name);
                let place = field.place.trim_matches(['[', ']']);
                let inner = if place == HEAD {
                    Some(&mut table)
                } else {
                    table.get_mut(place).and_then(toml::Value::as_table_mut)
                };
                let Some(inner) = inner else { return false };
                inner.insert(key, value);
                let read = Profile::parse(&toml::to_string(&table).unwrap());
                tried.extend(read.as_ref().err().map(ToString::to_string));
                read.is_ok()
            });
            assert!(taken, "{}: {tried:?}", field.example);
        }
    }

    #[test]
    fn a_field_that_must_be_there_is_missed_and_no_other() {
        let text = crate::pki::profile::template("spoc-server").unwrap();
        let text =
            text.replace("issuer = \"csca\"", "issuer = \"csca\"\nbase = \"communication\"\nserial = \"random\"");
        assert!(Profile::parse(&text).is_ok());
        for (name, place) in fields(&text) {
            let mut table: toml::Table = text.parse().unwrap();
            match place.trim_matches(['[', ']']) {
                HEAD => table.remove(&name),
                place => table.get_mut(place).unwrap().as_table_mut().unwrap().remove(&name),
            };
            let required = FIELDS.iter().find(|f| f.name == name && f.place == place).unwrap().otherwise.is_none();
            let error = Profile::parse(&toml::to_string(&table).unwrap()).err().map(|e| e.to_string());
            let missed = error.as_deref().is_some_and(|e| e.contains("missing field"));
            assert_eq!(missed, required, "{name}: {error:?}");
        }
    }
}
