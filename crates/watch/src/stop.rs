use crate::{Result, Watch, WatchRefusal, service, store};
use db::Tx;
use kernel::{MerchantId, Time, clean_line};

/// Since when, why and by whom no price of a merchant is changed by rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub reason: String,
    pub at: Time,
    pub by: String,
}

impl Watch {
    /// None: rules are at work, as far as the operator lets them.
    pub async fn stop(&self, merchant: MerchantId) -> Result<Option<Stop>> {
        Ok(store::stops::find(&mut self.db().read().await?, merchant).await?)
    }

    /// No rule changes a price of theirs from the commit on. What waits for a person can still be let pass.
    pub async fn stop_all(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        (reason, by): (&str, &str),
    ) -> Result<Stop> {
        let reason = clean_line(reason, 200).map_err(|_| WatchRefusal::BadReason)?;
        // Who is setting prices just now ends first.
        service::alone(tx, merchant).await?;
        if store::stops::find(tx, merchant).await?.is_some() {
            return Err(WatchRefusal::StopUnchanged);
        }
        let stop = Stop { reason, at: self.ambient().now(), by: by.to_owned() };
        store::stops::insert(tx, merchant, &stop).await?;
        Ok(stop)
    }

    /// Rules go on with what became due meanwhile.
    pub async fn go_on(&self, tx: &mut Tx, merchant: MerchantId) -> Result<()> {
        match store::stops::remove(tx, merchant).await? {
            true => Ok(()),
            false => Err(WatchRefusal::StopUnchanged),
        }
    }
}
