//! Docking with a shop that runs acg-faka, 异次元发卡, by its `/shared` requests (read in the public source of 3.6.0:
//! `app/Controller/Shared`, `app/Service/Bind/Order.php`, `app/Util/Str.php`): a form with our number and key there, signed by
//! an MD5 over PHP's `http_build_query` of it. An order is paid for out of our balance there and answered with the keys.
//!
//! What is missing there, and how it is taken here:
//! - **An order can be asked about by the shop's number only** (`tradeNo`), which is in the answer to the order, and not by
//!   ours (`request_no`). Where that answer is lost, nobody can ask. The order is not sent again either: that would buy it
//!   if the first request was lost, and say "The request ID already exists", without its keys, if it was not. So it stays
//!   unknown, and no other supplier is asked, until a person has looked at the shop's list of purchases and decides.
//! - `request_no` has 19 characters and ours up to 32: see `number.rs`. It is one list for all of the shop's customers.
//! - An order cannot say what it may cost at most. Stock (`inventory`) and price (`valuation`) are asked for right before;
//!   what is refused there is certain. A price that rises in the instant between is paid; `amount` says so afterwards.
//!   Shops of before 3.x have no `valuation` and cannot be ordered from.
//! - A refusal of the order itself is certain for sentences that are known to come before it was taken on (`refusal.rs`).
//!   They are not codes, and a shop in another language than Chinese says others: then it is unknown.
//! - In the place of keys there may be a sentence: keys are taken already, or still to come. The money is gone then and the
//!   shop does not pay it back by itself; it may yet put keys there. So it is under way, and asked about.
//! - Goods that the shop delivers by hand (`delivery_way` 1) answer with a sentence of its owner's own, which nothing tells
//!   from a key: they are not ordered as keys. Where the goods have fields to fill in (`widget`) they can be ordered as credit.
//!   Whether that was done is not said but by known words in the place of the keys; without them a person decides.
//! - Answers are not signed, and `query` does not say about which order it answers: they are believed as they come over TLS.
//! - Prices of the catalogue are those of a member. A discount of our group is only in the valuation. Goods of several
//!   categories or options tell the sum of their stock: none is shown, or nothing at all where the sum is zero.
//! - Cards that a buyer picks (`draftCard`, `card_id`), coupons and an order's password are not used.
//! - The key travels in each request (`app_key`), and no request has a time or a number of its own: whoever catches one can
//!   send it again. There is no callback.
//!
//! Shops that run 萌次元 4.x are docked with by a dialect of it, `/plugin/open-api` (read in the same source's client side, as the
//! plugin's own is not public). There, besides:
//! - Number and signature stand in the head; the key is not sent. What is ordered is a SKU by its number.
//! - **No order can be asked about at all.** Keys are in the answer to the order or are nowhere; without them, or with fewer
//!   than were ordered, it is under way until a person has looked there.
//! - What a repeated `trade_no` is answered with is not known: it is never sent.
//! - Which sentences refuse what is not known; the same ones are believed.
//! - The address for reports that its own client sends along (`async_url`) is left out, as nothing says how a report is signed.
//!
//! The third dialect, of the plugin SharedStock (`/plugin/SharedStock/api/…`), is not spoken.

use crate::words::unreadable;
use crate::yuan;
use async_trait::async_trait;
use call::{Patience, Told};
use dialect::Dialect;
use kernel::{Money, Secret, Time};
use outbound::http::Http;
use outbound::said::said;
use php::Array;
use ports::{
    Checked, NewSupply, NotifyRefusal, RawNotify, Reported, Supplied, Supplier, SupplierProduct, SupplyError,
    SupplyRef,
};
use std::time::Duration;

