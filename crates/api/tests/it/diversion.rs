//! Found keys over HTTP: the partner is found from the text of a key, and the text is left behind nowhere.

use crate::shop::Shop;
use db::params;
use identity::{Duty, Role, Scope};
use serde_json::{Value, json};

const TRACES: &str = "/v1/merchant/diversion-traces";
const CASES: &str = "/v1/merchant/diversions";

/// Sold to the partner by the API, and shown at once.
async fn sold(shop: &Shop) -> (String, String) {
    let new = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": true});
    let order = shop.post(&shop.partner, "/v1/orders", new).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&order["id"]), text(&order["deliveries"][0]["secret"]))
}

async fn operator(shop: &Shop, duty: Duty) -> String {
    let email = format!("{}@example.com", duty.code());
    shop.person(&email, Role::Operator, None, Some(duty)).await;
    shop.session(&email, true).await
}

/// What the trail says of look-ups: of whose goods, and what came of it.
async fn looked_up(shop: &Shop) -> Vec<(String, String)> {
    let sql = "select subject, after_value from trail where what = 'diversion_traced' order by seq";
    let rows = shop.db.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.text(0).unwrap(), row.text(1).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_partner_is_found_from_the_text_of_a_key() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (order, key) = sold(&shop).await;
        let staff = shop.session("staff@example.com", true).await;
        let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap().id;
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec("update users set name = $2 where id = $1", params![partner, "Card House"]).await.unwrap();
        tx.commit().await.unwrap();
        let found = shop.post(&staff, TRACES, json!({"keys": format!("  {key} \r\nNOT-A-KEY")})).await;
        assert_eq!(found.status, 200, "{found:?}");
        assert!(!found.text().contains(&key), "the answer holds no key");
        let found = found.json();
        assert_eq!((&found["lines"], &found["unknown"]), (&json!(2), &json!([2])));
        let chain = &found["findings"][0]["chain"];
        assert_eq!((&chain["state"], &chain["sku"]), (&json!("sold"), &json!(shop.sku)));
        assert_eq!(chain["batch"]["supplier"], "Supplier");
        let sale = &chain["sale"];
        assert_eq!((&sale["order"], &sale["origin"]), (&json!(order), &json!("api")));
        assert_eq!(
            (&sale["partner"]["id"], &sale["partner"]["name"]),
            (&json!(partner), &json!("Card House"))
        );
        assert_eq!(sale["partner"]["units_of_sku"], 1);
        assert!(sale["reveals"][0]["by"].as_str().unwrap().starts_with("key_"), "{sale}");

        // Nobody else learns anything, and no program.
        shop.key("rival@example.com", Some(rival(&shop).await), &[Scope::OrdersRead]).await;
        let rival = shop.session("rival@example.com", true).await;
        let unknown = shop.post(&rival, TRACES, json!({"keys": key})).await.json();
        assert_eq!((&unknown["unknown"], &unknown["findings"]), (&json!([1]), &json!([])));
        let refused = shop.post(&shop.staff, TRACES, json!({"keys": key})).await;
        assert_eq!(refused.problem(), (403, "scope_missing".into()));
        let weak = shop.session("staff@example.com", false).await;
        let refused = shop.post(&weak, TRACES, json!({"keys": key})).await;
        assert_eq!(refused.problem(), (403, "second_factor_needed".into()));
        let finance = operator(&shop, Duty::Finance).await;
        let refused = shop.post(&finance, "/v1/platform/diversion-traces", json!({"keys": key})).await;
        assert_eq!(refused.problem(), (403, "scope_missing".into()));
        let risk = operator(&shop, Duty::Risk).await;
        let all = shop.post(&risk, "/v1/platform/diversion-traces", json!({"keys": key})).await.json();
        assert_eq!(all["findings"][0]["chain"]["merchant"]["id"], json!(shop.merchant));

        let trail = looked_up(&shop).await;
        let counts: Vec<&str> = trail.iter().map(|(_, after)| after.as_str()).collect();
        assert_eq!(counts, ["2 lines, 1 unknown", "1 lines, 1 unknown", "1 lines, 0 unknown"]);
        assert_eq!((trail[0].0.clone(), trail[2].0.as_str()), (shop.merchant.to_string(), ""));
        let sql = "select before_value || after_value || subject || reason from trail";
        for row in shop.db.query(sql, &[]).await.unwrap() {
            assert!(!row.text(0).unwrap().contains(&key));
        }
    }
}

