//! Doc 9303-12 table 6 and the clauses of its rows.

use chancery::asn1::{self, Tag};
use chancery::pki::oid::*;

use super::mutate::Critical::{No, Yes};
use super::workshop::*;

pub fn mutants() -> Vec<Mutant> {
    let mut all = document_signer();
    all.extend(forbidden());
    all.extend(alternative_names());
    all.extend(points_and_types());
    all.extend(authorities());
    all.extend(signers());
    all
}

fn period(from: &[u8], to: &[u8]) -> Vec<u8> {
    list(&[tagged(0, from), tagged(1, to)])
}

fn document_signer() -> Vec<Mutant> {
    over(
        "document-signer",
        vec![
            ("X01", "no identifier of the issuer's key", without(AUTHORITY_KEY_IDENTIFIER)),
            ("X01", "it holds no keyIdentifier", value(AUTHORITY_KEY_IDENTIFIER, list(&[]))),
            ("X01", "it names another key", value(AUTHORITY_KEY_IDENTIFIER, list(&[tagged(0, b"another")]))),
            ("X02", "it is critical", critical(AUTHORITY_KEY_IDENTIFIER, Yes)),
            ("X04", "the subject's key identifier is critical", critical(SUBJECT_KEY_IDENTIFIER, Yes)),
            ("X04", "the subject's key identifier is empty", value(SUBJECT_KEY_IDENTIFIER, asn1::octet_string(b""))),
            ("X04", "the subject's key identifier is no OCTET STRING", value(SUBJECT_KEY_IDENTIFIER, asn1::null())),
            ("X05", "no key usage", without(KEY_USAGE)),
            ("X06", "key usage not critical", critical(KEY_USAGE, No)),
            ("X08", "one bit too many", value(KEY_USAGE, bits(&[6, 0xc0]))),
            ("X08", "no bit at all", value(KEY_USAGE, bits(&[0]))),
            ("X08", "the bits of a CSCA", value(KEY_USAGE, bits(&[1, 0x06]))),
            ("X09", "zeros after the last bit", value(KEY_USAGE, bits(&[0, 0x80]))),
            ("X10", "no usage period", without(PRIVATE_KEY_USAGE_PERIOD)),
            ("X11", "an empty usage period", value(PRIVATE_KEY_USAGE_PERIOD, list(&[]))),
            ("X11", "a usage period that is critical", critical(PRIVATE_KEY_USAGE_PERIOD, Yes)),
            ("X11", "a time without seconds", value(PRIVATE_KEY_USAGE_PERIOD, list(&[tagged(1, b"202702221000Z")]))),
            (
                "X12",
                "a key that outlives its certificate",
                value(PRIVATE_KEY_USAGE_PERIOD, period(b"20261122100000Z", b"20420101000000Z")),
            ),
            (
                "X12",
                "a usage period that ends before it begins",
                value(PRIVATE_KEY_USAGE_PERIOD, period(b"20270222100000Z", b"20261122100000Z")),
            ),
            ("X15", "a signer that outlives its CSCA", time(1, Tag::UTC_TIME, b"430101000000Z")),
            ("X16", "policies that are critical", more(CERTIFICATE_POLICIES, Yes, list(&[purposes(&[ANY_POLICY])]))),
            ("X16", "policies that are empty", more(CERTIFICATE_POLICIES, No, list(&[]))),
            ("X29", "basic constraints", more(BASIC_CONSTRAINTS, Yes, list(&[]))),
            ("X30", "a purpose", more(EXTENDED_KEY_USAGE, Yes, purposes(&[EKU_MASTERLIST_SIGNER]))),
            ("X40", "a new name in a signer", more(NAME_CHANGE, No, asn1::null())),
            ("X47", "access to the issuer, critical", more(AUTHORITY_INFO_ACCESS, Yes, list(&[]))),
        ],
    )
}

