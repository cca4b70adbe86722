//! `chancery csca status`: how the CSCA stands, and what has to be done by when.

use chancery::fault::Fault;
use chancery::safe::Label;
use chancery::station::csca_standing::{Duty, NOTICE_DAYS, What};
use chancery::station::{CscaStanding, EndedRow, StandingRoot};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show how the CSCA stands and what is due
///
/// Show how the CSCA stands: for how long each of its keys may still sign, which of them signs now, whether a link leads
/// to each, when the next list is due, and what has to be done by when (Doc 9303-12 4.1.4.3, 4.1.5). A new key is left
/// alone for two days; the next one is told to other states 90 days before the newest may sign no more. No vault is
/// opened. Of a key that is lost or compromised it says which goes on, and what is still to be done. The exit code is 1 if
/// something is overdue.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show what is due of the CSCA", "chancery csca status --station utopia")
        .after(&[Step::Prepared("csca")])];

/// How it stands.
#[derive(Debug, Serialize)]
pub struct Status {
    now: String,
    /// The key that signs certificates; none where no key may.
    issues: Option<String>,
    keys: Vec<Key>,
    list: Option<List>,
    unpublished_revocations: usize,
    seal_signer_keys_this_year: usize,
    duties: Vec<Due>,
    overdue: bool,
}

#[derive(Debug, Serialize)]
struct Key {
    key: String,
    state: &'static str,
    subject: String,
    fingerprint: String,
    valid_from: String,
    valid_until: String,
    signs_until: String,
    days_left: i64,
    quiet_until: Option<String>,
    link: &'static str,
    /// The same, explained.
    #[serde(skip)]
    told: &'static str,
    revoked: Option<String>,
    ended: Option<Ended>,
}

/// The end of a key before its time.
#[derive(Debug, Serialize)]
struct Ended {
    what: &'static str,
    since: String,
    entry: u64,
    successor: Option<String>,
}

#[derive(Debug, Serialize)]
struct List {
    issuer: String,
    number: u64,
    next_update: Option<String>,
}

/// Something that has to be done.
#[derive(Debug, Serialize)]
struct Due {
    what: &'static str,
    key: String,
    by: String,
    overdue: bool,
    words: String,
    next: String,
}

impl Report for Status {
    const SCHEMA: &'static str = "chancery/csca.status@1";

    fn human(&self, page: &mut Page) {
        page.field("Now", &self.now).field("Certificates are signed by", self.issues.as_deref().unwrap_or("nobody"));
        for key in &self.keys {
            let left = match key.days_left {
                _ if key.ended.is_some() => "but signs no more".to_owned(),
                left if left < 0 => "its use is over".to_owned(),
                1 => "1 day left".to_owned(),
                left => format!("{left} days left"),
            };
            page.field(
                &format!("Key {}", key.key),
                format!("{}, signs until {} ({left}), link: {}", key.state, key.signs_until, key.told),
            );
            if let Some(until) = &key.quiet_until {
                page.field("Left alone", format!("key {}, until {until}", key.key));
            }
            if let Some(since) = &key.revoked {
                page.field("Revoked", since);
            }
            if let Some(Ended { what, since, entry, successor }) = &key.ended {
                let next =
                    successor.as_ref().map_or_else(String::new, |key| format!("; key {key} goes on with its list"));
                page.field("Signs no more", format!("{what} since {since} (ledger entry {entry}){next}"));
            }
        }
        match &self.list {
            Some(list) => {
                let due = list.next_update.as_deref().unwrap_or("unknown");
                page.field("Revocation list", format!("number {} by {}, next due {due}", list.number, list.issuer))
            }
            None => page.field("Revocation list", "none yet"),
        };
        page.field("Revocations on no list", self.unpublished_revocations);
        page.field("Seal signer keys this year", format!("{} of 5 at most", self.seal_signer_keys_this_year));
        for due in &self.duties {
            page.field(if due.overdue { "OVERDUE" } else { "Due" }, format!("{}: {}; {}", due.by, due.words, due.next));
        }
    }

