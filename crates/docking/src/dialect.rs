use std::str::FromStr;

/// In which words a partner speaks, and is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Our own (`/dock/v1`).
    Cardamom,
    /// dujiao-next, protocol 1.0 (`/api/v1/upstream`).
    Dujiao,
    /// acg-faka (`/shared`).
    Acg,
}

impl Dialect {
    /// Stable: stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cardamom => "cardamom",
            Self::Dujiao => "dujiao",
            Self::Acg => "acg",
        }
    }
}

impl FromStr for Dialect {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Cardamom, Self::Dujiao, Self::Acg].into_iter().find(|dialect| dialect.code() == code).ok_or(())
    }
}
