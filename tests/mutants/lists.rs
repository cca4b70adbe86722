//! Doc 9303-12 5.3, 9 and table 18: master lists.

use chancery::asn1::{self, Tag};
use chancery::signer::{Algorithm, Hash, Signer};

use super::mutate::Node;

const DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];

/// A master list taken apart.
pub struct List {
    tree: Node,
}

/// A master list with one thing made wrong.
pub struct Mutant {
    pub rule: &'static str,
    pub words: &'static str,
    pub der: Vec<u8>,
}

type Change = Box<dyn Fn(&mut List)>;

/// What the mutants are made of.
pub struct Workshop<'a> {
    /// A good list.
    pub good: &'a [u8],
    /// Who signed it, by ECDSA with SHA-256.
    pub signer: &'a dyn Signer,
    /// The same by SHA-1.
    pub by_sha1: &'a dyn Signer,
    /// Somebody else.
    pub stranger: &'a dyn Signer,
    /// The CSCA's key.
    pub csca: &'a dyn Signer,
    /// The key of another CSCA on the list, and a list signer's certificate for it.
    pub other: (&'a dyn Signer, &'a [u8]),
    /// The certificates: of the signer, of its CSCA, of a document signer.
    pub certificates: [&'a [u8]; 3],
    /// A revocation list.
    pub crl: &'a [u8],
}

impl List {
    /// SignedData: version, digests, content, certificates, signers.
    fn data(&mut self) -> &mut Vec<Node> {
        self.tree.at(1).at(0).parts()
    }

    /// The signer: version, name, digest, attributes, algorithm, signature.
    fn signer(&mut self) -> &mut Vec<Node> {
        self.data().last_mut().unwrap().at(0).parts()
    }

    fn content(&mut self) -> &mut Vec<u8> {
        self.data()[2].at(1).at(0).octets()
    }

    /// The list within: version, certificates.
    fn listed(&mut self, change: impl Fn(&mut Node)) {
        let mut inside = Node::parse(self.content());
        change(&mut inside);
        *self.content() = inside.write();
    }

    fn certificates(&mut self, ders: &[&[u8]]) {
        self.data()[3] = Node::Raw(asn1::context(0, &ders.concat()));
    }

    fn drop_attribute(&mut self, last: u8) {
        self.signer()[3].parts().retain(|a| !matches!(a, Node::Parts(_, p) if ends(&p[0], last)));
    }

    /// Digest, order of the attributes and signature anew.
    fn signed(mut self, signer: &dyn Signer) -> Vec<u8> {
        let digest = Hash::Sha256.digest(self.content()).unwrap();
        let attributes = self.signer()[3].parts();
        for attribute in attributes.iter_mut() {
            if matches!(attribute, Node::Parts(_, p) if matches!(&p[0], Node::Octets(_, o) if o == DIGEST)) {
                *attribute.at(1).at(0) = Node::Octets(Tag::OCTET_STRING.0, digest.clone());
            }
        }
        attributes.sort_by_key(Node::write);
        let message = asn1::tlv(Tag::SET, &attributes.iter().flat_map(Node::write).collect::<Vec<_>>());
        self.signer()[5] = Node::Octets(Tag::OCTET_STRING.0, signer.sign(&message).unwrap());
        self.tree.write()
    }
}

fn ends(node: &Node, last: u8) -> bool {
    matches!(node, Node::Octets(_, octets) if octets.last() == Some(&last))
}

fn set(nodes: &mut Node, der: Vec<u8>) {
    *nodes = Node::Raw(der);
}

