use kernel::{Secret, hex};
use md5::{Digest, Md5};

/// Names with values of a form or query, in their order; what is no text is read as far as it is one.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    let split = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    };
    parts.map(split).collect()
}

/// As PHP's `urldecode` does it.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                match (ahead.next().and_then(digit), ahead.next().and_then(digit)) {
                    (Some(high), Some(low)) => {
                        bytes.push(high << 4 | low);
                        rest = ahead;
                    }
                    _ => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// A form as PHP reads it: `a[b]` is the member `b` of `a`; of what stands there twice, the last one counts.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs(&String::from_utf8_lossy(body)) {
            let name = form.numbered(name);
            match form.0.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => form.0.push((name, value)),
            }
        }
        form
    }

    /// `a[]` is the next member of the list `a`.
    fn numbered(&self, name: String) -> String {
        let Some(list) = name.strip_suffix("[]") else { return name };
        let begins = format!("{list}[");
        let so_many = self.0.iter().filter(|(known, _)| known.starts_with(&begins)).count();
        format!("{list}[{so_many}]")
    }

    /// Empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The first of these that is filled in.
    pub fn any(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// `md5` over the parts in the order of their names, without `sign` and what is empty, `&key=` and the key behind them.
    /// It is taken over decoded text, so that two forms may be signed alike (`a=1&b=2` as one value or two): nothing is
    /// believed that depends on which of them it was.
    pub fn signature(&self, key: &Secret<String>) -> String {
        let top = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
        let mut parts: Vec<&(String, String)> = self
            .0
            .iter()
            .filter(|(name, value)| top(name) != "sign" && !(value.is_empty() && !name.contains('[')))
            .collect();
        // Members of one list stay as they came.
        parts.sort_by_key(|(name, _)| top(name));
        let joined: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let text = Secret::new(format!("{}&key={}", joined.join("&"), key.expose()));
        hex(Md5::digest(text.expose().as_bytes()))
    }

    /// Those that the program itself has no use for: answers to the item's form.
    pub fn answers(&self, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        self.0.iter().filter(|(name, value)| wanted(name) && !value.is_empty()).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(body: &str) -> String {
        Form::read(body.as_bytes()).signature(&Secret::new("KEY123".to_owned()))
    }

    fn md5(text: &str) -> String {
        hex(Md5::digest(text.as_bytes()))
    }

    #[test]
    fn forms_are_read_as_php_reads_them() {
        let form = Form::read("a=1&b=%E7%BA%A2+x&c%5Bk%5D=%2B&a=2&d[]=x&d[]=y&e=50%".as_bytes());
        assert_eq!(
            ["a", "b", "c[k]", "d[0]", "d[1]", "e", "f"].map(|name| form.get(name)),
            ["2", "红 x", "+", "x", "y", "50%", ""]
        );
    }

    #[test]
    fn the_signature_is_over_decoded_text_in_the_order_of_names() {
        assert_eq!(
            signed("num=1&app_id=7&race=&card_id=0&sign=x"),
            md5("app_id=7&card_id=0&num=1&key=KEY123")
        );
        assert_eq!(
            signed("sku%5B%E5%A4%A7%5D=%E7%BA%A2&code=A%2BB+C&sku%5Ba%5D="),
            md5("code=A+B C&sku[大]=红&sku[a]=&key=KEY123")
        );
        assert_eq!(signed(""), md5("&key=KEY123"));
    }
}
