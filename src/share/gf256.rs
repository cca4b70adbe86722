//! Arithmetic in GF(256) with the polynomial x^8 + x^4 + x^3 + x + 1, and Lagrange interpolation.
//!
//! What is multiplied is secret, so that nothing here branches on a value or looks one up in a table: each product takes
//! the same steps. Adding and subtracting is exclusive or. The places (`x`) are not secret.

use std::hint::black_box;

use zeroize::Zeroizing;

/// All bits set where the lowest bit of `flag` is, none where it is not. The compiler is kept from making it a branch.
fn mask(flag: u8) -> u8 {
    black_box(0u8.wrapping_sub(flag & 1))
}

/// The product.
pub(super) fn multiply(mut a: u8, b: u8) -> u8 {
    let mut product = 0;
    for bit in 0..8 {
        product ^= a & mask(b >> bit);
        a = (a << 1) ^ (0x1b & mask(a >> 7));
    }
    product
}

/// The inverse, as the 254th power; 0 for 0.
fn inverse(a: u8) -> u8 {
    // 254 = 2 + 4 + 8 + 16 + 32 + 64 + 128.
    let (mut power, mut product) = (a, 1);
    for _ in 1..8 {
        power = multiply(power, power);
        product = multiply(product, power);
    }
    product
}

/// The value at `x` of the polynomial of lowest degree through these points, octet by octet. The places must be
/// distinct, none of them `x`, and the values of one length.
pub(super) fn interpolate(points: &[(u8, &[u8])], x: u8) -> Zeroizing<Vec<u8>> {
    let length = points.first().map_or(0, |(_, value)| value.len());
    let mut sum = Zeroizing::new(vec![0u8; length]);
    for (own, value) in points {
        let others = points.iter().map(|(other, _)| *other).filter(|other| other != own);
        let weight = others.fold(1, |weight, other| multiply(weight, multiply(x ^ other, inverse(own ^ other))));
        for (sum, octet) in sum.iter_mut().zip(value.iter()) {
            *sum ^= multiply(weight, *octet);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The product by the schoolbook: multiply as polynomials, then divide by 0x11b.
    fn schoolbook(a: u8, b: u8) -> u8 {
        let mut product = 0u16;
        for bit in 0..8 {
            if b & (1 << bit) != 0 {
                product ^= u16::from(a) << bit;
            }
        }
        for bit in (8..16).rev() {
            if product & (1 << bit) != 0 {
                product ^= 0x11b << (bit - 8);
            }
        }
        product as u8
    }

    #[test]
    fn every_product_is_that_of_the_schoolbook() {
        assert_eq!(multiply(0x57, 0x83), 0xc1, "the example of FIPS 197, 4.2");
        for a in 0..=255 {
            for b in 0..=255 {
                assert_eq!(multiply(a, b), schoolbook(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn every_octet_but_zero_has_an_inverse() {
        assert_eq!(inverse(0), 0);
        for a in 1..=255 {
            assert_eq!(multiply(a, inverse(a)), 1, "{a}");
        }
    }

    #[test]
    fn a_polynomial_is_found_again_from_any_points_on_it() {
        // 7 + 3x + 200x^2
        let at = |x: u8| [7 ^ multiply(3, x) ^ multiply(200, multiply(x, x))];
        let values: Vec<[u8; 1]> = (0..=255).map(at).collect();
        let point = |x: u8| (x, &values[usize::from(x)][..]);
        for places in [[0, 1, 2], [9, 254, 13], [255, 3, 77]] {
            let points = places.map(point);
            for x in (0..=255).filter(|x| !places.contains(x)) {
                assert_eq!(*interpolate(&points, x), values[usize::from(x)], "{places:?} at {x}");
            }
        }
        assert_ne!(*interpolate(&[point(9), point(254)], 1), values[1], "two points are too few");
    }
}
