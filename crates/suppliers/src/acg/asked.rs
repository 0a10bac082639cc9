use super::dialect::Dialect;
use super::number;
use super::php::Array;
use super::product::Product;
use crate::plain::is_line;
use crate::words::never;
use kernel::Currency;
use ports::{NewSupply, NoSupply, Supplied, Wanted};

/// No text of an order is longer.
const LONGEST: usize = 200;
/// What an order has already, or what the site sets itself: no field of a form may stand in its place.
const TAKEN: [&str; 24] = [
    "shared_code",
    "sharedCode",
    "contact",
    "num",
    "card_id",
    "device",
    "password",
    "race",
    "request_no",
    "sku",
    "app_id",
    "app_key",
    "sign",
    "pay_id",
    "item_id",
    "commodity_id",
    "coupon",
    "code",
    "from",
    "s",
    "sku_id",
    "quantity",
    "trade_no",
    "async_url",
];

/// The three questions of one order.
#[derive(Debug)]
pub(super) struct Asked {
    /// What there is.
    pub stock: Array,
    /// What all of it would cost.
    pub price: Array,
    /// That it is bought.
    pub trade: Array,
}

/// The questions, or why there cannot be any.
pub(super) fn order(new: &NewSupply, dialect: Dialect) -> Result<Asked, Supplied> {
    let other = |said: &str| never(NoSupply::Other, said);
    let product = Product::read(&new.product, dialect).ok_or_else(|| {
        other(match dialect {
            Dialect::Shared => {
                "a product of a shared shop is its code, or its code and a category: 8A1B2C3D:月卡"
            }
            Dialect::OpenApi => "a product of this shop is the number of a SKU",
        })
    })?;
    if new.quantity < 1 {
        return Err(other("the quantity is less than one"));
    }
    if new.unit_cost.currency != Currency::CNY {
        return Err(other("a shared shop reckons in CNY"));
    }
    let (stock, price, mut trade) = match dialect {
        Dialect::Shared => (inventory(&product), valuation(&product, new.quantity), trade(new, &product)),
        Dialect::OpenApi => {
            let amount = amount(&product, new.quantity);
            let mut trade = amount.clone();
            trade.set("trade_no", &number::trade_no(&new.order_no));
            (amount.clone(), amount, trade)
        }
    };
    fill_in(new, &product, &mut trade)?;
    Ok(Asked { stock, price, trade })
}

fn amount(product: &Product<'_>, quantity: i64) -> Array {
    let mut form = Array::default();
    form.set("sku_id", product.code);
    form.set("quantity", &quantity.to_string());
    form
}

fn inventory(product: &Product<'_>) -> Array {
    let mut form = Array::default();
    form.set("sharedCode", product.code);
    form.set("race", product.race);
    form
}

fn valuation(product: &Product<'_>, quantity: i64) -> Array {
    let mut form = Array::default();
    form.set("code", product.code);
    form.set("num", &quantity.to_string());
    form.set("race", product.race);
    form.set_array("sku", product.sku());
    form.set("card_id", "0");
    form
}

fn trade(new: &NewSupply, product: &Product<'_>) -> Array {
    let mut form = Array::default();
    form.set("shared_code", product.code);
    form.set("contact", &new.order_no);
    form.set("num", &new.quantity.to_string());
    form.set("card_id", "0");
    form.set("device", "0");
    form.set("password", "");
    form.set("race", product.race);
    form.set("request_no", &number::request_no(&new.order_no));
    form.set_array("sku", product.sku());
    form
}

/// The fields of the account form.
fn fill_in(new: &NewSupply, product: &Product<'_>, form: &mut Array) -> Result<(), Supplied> {
    let filled = new.account.iter().filter(|(_, value)| !value.expose().is_empty());
    let mut is_filled = false;
    for (name, value) in filled {
        let place = product.place(name).unwrap_or(name);
        if !is_place(place) || form.has(place) {
            let said = format!("the field {name} of the account form has no place in an order");
            return Err(never(NoSupply::Other, &said));
        }
        if !is_line(value.expose(), LONGEST) {
            return Err(never(NoSupply::BadAccount, &format!("{place} is too long, or more than one line")));
        }
        form.set(place, value.expose());
        is_filled = true;
    }
    if new.wanted == Wanted::Credit && !is_filled {
        return Err(never(NoSupply::BadAccount, "there is no account"));
    }
    Ok(())
}

