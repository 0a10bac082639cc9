use crate::store;
use crate::{Result, Settlement, SettlementRefusal};
use db::Tx;
use kernel::{MerchantId, Time, clean_line};
use merchants::masked;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    Bank,
    Alipay,
}

impl AccountKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Alipay => "alipay",
        }
    }
}

impl std::str::FromStr for AccountKind {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Bank, Self::Alipay].into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// As it is given.
#[derive(Clone)]
pub struct NewPayoutAccount {
    pub kind: AccountKind,
    /// Whose account it is.
    pub holder: String,
    /// Of a bank account only.
    pub bank: String,
    /// Digits of a bank account; an e-mail address or telephone number at Alipay.
    pub number: String,
}

/// Where money goes, opened. Not printable.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutTarget {
    pub holder: String,
    pub bank: String,
    pub number: String,
}

impl std::fmt::Debug for PayoutTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayoutTarget")
    }
}

/// As people are shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutAccount {
    pub kind: AccountKind,
    pub masked: String,
    pub changed_by: String,
    pub changed_at: Time,
    /// Nothing is paid out to it before.
    pub usable_from: Time,
}

impl Settlement {
    /// Names the account that the merchant's money is paid out to, instead of the one before; from now on it rests for
    /// the time that the settings say. Payouts that were asked for before keep theirs.
    pub async fn put_payout_account(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        who: &str,
        new: &NewPayoutAccount,
    ) -> Result<PayoutAccount> {
        let target = checked(new)?;
        let now = self.ambient().now();
        let row = store::payout_accounts::Row {
            kind: new.kind,
            sealed: self.seal_target(&account_name(merchant), &target),
            masked: masked(&target.number),
            changed_by: who.to_owned(),
            changed_at: now,
        };
        store::payout_accounts::put(tx, merchant, &row).await?;
        Ok(self.shown(&row))
    }

    pub async fn payout_account(&self, merchant: MerchantId) -> Result<Option<PayoutAccount>> {
        let mut tx = self.db().read().await?;
        Ok(store::payout_accounts::find(&mut tx, merchant).await?.map(|row| self.shown(&row)))
    }

    fn shown(&self, row: &store::payout_accounts::Row) -> PayoutAccount {
        PayoutAccount {
            kind: row.kind,
            masked: row.masked.clone(),
            changed_by: row.changed_by.clone(),
            changed_at: row.changed_at,
            usable_from: row.changed_at.after(self.settings().account_rest()),
        }
    }

    pub(crate) fn seal_target(&self, name: &str, target: &PayoutTarget) -> Vec<u8> {
        let plain = serde_json::to_vec(target).unwrap_or_default();
        self.0.sealer.seal(self.ambient(), name, &plain)
    }

    pub(crate) fn open_target(&self, name: &str, sealed: &[u8]) -> Result<PayoutTarget> {
        let opened = self.0.sealer.open(name, sealed).and_then(|plain| serde_json::from_slice(&plain).ok());
        opened.ok_or_else(|| db::DbError::Decode(format!("{name} does not open")).into())
    }
}

pub(crate) fn account_name(merchant: MerchantId) -> String {
    format!("payout account {merchant}")
}

fn checked(new: &NewPayoutAccount) -> Result<PayoutTarget> {
    let bad = |field, why| SettlementRefusal::BadAccount { field, why };
    let line = |field, text: &str| {
        clean_line(text, 80).map_err(|_| bad(field, "this is one line of 1 to 80 characters"))
    };
    let holder = line("holder", &new.holder)?;
    let number = clean_line(&new.number, 80)
        .map_err(|_| bad("number", "this is the number of an account"))?
        .replace([' ', '-'], "");
    match new.kind {
        AccountKind::Bank => {
            let bank = line("bank", &new.bank)?;
            if !(8..=30).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(bad("number", "the number of a bank account is 8 to 30 digits"));
            }
            Ok(PayoutTarget { holder, bank, number })
        }
        AccountKind::Alipay => {
            let phone = number.len() == 11 && number.bytes().all(|b| b.is_ascii_digit());
            let number = new.number.trim().to_lowercase();
            let mail = number.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !number.contains(char::is_whitespace)
            });
            if !phone && !mail {
                return Err(bad(
                    "number",
                    "an Alipay account is an e-mail address or a telephone number of 11 digits",
                ));
            }
            Ok(PayoutTarget { holder, bank: String::new(), number })
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn account(kind: AccountKind, bank: &str, number: &str) -> Result<PayoutTarget> {
        checked(&NewPayoutAccount {
            kind, holder: "某公司".into(), bank: bank.into(), number: number.into()
        })
    }

    #[test]
    fn numbers_are_looked_at() {
        let number = |target: Result<PayoutTarget>| target.unwrap().number;
        assert_eq!(number(account(AccountKind::Bank, "某银行", "6222 0212-3456 7890")), "6222021234567890");
        assert_eq!(number(account(AccountKind::Alipay, "", " Shop@Example.com ")), "shop@example.com");
        assert_eq!(number(account(AccountKind::Alipay, "", "13800138000")), "13800138000");
        for (kind, bank, bad) in [
            (AccountKind::Bank, "某银行", "1234567"),
            (AccountKind::Bank, "某银行", "=1+1"),
            (AccountKind::Bank, "", "6222021234567890"),
            (AccountKind::Alipay, "", "shop"),
            (AccountKind::Alipay, "", "@example.com"),
            (AccountKind::Alipay, "", "1380013800"),
        ] {
            assert_eq!(account(kind, bank, bad).unwrap_err().code(), "bad_payout_account", "{bad}");
        }
    }
}
