//! The shortest way from one sequence to another, when it is short: Myers' greedy
//! algorithm ("An O(ND) Difference Algorithm and Its Variations", Algorithmica 1986),
//! stopped after a number of edits. Without that stop, texts made for the purpose
//! would keep a server busy.

use std::collections::HashMap;
use std::ops::Range;

/// Items removed or added at most. The work is at most this times the length of both sides.
const MOST: usize = 400;

/// A stretch of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// In both; where it is in the old one.
    Same(Range<usize>),
    /// What was there, and what is there now; one of them may be empty.
    Replaced(Range<usize>, Range<usize>),
}

/// The edits in order, or nothing when there are more than [`MOST`].
pub(crate) fn edits<'a>(old: &[&'a str], new: &[&'a str]) -> Option<Vec<Edit>> {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let after = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = (before..old.len() - after, before..new.len() - after);
    let kept = kept(&numbered(&old[middle.0.clone()], &new[middle.1.clone()]))?;
    let kept = kept.into_iter().map(|(x, y)| (x + before, y + before));
    let matches =
        (0..before).map(|at| (at, at)).chain(kept).chain((0..after).map(|at| (middle.0.end + at, middle.1.end + at)));
    Some(stretches(matches, old.len(), new.len()))
}

/// Equal words get equal numbers: comparing them is then one instruction.
fn numbered<'a>(old: &[&'a str], new: &[&'a str]) -> (Vec<usize>, Vec<usize>) {
    let mut known: HashMap<&'a str, usize> = HashMap::new();
    let mut number = |word: &&'a str| {
        let next = known.len();
        *known.entry(word).or_insert(next)
    };
    (old.iter().map(&mut number).collect(), new.iter().map(&mut number).collect())
}

/// The pairs of places that stay, in order.
fn kept((old, new): &(Vec<usize>, Vec<usize>)) -> Option<Vec<(usize, usize)>> {
    let most = MOST.min(old.len() + new.len());
    // `reach[k]`: how far in `old` one gets on diagonal k (x - y), shifted to be positive.
    let mut reach = vec![0_usize; 2 * most + 3];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let middle = most + 1;
    for round in 0..=most {
        rounds.push(reach[middle - round..=middle + round].to_vec());
        for k in (middle - round..=middle + round).step_by(2) {
            let down = k == middle - round || (k != middle + round && reach[k - 1] < reach[k + 1]);
            let mut x = if down { reach[k + 1] } else { reach[k - 1] + 1 };
            let Some(mut y) = (x + middle).checked_sub(k) else { continue };
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[k] = x;
            if x >= old.len() && y >= new.len() {
                return Some(walk_back(&rounds, middle, (old.len(), new.len())));
            }
        }
    }
    None
}

/// From the end to the beginning, by what the round before each had reached.
fn walk_back(rounds: &[Vec<usize>], middle: usize, end: (usize, usize)) -> Vec<(usize, usize)> {
    let (mut x, mut y) = end;
    let mut pairs = Vec::new();
    for (round, reach) in rounds.iter().enumerate().rev() {
        // The row of a round begins at diagonal `middle - round`.
        let at = |k: usize| (k + round).checked_sub(middle).and_then(|place| reach.get(place)).copied().unwrap_or(0);
        let k = x + middle - y;
        let down = k == middle - round || (k != middle + round && at(k - 1) < at(k + 1));
        let before = if down { k + 1 } else { k - 1 };
        let from = if round == 0 { (0, 0) } else { (at(before), at(before) + middle - before) };
        while x > from.0 && y > from.1 {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        (x, y) = from;
    }
    pairs.reverse();
    pairs
}

/// Runs of places that stay, and what stands between them.
fn stretches(matches: impl Iterator<Item = (usize, usize)>, old: usize, new: usize) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let (mut x, mut y) = (0, 0);
    for (at_x, at_y) in matches.chain([(old, new)]) {
        if at_x > x || at_y > y {
            edits.push(Edit::Replaced(x..at_x, y..at_y));
        }
        if at_x < old {
            match edits.last_mut() {
                Some(Edit::Same(range)) => range.end = at_x + 1,
                _ => edits.push(Edit::Same(at_x..at_x + 1)),
            }
        }
        (x, y) = (at_x + 1, at_y + 1);
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts the new side together from the edits, and counts what stayed.
    fn check(old: &[&str], new: &[&str]) -> usize {
        let edits = edits(old, new).expect("short");
        let (mut left, mut right, mut same) = (Vec::new(), Vec::new(), 0);
        for edit in &edits {
            match edit {
                Edit::Same(range) => {
                    same += range.len();
                    left.extend_from_slice(&old[range.clone()]);
                    right.extend_from_slice(&old[range.clone()]);
                }
                Edit::Replaced(before, after) => {
                    left.extend_from_slice(&old[before.clone()]);
                    right.extend_from_slice(&new[after.clone()]);
                }
            }
        }
        assert_eq!((left.as_slice(), right.as_slice()), (old, new), "{edits:?}");
        same
    }

    /// The length of the longest common subsequence, the slow and plain way.
    fn longest(old: &[&str], new: &[&str]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut corner = 0;
            for (at, b) in new.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if a == b { corner + 1 } else { above.max(row[at]) };
                corner = above;
            }
        }
        row[new.len()]
    }

    #[test]
    fn as_much_stays_as_can_stay() {
        let words = ["a", "b", "c"];
        let mut state = 7_u32;
        let mut chance = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from((state >> 16) % most).unwrap_or_default()
        };
        for _ in 0..2_000 {
            let (n, m) = (chance(12), chance(12));
            let old: Vec<&str> = (0..n).map(|_| words[chance(3)]).collect();
            let new: Vec<&str> = (0..m).map(|_| words[chance(3)]).collect();
            assert_eq!(check(&old, &new), longest(&old, &new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn more_edits_than_are_worth_reading_are_none() {
        let old: Vec<String> = (0..1_000).map(|n| format!("a{n}")).collect();
        let new: Vec<String> = (0..1_000).map(|n| format!("b{n}")).collect();
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
        assert_eq!(edits(&old, &new), None);
        assert_eq!(check(&old, &old), 1_000);
        assert_eq!(check(&old[..100], &[]), 0);
    }
}
