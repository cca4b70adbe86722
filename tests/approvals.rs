//! Several people let one thing happen once, and nobody makes it happen otherwise: every refusal by its clause, every
//! altered statement, every way of counting wrong.

#[path = "approvals/golden.rs"]
mod golden;
#[path = "approvals/matrix.rs"]
mod matrix;
#[path = "approvals/model.rs"]
mod model;
#[path = "support/pens.rs"]
mod pens;
#[path = "approvals/statements.rs"]
mod statements;
#[path = "support/table.rs"]
mod table;