/// All of them.
pub fn mutants(shop: &Workshop<'_>) -> Vec<Mutant> {
    let [own, csca, document] = shop.certificates;
    let mut all = Vec::new();
    let mut add = |rule, words, change: &dyn Fn(&mut List), signer: &dyn Signer| {
        let mut list = List { tree: Node::parse(shop.good) };
        change(&mut list);
        all.push(Mutant { rule, words, der: list.signed(signer) });
    };
    let with_null = asn1::sequence(&[asn1::oid(Hash::Sha256.oid()), asn1::null()]);
    let rows: Vec<(&'static str, &'static str, Change)> = vec![
        ("M01", "version 1 of the signed data", Box::new(|l| set(&mut l.data()[0], asn1::integer(1)))),
        ("M02", "version 1 of the list", Box::new(|l| l.listed(|list| set(list.at(0), asn1::integer(1))))),
        ("M02", "an empty list", Box::new(|l| l.listed(|list| set(list.at(1), asn1::tlv(Tag::SET, b""))))),
        ("M03", "certificates not in order", Box::new(|l| l.listed(|list| list.at(1).parts().reverse()))),
        (
            "M03",
            "a certificate twice",
            Box::new(|l| {
                l.listed(|list| {
                    let first = list.at(1).at(0).clone();
                    list.at(1).parts().insert(0, first);
                });
            }),
        ),
        (
            "M04",
            "a document signer among the certificates",
            Box::new({
                let document = document.to_vec();
                move |l| {
                    l.listed(|list| {
                        list.at(1).parts().push(Node::Raw(document.clone()));
                        list.at(1).parts().sort_by_key(Node::write);
                    });
                }
            }),
        ),
        (
            "M05",
            "without the signer's certificate",
            Box::new({
                let csca = csca.to_vec();
                move |l| l.certificates(&[&csca])
            }),
        ),
        (
            "M06",
            "without the CSCA's certificate",
            Box::new({
                let own = own.to_vec();
                move |l| l.certificates(&[&own])
            }),
        ),
        (
            "M07",
            "with a revocation list",
            Box::new({
                let crl = shop.crl.to_vec();
                move |l| l.data().insert(4, Node::Raw(asn1::context(1, &crl)))
            }),
        ),
        (
            "M10",
            "a digest with NULL",
            Box::new({
                let with_null = with_null.clone();
                move |l| set(&mut l.signer()[2], with_null.clone())
            }),
        ),
        ("M10", "a digest that is not among the list's", Box::new(|l| set(&mut l.data()[1], asn1::tlv(Tag::SET, b"")))),
        ("M12", "without a signing time", Box::new(|l| l.drop_attribute(5))),
        ("M12", "without a digest", Box::new(|l| l.drop_attribute(4))),
        ("M12", "without a content type", Box::new(|l| l.drop_attribute(3))),
        (
            "M09",
            "version 1 of a signer that is named by its key",
            Box::new(|l| set(&mut l.signer()[0], asn1::integer(1))),
        ),
    ];
    for (rule, words, change) in &rows {
        add(rule, words, &**change, shop.signer);
    }
    add("M13", "signed by a stranger", &|_| (), shop.stranger);
    add("M13", "SHA-1", &|l| set(&mut l.signer()[4], Algorithm::Ecdsa(Hash::Sha1).identifier()), shop.by_sha1);
    add(
        "M14",
        "signed by the CSCA itself",
        &|l| set(&mut l.signer()[1], asn1::context_primitive(0, &key_id(csca))),
        shop.csca,
    );
    let (other, for_other) = shop.other;
    add(
        "M20",
        "signed by the key of another CSCA, which has a signer's certificate",
        &|l| {
            l.certificates(&[for_other, csca]);
            set(&mut l.signer()[1], asn1::context_primitive(0, &key_id(for_other)));
        },
        other,
    );
    let mut changed = List { tree: Node::parse(shop.good) };
    changed.listed(|list| drop(list.at(1).parts().pop()));
    all.push(Mutant { rule: "M13", words: "changed after it was signed", der: changed.tree.write() });
    all
}

fn key_id(certificate: &[u8]) -> Vec<u8> {
    let certificate = chancery::pki::certificate::Certificate::parse(certificate).unwrap();
    certificate.subject_key_identifier().unwrap().to_vec()
}
