//! From values to the DER of names and extensions (Doc 9303-12 tables 5 and 6).

use crate::asn1::{self, Asn1Error};
use crate::clock::Time;
use crate::pki::country::CountryFields;
use crate::pki::extension::KeyUsageBit;
use crate::pki::oid;

/// A DirectoryString: PrintableString where the characters allow it, else UTF8String.
pub(super) fn directory_string(text: &str) -> Vec<u8> {
    let printable = |b: u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b);
    if text.bytes().all(printable) { asn1::printable_string(text) } else { asn1::utf8_string(text) }
}

/// A name of single-valued RDNs in this order.
pub(super) fn name(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let rdn = |(oid, text): &(&[u8], &str)| asn1::set_of(&[asn1::sequence(&[asn1::oid(oid), directory_string(text)])]);
    asn1::sequence(&attributes.iter().map(rdn).collect::<Vec<_>>())
}

/// One extension.
pub(super) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { asn1::boolean(true) } else { Vec::new() };
    asn1::sequence(&[asn1::oid(oid), critical, asn1::octet_string(value)])
}

/// keyUsage as a minimal named bit list (X.690 11.2.2).
pub(super) fn key_usage(bits: &[KeyUsageBit]) -> Vec<u8> {
    let mut octets = [0u8; 2];
    for bit in bits {
        let number = *bit as usize;
        if let Some(octet) = octets.get_mut(number / 8) {
            *octet |= 0x80 >> (number % 8);
        }
    }
    let used = match octets {
        [0, 0] => 0,
        [_, 0] => 1,
        _ => 2,
    };
    let kept = octets.get(..used).unwrap_or_default();
    let unused = kept.last().map_or(0, |last| last.trailing_zeros() as u8);
    asn1::tlv(asn1::Tag::BIT_STRING, &[&[unused], kept].concat())
}

/// basicConstraints; cA FALSE is the default and not written.
pub(super) fn basic_constraints(ca: bool, path_length: Option<u8>) -> Vec<u8> {
    let ca = if ca { asn1::boolean(true) } else { Vec::new() };
    let length = path_length.map_or(Vec::new(), |n| asn1::integer(u64::from(n)));
    asn1::sequence(&[ca, length])
}

/// privateKeyUsagePeriod with both dates.
pub(super) fn private_key_usage_period(from: Time, to: Time) -> Vec<u8> {
    let end = |number, time| {
        let written = asn1::generalized_time(time);
        asn1::context_primitive(number, written.get(2..).unwrap_or_default())
    };
    asn1::sequence(&[end(0, from), end(1, to)])
}

/// subjectAltName: the contact addresses of the country's settings, the names of this certificate alone, and last a
/// directoryName with localityName and, where needed, stateOrProvinceName (7.1.1.2).
pub(super) fn alternative_names(country: Option<&CountryFields>, given: Vec<Vec<u8>>) -> Vec<u8> {
    let mut names: Vec<Vec<u8>> = Vec::new();
    if let Some(country) = country {
        names.extend(country.contact_email.as_deref().map(|m| asn1::context_primitive(1, m.as_bytes())));
        names.extend(country.contact_uri.as_deref().map(|u| asn1::context_primitive(6, u.as_bytes())));
    }
    names.extend(given);
    if let Some(country) = country {
        let mut attributes: Vec<(&[u8], &str)> = vec![(oid::LOCALITY, &country.mrz_code)];
        attributes.extend(country.state_code.as_deref().map(|code| (oid::STATE_OR_PROVINCE, code)));
        names.push(asn1::context(4, &name(&attributes)));
    }
    asn1::sequence(&names)
}

/// authorityInfoAccess from the settings of the services' hierarchy: the OCSP responder, then the CA's certificate;
/// none where the settings say neither (RFC 5280 4.2.2.1).
pub(super) fn authority_information(settings: &CountryFields) -> Option<Vec<u8>> {
    let access =
        |method: &[u8], url: &String| asn1::sequence(&[asn1::oid(method), asn1::context_primitive(6, url.as_bytes())]);
    let ocsp = settings.service_ocsp_url.as_ref().map(|url| access(oid::ACCESS_OCSP, url));
    let issuer = settings.service_ca_url.as_ref().map(|url| access(oid::ACCESS_CA_ISSUERS, url));
    let list: Vec<Vec<u8>> = ocsp.into_iter().chain(issuer).collect();
    if list.is_empty() { None } else { Some(asn1::sequence(&list)) }
}

/// cRLDistributionPoints: one point with every URL of the same list.
pub(super) fn distribution_points(urls: &[String]) -> Vec<u8> {
    let names: Vec<u8> = urls.iter().flat_map(|u| asn1::context_primitive(6, u.as_bytes())).collect();
    let point = asn1::context(0, &asn1::context(0, &names));
    asn1::sequence(&[asn1::sequence(&[point])])
}

/// A SEQUENCE OF object identifiers (extKeyUsage).
pub(super) fn purposes(dotted: &[String]) -> Result<Vec<u8>, Asn1Error> {
    let oids: Vec<Vec<u8>> =
        dotted.iter().map(|o| asn1::oid_from_text(o).map(|c| asn1::oid(&c))).collect::<Result<_, _>>()?;
    Ok(asn1::sequence(&oids))
}

/// certificatePolicies without qualifiers.
pub(super) fn policies(dotted: &[String]) -> Result<Vec<u8>, Asn1Error> {
    let infos: Vec<Vec<u8>> = dotted
        .iter()
        .map(|o| asn1::oid_from_text(o).map(|c| asn1::sequence(&[asn1::oid(&c)])))
        .collect::<Result<_, _>>()?;
    Ok(asn1::sequence(&infos))
}

/// documentTypeList, version 0 (7.1.1.6).
pub(super) fn document_types(types: &[String]) -> Vec<u8> {
    let set = asn1::set_of(&types.iter().map(|t| asn1::printable_string(t)).collect::<Vec<_>>());
    asn1::sequence(&[asn1::integer(0), set])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_usage_bits_are_written_as_short_as_they_can_be() {
        use KeyUsageBit::*;
        assert_eq!(key_usage(&[KeyCertSign, CrlSign]), [3, 2, 1, 0x06]);
        assert_eq!(key_usage(&[DigitalSignature]), [3, 2, 7, 0x80]);
        assert_eq!(key_usage(&[DecipherOnly]), [3, 3, 7, 0, 0x80]);
        assert_eq!(key_usage(&[]), [3, 1, 0]);
    }

    #[test]
    fn text_beyond_printable_characters_becomes_utf8() {
        assert_eq!(directory_string("State (1)")[0], 0x13);
        for other in ["Zürich", "a@b", "a*b", "a_b", "a&b"] {
            assert_eq!(directory_string(other)[0], 0x0c, "{other}");
        }
    }
}
