use crate::{NewLine, OrderRefusal};
use catalog::Orderable;
use kernel::{MerchantId, Money, OfferId};
use std::collections::HashMap;
use std::sync::Arc;

/// What an order would cost, every line priced at this moment.
#[derive(Clone, Debug)]
pub struct Quote {
    pub merchant: MerchantId,
    pub lines: Vec<(Arc<Orderable>, i64)>,
    pub total: Money,
}

impl Quote {
    /// Whether it costs no more than that, in the same currency.
    pub fn is_within(&self, most: Money) -> bool {
        self.total.currency == most.currency && self.total.minor <= most.minor
    }
}

const LINES_MAX: usize = 50;

/// Prices the lines. Pure: the offers are given.
pub fn quote(lines: &[NewLine], offers: &HashMap<OfferId, Arc<Orderable>>) -> Result<Quote, OrderRefusal> {
    let first = lines.first().ok_or(OrderRefusal::EmptyOrder)?;
    if lines.len() > LINES_MAX {
        return Err(OrderRefusal::TooManyLines);
    }
    let leading = offers.get(&first.offer).ok_or(OrderRefusal::UnknownOffer(first.offer))?;
    let mut total = Money::zero(leading.price.currency);
    let mut priced: Vec<(Arc<Orderable>, i64)> = Vec::with_capacity(lines.len());
    for line in lines {
        let offer = offers.get(&line.offer).ok_or(OrderRefusal::UnknownOffer(line.offer))?;
        if !offer.on {
            return Err(OrderRefusal::OffSale(line.offer));
        }
        if line.quantity < offer.quantity_min || line.quantity > offer.quantity_max {
            return Err(OrderRefusal::QuantityOutOfRange {
                min: offer.quantity_min,
                max: offer.quantity_max,
            });
        }
        if offer.merchant != leading.merchant {
            return Err(OrderRefusal::SeveralMerchants);
        }
        if offer.price.currency != total.currency {
            return Err(OrderRefusal::SeveralCurrencies);
        }
        if priced.iter().any(|(other, _)| other.offer == offer.offer) {
            return Err(OrderRefusal::RepeatedOffer(line.offer));
        }
        let amount = offer.price.times(line.quantity).map_err(|_| OrderRefusal::TotalTooLarge)?;
        total = total.plus(amount).map_err(|_| OrderRefusal::TotalTooLarge)?;
        priced.push((offer.clone(), line.quantity));
    }
    Ok(Quote { merchant: leading.merchant, lines: priced, total })
}
