use crate::IdentityRefusal;
use std::fmt;

/// One thing that an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    OrdersRead,
    OrdersWrite,
    WalletRead,
    CatalogRead,
    CatalogWrite,
    StockRead,
    StockWrite,
}

impl Scope {
    pub const ALL: [Scope; 7] = [
        Self::OrdersRead,
        Self::OrdersWrite,
        Self::WalletRead,
        Self::CatalogRead,
        Self::CatalogWrite,
        Self::StockRead,
        Self::StockWrite,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::OrdersRead => "orders:read",
            Self::OrdersWrite => "orders:write",
            Self::WalletRead => "wallet:read",
            Self::CatalogRead => "catalog:read",
            Self::CatalogWrite => "catalog:write",
            Self::StockRead => "stock:read",
            Self::StockWrite => "stock:write",
        }
    }

    /// Whether it means anything only for the staff of a merchant.
    pub fn for_staff(self) -> bool {
        matches!(self, Self::CatalogWrite | Self::StockRead | Self::StockWrite)
    }

    fn bit(self) -> u32 {
        match self {
            Self::OrdersRead => 1,
            Self::OrdersWrite => 2,
            Self::WalletRead => 4,
            Self::CatalogRead => 8,
            Self::CatalogWrite => 16,
            Self::StockRead => 32,
            Self::StockWrite => 64,
        }
    }
}

/// All that an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scopes(u32);

impl Scopes {
    pub fn of(scopes: &[Scope]) -> Self {
        Self(scopes.iter().fold(0, |bits, scope| bits | scope.bit()))
    }

    /// From codes, as the API takes them; refuses one that does not exist.
    pub fn parse<'a>(codes: impl IntoIterator<Item = &'a str>) -> Result<Self, IdentityRefusal> {
        let find = |code: &'a str| Scope::ALL.into_iter().find(|scope| scope.code() == code).ok_or(code);
        codes.into_iter().try_fold(Self::default(), |all, code| match find(code) {
            Ok(scope) => Ok(Self(all.0 | scope.bit())),
            Err(code) => Err(IdentityRefusal::UnknownScope(code.chars().take(40).collect())),
        })
    }

    /// From the database: what a newer program may have written is passed over, not granted.
    pub(crate) fn stored(text: &str) -> Self {
        let known = Scope::ALL.into_iter().filter(|scope| text.split(' ').any(|code| code == scope.code()));
        Self::of(&known.collect::<Vec<_>>())
    }

    pub fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
}

/// Codes separated by spaces, as stored.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.iter().map(Scope::code).collect();
        f.write_str(&codes.join(" "))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn scopes_round_trip_and_unknown_ones_grant_nothing() {
        let some = Scopes::parse(["stock:write", "orders:read"]).unwrap();
        assert_eq!(some.to_string(), "orders:read stock:write");
        assert_eq!(Scopes::stored(&some.to_string()), some);
        assert_eq!(Scopes::stored("everything orders:read orders:readx"), Scopes::of(&[Scope::OrdersRead]));
        assert_eq!(Scopes::parse(["orders:all"]).unwrap_err().code(), "unknown_scope");
        let all = Scopes::of(&Scope::ALL);
        assert!(Scope::ALL.into_iter().all(|scope| all.has(scope)) && !all.is_empty());
    }
}
