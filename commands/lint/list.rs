//! `chancery lint list`: the rules.

use chancery::icao::rules::{RuleInfo, all};
use chancery::pki::lint::Edition;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::linting;

/// List the rules that objects are judged by
///
/// List the rules that objects are judged by: those of Doc 9303 over certificates (C, K, X), revocation lists (R), sets of
/// certificates (C06, K10, K11, X43, X48), master lists (M) and deviation lists (D), then those of the services' own hierarchy
/// (S5280). With '--edition' those that the edition has. Where the operator of the ICAO PKD has a code for what a rule finds,
/// it stands beside the rule.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum
    #[arg(long, value_name = "EDITION", value_parser = linting::edition)]
    edition: Option<Edition>,
}

pub const EXAMPLES: &[Example] = &[Example::new("List the rules", "chancery lint list")];

/// The rules.
#[derive(Debug, Serialize)]
pub struct Rules {
    rules: Vec<RuleInfo>,
    not_judged: &'static str,
}

/// What the catalogue has beside these.
const NOT_JUDGED: &str = "S01 to S07 (signed data of chips) and V01 to V03 (visible seals) are not judged yet: nothing reads \
                          these objects.";

impl Report for Rules {
    const SCHEMA: &'static str = "chancery/lint.list@1";

    fn human(&self, page: &mut Page) {
        let row = |rule: &RuleInfo| {
            let code = rule.pkd_code.unwrap_or("-");
            [rule.id, rule.severity.word(), rule.title, rule.clause, code].map(str::to_owned)
        };
        page.table(&["Rule", "Severity", "What it wants", "Clause", "PKD code"], self.rules.iter().map(row));
        page.line(self.not_judged);
    }
}

pub fn run(args: Args, _: &Context) -> Result<Rules, Failure> {
    let has = |rule: &RuleInfo| args.edition.is_none_or(|edition| rule.editions().any(|e| e == edition));
    Ok(Rules { rules: all().filter(has).collect(), not_judged: NOT_JUDGED })
}
