//! What a keeper has to know, in words: the same on paper of either form and in a sealed file. It needs no other paper.

use super::{Banner, Card};

/// What the words stand on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Medium {
    /// A card that is drawn: its words stand in columns.
    Drawn,
    /// A card in plain text: its words stand in lines.
    Typed,
    /// A note in a sealed file.
    File,
}

/// A heading and what stands under it.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) texts: Vec<String>,
}

/// The advice for one card.
pub(super) struct Advice {
    /// What it is and how it is kept.
    pub(super) keeping: Vec<Section>,
    /// What to do with it.
    pub(super) using: Vec<Section>,
    /// How it is used without this program.
    pub(super) stock_title: &'static str,
    /// Sentences, and commands, which are indented.
    pub(super) stock: Vec<Stock>,
}

/// A line of what to do without this program.
pub(super) enum Stock {
    /// To be read.
    Say(String),
    /// To be typed.
    Type(&'static str),
}

/// What stands on this card.
pub(super) fn advice(card: &Card<'_>, banner: Option<Banner>, medium: Medium) -> Advice {
    let (set, of, wanted) = (card.set, card.of, card.share.head().member_threshold);
    let paper = medium != Medium::File;
    let what = match (wanted, of) {
        (1, _) => {
            "The share of the key that opens the backup of this station's signing keys: it is that key, whole, and \
                   no other share is wanted."
                .to_owned()
        }
        (wanted, of) if wanted == of => format!(
            "One of {of} shares of the key that opens the backup of this station's signing keys. All {of} are wanted to \
             rebuild that key; fewer say nothing about it. Alone it opens nothing, and without it nothing is opened."
        ),
        (wanted, of) => format!(
            "One of {of} shares of the key that opens the backup of this station's signing keys. Any {wanted} of them \
             rebuild that key; fewer say nothing about it. Alone it opens nothing."
        ),
    };
    let shares = if wanted == 1 { "1 share".to_owned() } else { format!("{wanted} shares") };
    let keep = if paper {
        vec![
            "Before you leave the room have it judged: 'chancery share check' takes the words as you type them, shows \
             none, and needs no other share. Have it judged again at every drill, and once a year."
                .to_owned(),
            "Keep it in a numbered tamper-evident bag in a safe that no other keeper of this set opens: dry, dark and \
             cool. Plastic sleeves lift toner off the paper; thermal paper fades. No copy, no photograph, no computer, no \
             mail."
                .to_owned(),
        ]
    } else {
        vec![
            "Keep the sealed file that this came from, in two places, and the key that opens it in neither. Never keep \
             this text: read it from the screen of a machine without network ('age -d -i KEY FILE' or 'gpg --decrypt \
             FILE') and let it go. Have the sealed file judged at every drill, and once a year: 'chancery share check'."
                .to_owned(),
        ]
    };
    let lost = format!(
        "Tell the security officer of the station the same day. New shares are then made ('chancery share reissue') and \
         the old media destroyed; this {} with them, before a witness who writes it down. Until then whoever holds \
         {shares} and the files holds the keys.",
        if paper { "card" } else { "file" }
    );
    let order = if medium == Medium::Drawn { "down the columns" } else { "along the lines" };
    let used = format!(
        "In a ceremony or a drill, on a machine without network: 'chancery backup restore' and 'chancery backup drill' ask \
         one keeper after the other. Type your own words, alone; nothing is shown. Any order of keepers will do; the words \
         go in the order of their numbers, {order}. The first four letters of each will do."
    );
    let files = format!(
        "In the folder keys-{set}, the same on two media that were written when this was. Its manifest.json names every \
         key. The files open nothing without {shares}, shares nothing without the files: keep them in different places."
    );
    let right = "The set stands above and in the name of the folder. The ledger's key on this card is the one that signed \
                 manifest.note in the folder; compare it with the station's, or with a printed head of its ledger.";
    let escrow = match card.escrow {
        true => format!(" It is in escrow, for drills; in any hands {shares} like it and the files are every key."),
        false => String::new(),
    };
    let mut what = vec![what + &escrow];
    what.splice(0..0, banner.map(|banner| banner.told.to_owned()));
    let section = |title, texts| Section { title, texts };
    let lost_title = if paper {
        "If it is lost, if somebody saw it, or if you leave"
    } else {
        "If it or its key is lost, or you leave"
    };
    Advice {
        keeping: vec![
            section("What this is", what),
            section("How to keep it", keep),
            section("Where the files are", vec![files]),
        ],
        using: vec![
            section(lost_title, vec![lost]),
            section("How it is used", vec![used]),
            section("Whether it is the right set", vec![right.to_owned()]),
        ],
        stock_title: "Without Chancery: two stock tools, on a machine without network",
        stock: vec![
            Stock::Say(format!(
                "1. Rebuild the key. The tool asks for {shares}, the words of each on one line, and answers with 64 hex \
                 digits, here KEY."
            )),
            Stock::Type("shamir recover"),
            Stock::Say(
                "2. 'set +o history': others see KEY. Open each X.kwp into memory (/dev/shm), never onto a disk. X.der is \
                 the key in the clear, PKCS #8."
                    .to_owned(),
            ),
            Stock::Type("openssl enc -d -id-aes256-wrap-pad -K KEY -iv A65959A6 <X.kwp >X.der"),
            Stock::Say("3. Its public key must be the public_key that manifest.json has for it.".to_owned()),
            Stock::Type("openssl pkey -inform DER -in X.der -pubout -outform DER | base64 -w0"),
            Stock::Say(
                "'shamir': pip install 'shamir-mnemonic[cli]' beforehand (SLIP-39). The files: RFC 5649. Switch the machine \
                 off afterwards."
                    .to_owned(),
            ),
        ],
    }
}
