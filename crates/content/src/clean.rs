//! What is done to typed input before it is validated, so that what is counted,
//! compared, stored and shown is the same text for everybody: one normal form,
//! one kind of line end, nothing invisible, nothing that reorders what is read.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many combining marks may follow one another on a letter.
const MARKS_KEPT: usize = 4;

/// Removing a character can bring two others together; passes are repeated until
/// nothing changes, and this many are more than were ever seen to be needed.
const PASSES: usize = 8;

const JOINER: char = '\u{200D}';
const NON_JOINER: char = '\u{200C}';
const TEXT_STYLE: char = '\u{FE0E}';
const EMOJI_STYLE: char = '\u{FE0F}';

/// One line of input (a title, a name): cleaned, its white space collapsed.
/// A single no-break space is kept, since French punctuation needs it.
pub fn line(input: &str) -> String {
    settle(input, |text| collapse(&scrub(text)))
}

/// Several lines of input: cleaned, spaces cut at the end of each line, blank
/// lines cut at both ends of the text.
pub fn text(input: &str) -> String {
    settle(input, |text| trim_lines(&scrub(text)))
}

/// The length that limits are written in: characters, a line end counting as one.
pub fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// Does this character change the direction in which its neighbours are read?
pub(crate) fn is_direction(letter: char) -> bool {
    matches!(
        letter,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Is this character nowhere to be seen, joiners and variation selectors included?
pub(crate) fn is_invisible(letter: char) -> bool {
    is_joiner(letter) || is_variation(letter) || is_hidden(letter)
}

fn settle(input: &str, pass: impl Fn(&str) -> String) -> String {
    let mut current = pass(input);
    for _ in 1..PASSES {
        let next = pass(&current);
        if next == current {
            break;
        }
        current = next;
    }
    current
}

fn scrub(input: &str) -> String {
    let visible = drop_hidden(input);
    if visible.is_ascii() {
        return visible;
    }
    let composed: String = visible.nfc().collect();
    keep_needed_joiners(&limit_marks(&composed))
}

fn drop_hidden(input: &str) -> String {
    let mut kept = String::with_capacity(input.len());
    let mut letters = input.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\n' | '\t' => kept.push(letter),
            _ if letter.is_control() || is_direction(letter) || is_hidden(letter) => {}
            _ => kept.push(letter),
        }
    }
    kept
}

/// Invisible characters that no text needs: zero-width spaces, fillers, tags,
/// soft hyphens, annotation anchors, noncharacters.
fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FE00}'..='\u{FE0D}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
    ) || u32::from(letter) & 0xFFFE == 0xFFFE
}

fn is_joiner(letter: char) -> bool {
    matches!(letter, JOINER | NON_JOINER)
}

fn is_variation(letter: char) -> bool {
    matches!(letter, TEXT_STYLE | EMOJI_STYLE | '\u{E0100}'..='\u{E01EF}')
}

/// Letters that climb over their neighbours lose the marks beyond a few.
fn limit_marks(text: &str) -> String {
    let mut run = 0;
    text.chars()
        .filter(|&letter| {
            if is_combining_mark(letter) {
                run += 1;
                return run <= MARKS_KEPT;
            }
            if !is_joiner(letter) {
                run = 0;
            }
            true
        })
        .collect()
}

/// Joiners stay where a script or an emoji is written with them, variation
/// selectors where the character before has variants.
fn keep_needed_joiners(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied();
        let needed = match letter {
            JOINER => joins_letters(before, after) || joins_emoji(before, after),
            NON_JOINER => joins_letters(before, after),
            TEXT_STYLE | EMOJI_STYLE => before.is_some_and(has_styles),
            '\u{E0100}'..='\u{E01EF}' => before.is_some_and(is_ideograph),
            _ => true,
        };
        if needed {
            kept.push(letter);
            before = Some(letter);
        }
    }
    kept
}

fn joins_letters(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_joined_script) && after.is_some_and(is_joined_script)
}

