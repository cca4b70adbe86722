//! The words as a QR code: modules in rows, to be drawn as rectangles.

use std::hint::black_box;

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use super::error::CardError;
use crate::secret::Secret;

/// A code: as many rows as a row has modules.
pub(super) struct Code {
    /// Modules in a row.
    pub(super) width: usize,
    /// The rows, each filled up to whole octets, the first module in the highest bit; a dark one is 1.
    pub(super) rows: Zeroizing<Vec<u8>>,
}

/// The code of these words, octet by octet as they are. A quarter of it may be lost to a fold or a stain (level Q); at
/// its smallest level, of words too long for that, a seventh (M).
pub(super) fn code(words: &Secret) -> Result<Code, CardError> {
    let made = [EcLevel::Q, EcLevel::M].map(|level| QrCode::with_error_correction_level(words.expose(), level));
    let code = made.into_iter().find_map(Result::ok).ok_or(CardError::Code)?;
    let width = code.width();
    let mut modules = code.into_colors();
    let mut rows = Zeroizing::new(Vec::with_capacity(width * width.div_ceil(8)));
    for row in modules.chunks(width.max(1)) {
        rows.extend(row.chunks(8).map(|eight| {
            let bits = (0u8..).zip(eight).filter(|(_, module)| **module == Color::Dark);
            bits.fold(0, |octet: u8, (place, _)| octet | 0x80 >> place)
        }));
    }
    // The crate's own copies are gone unwiped; at least this one is not.
    modules.fill(Color::Light);
    black_box(&modules);
    Ok(Code { width, rows })
}

#[cfg(test)]
mod tests {
    use super::super::testing::dealt;
    use super::*;

    #[test]
    fn a_code_is_square_and_has_its_three_corners() {
        for octets in [16, 32] {
            let code = code(&dealt(2, 3, octets)[0].expose_words()).unwrap();
            let stride = code.width.div_ceil(8);
            assert_eq!(code.rows.len(), stride * code.width);
            assert_eq!(code.width % 4, 1, "17 and 4 for each version");
            assert!(code.width <= 85, "{}: the modules become too small", code.width);
            let dark = |x: usize, y: usize| code.rows[y * stride + x / 8] & 0x80 >> (x % 8) != 0;
            let far = code.width - 7;
            for (x, y) in [(0, 0), (far, 0), (0, far)] {
                assert!((0..7).all(|at| dark(x + at, y) && dark(x, y + at) && !dark(x + 1, y + 1)));
            }
        }
    }

    #[test]
    fn what_is_too_long_for_any_code_is_an_error() {
        assert!(matches!(code(&Secret::new(vec![b'a'; 3000])), Err(CardError::Code)));
    }
}
