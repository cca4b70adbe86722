//! The page that lies beside the files: every step of the check, as commands for a shell.

use std::collections::{BTreeMap, BTreeSet};

use super::Gathered;
use super::decisions::Decided;
use super::people::Enrolled;
use crate::approval::key::{KeyForm, NAMESPACE, OfficerKey};
use crate::station::StationError;

/// Runs every command of the page.
pub(super) const COMMAND: &str = "sh -ec \"$(sed -n 's/^    //p' CHECK.txt)\"";

/// Columns of prose.
const WIDTH: usize = 92;

/// What the commands of the page are made of.
const WORDS: &str = r#"GNUPGHOME=$(mktemp -d)
export LC_ALL=C GNUPGHOME
trap 'rm -rf "$GNUPGHOME"' EXIT
sum() { sha256sum < "$1" | cut -c 1-64; }
fail() { echo "NOT GOOD: $*" >&2; exit 1; }
same() { [ "$1" = "$2" ] || fail "'$1' is not '$2'"; }
says() { grep -qF -e "$2" "$1" || fail "$1 does not say $2"; }
line() { grep -qx -e "$2" "$1" || fail "$1 has no line $2"; }
adopted() {
  sed 's/"approval":{"policy":"[0-9a-f]*"//' "entry-$1.json" |
    grep -qF -e "\"policy\":\"$2\"" || fail "entry $1 does not bring this policy in force"
}
is_act() {
  grep -q "^{\"act\":\"$2\"," "entry-$1.json" || fail "entry $1 is no $2"
  says "entry-$1.json" "\"kind\":\"$3\",\"mode\":"
}
"#;

/// The check of a proof: RFC 9162, 2.1.3.2.
const PROOF: &str = r#"node() {
  { printf '\1'
    printf '%s\n' "$1" | openssl base64 -d
    printf '%s\n' "$2" | openssl base64 -d
  } | openssl dgst -sha256 -binary | openssl base64
}
in_ledger() {
  proof=entry-$1.tlog-proof at=$1 size=$(sed -n 2p checkpoint.txt)
  case $size in '' | *[!0-9]*) fail "the checkpoint's second line is no number" ;; esac
  last=$((size - 1))
  says "entry-$1.json" "\"sequence\":$1,"
  same "$(sed -n '1p;2p' "$proof")" "$(printf 'c2sp.org/tlog-proof@v1\nindex %s' "$1")"
  sed '1,/^$/d' "$proof" | cmp - checkpoint.note
  hash=$({ printf '\0'; cat "entry-$1.json"; } | openssl dgst -sha256 -binary | openssl base64)
  for sibling in $(sed '1,2d;/^$/,$d' "$proof"); do
    if [ $((at % 2)) = 1 ] || [ "$at" = "$last" ]; then
      hash=$(node "$sibling" "$hash")
      while [ $((at % 2)) = 0 ] && [ "$at" != 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    else
      hash=$(node "$hash" "$sibling")
    fi
    at=$((at / 2)) last=$((last / 2))
  done
  same "$hash $last" "$(sed -n 3p checkpoint.txt) 0"
}
"#;

/// How a key's fingerprint is found, and that the enrolment says it.
const KEYS: &str = r#"pgp_key() {
  gpg --batch --with-colons --show-keys "$1" | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | sed 1q
}
x509_key() { openssl x509 -in "$1" -noout -fingerprint -sha256 | cut -d = -f 2; }
ssh_key() { ssh-keygen -l -f "$1" | sed 1q | cut -d ' ' -f 2; }
shows() { grep -q "^  fingerprint  *$2\$" "$1" || fail "$1 does not show the key $2"; }
enrolled() {
  says "$2" "\"enrolment\":\"$(sum "$1")\""
  line "$1" "  officer  *$3"
  same "$(grep -c '^  officer ' "$1")" 1
}
"#;

/// What a decision has to be.
const DECISIONS: &str = r#"stated() {
  line "$1.txt" "Decision: $4"
  line "$1.txt" "Digest: $(sum bound.json)"
  sed '1,/^-\{64\}$/d' "$1.txt" | cmp - proposal.txt
  who="\"decision\":\"$4\",\"key\":\"[0-9a-f]*\",\"officer\":\"$3\""
  what="\"signature\":\"$(sum "$1.$2")\",\"statement\":\"$(sum "$1.txt")\""
  grep -q "$who,[^{}]*$what" "entry-$5.json" || fail "entry $5 does not name what $3 signed"
}
"#;