fn forbidden() -> Vec<Mutant> {
    over(
        "document-signer",
        vec![
            ("X37", "policy mappings", more(POLICY_MAPPINGS, No, list(&[]))),
            ("X37", "name constraints", more(NAME_CONSTRAINTS, Yes, list(&[]))),
            ("X37", "policy constraints", more(POLICY_CONSTRAINTS, Yes, list(&[]))),
            ("X37", "any policy inhibited", more(INHIBIT_ANY_POLICY, Yes, asn1::integer(0))),
            ("X37", "a freshest list", more(FRESHEST_CRL, No, list(&[]))),
            ("X37", "directory attributes", more(SUBJECT_DIRECTORY_ATTRIBUTES, No, list(&[]))),
            ("X37", "Netscape's type", more(NETSCAPE_CERT_TYPE, No, bits(&[7, 0x80]))),
        ],
    )
}

fn alternative_names() -> Vec<Mutant> {
    let mail = || tagged(1, b"csca@utopia.example");
    let state = |code: &str| list(&[directory(&[(LOCALITY, code)]), mail()]);
    let two = list(&[directory(&[(LOCALITY, "UTO")]), directory(&[(LOCALITY, "UTO")]), mail()]);
    let more_than = |oid, text| list(&[directory(&[(LOCALITY, "UTO"), (oid, text)]), mail()]);
    over(
        "document-signer",
        vec![
            ("X17", "no name beside the subject's", without(SUBJECT_ALT_NAME)),
            ("X18", "no name beside the issuer's", without(ISSUER_ALT_NAME)),
            ("X19", "the subject's is critical", critical(SUBJECT_ALT_NAME, Yes)),
            ("X19", "the issuer's is critical", critical(ISSUER_ALT_NAME, Yes)),
            ("X20", "no directoryName", value(SUBJECT_ALT_NAME, list(&[mail()]))),
            ("X20", "no directoryName in the issuer's", value(ISSUER_ALT_NAME, list(&[mail()]))),
            ("X20", "two directoryNames", value(SUBJECT_ALT_NAME, two)),
            ("X20", "no name at all", value(SUBJECT_ALT_NAME, list(&[]))),
            ("X21", "a code of two letters", value(SUBJECT_ALT_NAME, state("UT"))),
            ("X21", "a code in small letters", value(ISSUER_ALT_NAME, state("uto"))),
            ("X25", "another state's code", value(SUBJECT_ALT_NAME, state("D"))),
            ("X22", "a further attribute", value(SUBJECT_ALT_NAME, more_than(ORGANIZATIONAL_UNIT, "X"))),
            ("X22", "a state of two letters", value(SUBJECT_ALT_NAME, more_than(STATE_OR_PROVINCE, "UT"))),
            ("X20", "no locality", value(SUBJECT_ALT_NAME, list(&[directory(&[(STATE_OR_PROVINCE, "UTO")]), mail()]))),
            (
                "C01",
                "a mail address that is no IA5String",
                value(SUBJECT_ALT_NAME, list(&[tagged(1, b"\xe9@utopia.example"), directory(&[(LOCALITY, "UTO")])])),
            ),
        ],
    )
}

fn points_and_types() -> Vec<Mutant> {
    let address = |text: &[u8]| asn1::context(0, &asn1::context(0, &tagged(6, text)));
    let point = |parts: &[Vec<u8>]| list(&[list(parts)]);
    let http = || address(b"http://pki.utopia.example/a.crl");
    let foreign = asn1::context(2, &tagged(2, b"utopia.example"));
    let types = |parts: &[Vec<u8>]| list(&[asn1::integer(0), asn1::tlv(Tag::SET, &parts.concat())]);
    let letter = asn1::printable_string;
    over(
        "document-signer",
        vec![
            ("X33", "no distribution point", without(CRL_DISTRIBUTION_POINTS)),
            ("X34", "an empty list of points", value(CRL_DISTRIBUTION_POINTS, list(&[]))),
            ("X34", "points that are critical", critical(CRL_DISTRIBUTION_POINTS, Yes)),
            ("X34", "a point with reasons", value(CRL_DISTRIBUTION_POINTS, point(&[http(), tagged(1, &[1, 2])]))),
            ("X34", "a point with an issuer", value(CRL_DISTRIBUTION_POINTS, point(&[http(), foreign]))),
            ("X34", "a point without an address", value(CRL_DISTRIBUTION_POINTS, point(&[]))),
            ("X35", "a point of ftp", value(CRL_DISTRIBUTION_POINTS, point(&[address(b"ftp://utopia.example/a.crl")]))),
            ("X38", "no document types", without(DOCUMENT_TYPE_LIST)),
            ("X38", "document types that are critical", critical(DOCUMENT_TYPE_LIST, Yes)),
            ("X38", "an empty list of document types", value(DOCUMENT_TYPE_LIST, types(&[]))),
            ("X38", "a document type of three letters", value(DOCUMENT_TYPE_LIST, types(&[letter("PPP")]))),
            ("X38", "a document type as UTF8String", value(DOCUMENT_TYPE_LIST, types(&[asn1::utf8_string("P")]))),
            (
                "X38",
                "version 1 of the document types",
                value(DOCUMENT_TYPE_LIST, list(&[asn1::integer(1), asn1::set_of(&[letter("P")])])),
            ),
            ("C01", "document types not in order", value(DOCUMENT_TYPE_LIST, types(&[letter("V"), letter("P")]))),
        ],
    )
}

