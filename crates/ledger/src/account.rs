use seals::Sha256;
use serde::{Deserialize, Serialize};

/// A limit that an account's balances never cross, pending amounts included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Anything goes: the world outside (banks, suppliers) as seen from here.
    Free,
    /// Never gives more than it got: wallets, escrow, shelves.
    DebitsWithinCredits,
    /// Never gets more than it gave: what is owed to us, budgets seen from the giver.
    CreditsWithinDebits,
}

impl Rule {
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::DebitsWithinCredits => "debits_within_credits",
            Self::CreditsWithinDebits => "credits_within_debits",
        }
    }
    /// The inverse of [`Rule::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Free, Self::DebitsWithinCredits, Self::CreditsWithinDebits]
            .into_iter()
            .find(|r| r.code() == code)
    }
}

/// An account by what it is; the first transfer that names it opens it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// A user, a merchant, the platform …
    pub owner: String,
    /// What the owner holds it for, e.g. `wallet`.
    pub purpose: &'static str,
    /// What is counted in it, e.g. `CNY/2` or `unit:sku_…`.
    pub asset: String,
    /// Always the same for the same owner, purpose and asset.
    pub rule: Rule,
}

impl Account {
    /// Accounts of these purposes keep a statement (see [`crate::statement`]): what people look through line by line.
    pub const WITH_STATEMENT: [&'static str; 2] = ["wallet", "balance"];

    /// Whether accounts of that purpose keep one.
    pub(crate) fn keeps_statement(purpose: &str) -> bool {
        Self::WITH_STATEMENT.contains(&purpose)
    }

    /// The id in the database: it follows from owner, purpose and asset, so no look-up is needed.
    pub fn id(&self) -> i64 {
        account_id(&self.owner, self.purpose, &self.asset)
    }
}

/// The first 63 bits of SHA-256 over the three texts, each after its length.
pub(crate) fn account_id(owner: &str, purpose: &str, asset: &str) -> i64 {
    let mut hash = Sha256::new();
    for text in [owner, purpose, asset] {
        hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..] = hash.finish();
    // Half of a u64 always fits.
    i64::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 1).unwrap_or(i64::MAX)
}

/// The four sums of an account, in the smallest unit of its asset; none is ever negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    pub debits_pending: i64,
    pub debits_posted: i64,
    pub credits_pending: i64,
    pub credits_posted: i64,
}

impl Balance {
    /// What an account of the kind "got, then gives" (a wallet) can still give.
    pub fn available_credit(&self) -> i64 {
        // Cannot overflow: the ledger keeps pending + posted of either side within i64.
        self.credits_posted - self.debits_posted - self.debits_pending
    }
    /// What an account of the kind "gave, then gets back" can still get.
    pub fn available_debit(&self) -> i64 {
        self.debits_posted - self.credits_posted - self.credits_pending
    }
    /// Whether the rule holds, pending amounts included.
    pub fn obeys(&self, rule: Rule) -> bool {
        match rule {
            Rule::Free => true,
            Rule::DebitsWithinCredits => self.available_credit() >= 0,
            Rule::CreditsWithinDebits => self.available_debit() >= 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wallet(owner: &str, asset: &str) -> Account {
        Account {
            owner: owner.into(),
            purpose: "wallet",
            asset: asset.into(),
            rule: Rule::DebitsWithinCredits,
        }
    }

    #[test]
    fn the_id_depends_on_every_part_and_on_where_it_ends() {
        let id = wallet("usr_1", "CNY/2").id();
        assert_eq!(id, wallet("usr_1", "CNY/2").id());
        assert!(id >= 0);
        for (owner, asset) in
            [("usr_2", "CNY/2"), ("usr_1", "USD/2"), ("usr_1w", "CNY/2"), ("", "usr_1CNY/2")]
        {
            assert_ne!(id, wallet(owner, asset).id());
        }
        assert_ne!(account_id("ab", "c", "d"), account_id("a", "bc", "d"));
    }

    #[test]
    fn the_id_never_changes() {
        // Ids stand in databases: another number here would lose every account.
        assert_eq!(account_id("usr_1", "wallet", "CNY/2"), 8_329_304_850_001_019_552);
    }

    #[test]
    fn rules_round_trip() {
        for rule in [Rule::Free, Rule::DebitsWithinCredits, Rule::CreditsWithinDebits] {
            assert_eq!(Rule::from_code(rule.code()), Some(rule));
        }
        assert_eq!(Rule::from_code("none"), None);
    }
}
