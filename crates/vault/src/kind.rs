use db::{FromValue, Value};

/// What a SKU of the vault holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkuKind {
    /// Each key is sold once.
    OneTime,
    /// One secret is sold to many, up to a limit; a new version replaces it for all of them.
    Loop,
}

impl SkuKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::OneTime => "one_time",
            Self::Loop => "loop",
        }
    }
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::OneTime, Self::Loop].into_iter().find(|kind| kind.code() == code)
    }
}

impl FromValue for SkuKind {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(code) = value { Self::from_code(code) } else { None }
    }
}
