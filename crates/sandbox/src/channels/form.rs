use std::fmt::Write;

use reqwest::Url;

/// Names and values of a query or a posted form, in their order.
pub fn read(text: &str) -> Vec<(String, String)> {
    let url = Url::parse(&format!("form:?{text}"));
    url.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}

/// The value of a name; empty where there is none, and where there are two.
pub fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let mut values = fields.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none()).unwrap_or_default()
}

/// Written as a browser writes a form.
pub fn write<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    fields.into_iter().fold(String::new(), |mut text, (name, value)| {
        if !text.is_empty() {
            text.push('&');
        }
        escaped(&mut text, name);
        text.push('=');
        escaped(&mut text, value);
        text
    })
}

/// An address with these parameters behind it.
pub fn with_query(url: &str, query: &str) -> String {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let joint = if address.contains('?') { '&' } else { '?' };
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    format!("{address}{joint}{query}{fragment}")
}

fn escaped(text: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                text.push(char::from(byte))
            }
            b' ' => text.push('+'),
            // Writing to a string cannot fail.
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
}

/// Minor units of two decimals as `12.30`.
pub fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// `12.3` as minor units of two decimals; none for what is not a plain amount above zero.
pub fn minor(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 || whole.len() > 12 {
        return None;
    }
    let minor: i64 = format!("{whole}{part:0<2}").parse().ok()?;
    Some(minor).filter(|minor| *minor > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_was_written() {
        let fields = [("name", "月卡 1&2=3"), ("sign", "a+b/c=")];
        let text = write(fields);
        assert_eq!(text, "name=%E6%9C%88%E5%8D%A1+1%262%3D3&sign=a%2Bb%2Fc%3D");
        let read = read(&text);
        assert_eq!((value(&read, "name"), value(&read, "sign")), ("月卡 1&2=3", "a+b/c="));
        assert_eq!(value(&super::read("a=1&a=2"), "a"), "");
        assert_eq!(with_query("http://s/o?x=1#t", "a=b"), "http://s/o?x=1&a=b#t");
    }

    #[test]
    fn amounts_are_plain_decimals() {
        assert_eq!(["1", "1.5", "0.01"].map(minor), [Some(100), Some(150), Some(1)]);
        assert!(["", "0", "0.00", "-1", "1e2", "1.005", ".5", "1."].into_iter().all(|t| minor(t).is_none()));
        assert_eq!(
            (decimal(5).as_str(), decimal(1990).as_str(), decimal(-1).as_str()),
            ("0.05", "19.90", "-0.01")
        );
    }
}
