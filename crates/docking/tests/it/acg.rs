//! The dialect of acg-faka, by a client that was written from what its own programs send.

use crate::client::http;
use crate::house::{House, PHONE, STAND_INS, clock};
use catalog::GoodsKind;
use kernel::hex;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::collections::BTreeMap;

struct Shop<'h> {
    house: &'h House,
    app_id: String,
    app_key: String,
}

impl Shop<'_> {
    /// `app_id` and `app_key` join the form; what is empty is not signed.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        self.post_signed(path, form, |sign| sign).await
    }

    async fn post_signed(&self, path: &str, form: &[(&str, &str)], bend: impl Fn(String) -> String) -> Value {
        let mut all: BTreeMap<&str, &str> = form.iter().copied().collect();
        all.insert("app_id", &self.app_id);
        all.insert("app_key", &self.app_key);
        let signed: Vec<String> = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let sign = bend(hex(Md5::digest(format!("{}&key={}", signed.join("&"), self.app_key))));
        all.insert("sign", &sign);
        let answer = http().post(format!("{}{path}", self.house.url)).form(&all).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        answer.json().await.unwrap()
    }

    async fn good(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let told = self.post(path, form).await;
        assert_eq!(told["code"], 200, "{told}");
        told["data"].clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_acg_shop_docks_as_it_is() {
    for engine in testkit::engines() {
        let time = clock();
        let house = House::open(engine, &time, 1, STAND_INS, 3).await;
        let (sku, _) = house.goods("topup", GoodsKind::Recharge, 4_990).await;
        let supplier = house.connect("prompt", &[]).await;
        house.route(sku, supplier, "P1", 4_000).await;
        let user = house.user(10_000).await;
        let (key, secret) = house.key(user).await;
        let shop = Shop { house: &house, app_id: key.app_id.to_string(), app_key: secret.expose().clone() };

        let connected = shop.good("/shared/authentication/connect", &[]).await;
        assert_eq!((&connected["shopName"], connected["balance"].as_f64()), (&json!("豆蔻站"), Some(100.0)));
        let shelves = shop.good("/shared/commodity/items", &[]).await;
        let items = shelves[0]["children"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        let card = items.iter().find(|item| item["delivery_way"] == 0).unwrap();
        let topup = items.iter().find(|item| item["delivery_way"] == 1).unwrap();
        assert_eq!((card["price"].as_f64(), card["factory_price"].as_f64()), (Some(10.0), Some(10.0)));
        for name in [
            "name",
            "description",
            "cover",
            "contact_type",
            "password_status",
            "sort",
            "code",
            "seckill_status",
            "draft_status",
            "inventory_hidden",
            "only_user",
            "purchase_count",
            "minimum",
            "config",
            "stock",
        ] {
            assert!(card.get(name).is_some(), "{name}");
        }
        let widget: Value = serde_json::from_str(topup["widget"].as_str().unwrap()).unwrap();
        assert_eq!((&widget[0]["name"], &widget[0]["type"]), (&json!("phone"), &json!("text")));
        let code = card["code"].as_str().unwrap();
        let one = shop.good("/shared/commodity/item", &[("code", code)]).await;
        assert_eq!((&one["code"], &one["name"]), (&card["code"], &card["name"]));
        let stock = shop.good("/shared/commodity/stock", &[("code", code), ("race", "")]).await;
        assert_eq!(stock["stock"], "3", "a text");
        let inventory = shop.good("/shared/commodity/inventory", &[("sharedCode", code), ("race", "")]).await;
        assert_eq!((&inventory["count"], &inventory["is_category"]), (&json!(3), &json!(false)));
        let valued =
            shop.good("/shared/commodity/valuation", &[("code", code), ("num", "2"), ("card_id", "0")]).await;
        assert_eq!((valued["price"].as_f64(), &valued["currency_code"]), (Some(20.0), &json!("CNY")));
        let state = [("shared_code", code), ("card_id", "0"), ("num", "4"), ("race", "")];
        assert_eq!(shop.post("/shared/commodity/inventoryState", &state).await["msg"], "库存不足");
        shop.good("/shared/commodity/inventoryState", &[("shared_code", code), ("num", "3")]).await;

        // Keys; said once more with the same contents they are the same.
        let trade = |no: &'static str, num: &'static str| {
            [
                ("shared_code", code),
                ("contact", "somebody+1@example.com"),
                ("num", num),
                ("card_id", "0"),
                ("device", "0"),
                ("password", ""),
                ("race", ""),
                ("request_no", no),
            ]
        };
        let traded = shop.good("/shared/commodity/trade", &trade("1234567890123456789", "2")).await;
        let keys = traded["secret"].as_str().unwrap();
        assert!(keys.lines().count() == 2 && keys.lines().all(|key| key.ends_with("-PLAINTEXT")), "{keys}");
        let again = shop.good("/shared/commodity/trade", &trade("1234567890123456789", "2")).await;
        assert_eq!(again, traded);
        assert_eq!(house.balance(user).await, 8_000);
        let other = shop.post("/shared/commodity/trade", &trade("1234567890123456789", "1")).await;
        assert_eq!((&other["code"], &other["msg"]), (&json!(400), &json!("请求ID已被用于其他订单")));
        let none = shop.post("/shared/commodity/trade", &trade("", "1")).await;
        assert_eq!(none["code"], 400);
        let much = shop.post("/shared/commodity/trade", &trade("1234567890123456780", "2")).await;
        assert_eq!(much["msg"], "库存不足");
        let asked =
            shop.good("/shared/commodity/query", &[("tradeNo", traded["tradeNo"].as_str().unwrap())]).await;
        assert_eq!((&asked["secret"], &asked["status"]), (&traded["secret"], &json!(1)));
        let asked = shop.good("/shared/commodity/query", &[("request_no", "1234567890123456789")]).await;
        assert_eq!(asked["secret"], traded["secret"]);

        // A recharge waits for its end.
        let fulfiller = house.fulfiller.clone();
        let round = tokio::spawn(async move {
            for _ in 0..20 {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                fulfiller.round(10).await.unwrap();
            }
        });
        let form = [
            ("shared_code", topup["code"].as_str().unwrap()),
            ("num", "1"),
            ("request_no", "1234567890123456781"),
            ("phone", PHONE),
            ("contact", "13900000000"),
        ];
        let credited = shop.good("/shared/commodity/trade", &form).await;
        assert_eq!(credited["secret"], "充值成功");
        round.await.unwrap();
        let poor = [form[0], form[1], ("request_no", "1234567890123456782"), form[3], form[4]];
        assert_eq!(shop.post("/shared/commodity/trade", &poor).await["msg"], "余额不足，请先充值");

        // What is not signed with the key, is nobody's.
        let forged =
            shop.post_signed("/shared/commodity/items", &[], |sign| sign.replace(['0', '1'], "a")).await;
        assert_eq!((&forged["code"], &forged["msg"]), (&json!(400), &json!("密钥错误")));
        let stranger = Shop { house: &house, app_id: "99999999".into(), app_key: shop.app_key.clone() };
        assert_eq!(stranger.post("/shared/commodity/items", &[]).await["code"], 400);
        house.audit_is_clean().await;
    }
}
