//! The fields of a policy file, one by one: what `policy explain` and its man page say.

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the file.
    pub name: &'static str,
    /// Whether it stands at the head of the file, in a `[[rule]]` or in `[backup]`.
    pub place: &'static str,
    /// An example, as it is written.
    pub example: &'static str,
    /// What holds where it is not written; `None` where it must be.
    pub otherwise: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

const HEAD: &str = "head";
const RULE: &str = "[[rule]]";
const BACKUP: &str = "[backup]";

/// Every field, in the order of the templates.
pub const FIELDS: &[Field] = &[
    Field {
        name: "name",
        place: HEAD,
        example: "name = \"two-person\"",
        otherwise: None,
        meaning: "The policy's name; in a [[rule]] the rule's, by which findings, proposals and the ledger call it. A word \
                  of a-z, 0-9 and '-', beginning with a letter; each rule has its own.",
    },
    Field {
        name: "title",
        place: HEAD,
        example: "title = \"Two officers for everything\"",
        otherwise: None,
        meaning: "One line for people, up to 120 characters.",
    },
    Field {
        name: "mode",
        place: HEAD,
        example: "mode = [\"production\", \"rehearsal\"]",
        otherwise: None,
        meaning: "The modes of the stations that may adopt it: production, rehearsal, specimen; one word or a list. Only \
                  a policy with mode = \"specimen\" and no other may ask for nobody, a rule with by-rule aside.",
    },
    Field {
        name: "acts",
        place: RULE,
        example: "acts = [\"key.*\", \"vault.protect\"]",
        otherwise: None,
        meaning: "The acts the rule is about, by name. '*' stands for any run of letters. The first rule of the file that \
                  matches decides; an act that no rule matches is refused.",
    },
    Field {
        name: "profiles",
        place: RULE,
        example: "profiles = [\"csca-*\"]",
        otherwise: Some("any or none"),
        meaning: "The profiles the rule is about, by name with '*', or by sha256: and the 64 hex digits of the profile \
                  file. Only certificate.issue and certificate.batch have a profile, so a rule with this field is about \
                  no other act.",
    },
    Field {
        name: "by-rule",
        place: RULE,
        example: "by-rule = [\"link-from-anchor\"]",
        otherwise: Some("any or none"),
        meaning: "The rules of trust the rule is about: it matches only acts of trust.accept that name one of them, and \
                  'acts' names no other act. The station tries such a rule of trust itself, when the act is proposed and \
                  again when it is performed. 'chancery trust propose' says what each proposes now.",
    },
    Field {
        name: "quorum",
        place: RULE,
        example: "quorum = 2",
        otherwise: None,
        meaning: "How many people must approve, 1 to 100. One person is one voice, whatever keys. 0 asks for nobody and is \
                  taken only in a policy with mode = \"specimen\", or in a rule with by-rule.",
    },
    Field {
        name: "from",
        place: RULE,
        example: "from = [\"security-officer\", \"auditor\"]",
        otherwise: Some("any officer"),
        meaning: "Only people with one of these roles count.",
    },
    Field {
        name: "roles",
        place: RULE,
        example: "roles = { security-officer = 1, auditor = 1 }",
        otherwise: Some("any"),
        meaning: "How many of the quorum must have which role. One person fills one place, also with several roles, so the \
                  places are no more than the quorum.",
    },
    Field {
        name: "proposer-apart",
        place: RULE,
        example: "proposer-apart = true",
        otherwise: Some("true"),
        meaning: "Whether the approval of the person who proposed it does not count.",
    },
    Field {
        name: "organisations",
        place: RULE,
        example: "organisations = 2",
        otherwise: Some("any"),
        meaning: "From at least so many different organisations the approvals must come; no more than the quorum.",
    },
    Field {
        name: "validity",
        place: RULE,
        example: "validity = \"7 days\"",
        otherwise: None,
        meaning: "How long a proposal lives, from 10 minutes to 90 days: until then it must be approved and performed. \
                  Written as days, hours and minutes, longest first.",
    },
    Field {
        name: "cooling-off",
        place: RULE,
        example: "cooling-off = \"24 hours\"",
        otherwise: Some("none"),
        meaning: "How long it must wait from the proposal to the performance, counted in attested time, up to 30 days and \
                  less than the validity.",
    },
    Field {
        name: "veto",
        place: RULE,
        example: "veto = true",
        otherwise: Some("false"),
        meaning: "Whether one refusal by a person who may approve stops it for good. Where it does not, a refusal is \
                  recorded and that person does not count.",
    },
    Field {
        name: "state-every",
        place: BACKUP,
        example: "state-every = \"1 day\"",
        otherwise: Some("1 day"),
        meaning: "So long after the last state backup the next is due, from 1 hour to 31 days. Like all spans of this \
                  table it is written as years (of 365 days), days, hours and minutes, longest first.",
    },
    Field {
        name: "drill-every",
        place: BACKUP,
        example: "drill-every = \"90 days\"",
        otherwise: Some("90 days"),
        meaning: "So long after the last restore drill the next is due, from 1 day to 2 years. A backup that was never \
                  restored is a hope; each drill is recorded with what it restored, how long that took and how old it \
                  was.",
    },
    Field {
        name: "check-shares-every",
        place: BACKUP,
        example: "check-shares-every = \"1 year\"",
        otherwise: Some("1 year"),
        meaning: "So long after a share was last judged alone, by its keeper and without the others, it is due again, \
                  from 1 day to 5 years.",
    },
    Field {
        name: "recovery-time",
        place: BACKUP,
        example: "recovery-time = \"4 hours\"",
        otherwise: Some("4 hours"),
        meaning: "The longest that a restore may take, from 10 minutes to 30 days: the first goal that a drill is \
                  measured against.",
    },
    Field {
        name: "data-age",
        place: BACKUP,
        example: "data-age = \"1 day\"",
        otherwise: Some("1 day"),
        meaning: "How old the state may be that comes back, from 1 hour to 90 days: the second goal that a drill is \
                  measured against.",
    },
    Field {
        name: "least-threshold",
        place: BACKUP,
        example: "least-threshold = 2",
        otherwise: Some("2"),
        meaning: "The fewest shares that may open a key backup, 1 to 16. Fewer say nothing of the key, so this is how \
                  many keepers it takes to make away with every key in the backup.",
    },
    Field {
        name: "spare-shares",
        place: BACKUP,
        example: "spare-shares = 1",
        otherwise: Some("1"),
        meaning: "How many shares of a set may be lost at the least and the keys still come back, 0 to 15: of a set of \
                  5 with this at 2, no more than 3 may be needed.",
    },
    Field {
        name: "most-shares",
        place: BACKUP,
        example: "most-shares = 7",
        otherwise: Some("7"),
        meaning: "The most shares that a set may have, up to 16. Each is one more to keep, to judge and, when its \
                  keeper leaves, to destroy. No less than least-threshold and spare-shares together.",
    },
    Field {
        name: "ways",
        place: BACKUP,
        example: "ways = [\"card\", \"shown\", \"age\", \"openpgp\"]",
        otherwise: Some("all four"),
        meaning: "The ways in which a share may come to its keeper: card is printed on paper, shown is written down by \
                  hand from the screen, one word at a time, age and openpgp are sealed to a key of the keeper's. No \
                  way writes it to a disk in the clear.",
    },
    Field {
        name: "escrow",
        place: BACKUP,
        example: "escrow = false",
        otherwise: Some("false"),
        meaning: "Whether a set may have a second group of shares, kept elsewhere, that opens the same keys by itself. \
                  The numbers of shares and the ways hold for it too.",
    },
    Field {
        name: "media",
        place: BACKUP,
        example: "media = 2",
        otherwise: Some("2"),
        meaning: "On how many media each key backup is written and read back from, 1 to 4; a policy for production has \
                  at least 2.",
    },
    Field {
        name: "separate-media",
        place: BACKUP,
        example: "separate-media = true",
        otherwise: Some("true"),
        meaning: "Whether these media must be different file systems. Two folders on one stick are lost together.",
    },
    Field {
        name: "keep",
        place: BACKUP,
        example: "keep = { days = 14, weeks = 8, months = 24 }",
        otherwise: Some("days = 14, weeks = 8, months = 24"),
        meaning: "Which state backups outlive 'backup prune': all of the last so many days (1 to 3660), then the \
                  newest of each of so many weeks (up to 522), then of each of so many months (up to 120). The newest \
                  is always kept, and whatever a kept one rests on.",
    },
];

