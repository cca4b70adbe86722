//! From TOML to a policy: every limit kept, every error with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use toml::Spanned;

use super::Policy;
use super::acts::BY_RULE;
use super::error::{PolicyError, Problem};
use super::glob::Glob;
use super::period;
use super::rule::{ProfileMatch, Rule};
use super::shape::{FileShape, RuleShape, from_toml, line_of};
use super::slip::probably;
use crate::clock::DAY;
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::{Label, Safe, line};
use crate::trust::rules;

/// The longest file, in octets.
const LONGEST_FILE: usize = 256 << 10;
const LONGEST_LINE: usize = 120;
const MOST_RULES: usize = 200;
/// Patterns in one list of a rule.
const MOST_PATTERNS: usize = 50;
/// Patterns in all rules together; each may be compared with each.
const MOST_PATTERNS_IN_ALL: usize = 1_000;
/// Roles in one list of a rule or of a person.
const MOST_ROLES: usize = 20;
/// The largest quorum.
const MOST_PEOPLE: u64 = 100;
const VALIDITY: RangeInclusive<i64> = 600..=90 * DAY;
const COOLING_OFF: RangeInclusive<i64> = 0..=30 * DAY;

/// Reads a whole policy.
pub(super) fn read(text: &str) -> Result<Policy, PolicyError> {
    let reader = Reader { text };
    reader.short_enough()?;
    let file: FileShape = from_toml(text)?;
    let name = reader.label(&file.name, "name")?;
    let title = reader.words(&file.title, "title")?;
    let modes = reader.modes(&file)?;
    if file.rule.is_empty() {
        return Err(PolicyError::Text { line: 1, problem: Problem::None { what: "rule" } });
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut patterns = 0;
    for shape in &file.rule {
        if rules.len() == MOST_RULES {
            return reader.wrong(&shape.name, Problem::TooMany { what: "rules", most: MOST_RULES });
        }
        let rule = reader.rule(shape, &modes)?;
        if rules.iter().any(|known| known.name() == rule.name()) {
            return reader.wrong(&shape.name, Problem::Twice { what: "rule", shown: rule.name().to_string() });
        }
        patterns += rule.acts().len() + rule.profiles().len();
        if patterns > MOST_PATTERNS_IN_ALL {
            let problem = Problem::TooMany { what: "patterns in all rules together", most: MOST_PATTERNS_IN_ALL };
            return reader.wrong(&shape.name, problem);
        }
        rules.push(rule);
    }
    let backup = reader.backup(file.backup.as_ref(), &modes)?;
    Ok(Policy { text: text.to_owned(), digest: Digest::of(text.as_bytes()), name, title, modes, rules, backup })
}

/// Knows the text, so that each error has its line.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
}

