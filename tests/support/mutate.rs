//! Certificates and lists taken apart, changed in one place, and put together again: the workshop of the mutants.

#![allow(dead_code, reason = "each test uses its part")]

use chancery::asn1::{self, Reader, Tag};
use chancery::signer::Signer;

/// A value that can be changed.
#[derive(Clone, Debug)]
pub enum Node {
    /// A tag with octets.
    Octets(u8, Vec<u8>),
    /// A tag with further values.
    Parts(u8, Vec<Node>),
    /// Octets that stand there as they are.
    Raw(Vec<u8>),
}

impl Node {
    /// Reads one value.
    pub fn parse(der: &[u8]) -> Node {
        let element = Reader::new(der).any("a value").unwrap();
        if !element.tag.is_constructed() {
            return Node::Octets(element.tag.0, element.content.to_vec());
        }
        let (mut parts, mut inside) = (Vec::new(), element.reader());
        while !inside.is_at_end() {
            parts.push(Node::parse(inside.any("a part").unwrap().full));
        }
        Node::Parts(element.tag.0, parts)
    }

    /// The octets; lengths are counted anew.
    pub fn write(&self) -> Vec<u8> {
        match self {
            Node::Octets(tag, octets) => asn1::tlv(Tag(*tag), octets),
            Node::Parts(tag, parts) => asn1::tlv(Tag(*tag), &parts.iter().flat_map(Node::write).collect::<Vec<_>>()),
            Node::Raw(octets) => octets.clone(),
        }
    }

    /// The values inside.
    pub fn parts(&mut self) -> &mut Vec<Node> {
        match self {
            Node::Parts(_, parts) => parts,
            other => panic!("{other:?} has no parts"),
        }
    }

    /// The value inside at that place.
    pub fn at(&mut self, place: usize) -> &mut Node {
        &mut self.parts()[place]
    }

    /// The octets inside.
    pub fn octets(&mut self) -> &mut Vec<u8> {
        match self {
            Node::Octets(_, octets) => octets,
            other => panic!("{other:?} has no octets"),
        }
    }

    fn tag(&self) -> u8 {
        match self {
            Node::Octets(tag, _) | Node::Parts(tag, _) => *tag,
            Node::Raw(octets) => octets[0],
        }
    }
}

/// A certificate or revocation list taken apart: signed part, algorithm, signature.
pub struct Draft {
    tree: Node,
}

impl Draft {
    pub fn of(der: &[u8]) -> Draft {
        Draft { tree: Node::parse(der) }
    }

    /// The fields of the signed part.
    pub fn body(&mut self) -> &mut Vec<Node> {
        self.tree.at(0).parts()
    }

    /// A field of the signed part.
    pub fn field(&mut self, place: usize) -> &mut Node {
        &mut self.body()[place]
    }

    /// The list of extensions.
    pub fn extensions(&mut self) -> &mut Vec<Node> {
        let holder = self.body().last_mut().unwrap();
        assert!([0xa3, 0xa0].contains(&holder.tag()), "there are no extensions");
        holder.at(0).parts()
    }

    /// An extension: identifier, perhaps critical, value.
    pub fn extension(&mut self, oid: &[u8]) -> &mut Vec<Node> {
        let found = self.extensions().iter_mut().find(|e| matches!(e, Node::Parts(_, p) if is(&p[0], oid)));
        found.unwrap_or_else(|| panic!("there is no extension {}", asn1::oid_text(oid))).parts()
    }

    /// Takes an extension away.
    pub fn drop(&mut self, oid: &[u8]) {
        self.extension(oid);
        self.extensions().retain(|e| !matches!(e, Node::Parts(_, p) if is(&p[0], oid)));
    }

    /// The value of an extension replaced.
    pub fn put(&mut self, oid: &[u8], value: &[u8]) {
        *self.extension(oid).last_mut().unwrap() = Node::Octets(Tag::OCTET_STRING.0, value.to_vec());
    }

    /// Makes an extension critical or not; `written` where FALSE is written out.
    pub fn critical(&mut self, oid: &[u8], how: Critical) {
        let parts = self.extension(oid);
        parts.retain(|part| part.tag() != Tag::BOOLEAN.0);
        if let Some(octet) = how.octet() {
            parts.insert(1, Node::Octets(Tag::BOOLEAN.0, vec![octet]));
        }
    }

    /// An extension more.
    pub fn more(&mut self, oid: &[u8], how: Critical, value: &[u8]) {
        let critical = how.octet().map(|octet| asn1::tlv(Tag::BOOLEAN, &[octet])).unwrap_or_default();
        let whole = asn1::sequence(&[asn1::oid(oid), critical, asn1::octet_string(value)]);
        self.extensions().push(Node::parse(&whole));
    }

    /// The algorithm, inside and outside.
    pub fn algorithm(&mut self, der: &[u8]) {
        let place = self.body().iter().position(|field| field.tag() == Tag::SEQUENCE.0).unwrap();
        *self.field(place) = Node::Raw(der.to_vec());
        *self.tree.at(1) = Node::Raw(der.to_vec());
    }

    /// The algorithm outside alone.
    pub fn outer_algorithm(&mut self, der: &[u8]) {
        *self.tree.at(1) = Node::Raw(der.to_vec());
    }

    /// Signed anew.
    pub fn signed(mut self, signer: &dyn Signer) -> Vec<u8> {
        let body = self.tree.at(0).write();
        *self.tree.at(2) = Node::Raw(asn1::bit_string(&signer.sign(&body).unwrap()));
        self.tree.write()
    }

    /// With the signature that was there.
    pub fn left_signed(self) -> Vec<u8> {
        self.tree.write()
    }
}

/// How an extension says that it is critical.
#[derive(Clone, Copy)]
pub enum Critical {
    Yes,
    No,
    /// FALSE, written out.
    NoInWords,
    /// TRUE, but not as ff.
    YesAs01,
}

impl Critical {
    fn octet(self) -> Option<u8> {
        match self {
            Critical::Yes => Some(0xff),
            Critical::No => None,
            Critical::NoInWords => Some(0),
            Critical::YesAs01 => Some(1),
        }
    }
}

fn is(node: &Node, oid: &[u8]) -> bool {
    matches!(node, Node::Octets(_, octets) if octets == oid)
}
