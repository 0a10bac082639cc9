//! Kasushou 2.0 (doc.kasushou.com/api/v2api: rules of signatures, 用户余额查询, 商品列表接口, 订单提交接口, 订单详情接口, 订单异步
//! 回调, 订单撤单接口), which many sites run: JSON, signed by a SHA-1 over the time, that JSON and the key.
//!
//! What the document leaves open, and how it is taken here:
//! - 400 stands for every refusal, and only its message tells them apart. Known words of it are believed (`words.rs`);
//!   after every other refusal, after 500 and after silence the order is asked about. 400 may be the status of HTTP, too.
//! - `safe_price` is taken for the price of one unit. Were it that of all, an order would be refused too often, not paid
//!   too dearly.
//! - 1 and 2 are under way. 4 (cancelled) and 5 (given back) are certain unless only a part of the money came back, as
//!   then a part of the goods may have been credited. So it is with 3 (done) where money came back. -1 (not paid for) may
//!   yet be paid for by hand at the supplier's: unknown, with the reason to be read.
//! - Orders are asked about by our number, among those of all days. An empty list means that there is none.
//! - A field of an account form is sent under its own name, which has to be that of the goods' template (`lblName1`), and
//!   the account itself as `recharge_account`. Where a form calls them otherwise the product says so:
//!   `2909:region=lblName1,role=lblName2`.
//! - A callback is signed over JSON in which slashes are escaped, as the document's own code does it; without that, as its
//!   rule for requests has it, it is taken too. It may be JSON or a form. It is repeated for 75 minutes, and whether with
//!   its first time is not said: a day is the most.
//! - Taking an order back is only asked for; how it stands after that is what the order itself says.
//! - Whole pages of goods are read until one is not full. Keys (`goods_type` 1) are left out.

use crate::json::Sorted;
use crate::plain::reference;
use crate::words::unreadable;
use crate::yuan;
use async_trait::async_trait;
use call::Told;
use kernel::{Ambient, Money, Secret, Time};
use outbound::http::Http;
use outbound::said::said;
use ports::{
    Checked, NewSupply, NoSupply, NotifyRefusal, RawNotify, Reported, Supplied, Supplier, SupplierProduct,
    SupplyError, SupplyRef,
};

/// How an order is asked for; pure.
mod asked;
/// Requests, and what kind of answer came.
mod call;
/// A callback, before it is believed.
mod callback;
#[cfg(test)]
mod golden;
/// What can be ordered.
mod goods;
/// What is asked of who sets it up.
mod kind;
/// The text that is signed; pure.
mod sign;
/// What an answer says of an order; pure.
mod state;
pub(crate) use kind::KIND;

/// So many pages of goods are read at most.
const PAGES_MAX: usize = 50;

/// One account at one site.
pub(crate) struct KasushouSupplier {
    /// Without a slash at its end.
    url: String,
    user_id: String,
    key: Secret<String>,
    ambient: Ambient,
    http: Http,
}

#[async_trait]
impl Supplier for KasushouSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let body = match asked::order(new) {
            Ok(body) => body,
            Err(never) => return Ok(never),
        };
        let told = self.post("/api/v1/order/buy", &body).await?;
        state::submitted(&told, &new.order_no, &self.key)
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let mut body = Sorted::default();
        // Of all days.
        body.literal("day", 0);
        body.text("external_orderno", &of.order_no);
        let told = self.post("/api/v1/order/info", &body).await?;
        state::known(&told, &of.order_no, &self.key)
    }

    async fn cancel(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let number = of.reference.clone().and_then(reference).ok_or(SupplyError::CannotTell)?;
        let mut body = Sorted::default();
        body.text("ordersn", &number);
        // Whatever is said to that, the order itself says how it stands.
        self.post("/api/v1/order/close", &body).await?;
        Ok(match self.query(of).await? {
            Supplied::Failed { reference, said, .. } => {
                Supplied::Failed { reference, why: NoSupply::Cancelled, said }
            }
            other => other,
        })
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let user = self.post("/api/v1/user/info", &Sorted::default()).await?.good(&self.key)?;
        let parts = yuan::read(&user.within("data").text("balance"));
        parts.map(yuan::down).ok_or_else(|| unreadable("balance"))
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let mut all = Vec::new();
        for page in 1..=PAGES_MAX {
            let mut body = Sorted::default();
            body.literal("limit", goods::A_PAGE);
            body.literal("page", page);
            let told = self.post("/api/v1/goods/list", &body).await?.good(&self.key)?;
            let read = goods::read(&told)?;
            all.extend(read.products);
            if !read.is_full {
                break;
            }
        }
        Ok(all)
    }

    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal> {
        callback::verify(&self.key, callback, now).map(Reported::Order)
    }

    fn acknowledgement(&self) -> &'static str {
        "ok"
    }

    /// Asks for our balance: the site looks at the signature first.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.post("/api/v1/user/info", &Sorted::default()).await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(Told::Refused(message)) => {
                vec![passed("reach"), failed("keys", said(&message, self.key.expose()))]
            }
            Ok(Told::Good(user)) if yuan::read(&user.within("data").text("balance")).is_none() => {
                let why = unreadable("balance").to_string();
                vec![passed("reach"), passed("keys"), failed("answer", why)]
            }
            Ok(Told::Good(_)) => vec![passed("reach"), passed("keys"), passed("answer")],
        }
    }
}
