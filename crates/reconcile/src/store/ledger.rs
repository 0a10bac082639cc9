use db::{Result, Row, Tx};
use std::collections::HashMap;

/// By channel and currency.
pub(crate) type Sums = HashMap<(String, String), i64>;

/// What the ledger says that each channel owes us. Its accounts are of somebody by a channel: `mer_…:alipay`.
pub(crate) async fn clearing(tx: &mut Tx) -> Result<Sums> {
    let sql = "select owner, asset, debits_posted - credits_posted from accounts where purpose = 'channel_clearing'";
    let mut sums = Sums::new();
    for r in tx.query(sql, &[]).await? {
        let (owner, asset) = (r.text(0)?, r.text(1)?);
        let channel = owner.split_once(':').map_or("", |(_, channel)| channel);
        let currency = asset.split_once('/').map_or(asset.as_str(), |(currency, _)| currency);
        *sums.entry((channel.to_owned(), currency.to_owned())).or_default() += r.int(2)?;
    }
    Ok(sums)
}

/// What arrived through each channel, less what went back, and what banks took.
pub(crate) async fn moved(tx: &mut Tx) -> Result<Sums> {
    let arrived = "select channel, currency, cast(sum(amount) as bigint) from payment_events group by channel, currency";
    let back = "select channel, currency, cast(sum(amount) as bigint) from refunds where state = 'succeeded' \
                group by channel, currency";
    let taken = "select channel, currency, cast(sum(amount) as bigint) from chargebacks where state = 'taken' \
                 group by channel, currency";
    let of_payments = "select channel, currency, cast(sum(amount) as bigint) from payment_chargebacks where state = 'taken' \
                       group by channel, currency";
    let mut sums = Sums::new();
    for r in tx.query(arrived, &[]).await? {
        *sums.entry(key(&r)?).or_default() += r.int(2)?;
    }
    for sql in [back, taken, of_payments] {
        for r in tx.query(sql, &[]).await? {
            *sums.entry(key(&r)?).or_default() -= r.int(2)?;
        }
    }
    Ok(sums)
}

fn key(r: &Row) -> Result<(String, String)> {
    Ok((r.text(0)?, r.text(1)?))
}
