//! What the tests share: small scripts, people, a clock that goes on, and a front that
//! feeds back made-up outputs where a station would perform.

use std::collections::BTreeMap;

use chancery::ceremony::{
    Answers, CeremonyError, Event, File, Fitted, Header, Participant, Prompt, Run, Script, Transcript, Value,
};
use chancery::clock::{Reading, Source, Time};
use chancery::digest::Digest;
use chancery::fault::Fail;
use chancery::mode::{Identity, Mode};

pub const GENESIS: &str = include_str!("../../ceremonies/csca-genesis.toml");
pub const KEY_BACKUP: &str = include_str!("../../ceremonies/key-backup.toml");
pub const KEY_BACKUP_ANSWERS: &str = include_str!("../../ceremonies/answers/key-backup.toml");
pub const GENESIS_ANSWERS: &str = include_str!("../../ceremonies/answers/csca-genesis.toml");

/// One step of every kind, in as few words as it goes.
pub const SMALL: &str = r#"
[ceremony]
name = "small"
title = "A small ceremony"
purpose = "To be tested."
version = "1"

[[role]]
id = "operator"
title = "Operator"
minimum = 1

[[role]]
id = "witness"
title = "Witness"
minimum = 1
excludes = ["operator"]

[[act]]
title = "All of it"
minutes = 5

[[act.step]]
id = "hello"
kind = "say"
who = "operator"
text = "Say hello."

[[act.step]]
id = "clock"
kind = "clock-reading"
who = "witness"
allowed-seconds = 60
text = "Read the clock."

[[act.step]]
id = "quiet"
kind = "check"
who = "witness"
optional = true
text = "It is quiet."

[[act.step]]
id = "bag"
kind = "record"
who = "operator"
witness = "witness"
text = "Read the bag."
[[act.step.field]]
name = "number"
ask = "Number"
type = "serial"
pattern = "UT-####"
[[act.step.field]]
name = "custodian"
ask = "Who keeps it"
type = "text"
person = true

[[act.step]]
id = "key"
kind = "operation"
who = "operator"
witness = "witness"
operation = "key.generate"
text = "Make the key for bag {{ bag.number }}."
outputs = ["key", "public_key_digest"]
[act.step.parameters]
vault = "primary"
label = "small-1"
spec = "P-256"

[[act.step]]
id = "lock"
kind = "operation"
who = "operator"
witness = "witness"
operation = "key.lock"
text = "Lock it."
[act.step.parameters]
key = "{{ key.key }}"

[[act.step]]
id = "cert"
kind = "operation"
who = "operator"
witness = "witness"
operation = "certificate.issue"
text = "Issue."
outputs = ["fingerprint", "file"]
[act.step.parameters]
profile = "csca-root"
key = "{{ key.key }}"

[[act.step]]
id = "read"
kind = "digest-read"
who = "operator"
witness = "witness"
value = "cert.fingerprint"
text = "Read it."

[[act.step]]
id = "read-key"
kind = "digest-read"
who = "operator"
witness = "witness"
value = "key.public_key_digest"
text = "Read it."

[[act.step]]
id = "out"
kind = "output"
who = "operator"
witness = "witness"
artefact = "The certificate"
value = "cert.file"
text = "Take it."

[[act.step]]
id = "over"
kind = "read-aloud"
who = "operator"
text = "It is over."

[[act.step]]
id = "end"
kind = "sign-off"
who = "everyone"
text = "I agree."
"#;

pub const SMALL_ANSWERS: &str = r#"
script = "small"

[[participant]]
id = "ann"
name = "Ann Example"
organisation = "Office"
roles = ["operator"]

[[participant]]
id = "bob"
name = "Bob Example"
organisation = "Court"
roles = ["witness"]

[answers]
clock = "station"
quiet = "no: a drill in the next room"
bag = { number = "UT-0042", custodian = "Carla Kept" }
read = "yes"
read-key = "yes"
out = "yes"
end = { ann = "agree", bob = "do not agree: it was noisy" }
"#;

pub fn small() -> Script {
    Script::parse(SMALL).unwrap()
}

/// The small script with one text put for another; the first must be there.
pub fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "the small script has no {from:?}");
    SMALL.replacen(from, to, 1)
}

pub fn person(id: &str, roles: &[&str]) -> Participant {
    Participant {
        id: id.into(),
        name: format!("{id} of Utopia"),
        organisation: "Office".into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    }
}

pub fn people() -> Vec<Participant> {
    vec![person("ann", &["operator"]), person("bob", &["witness"])]
}

/// The reading of the n-th moment: seven seconds go by between two.
pub fn moment(n: u64) -> Reading {
    let start: Time = "2026-11-22T10:00:00Z".parse().unwrap();
    Reading { time: start.plus(7 * n as i64), source: Source::Battery, bound: 2 }
}

