//! `chancery ledger show`: one entry.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chancery::ledger::{Leaf, Shown as Field};
use chancery::station::Station;
use serde::Serialize;
use serde_json::Value;

use crate::frame::{Context, Example, Failure, Folder, Page, Report, Step};
use crate::opening::{self, UnknownName};

/// The help and the man page; the commands stay as they are.
const LONG: &str = r#"Show one entry of the ledger with its public fields, and its sealed ones where their openings are still there.

With --evidence everything is written out by which a stranger checks who decided the act: with a shell, 'sha256sum', 'gpg', 'openssl' (3.0 or newer) and 'ssh-keygen', without this program. ENTRY is the act's intent, its record or its outcome. CHECK.txt in the folder has every command in its place; read them, then run them all, in that folder:

    sh -ec "$(sed -n 's/^    //p' CHECK.txt)"

It stops at the first thing that is not good, and its last line says when everything is. Whoever gives you a folder gives you its CHECK.txt too, so here is what it has to do. ANN is an officer below, 21 and 7 are entries.

1. No file is damaged:

    sha256sum --check --strict --quiet SHA256SUMS

2. The ledger key signed the head of the ledger. The first command prints the number that stands as 'Ledger key' on the paper of the station's birth; all the rest hangs on that you compare it:

    openssl pkey -pubin -in log-key.pem -outform DER | sha256sum
    openssl pkeyutl -verify -rawin -pubin -inkey log-key.pem \
      -in checkpoint.txt -sigfile checkpoint.sig

3. Every entry is in the ledger under that head. Its leaf is the hash of an octet 0 and the entry. The third line of checkpoint.txt is the root, which the siblings in entry-21.tlog-proof lead to; a node is the hash of an octet 1 and the two below it, the sibling on the left where the entry's number, halved at each step, is odd or the last of its level (RFC 9162, 2.1.3.2). Entry 0 names the ledger key under 'ledger_key':

    { printf '\0'; cat entry-21.json; } |
      openssl dgst -sha256 -binary | openssl base64

4. The act is the one in bound.json. Its SHA-256 is 'act_digest' in the act's entry and the line 'Digest:' of every statement. The entry names policy.toml and roster.json under 'approval', the entry that brought the policy in force names it too:

    sha256sum bound.json policy.toml roster.json

5. Every key is its officer's. The entry by which the officer was enrolled (officer.enroll, officer.replace-key or station.genesis) names the SHA-256 of the enrolment and of what each key signed to be in it; roster.json names the enrolments in force at the act. The enrolment shows the fingerprint that one of these prints first; a file that holds more than one key is no officer's:

    gpg --with-colons --show-keys key-ANN-7-1.asc
    openssl x509 -in key-ANN-7-1.pem -noout -fingerprint -sha256
    ssh-keygen -l -f key-ANN-7-1.pub

6. Every decision that counted was signed with such a key and no other, and the act's entry names the SHA-256 of statement and signature. An OpenPGP key, after 'gpg --import' into an empty GNUPGHOME, where FINGERPRINT is the one of step 5 ('gpg' is content with any key that it has):

    gpg --status-file said --verify counted-ANN-approve.asc \
      counted-ANN-approve.txt &&
      grep '^\[GNUPG:\] VALIDSIG .* FINGERPRINT$' said

A certificate or a card. The certificate is not judged (-noverify), for step 5 says whose it is, and none that comes with the signature is looked at (-nointern):

    openssl x509 -in key-ANN-7-1.pem -out one.pem
    openssl cms -verify -binary -inform DER \
      -in counted-ANN-approve.p7s -content counted-ANN-approve.txt \
      -certfile one.pem -nointern -noverify -out /dev/null

An SSH key, where FINGERPRINT is the one of step 5:

    ssh-keygen -Y verify -f allowed_signers -I ANN \
      -n chancery-decision -s counted-ANN-approve.sig \
      < counted-ANN-approve.txt | grep 'key FINGERPRINT$'

What each key signed to be in an enrolment is checked likewise: proof-ANN-7-1 over enrolment-ANN-7.txt.

7. Decisions that were taken in and did not count are in files that begin with 'uncounted-' and the number of the entry that names them. CHECK.txt gives the station's reason.

8. Whether those who are counted are those whom the rule asks for is read in policy.toml. What was approved and done stands in bound.json; the lines of proposal.txt, which they signed, are the station's words for it. Two things no folder shows: that no other decision was taken in, and that nobody was retired and no other policy adopted between these entries. They are in the whole ledger, under a head that witnesses cosigned."#;

/// Show one entry of the ledger
#[derive(Debug, clap::Args)]
#[command(long_about = LONG)]
pub struct Args {
    /// Sequence number of the entry, from 0
    entry: u64,

