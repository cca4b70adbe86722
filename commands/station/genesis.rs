//! `chancery station genesis`: the first officers and the first policy, by all of them together.

use std::path::PathBuf;

use serde::Serialize;

use crate::deciding::{self, First, Proposed};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Propose the first officers, the first policy and the first keys behind bundles
///
/// Propose the first officers, the first policy and the first keys behind bundles. Nobody is asked before there are
/// officers, so this one act takes the approval of every first officer: 'proposal show --decision approve' writes what
/// they sign, 'perform' carries it out. From then on the policy says who must approve what; what no rule is about is
/// refused. A policy that the first officers could never meet is refused (POLICY-5).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A signed challenge of a first officer; may be given again
    #[arg(long, required = true, value_name = "FILE")]
    officer: Vec<PathBuf>,

    /// A signature over one of the challenges; one for every key
    #[arg(long, required = true, value_name = "FILE")]
    proof: Vec<PathBuf>,

    /// Name of a policy that comes with the program, or a file
    #[arg(long, value_name = "NAME|FILE")]
    policy: String,

    /// How many root signatures a bundle wants; as many as there are root keys among the officers unless said otherwise
    #[arg(long, value_name = "NUMBER")]
    root_threshold: Option<u16>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Propose the first policy with three officers",
    "chancery station genesis --officer ann.txt --officer bob.txt --officer carol.txt --proof ann.txt.sig \
     --proof bob.txt.sig --proof carol.txt.sig --policy two-person --station utopia",
)
.after(&[Step::Prepared("challenges")])
.with(&["--pin-source", "file:pin"])];

/// The proposal of the genesis.
#[derive(Debug, Serialize)]
pub struct Genesis {
    #[serde(flatten)]
    proposed: Proposed,
}

impl Report for Genesis {
    const SCHEMA: &'static str = "chancery/station.genesis@1";

    fn human(&self, page: &mut Page) {
        self.proposed.human(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Genesis, Failure> {
    let mut station = opening::write(context)?;
    let mut first = First { texts: Vec::new(), proofs: Vec::new(), root_threshold: args.root_threshold };
    for path in args.officer {
        first.texts.push((opening::read_file(&path, 4 << 20)?, path));
    }
    for path in args.proof {
        first.proofs.push(deciding::proof(&path)?);
    }
    let (act, material) = first.act(&station, &args.policy)?;
    Ok(Genesis { proposed: deciding::propose(context, &mut station, act, &material)? })
}
