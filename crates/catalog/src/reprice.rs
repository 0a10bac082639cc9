use crate::{CatalogRefusal, Price, check, store};
use db::Tx;
use kernel::{BasisPoints, MerchantId, Money, OfferId, Rounding};

/// Changes the price from the one that the caller saw, within the offer's currency; placed orders keep theirs.
pub async fn reprice(
    tx: &mut Tx,
    merchant: MerchantId,
    id: OfferId,
    from: Money,
    to: Price,
) -> Result<(), CatalogRefusal> {
    check::prices(to.price, to.list_price)?;
    if to.price.currency != from.currency {
        return Err(CatalogRefusal::BadPrice { field: "price" });
    }
    if store::offers::reprice(tx, merchant, id, from, to).await? {
        return Ok(store::versions::count_up(tx, merchant).await?);
    }
    match store::offers::find(tx, merchant, id).await? {
        Some(offer) => Err(CatalogRefusal::PriceChanged { price: offer.price }),
        None => Err(CatalogRefusal::UnknownOffer),
    }
}

/// Prices are changed by at most so much at once: from a tenth to ten times.
pub const CHANGE_BPS: std::ops::RangeInclusive<i64> = -9_000..=90_000;

/// What a price is after a change by that rate, halves rounded up: -1,000 takes a tenth off. The list price stays where it
/// still says something, and is left out where the price has caught up with it.
pub fn changed_by(now: Price, rate: BasisPoints) -> Result<Price, CatalogRefusal> {
    let bad = CatalogRefusal::BadPrice { field: "price" };
    if !CHANGE_BPS.contains(&rate.0) {
        return Err(CatalogRefusal::BadChange);
    }
    let Ok(price) = now.price.share(BasisPoints(rate.0 + 10_000), Rounding::HalfUp) else { return Err(bad) };
    let list_price = now.list_price.filter(|list| list.minor > price.minor);
    check::prices(price, list_price)?;
    Ok(Price { price, list_price })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;

    #[test]
    fn a_change_is_reckoned_in_whole_minor_units() {
        let cny = |minor| Money::new(minor, Currency::CNY);
        let by = |minor, list: Option<i64>, bps| {
            let now = Price { price: cny(minor), list_price: list.map(cny) };
            changed_by(now, BasisPoints(bps)).map(|to| (to.price.minor, to.list_price.map(|list| list.minor)))
        };
        assert_eq!(by(1_990, Some(2_990), -1_000).unwrap(), (1_791, Some(2_990)));
        assert_eq!(by(1_995, None, -1_000).unwrap(), (1_796, None)); // 1795.5
        assert_eq!(by(1_000, Some(1_100), 1_000).unwrap(), (1_100, None));
        assert_eq!(by(1_000, Some(1_100), 0).unwrap(), (1_000, Some(1_100)));
        assert_eq!(by(1, None, -9_000).unwrap_err().code(), "bad_price");
        assert_eq!(by(1_000, None, -9_001).unwrap_err().code(), "bad_change");
        assert_eq!(by(1_000, None, 90_001).unwrap_err().code(), "bad_change");
        assert_eq!(by(check::PRICE_MAX, None, 1).unwrap_err().code(), "bad_price");
    }
}
