use crate::authorise::needed;
use crate::timeline::{Moment, Side};
use crate::{MerchantRefusal, MerchantState, Result, store, timeline};
use db::Tx;
use kernel::{MerchantId, Time};
use serde::{Deserialize, Serialize};

/// Takes an active merchant off sale; orders already paid are not touched.
pub async fn suspend(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    change(tx, merchant, &[MerchantState::Active], MerchantState::Suspended).await
}

/// Puts a suspended merchant back on sale.
pub async fn resume(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    change(tx, merchant, &[MerchantState::Suspended], MerchantState::Active).await
}

/// What the platform does to a merchant, with a reason that both sides see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Suspend,
    Resume,
    /// For good.
    Close,
}

impl Measure {
    /// What it is called once it is done.
    pub fn done(self) -> &'static str {
        match self {
            Self::Suspend => "suspended",
            Self::Resume => "resumed",
            Self::Close => "closed",
        }
    }
}

/// Does it, and writes it into the merchant's timeline; the reason as it was written down.
pub async fn measure(
    tx: &mut Tx,
    merchant: MerchantId,
    measure: Measure,
    reason: &str,
    now: Time,
) -> Result<String> {
    let note = needed(reason)?;
    match measure {
        Measure::Suspend => suspend(tx, merchant).await?,
        Measure::Resume => resume(tx, merchant).await?,
        Measure::Close => {
            let from = [MerchantState::Active, MerchantState::Suspended];
            change(tx, merchant, &from, MerchantState::Closed).await?;
        }
    }
    let moment = Moment { note: note.clone(), ..Moment::new(now, measure.done(), Side::Platform) };
    timeline::write(tx, &merchant.to_string(), &moment).await?;
    Ok(note)
}

/// Whether the merchant's new products pass without review; what it was before.
pub async fn trust(tx: &mut Tx, merchant: MerchantId, trusted: bool) -> Result<bool> {
    let before = store::merchants::trusted(tx, merchant).await?.ok_or(MerchantRefusal::NoSuchMerchant)?;
    store::merchants::set_trusted(tx, merchant, trusted).await?;
    Ok(before)
}

/// Whether the merchant's new products pass without review.
pub async fn is_trusted(tx: &mut Tx, merchant: MerchantId) -> Result<bool> {
    store::merchants::trusted(tx, merchant).await?.ok_or(MerchantRefusal::NoSuchMerchant)
}

async fn change(tx: &mut Tx, merchant: MerchantId, from: &[MerchantState], to: MerchantState) -> Result<()> {
    for old in from {
        if store::merchants::change_state(tx, merchant, *old, to).await? {
            return Ok(());
        }
    }
    let known = store::merchants::exists(tx, merchant).await?;
    Err(if known { MerchantRefusal::WrongState } else { MerchantRefusal::NoSuchMerchant })
}
