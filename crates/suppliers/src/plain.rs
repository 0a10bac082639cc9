use kernel::Secret;
use ports::{AccountQuestion, NewSupply};

/// One line that is not empty and has at most so many characters.
pub(crate) fn is_line(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// A number above zero of at most so many digits, as JSON has it.
pub(crate) fn is_number(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0')
}

/// An order number that we could have given.
pub(crate) fn is_ours(text: &str) -> bool {
    (8..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// What the supplier calls an order, where that is short and plain.
pub(crate) fn reference(text: String) -> Option<String> {
    let plain = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then_some(text)
}

/// What a buyer filled in. Not printable: it is a person's.
pub(crate) struct Filled<'a> {
    /// The field that holds the account itself.
    pub name: &'a str,
    /// Empty where there is none.
    pub account: &'a str,
    /// All others that are not empty.
    pub rest: Vec<(&'a str, &'a str)>,
}

impl<'a> Filled<'a> {
    /// The account stands under the supplier's own name for it, else under one of the usual.
    pub fn of(new: &'a NewSupply, own: &str) -> Self {
        Self::among(&new.account, new.main_account(), own)
    }

    /// The same of a question about one.
    pub fn asked(question: &'a AccountQuestion, own: &str) -> Self {
        Self::among(&question.account, question.main_account(), own)
    }

    fn among(account: &'a [(String, Secret<String>)], usual: &str, own: &str) -> Self {
        let is_filled = |value: &Secret<String>| !value.expose().is_empty();
        let named = account.iter().position(|(name, value)| name == own && is_filled(value));
        let at = named
            .or_else(|| account.iter().position(|(_, value)| is_filled(value) && value.expose() == usual));
        let mut filled = Self { name: "", account: "", rest: Vec::new() };
        for (place, (name, value)) in account.iter().enumerate() {
            if Some(place) == at {
                filled.name = name;
                filled.account = value.expose();
            } else if is_filled(value) {
                filled.rest.push((name.as_str(), value.expose().as_str()));
            }
        }
        filled
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use kernel::{Currency, Money};
    use ports::{Reported, Wanted};

    /// An order of one of that, with those answers.
    pub(crate) fn new_supply(product: &str, account: &[(&str, &str)]) -> NewSupply {
        NewSupply {
            order_no: "s20261129abc00000001".into(),
            wanted: Wanted::Credit,
            product: product.into(),
            quantity: 1,
            account: account
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned())))
                .collect(),
            unit_cost: Money::new(4630, Currency::CNY),
            notify_url: "https://shop.example.com/notify/s1".into(),
        }
    }

    /// Of a report about an order.
    pub(crate) fn order_no(reported: Reported) -> String {
        match reported {
            Reported::Order(number) => number,
            Reported::Goods(goods) => panic!("about {goods}"),
        }
    }

    #[test]
    fn the_account_is_found_under_its_name() {
        let own = new_supply("1", &[("phone", "13800138000"), ("recharge_account", "888888"), ("role", "")]);
        let filled = Filled::of(&own, "recharge_account");
        assert_eq!((filled.name, filled.account), ("recharge_account", "888888"));
        assert_eq!(filled.rest, [("phone", "13800138000")]);
        let filled = Filled::of(&own, "charge_account");
        assert_eq!((filled.name, filled.account), ("phone", "13800138000"));
        let strange = new_supply("1", &[("nick", "x"), ("region", "y")]);
        assert_eq!(Filled::of(&strange, "a").account, "x");
        let none = new_supply("1", &[("role", "")]);
        assert_eq!((Filled::of(&none, "a").account, Filled::of(&none, "a").rest.len()), ("", 0));
    }

    #[test]
    fn only_plain_texts_pass() {
        assert!(is_line("赵云 1", 4) && !is_line("赵云 12", 4) && !is_line("", 4) && !is_line("a\nb", 4));
        assert!(is_number("10000001", 18) && !is_number("0", 18) && !is_number("1.5", 18));
        assert!(is_number("12", 2) && !is_number("123", 2) && !is_number("", 2) && !is_number("-1", 2));
        assert!(is_ours("s20261129abc00000001") && !is_ours("short12") && !is_ours("S20261129ABC00000001"));
        assert_eq!(reference("API0919".into()).as_deref(), Some("API0919"));
        assert!(["", "a b", "订单", &"1".repeat(65)].iter().all(|text| reference((*text).into()).is_none()));
    }
}
