//! Tables as text (RFC 4180) that spreadsheets open as they are.

/// What a file begins with: most spreadsheets ask for it to read UTF-8.
pub const BOM: &str = "\u{feff}";

/// A cell that a spreadsheet would take for a formula is made text by an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// A line, with its end. Cells are quoted where they have to be.
#[must_use]
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let text = harmless(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_stays_one_cell() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(cell("-2 degrés, dit-elle : \"non\""), "\"'-2 degrés, dit-elle : \"\"non\"\"\"");
        assert_eq!(line(["Réponse", "", "+33"]), "Réponse,,'+33\r\n");
    }
}
