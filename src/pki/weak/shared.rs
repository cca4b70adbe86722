//! RSA moduli that share a prime: whoever has both has the private half of both. It shows by the greatest common divisor,
//! which is not taken of each pair: of many moduli one product is made, and what remains of it under each is looked at.

use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::error::ErrorStack;
use rayon::prelude::*;

/// A divisor of fewer bits is an accident of numbers that are no keys; that a modulus has small factors is told otherwise.
const LEAST_BITS: i32 = 128;

/// With which other modulus one shares a prime, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharer {
    /// One of those that are asked about.
    Asked(usize),
    /// One of those that are known.
    Known(usize),
}

/// Of each of these moduli (big-endian), with which of the others, or of those that are known, it shares a prime. The same
/// modulus again shares both. A modulus that is a multiple of one that is asked about shares nothing with it: anybody can
/// write one down.
///
/// 1,000 against 30,000 of 2048 bits took a quarter of a minute on two cores, 100 under two seconds, one a fifth of one.
pub fn sharing(asked: &[&[u8]], known: &[&[u8]]) -> Result<Vec<Option<Sharer>>, ErrorStack> {
    let asked = asked.iter().map(|octets| number(octets)).collect::<Result<Vec<_>, _>>()?;
    let known = known.iter().map(|octets| number(octets)).collect::<Result<Vec<_>, _>>()?;
    let Some(tree) = Tree::over(&asked)? else { return Ok(Vec::new()) };
    // Under each modulus: the product of the others, times that of all that is known.
    let mut all = tree.others()?;
    if !known.is_empty() {
        let under = Under::new(tree.product())?;
        all = under.product(&*under.rest(&all)?, &*under.product_of(&known, asked.len())?)?;
    }
    let suspect = tree.under(&all)?.into_par_iter().zip(&asked).map(|(left, own)| has_common(&left, own));
    let suspect = suspect.collect::<Result<Vec<bool>, _>>()?;
    let named = |(place, own): (usize, &BigNum)| match suspect.get(place) {
        Some(true) => named(place, own, &asked, &known),
        _ => Ok(None),
    };
    asked.par_iter().enumerate().map(named).collect()
}

/// The first of the others that shares a prime with this one.
fn named(place: usize, own: &BigNum, asked: &[BigNum], known: &[BigNum]) -> Result<Option<Sharer>, ErrorStack> {
    for (other, modulus) in asked.iter().enumerate().filter(|(other, _)| *other != place) {
        if shares(own, modulus)? {
            return Ok(Some(Sharer::Asked(other)));
        }
    }
    for (other, modulus) in known.iter().enumerate() {
        if shares(own, modulus)? {
            return Ok(Some(Sharer::Known(other)));
        }
    }
    Ok(None)
}

fn shares(own: &BigNumRef, other: &BigNumRef) -> Result<bool, ErrorStack> {
    let common = common(own, other)?;
    Ok(common.num_bits() >= LEAST_BITS && (common != *own || *other == *own))
}

fn has_common(one: &BigNumRef, other: &BigNumRef) -> Result<bool, ErrorStack> {
    Ok(common(one, other)?.num_bits() >= LEAST_BITS)
}

fn common(one: &BigNumRef, other: &BigNumRef) -> Result<BigNum, ErrorStack> {
    let (mut common, mut context) = (BigNum::new()?, BigNumContext::new()?);
    common.gcd(one, other, &mut context)?;
    Ok(common)
}

/// A modulus; what is too small to be one is 1, which has nothing in common with any.
fn number(octets: &[u8]) -> Result<BigNum, ErrorStack> {
    let number = BigNum::from_slice(octets)?;
    if number.num_bits() < LEAST_BITS { BigNum::from_u32(1) } else { Ok(number) }
}

fn copy(number: &BigNumRef) -> Result<BigNum, ErrorStack> {
    number.to_owned()
}

fn product(one: &BigNumRef, other: &BigNumRef) -> Result<BigNum, ErrorStack> {
    let (mut product, mut context) = (BigNum::new()?, BigNumContext::new()?);
    product.checked_mul(one, other, &mut context)?;
    Ok(product)
}

fn remainder(of: &BigNumRef, under: &BigNumRef) -> Result<BigNum, ErrorStack> {
    let (mut left, mut context) = (BigNum::new()?, BigNumContext::new()?);
    left.checked_rem(of, under, &mut context)?;
    Ok(left)
}