    fn fault(&self) -> Option<Fault> {
        self.overdue.then_some(Fault::Unsound)
    }
}

pub fn run(_: Args, context: &Context) -> Result<Status, Failure> {
    let station = opening::read(context)?;
    let CscaStanding { now, roots, issuer, list, unpublished, seal_keys, duties } = station.csca_standing()?;
    let due = duties.iter().map(|duty| told(duty, &roots)).collect();
    let key = |one: StandingRoot| Key {
        days_left: one.root.days_left(now),
        quiet_until: one.root.quiet_until(now).map(|until| until.to_string()),
        link: one.root.linked.word(),
        told: one.root.linked.told(),
        signs_until: one.root.use_until.to_string(),
        valid_from: one.root.begins.to_string(),
        valid_until: one.root.ends.to_string(),
        key: one.root.key.to_string(),
        state: one.state.word(),
        subject: one.subject,
        fingerprint: one.digest.to_string(),
        revoked: one.revoked.map(|since| since.to_string()),
        ended: one.ended.map(|ended| Ended {
            what: ended.what.word(),
            since: ended.at.to_string(),
            entry: ended.sequence,
            successor: ended.successor.map(|key| key.to_string()),
        }),
    };
    Ok(Status {
        now: now.to_string(),
        issues: issuer.map(|key| key.to_string()),
        keys: roots.into_iter().map(key).collect(),
        list: list.map(|(issuer, list)| List {
            issuer: issuer.to_string(),
            number: list.number,
            next_update: list.next_update.map(|next| next.to_string()),
        }),
        unpublished_revocations: unpublished,
        seal_signer_keys_this_year: seal_keys,
        overdue: duties.iter().any(|duty| duty.overdue),
        duties: due,
    })
}

/// A duty in words, and the next command.
fn told(duty: &Duty, roots: &[StandingRoot]) -> Due {
    let Duty { what, key, by, overdue } = duty;
    let (words, next) = match what {
        What::NextKey => (
            format!("the key after '{key}' is there, and told to other states {NOTICE_DAYS} days before it is needed"),
            "chancery key generate, then chancery csca rollover".to_owned(),
        ),
        What::KeyOver => key_over(key, roots),
        What::Link => (
            format!("a link leads to key '{key}', which signs nothing before unless it is named"),
            format!("chancery cert issue --profile csca-link --key {key} --issuer KEY"),
        ),
        What::List => ("the next revocation list is out".to_owned(), "chancery crl issue".to_owned()),
        What::Revocation => {
            ("what was revoked stands on a list that is out".to_owned(), "chancery crl issue".to_owned())
        }
    };
    Due { what: what.word(), key: key.to_string(), by: by.to_string(), overdue: *overdue, words, next }
}

/// What is to be done where no key of the CSCA may sign: a root to which no link leads, of the key that was named to follow
/// where one was.
fn key_over(key: &Label, roots: &[StandingRoot]) -> (String, String) {
    let next =
        |key: &str| format!("chancery key generate {key}, then chancery cert issue --profile csca-root --key {key}");
    let is_there = |key: &Label| roots.iter().any(|one| one.root.key == *key);
    let ends: Vec<&EndedRow> = roots.iter().filter_map(|one| one.ended.as_ref()).collect();
    let named = ends.iter().filter_map(|end| end.successor.as_ref().map(|next| (end.sequence, next)));
    if let Some((_, successor)) = named.filter(|(_, next)| !is_there(next)).max() {
        return (
            format!("no key of the CSCA signs, and '{successor}', which is to go on, has no root yet"),
            next(successor.as_str()),
        );
    }
    match ends.iter().find(|end| end.key == *key) {
        Some(end) => (format!("key '{key}' is {}, and none follows it", end.what.word()), next("KEY")),
        None => (
            format!("key '{key}' may sign no more, not even a link, and none follows it"),
            format!(
                "chancery csca compromise {key} --what lost --reason 'its use was over' --successor KEY, then {}",
                next("KEY")
            ),
        ),
    }
}