#[cfg(test)]
mod tests {
    use super::super::{Policy, shape};
    use super::*;

    /// The fields that the reader knows, as it lists them itself when it meets a stranger.
    fn known(text: &str) -> Vec<String> {
        let error = shape::from_toml::<shape::FileShape>(text).err().unwrap().to_string();
        let (_, expected) = error.split_once("expected one of ").unwrap();
        expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn every_field_that_the_reader_knows_is_explained_and_no_other() {
        let mut read = known("stranger = 1");
        read.retain(|name| name != "rule" && name != "backup");
        read.extend(known("[[rule]]\nstranger = 1"));
        read.extend(known("[backup]\nstranger = 1"));
        read.sort();
        read.dedup();
        let mut told: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        told.sort_unstable();
        assert_eq!(read, told);
    }

    #[test]
    fn the_examples_together_are_a_policy() {
        // One that names rules of trust is about one act alone; see the test below.
        let fits = |f: &&Field| f.name != "by-rule";
        let of =
            |place| FIELDS.iter().filter(fits).filter(move |f| f.place == place).map(|f| f.example.to_owned() + "\n");
        let text: String = of(HEAD).chain(["[[rule]]\nname = \"a\"\n".to_owned()]).chain(of(RULE)).collect();
        Policy::parse(&text).unwrap();
        for field in FIELDS.iter().filter(fits).filter(|field| field.place == RULE) {
            let without = text.replace(field.example, "");
            assert_eq!(Policy::parse(&without).is_ok(), field.otherwise.is_some(), "{}", field.name);
        }
    }

    #[test]
    fn a_rule_by_rules_of_trust_is_read_with_the_example_of_that_field() {
        let example = FIELDS.iter().find(|field| field.name == "by-rule").unwrap().example;
        let text = format!(
            "name='p'\ntitle='P'\nmode='production'\n[[rule]]\nname='r'\nacts=['trust.accept']\n{example}\nquorum=0\n\
             validity='1 day'\n"
        );
        assert_eq!(Policy::parse(&text).unwrap().rules()[0].about(), "trust.accept by rule link-from-anchor");
    }

    /// A policy with this table.
    fn with(table: &str) -> Policy {
        let head =
            "name='p'\ntitle='P'\nmode='production'\n[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n";
        Policy::parse(&format!("{head}[backup]\n{table}\n")).unwrap()
    }

    #[test]
    fn the_examples_of_backups_are_their_defaults_alone_and_together() {
        let fields = || FIELDS.iter().filter(|field| field.place == BACKUP);
        let nothing = with("");
        assert_eq!(nothing.backup().line(), Some(9));
        for field in fields() {
            assert_eq!(with(field.example).backup(), nothing.backup(), "{}", field.name);
            let (_, value) = field.example.split_once(" = ").unwrap();
            let plain = value.replace(['"', '{', '}'], "");
            let told = field.otherwise.unwrap();
            assert!(told == plain.trim() || field.name == "ways" && told == "all four", "{}: {told}", field.name);
        }
        let all: Vec<&str> = fields().map(|field| field.example).collect();
        assert_eq!(with(&all.join("\n")).backup(), nothing.backup());
    }

    #[test]
    fn what_stands_in_keep_is_told_where_keep_is() {
        let keep = FIELDS.iter().find(|field| field.name == "keep").unwrap();
        for word in known("[backup]\nkeep = { stranger = 1 }") {
            assert!(keep.meaning.contains(&word) && keep.example.contains(&word), "{word}");
        }
    }
}