/// A name that PHP leaves as it is, and sorts as everybody does.
fn is_place(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=32).contains(&name.len())
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(plain)
        && !TAKEN.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::tests::new_supply;
    use kernel::Money;

    fn keys(product: &str, account: &[(&str, &str)]) -> NewSupply {
        NewSupply { wanted: Wanted::Keys, ..new_supply(product, account) }
    }

    fn why(new: &NewSupply) -> Option<NoSupply> {
        match order(new, Dialect::Shared) {
            Err(Supplied::Failed { reference: None, why, .. }) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn what_cannot_be_ordered_is_certain_before_it_is_sent() {
        assert_eq!(why(&keys("8A1B", &[])), None);
        for product in ["", "8A1B:", "商品", "8A1B:a;b", "8A1B;a=b;a=c"] {
            assert_eq!(why(&keys(product, &[])), Some(NoSupply::Other), "{product}");
        }
        assert_eq!(why(&NewSupply { quantity: 0, ..keys("8A1B", &[]) }), Some(NoSupply::Other));
        let usd = Money::new(100, "USD".parse().unwrap());
        assert_eq!(why(&NewSupply { unit_cost: usd, ..keys("8A1B", &[]) }), Some(NoSupply::Other));
        for account in [vec![], vec![("account", "")], vec![("account", "a\nb")]] {
            assert_eq!(why(&new_supply("8A1B", &account)), Some(NoSupply::BadAccount));
        }
        for name in ["password", "app_id", "sku", "1st", "区服", "a.b", "num"] {
            assert_eq!(why(&new_supply("8A1B", &[(name, "x")])), Some(NoSupply::Other), "{name}");
        }
        let twice = [("account", "1"), ("qq", "2")];
        assert_eq!(why(&new_supply("8A1B;account>qq", &twice)), Some(NoSupply::Other));
    }

    #[test]
    fn fields_go_where_the_goods_have_them() {
        let form = [("account", "a+b@example.com"), ("role", ""), ("password", "p w")];
        let asked =
            order(&new_supply("8A1B:月卡;颜色=红;account>mail;password>pass", &form), Dialect::Shared)
                .unwrap();
        assert_eq!(
            asked.trade.query(),
            "shared_code=8A1B&contact=s20261129abc00000001&num=1&card_id=0&device=0&password=&race=%E6%9C%88%E5%8D%A1\
             &request_no=564aca841b386583be1&sku%5B%E9%A2%9C%E8%89%B2%5D=%E7%BA%A2&mail=a%2Bb%40example.com&pass=p+w"
        );
        assert_eq!(asked.stock.query(), "sharedCode=8A1B&race=%E6%9C%88%E5%8D%A1");
        assert_eq!(
            asked.price.query(),
            "code=8A1B&num=1&race=%E6%9C%88%E5%8D%A1&sku%5B%E9%A2%9C%E8%89%B2%5D=%E7%BA%A2&card_id=0"
        );
    }
    #[test]
    fn the_other_dialect_asks_for_a_sku() {
        let asked = order(&new_supply("77;account>qq", &[("account", "10001")]), Dialect::OpenApi).unwrap();
        assert_eq!(asked.stock.query(), "sku_id=77&quantity=1");
        assert_eq!(asked.price.query(), "sku_id=77&quantity=1");
        assert_eq!(asked.trade.query(), "sku_id=77&quantity=1&trade_no=564aca841b386583be1ef6fe&qq=10001");
        for product in ["", "0", "8A1B", "77:月卡", "77;颜色=红"] {
            let refused = order(&keys(product, &[]), Dialect::OpenApi);
            assert!(matches!(refused, Err(Supplied::Failed { why: NoSupply::Other, .. })), "{product}");
        }
    }
}