    /// Write out who decided it, into a new folder
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show the first entry", "chancery ledger show 0 --station utopia").after(&[Step::Prepared("station")]),
    Example::new(
        "Write out who decided an act, for somebody who has no chancery",
        "chancery ledger show 11 --evidence evidence --station utopia",
    )
    .after(&[Step::Prepared("performed")]),
];

/// The entry.
#[derive(Debug, Serialize)]
pub struct Shown {
    sequence: u64,
    kind: &'static str,
    act: String,
    act_digest: String,
    time: String,
    leaf_hash: String,
    public: BTreeMap<String, Value>,
    opened: BTreeMap<String, Value>,
    withheld: Vec<String>,
    evidence: Option<Evidence>,
}

/// What was written out.
#[derive(Debug, Serialize)]
struct Evidence {
    folder: String,
    entry: u64,
    officers: Vec<String>,
    proposer: Option<String>,
    uncounted: Vec<Uncounted>,
    files: Vec<String>,
    check_with: String,
}

/// A decision that did not count.
#[derive(Debug, Serialize)]
struct Uncounted {
    officer: String,
    why: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/ledger.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Entry", self.sequence).field("Kind", self.kind).field("Act", &self.act);
        page.field("Act digest", &self.act_digest).field("Time", &self.time).field("Leaf hash", &self.leaf_hash);
        let public = self.public.iter().flat_map(|(name, value)| rows(name, "", value));
        let opened = self.opened.iter().flat_map(|(name, value)| rows(name, " (sealed)", value));
        let withheld = self.withheld.iter().map(|name| [format!("{name} (sealed)"), "withheld".to_owned()]);
        page.table(&["Field", "Value"], public.chain(opened).chain(withheld));
        if let Some(evidence) = &self.evidence {
            page.heading("Evidence")
                .field("Folder", &evidence.folder)
                .field("Approved by", evidence.officers.join(", "));
            if let Some(proposer) = &evidence.proposer {
                page.field("Proposed by", proposer);
            }
            for uncounted in &evidence.uncounted {
                page.field("Not counted", format!("{}: {}", uncounted.officer, uncounted.why));
            }
            page.field("Files", evidence.files.len()).line("Read CHECK.txt there; then, in that folder:");
            page.command(&evidence.check_with);
        }
    }
}

/// A value as rows of a table: what is in an object or a list stands in rows of its own, items counted from 1.
fn rows(name: &str, mark: &str, value: &Value) -> Vec<[String; 2]> {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().flat_map(|(member, value)| rows(&format!("{name}.{member}"), mark, value)).collect()
        }
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            items.flat_map(|(number, value)| rows(&format!("{name}.{}", number + 1), mark, value)).collect()
        }
        Value::String(text) => vec![[format!("{name}{mark}"), text.clone()]],
        other => vec![[format!("{name}{mark}"), other.to_string()]],
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let unknown = || UnknownName { what: "entry", name: args.entry.to_string(), see: "chancery ledger list" };
    let bytes = station.rows().entry(args.entry)?.ok_or_else(unknown)?;
    let leaf = Leaf::parse(&bytes)?;
    let (mut opened, mut withheld) = (BTreeMap::new(), Vec::new());
    for (name, field) in leaf.shown(&station.rows().openings(args.entry)?)? {
        match field {
            Field::Opened(value) => {
                opened.insert(name, value);
            }
            Field::Withheld => withheld.push(name),
        }
    }
    let evidence = args.evidence.map(|folder| write_out(&station, args.entry, &folder)).transpose()?;
    Ok(Shown {
        evidence,
        sequence: leaf.sequence(),
        kind: leaf.kind().word(),
        act: leaf.act().to_owned(),
        act_digest: leaf.act_digest().to_string(),
        time: leaf.reading().time.to_string(),
        leaf_hash: leaf.hash().to_string(),
        public: leaf.public().clone(),
        opened,
        withheld,
    })
}

/// Writes the evidence into a new folder, whole or not at all.
fn write_out(station: &Station<'_>, entry: u64, path: &Path) -> Result<Evidence, Failure> {
    let found = station.evidence(entry)?;
    let folder = Folder::begin(path)?;
    for (name, octets) in &found.files {
        folder.put(name, octets)?;
    }
    folder.finish()?;
    Ok(Evidence {
        folder: path.display().to_string(),
        entry: found.entry,
        officers: found.officers.iter().map(ToString::to_string).collect(),
        proposer: found.proposer.as_ref().map(ToString::to_string),
        uncounted: found.uncounted.into_iter().map(|(who, why)| Uncounted { officer: who.to_string(), why }).collect(),
        files: found.files.into_keys().collect(),
        check_with: found.command,
    })
}
