//! An enrolment: what is read is exactly what would be written.

use chancery::approval::Enrolment;

pub fn run(bytes: &[u8]) {
    if let Ok(enrolment) = Enrolment::parse(bytes) {
        assert_eq!(enrolment.text().unwrap().as_bytes(), bytes);
        let _ = enrolment.keys().map(|keys| keys.len());
    }
}
