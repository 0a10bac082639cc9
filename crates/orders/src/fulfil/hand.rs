use super::decide::{Call, Said};
use super::round::{Fulfiller, Heard};
use super::{Fulfilment, RechargeRefusal};
use crate::store::fulfilments as rows;
use crate::{OrderError, OrderRefusal};
use jobs::NewEvent;
use kernel::{MerchantId, OrderId, Secret, clean_line};
use ports::{NoSupply, Supplied, Wanted};
use serde_json::json;

/// What somebody of the merchant's has found out from the supplier itself.
#[derive(Clone)]
pub enum SupplierSaid {
    /// The account has it; or keys came, and lie on the shelf already.
    Credited,
    /// These are the keys, all of them.
    Delivered(Vec<Secret<String>>),
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
        must_fit(&f, &says)?;
        let code = says.code();
        let reference = Some(attempt.reference.clone()).filter(|text| !text.is_empty());
        let said: Said = Ok(match says {
            SupplierSaid::Credited => Supplied::Credited { reference, cost: None },
            SupplierSaid::Delivered(keys) => Supplied::Delivered { reference, cost: None, keys },
            SupplierSaid::Failed => {
                Supplied::Failed { reference, why: NoSupply::Other, said: reason.clone() }
            }
        });
        let supplier = attempt.supplier;
        let heard = Heard { f, order, answer: Some((attempt, Call::Later, said)) };
        if self.settled(&[heard]).await? == 0 {
            return Err(RechargeRefusal::AttemptDecided.into());
        }
        let payload = json!({ "supplier": supplier, "says": code, "reason": reason, "by": by });
        let event = NewEvent::new(Some(merchant), "supplier.decided", id, &payload);
        let mut tx = self.orders().db().begin().await?;
        jobs::publish(&mut tx, self.orders().ambient(), vec![event]).await?;
        Ok(tx.commit().await?)
    }
}

/// Keys are given where keys are wanted, and each of them once.
fn must_fit(f: &Fulfilment, says: &SupplierSaid) -> Result<(), RechargeRefusal> {
    let SupplierSaid::Delivered(keys) = says else { return Ok(()) };
    let mut known: Vec<&str> = keys.iter().map(|key| key.expose().as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let fits = f.wanted == Wanted::Keys
        && known.len() == keys.len()
        && i64::try_from(keys.len()) == Ok(f.quantity)
        && known.iter().all(|key| clean_line(key, KEY_MAX).is_ok());
    if fits { Ok(()) } else { Err(RechargeRefusal::WrongKeys { wanted: f.quantity }) }
}

/// No key is longer, in characters.
const KEY_MAX: usize = 2_000;

impl SupplierSaid {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::Delivered(_) => "delivered",
            Self::Failed => "failed",
        }
    }
}