/// How an order is asked for; pure.
mod asked;
/// Requests, and what kind of answer came.
mod call;
/// The two ways of speaking.
mod dialect;
#[cfg(test)]
mod golden;
/// What can be ordered.
mod goods;
/// The settings of goods; pure.
mod ini;
/// What is asked of who sets it up.
mod kind;
/// The shop's number for an order of ours; pure.
mod number;
/// Arrays and forms as PHP has them; pure.
mod php;
/// What a product of ours says; pure.
mod product;
/// What is certain of a refusal; pure.
mod refusal;
/// The signature; pure.
mod sign;
/// What can be ordered in the other dialect.
mod skus;
/// What an answer says of an order; pure.
mod state;
pub(crate) use kind::{MCY, SHARED};

/// The whole tree comes in one answer, with descriptions.
const TREE: Patience = Patience { time: Duration::from_secs(10), bytes: 16 * 1024 * 1024 };
const LOOK: Patience = Patience::seconds(6);
/// A shop that gets its goods from another one answers late, and an answer that is lost cannot be asked for. With the two
/// looks before it this stays within the minute for which a node has an order to itself.
const BUY: Patience = Patience::seconds(25);

/// One account at one shop.
pub(crate) struct AcgSupplier {
    /// Without a slash at its end.
    url: String,
    app_id: String,
    key: Secret<String>,
    dialect: Dialect,
    http: Http,
}

impl AcgSupplier {
    /// Why it cannot be ordered just now.
    async fn obstacle(
        &self,
        stock: Array,
        price: Array,
        new: &NewSupply,
    ) -> Result<Option<Supplied>, SupplyError> {
        let paths = self.dialect.paths();
        let stock = self.post(paths.stock, stock, LOOK).await?;
        if let Some(short) = state::in_stock(&stock, new) {
            return Ok(Some(short));
        }
        let price = self.post(paths.price, price, LOOK).await?;
        state::in_price(&price, new, self.dialect)
    }

    async fn connect(&self) -> Result<Told, SupplyError> {
        self.post(self.dialect.paths().connect, Array::default(), Patience::USUAL).await
    }
}

#[async_trait]
impl Supplier for AcgSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let asked = match asked::order(new, self.dialect) {
            Ok(asked) => asked,
            Err(never) => return Ok(never),
        };
        match self.obstacle(asked.stock, asked.price, new).await {
            Ok(None) => {}
            Ok(Some(never)) => return Ok(never),
            // Certain: the order itself was not sent.
            Err(error) => return Err(SupplyError::NotReached(error.to_string())),
        }
        let told = self.post(self.dialect.paths().trade, asked.trade, BUY).await?;
        state::traded(&told, new, self.dialect)
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let path = self.dialect.paths().query.ok_or(SupplyError::CannotTell)?;
        let number = of.reference.as_deref().ok_or(SupplyError::CannotTell)?;
        let mut form = Array::default();
        form.set("tradeNo", number);
        state::known(&self.post(path, form, Patience::USUAL).await?, of)
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let shop = self.good(self.connect().await?)?;
        let parts = yuan::read(&shop.within("data").text("balance"));
        parts.map(yuan::down).ok_or_else(|| unreadable("balance"))
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let told = self.post(self.dialect.paths().items, Array::default(), TREE).await?;
        let told = self.good(told)?;
        match self.dialect {
            Dialect::Shared => goods::read(&told),
            Dialect::OpenApi => skus::read(&told),
        }
    }

    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<Reported, NotifyRefusal> {
        Err(NotifyRefusal::Malformed("a shared shop reports nothing".into()))
    }

    fn acknowledgement(&self) -> &'static str {
        ""
    }

    /// Asks for our balance: the shop looks at the signature first.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.connect().await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(Told::Refused(message)) => {
                vec![passed("reach"), failed("keys", said(&message, self.key.expose()))]
            }
            Ok(Told::Good(shop)) if yuan::read(&shop.within("data").text("balance")).is_none() => {
                let why = unreadable("balance").to_string();
                vec![passed("reach"), passed("keys"), failed("answer", why)]
            }
            Ok(Told::Good(_)) => vec![passed("reach"), passed("keys"), passed("answer")],
        }
    }
}