/// Outputs as a station would feed them back.
pub fn outputs(operation: &str, parameters: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let about = format!("{operation}{parameters:?}");
    let digest = Digest::of(about.as_bytes());
    let text = |text: &str| Value::Text(text.to_owned());
    let list = match operation {
        "key.generate" => {
            vec![("key", text(&parameters["label"])), ("public_key_digest", text(&digest.to_string()))]
        }
        "key.lock" => vec![],
        "backup.keys" => {
            vec![("set", text("0011-2233-4455-66aa")), ("keys", text("1")), ("manifest", text(&digest.to_string()))]
        }
        "station.genesis" => vec![
            ("policy", text(&parameters["policy"])),
            ("digest", text(&digest.to_string())),
            ("officers", text("4")),
            ("entries", text("29")),
            ("head", text(&digest.to_string())),
            ("ledger_key", text(&digest.to_string())),
        ],
        "certificate.issue" => vec![
            ("serial", text(&digest.to_string()[..38])),
            ("fingerprint", text(&digest.to_string())),
            ("file", Value::File(File { name: format!("{}.cer", parameters["profile"]), size: 812, digest })),
        ],
        "csca.rollover" => {
            let file = |name: &str| Value::File(File { name: name.to_owned(), size: 812, digest });
            vec![
                ("root_serial", text(&digest.to_string()[..32])),
                ("root_fingerprint", text(&digest.to_string())),
                ("root_file", file("csca-root.cer")),
                ("link_serial", text(&digest.to_string()[32..])),
                ("link_fingerprint", text(&digest.to_string())),
                ("link_file", file("csca-link.cer")),
                ("notice", file("000090-notice.txt")),
                ("quiet_until", text("2026-11-24T10:00:00Z")),
            ]
        }
        "crl.issue" => vec![
            ("number", text("1")),
            ("fingerprint", text(&digest.to_string())),
            ("file", Value::File(File { name: "csca-2-000001.crl".to_owned(), size: 812, digest })),
        ],
        other => panic!("no such operation in the tests: {other}"),
    };
    list.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Goes on to the end by an answers file, recording as a front would.
pub fn go_on(run: &mut Run, answers: &Fitted, events: &mut Vec<Event>) {
    loop {
        let event = match run.next().unwrap() {
            Prompt::Finished(_) => return,
            Prompt::Operation(perform) if !perform.open => {
                let by = answers.by(&perform.place.step);
                run.begin_operation(&by, &[], None, moment(events.len() as u64)).unwrap()
            }
            Prompt::Operation(perform) => {
                let outputs = outputs(&perform.operation, &perform.parameters);
                run.performed(outputs, moment(events.len() as u64)).unwrap()
            }
            Prompt::Ask { place, .. } => {
                let answer = answers.answer(&place).unwrap();
                run.answer(answer, moment(events.len() as u64)).unwrap()
            }
        };
        events.push(event);
    }
}

/// A whole ceremony by an answers file.
pub fn unattended(script: &str, answers: &str, mode: Mode) -> (Script, Run, Vec<Event>) {
    let script = Script::parse(script).unwrap();
    let answers = Answers::parse(answers).unwrap().fit(&script, mode).unwrap();
    let (mut run, first) = Run::begin_unattended(script.clone(), &answers, moment(0)).unwrap();
    let mut events = vec![first];
    go_on(&mut run, &answers, &mut events);
    (script, run, events)
}

pub fn header(mode: Mode) -> Header {
    Header {
        identity: Identity { station: "utopia-1".parse().unwrap(), mode, epoch: 1 },
        country: "Utopia (UT / UTO)".into(),
        tool: "chancery 0.1.0".into(),
        inventory: vec![("Vault primary".into(), "embedded token, serial SPECIMEN-0001".into())],
    }
}

pub fn transcript(script: &Script, events: &[Event], mode: Mode) -> Transcript {
    Transcript::of(script, events, header(mode)).unwrap()
}

/// Message, clause and hint of a refusal, in one text to look into.
pub fn told(error: &CeremonyError) -> String {
    format!("{error} [{:?}] {} ({})", error.kind(), error.clause().unwrap_or("-"), error.hint().unwrap_or_default())
}

/// Refused, and the refusal says each of these.
#[track_caller]
pub fn refused<T>(result: Result<T, CeremonyError>, says: &[&str]) {
    let Err(error) = result else { panic!("was not refused; wanted {says:?}") };
    let told = told(&error);
    for words in says {
        assert!(told.contains(words), "wanted {words:?} in: {told}");
    }
}
