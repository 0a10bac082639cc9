//! Texts with variables in braces: `{product}`, `{body|sha256}`. There are no loops and no conditions.

use super::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::mem;

/// What stands for a secret where people look.
pub(super) const MASK: &str = "••••";

/// What a pair of braces may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Id,
    Key,
    Secret,
    Timestamp,
    TimestampMs,
    Time,
    TimeCompact,
    Nonce,
    OrderNo,
    Product,
    Quantity,
    Account,
    /// `{account.region}`
    AccountField(String),
    UnitCost,
    UnitCostMinor,
    TotalCost,
    TotalCostMinor,
    NotifyUrl,
    Reference,
    SentTime,
    SentDate,
    Page,
    Day,
    DayCompact,
    Method,
    Path,
    Target,
    Query,
    Body,
    Pairs,
    /// `{header:X-Time}`
    Header(String),
    /// `{field:order_no}`
    Field(String),
    Name,
    Value,
    /// `{sign:order}`
    Sign(String),
}

/// Variables that are known at the same places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// The account at the supplier.
    Keys,
    /// When it is sent.
    Moment,
    /// The order's number.
    Number,
    /// Which goods, and for which account.
    Goods,
    /// How many of them are ordered, and at what price.
    Order,
    /// What was ordered before.
    About,
    Page,
    /// Which day.
    Day,
    /// What is signed.
    Message,
    /// One name and its value, of those that are signed.
    Each,
    Signature,
}

impl Variable {
    fn read(word: &str) -> Option<Self> {
        let named = |name: &str| is_name(name).then(|| name.to_owned());
        if let Some(name) = word.strip_prefix("account.") {
            return named(name).map(Self::AccountField);
        }
        if let Some((kind, name)) = word.split_once(':') {
            return match kind {
                "header" => named(name).map(Self::Header),
                "field" => named(name).map(Self::Field),
                "sign" => named(name).map(Self::Sign),
                _ => None,
            };
        }
        Self::plain(word)
    }

    fn plain(word: &str) -> Option<Self> {
        Some(match word {
            "id" => Self::Id,
            "key" => Self::Key,
            "secret" => Self::Secret,
            "timestamp" => Self::Timestamp,
            "timestamp_ms" => Self::TimestampMs,
            "time" => Self::Time,
            "time_compact" => Self::TimeCompact,
            "nonce" => Self::Nonce,
            "order_no" => Self::OrderNo,
            "product" => Self::Product,
            "quantity" => Self::Quantity,
            "account" => Self::Account,
            "unit_cost" => Self::UnitCost,
            "unit_cost_minor" => Self::UnitCostMinor,
            "total_cost" => Self::TotalCost,
            "total_cost_minor" => Self::TotalCostMinor,
            "notify_url" => Self::NotifyUrl,
            "reference" => Self::Reference,
            "sent_time" => Self::SentTime,
            "sent_date" => Self::SentDate,
            "page" => Self::Page,
            "day" => Self::Day,
            "day_compact" => Self::DayCompact,
            "method" => Self::Method,
            "path" => Self::Path,
            "target" => Self::Target,
            "query" => Self::Query,
            "body" => Self::Body,
            "pairs" => Self::Pairs,
            "name" => Self::Name,
            "value" => Self::Value,
            _ => return None,
        })
    }

    pub fn group(&self) -> Group {
        match self {
            Self::Id | Self::Key | Self::Secret => Group::Keys,
            Self::Timestamp | Self::TimestampMs | Self::Time | Self::TimeCompact | Self::Nonce => {
                Group::Moment
            }
            Self::OrderNo => Group::Number,
            Self::Product | Self::Account | Self::AccountField(_) => Group::Goods,
            Self::Quantity => Group::Order,
            Self::UnitCost | Self::UnitCostMinor | Self::TotalCost | Self::TotalCostMinor => Group::Order,
            Self::NotifyUrl => Group::Order,
            Self::Reference | Self::SentTime | Self::SentDate => Group::About,
            Self::Page => Group::Page,
            Self::Day | Self::DayCompact => Group::Day,
            Self::Method | Self::Path | Self::Target | Self::Query | Self::Body => Group::Message,
            Self::Pairs | Self::Header(_) | Self::Field(_) => Group::Message,
            Self::Name | Self::Value => Group::Each,
            Self::Sign(_) => Group::Signature,
        }
    }
}

/// A name that was made up by somebody: of a field, a header, a recipe.
pub(super) fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&text.len()) && text.chars().all(plain)
}

/// What is done with the value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Lower,
    Upper,
    Md5,
    Sha1,
    Sha256,
    Base64,
    Url,
    /// Written without quotes into JSON; changes nothing here.
    Number,
}