fn authorities() -> Vec<Mutant> {
    let constraints = |parts: &[Vec<u8>]| value(BASIC_CONSTRAINTS, list(parts));
    let (ca, zero) = (asn1::boolean(true), asn1::integer(0));
    let other = list(&[directory(&[(LOCALITY, "UTO")]), tagged(1, b"other@utopia.example")]);
    let mut all = over(
        "csca-root",
        vec![
            (
                "X03",
                "an identifier that is not its own",
                value(AUTHORITY_KEY_IDENTIFIER, list(&[tagged(0, b"another")])),
            ),
            ("X04", "no identifier of its key", without(SUBJECT_KEY_IDENTIFIER)),
            ("X05", "no key usage", without(KEY_USAGE)),
            ("X06", "key usage not critical", critical(KEY_USAGE, No)),
            ("X07", "digitalSignature too", value(KEY_USAGE, bits(&[1, 0x86]))),
            ("X07", "no cRLSign", value(KEY_USAGE, bits(&[2, 0x04]))),
            ("X10", "no usage period", without(PRIVATE_KEY_USAGE_PERIOD)),
            ("X24", "names beside that differ", value(ISSUER_ALT_NAME, other)),
            ("X26", "no basic constraints", without(BASIC_CONSTRAINTS)),
            ("X26", "basic constraints not critical", critical(BASIC_CONSTRAINTS, No)),
            ("X27", "no CA", constraints(std::slice::from_ref(&zero))),
            ("X28", "a longer path", constraints(&[ca.clone(), asn1::integer(1)])),
            ("X28", "no length of path", constraints(&[ca])),
            ("C28", "TRUE as 01", constraints(&[vec![1, 1, 1], zero.clone()])),
            ("C27", "FALSE written out", constraints(&[vec![1, 1, 0], zero])),
            ("X30", "a purpose", more(EXTENDED_KEY_USAGE, No, purposes(&[EKU_TLS_SERVER]))),
            ("X33", "no distribution point", without(CRL_DISTRIBUTION_POINTS)),
            (
                "X39",
                "document types",
                more(DOCUMENT_TYPE_LIST, No, list(&[asn1::integer(0), asn1::set_of(&[asn1::printable_string("P")])])),
            ),
            ("X40", "a name change that is no NULL", more(NAME_CHANGE, No, asn1::integer(1))),
            ("X40", "a name change that is critical", more(NAME_CHANGE, Yes, asn1::null())),
            ("C17", "a subject of another state", attribute(5, 0, Tag::PRINTABLE_STRING, b"FR")),
        ],
    );
    all.extend(over(
        "csca-link",
        vec![
            ("X01", "no identifier of the older key", without(AUTHORITY_KEY_IDENTIFIER)),
            ("X28", "a longer path", value(BASIC_CONSTRAINTS, list(&[asn1::boolean(true), asn1::integer(1)]))),
            ("X41", "a new name, not told", without(NAME_CHANGE)),
            ("X17", "no name beside the subject's", without(SUBJECT_ALT_NAME)),
            (
                "X42",
                "a signature that is the new key's",
                change(|d| {
                    // The issuer's key changes nothing: only the serial number, and then a stranger signs.
                    *d.field(1) = super::mutate::Node::Raw(asn1::integer(99));
                }),
            ),
        ],
    ));
    if let Some(last) = all.last_mut() {
        last.sign = Sign::Stranger;
    }
    all
}

