//! What a script may ask of the house: operations by name, with what goes in and what comes out.
//!
//! This is the shape only. What an operation does is in the catalogue of acts; the
//! front of the house performs it and feeds the named outputs back.

use super::value::Type;

/// A parameter or an output: its name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub kind: Type,
    /// Whether it must be given; outputs always are.
    pub required: bool,
}

const fn needs(name: &'static str, kind: Type) -> Parameter {
    Parameter { name, kind, required: true }
}

const fn takes(name: &'static str, kind: Type) -> Parameter {
    Parameter { name, kind, required: false }
}

/// One operation as a script sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name in the catalogue of acts.
    pub name: &'static str,
    /// What goes in.
    pub parameters: &'static [Parameter],
    /// Parameters of which exactly one must be given; empty if there are none such.
    pub one_of: &'static [&'static str],
    /// What comes out.
    pub outputs: &'static [Parameter],
}

/// The parameter of `key.generate` that says whether a backup can be made of the key before it is locked: `yes` or `no`.
pub(super) const EXTRACTABLE: &str = "extractable";
/// The parameter of `backup.keys` with the names of the keys, with commas between.
pub(super) const KEYS: &str = "keys";

/// Every operation that a script may name.
pub const OPERATIONS: &[Signature] = &[
    Signature {
        name: "key.generate",
        parameters: &[
            needs("vault", Type::Label),
            needs("label", Type::Label),
            needs("spec", Type::KeySpec),
            takes(EXTRACTABLE, Type::Text),
        ],
        one_of: &[],
        outputs: &[needs("key", Type::Key), needs("public_key_digest", Type::Digest)],
    },
    Signature { name: "key.lock", parameters: &[needs("key", Type::Key)], one_of: &[], outputs: &[] },
    Signature {
        name: "certificate.issue",
        parameters: &[
            needs("profile", Type::Label),
            takes("key", Type::Key),
            takes("csr", Type::File),
            takes("issuer", Type::Key),
            takes("name", Type::Text),
            takes("accept", Type::Text),
        ],
        one_of: &["key", "csr"],
        outputs: &[needs("serial", Type::Serial), needs("fingerprint", Type::Digest), needs("file", Type::File)],
    },
    Signature {
        name: "station.genesis",
        parameters: &[
            needs("folder", Type::Label),
            needs("policy", Type::Label),
            takes("root-threshold", Type::Integer),
        ],
        one_of: &[],
        outputs: &[
            needs("policy", Type::Text),
            needs("digest", Type::Digest),
            needs("officers", Type::Integer),
            needs("entries", Type::Integer),
            needs("head", Type::Digest),
            needs("ledger_key", Type::Digest),
        ],
    },
    Signature {
        name: "backup.keys",
        parameters: &[
            needs(KEYS, Type::Text),
            needs("threshold", Type::Integer),
            needs("keepers", Type::Text),
            needs("medium-1", Type::Text),
            takes("medium-2", Type::Text),
            takes("medium-3", Type::Text),
            takes("printer", Type::Text),
            takes("paper", Type::Text),
            takes("memory", Type::Text),
        ],
        one_of: &[],
        outputs: &[needs("set", Type::Text), needs("keys", Type::Integer), needs("manifest", Type::Digest)],
    },
    Signature {
        name: "csca.rollover",
        parameters: &[
            needs("to", Type::Key),
            takes("from", Type::Key),
            takes("name", Type::Text),
            takes("root-profile", Type::Label),
            takes("link-profile", Type::Label),
            takes("accept", Type::Text),
        ],
        one_of: &[],
        outputs: &[
            needs("root_serial", Type::Serial),
            needs("root_fingerprint", Type::Digest),
            needs("root_file", Type::File),
            needs("link_serial", Type::Serial),
            needs("link_fingerprint", Type::Digest),
            needs("link_file", Type::File),
            needs("notice", Type::File),
            needs("quiet_until", Type::Time),
        ],
    },
    Signature {
        name: "crl.issue",
        parameters: &[needs("issuer", Type::Key), takes("accept", Type::Text)],
        one_of: &[],
        outputs: &[needs("number", Type::Integer), needs("fingerprint", Type::Digest), needs("file", Type::File)],
    },
];

/// The operation of this name.
pub fn signature(name: &str) -> Option<&'static Signature> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

impl Signature {
    pub(super) fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    pub(super) fn output(&self, name: &str) -> Option<&'static Parameter> {
        self.outputs.iter().find(|output| output.name == name)
    }
}