impl Reader<'_> {
    pub(super) fn wrong<T, S>(&self, at: &Spanned<S>, problem: Problem) -> Result<T, PolicyError> {
        Err(PolicyError::Text { line: line_of(self.text, &at.span()), problem })
    }

    /// Refuses a file that is too long before it is looked into.
    pub(super) fn short_enough(&self) -> Result<(), PolicyError> {
        if self.text.len() <= LONGEST_FILE {
            return Ok(());
        }
        let problem = Problem::TooLong { field: "file", most: LONGEST_FILE, unit: "octets" };
        Err(PolicyError::Text { line: 1, problem })
    }

    /// A word of ours: `a-z`, `0-9`, `-`.
    pub(super) fn label(&self, at: &Spanned<String>, field: &'static str) -> Result<Label, PolicyError> {
        match at.get_ref().parse() {
            Ok(label) => Ok(label),
            Err(_) => self.wrong(at, Problem::NotAWord { field, shown: line(at.get_ref(), 60) }),
        }
    }

    /// Words of ours, each once.
    pub(super) fn labels(
        &self,
        at: &Spanned<Vec<Spanned<String>>>,
        what: &'static str,
    ) -> Result<BTreeSet<Label>, PolicyError> {
        let mut labels = BTreeSet::new();
        for word in at.get_ref() {
            let label = self.label(word, what)?;
            if !labels.insert(label.clone()) {
                return self.wrong(word, Problem::Twice { what, shown: label.to_string() });
            }
        }
        if labels.len() > MOST_ROLES {
            return self.wrong(at, Problem::TooMany { what: "roles", most: MOST_ROLES });
        }
        Ok(labels)
    }

    /// One line for people: not empty, not too long, nothing in it that cannot be seen.
    pub(super) fn words(&self, at: &Spanned<String>, field: &'static str) -> Result<String, PolicyError> {
        let text = at.get_ref();
        if text.trim().is_empty() {
            return self.wrong(at, Problem::Empty { field });
        }
        if text.trim() != text {
            return self.wrong(at, Problem::Blank { field });
        }
        if text.chars().count() > LONGEST_LINE {
            return self.wrong(at, Problem::TooLong { field, most: LONGEST_LINE, unit: "characters" });
        }
        let hidden = |c: &char| *c != '\\' && Safe(c.encode_utf8(&mut [0; 4])).to_string() != c.to_string();
        if let Some(c) = text.chars().find(hidden) {
            return self.wrong(at, Problem::Hidden { field, code: u32::from(c) });
        }
        Ok(text.clone())
    }

    fn modes(&self, file: &FileShape) -> Result<Vec<Mode>, PolicyError> {
        let mut modes = Vec::new();
        for word in file.mode.get_ref().list() {
            let Some(mode) = Mode::from_word(word) else {
                return self.wrong(&file.mode, Problem::NotAMode { shown: line(word, 60) });
            };
            if modes.contains(&mode) {
                return self.wrong(&file.mode, Problem::Twice { what: "mode", shown: word.to_owned() });
            }
            modes.push(mode);
        }
        if modes.is_empty() { self.wrong(&file.mode, Problem::None { what: "mode" }) } else { Ok(modes) }
    }

    fn rule(&self, shape: &RuleShape, modes: &[Mode]) -> Result<Rule, PolicyError> {
        let quorum = self.number(&shape.quorum, "quorum", 0)?;
        let by_rule = self.by_rule(shape)?;
        if quorum == 0 {
            if modes != [Mode::Specimen] && by_rule.is_empty() {
                return self.wrong(&shape.quorum, Problem::Nobody);
            }
            self.says_nothing_of_people(shape)?;
        }
        let (validity, cooling_off) = self.periods(shape)?;
        Ok(Rule {
            name: self.label(&shape.name, "name of a rule")?,
            line: line_of(self.text, &shape.name.span()),
            acts: self.patterns(&shape.acts, "acts", |word| self.glob(word, "acts"))?,
            profiles: match &shape.profiles {
                None => Vec::new(),
                Some(list) => self.patterns(list, "profiles", |word| self.profile(word))?,
            },
            by_rule,
            quorum,
            roles: self.roles(shape, quorum)?,
            from: match &shape.from {
                None => BTreeSet::new(),
                Some(list) if list.get_ref().is_empty() => return self.wrong(list, Problem::Empty { field: "from" }),
                Some(list) => self.labels(list, "role")?,
            },
            proposer_apart: shape.proposer_apart.as_ref().map_or(quorum > 0, |flag| *flag.get_ref()),
            organisations: self.organisations(shape, quorum)?,
            validity,
            cooling_off,
            veto: shape.veto.as_ref().is_some_and(|flag| *flag.get_ref()),
        })
    }

    /// The rules of trust: known ones, each once, and only of the act that can name one.
    fn by_rule(&self, shape: &RuleShape) -> Result<BTreeSet<Label>, PolicyError> {
        let Some(list) = &shape.by_rule else { return Ok(BTreeSet::new()) };
        if list.get_ref().is_empty() {
            return self.wrong(list, Problem::Empty { field: "by-rule" });
        }
        if let Some(other) = shape.acts.get_ref().iter().find(|act| act.get_ref() != BY_RULE) {
            return self.wrong(other, Problem::OtherByRule { shown: line(other.get_ref(), 80) });
        }
        if let Some(profiles) = &shape.profiles {
            return self.wrong(profiles, Problem::OtherByRule { shown: "profiles".to_owned() });
        }
        for word in list.get_ref() {
            if rules::find(word.get_ref()).is_none() {
                let known = rules::names().collect::<Vec<_>>().join(", ");
                let meant = probably(word.get_ref(), rules::names());
                return self.wrong(word, Problem::NotARule { shown: line(word.get_ref(), 60), known, meant });
            }
        }
        if let (0, Some(waits)) = (*shape.quorum.get_ref(), &shape.cooling_off) {
            return self.wrong(waits, Problem::OfNobody { field: "cooling-off" });
        }
        self.labels(list, "rule of trust")
    }

    /// Refuses fields about people where nobody is asked.
    fn says_nothing_of_people(&self, shape: &RuleShape) -> Result<(), PolicyError> {
        let flag = |flag: &Option<Spanned<bool>>| flag.as_ref().filter(|f| *f.get_ref()).map(Spanned::span);
        let said = [
            ("roles", shape.roles.as_ref().map(Spanned::span)),
            ("from", shape.from.as_ref().map(Spanned::span)),
            ("proposer-apart", flag(&shape.proposer_apart)),
            ("organisations", shape.organisations.as_ref().map(Spanned::span)),
            ("veto", flag(&shape.veto)),
        ];
        for (field, span) in said {
            if let Some(span) = span {
                return Err(PolicyError::Text {
                    line: line_of(self.text, &span),
                    problem: Problem::OfNobody { field },
                });
            }
        }
        Ok(())
    }

    fn number(&self, at: &Spanned<u64>, field: &'static str, least: u64) -> Result<u16, PolicyError> {
        let found = *at.get_ref();
        match u16::try_from(found) {
            Ok(number) if (least..=MOST_PEOPLE).contains(&found) => Ok(number),
            _ => self.wrong(at, Problem::Range { field, found, least, most: MOST_PEOPLE }),
        }
    }

    /// A list of patterns: at least one, each once.
    fn patterns<P: PartialEq>(
        &self,
        list: &Spanned<Vec<Spanned<String>>>,
        field: &'static str,
        read: impl Fn(&Spanned<String>) -> Result<P, PolicyError>,
    ) -> Result<Vec<P>, PolicyError> {
        if list.get_ref().is_empty() {
            return self.wrong(list, Problem::Empty { field });
        }
        if list.get_ref().len() > MOST_PATTERNS {
            return self.wrong(list, Problem::TooMany { what: "patterns in one list", most: MOST_PATTERNS });
        }
        let mut patterns = Vec::new();
        for word in list.get_ref() {
            let pattern = read(word)?;
            if patterns.contains(&pattern) {
                return self.wrong(word, Problem::Twice { what: "pattern", shown: line(word.get_ref(), 80) });
            }
            patterns.push(pattern);
        }
        Ok(patterns)
    }

    fn glob(&self, word: &Spanned<String>, field: &'static str) -> Result<Glob, PolicyError> {
        match Glob::parse(word.get_ref()) {
            Some(glob) => Ok(glob),
            None => self.wrong(word, Problem::NotAGlob { field, shown: line(word.get_ref(), 90) }),
        }
    }

    fn profile(&self, word: &Spanned<String>) -> Result<ProfileMatch, PolicyError> {
        let Some(hex) = word.get_ref().strip_prefix("sha256:") else {
            return self.glob(word, "profiles").map(ProfileMatch::Name);
        };
        let plain = hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        match hex.parse() {
            Ok(digest) if plain => Ok(ProfileMatch::Digest(digest)),
            _ => self.wrong(word, Problem::NotADigest { shown: line(word.get_ref(), 90) }),
        }
    }

    fn roles(&self, shape: &RuleShape, quorum: u16) -> Result<BTreeMap<Label, u16>, PolicyError> {
        let Some(at) = &shape.roles else { return Ok(BTreeMap::new()) };
        if at.get_ref().is_empty() {
            return self.wrong(at, Problem::Empty { field: "roles" });
        }
        if at.get_ref().len() > MOST_ROLES {
            return self.wrong(at, Problem::TooMany { what: "roles", most: MOST_ROLES });
        }
        let mut roles = BTreeMap::new();
        for (role, count) in at.get_ref() {
            let Ok(label) = role.parse::<Label>() else {
                return self.wrong(count, Problem::NotAWord { field: "role", shown: line(role, 60) });
            };
            roles.insert(label, self.number(count, "roles", 1)?);
        }
        let places: u64 = roles.values().map(|count| u64::from(*count)).sum();
        if places > u64::from(quorum) {
            return self.wrong(at, Problem::RolesOverQuorum { places, quorum });
        }
        Ok(roles)
    }

    fn organisations(&self, shape: &RuleShape, quorum: u16) -> Result<u16, PolicyError> {
        let Some(at) = &shape.organisations else { return Ok(0) };
        let organisations = self.number(at, "organisations", 1)?;
        if organisations > quorum {
            let organisations = u64::from(organisations);
            return self.wrong(at, Problem::OrganisationsOverQuorum { organisations, quorum });
        }
        Ok(organisations)
    }

    /// A period within a range, in seconds; `least` and `most` are its ends in words.
    pub(super) fn period(
        &self,
        at: &Spanned<String>,
        field: &'static str,
        range: RangeInclusive<i64>,
        least: &'static str,
        most: &'static str,
    ) -> Result<i64, PolicyError> {
        let shown = line(at.get_ref(), 60);
        match period::read(at.get_ref()) {
            None => self.wrong(at, Problem::NotAPeriod { field, shown }),
            Some(seconds) if range.contains(&seconds) => Ok(seconds),
            Some(_) => self.wrong(at, Problem::PeriodRange { field, found: shown, least, most }),
        }
    }

    /// Validity and cooling-off, in seconds.
    fn periods(&self, shape: &RuleShape) -> Result<(i64, i64), PolicyError> {
        let validity = self.period(&shape.validity, "validity", VALIDITY, "10 minutes", "90 days")?;
        let Some(at) = &shape.cooling_off else { return Ok((validity, 0)) };
        let cooling = self.period(at, "cooling-off", COOLING_OFF, "0 minutes", "30 days")?;
        if cooling >= validity {
            let (cooling, validity) = (period::in_words(cooling), period::in_words(validity));
            return self.wrong(at, Problem::NeverPerformed { cooling, validity });
        }
        Ok((validity, cooling))
    }
}
