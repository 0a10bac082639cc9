#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    #[error("this may not be empty")]
    Empty,
    #[error("this may have at most {max} characters")]
    TooLong { max: usize },
    #[error("this contains control characters")]
    Control,
}

/// One line from outside: trimmed, 1 to `max` characters, no control characters (so no header injection).
pub fn clean_line(text: &str, max: usize) -> Result<String, BadText> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || is_bidi_control(c)) {
        return Err(BadText::Control);
    }
    within(text, max)
}

/// Several lines from outside: like [`clean_line`], but line breaks and tabs may stay.
pub fn clean_text(text: &str, max: usize) -> Result<String, BadText> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_bidi_control(c)) {
        return Err(BadText::Control);
    }
    within(&text, max)
}

/// Characters that turn the reading direction: they make one text look like another.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn within(text: &str, max: usize) -> Result<String, BadText> {
    if text.is_empty() {
        return Err(BadText::Empty);
    }
    if text.chars().count() > max { Err(BadText::TooLong { max }) } else { Ok(text.to_owned()) }
}
