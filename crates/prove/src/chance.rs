//! Chance that repeats: the same seed makes the same requests and the same moments.

use uuid::Uuid;

/// A stream of numbers: SplitMix64 (Steele, Lea, Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for one of several who act at once, so that what each does
    /// does not depend on who comes first.
    pub(crate) fn of(seed: u64, who: usize) -> Self {
        let mut mixed = Self(seed ^ (who as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
        Self(mixed.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small and not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or_default()
    }

    /// One of some.
    pub(crate) fn one_of<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        &some[self.below(some.len())]
    }

    /// The identifier that a form is sent with.
    pub(crate) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes((u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes())
            .into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_repeats_and_those_who_act_at_once_differ() {
        let drawn = |mut chance: Chance| [chance.next(), chance.next(), chance.next()];
        assert_eq!(drawn(Chance::of(7, 1)), drawn(Chance::of(7, 1)));
        assert_ne!(drawn(Chance::of(7, 1)), drawn(Chance::of(7, 2)));
        assert_ne!(drawn(Chance::of(7, 1)), drawn(Chance::of(8, 1)));
    }
}