/// Numbers, the products of each two of them, of each two of those, and so on; the last is the product of all.
struct Tree {
    levels: Vec<Vec<BigNum>>,
    product: BigNum,
}

impl Tree {
    fn over(leaves: &[BigNum]) -> Result<Option<Tree>, ErrorStack> {
        let mut level = leaves.iter().map(|leaf| copy(leaf)).collect::<Result<Vec<_>, _>>()?;
        let mut levels = Vec::new();
        loop {
            match level.as_slice() {
                [] => return Ok(None),
                [top] => {
                    let product = copy(top)?;
                    levels.push(level);
                    return Ok(Some(Tree { levels, product }));
                }
                _ => {}
            }
            let above = level.par_chunks(2).map(|pair| match pair {
                [one, other] => product(one, other),
                [one] => copy(one),
                _ => BigNum::from_u32(1),
            });
            let above = above.collect::<Result<Vec<_>, _>>()?;
            levels.push(std::mem::replace(&mut level, above));
        }
    }

    fn product(&self) -> &BigNumRef {
        &self.product
    }

    /// Of each leaf the product of all others, and the sum of these: under a leaf nothing remains of it but its own.
    fn others(&self) -> Result<BigNum, ErrorStack> {
        let mut sums = match self.levels.first() {
            Some(leaves) => leaves.iter().map(|_| BigNum::from_u32(1)).collect::<Result<Vec<_>, _>>()?,
            None => Vec::new(),
        };
        for level in &self.levels {
            let above = sums.par_chunks(2).zip(level.par_chunks(2)).map(|pair| match pair {
                ([one, other], [own, beside]) => {
                    let mut sum = BigNum::new()?;
                    sum.checked_add(&*product(one, beside)?, &*product(other, own)?)?;
                    Ok(sum)
                }
                ([one, ..], _) => copy(one),
                _ => BigNum::from_u32(0),
            });
            sums = above.collect::<Result<Vec<_>, ErrorStack>>()?;
        }
        sums.pop().map_or_else(|| BigNum::from_u32(0), Ok)
    }

    /// What remains of a number under each leaf.
    fn under(&self, number: &BigNumRef) -> Result<Vec<BigNum>, ErrorStack> {
        let mut above = vec![copy(number)?];
        for level in self.levels.iter().rev() {
            let below = level.par_iter().enumerate().map(|(place, node)| {
                // Of the top there is one, of every level else one for each two below it.
                let from = above.get(if above.len() == 1 { 0 } else { place / 2 });
                from.map_or_else(BigNum::new, |from| remainder(from, node))
            });
            above = below.collect::<Result<Vec<_>, _>>()?;
        }
        Ok(above)
    }
}

/// Counting under one large number, by products in the place of divisions (Barrett): the library multiplies large numbers
/// faster than it divides them.
struct Under<'n> {
    number: &'n BigNumRef,
    bits: i32,
    /// Two to twice as many bits, divided by the number.
    inverse: BigNum,
}

impl<'n> Under<'n> {
    fn new(number: &'n BigNumRef) -> Result<Self, ErrorStack> {
        let bits = number.num_bits();
        let (mut power, mut inverse, mut context) = (BigNum::new()?, BigNum::new()?, BigNumContext::new()?);
        power.set_bit(2 * bits)?;
        inverse.checked_div(&power, number, &mut context)?;
        Ok(Under { number, bits, inverse })
    }

    /// What remains.
    fn rest(&self, of: &BigNumRef) -> Result<BigNum, ErrorStack> {
        if of < self.number {
            return copy(of);
        }
        if of.num_bits() > 2 * self.bits {
            return remainder(of, self.number);
        }
        let (mut high, mut times, mut left) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
        high.rshift(of, self.bits - 1)?;
        times.rshift(&*product(&high, &self.inverse)?, self.bits + 1)?;
        left.checked_sub(of, &*product(&times, self.number)?)?;
        // It is too large by the number once or twice at most.
        while *left >= *self.number {
            let mut less = BigNum::new()?;
            less.checked_sub(&left, self.number)?;
            left = less;
        }
        Ok(left)
    }

    fn product(&self, one: &BigNumRef, other: &BigNumRef) -> Result<BigNum, ErrorStack> {
        self.rest(&*product(one, other)?)
    }

