use crate::json::Sorted;
use crate::plain::{Filled, is_line, is_number};
use crate::words::never;
use ports::{NewSupply, NoSupply, Supplied, Wanted};

/// No text of an order is longer.
const LONGEST: usize = 50;
/// Fulu's numbers of goods are shorter.
const PRODUCT_DIGITS: usize = 18;
/// Nobody tops up a telephone by more than 9999 yuan.
const YUAN_DIGITS: usize = 4;

/// A request that orders.
pub(super) struct Asked {
    pub method: &'static str,
    pub content: Sorted,
}

/// The request, or why there cannot be one.
pub(super) fn order(new: &NewSupply) -> Result<Asked, Supplied> {
    if new.wanted != Wanted::Credit {
        return Err(never(NoSupply::Other, "keys are not ordered here"));
    }
    if new.quantity < 1 {
        return Err(never(NoSupply::Other, "the quantity is less than one"));
    }
    match new.product.split_once(':') {
        None => direct(new),
        Some(("mobile", yuan)) => mobile(new, yuan),
        Some(_) => Err(no_product()),
    }
}

fn direct(new: &NewSupply) -> Result<Asked, Supplied> {
    if !is_number(&new.product, PRODUCT_DIGITS) {
        return Err(no_product());
    }
    let filled = Filled::of(new, "charge_account");
    if !is_line(filled.account, LONGEST) {
        return Err(never(NoSupply::BadAccount, "Fulu takes an account of 1 to 50 characters in one line"));
    }
    let mut content = Sorted::default();
    content.literal("product_id", &new.product);
    content.text("customer_order_no", &new.order_no);
    content.text("charge_account", filled.account);
    content.literal("buy_num", new.quantity);
    for (name, value) in filled.rest {
        let place = place(name).ok_or_else(|| {
            never(NoSupply::Other, &format!("the field {name} of the account form has no place in an order"))
        })?;
        if !is_line(value, LONGEST) {
            return Err(never(NoSupply::BadAccount, &format!("{place} is too long, or more than one line")));
        }
        content.text(place, value);
    }
    Ok(Asked { method: "fulu.order.direct.add", content })
}

fn mobile(new: &NewSupply, yuan: &str) -> Result<Asked, Supplied> {
    if !is_number(yuan, YUAN_DIGITS) {
        return Err(no_product());
    }
    if new.quantity != 1 {
        return Err(never(NoSupply::Other, "a telephone is topped up once an order"));
    }
    // Whatever else was filled in, a telephone is all that is needed.
    let phone = Filled::of(new, "phone").account;
    if phone.len() != 11 || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(never(NoSupply::BadAccount, "a telephone number has 11 digits"));
    }
    let mut content = Sorted::default();
    content.text("charge_phone", phone);
    content.literal("charge_value", yuan);
    content.text("customer_order_no", &new.order_no);
    Ok(Asked { method: "fulu.order.mobile.add", content })
}

/// Where an order has that field of an account form; Fulu's own names are taken as well.
fn place(name: &str) -> Option<&'static str> {
    Some(match name {
        "game" | "charge_game_name" => "charge_game_name",
        "region" | "charge_game_region" => "charge_game_region",
        "server" | "charge_game_srv" => "charge_game_srv",
        "role" | "charge_game_role" => "charge_game_role",
        "type" | "charge_type" => "charge_type",
        "password" | "charge_password" => "charge_password",
        "ip" | "charge_ip" => "charge_ip",
        "qq" | "contact_qq" => "contact_qq",
        "phone" | "contact_tel" => "contact_tel",
        _ => return None,
    })
}

fn no_product() -> Supplied {
    never(NoSupply::Other, "a product of Fulu is a number, or a top-up such as mobile:50")
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
        let account = [("account", "888888")];
        for product in ["", "0", "1.5", "abc", "mobile:", "mobile:0", "mobile:12345", "card:1", "1,2"] {
            assert_eq!(why(&new_supply(product, &account)), Some(NoSupply::Other), "{product}");
        }
        for quantity in [0, -1] {
            let new = NewSupply { quantity, ..new_supply("1", &account) };
            assert_eq!(why(&new), Some(NoSupply::Other));
        }
        let long = "1".repeat(51);
        for account in [vec![], vec![("account", "")], vec![("account", "a\nb")], vec![("account", &*long)]] {
            assert_eq!(why(&new_supply("1", &account)), Some(NoSupply::BadAccount));
        }
        let more = |field| new_supply("1", &[("account", "888888"), field]);
        assert_eq!(why(&more(("nickname", "x"))), Some(NoSupply::Other));
        assert_eq!(why(&more(("role", "a\tb"))), Some(NoSupply::BadAccount));
        assert_eq!(why(&more(("role", "赵云"))), None);
    }

    #[test]
    fn a_telephone_is_topped_up_once() {
        let phone = [("phone", "13800138000")];
        assert!(order(&new_supply("mobile:50", &phone)).is_ok());
        let twice = NewSupply { quantity: 2, ..new_supply("mobile:50", &phone) };
        assert_eq!(why(&twice), Some(NoSupply::Other));
        for number in ["1380013800", "138001380000", "+8613800138", "1380013800x", ""] {
            let new = new_supply("mobile:50", &[("phone", number)]);
            assert_eq!(why(&new), Some(NoSupply::BadAccount), "{number}");
        }
    }
}
