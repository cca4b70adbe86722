//! What lies as README.txt beside the wrapped keys: how to have them again with stock tools and no other paper.

use std::fmt::Write as _;

use super::manifest::{KeysManifest, Way};

/// The text for a key set, in printable ASCII, lines of at most 78 characters. The same manifest gives the same text.
pub fn readme(manifest: &KeysManifest) -> String {
    let mut text = String::new();
    let shares = &manifest.shares;
    let station = &manifest.station;
    let mut line = |words: std::fmt::Arguments<'_>| {
        let _ = text.write_fmt(words);
        text.push('\n');
    };
    line(format_args!("KEYS OF THE STATION {}, {}", station.name, station.mode));
    line(format_args!("Key set {}, made {}", manifest.set.spoken(), manifest.made));
    line(format_args!(""));
    line(format_args!("This folder holds private keys. Each is encrypted under one backup key of"));
    line(format_args!(
        "256 bits. The backup key is written nowhere. It comes out of {} of the {}",
        shares.threshold, shares.of
    ));
    line(format_args!("shares below, and out of no fewer. Without them nothing here can be opened."));
    line(format_args!(""));
    line(format_args!("THE SHARES"));
    line(format_args!(""));
    for share in &shares.each {
        line(format_args!("  {:>2}  {}", share.number, share.keeper));
        line(format_args!("      {}", told(share.way)));
        // A recipient of a hardware key is long: its beginning tells it from the others.
        if let Some(to) = &share.to {
            line(format_args!("      {}", crate::safe::line(to, 68).replace('…', "...")));
        }
    }
    line(format_args!(""));
    line(format_args!("A share is 33 English words (SLIP-39). Their identifier is {}.", shares.identifier));
    if let Some(escrow) = &manifest.escrow {
        line(format_args!(""));
        line(format_args!("THE SHARES IN ESCROW"));
        line(format_args!(""));
        line(format_args!(
            "The same backup key was split a second time, for drills: {} of these {} open",
            escrow.threshold, escrow.of
        ));
        line(format_args!("this folder as well, in whosever hands they are. They do not mix with those"));
        line(format_args!("above. Their identifier is {}.", escrow.identifier));
        line(format_args!(""));
        for share in &escrow.each {
            line(format_args!("  {:>2}  {}", share.number, share.keeper));
            line(format_args!("      {}", told(share.way)));
            if let Some(to) = &share.to {
                line(format_args!("      {}", crate::safe::line(to, 68).replace('…', "...")));
            }
        }
    }
    line(format_args!(""));
    line(format_args!("THE KEYS"));
    line(format_args!(""));
    for key in &manifest.keys {
        line(format_args!("  {}", key.file));
        line(format_args!("      {}, {} octets, CKA_ID {}", key.spec, key.octets, key.id));
        line(format_args!("      SHA-256 {}", key.sha256));
    }
    text.push_str(&restore(manifest));
    text
}

const fn told(way: Way) -> &'static str {
    match way {
        Way::Card => "printed on a card",
        Way::Shown => "written by hand",
        Way::Age => "sealed with age to",
        Way::Openpgp => "sealed with OpenPGP to",
    }
}

fn restore(manifest: &KeysManifest) -> String {
    let first = manifest.keys.first().map(|key| key.label.as_str()).unwrap_or("LABEL");
    let wanted = manifest.shares.threshold;
    format!(
        "
TO RESTORE WITH THE PROGRAM

  chancery backup restore --help

TO RESTORE WITHOUT IT

Do this on a machine that has no network and no disk, in a directory that
lies in memory (/dev/shm), with swap turned off. What comes out in step 3 are
the private keys in the clear.

1. Take this folder and {wanted} of the shares. A share that was sealed is opened
   by its keeper: 'age -d -i IDENTITY FILE' or 'gpg -d FILE'.

2. Rebuild the backup key. Any program for SLIP-39 does, such as the Python
   package 'shamir-mnemonic'. Fetch it beforehand, where there is a network:

     pip install 'shamir-mnemonic[cli]'

   Then, on the machine without one:

     shamir recover

   Type the words of {wanted} shares. There is no passphrase, and it asks for none.
   It prints 'Your master secret is: ' and 64 hex digits. They are the key.

3. The key will stand on a command line: other users of the machine could see
   it, and the shell would write it into its history. Let it write none:

     set +o history

   Open each file with OpenSSL 3 (AES-256 key wrap with padding, RFC 5649):

     openssl enc -d -id-aes256-wrap-pad -K THE64HEXDIGITS -iv A65959A6 \\
       -in {first}.kwp -out {first}.der

   In Python, with the package 'cryptography', no command line has the key:

     from cryptography.hazmat.primitives.keywrap import *
     from getpass import getpass
     blob = open('{first}.kwp', 'rb').read()
     der = aes_key_unwrap_with_padding(bytes.fromhex(getpass()), blob)

   Either refuses a wrong key and a changed file.

4. What comes out is a private key in PKCS#8 (DER). Its public half must be
   the one in manifest.json ('public_key', base64) for this file:

     openssl pkey -inform DER -in {first}.der -pubout -outform DER | base64 -w0

   Import it into a token under the CKA_ID above, for instance with
   'pkcs11-tool --write-object {first}.der --type privkey --id CKA_ID'.

5. Destroy the .der files and the key when you are done: turn the machine off.

WHAT SHOWS THAT THIS FOLDER IS UNCHANGED

  sha256sum *.kwp      as printed above and in manifest.json
  sha256sum manifest.json
                       as in manifest.note, which the ledger key has signed
                       (a C2SP signed note, Ed25519)

Nothing signs this README. Compare what it says with manifest.json.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::SharesRecord;
    use crate::backup::fixtures::key_set;

    #[test]
    fn it_needs_no_other_paper_and_no_other_page() {
        let text = readme(&key_set().0);
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 78), "{text}");
        for wanted in [
            "a1b2-c3d4-e5f6-0718",
            "2 of the 3",
            "alice",
            "identifier is 7945",
            "csca.kwp",
            "Ed25519, 56 octets, CKA_ID 01010101010101010101010101010101",
            "openssl enc -d -id-aes256-wrap-pad",
            "aes_key_unwrap_with_padding",
            "shamir recover",
            "pip install 'shamir-mnemonic[cli]'",
            "set +o history",
        ] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert_eq!(text, readme(&key_set().0));
        // The warning stands before the line that it warns of; the stock tool asks for no passphrase.
        assert!(text.find("set +o history") < text.find("-K THE64HEXDIGITS"));
        assert!(!text.contains("press Enter"), "{text}");
        assert!(!text.contains("ESCROW"), "{text}");
    }

    #[test]
    fn shares_in_escrow_are_named_and_what_they_open() {
        let mut manifest = key_set().0;
        manifest.escrow = Some(SharesRecord { identifier: 99, ..manifest.shares.clone() });
        let text = readme(&manifest);
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 78), "{text}");
        for wanted in ["THE SHARES IN ESCROW", "2 of these 3 open", "in whosever hands they are", "identifier is 99"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
    }
}
