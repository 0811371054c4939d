//! What one person sends, and which of it may stand at the end.

use std::time::Instant;

use crate::chance::Chance;

/// What a vote can be, as forms say it.
pub(crate) const CHOICES: [&str; 3] = ["agree", "mixed", "disagree"];
/// To take one's vote back.
const NONE: &str = "none";
/// Votes of one person under way at the same time, at most.
const BURST: usize = 4;

/// A vote that was sent and acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast {
    pub(crate) choice: &'static str,
    pub(crate) sent: Instant,
    pub(crate) answered: Instant,
}

/// The choices of one person, in bursts that are sent at once: some the same, some
/// contrary, some that take the vote back, but the last burst, so that everyone has a
/// vote at the end.
pub(crate) fn bursts(count: usize, chance: &mut Chance) -> Vec<Vec<&'static str>> {
    let mut bursts = Vec::new();
    let mut left = count;
    while left > 0 {
        let size = left.min(1 + chance.below(BURST));
        left -= size;
        let mut burst: Vec<&'static str> = Vec::with_capacity(size);
        for _ in 0..size {
            let same = burst.last().copied().filter(|_| chance.below(3) == 0);
            let any = *chance.one_of(&CHOICES);
            let other = if left > 0 && chance.below(6) == 0 { NONE } else { any };
            burst.push(same.unwrap_or(other));
        }
        bursts.push(burst);
    }
    bursts
}

/// The choices that may stand: those of votes after whose answer none was sent.
pub(crate) fn standing(casts: &[Cast]) -> Vec<&'static str> {
    let last_sent = casts.iter().map(|cast| cast.sent).max();
    let mut choices: Vec<_> =
        casts.iter().filter(|cast| Some(cast.answered) >= last_sent).map(|cast| cast.choice).collect();
    choices.sort_unstable();
    choices.dedup();
    choices
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn everything_is_sent_and_the_last_burst_leaves_a_vote() {
        for seed in 0..200 {
            let bursts = bursts(20, &mut Chance::new(seed));
            assert_eq!(bursts.iter().map(Vec::len).sum::<usize>(), 20);
            assert!(bursts.iter().all(|burst| (1..=BURST).contains(&burst.len())));
            assert!(bursts.last().is_some_and(|last| !last.contains(&NONE)));
        }
        let all: Vec<_> = (0..200).flat_map(|seed| bursts(20, &mut Chance::new(seed))).collect();
        assert!(all.iter().any(|burst| burst.contains(&NONE)), "votes are taken back in between");
        assert!(all.iter().any(|burst| burst.len() > 1 && burst.iter().all(|choice| *choice == burst[0])));
    }

    #[test]
    fn a_vote_stands_unless_another_was_sent_after_its_answer() {
        let zero = Instant::now();
        let cast = |choice, sent, answered| Cast {
            choice,
            sent: zero + Duration::from_millis(sent),
            answered: zero + Duration::from_millis(answered),
        };
        assert_eq!(standing(&[cast("agree", 0, 5), cast("mixed", 6, 9)]), ["mixed"]);
        assert_eq!(standing(&[cast("agree", 0, 7), cast("mixed", 6, 9)]), ["agree", "mixed"]);
        assert_eq!(
            standing(&[cast("agree", 0, 9), cast("mixed", 1, 3), cast("disagree", 5, 6)]),
            ["agree", "disagree"]
        );
    }
}