    /// The product of many, so many at once.
    fn product_of(&self, numbers: &[BigNum], at_once: usize) -> Result<BigNum, ErrorStack> {
        let whole = |chunk: &[BigNum]| match Tree::over(chunk)? {
            Some(tree) => self.rest(tree.product()),
            None => BigNum::from_u32(1),
        };
        let one = || self.rest(&*BigNum::from_u32(1)?);
        numbers.par_chunks(at_once).map(whole).try_reduce_with(|a, b| self.product(&a, &b)).unwrap_or_else(one)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn prime(bits: i32) -> BigNum {
        let mut prime = BigNum::new().unwrap();
        prime.generate_prime(bits, false, None, None).unwrap();
        prime
    }

    /// Moduli of which no two share a prime.
    fn sound(count: usize, bits: i32) -> Vec<Vec<u8>> {
        (0..count).map(|_| testing::product(&prime(bits), &prime(bits))).collect()
    }

    fn found(asked: &[Vec<u8>], known: &[Vec<u8>]) -> Vec<Option<Sharer>> {
        let slices = |all: &[Vec<u8>]| all.to_vec();
        let (asked, known) = (slices(asked), slices(known));
        let asked: Vec<&[u8]> = asked.iter().map(Vec::as_slice).collect();
        let known: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
        sharing(&asked, &known).unwrap()
    }

    #[test]
    fn two_of_many_that_share_a_prime_name_each_other_whatever_their_places() {
        let shared = prime(512);
        for count in [0, 1, 2, 3, 4, 7, 8, 21] {
            for place in [0, count / 2, count] {
                let mut all = sound(count, 256);
                all.insert(place, testing::product(&shared, &prime(512)));
                all.push(testing::product(&shared, &prime(640)));
                let mut wanted = vec![None; count + 2];
                wanted[place] = Some(Sharer::Asked(count + 1));
                wanted[count + 1] = Some(Sharer::Asked(place));
                assert_eq!(found(&all, &[]), wanted, "{count} {place}");
            }
        }
    }

    #[test]
    fn a_prime_of_a_known_modulus_is_found_in_whichever_part_of_the_known_it_stands() {
        let shared = prime(256);
        let asked = [sound(2, 256), vec![testing::product(&shared, &prime(256))]].concat();
        let mut known = sound(11, 130);
        for place in [0, 2, 3, 5, 6, 11] {
            known.insert(place, testing::product(&shared, &prime(300)));
            assert_eq!(found(&asked, &known), [None, None, Some(Sharer::Known(place))]);
            known.remove(place);
        }
        assert_eq!(found(&asked, &known), [None; 3]);
        assert_eq!(found(&asked[..1], &known), [None]);
    }

    #[test]
    fn one_that_shares_each_of_its_primes_with_another_is_found() {
        let (p, q, r, s) = (prime(256), prime(256), prime(256), prime(256));
        let all = [(&p, &q), (&p, &r), (&q, &s)].map(|(one, other)| testing::product(one, other));
        let wanted = [Some(Sharer::Asked(1)), Some(Sharer::Asked(0)), Some(Sharer::Asked(0))];
        assert_eq!(found(&all, &[]), wanted);
        assert_eq!(found(&all[..1], &all[1..]), [Some(Sharer::Known(0))]);
    }

    #[test]
    fn the_same_modulus_again_is_shared_and_a_multiple_that_anybody_can_write_is_not() {
        let own = sound(1, 256);
        assert_eq!(found(&own, &own), [Some(Sharer::Known(0))]);
        assert_eq!(found(&[own.clone(), own.clone()].concat(), &[]), [Some(Sharer::Asked(1)), Some(Sharer::Asked(0))]);
        let multiple = testing::product(&BigNum::from_slice(&own[0]).unwrap(), &prime(256));
        assert_eq!(found(&own, &[multiple]), [None]);
    }

    #[test]
    fn numbers_that_are_no_moduli_share_nothing() {
        let own = sound(2, 256);
        let junk = [vec![], vec![0], vec![1], vec![2], vec![6; 20], vec![0; 300]];
        assert_eq!(found(&own, &junk), [None; 2]);
        assert_eq!(found(&junk, &own), [None; 6]);
        assert_eq!(found(&[], &own), []);
        let even: Vec<Vec<u8>> = own
            .iter()
            .map(|one| testing::product(&BigNum::from_slice(one).unwrap(), &BigNum::from_u32(6).unwrap()))
            .collect();
        assert_eq!(found(&even, &[]), [None; 2], "a factor of 6 is told by another rule");
    }
}