impl Filter {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" => Self::Sha256,
            "base64" => Self::Base64,
            "url" => Self::Url,
            "number" => Self::Number,
            _ => return None,
        })
    }

    fn apply(self, text: String) -> String {
        match self {
            Self::Lower => text.to_ascii_lowercase(),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Md5 => kernel::hex(digest::md5(text.as_bytes())),
            Self::Sha1 => kernel::hex(digest::sha1(text.as_bytes())),
            Self::Sha256 => kernel::hex(digest::sha256(text.as_bytes())),
            Self::Base64 => STANDARD.encode(text),
            Self::Url => percent(&text),
            Self::Number => text,
        }
    }
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986).
pub(super) fn percent(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

/// The value of a variable.
pub(super) enum Piece {
    Open(String),
    /// A secret that somebody looks at.
    Masked,
}

/// A request that cannot be written, and why. Holds nothing of anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unwritable(pub &'static str);

/// Where values come from.
pub(super) type Lookup<'a> = dyn Fn(&Variable) -> Result<Piece, Unwritable> + 'a;

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BadTemplate {
    Braces,
    /// What stands between the braces.
    Unknown(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value {
        /// As it was written.
        word: String,
        variable: Variable,
        filters: Vec<Filter>,
    },
}

impl Part {
    fn read(word: &str) -> Result<Self, BadTemplate> {
        let unknown = || BadTemplate::Unknown(word.to_owned());
        let mut words = word.split('|').map(str::trim);
        let variable = words.next().and_then(Variable::read).ok_or_else(unknown)?;
        let filters: Option<Vec<Filter>> = words.map(Filter::read).collect();
        Ok(Self::Value { word: word.to_owned(), variable, filters: filters.ok_or_else(unknown)? })
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
}

impl Template {
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let (mut parts, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some((before, from)) = rest.find(['{', '}']).and_then(|at| rest.split_at_checked(at)) {
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else {
                let inside = from.strip_prefix('{').ok_or(BadTemplate::Braces)?;
                let (word, after) = inside.split_once('}').ok_or(BadTemplate::Braces)?;
                if !plain.is_empty() {
                    parts.push(Part::Text(mem::take(&mut plain)));
                }
                parts.push(Part::read(word)?);
                rest = after;
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { parts })
    }

    pub fn render(&self, lookup: &Lookup<'_>) -> Result<String, Unwritable> {
        self.render_each(lookup, Ok)
    }

    /// Each value goes through that at last, but what is masked stays as it is.
    pub fn render_each(
        &self,
        lookup: &Lookup<'_>,
        finish: fn(String) -> Result<String, Unwritable>,
    ) -> Result<String, Unwritable> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Value { variable, filters, .. } => match lookup(variable)? {
                    Piece::Masked => text.push_str(MASK),
                    Piece::Open(value) => {
                        let filtered = filters.iter().fold(value, |value, filter| filter.apply(value));
                        text.push_str(&finish(filtered)?);
                    }
                },
            }
        }
        Ok(text)
    }

    /// Each with what is written between its braces.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value { word, variable, .. } => Some((word.as_str(), variable)),
            Part::Text(_) => None,
        })
    }

    pub fn holds_signature(&self) -> bool {
        self.variables().any(|(_, variable)| matches!(variable, Variable::Sign(_)))
    }

    /// What stands between the variables; for each of those, that text.
    pub fn outline(&self, instead: &str) -> String {
        let shown = self.parts.iter().map(|part| match part {
            Part::Text(plain) => plain.as_str(),
            Part::Value { .. } => instead,
        });
        shown.collect()
    }

    /// One variable and nothing else, to be written as a number.
    pub fn is_number(&self) -> bool {
        match self.parts.as_slice() {
            [Part::Value { filters, .. }] => filters.last() == Some(&Filter::Number) && self.numbers() == 1,
            _ => false,
        }
    }

    /// How often it asks for a number.
    pub fn numbers(&self) -> usize {
        let filters = self.parts.iter().filter_map(|part| match part {
            Part::Value { filters, .. } => Some(filters.iter()),
            Part::Text(_) => None,
        });
        filters.flatten().filter(|filter| **filter == Filter::Number).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, BadTemplate> {
        let lookup = |variable: &Variable| -> Result<Piece, Unwritable> {
            Ok(match variable {
                Variable::Key => Piece::Masked,
                Variable::Name => Piece::Open("月 a/B".to_owned()),
                _ => Piece::Open("12".to_owned()),
            })
        };
        Template::parse(text).map(|template| template.render(&lookup).unwrap())
    }

    #[test]
    fn variables_and_filters_are_read() {
        for (text, read) in [
            ("", ""),
            ("plain", "plain"),
            ("a{order_no}b", "a12b"),
            ("{{{order_no}}}", "{12}"),
            ("{name|url}", "%E6%9C%88%20a%2FB"),
            ("{name|upper}{name | lower}", "月 A/B月 a/b"),
            ("{order_no|md5}", "c20ad4d76fe97759aa27a0c99bff6710"),
            ("{order_no|sha1}", "7b52009b64fd0a2a49e6d8a939753077792b0554"),
            ("{order_no|base64}", "MTI="),
            ("{key|md5}{account.region}{header:X-Time}{field:a_b}{sign:x}", "••••12121212"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(read), "{text}");
        }
        for text in ["{", "}", "{order_no", "a}b", "{order_no}}"] {
            assert_eq!(shown(text), Err(BadTemplate::Braces), "{text}");
        }
        for text in ["{}", "{what}", "{order_no|what}", "{header:}", "{account.}", "{x:y}", "{a b}"] {
            assert!(matches!(shown(text), Err(BadTemplate::Unknown(_))), "{text}");
        }
    }

    #[test]
    fn a_number_stands_alone() {
        let number = |text: &str| Template::parse(text).unwrap().is_number();
        assert!(number("{quantity|number}"));
        for text in ["{quantity}", "{quantity|number} ", "{quantity|number|md5}", "{quantity|number|number}"]
        {
            assert!(!number(text), "{text}");
        }
    }
}
