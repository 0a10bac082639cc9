use crate::expiry;
use kernel::Time;
use std::borrow::Cow;
use zeroize::Zeroize;

/// Which column is which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    key: usize,
    password: Option<usize>,
    expires: Option<usize>,
    columns: usize,
}

/// The fields of one line; quoted ones that had to be copied are wiped when dropped.
pub(crate) struct Fields<'a>(Vec<Cow<'a, str>>);

impl Drop for Fields<'_> {
    fn drop(&mut self) {
        for field in &mut self.0 {
            if let Cow::Owned(text) = field {
                text.zeroize();
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Column {
    Key,
    Password,
    Expires,
}

/// What the names of columns mean. `卡密` is the key, unless the number stands beside it.
fn meaning(name: &str, number_beside: bool) -> Option<Column> {
    match name.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
        "卡密" if number_beside => Some(Column::Password),
        "key" | "code" | "card" | "card_number" | "card_key" | "卡号" | "卡密" | "兑换码" => {
            Some(Column::Key)
        }
        "password" | "pin" | "card_password" | "密码" | "卡密码" => Some(Column::Password),
        "expires" | "expires_at" | "expiry" | "有效期" | "过期时间" => Some(Column::Expires),
        _ => None,
    }
}

impl Layout {
    /// From the first line of a file, and whether that line names columns (and holds no goods).
    pub fn of(fields: &Fields<'_>) -> Result<(Self, bool), &'static str> {
        let number_beside = fields.0.iter().any(|name| name.trim() == "卡号");
        let named: Vec<_> = fields.0.iter().map(|name| meaning(name, number_beside)).collect();
        if named.iter().all(Option::is_none) {
            return Self::unnamed(fields).map(|layout| (layout, false));
        }
        let (mut key, mut password, mut expires) = (None, None, None);
        for (index, column) in named.into_iter().enumerate() {
            let place =
                match column.ok_or("the header names a column that is not key, password or expires")? {
                    Column::Key => &mut key,
                    Column::Password => &mut password,
                    Column::Expires => &mut expires,
                };
            if place.replace(index).is_some() {
                return Err("the header names a column twice");
            }
        }
        let key = key.ok_or("the header names no column 'key'")?;
        Ok((Self { key, password, expires, columns: fields.0.len() }, true))
    }

    fn unnamed(fields: &Fields<'_>) -> Result<Self, &'static str> {
        let second_is_a_date = fields.0.get(1).is_some_and(|text| expiry::parse(text.trim()).is_some());
        let (password, expires) = match fields.0.len() {
            1 => (None, None),
            2 if second_is_a_date => (None, Some(1)),
            2 => (Some(1), None),
            3 => (Some(1), Some(2)),
            _ => return Err("there are more than three columns: name them in the first line"),
        };
        Ok(Self { key: 0, password, expires, columns: fields.0.len() })
    }

    /// Key, password and expiry of one line.
    pub fn read<'a>(
        &self,
        fields: &'a Fields<'_>,
    ) -> Result<(&'a str, Option<&'a str>, Option<Time>), &'static str> {
        if fields.0.len() != self.columns {
            return Err("the line has another number of columns than the first one");
        }
        let text = |index: usize| fields.0.get(index).map_or("", |field| field.trim());
        let key = Some(text(self.key)).filter(|t| !t.is_empty()).ok_or("the key is empty")?;
        let password = self.password.map(text).filter(|t| !t.is_empty());
        let expires = match self.expires.map(text).filter(|t| !t.is_empty()) {
            None => None,
            Some(date) => Some(expiry::parse(date).ok_or("the expiry is no date such as 2026-12-31")?),
        };
        Ok((key, password, expires))
    }
}

/// Splits a line at its commas; a field in quotes may hold commas, and quotes written twice (RFC 4180). A field does not
/// go on on the next line: no key does.
pub(crate) fn split(line: &str) -> Result<Fields<'_>, &'static str> {
    let mut fields = Fields(Vec::with_capacity(3));
    let mut rest = line;
    loop {
        let (field, after) = match rest.trim_start().strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => match rest.split_once(',') {
                Some((field, after)) => (Cow::Borrowed(field), Some(after)),
                None => (Cow::Borrowed(rest), None),
            },
        };
        fields.0.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

/// The field whose opening quote was taken off, and what follows its comma.
fn quoted_field(text: &str) -> Result<(Cow<'_, str>, Option<&str>), &'static str> {
    const OPEN: &str = "a quote is not closed on its line";
    let mut end = 0;
    let mut doubled = false;
    loop {
        end += text.get(end..).and_then(|rest| rest.find('"')).ok_or(OPEN)?;
        if !text.get(end + 1..).is_some_and(|rest| rest.starts_with('"')) {
            break;
        }
        doubled = true;
        end += 2;
    }
    let inside = text.get(..end).unwrap_or("");
    let field = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
    let after = text.get(end + 1..).unwrap_or("").trim_start();
    match after.strip_prefix(',') {
        Some(after) => Ok((field, Some(after))),
        None if after.is_empty() => Ok((field, None)),
        None => Err("there is text between a closing quote and the comma"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(line: &str) -> Vec<String> {
        split(line).unwrap().0.iter().map(|f| f.to_string()).collect()
    }

    #[test]
    fn quotes_hold_commas_and_quotes() {
        assert_eq!(fields("a,b"), ["a", "b"]);
        assert_eq!(fields("\"a,b\",c,"), ["a,b", "c", ""]);
        assert_eq!(fields("x, \"say \"\"hi\"\"\" ,z"), ["x", "say \"hi\"", "z"]);
        assert_eq!(fields("\"\",b"), ["", "b"]);
        assert!(split("\"a").is_err() && split("\"a\"b,c").is_err());
    }

    #[test]
    fn headers_are_understood_in_both_languages_and_any_order() {
        let of = |line| Layout::of(&split(line).unwrap());
        let read = |header: &str, line: &str| {
            let (layout, named) = Layout::of(&split(header).unwrap()).unwrap();
            assert!(named, "{header}");
            let fields = split(line).unwrap();
            let (key, password, expires) = layout.read(&fields).unwrap();
            (key.to_owned(), password.map(str::to_owned), expires.is_some())
        };
        assert_eq!(read("Password,Card Number", "p,k"), ("k".into(), Some("p".into()), false));
        assert_eq!(read("卡号,卡密", "k,p"), ("k".into(), Some("p".into()), false));
        assert_eq!(read("卡密,有效期", "k,2027-01-01"), ("k".into(), None, true));
        assert_eq!(read("卡号,密码,有效期", "k,p,"), ("k".into(), Some("p".into()), false));
        assert!(of("key,notes").is_err() && of("password").is_err() && of("key,code").is_err());
        assert!(of("a,b,c,d").is_err());
        assert!(!of("AAAA,2027-01-01").unwrap().1);
    }

    proptest! {
        #[test]
        fn no_line_panics(line in ".{0,60}") {
            if let Ok(fields) = split(&line)
                && let Ok((layout, _)) = Layout::of(&fields)
            {
                let _ = layout.read(&fields);
            }
        }
    }
}
