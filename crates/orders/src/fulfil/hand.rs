use super::RechargeRefusal;
use super::decide::{Call, Said};
use super::round::{Fulfiller, Heard};
use crate::store::fulfilments as rows;
use crate::{OrderError, OrderRefusal};
use jobs::NewEvent;
use kernel::{MerchantId, OrderId, clean_line};
use ports::{NoSupply, Supplied};
use serde_json::json;

/// What somebody of the merchant's has found out from the supplier itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplierSaid {
    /// The account has it.
    Credited,
    /// It does not, and will not.
    Failed,
}

impl Fulfiller {
    /// Ends what its supplier does not tell of: a person has asked there. What was asked elsewhere since is not touched.
    pub async fn decide(
        &self,
        (merchant, id): (MerchantId, OrderId),
        says: SupplierSaid,
        reason: &str,
        by: &str,
    ) -> Result<(), OrderError> {
        let reason = clean_line(reason, 300).map_err(|_| OrderRefusal::BadReason)?;
        let mut tx = self.orders().db().read().await?;
        let f = rows::find(&mut tx, merchant, id).await?.ok_or(OrderRefusal::NotFound)?;
        let order = crate::store::orders::find(&mut tx, id).await?.ok_or(OrderRefusal::NotFound)?;
        drop(tx);
        let attempt = f.open_attempt().cloned().ok_or(RechargeRefusal::AttemptDecided)?;
        let reference = Some(attempt.reference.clone()).filter(|text| !text.is_empty());
        let said: Said = Ok(match says {
            SupplierSaid::Credited => Supplied::Credited { reference, cost: None },
            SupplierSaid::Failed => {
                Supplied::Failed { reference, why: NoSupply::Other, said: reason.clone() }
            }
        });
        let supplier = attempt.supplier;
        let heard = Heard { f, order, answer: Some((attempt, Call::Later, said)) };
        if self.settled(&[heard]).await? == 0 {
            return Err(RechargeRefusal::AttemptDecided.into());
        }
        let payload = json!({ "supplier": supplier, "says": says.code(), "reason": reason, "by": by });
        let event = NewEvent::new(Some(merchant), "supplier.decided", id, &payload);
        let mut tx = self.orders().db().begin().await?;
        jobs::publish(&mut tx, self.orders().ambient(), vec![event]).await?;
        Ok(tx.commit().await?)
    }
}

impl SupplierSaid {
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::Failed => "failed",
        }
    }
}