fn signers() -> Vec<Mutant> {
    let purpose = |oids: &[&[u8]]| value(EXTENDED_KEY_USAGE, purposes(oids));
    let types = || list(&[asn1::integer(0), asn1::set_of(&[asn1::printable_string("P")])]);
    let names = || list(&[directory(&[(LOCALITY, "UTO")])]);
    let common = |tag, text| attribute(5, 1, tag, text);
    let (printable, utf8) = (Tag::PRINTABLE_STRING, Tag::UTF8_STRING);
    let mut all = over(
        "masterlist-signer",
        vec![
            ("X31", "no purpose", without(EXTENDED_KEY_USAGE)),
            ("X31", "a purpose that is not critical", critical(EXTENDED_KEY_USAGE, No)),
            ("X31", "another purpose", purpose(&[EKU_DEVIATIONLIST_SIGNER])),
            ("X31", "two purposes", purpose(&[EKU_MASTERLIST_SIGNER, EKU_DEVIATIONLIST_SIGNER])),
            ("X39", "document types", more(DOCUMENT_TYPE_LIST, No, types())),
        ],
    );
    all.extend(over(
        "deviationlist-signer",
        vec![
            ("X32", "no purpose", without(EXTENDED_KEY_USAGE)),
            ("X32", "another purpose", purpose(&[EKU_MASTERLIST_SIGNER])),
        ],
    ));
    all.extend(over(
        "dtc-signer",
        vec![
            ("X32", "a purpose that is not critical", critical(EXTENDED_KEY_USAGE, No)),
            ("X32", "another purpose", purpose(&[EKU_VDS_SIGNER])),
            ("X10", "no usage period", without(PRIVATE_KEY_USAGE_PERIOD)),
        ],
    ));
    all.extend(over(
        "barcode-signer",
        vec![
            ("X45", "a common name of three letters", common(printable, b"VSX")),
            ("X45", "a common name in small letters", common(printable, b"vs")),
            ("X45", "a common name as UTF8String", common(utf8, b"VS")),
            ("X44", "a key usage", more(KEY_USAGE, Yes, bits(&[7, 0x80]))),
            ("X44", "a name beside the subject's", more(SUBJECT_ALT_NAME, No, names())),
            ("X32", "a purpose that is not critical", critical(EXTENDED_KEY_USAGE, No)),
            ("X32", "another purpose", purpose(&[EKU_VDS_NC_SIGNER])),
            ("X01", "no identifier of the issuer's key", without(AUTHORITY_KEY_IDENTIFIER)),
        ],
    ));
    all.extend(over("vds-nc-signer", vec![("X32", "another purpose", purpose(&[EKU_VDS_SIGNER]))]));
    all.extend(over(
        "lds2-signer-travel",
        vec![
            ("X46", "a common name of ten characters", common(printable, b"0123456789")),
            ("X44", "a distribution point", more(CRL_DISTRIBUTION_POINTS, No, list(&[]))),
            ("X44", "document types", more(DOCUMENT_TYPE_LIST, No, types())),
            ("X32", "no purpose of LDS2", purpose(&[EKU_VDS_SIGNER])),
            ("X01", "no identifier of the issuer's key", without(AUTHORITY_KEY_IDENTIFIER)),
        ],
    ));
    all.extend(over(
        "communication",
        vec![
            ("X08", "a bit that signs certificates", value(KEY_USAGE, bits(&[2, 0x84]))),
            ("X32", "no purpose", without(EXTENDED_KEY_USAGE)),
        ],
    ));
    all.extend(over(
        "spoc-client",
        vec![
            ("X32", "the server's purpose", purpose(&[EKU_SPOC_SERVER])),
            ("X33", "no distribution point", without(CRL_DISTRIBUTION_POINTS)),
        ],
    ));
    all.extend(over("spoc-server", vec![("X32", "no host", value(SUBJECT_ALT_NAME, names()))]));
    all
}
