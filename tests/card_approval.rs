//! An officer with a PIV card, from the challenge to the act: the card signs at the station, and the decision counts.
#![cfg(feature = "piv")]

#[path = "support/card/mod.rs"]
mod card;
#[path = "support/signing.rs"]
mod signing;
#[path = "support/walk.rs"]
mod walk;

use card::service::in_a_service;
use card::{PIN, card_with};
use walk::{Walk, text};

const POLICY: &str = r#"
name = "one"
title = "One approves what another proposed"
mode = ["rehearsal"]

[[rule]]
name = "everything"
acts = ["*"]
quorum = 1
proposer-apart = true
validity = "7 days"
"#;

#[test]
fn an_officer_is_enrolled_by_a_card_and_approves_with_it() {
    in_a_service("an_officer_is_enrolled_by_a_card_and_approves_with_it", |service| {
        let virtual_card = card_with(service.folder(), &[(0x9c, "p256")]);
        let _inserted = service.put_in(0, &virtual_card);
        let socket = std::env::var_os("PCSCLITE_CSOCK_NAME").unwrap();
        let walk = Walk::new("utopia").with_environment("PCSCLITE_CSOCK_NAME", socket);
        let words = walk.init_words("UT", "UTO");
        let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { "rehearsal" } else { word }).collect();
        walk.done(&words);
        walk.write("policy.toml", POLICY);
        walk.private("card-pin", &format!("{}\n", String::from_utf8_lossy(PIN)));
        walk.private("wrong-pin", "999999\n");
        let pin = ["--pin-source", "card=file:card-pin"];

        // Cara has the card, dan an SSH key.
        let certificate = service.folder().join("9c.pem");
        walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "dan"]);
        for (officer, key) in [("cara", certificate.to_str().unwrap()), ("dan", "dan.pub")] {
            let person = ["--name", officer, "--organisation", "Ministry", "--contact", "12", "--role", "officer"];
            walk.done(&[&["officer", "challenge", officer, "--key", key], &person[..]].concat());
        }
        walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "dan", "dan.txt"]);
        walk.done(&[&["officer", "prove", "cara.txt", "--piv"], &pin[..]].concat());
        let genesis =
            ["station", "genesis", "--policy", "policy.toml", "--officer", "cara.txt", "--officer", "dan.txt"];
        let proofs = ["--proof", "cara.txt.p7s", "--proof", "dan.txt.sig"];
        let report = walk.done(&[&genesis[..], &proofs].concat());
        let first = text(&report, "proposal").to_owned();
        walk.done(&["proposal", "show", &first, "--decision", "approve", "--out", "first.txt"]);
        walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "dan", "first.txt"]);
        walk.done(&["proposal", "import", "first.txt", "first.txt.sig"]);
        // A wrong PIN costs one try and decides nothing.
        let wrong = ["--pin-source", "card=file:wrong-pin"];
        walk.refused(&[&["proposal", "approve", "first.txt", "--piv"], &wrong[..]].concat(), 5, Some("PIV-1"));
        assert_eq!(virtual_card.look().pins_shown, 2 + 1, "proving shows the PIN twice, a wrong one is shown once");
        let approved = walk.done(&[&["proposal", "approve", "first.txt", "--piv"], &pin[..]].concat());
        assert_eq!((text(&approved, "officer"), text(&approved, "decision")), ("cara", "approve"));
        walk.done(&["perform", &first]);

        // An act that dan proposes and cara approves with the card alone.
        let report = walk.done(&["key", "generate", "k-1", "--spec", "P-256", "--propose", "--proposer", "dan"]);
        let proposal = text(&report, "proposal").to_owned();
        walk.done(&["proposal", "show", &proposal, "--decision", "propose", "--out", "propose.txt"]);
        walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "dan", "propose.txt"]);
        walk.done(&["proposal", "import", "propose.txt", "propose.txt.sig"]);
        walk.done(&["proposal", "show", &proposal, "--decision", "approve", "--out", "approve.txt"]);
        walk.refused(&["perform", &proposal], 3, Some("QUORUM-2"));
        walk.done(&[&["proposal", "approve", "approve.txt", "--piv"], &pin[..]].concat());
        // A stranger's judge over what the card signed.
        let judge =
            ["cms", "-verify", "-binary", "-inform", "DER", "-in", "approve.txt.p7s", "-content", "approve.txt"];
        let who = ["-certfile", certificate.to_str().unwrap(), "-nointern", "-noverify", "-out", "/dev/null"];
        walk.tool("openssl", &[&judge[..], &who].concat());
        walk.refused(&[&["proposal", "approve", "approve.txt", "--piv"], &pin[..]].concat(), 3, Some("FILE-1"));
        walk.done(&["perform", &proposal]);
        // Performed, it is not approved again; the card is not asked.
        let shown = virtual_card.look().pins_shown;
        let again = ["proposal", "approve", "approve.txt", "--piv", "--out", "again.p7s"];
        walk.refused(&[&again[..], &pin].concat(), 3, Some("REPLAY-1"));
        assert_eq!(virtual_card.look().pins_shown, shown);
    });
}
