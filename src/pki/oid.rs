//! Object identifiers of the room, as content octets.

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = [$($octet:expr),* $(,)?];)*) => {
        $($(#[$doc])* pub const $name: &[u8] = &[$($octet),*];)*
    };
}

oids! {
    /// commonName, 2.5.4.3.
    COMMON_NAME = [0x55, 4, 3];
    /// surname, 2.5.4.4.
    SURNAME = [0x55, 4, 4];
    /// serialNumber, 2.5.4.5.
    SERIAL_NUMBER = [0x55, 4, 5];
    /// countryName, 2.5.4.6.
    COUNTRY = [0x55, 4, 6];
    /// localityName, 2.5.4.7.
    LOCALITY = [0x55, 4, 7];
    /// stateOrProvinceName, 2.5.4.8.
    STATE_OR_PROVINCE = [0x55, 4, 8];
    /// streetAddress, 2.5.4.9.
    STREET = [0x55, 4, 9];
    /// organizationName, 2.5.4.10.
    ORGANIZATION = [0x55, 4, 10];
    /// organizationalUnitName, 2.5.4.11.
    ORGANIZATIONAL_UNIT = [0x55, 4, 11];
    /// title, 2.5.4.12.
    TITLE = [0x55, 4, 12];
    /// givenName, 2.5.4.42.
    GIVEN_NAME = [0x55, 4, 42];
    /// organizationIdentifier, 2.5.4.97.
    ORGANIZATION_IDENTIFIER = [0x55, 4, 97];
    /// emailAddress, 1.2.840.113549.1.9.1.
    EMAIL_ADDRESS = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
    /// domainComponent, 0.9.2342.19200300.100.1.25.
    DOMAIN_COMPONENT = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];

    /// subjectDirectoryAttributes, 2.5.29.9.
    SUBJECT_DIRECTORY_ATTRIBUTES = [0x55, 0x1d, 9];
    /// subjectKeyIdentifier, 2.5.29.14.
    SUBJECT_KEY_IDENTIFIER = [0x55, 0x1d, 14];
    /// keyUsage, 2.5.29.15.
    KEY_USAGE = [0x55, 0x1d, 15];
    /// privateKeyUsagePeriod, 2.5.29.16.
    PRIVATE_KEY_USAGE_PERIOD = [0x55, 0x1d, 16];
    /// subjectAltName, 2.5.29.17.
    SUBJECT_ALT_NAME = [0x55, 0x1d, 17];
    /// issuerAltName, 2.5.29.18.
    ISSUER_ALT_NAME = [0x55, 0x1d, 18];
    /// basicConstraints, 2.5.29.19.
    BASIC_CONSTRAINTS = [0x55, 0x1d, 19];
    /// cRLNumber, 2.5.29.20.
    CRL_NUMBER = [0x55, 0x1d, 20];
    /// reasonCode, 2.5.29.21 (CRL entries).
    REASON_CODE = [0x55, 0x1d, 21];
    /// holdInstructionCode, 2.5.29.23 (CRL entries).
    HOLD_INSTRUCTION_CODE = [0x55, 0x1d, 23];
    /// invalidityDate, 2.5.29.24 (CRL entries).
    INVALIDITY_DATE = [0x55, 0x1d, 24];
    /// deltaCRLIndicator, 2.5.29.27.
    DELTA_CRL_INDICATOR = [0x55, 0x1d, 27];
    /// issuingDistributionPoint, 2.5.29.28.
    ISSUING_DISTRIBUTION_POINT = [0x55, 0x1d, 28];
    /// certificateIssuer, 2.5.29.29 (CRL entries).
    CERTIFICATE_ISSUER = [0x55, 0x1d, 29];
    /// nameConstraints, 2.5.29.30.
    NAME_CONSTRAINTS = [0x55, 0x1d, 30];
    /// cRLDistributionPoints, 2.5.29.31.
    CRL_DISTRIBUTION_POINTS = [0x55, 0x1d, 31];
    /// certificatePolicies, 2.5.29.32.
    CERTIFICATE_POLICIES = [0x55, 0x1d, 32];
    /// policyMappings, 2.5.29.33.
    POLICY_MAPPINGS = [0x55, 0x1d, 33];
    /// authorityKeyIdentifier, 2.5.29.35.
    AUTHORITY_KEY_IDENTIFIER = [0x55, 0x1d, 35];
    /// policyConstraints, 2.5.29.36.
    POLICY_CONSTRAINTS = [0x55, 0x1d, 36];
    /// extKeyUsage, 2.5.29.37.
    EXTENDED_KEY_USAGE = [0x55, 0x1d, 37];
    /// freshestCRL, 2.5.29.46.
    FRESHEST_CRL = [0x55, 0x1d, 46];
    /// anyPolicy, 2.5.29.32.0.
    ANY_POLICY = [0x55, 0x1d, 32, 0];
    /// inhibitAnyPolicy, 2.5.29.54.
    INHIBIT_ANY_POLICY = [0x55, 0x1d, 54];
    /// authorityInfoAccess, 1.3.6.1.5.5.7.1.1.
    AUTHORITY_INFO_ACCESS = [0x2b, 6, 1, 5, 5, 7, 1, 1];
    /// subjectInfoAccess, 1.3.6.1.5.5.7.1.11.
    SUBJECT_INFO_ACCESS = [0x2b, 6, 1, 5, 5, 7, 1, 11];
    /// Netscape certificate type, 2.16.840.1.113730.1.1.
    NETSCAPE_CERT_TYPE = [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1];

    /// ICAO nameChange, 2.23.136.1.1.6.1.
    NAME_CHANGE = [0x67, 0x81, 8, 1, 1, 6, 1];
    /// ICAO documentTypeList, 2.23.136.1.1.6.2.
    DOCUMENT_TYPE_LIST = [0x67, 0x81, 8, 1, 1, 6, 2];

    /// EKU: CSCA master list signer, 2.23.136.1.1.3.
    EKU_MASTERLIST_SIGNER = [0x67, 0x81, 8, 1, 1, 3];
    /// EKU: deviation list signer, 2.23.136.1.1.8.
    EKU_DEVIATIONLIST_SIGNER = [0x67, 0x81, 8, 1, 1, 8];
    /// EKU: LDS2 time stamp (travel record) signer, 2.23.136.1.1.9.8.1.
    EKU_LDS2_TRAVEL = [0x67, 0x81, 8, 1, 1, 9, 8, 1];
    /// EKU: LDS2 visa signer, 2.23.136.1.1.9.8.2.
    EKU_LDS2_VISA = [0x67, 0x81, 8, 1, 1, 9, 8, 2];
    /// EKU: LDS2 biometrics signer, 2.23.136.1.1.9.8.3.
    EKU_LDS2_BIOMETRICS = [0x67, 0x81, 8, 1, 1, 9, 8, 3];
    /// EKU: SPOC TLS client, 2.23.136.1.1.10.1.
    EKU_SPOC_CLIENT = [0x67, 0x81, 8, 1, 1, 10, 1];
    /// EKU: SPOC TLS server, 2.23.136.1.1.10.2.
    EKU_SPOC_SERVER = [0x67, 0x81, 8, 1, 1, 10, 2];
    /// EKU: bar code (VDS) signer, 2.23.136.1.1.11.1.
    EKU_VDS_SIGNER = [0x67, 0x81, 8, 1, 1, 11, 1];
    /// EKU: DTC signer, 2.23.136.1.1.12.1.
    EKU_DTC_SIGNER = [0x67, 0x81, 8, 1, 1, 12, 1];
    /// EKU: VDS-NC CSCA, 2.23.136.1.1.14.1.
    EKU_VDS_NC_CSCA = [0x67, 0x81, 8, 1, 1, 14, 1];
    /// EKU: VDS-NC signer, 2.23.136.1.1.14.2.
    EKU_VDS_NC_SIGNER = [0x67, 0x81, 8, 1, 1, 14, 2];
    /// id-kp, under which RFC 5280 and others name purposes.
    KP = [0x2b, 6, 1, 5, 5, 7, 3];
    /// EKU: TLS server, 1.3.6.1.5.5.7.3.1.
    EKU_TLS_SERVER = [0x2b, 6, 1, 5, 5, 7, 3, 1];
    /// EKU: TLS client, 1.3.6.1.5.5.7.3.2.
    EKU_TLS_CLIENT = [0x2b, 6, 1, 5, 5, 7, 3, 2];
    /// EKU: code signing, 1.3.6.1.5.5.7.3.3.
    EKU_CODE_SIGNING = [0x2b, 6, 1, 5, 5, 7, 3, 3];
    /// EKU: e-mail protection (S/MIME), 1.3.6.1.5.5.7.3.4.
    EKU_EMAIL_PROTECTION = [0x2b, 6, 1, 5, 5, 7, 3, 4];
    /// EKU: time stamping (RFC 3161), 1.3.6.1.5.5.7.3.8.
    EKU_TIME_STAMPING = [0x2b, 6, 1, 5, 5, 7, 3, 8];
    /// EKU: OCSP responses (RFC 6960), 1.3.6.1.5.5.7.3.9.
    EKU_OCSP_SIGNING = [0x2b, 6, 1, 5, 5, 7, 3, 9];
    /// Access method of OCSP responders, 1.3.6.1.5.5.7.48.1.
    ACCESS_OCSP = [0x2b, 6, 1, 5, 5, 7, 48, 1];
    /// Access method of issuers' certificates, 1.3.6.1.5.5.7.48.2.
    ACCESS_CA_ISSUERS = [0x2b, 6, 1, 5, 5, 7, 48, 2];
    /// id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5.
    OCSP_NO_CHECK = [0x2b, 6, 1, 5, 5, 7, 48, 1, 5];

    /// The mark of a rehearsal, 2.25.177394949855629552332176401382712945553: an arc under
    /// a UUID of our own (8575064b-9891-4809-918d-33df462e2b91, ITU-T X.667). Critical, so
    /// that nobody's verifier takes a rehearsal certificate for a real one.
    REHEARSAL = [
        0x69, 0x82, 0x8a, 0xf5, 0x83, 0x92, 0xf3, 0x89, 0x8a, 0xa0, 0x93, 0x91, 0xc6, 0xcc, 0xfb, 0xf4, 0xb1, 0xb8,
        0xd7, 0x11,
    ];

    /// PKCS#9 extensionRequest, 1.2.840.113549.1.9.14.
    EXTENSION_REQUEST = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
}
