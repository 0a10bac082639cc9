use super::call::Told;
use super::dialect::Dialect;
use super::refusal;
use crate::keys::{self, Keys};
use crate::plain;
use crate::words::{never, unreadable};
use crate::yuan;
use kernel::Money;
use outbound::flat::{Flat, Scalar};
use ports::{NewSupply, NoSupply, Supplied, SupplyError, SupplyRef, Wanted};

/// What stands where the keys should be while they are still to come, or as there are none. The money is taken by then,
/// and the shop may yet put keys in its place.
const NO_KEYS: [&str; 4] = ["抢走了商品", "正在发货中", "没有发货信息", "发货失败"];
/// What stands there once an account has what was ordered.
const CREDITED: [&str; 6] = ["充值成功", "充值完成", "已到账", "已充值", "开通成功", "发货成功"];
const NOT_CREDITED: [&str; 4] = ["未到账", "未充值", "失败", "不成功"];

/// What the shop has of it: none where it may be ordered.
pub(super) fn in_stock(told: &Told, new: &NewSupply) -> Option<Supplied> {
    let goods = match told {
        Told::Refused(message) => return Some(refusal::before(message)),
        Told::Good(told) => told.within("data"),
    };
    if goods.text("delivery_way") == "1" {
        let why = "the shop delivers these goods by hand: what it answers to an order is no key";
        return (new.wanted == Wanted::Keys).then(|| never(NoSupply::Other, why));
    }
    if let Some(state) = goods.scalar("state") {
        let has = matches!(state, Scalar::Bool(true)) || goods.text("state") == "1";
        return (!has).then(short);
    }
    let count = goods.text("count").parse::<i64>().ok();
    let is_short = count.is_some_and(|count| count < new.quantity);
    is_short.then(short)
}

fn short() -> Supplied {
    never(NoSupply::OutOfStock, "the shop has fewer of them")
}

/// What all of it costs: none where that is what we know, or less.
pub(super) fn in_price(
    told: &Told,
    new: &NewSupply,
    dialect: Dialect,
) -> Result<Option<Supplied>, SupplyError> {
    let valued = match told {
        Told::Refused(message) => return Ok(Some(refusal::before(message))),
        Told::Good(told) => told.within("data"),
    };
    let currency = valued.text("currency_code");
    if !currency.is_empty() && !currency.eq_ignore_ascii_case("CNY") {
        return Ok(Some(never(NoSupply::Other, "the shop reckons in another currency than CNY")));
    }
    let price = money(&valued, dialect.names().price).ok_or_else(|| unreadable("price"))?;
    let most = new.unit_cost.minor.saturating_mul(new.quantity);
    Ok((price.minor > most)
        .then(|| never(NoSupply::PriceChanged, "the shop asks for more than its price was")))
}

/// The answer to an order.
pub(super) fn traded(told: &Told, new: &NewSupply, dialect: Dialect) -> Result<Supplied, SupplyError> {
    let traded = match told {
        Told::Refused(message) => return refusal::of_order(message),
        Told::Good(told) => told.within("data"),
    };
    let given = Given { wanted: new.wanted, quantity: new.quantity, cost: money(&traded, "amount") };
    let names = dialect.names();
    let reference = plain::reference(traded.text(names.number));
    match given.read(reference, &traded.text(names.keys)) {
        // Nothing to ask by is the same as nobody to ask.
        Err(_) if dialect.paths().query.is_none() => Ok(Supplied::Accepted { reference: None }),
        said => said,
    }
}

/// The answer to a question. It does not say which order it is about.
pub(super) fn known(told: &Told, of: &SupplyRef) -> Result<Supplied, SupplyError> {
    let order = match told {
        // It was there: an order that is gone is nothing to repeat.
        Told::Refused(message) => return Err(SupplyError::Unknown(message.clone())),
        Told::Good(told) => told.within("data"),
    };
    match order.text("status").as_str() {
        "1" => {
            let given = Given { wanted: of.wanted, quantity: of.quantity, cost: None };
            given.read(of.reference.clone(), &order.text("secret"))
        }
        "0" => Err(SupplyError::Unknown("the order is not paid for there: ask the supplier".into())),
        _ => Err(unreadable("status")),
    }
}

/// What was ordered, and paid for.
struct Given {
    wanted: Wanted,
    quantity: i64,
    cost: Option<Money>,
}

impl Given {
    fn read(self, reference: Option<String>, secret: &str) -> Result<Supplied, SupplyError> {
        match self.wanted {
            Wanted::Keys => self.keys(reference, secret),
            Wanted::Credit if is_credited(secret) => Ok(Supplied::Credited { reference, cost: self.cost }),
            Wanted::Credit => later(reference),
        }
    }

    fn keys(self, reference: Option<String>, secret: &str) -> Result<Supplied, SupplyError> {
        let lines = secret.lines().filter(|line| !NO_KEYS.iter().any(|sorry| line.contains(sorry)));
        match keys::read(&lines.collect::<Vec<_>>().join("\n"), self.quantity) {
            Keys::All(keys) | Keys::Some(keys) => {
                Ok(Supplied::Delivered { reference, cost: self.cost, keys })
            }
            Keys::Sorry(_) => later(reference),
        }
    }
}

/// Taken on: the money is, and the rest is asked about, if there is something to ask by.
fn later(reference: Option<String>) -> Result<Supplied, SupplyError> {
    match reference {
        Some(_) => Ok(Supplied::Accepted { reference }),
        None => Err(unreadable("tradeNo")),
    }
}

fn is_credited(secret: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| secret.contains(word));
    has(&CREDITED) && !has(&NOT_CREDITED)
}

fn money(data: &Flat, name: &str) -> Option<Money> {
    yuan::read(&data.text(name)).map(yuan::up)
}