async fn rival(shop: &Shop) -> kernel::MerchantId {
    let new = merchants::NewMerchant {
        name: kernel::Bilingual::new("对手", "Rival"),
        about: kernel::Bilingual::default(),
        fee: kernel::BasisPoints(200),
    };
    let mut tx = shop.db.begin().await.unwrap();
    let id = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_opened_once_and_closed_with_a_sentence() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (order, key) = sold(&shop).await;
        let staff = shop.session("staff@example.com", true).await;
        let found = shop.post(&staff, TRACES, json!({"keys": key})).await.json();
        let chain = &found["findings"][0]["chain"];
        let new = json!({
            "sku": chain["sku"], "number": chain["number"], "place": "a stall", "url": "https://market.example/42",
            "found_at": "2026-11-22T08:00:00Z", "note": "two more on the table",
        });
        let body = new.to_string();
        let case = shop.post_with(&staff, CASES, "once", body.clone()).await;
        assert_eq!(case.status, 201, "{case:?}");
        let again = shop.post_with(&staff, CASES, "once", body.clone()).await;
        assert_eq!((again.status, again.text()), (201, case.text()));
        let twice = shop.post(&staff, CASES, new.clone()).await;
        assert_eq!(twice.problem(), (409, "diversion_open_already".into()));
        let mut with_key = new.clone();
        with_key["note"] = json!(format!("it says {key}"));
        let refused = shop.post(&staff, CASES, with_key).await;
        assert_eq!(refused.problem(), (422, "key_in_words".into()));
        assert!(!refused.text().contains(&key));
        let mut foreign = new.clone();
        foreign["merchant"] = json!(rival(&shop).await);
        assert_eq!(shop.post(&staff, CASES, foreign).await.problem(), (422, "invalid_field".into()));

        let case = case.json();
        let id = case["id"].as_str().unwrap().to_owned();
        assert_eq!((&case["state"], &case["order"]), (&json!("open"), &json!(order)));
        assert_eq!((&case["opened_by"], &case["outcome"]), (&json!("staff@example.com"), &Value::Null));
        let path = format!("{CASES}/{id}");
        let shown = shop.get(&staff, &path).await.json();
        assert_eq!(shown["chain"]["sale"]["order"], json!(order));
        assert_eq!(shown["chain"]["open_case"], json!(id));
        let partners = shop.get(&staff, "/v1/merchant/diversion-partners").await.json();
        assert_eq!((&partners["items"][0]["cases"], &partners["items"][0]["open"]), (&json!(1), &json!(1)));

        let close = format!("{path}/close");
        let bad = shop.post(&staff, &close, json!({"outcome": "gone", "sentence": "x"})).await;
        assert_eq!(bad.problem(), (422, "invalid_field".into()));
        let end = json!({"outcome": "partner_warned", "sentence": "they were told"});
        let closed = shop.post(&staff, &close, end.clone()).await.json();
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("partner_warned")));
        assert_eq!(shop.post(&staff, &close, end).await.problem(), (409, "diversion_closed".into()));
        let open = shop.get(&staff, &format!("{CASES}?state=open")).await.json();
        assert_eq!(open["items"], json!([]));
        assert_eq!(
            shop.get(&staff, &format!("{CASES}?state=odd")).await.problem(),
            (400, "invalid_query".into())
        );

        // The platform opens the next one; the merchant reads that it was the platform.
        let risk = operator(&shop, Duty::Risk).await;
        let bare = shop.post(&risk, "/v1/platform/diversions", new.clone()).await;
        assert_eq!(bare.problem(), (422, "invalid_field".into()));
        let mut theirs = new;
        theirs["merchant"] = json!(shop.merchant);
        let second = shop.post(&risk, "/v1/platform/diversions", theirs).await.json();
        assert_eq!(second["opened_by"], "risk@example.com");
        let path = format!("{CASES}/{}", second["id"].as_str().unwrap());
        assert_eq!(shop.get(&staff, &path).await.json()["case"]["opened_by"], "platform");
        let alarms = shop.get(&staff, "/v1/merchant/alarms").await.json();
        let kinds: Vec<&Value> = alarms["items"].as_array().unwrap().iter().map(|a| &a["kind"]).collect();
        assert_eq!(kinds, [&json!("key_diverted"); 2]);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_tries_keys_out_is_held_up() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let staff = shop.session("staff@example.com", true).await;
        let mut known = 0;
        for n in 0..31 {
            let tried = shop.post(&staff, TRACES, json!({"keys": format!("GUESS-{n}")})).await;
            known += usize::from(tried.status == 200);
            if tried.status != 200 {
                assert_eq!(tried.problem(), (429, "too_many_tries".into()));
                assert!(!tried.header("retry-after").is_empty());
            }
        }
        assert_eq!((known, looked_up(&shop).await.len()), (30, 30));
        let many: String = (0..201).map(|n| format!("KEY-{n}\n")).collect();
        let helper = "helper@example.com";
        shop.person(helper, Role::Merchant, Some(shop.merchant), Some(Duty::Support)).await;
        let helper = shop.session(helper, true).await;
        let refused = shop.post(&helper, TRACES, json!({"keys": many})).await;
        assert_eq!(refused.problem(), (422, "too_many_found_keys".into()));
        let refused = shop.post(&helper, TRACES, json!({"keys": " "})).await;
        assert_eq!(refused.problem(), (422, "bad_found_keys".into()));
    }
}
