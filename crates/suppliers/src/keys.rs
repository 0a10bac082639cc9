//! Keys, read out of the text that a supplier delivers: one a line, and now and then a sentence where a key should be.

use crate::words;
use kernel::Secret;
use md5::{Digest, Md5};

/// What was delivered in the place of so many keys.
pub(crate) enum Keys {
    /// As many as were ordered.
    All(Vec<Secret<String>>),
    /// Fewer; never none.
    Some(Vec<Secret<String>>),
    /// Not one, and what was said instead; empty where nothing at all was.
    Sorry(String),
}

/// One key a line. A key that stands there twice is one, and a sentence that only excuses itself is none. Where there are
/// more lines than keys, so many of them as belong together become one key (`card password`); what cannot be told apart
/// stays together, so that its buyer sees all of it.
pub(crate) fn read(text: &str, quantity: i64) -> Keys {
    let quantity = usize::try_from(quantity).unwrap_or(1).max(1);
    let lines = text.lines().map(plain).filter(|line| !line.is_empty());
    let (sorry, mut keys): (Vec<String>, Vec<String>) = lines.partition(|line| words::is_excuse(line));
    if keys.len() > quantity {
        keys.retain(|line| !is_heading(line));
    }
    let mut keys = gathered(without_doubles(keys), quantity);
    if keys.is_empty() {
        return Keys::Sorry(sorry.join(" "));
    }
    let secrets = keys.drain(..).map(Secret::new).collect::<Vec<_>>();
    if secrets.len() >= quantity { Keys::All(secrets) } else { Keys::Some(secrets) }
}

/// The one key that stands there, however many lines it takes; none where nothing but an excuse does.
pub(crate) fn one(text: &str) -> Option<Secret<String>> {
    match read(text, 1) {
        Keys::All(mut keys) if keys.len() == 1 => keys.pop(),
        _ => None,
    }
}

/// A line without what cannot be seen.
fn plain(line: &str) -> String {
    let seen: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    seen.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')).to_owned()
}

/// It says what follows.
fn is_heading(line: &str) -> bool {
    line.ends_with([':', '：'])
}

fn without_doubles(lines: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        if !seen.contains(&line) {
            seen.push(line);
        }
    }
    seen
}

/// At most so many.
fn gathered(lines: Vec<String>, quantity: usize) -> Vec<String> {
    if lines.len() <= quantity {
        return lines;
    }
    if lines.len().is_multiple_of(quantity) {
        return lines.chunks(lines.len() / quantity).map(|lines| lines.join(" ")).collect();
    }
    let (first, rest) = lines.split_at(quantity - 1);
    first.iter().cloned().chain([rest.join(" ")]).collect()
}

/// In 32 small hexadecimal digits.
pub(crate) fn md5_hex(bytes: &[u8]) -> String {
    kernel::hex(Md5::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind, and what is in it.
    fn told(text: &str, quantity: i64) -> (&'static str, Vec<String>) {
        let exposed = |keys: Vec<Secret<String>>| keys.iter().map(|key| key.expose().clone()).collect();
        match read(text, quantity) {
            Keys::All(keys) => ("all", exposed(keys)),
            Keys::Some(keys) => ("some", exposed(keys)),
            Keys::Sorry(said) => ("sorry", vec![said]),
        }
    }

    fn of(kind: &'static str, keys: &[&str]) -> (&'static str, Vec<String>) {
        (kind, keys.iter().map(|key| (*key).to_owned()).collect())
    }

    #[test]
    fn a_line_is_a_key() {
        assert_eq!(told("ABCD-EFGH-1234-5678", 1), of("all", &["ABCD-EFGH-1234-5678"]));
        assert_eq!(told("\u{feff} K1\r\n\r\n\tK2 \nK3\n", 3), of("all", &["K1", "K2", "K3"]));
        assert_eq!(told("卡号: 1001 密码: 88\t77", 1), of("all", &["卡号: 1001 密码: 88 77"]));
        assert_eq!(told("K1\nK2", 3), of("some", &["K1", "K2"]));
        assert_eq!(told("K1\nK1", 2), of("some", &["K1"]));
    }

    #[test]
    fn lines_that_belong_together_are_one_key() {
        assert_eq!(told("1001\n8877", 1), of("all", &["1001 8877"]));
        assert_eq!(told("1001\n8877\n1002\n6655", 2), of("all", &["1001 8877", "1002 6655"]));
        assert_eq!(told("您的卡密：\nK1\nK2", 2), of("all", &["K1", "K2"]));
        assert_eq!(told("卡号：\n1001\n密码：\n8877", 1), of("all", &["1001 8877"]));
        assert_eq!(told("K1\nK2\nvalid until June", 2), of("all", &["K1", "K2 valid until June"]));
    }

    #[test]
    fn one_text_is_one_key() {
        let told = |text: &str| one(text).map(|key| key.expose().clone());
        assert_eq!(told(" 1001\n8877 ").as_deref(), Some("1001 8877"));
        assert_eq!((told(""), told("抱歉，缺货")), (None, None));
    }

    #[test]
    fn an_excuse_is_no_key() {
        for text in [
            "抱歉，该商品暂时缺货，请联系客服处理",
            "对不起,库存不足",
            "请联系客服",
            "正在补货,请稍候",
            "Sorry, out of stock.",
            "Please contact support",
        ] {
            assert_eq!(told(text, 1), of("sorry", &[text]));
        }
        assert_eq!(told(" \r\n", 2), of("sorry", &[""]));
        assert_eq!(told("K1\n抱歉，另一张缺货", 2), of("some", &["K1"]));
        assert_eq!(told("K1\nK2\n如有疑问请联系客服", 2), of("all", &["K1", "K2"]));
        // A key is a key, whatever stands behind it.
        let kind = "账号: mei888 密码: x7Kp29, 有问题联系客服";
        assert_eq!(told(kind, 1), of("all", &[kind]));
        assert_eq!(told("SORRY-4K2P-99", 1), of("all", &["SORRY-4K2P-99"]));
    }

    /// By `printf '' | md5sum`, and `printf '{"sku_id":1,"quantity":1}' | md5sum`.
    #[test]
    fn a_digest_is_what_md5sum_says() {
        assert_eq!(md5_hex(b""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(md5_hex(br#"{"sku_id":1,"quantity":1}"#), MD5_OF_AN_ORDER);
    }
    const MD5_OF_AN_ORDER: &str = "12967802faf6198d1cd99c4091391636";
}
