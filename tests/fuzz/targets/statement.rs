//! A statement that officers sign: what is read is exactly what would be written.

use chancery::approval::Statement;

pub fn run(bytes: &[u8]) {
    let _ = Statement::kept(bytes);
    if let Ok(statement) = Statement::parse(bytes) {
        assert_eq!(statement.text().unwrap().as_bytes(), bytes);
    }
}
