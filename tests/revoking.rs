//! Revocations and revocation lists that come in one and the same second: the ledger's order tells which came first.

#[path = "support/walk.rs"]
mod walk;

use walk::{Walk, number, text};

#[test]
fn in_one_second_only_what_was_revoked_after_the_last_list_counts_as_revoked_since() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    let issue = |name| {
        let words = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", name];
        text(&walk.done(&words), "serial").to_owned()
    };
    let (one, other) = (issue("DS 1"), issue("DS 2"));
    let begin: u64 = walk.tool("date", &["-u", "-d", "tomorrow", "+%s"]).trim().parse().unwrap();
    let at = |second: u64| walk.tool("date", &["-u", "-d", &format!("@{second}"), "+%FT%TZ"]).trim().to_owned();
    let (moment, next) = (at(begin), at(begin + 1));
    let revoke = |serial: &str| {
        let confirmed = walk.confirmation(serial);
        walk.done(&["csca", "revoke", serial, "--reason", "key lost", "--answers", &confirmed, "--at", &moment]);
    };
    revoke(&one);
    assert_eq!(number(&walk.done(&["crl", "issue", "--at", &moment]), "entries"), 1);
    // What was revoked in the second of the list stands on it, and is no reason for another.
    walk.refused(&["crl", "issue", "--at", &moment], 3, Some("CRL-6"));
    // What was revoked in the same second, but after the list, is one.
    revoke(&other);
    let second = walk.done(&["crl", "issue", "--at", &next]);
    assert_eq!((number(&second, "number"), number(&second, "entries")), (2, 2));
    walk.refused(&["crl", "issue", "--at", &next], 3, Some("CRL-6"));
}
