use crate::json::Sorted;
use crate::plain::{Filled, is_line, is_number};
use crate::words::never;
use kernel::Currency;
use outbound::decimal;
use ports::{NewSupply, NoSupply, Supplied, Wanted};

/// No text of an order is longer.
const LONGEST: usize = 200;
const ID_DIGITS: usize = 18;
/// What the account is called in templates.
const ACCOUNT: &str = "recharge_account";

/// The body of an order, or why there cannot be one.
pub(super) fn order(new: &NewSupply) -> Result<Sorted, Supplied> {
    let other = |said: &str| never(NoSupply::Other, said);
    let product = Product::read(&new.product).ok_or_else(|| {
        other("a product of Kasushou is a number, or one with places: 2909:region=lblName1")
    })?;
    if new.wanted != Wanted::Credit {
        return Err(never(NoSupply::Other, "keys are not ordered here"));
    }
    if new.quantity < 1 {
        return Err(other("the quantity is less than one"));
    }
    if new.unit_cost.currency != Currency::CNY {
        return Err(other("Kasushou reckons in CNY"));
    }
    let mut body = Sorted::default();
    body.literal("id", product.id);
    body.literal("quantity", new.quantity);
    body.text("external_orderno", &new.order_no);
    body.text("safe_price", &decimal::write(new.unit_cost));
    body.text("url", &new.notify_url);
    body.literal("attach", attach(new, &product)?.written());
    Ok(body)
}

fn attach(new: &NewSupply, product: &Product<'_>) -> Result<Sorted, Supplied> {
    let filled = Filled::of(new, ACCOUNT);
    if filled.account.is_empty() {
        return Err(never(NoSupply::BadAccount, "there is no account"));
    }
    let account = (product.place(filled.name).unwrap_or(ACCOUNT), filled.account);
    let rest = filled.rest.into_iter().map(|(name, value)| (product.place(name).unwrap_or(name), value));
    let mut attach = Sorted::default();
    for (place, value) in std::iter::once(account).chain(rest) {
        if !is_line(value, LONGEST) {
            return Err(never(NoSupply::BadAccount, &format!("{place} is too long, or more than one line")));
        }
        attach.text(place, value);
    }
    Ok(attach)
}

/// `2909`, or `2909:region=lblName1,role=lblName2`.
struct Product<'a> {
    id: &'a str,
    /// Our name of a field, and that of the template.
    places: Vec<(&'a str, &'a str)>,
}

impl<'a> Product<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (id, places) = match text.split_once(':') {
            Some((id, places)) => (id, places.split(',').map(place).collect::<Option<Vec<_>>>()?),
            None => (text, Vec::new()),
        };
        is_number(id, ID_DIGITS).then_some(Self { id, places })
    }

    fn place(&self, name: &str) -> Option<&'a str> {
        self.places.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| *theirs)
    }
}

fn place(text: &str) -> Option<(&str, &str)> {
    let plain = |name: &str| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.split_once('=').filter(|(ours, theirs)| plain(ours) && plain(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::tests::new_supply;

    fn why(new: &NewSupply) -> Option<NoSupply> {
        match order(new) {
            Err(Supplied::Failed { reference: None, why, .. }) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn what_cannot_be_ordered_is_certain_before_it_is_sent() {
        let account = [("account", "111111")];
        for product in ["", "0", "abc", "1:", "1:a", "1:a=", "1:a=b,", "1:a b=c", "SK224175012616077313"] {
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
    fn fields_go_where_the_template_has_them() {
        let attach = |product: &str, account: &[(&str, &str)]| {
            let new = new_supply(product, account);
            attach(&new, &Product::read(product).unwrap()).ok().unwrap().written()
        };
        assert_eq!(attach("1", &[("phone", "1")]), r#"{"recharge_account":"1"}"#);
        assert_eq!(
            attach("1", &[("recharge_account", "1"), ("lblName1", "2")]),
            r#"{"lblName1":"2","recharge_account":"1"}"#
        );
        assert_eq!(
            attach("1:region=lblName1,account=uid", &[("account", "1"), ("region", "2"), ("role", "3")]),
            r#"{"lblName1":"2","role":"3","uid":"1"}"#
        );
    }
}
