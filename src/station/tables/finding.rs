//! What is found where a table does not say what the ledger says.

use std::fmt;

use crate::safe;
use crate::store::Cell;

/// A row that does not follow from the ledger, or an entry whose row is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFinding {
    table: &'static str,
    row: String,
    entry: u64,
    wrong: Wrong,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The entry says that it is there.
    Missing,
    /// No entry says that it is there.
    Stray,
    /// A column says something else than the entry.
    Differs { column: &'static str, found: String, wanted: String },
    /// It, or what it names, cannot be read.
    Unreadable(String),
}

impl TableFinding {
    pub(super) fn new(table: &'static str, key: &[(&'static str, Cell)], entry: u64, wrong: Wrong) -> Self {
        let row: Vec<String> = key.iter().map(|(name, cell)| format!("{name} {}", shown(cell))).collect();
        TableFinding { table, row: row.join(", "), entry, wrong }
    }

    /// Which table.
    pub fn table(&self) -> &'static str {
        self.table
    }
}

/// A value as it stands in a finding.
pub(super) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Null => "nothing".into(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => safe::line(text, 120),
        Cell::Octets(octets) => safe::line(&hex::encode(octets), 64),
    }
}

impl fmt::Display for TableFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableFinding { table, row, entry, wrong } = self;
        match wrong {
            Wrong::Missing => write!(f, "table '{table}': no row with {row}; entry {entry} says that there is one"),
            Wrong::Stray => write!(f, "table '{table}': a row with {row}, which no entry says"),
            Wrong::Differs { column, found, wanted } => {
                write!(f, "table '{table}': the row with {row} says {column} {found}, entry {entry} says {wanted}")
            }
            Wrong::Unreadable(what) => write!(f, "table '{table}': the row with {row}, entry {entry}: {what}"),
        }
    }
}
