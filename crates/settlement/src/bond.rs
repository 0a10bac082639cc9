use crate::service::{odd, submit_one};
use crate::{Result, Settlement, SettlementRefusal, accounts};
use db::Tx;
use kernel::{MerchantId, Money};
use ledger::{Account, Chain, Refusal, Step};

impl Settlement {
    /// Out of the merchant's balance into the bond. `key` makes it happen once.
    pub async fn fill_bond(&self, tx: &mut Tx, merchant: MerchantId, amount: Money, key: &str) -> Result<()> {
        let ends = (accounts::balance(merchant, amount.currency), accounts::bond(merchant, amount.currency));
        self.move_bond(tx, merchant, ends, amount, &format!("bond/in/{key}")).await.map_err(|refusal| {
            match refusal {
                SettlementRefusal::BondTooLow => SettlementRefusal::BalanceTooLow,
                other => other,
            }
        })
    }

    /// Out of the bond into the merchant's balance: the operator's to decide.
    pub async fn free_bond(&self, tx: &mut Tx, merchant: MerchantId, amount: Money, key: &str) -> Result<()> {
        let ends = (accounts::bond(merchant, amount.currency), accounts::balance(merchant, amount.currency));
        self.move_bond(tx, merchant, ends, amount, &format!("bond/out/{key}")).await
    }

    async fn move_bond(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        (debit, credit): (Account, Account),
        amount: Money,
        id: &str,
    ) -> Result<()> {
        if amount.minor < 1 {
            return Err(SettlementRefusal::BadAmount);
        }
        let step = Step::Post { id: id.to_owned(), debit, credit, amount: amount.minor };
        let chain = Chain { book: merchant.to_string(), reference: id.to_owned(), steps: vec![step] };
        match submit_one(tx, self.ambient().now(), chain).await? {
            Ok(()) => Ok(()),
            Err((_, Refusal::ExceedsCredits)) => Err(SettlementRefusal::BondTooLow),
            Err(other) => Err(odd(format!("{id}: {other:?}"))),
        }
    }
}
