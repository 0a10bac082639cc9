use kernel::Bilingual;

const WORDS_MAX: usize = 8;
const WORD_MAX: usize = 40;

/// The words that must all be found: in lower case, at most eight. Control characters only separate.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .map(|word| fold(&word.chars().take(WORD_MAX).collect::<String>()))
        .collect()
}

/// A `like` pattern (escaped by `!`) for text that contains the word as it stands.
pub(crate) fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// What of a product is searched.
pub(crate) fn product_text(title: &Bilingual, brand: &Bilingual) -> String {
    fold(&[&*title.zh, &title.en, &brand.zh, &brand.en].join("\n"))
}

/// What of a SKU is searched.
pub(crate) fn sku_text(code: &str, name: &Bilingual) -> String {
    fold(&[code, &name.zh, &name.en].join("\n"))
}

fn fold(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_wildcards_escaped() {
        assert_eq!(words("  青柠 VIDEO\0x\n Ä "), ["青柠", "video", "x", "ä"]);
        assert_eq!(words(&"w ".repeat(50)).len(), WORDS_MAX);
        assert_eq!(pattern("50%_!"), "%50!%!_!!%");
    }
}
