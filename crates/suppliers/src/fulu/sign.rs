use kernel::Secret;
use outbound::md5_sign;

/// In 32 small hexadecimal digits.
pub(super) fn sign(text: &str, secret: &Secret<String>) -> String {
    md5_sign::sign(&in_order(text), secret)
}

/// In a time that does not depend on where the two differ.
pub(super) fn is_signed(text: &str, secret: &Secret<String>, given: &str) -> bool {
    md5_sign::matches(&in_order(text), secret, given)
}

/// The same characters, sorted.
fn in_order(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_sorted_by_their_numbers() {
        assert_eq!(in_order(r#"{"b":"月1","a":"A/"}"#), r#""""""""",/1::Aab{}月"#);
        let secret = Secret::new("0123456789".to_owned());
        let good = sign("{}", &secret);
        assert!(is_signed("}{", &secret, &good) && !is_signed("{}", &secret, &good.to_uppercase()));
        assert!(!is_signed("{}", &Secret::new(String::new()), &sign("{}", &Secret::new(String::new()))));
    }
}
