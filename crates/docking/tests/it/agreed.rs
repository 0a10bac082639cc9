//! What was agreed with a partner holds in every dialect.

use crate::client::{Own, code, hmac, http, send};
use crate::house::{House, PRICE, STAND_INS, clock};
use kernel::{Time, UserId, hex};
use md5::{Digest, Md5};
use orders::{AllocationPeriod, Clauses, Goods, NewAllocation};
use pricing::Window;
use serde_json::{Value, json};

async fn allocate(house: &House, user: UserId, units: i64) {
    let (of, ambient) = ((house.merchant, user), &house.ambient);
    let new = NewAllocation {
        code: "card".into(),
        goods: Goods::Sku(house.sku),
        period: AllocationPeriod::Month,
        units,
        window: Window { from: Time(0), until: None },
    };
    let mut tx = house.db.begin().await.unwrap();
    orders::put_agreement(&mut tx, ambient, of, ("", Clauses::default()), "usr_x").await.unwrap();
    orders::put_allocations(&mut tx, ambient, of, &[new]).await.unwrap();
    tx.commit().await.unwrap();
}

struct Shops<'h> {
    house: &'h House,
    own: Own,
    app_id: String,
    secret: String,
}

impl Shops<'_> {
    async fn own(&self, no: &str, quantity: i64) -> (u16, Value) {
        let at = self.house.ambient.now().unix_seconds();
        self.own.order(no, &self.house.offer.to_string(), quantity, &json!({}), at).await
    }

    async fn dujiao(&self, method: &'static str, path: &str, body: Value) -> (u16, Value) {
        let at = self.house.ambient.now().unix_seconds();
        let target = format!("/api/v1/upstream{path}");
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let text = format!("{method}\n{target}\n{at}\n{}", hex(Md5::digest(&body)));
        let headers = vec![
            ("Dujiao-Next-Api-Key", self.app_id.clone()),
            ("Dujiao-Next-Timestamp", at.to_string()),
            ("Dujiao-Next-Signature", hmac(&self.secret, &text)),
        ];
        send(&self.house.url, &crate::client::Asked { method, target, headers, body }).await
    }

    async fn acg(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let mut all: std::collections::BTreeMap<&str, &str> = form.iter().copied().collect();
        all.insert("app_id", &self.app_id);
        all.insert("app_key", &self.secret);
        let signed: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sign = hex(Md5::digest(format!("{}&key={}", signed.join("&"), self.secret)));
        all.insert("sign", &sign);
        let answer = http().post(format!("{}{path}", self.house.url)).form(&all).send().await.unwrap();
        answer.json().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_allocation_holds_in_every_dialect_and_a_freeze_stops_each() {
    for engine in testkit::engines() {
        let time = clock();
        let house = House::open(engine, &time, 1, STAND_INS, 20).await;
        let user = house.user(100 * PRICE).await;
        let (key, secret) = house.key(user).await;
        let (app_id, secret) = (key.app_id.to_string(), secret.expose().clone());
        let own = Own { url: house.url.clone(), key: app_id.clone(), secret: secret.clone() };
        let shops = Shops { house: &house, own, app_id, secret };
        allocate(&house, user, 4).await;
        // Six at once for four.
        let numbers = ["r1", "r2", "r3", "r4", "r5", "r6"];
        let all = futures_util::future::join_all(numbers.map(|no| shops.own(no, 1))).await;
        let refused: Vec<_> = all.iter().filter(|told| told.0 != 200).map(code).collect();
        assert_eq!(refused, [(409, "allocation_used"); 2]);
        allocate(&house, user, 5).await;
        // No more is shown than may be bought.
        let listed = shops.own.get("/dock/v1/catalogue", house.ambient.now().unix_seconds()).await.1;
        assert_eq!(listed["items"][0]["stock"], 1, "{listed}");
        let listed = shops.dujiao("GET", "/products", Value::Null).await.1;
        let sku = &listed["items"][0]["skus"][0];
        assert_eq!(sku["stock_quantity"], 1, "{listed}");
        let wanted = json!({"sku_id": sku["id"], "quantity": 2, "downstream_order_no": "d1"});
        let told = shops.dujiao("POST", "/orders", wanted.clone()).await;
        assert_eq!((told.0, &told.1["error_code"]), (409, &json!("insufficient_stock")), "{told:?}");
        let items = shops.acg("/shared/commodity/items", &[]).await;
        let item = items["data"][0]["children"][0]["code"].as_str().unwrap().to_owned();
        let trade = async |no: &str, num: &str| {
            let form = [
                ("shared_code", item.as_str()),
                ("contact", "somebody@example.com"),
                ("num", num),
                ("card_id", "0"),
                ("request_no", no),
            ];
            shops.acg("/shared/commodity/trade", &form).await["msg"].as_str().unwrap().to_owned()
        };
        let told = trade("a1", "2").await;
        assert!(told.starts_with("配额不足，还可购买 1 件，"), "{told}");
        let mut tx = house.db.begin().await.unwrap();
        house.orders.freeze_partner(&mut tx, (house.merchant, user), "talk first", "usr_x").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(&shops.own("f1", 1).await), (403, "partner_frozen"));
        let told = shops.dujiao("POST", "/orders", wanted).await;
        assert_eq!((told.0, &told.1["error_code"]), (400, &json!("product_unavailable")), "{told:?}");
        assert_eq!(trade("a2", "1").await, "商家已暂停向您供货，请联系商家");
        house.audit_is_clean().await;
    }
}
