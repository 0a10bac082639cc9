use crate::json::Sorted;
use crate::places::Product;
use crate::plain::is_line;
use crate::words::never;
use kernel::Currency;
use ports::{NewSupply, NoSupply, Supplied, Wanted};

/// No text of a form is longer.
const LONGEST: usize = 200;
/// Goods that no site has: the largest number that every database can hold.
const NO_GOODS: u32 = u32::MAX;

/// The body of an order, without the address of its reports; or why there cannot be one.
pub(super) fn order(new: &NewSupply, currency: Currency) -> Result<Sorted, Supplied> {
    let other = |said: &str| never(NoSupply::Other, said);
    let product = Product::read(&new.product).filter(|product| product.id.len() < 16);
    let product = product.filter(|product| product.id != NO_GOODS.to_string());
    let product = product.ok_or_else(|| {
        other("a product is the number of a SKU there, or one with places: 101:region=area")
    })?;
    if new.quantity < 1 {
        return Err(other("the quantity is less than one"));
    }
    if new.unit_cost.currency != currency {
        return Err(other("the site reckons in another currency"));
    }
    let mut body = Sorted::default();
    body.literal("sku_id", product.id);
    body.literal("quantity", new.quantity);
    body.text("downstream_order_no", &new.order_no);
    if let Some(form) = form(new, &product)? {
        body.literal("manual_form_data", form.written());
    }
    Ok(body)
}

/// What was filled in; none where nothing was, as for most keys.
fn form(new: &NewSupply, product: &Product<'_>) -> Result<Option<Sorted>, Supplied> {
    let mut form = Sorted::default();
    let mut filled = 0;
    for (name, value) in new.account.iter().filter(|(_, value)| !value.expose().is_empty()) {
        let place = product.place(name).unwrap_or(name);
        if !is_line(value.expose(), LONGEST) {
            return Err(never(NoSupply::BadAccount, &format!("{place} is too long, or more than one line")));
        }
        form.text(place, value.expose());
        filled += 1;
    }
    match (filled, new.wanted) {
        (0, Wanted::Credit) => Err(never(NoSupply::BadAccount, "there is no account")),
        (0, Wanted::Keys) => Ok(None),
        _ => Ok(Some(form)),
    }
}

/// The same number, for goods that do not exist: nothing can be ordered by it, and what was is told of.
pub(super) fn again(order_no: &str) -> Sorted {
    let mut body = Sorted::default();
    body.literal("sku_id", NO_GOODS);
    body.literal("quantity", 1);
    body.text("downstream_order_no", order_no);
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::tests::new_supply;

    fn why(new: &NewSupply) -> Option<NoSupply> {
        match order(new, Currency::CNY) {
            Err(Supplied::Failed { reference: None, why, .. }) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn what_cannot_be_ordered_is_certain_before_it_is_sent() {
        let account = [("account", "111111")];
        for product in ["", "0", "abc", "1:a", "1:a b=c", "4294967295", "1000000000000000"] {
            assert_eq!(why(&new_supply(product, &account)), Some(NoSupply::Other), "{product}");
        }
        let none = NewSupply { quantity: 0, ..new_supply("1", &account) };
        assert_eq!(why(&none), Some(NoSupply::Other));
        let usd = kernel::Money::new(100, "USD".parse().unwrap());
        assert_eq!(why(&NewSupply { unit_cost: usd, ..new_supply("1", &account) }), Some(NoSupply::Other));
        for account in [vec![], vec![("account", "")], vec![("account", "a\nb")]] {
            assert_eq!(why(&new_supply("1", &account)), Some(NoSupply::BadAccount));
        }
    }

    #[test]
    fn keys_are_ordered_without_a_form_unless_one_is_filled_in() {
        let written = |account: &[(&str, &str)]| {
            let new = NewSupply { wanted: Wanted::Keys, ..new_supply("101:email=mail", account) };
            order(&new, Currency::CNY).ok().unwrap().written()
        };
        let bare = r#"{"downstream_order_no":"s20261129abc00000001","quantity":1,"sku_id":101}"#;
        assert_eq!(written(&[]), bare);
        assert_eq!(written(&[("email", "")]), bare);
        assert_eq!(
            written(&[("email", "a@b.example")]),
            bare.replace(r#""quantity""#, r#""manual_form_data":{"mail":"a@b.example"},"quantity""#)
        );
    }

    #[test]
    fn what_is_asked_again_can_order_nothing() {
        let body = r#"{"downstream_order_no":"s20261129abc00000001","quantity":1,"sku_id":4294967295}"#;
        assert_eq!(again("s20261129abc00000001").written(), body);
    }
}