/// The page as it is written.
pub(super) struct Check(String);

impl Check {
    /// The page about these files. `origin` is the ledger's.
    pub(super) fn new(
        gathered: &Gathered,
        origin: &str,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, StationError> {
        let mut page = Check(String::new());
        page.opening(gathered, origin);
        page.head(origin);
        page.ledger(gathered);
        page.act(gathered);
        page.officers(gathered, files)?;
        page.counted(gathered, files)?;
        page.uncounted(gathered, files)?;
        page.end(gathered);
        Ok(page)
    }

    pub(super) fn text(self) -> String {
        self.0
    }

    /// Words of our own, wrapped, after a blank line.
    fn say(&mut self, words: &str) {
        self.0.push('\n');
        let mut column = 0;
        for word in words.split_whitespace() {
            if column > 0 && column + 1 + word.len() > WIDTH {
                self.0.push('\n');
                column = 0;
            } else if column > 0 {
                self.0.push(' ');
                column += 1;
            }
            self.0.push_str(word);
            column += word.len();
        }
        self.0.push('\n');
    }

    /// Commands, after a blank line.
    fn type_in<S: AsRef<str>>(&mut self, commands: impl IntoIterator<Item = S>) {
        self.0.push('\n');
        for line in commands.into_iter().flat_map(|c| c.as_ref().lines().map(str::to_owned).collect::<Vec<_>>()) {
            self.0.push_str(&format!("    {line}\n"));
        }
    }

    fn opening(&mut self, gathered: &Gathered, origin: &str) {
        let (entry, act) = (gathered.leaf.sequence(), gathered.leaf.act());
        self.0.push_str(&format!("Who decided ledger entry {entry} of {origin}: {act}\n"));
        let policy = &gathered.then.policy.name;
        self.say(&format!("By rule '{}' of policy '{policy}':", gathered.evidence.rule));
        self.0.push('\n');
        for decided in &gathered.decided {
            let counted = decided.why.as_deref().map_or("counted".to_owned(), |why| format!("did not count: {why}"));
            self.0.push_str(&format!("  {} {}, {counted}\n", decided.row.officer, decided.row.decision));
        }
        self.say(
            "You need no program of the station's, only a shell, sha256sum, grep, sed, cmp, openssl (3.0 or newer), gpg \
             and ssh-keygen. Every line here that begins with four blanks is for the shell, in this folder. Whoever \
             gave you the folder gave you these lines too: read them before you type them. The manual page \
             chancery-ledger-show(1) says what they have to be. All of them at once:",
        );
        self.0.push_str(&format!("\n  {COMMAND}\n"));
        self.say("It stops at the first thing that is not good. Where everything is, its last line says so.");
        self.say("1. No file is damaged.");
        self.type_in(["sha256sum --check --strict --quiet SHA256SUMS", WORDS]);
    }

    fn head(&mut self, origin: &str) {
        self.say(
            "2. The head of the ledger, its size and its root, is signed by the ledger key. That key is the one thing that \
             you have to know from elsewhere: compare the number that the first line prints with the 'Ledger key' on the \
             paper of the station's birth.",
        );
        self.type_in([
            "openssl pkey -pubin -in log-key.pem -outform DER | sha256sum",
            "openssl pkeyutl -verify -rawin -pubin -inkey log-key.pem -in checkpoint.txt \\",
            "  -sigfile checkpoint.sig",
            "sed '/^$/,$d' checkpoint.note | cmp - checkpoint.txt",
            "sed -n '5s/.* //p' checkpoint.note | openssl base64 -d -A | tail -c 64 | cmp - checkpoint.sig",
            &format!("same \"$(sed -n 1p checkpoint.txt)\" {origin}"),
        ]);
    }

    fn ledger(&mut self, gathered: &Gathered) {
        let (key, names) = match gathered.key {
            0 => (0, "The first entry names the ledger key.".to_owned()),
            key => (key, format!("Entry {key}, of the station's last restore, names the ledger key.")),
        };
        self.say(&format!(
            "3. Each entry here is in the ledger under that head. An entry's leaf is the SHA-256 of an octet 0 and the \
             entry; its proof names the siblings on the way to the root, and a node is the SHA-256 of an octet 1 and the \
             two below it. {names}",
        ));
        self.type_in([PROOF]);
        let entries: Vec<String> = gathered.entries().iter().map(ToString::to_string).collect();
        let mut commands = vec![
            format!("for entry in {}; do in_ledger \"$entry\"; done", entries.join(" ")),
            "is_act 0 station.create record".to_owned(),
        ];
        if key > 0 {
            commands.push(format!("is_act {key} station.restore record"));
        }
        commands.push("key=$(openssl pkey -pubin -in log-key.pem -outform DER | sha256sum | cut -c 1-64)".to_owned());
        commands.push(format!("says entry-{key}.json \"\\\"ledger_key\\\":\\\"$key\\\"\""));
        self.type_in(commands);
    }

    fn act(&mut self, gathered: &Gathered) {
        let (entry, policy) = (gathered.leaf.sequence(), &gathered.then.policy);
        self.say(&format!(
            "4. Entry {entry} is about the act in bound.json, whose SHA-256 is the act digest. The entry names the policy and \
             the roster by which it was decided, and entry {} brought that policy in force. bound.json is what the block at \
             the end of proposal.txt says.",
            policy.sequence
        ));
        let approval =
            "\\\"approval\\\":{\\\"policy\\\":\\\"$(sum policy.toml)\\\",\\\"proposal\\\":\\\"$(sum bound.json)\\\"";
        let roster =
            format!("\\\"roster\\\":\\\"$(sum roster.json)\\\",\\\"rule\\\":\\\"{}\\\"", gathered.evidence.rule);
        let mut commands = vec![
            format!("is_act {entry} {} {}", gathered.leaf.act(), gathered.leaf.kind().word()),
            format!("says entry-{entry}.json \"\\\"act_digest\\\":\\\"$(sum bound.json)\\\"\""),
            format!("says entry-{entry}.json \\\n  \"{approval}\""),
            format!("says entry-{entry}.json \"{roster}\""),
            format!("is_act {} {} record", policy.sequence, gathered.then.policy_act),
            format!("adopted {} \"$(sum policy.toml)\"", policy.sequence),
            "sed -n '/^-----BEGIN/,/^-----END/p' proposal.txt | sed '1d;$d' |".to_owned(),
            "  openssl base64 -d | grep -qFf bound.json || fail 'the proposal is another'".to_owned(),
        ];
        if let Some(outcome) = gathered.outcome {
            commands.push(format!("is_act {outcome} {} outcome", gathered.leaf.act()));
            commands.push(format!("says entry-{outcome}.json '\"intent\":{entry},'"));
        }
        self.type_in(commands);
    }

    fn officers(&mut self, gathered: &Gathered, files: &BTreeMap<String, Vec<u8>>) -> Result<(), StationError> {
        self.say(
            "5. Each key is its officer's. The entry by which the officer was enrolled names the enrolment, and so does the \
             roster where it was in force when the act was decided. The enrolment shows the fingerprint of each key, and \
             each key signed the enrolment. Who has the key is a thing to ask the officer: compare the fingerprint.",
        );
        self.type_in([KEYS]);
        let mut said = BTreeSet::new();
        for person in gathered.people() {
            let (entry, text, naming) = (person.entry, person.text(), person.naming());
            let mut commands = Vec::new();
            if said.insert(entry) {
                commands.push(format!("is_act {entry} {} record", person.act));
                if person.long.is_some() {
                    let sum = format!("\\\"officers_digest\\\":\\\"$(sum {naming})\\\"");
                    commands.push(format!("says entry-{entry}.json \"{sum}\""));
                }
            }
            commands.push(format!("enrolled {text} \\\n  {naming} {}", person.officer));
            if gathered.then.enrolment(&person.officer) == Some((entry, person.digest)) {
                commands.push(format!("says roster.json \"\\\"{}\\\":\\\"$(sum {text})\\\"\"", person.officer));
            }
            for (number, key) in person.keys.iter().enumerate() {
                let (file, proof) = (person.key_file(number, key), person.proof_file(number, key));
                commands.push(format!("shows {text} \\\n  \"$({} {file})\"", of_form(key)));
                commands.push(format!("says {naming} \"\\\"$(sum {proof})\\\"\""));
                if key.form() == KeyForm::OpenPgp {
                    commands.push(format!("gpg --batch --quiet --import {file}"));
                }
                commands.push(signature(person, key, &file, &proof, &text, files));
            }
            self.type_in(commands);
        }
        Ok(())
    }

    fn counted(&mut self, gathered: &Gathered, files: &BTreeMap<String, Vec<u8>>) -> Result<(), StationError> {
        let (entry, voices) = (gathered.leaf.sequence(), gathered.evidence.voices.len());
        self.say(&format!(
            "6. Each decision that counted is about this act, the officer's key signed it, and entry {entry} names statement \
             and signature. There are as many here as there.",
        ));
        self.type_in([DECISIONS]);
        self.type_in([format!("same \"$((0 + $(grep -o '\"statement\":\"' entry-{entry}.json | wc -l)))\" {voices}")]);
        for decided in gathered.decided.iter().filter(|decided| decided.why.is_none()) {
            self.decision(decided, entry, files)?;
        }
        Ok(())
    }

    fn uncounted(&mut self, gathered: &Gathered, files: &BTreeMap<String, Vec<u8>>) -> Result<(), StationError> {
        let mut others = gathered.decided.iter().filter(|decided| decided.why.is_some()).peekable();
        if others.peek().is_none() {
            self.say("7. No other decision about this act was taken in before it.");
            return Ok(());
        }
        self.say(
            "7. These decisions were taken in before the act, and did NOT count; the entry that took each in names it. Why \
             they did not count is the station's word: hold it against policy and statement.",
        );
        for decided in others {
            let (row, why) = (&decided.row, decided.why.as_deref().unwrap_or_default());
            self.say(&format!("{}, {}: {why}", row.officer, row.decision));
            self.type_in([format!("is_act {} proposal.decide record", decided.row.sequence)]);
            self.decision(decided, decided.row.sequence, files)?;
        }
        Ok(())
    }

    /// One decision, named by an entry.
    fn decision(
        &mut self,
        decided: &Decided,
        entry: u64,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(), StationError> {
        let (key, person, name) = (decided.key()?, &*decided.person, decided.name());
        let (officer, decision) = (&decided.row.officer, &decided.row.decision);
        let (file, ending) = (person.key_file(decided.number()?, key), super::ending(key));
        self.type_in([
            format!("stated {name} {ending} {officer} {decision} {entry}"),
            signature(person, key, &file, &decided.signature(key), &decided.statement(), files),
        ]);
        Ok(())
    }

    fn end(&mut self, gathered: &Gathered) {
        self.say(&format!(
            "8. What is left to you: read rule '{}' in policy.toml and count the decisions of step 6. What was approved and done \
             stands in bound.json, under 'act' and 'parameters': read that. proposal.txt is what they read and signed; its \
             lines are the station's words for it. Two things no folder shows: that no other decision was taken in, and that nobody was \
             retired and no other policy adopted between these entries. They are in the whole ledger, under a head that \
             witnesses cosigned.",
            gathered.evidence.rule
        ));
        self.type_in([
            "tr ',' '\\n' < bound.json",
            "echo",
            "echo 'Everything is good, if the ledger key of step 2 is the one on paper.'",
        ]);
    }
}

/// The word that finds a key's fingerprint.
fn of_form(key: &OfficerKey) -> &'static str {
    match key.form() {
        KeyForm::OpenPgp => "pgp_key",
        KeyForm::X509 => "x509_key",
        KeyForm::Ssh => "ssh_key",
    }
}

/// The command that checks a signature over a text by this key and no other.
fn signature(
    person: &Enrolled,
    key: &OfficerKey,
    file: &str,
    signature: &str,
    text: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> String {
    match key.form() {
        KeyForm::OpenPgp => format!(
            "gpg --batch --status-file \"$GNUPGHOME/said\" --verify {signature} \\\n  {text}\n\
             grep \"^\\[GNUPG:\\] VALIDSIG .* $(pgp_key {file})\\$\" \"$GNUPGHOME/said\""
        ),
        KeyForm::X509 => {
            let pem = files.get(signature).is_some_and(|octets| octets.starts_with(b"-----BEGIN"));
            let form = if pem { "PEM" } else { "DER" };
            format!(
                "openssl x509 -in {file} -out \"$GNUPGHOME/one.pem\"\n\
                 openssl cms -verify -binary -inform {form} -in {signature} \\\n  -content {text} \\\n  \
                 -certfile \"$GNUPGHOME/one.pem\" -nointern -noverify -out /dev/null"
            )
        }
        KeyForm::Ssh => format!(
            "ssh-keygen -Y verify -f allowed_signers -I {} -n {NAMESPACE} \\\n  -s {signature} \\\n  < {text} |\n  \
             grep \"key $(ssh_key {file})\\$\"",
            person.officer
        ),
    }
}
