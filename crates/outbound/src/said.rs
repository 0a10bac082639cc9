//! What a gateway said, made fit for our logs and pages.

/// At most so many characters are kept.
const LONGEST: usize = 160;

/// Short, one line, and without the secret, which some gateways repeat.
pub fn said(text: &str, secret: &str) -> String {
    let clean = if secret.is_empty() { text.to_owned() } else { text.replace(secret, "***") };
    let line: String = clean.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let short: String = line.trim().chars().take(LONGEST).collect();
    if short.is_empty() { "no reason was given".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_repeated() {
        assert_eq!(said("key s3cret is\nwrong", "s3cret"), "key *** is wrong");
        assert_eq!(said(" \t", ""), "no reason was given");
        assert_eq!(said(&"长".repeat(500), "x").chars().count(), LONGEST);
    }
}
