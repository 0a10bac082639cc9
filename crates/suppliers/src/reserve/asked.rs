use crate::json::Sorted;
use crate::words::never;
use kernel::Currency;
use ports::{NewSupply, NoSupply, Supplied, Wanted};
use ring::digest::{SHA256, digest};

const QUANTITY_MAX: i64 = 1000;

/// How our numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderIds {
    Uuid,
    /// As they are.
    Plain,
}

impl OrderIds {
    /// Always the same for the same number.
    pub fn of(self, order_no: &str) -> String {
        match self {
            Self::Uuid => uuid(order_no),
            Self::Plain => order_no.to_owned(),
        }
    }
}

/// Out of the digest: version 1, with the mark of a node that is no machine's.
fn uuid(text: &str) -> String {
    let hex = kernel::hex(digest(&SHA256, text.as_bytes()));
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let set = |at: usize, keep: u8, put: u8| {
        let byte = u8::from_str_radix(part(at, at + 2), 16).unwrap_or_default();
        kernel::hex([(byte & keep) | put])
    };
    let (version, variant, node) = (set(12, 0x0f, 0x10), set(16, 0x3f, 0x80), set(20, 0xff, 0x01));
    format!(
        "{}-{}-{version}{}-{variant}{}-{node}{}",
        part(0, 8),
        part(8, 12),
        part(14, 16),
        part(18, 20),
        part(22, 32)
    )
}

/// PROVIDE and CANCEL.
pub(super) fn about(action: &str, id: &str) -> String {
    let mut body = Sorted::default();
    body.text("action", action);
    body.text("orderId", id);
    body.written()
}

/// RESERVE, or why there cannot be one.
pub(super) fn reserve(new: &NewSupply, id: &str, currency: Currency) -> Result<String, Supplied> {
    let other = |said: &str| Err(never(NoSupply::Other, said));
    let is_plain = (1..=64).contains(&new.product.len()) && new.product.bytes().all(|b| b.is_ascii_graphic());
    if !is_plain {
        return other("a product is the seller's auctionId, a UUID");
    }
    if new.wanted != Wanted::Keys {
        return other("only keys are ordered here");
    }
    if !(1..=QUANTITY_MAX).contains(&new.quantity) {
        return other("from 1 to 1000 keys are ordered at once");
    }
    if new.unit_cost.currency != currency {
        return other(&format!("this seller reckons in {currency}"));
    }
    let mut price = Sorted::default();
    price.literal("amount", new.unit_cost.minor);
    price.text("currency", currency.code());
    let mut auction = Sorted::default();
    auction.text("auctionId", &new.product);
    auction.literal("keyCount", new.quantity);
    auction.literal("price", price.written());
    let mut body = Sorted::default();
    body.text("action", "RESERVE");
    body.literal("auctions", format!("[{}]", auction.written()));
    body.text("orderId", id);
    Ok(body.written())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::tests::new_supply;

    #[test]
    fn what_cannot_be_ordered_is_certain_before_it_is_sent() {
        let keys = |product: &str| NewSupply { wanted: Wanted::Keys, ..new_supply(product, &[]) };
        let usd = kernel::Money::new(1, "USD".parse().unwrap());
        for new in [
            keys(""),
            keys("a b"),
            keys(&"a".repeat(65)),
            new_supply("6ce664fa-4abe-11ed-b878-0242ac120002", &[]),
            NewSupply { quantity: 0, ..keys("a") },
            NewSupply { quantity: 1001, ..keys("a") },
            NewSupply { unit_cost: usd, ..keys("a") },
        ] {
            let refused = reserve(&new, "id", Currency::CNY);
            assert!(matches!(refused, Err(Supplied::Failed { why: NoSupply::Other, .. })), "{new:?}");
        }
        assert!(reserve(&keys("a"), "id", Currency::CNY).is_ok());
    }
}
