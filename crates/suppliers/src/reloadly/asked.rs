use super::{Fine, never};
use crate::json::Sorted;
use crate::plain::{Filled, is_number};
use kernel::Currency;
use ports::{AccountQuestion, NewSupply, NoSupply, Supplied, Wanted};

const ID_DIGITS: usize = 12;
const QUANTITY_MAX: i64 = 100;
/// What the telephone is called in orders.
const PHONE: &str = "recipientPhone";

/// What is ordered, as our products name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Product<'a> {
    /// `gift:10:15.00`: cards of that face, in the card's own currency.
    Cards { id: &'a str, face: &'a str },
    /// `air:341:5`: a telephone, by so much of our currency.
    TopUp { operator: &'a str, amount: &'a str },
}

impl<'a> Product<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        let (id, amount) = rest.split_once(':')?;
        let fits = is_number(id, ID_DIGITS) && Fine::read(amount).is_some_and(|amount| amount > Fine::ZERO);
        match kind {
            "gift" if fits => Some(Self::Cards { id, face: amount }),
            "air" if fits => Some(Self::TopUp { operator: id, amount }),
            _ => None,
        }
    }
}

/// What can be ordered at all, or why not.
pub(super) fn product(new: &NewSupply, currency: Currency) -> Result<Product<'_>, Supplied> {
    let other = |said: &str| never(NoSupply::Other, said);
    let product = Product::read(&new.product).ok_or_else(|| {
        other("a product of Reloadly is gift:productId:face or air:operatorId:amount, such as gift:10:15.00")
    })?;
    if new.unit_cost.currency != currency {
        return Err(other(&format!("this account reckons in {currency}")));
    }
    match (product, new.wanted, new.quantity) {
        (_, _, ..=0) => Err(other("the quantity is less than one")),
        (Product::Cards { .. }, Wanted::Credit, _) => Err(other("a gift card is a key: it credits nobody")),
        (Product::TopUp { .. }, Wanted::Keys, _) => Err(other("a top-up is credited: it is no key")),
        (Product::Cards { .. }, _, QUANTITY_MAX..) if new.quantity > QUANTITY_MAX => {
            Err(other("no more than 100 cards are ordered at once"))
        }
        (Product::TopUp { .. }, _, 2..) => Err(other("a telephone is topped up once an order")),
        _ => Ok(product),
    }
}

pub(super) fn cards(new: &NewSupply, id: &str, face: &str, sender: &str, email: Option<&str>) -> String {
    let mut body = Sorted::default();
    body.text("customIdentifier", &new.order_no);
    body.literal("productId", id);
    body.literal("quantity", new.quantity);
    body.text("senderName", sender);
    body.literal("unitPrice", face);
    if let Some(email) = email {
        body.text("recipientEmail", email);
    }
    body.written()
}

pub(super) fn top_up(new: &NewSupply, id: &str, amount: &str, country: &str) -> Result<String, Supplied> {
    let number = phone(Filled::of(new, PHONE).account)
        .ok_or_else(|| never(NoSupply::BadAccount, "that is no telephone number"))?;
    let mut recipient = Sorted::default();
    recipient.text("countryCode", country);
    recipient.text("number", &number);
    let mut body = Sorted::default();
    body.literal("amount", amount);
    body.text("customIdentifier", &new.order_no);
    body.literal("operatorId", id);
    body.literal(PHONE, recipient.written());
    body.literal("useLocalAmount", false);
    Ok(body.written())
}

/// The operator of a product that is a top-up.
pub(super) fn airtime(product: &str) -> Option<&str> {
    match Product::read(product)? {
        Product::TopUp { operator, .. } => Some(operator),
        Product::Cards { .. } => None,
    }
}

/// The telephone that a question is about, if it is one.
pub(super) fn phone_of(question: &AccountQuestion) -> Option<String> {
    phone(Filled::asked(question, PHONE).account)
}

/// Digits alone, with a plus where there was one: what people write between them is left out.
fn phone(text: &str) -> Option<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/');
    let number: String = text.chars().filter(|c| !is_between(*c)).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::tests::new_supply;

    fn why(new: &NewSupply) -> Option<NoSupply> {
        match product(new, Currency::CNY) {
            Err(Supplied::Failed { reference: None, why, .. }) => Some(why),
            _ => None,
        }
    }

    fn keys(product: &str) -> NewSupply {
        NewSupply { wanted: Wanted::Keys, ..new_supply(product, &[]) }
    }

    #[test]
    fn products_are_read_or_refused() {
        assert_eq!(
            product(&keys("gift:10:15.00"), Currency::CNY).ok(),
            Some(Product::Cards { id: "10", face: "15.00" })
        );
        let phone = new_supply("air:341:5", &[("phone", "1")]);
        assert_eq!(
            product(&phone, Currency::CNY).ok(),
            Some(Product::TopUp { operator: "341", amount: "5" })
        );
        for text in [
            "",
            "10",
            "gift:10",
            "gift:0:5",
            "gift:10:0",
            "gift:10:-5",
            "gift:10:5:6",
            "gift:10:1e3",
            "cards:10:5",
        ] {
            assert_eq!(why(&keys(text)), Some(NoSupply::Other), "{text}");
        }
        let credit = new_supply("gift:10:15", &[("phone", "1")]);
        let usd = kernel::Money::new(1, "USD".parse().unwrap());
        for new in [
            credit,
            keys("air:341:5"),
            NewSupply { quantity: 0, ..keys("gift:10:15") },
            NewSupply { quantity: 101, ..keys("gift:10:15") },
            NewSupply { quantity: 2, ..new_supply("air:341:5", &[("phone", "1")]) },
            NewSupply { unit_cost: usd, ..keys("gift:10:15") },
        ] {
            assert_eq!(why(&new), Some(NoSupply::Other), "{new:?}");
        }
        assert_eq!(why(&NewSupply { quantity: 100, ..keys("gift:10:15") }), None);
    }

    #[test]
    fn a_telephone_is_its_digits() {
        assert_eq!(phone("+44 (7951) 731-337").as_deref(), Some("+447951731337"));
        assert_eq!(phone("080.1234/5678").as_deref(), Some("08012345678"));
        for text in ["", "1234", "1234567890123456", "12345a", "１２３４５６", "++12345", "12345+"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }
}