fn joins_emoji(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|letter| letter == EMOJI_STYLE || is_emoji(letter)) && after.is_some_and(is_emoji)
}

/// Scripts whose letters change form with their neighbours.
fn is_joined_script(letter: char) -> bool {
    matches!(
        letter,
        '\u{0600}'..='\u{074F}'
            | '\u{0750}'..='\u{077F}'
            | '\u{07C0}'..='\u{07FF}'
            | '\u{0860}'..='\u{08FF}'
            | '\u{0900}'..='\u{0DFF}'
            | '\u{0F00}'..='\u{109F}'
            | '\u{1780}'..='\u{18AF}'
            | '\u{1A00}'..='\u{1BFF}'
            | '\u{FB50}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}'
    )
}

fn is_emoji(letter: char) -> bool {
    matches!(
        letter,
        '©' | '®' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
            | '\u{2190}'..='\u{2BFF}'
            | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
            | '\u{1F000}'..='\u{1FAFF}'
    )
}

fn has_styles(letter: char) -> bool {
    is_emoji(letter) || matches!(letter, '0'..='9' | '#' | '*')
}

fn is_ideograph(letter: char) -> bool {
    matches!(
        letter,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}'
    )
}

fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = None;
    for letter in text.chars() {
        if letter.is_whitespace() {
            space = Some(match (space, letter) {
                (Some(wide @ ('\u{A0}' | '\u{202F}')), _) => wide,
                (_, narrow @ ('\u{A0}' | '\u{202F}')) => narrow,
                _ => ' ',
            });
            continue;
        }
        if let Some(space) = space.take()
            && !out.is_empty()
        {
            out.push(space);
        }
        out.push(letter);
    }
    out
}

fn trim_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().trim_start_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_line_feeds_and_trailing_spaces_go() {
        assert_eq!(text("\r\n\nun  \r\ndeux\t\rtrois\u{2028}quatre \n \n"), "un\ndeux\ntrois\nquatre");
        assert_eq!(text("    indented stays"), "    indented stays");
    }

    #[test]
    fn a_line_has_single_spaces_and_keeps_french_ones() {
        assert_eq!(line("  Que \t faire\n ?  "), "Que faire ?");
        assert_eq!(line("Que faire\u{A0}?"), "Que faire\u{A0}?");
        assert_eq!(line("Que faire \u{202F} ?"), "Que faire\u{202F}?");
    }

    #[test]
    fn controls_bidi_and_zero_width_characters_are_removed() {
        assert_eq!(text("a\0b\u{7}c\u{9b}d\u{7f}"), "abcd");
        assert_eq!(line("user\u{202E}gpj.exe\u{2066}\u{200F}"), "usergpj.exe");
        assert_eq!(line("in\u{200B}vi\u{FEFF}si\u{2060}ble\u{AD}\u{3164}\u{E0041}"), "invisible");
    }

    #[test]
    fn text_is_composed() {
        assert_eq!(line("e\u{301}te\u{301}"), "été");
        assert_eq!(line("e\u{200B}\u{301}"), "é", "also when something stood between");
        assert_eq!(line("e\u{200D}\u{301}"), "é", "even a joiner");
    }

    #[test]
    fn joiners_stay_where_they_are_needed() {
        for needed in ["👩‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣", "می‌خواهم", "क्‍ष", "❤️‍🔥", "葛󠄀"]
        {
            assert_eq!(line(needed), needed);
        }
        assert_eq!(line("pay\u{200D}pal\u{200C}\u{FE0F}"), "paypal");
        assert_eq!(line("\u{200D}👩\u{200D}"), "👩");
    }

    #[test]
    fn stacked_marks_are_limited() {
        let stacked = format!("z{}a", "\u{334}\u{301}".repeat(30));
        assert_eq!(line(&stacked).chars().filter(|&mark| is_combining_mark(mark)).count(), MARKS_KEPT);
        assert!(line(&stacked).ends_with('a'));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(char_count("été\nœuvre"), 9);
    }
}
