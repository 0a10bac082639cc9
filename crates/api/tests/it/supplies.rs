//! Goods that suppliers credit, over HTTP: from connecting one to what becomes of an order.

use crate::gate::put;
use crate::shop::{Shop, Told, product};
use crate::supplier::{NOBODYS, PROMPT, SLOW, SOLD_OUT};
use axum::body::Body;
use axum::http::Request;
use db::Engine;
use identity::{Duty, Role, Scope};
use kernel::{BasisPoints, Bilingual};
use serde_json::{Value, json};

const SECRET: &str = "hunter2-hunter2";
const PHONE: &str = "13800138000";

/// A supplier that is on with ¥5,000.00, and what it credits: ids.
pub struct Goods {
    pub supplier: String,
    pub sku: String,
    pub offer: String,
}

pub fn settings(changes: &[(&str, &str)]) -> Value {
    let mut settings = json!({"url": "https://supplier.example", "id": "1001", "key": SECRET});
    for (name, value) in changes {
        settings[*name] = json!(value);
    }
    settings
}

pub fn whole(name: &str) -> Value {
    json!({
        "kind": "made_up", "name": name, "currency": "CNY", "settings": settings(&[]),
        "contract": "HT-2026-7", "contract_until": "2027-12-01T00:00:00Z",
    })
}

pub fn form() -> Value {
    json!({"fields": [{"name": "phone", "kind": "phone", "label": {"zh": "手机号", "en": "Telephone"}}]})
}

pub async fn owner(shop: &Shop) -> String {
    shop.session("staff@example.com", true).await
}

fn id(told: &Told, status: u16) -> String {
    assert_eq!(told.status, status, "{told:?}");
    told.json()["id"].as_str().unwrap().to_owned()
}

async fn route(shop: &Shop, goods: &Goods, product: &str, unit_cost: i64, on: bool) -> Told {
    let path = format!("/v1/skus/{}/routes/{}", goods.sku, goods.supplier);
    let body = json!({"product": product, "unit_cost": unit_cost, "position": 0, "on": on});
    put(shop, &shop.staff, &path, body).await
}

/// Connects a supplier of that name, which calls the goods `product`; one unit costs ¥9.00 there and is sold at ¥10.00.
pub async fn connect(shop: &Shop, name: &str, product: &str) -> Goods {
    let owner = owner(shop).await;
    let supplier = id(&shop.post(&owner, "/v1/suppliers", whole(name)).await, 201);
    let path = format!("/v1/suppliers/{supplier}");
    assert_eq!(shop.post(&owner, &format!("{path}/switch"), json!({"to": "on"})).await.status, 200);
    let paid = json!({"amount": 500_000, "note": "transfer 1"});
    assert_eq!(shop.post(&owner, &format!("{path}/deposits"), paid).await.status, 201);
    let of = shop.get(&shop.staff, &format!("/v1/skus/{}", shop.sku)).await.json()["product"].clone();
    let sku = json!({
        "product": of, "code": format!("CREDIT-{product}"), "name": {"zh": "话费", "en": "Credit"},
        "kind": "recharge", "form": form(),
    });
    let sku = id(&shop.post(&shop.staff, "/v1/skus", sku).await, 201);
    let offer = json!({"sku": sku, "price": {"amount": 1_000, "currency": "CNY"}});
    let offer = id(&shop.post(&shop.staff, "/v1/offers", offer).await, 201);
    let goods = Goods { supplier, sku, offer };
    let routed = route(shop, &goods, product, 900, true).await;
    assert_eq!(routed.status, 200, "{routed:?}");
    goods
}

fn new_order(goods: &Goods, account: Value) -> Value {
    json!({"lines": [{"offer": goods.offer, "quantity": 1}], "pay": "wallet", "account": account})
}

async fn try_order(shop: &Shop, goods: &Goods, account: Value) -> Told {
    shop.post(&shop.partner, "/v1/orders", new_order(goods, account)).await
}

/// The partner's order, paid from the wallet.
pub async fn place(shop: &Shop, goods: &Goods, phone: &str) -> String {
    id(&try_order(shop, goods, json!({"phone": phone})).await, 201)
}

/// The account of an order is remembered for its buyer, as the shop's page does it.
pub async fn remember(shop: &Shop, order: &str) -> String {
    let order = shop.orders.find(order.parse().unwrap()).await.unwrap();
    let answers = shop.orders.fulfilment_account(&order).await.unwrap();
    let sku = order.lines[0].sku;
    let form = catalog::sku(&shop.db, order.merchant, sku).await.unwrap().unwrap().form;
    let answers = orders::AccountAnswers::new(answers);
    shop.orders.remember_account(&order, &form, &answers).await.unwrap();
    shop.orders.saved_accounts(order.buyer.unwrap()).await.unwrap()[0].id.to_string()
}

/// Until nothing more is due.
pub async fn credit(shop: &Shop) {
    while shop.api.fulfiller.round(256).await.unwrap() > 0 {}
}

async fn wallet(shop: &Shop) -> Value {
    shop.get(&shop.partner, "/v1/wallet").await.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_credited_by_the_supplier_of_its_route() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = connect(&shop, "Credits", PROMPT).await;
        let offer = shop.get(&shop.partner, &format!("/v1/offers/{}", goods.offer)).await.json();
        assert_eq!((&offer["kind"], &offer["stock"]), (&json!("recharge"), &json!(0)));
        assert_eq!(offer["form"]["fields"][0]["label"]["en"], "Telephone");
        let listed = shop.get(&shop.partner, "/v1/offers").await.json();
        let listed = listed["items"].as_array().unwrap();
        assert!(listed.iter().any(|one| one["kind"] == "recharge" && one.get("form").is_none()));

        let placed = try_order(&shop, &goods, json!({"phone": format!(" {PHONE} ")})).await;
        let order = id(&placed, 201);
        assert_eq!(placed.json()["state"], "fulfilling");
        let fulfilment = placed.json()["fulfilment"].clone();
        assert_eq!(
            (&fulfilment["state"], &fulfilment["account"], &fulfilment["taken_on"]),
            (&json!("open"), &json!("138****8000"), &json!(false))
        );
        assert!(fulfilment["deadline"].is_string() && fulfilment["ended_at"].is_null());
        assert_eq!(shop.api.fulfiller.round(256).await.unwrap(), 1);
        let shown = shop.get(&shop.partner, &format!("/v1/orders/{order}")).await;
        assert_eq!(
            (&shown.json()["state"], &shown.json()["fulfilment"]["state"]),
            (&json!("delivered"), &json!("credited"))
        );
        assert!(!placed.text().contains(PHONE) && !shown.text().contains(PHONE));

        let supplier = shop.get(&shop.staff, &format!("/v1/suppliers/{}", goods.supplier)).await.json();
        assert_eq!(supplier["deposit"], json!({"available": 499_100, "held": 0, "spent": 900}));
        assert_eq!((&supplier["score"]["credited"], &supplier["health"]), (&json!(1), &json!("well")));

        let all = shop.get(&shop.staff, "/v1/fulfilments?state=credited").await.json();
        assert_eq!(
            (
                &all["items"][0]["order"],
                &all["items"][0]["supplier_name"],
                &all["items"][0]["sku_name"]["en"]
            ),
            (&json!(order), &json!("Credits"), &json!("Credit"))
        );
        let none = shop.get(&shop.staff, "/v1/fulfilments?state=open").await.json();
        assert_eq!(none["items"], json!([]));
        let bad = shop.get(&shop.staff, "/v1/fulfilments?state=lost").await;
        assert_eq!(bad.problem(), (400, "invalid_query".into()));
        account_is_opened_to_few_and_that_is_recorded(&shop, &order).await;
        shop.audit_is_clean().await;
    }
}

async fn account_is_opened_to_few_and_that_is_recorded(shop: &Shop, order: &str) {
    let path = format!("/v1/fulfilments/{order}");
    shop.person("stan@example.com", Role::Merchant, Some(shop.merchant), Some(Duty::Stock)).await;
    let stan = shop.session("stan@example.com", false).await;
    let told = shop.get(&stan, &path).await;
    assert_eq!((told.status, &told.json()["account_fields"]), (200, &Value::Null));
    assert!(!told.text().contains(PHONE));
    shop.person("ada@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    let ada = shop.session("ada@example.com", true).await;
    let opened =
        async || shop.get(&ada, "/v1/platform/trail?what=account_opened").await.json()["items"].clone();
    assert_eq!(opened().await, json!([]));

    let told = shop.get(&shop.staff, &path).await.json();
    let label = json!({"zh": "手机号", "en": "Telephone"});
    assert_eq!(told["account_fields"], json!([{"name": "phone", "label": label, "value": PHONE}]));
    let attempt = &told["attempts"][0];
    assert_eq!(
        (&attempt["state"], &attempt["cost"], &attempt["asked"], &attempt["supplier_name"]),
        (&json!("credited"), &json!(900), &json!(1), &json!("Credits"))
    );
    let opened = opened().await;
    assert_eq!((&opened[0]["subject"], opened.as_array().unwrap().len()), (&json!(order), 1));
    assert_eq!(shop.get(&ada, &path).await.problem(), (403, "scope_missing".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_credits_goes_back() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = connect(&shop, "Empty", SOLD_OUT).await;
        let before = wallet(&shop).await;
        let order = place(&shop, &goods, PHONE).await;
        assert_ne!(wallet(&shop).await, before);
        credit(&shop).await;
        let told = shop.get(&shop.partner, &format!("/v1/orders/{order}")).await;
        assert_eq!(
            (&told.json()["state"], &told.json()["fulfilment"]["state"]),
            (&json!("failed"), &json!("given_back"))
        );
        assert!(!told.text().contains("库存不足"), "what the supplier says is for the merchant");
        assert_eq!(wallet(&shop).await, before);
        let detail = shop.get(&shop.staff, &format!("/v1/fulfilments/{order}")).await.json();
        let attempt = &detail["attempts"][0];
        assert_eq!(
            (&attempt["state"], &attempt["why"], &attempt["said"]),
            (&json!("failed"), &json!("out_of_stock"), &json!("库存不足"))
        );
        let supplier = shop.get(&shop.staff, &format!("/v1/suppliers/{}", goods.supplier)).await.json();
        assert_eq!(supplier["deposit"], json!({"available": 500_000, "held": 0, "spent": 0}));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_believed_by_its_signature_and_the_supplier_is_asked() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = connect(&shop, "Slow", SLOW).await;
        let order = place(&shop, &goods, PHONE).await;
        assert_eq!(shop.api.fulfiller.round(256).await.unwrap(), 1);
        let state = async || {
            let told = shop.get(&shop.partner, &format!("/v1/orders/{order}")).await.json();
            (told["state"].clone(), told["fulfilment"]["taken_on"].clone())
        };
        assert_eq!(state().await, (json!("fulfilling"), json!(true)));
        let detail = shop.get(&shop.staff, &format!("/v1/fulfilments/{order}")).await.json();
        let number = detail["attempts"][0]["order_no"].as_str().unwrap().to_owned();
        let report = async |supplier: &str, key: &str| {
            let request = Request::post(format!("/supply/notify/{supplier}")).header("x-key", key);
            let told = shop.send(request.body(Body::from(number.clone())).unwrap()).await;
            (told.status, told.text())
        };
        let refused = (400, "refused".to_owned());
        assert_eq!(report(&goods.supplier, "another").await, refused);
        assert_eq!(report("spl_00000000000000000000000000", SECRET).await, refused);
        assert_eq!(report("nothing", SECRET).await, refused);
        assert_eq!(shop.api.fulfiller.round(256).await.unwrap(), 0, "nothing is due before its time");
        assert_eq!(report(&goods.supplier, SECRET).await, (200, "received".to_owned()));
        assert_eq!(shop.api.fulfiller.round(256).await.unwrap(), 1);
        assert_eq!(state().await.0, json!("delivered"));
        let large = Request::post(format!("/supply/notify/{}", goods.supplier));
        let large = large.body(Body::from(vec![b'0'; 65 * 1024])).unwrap();
        assert_eq!(shop.send(large).await.status, 413);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_cannot_be_credited_is_refused() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = connect(&shop, "Credits", PROMPT).await;
        let before = wallet(&shop).await;
        for (account, field, why) in [
            (json!({}), "phone", "missing"),
            (json!({"phone": " "}), "phone", "missing"),
            (json!({"phone": "1380013800"}), "phone", "phone"),
            (json!({"phone": PHONE, "a/b": "1"}), "a/b", "unknown"),
        ] {
            let told = try_order(&shop, &goods, account).await;
            assert_eq!(told.problem(), (422, "bad_account".into()));
            assert_eq!((&told.json()["field"], &told.json()["why"]), (&json!(field), &json!(why)));
            let pointer = format!("/account/{}", field.replace('/', "~1"));
            assert_eq!(told.json()["errors"][0]["pointer"], pointer);
        }
        let both = json!({
            "lines": [{"offer": shop.offer, "quantity": 1}, {"offer": goods.offer, "quantity": 1}],
            "pay": "wallet", "account": {"phone": PHONE},
        });
        let told = shop.post(&shop.partner, "/v1/orders", both).await;
        assert_eq!(told.problem(), (422, "recharge_alone".into()));
        assert_eq!(told.json()["errors"][0]["pointer"], "/lines/1/offer");
        let mut keys = shop.order(1);
        keys["account"] = json!({"phone": PHONE});
        let told = shop.post(&shop.partner, "/v1/orders", keys).await;
        assert_eq!(told.problem(), (422, "account_not_asked".into()));

        // ¥10.00 less the fee of two per cent.
        assert_eq!(route(&shop, &goods, PROMPT, 981, true).await.status, 200);
        let phone = || json!({"phone": PHONE});
        assert_eq!(try_order(&shop, &goods, phone()).await.problem(), (409, "below_cost".into()));
        assert_eq!(route(&shop, &goods, PROMPT, 980, false).await.status, 200);
        assert_eq!(try_order(&shop, &goods, phone()).await.problem(), (409, "no_supplier".into()));
        assert_eq!(route(&shop, &goods, PROMPT, 980, true).await.status, 200);
        let path = format!("/v1/suppliers/{}/switch", goods.supplier);
        assert_eq!(shop.post(&owner(&shop).await, &path, json!({"to": "off"})).await.status, 200);
        assert_eq!(try_order(&shop, &goods, phone()).await.problem(), (409, "no_supplier".into()));
        assert_eq!(wallet(&shop).await, before);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supplier_is_connected_by_its_form_and_shows_no_secret() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        let kinds = shop.get(&shop.staff, "/v1/suppliers/kinds").await.json();
        let kind = &kinds["items"][0];
        assert_eq!((&kind["code"], &kind["has_balance"]), (&json!("made_up"), &json!(true)));
        assert_eq!(kind["fields"][2]["kind"], "secret");

        let body = whole("First").to_string();
        let made = shop.post_with(&owner, "/v1/suppliers", "once", body.clone()).await;
        let again = shop.post_with(&owner, "/v1/suppliers", "once", body).await;
        assert_eq!((again.json(), again.header("idempotent-replayed")), (made.json(), "true"));
        let supplier = id(&made, 201);
        let path = format!("/v1/suppliers/{supplier}");
        let made = made.json();
        assert_eq!((&made["state"], &made["version"]), (&json!("off"), &json!(1)));
        assert_eq!(made["settings"], json!({"url": "https://supplier.example", "id": "1001"}));
        assert_eq!((&made["secrets"], &made["faults"]), (&json!(["key"]), &json!([])));
        assert_eq!(made["notify_url"], format!("http://shop.test/supply/notify/{supplier}"));
        assert_eq!((&made["changed_by"], &made["score"]), (&json!("staff@example.com"), &Value::Null));
        assert_eq!(shop.get(&shop.staff, &path).await.json(), made);

        let trial = async |body: Value| shop.post(&owner, "/v1/suppliers/trial", body).await;
        let with = |settings: Value| json!({"kind": "made_up", "currency": "CNY", "settings": settings});
        let tried = trial(json!({"kind": "made_up", "currency": "CNY", "of": supplier})).await.json();
        let well = json!([{"code": "keys", "problem": null}, {"code": "reach", "problem": null}]);
        assert_eq!(tried["outcomes"], well);
        let tried = trial(with(settings(&[("id", "strange")]))).await.json();
        assert!(tried["outcomes"][1]["problem"].is_string());
        let tried = trial(with(settings(&[("id", "mute")]))).await.json();
        assert_eq!(tried["outcomes"][0]["code"], "timeout");
        let bad = trial(with(json!({"url": "http://127.0.0.1:1", "id": "x"}))).await;
        assert_eq!(bad.problem(), (422, "bad_supplier_settings".into()));

        let dry = async |body: Value| shop.post(&owner, "/v1/suppliers/dry-run", body).await;
        let run = dry(json!({
            "kind": "made_up", "currency": "CNY", "of": supplier, "answer": "{}", "callback": "a=1",
            "sample": {"order_no": "ord00000001", "unit_cost": 985, "account": {"phone": "13800138000"}},
        }))
        .await
        .json();
        let request = &run["requests"][0];
        assert_eq!(
            (&request["url"], &request["body"]),
            (&json!("https://supplier.example/ord00000001"), &json!("13800138000"))
        );
        assert!(request["headers"][0]["value"].as_str().unwrap().starts_with('•'), "the kept key");
        assert_eq!((&run["faults"], &run["answers"][0]["amount"]), (&json!([]), &json!("9.85")));
        assert_eq!(run["callback"]["answer"], made["notify_url"]);
        let run = dry(with(settings(&[("id", "wrong")]))).await.json();
        assert_eq!(run["faults"][0]["path"], "line 1");
        assert_eq!((&run["answers"], &run["callback"]), (&json!([]), &Value::Null), "nothing was pasted");
        let bad =
            dry(json!({"kind": "made_up", "currency": "CNY", "of": supplier, "sample": {"quantity": 0}}))
                .await;
        assert_eq!(bad.problem(), (422, "invalid_field".into()));
        let moved = json!({"kind": "made_up", "currency": "CNY", "of": supplier, "settings": {"url": "https://other.example"}});
        assert_eq!(
            dry(moved).await.problem(),
            (422, "bad_supplier_settings".into()),
            "the key stays where it was"
        );
        let body = json!({"kind": "made_up", "description": "wrong"});
        let told = shop.post(&shop.staff, "/v1/suppliers/explain", body).await.json();
        assert_eq!(told["faults"][0]["en"], "it is wrong");

        let changed = json!({
            "version": 1, "name": "Renamed", "settings": {"id": "1002", "key": ""}, "forget": [],
            "contract": "HT-2026-8", "contract_until": "2028-01-01",
        });
        let told = put(&shop, &owner, &path, changed.clone()).await;
        assert_eq!(told.status, 200, "{told:?}");
        let told = told.json();
        assert_eq!(
            (&told["name"], &told["version"], &told["settings"]["id"], &told["contract_until"]),
            (&json!("Renamed"), &json!(2), &json!("1002"), &json!("2028-01-01T00:00:00Z"))
        );
        let stale = put(&shop, &owner, &path, changed).await;
        assert_eq!(stale.problem(), (409, "supplier_changed_meanwhile".into()));
        let moved = json!({
            "version": 2, "name": "Moved", "settings": {"url": "https://thief.example"},
            "contract": "HT-2026-8", "contract_until": "2028-01-01",
        });
        let moved = put(&shop, &owner, &path, moved).await;
        assert_eq!(moved.problem(), (422, "bad_supplier_settings".into()));
        assert_eq!(
            moved.json()["errors"][0]["pointer"],
            "/settings/key",
            "no stored key goes to a new address"
        );

        let balance = shop.post(&shop.staff, &format!("{path}/balance"), json!({})).await.json();
        assert_eq!((&balance["amount"], &balance["currency"]), (&json!(123_456), &json!("CNY")));
        let catalogue = shop.get(&shop.staff, &format!("{path}/catalogue")).await.json();
        assert_eq!(catalogue["items"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&catalogue["items"][1]["cost"], &catalogue["items"][1]["stock"]),
            (&json!(900), &json!(0))
        );
        let listed = shop.get(&shop.staff, "/v1/suppliers").await;
        assert_eq!(listed.json()["items"][0]["balance"]["amount"], 123_456);

        shop.person("ada@example.com", Role::Operator, None, Some(Duty::Admin)).await;
        let ada = shop.session("ada@example.com", true).await;
        let trail = shop.get(&ada, "/v1/platform/trail").await;
        for what in ["supplier_connected", "supplier_changed"] {
            assert!(trail.text().contains(what), "{what}");
        }
        for told in [listed, trail, shop.get(&shop.staff, &path).await] {
            assert!(told.status == 200 && !told.text().contains(SECRET));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_looked_up_before_it_is_ordered_for() {
    let shop = Shop::open(Engine::Sqlite).await;
    let (goods, silent) = (connect(&shop, "Credits", PROMPT).await, connect(&shop, "Slow", SLOW).await);
    let ask = async |offer: &str, account: Value| {
        let path = format!("/v1/offers/{offer}/account-check");
        shop.post(&shop.partner, &path, json!({"account": account})).await
    };
    let found = ask(&goods.offer, json!({"phone": PHONE})).await;
    assert_eq!(found.json(), json!({"state": "found", "name_hint": "**明", "place": "中国移动"}));
    let none = ask(&goods.offer, json!({"phone": NOBODYS})).await;
    assert_eq!(none.problem(), (422, "account_not_found".into()));
    assert_eq!(
        (&none.json()["errors"][0]["pointer"], &none.json()["field"]),
        (&json!("/account/phone"), &json!("phone"))
    );
    let unknown = json!({"state": "unknown", "name_hint": null, "place": null});
    assert_eq!(ask(&silent.offer, json!({"phone": PHONE})).await.json(), unknown);
    let bad = ask(&goods.offer, json!({"phone": "1"})).await;
    assert_eq!(bad.problem(), (422, "bad_account".into()));
    let keys = ask(&shop.offer.to_string(), json!({"phone": PHONE})).await;
    assert_eq!(keys.problem(), (422, "account_not_asked".into()));
    // That nobody could be asked cost nothing; ten others are enough.
    for _ in 0..6 {
        assert_eq!(ask(&goods.offer, json!({"phone": NOBODYS})).await.status, 422);
    }
    let stopped = ask(&goods.offer, json!({"phone": NOBODYS})).await;
    assert_eq!(stopped.problem(), (429, "rate_limited".into()));
    // An order is not looked up, nor slowed by it.
    assert_eq!(try_order(&shop, &goods, json!({"phone": NOBODYS})).await.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_remembered_account_is_listed_exported_and_forgotten() {
    let shop = Shop::open(Engine::Sqlite).await;
    let goods = connect(&shop, "Credits", PROMPT).await;
    let order = place(&shop, &goods, PHONE).await;
    let saved = remember(&shop, &order).await;
    let who = shop.session("partner@example.com", true).await;
    let listed = shop.get(&who, "/v1/account/saved-accounts").await;
    let first = &listed.json()["items"][0];
    assert_eq!((&first["id"], &first["hint"]), (&json!(saved), &json!("138****8000")));
    assert!(!listed.text().contains(PHONE) && first["used_at"].is_string());
    let data = shop.get(&who, "/v1/account/personal-data").await.json();
    assert_eq!(data["saved_accounts"][0]["account"], json!([{"name": "phone", "answer": PHONE}]));
    assert_eq!(shop.get(&shop.partner, "/v1/account/saved-accounts").await.problem().1, "people_only");
    let path = format!("/v1/account/saved-accounts/{saved}");
    let other = shop.session("stranger@example.com", true).await;
    let forget = |who: &str| shop.as_who(Request::delete(&path), who).body(Body::empty()).unwrap();
    let others = shop.send(forget(&other)).await;
    assert_eq!(others.problem(), (404, "saved_account_not_found".into()));
    assert_eq!(shop.send(forget(&who)).await.status, 204);
    assert_eq!(shop.get(&who, "/v1/account/saved-accounts").await.json()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_supplier_is_said() {
    let shop = Shop::open(Engine::Sqlite).await;
    let owner = owner(&shop).await;
    for (name, value, code, pointer) in [
        ("kind", json!("other"), "unknown_supplier_kind", "/kind"),
        ("name", json!(""), "bad_supplier", "/name"),
        ("currency", json!("USD"), "bad_supplier", "/currency"),
        ("contract", json!("a\nb"), "bad_supplier", "/contract"),
        ("contract_until", json!("some day"), "bad_supplier", "/contract_until"),
        ("settings", settings(&[("id", "unbuildable")]), "bad_supplier_settings", "/settings/id"),
    ] {
        let mut body = whole("First");
        body[name] = value;
        let told = shop.post(&owner, "/v1/suppliers", body).await;
        assert_eq!(told.problem(), (422, code.into()), "{told:?}");
        assert_eq!(told.json()["errors"][0]["pointer"], pointer);
    }
    let mut ended = whole("Ended");
    ended["contract_until"] = json!("2026-01-01");
    let supplier = id(&shop.post(&owner, "/v1/suppliers", ended).await, 201);
    let path = format!("/v1/suppliers/{supplier}");
    let switch = async |to: &str| shop.post(&owner, &format!("{path}/switch"), json!({"to": to})).await;
    assert_eq!(switch("on").await.problem(), (409, "supplier_contract_ended".into()));
    assert_eq!(switch("off").await.problem(), (409, "supplier_wrong_state".into()));
    assert_eq!(switch("gone").await.problem(), (422, "bad_supplier".into()));
    assert_eq!(switch("retired").await.json()["state"], "retired");

    let deposit = async |key: &str, amount: i64, note: &str| {
        let body = json!({"amount": amount, "note": note}).to_string();
        shop.post_with(&owner, &format!("{path}/deposits"), key, body).await
    };
    assert_eq!(deposit("a", 0, "none").await.problem(), (422, "bad_deposit".into()));
    assert_eq!(deposit("b", 1, " ").await.json()["errors"][0]["pointer"], "/note");
    assert_eq!(deposit("c", -1, "out").await.problem(), (409, "deposit_too_low".into()));
    let booked = json!({"available": 700, "held": 0, "spent": 0, "currency": "CNY"});
    assert_eq!(deposit("d", 700, "in").await.json(), booked);
    assert_eq!(deposit("d", 700, "in").await.json(), booked, "once");
    shop.later();
    let out = json!({"available": 500, "held": 0, "spent": 0, "currency": "CNY"});
    assert_eq!(deposit("e", -200, "out").await.json(), out);
    let lines = shop.get(&shop.staff, &format!("{path}/deposits")).await.json();
    let amounts: Vec<i64> =
        lines["items"].as_array().unwrap().iter().map(|line| line["amount"].as_i64().unwrap()).collect();
    assert_eq!((amounts, &lines["items"][0]["by"]), (vec![-200, 700], &json!("staff@example.com")));
    // No key moves what is deposited, nor does who has the wrong duty.
    let told = shop.post(&shop.staff, &format!("{path}/deposits"), json!({"amount": 1, "note": "x"})).await;
    assert_eq!(told.problem(), (403, "scope_missing".into()));
    shop.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_and_routes_are_of_goods_that_are_credited() {
    let shop = Shop::open(Engine::Sqlite).await;
    let goods = connect(&shop, "Credits", PROMPT).await;
    let of = shop.get(&shop.staff, &format!("/v1/skus/{}", goods.sku)).await.json();
    assert_eq!((&of["kind"], &of["form"]["fields"][0]["kind"]), (&json!("recharge"), &json!("phone")));
    let sku = |kind: &str, form: Value| json!({"product": of["product"], "code": "MORE", "name": {"en": "More"}, "kind": kind, "form": form});
    for (kind, form) in [("recharge", Value::Null), ("one_time", form()), ("recharge", json!({"fields": []}))]
    {
        let told = shop.post(&shop.staff, "/v1/skus", sku(kind, form)).await;
        assert_eq!(told.problem(), (422, "bad_account_form".into()));
        assert_eq!(told.json()["errors"][0]["pointer"], "/form");
    }
    let path = format!("/v1/skus/{}/form", goods.sku);
    let server = json!({
        "name": "server", "kind": "choice", "label": {"zh": "区服"},
        "choices": [{"value": "cn1", "label": {"zh": "一区"}}],
    });
    let told = put(&shop, &shop.staff, &path, json!({"fields": [server]})).await;
    assert_eq!(told.json()["form"]["fields"][0]["choices"][0]["value"], "cn1");
    let told = put(&shop, &shop.staff, &path, json!({"fields": []})).await;
    assert_eq!(told.problem(), (422, "bad_account_form".into()));
    assert_eq!(told.json()["errors"][0]["pointer"], "/fields");
    let offer = shop.get(&shop.partner, &format!("/v1/offers/{}", goods.offer)).await.json();
    assert_eq!(offer["form"]["fields"][0]["name"], "server", "seen at once");

    let routes = shop.get(&shop.staff, &format!("/v1/suppliers/{}/routes", goods.supplier)).await.json();
    assert_eq!(
        routes["items"],
        shop.get(&shop.staff, &format!("/v1/skus/{}/routes", goods.sku)).await.json()["items"]
    );
    let line = &routes["items"][0];
    assert_eq!(
        (&line["sku_code"], &line["product"], &line["unit_cost"], &line["supplier_state"]),
        (&json!("CREDIT-prompt"), &json!(PROMPT), &json!(900), &json!("on"))
    );
    let keys = Goods { sku: shop.sku.clone(), supplier: goods.supplier.clone(), offer: String::new() };
    assert_eq!(route(&shop, &keys, PROMPT, 900, true).await.problem(), (409, "sku_is_stocked".into()));
    assert_eq!(route(&shop, &goods, PROMPT, -1, true).await.problem(), (422, "bad_supplier".into()));
    let path = format!("/v1/skus/{}/routes/{}", goods.sku, goods.supplier);
    let remove = async || {
        let request = shop.as_who(Request::delete(&path), &shop.staff);
        shop.send(request.body(Body::empty()).unwrap()).await
    };
    assert_eq!(remove().await.status, 204);
    assert_eq!(remove().await.problem(), (404, "no_such_route".into()));
    assert_eq!(
        shop.import("text/plain", &goods.sku, "KEY-1\n").await.problem(),
        (400, "nothing_to_stock".into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rival_reaches_no_supplier_of_another() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = connect(&shop, "Credits", PROMPT).await;
        let order = place(&shop, &goods, PHONE).await;
        credit(&shop).await;
        let name = || Bilingual::new("对手", "Rival");
        let new = merchants::NewMerchant { name: name(), about: Bilingual::default(), fee: BasisPoints(200) };
        let mut tx = shop.db.begin().await.unwrap();
        let rival = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
        tx.commit().await.unwrap();
        let key = shop.key("rival@example.com", Some(rival), Scope::ALL).await;
        let session = shop.session("rival@example.com", true).await;
        let own = id(&shop.post(&session, "/v1/suppliers", whole("Own")).await, 201);
        let of = id(&shop.post(&key, "/v1/products", product("rival-card")).await, 201);
        let sku =
            json!({"product": of, "code": "OWN", "name": {"en": "Own"}, "kind": "recharge", "form": form()});
        let sku = id(&shop.post(&key, "/v1/skus", sku).await, 201);

        let theirs = format!("/v1/suppliers/{}", goods.supplier);
        for path in ["", "/catalogue", "/deposits", "/routes"] {
            let told = shop.get(&key, &format!("{theirs}{path}")).await;
            assert_eq!(told.problem(), (404, "no_such_supplier".into()), "{path}");
        }
        for (path, body) in [
            ("/switch", json!({"to": "off"})),
            ("/deposits", json!({"amount": -1, "note": "out"})),
            ("/balance", json!({})),
        ] {
            let told = shop.post(&session, &format!("{theirs}{path}"), body).await;
            assert_eq!(told.problem(), (404, "no_such_supplier".into()), "{path}");
        }
        let trial = json!({"kind": "made_up", "currency": "CNY", "of": goods.supplier});
        for path in ["/v1/suppliers/trial", "/v1/suppliers/dry-run"] {
            let told = shop.post(&session, path, trial.clone()).await;
            assert_eq!(told.problem(), (404, "no_such_supplier".into()));
        }
        let body = || json!({"product": PROMPT, "unit_cost": 1, "position": 0, "on": true});
        let told = put(&shop, &key, &format!("/v1/skus/{sku}/routes/{}", goods.supplier), body()).await;
        assert_eq!(told.problem(), (404, "no_such_supplier".into()), "own goods, the supplier of another");
        let told = put(&shop, &key, &format!("/v1/skus/{}/routes/{own}", goods.sku), body()).await;
        assert_eq!(told.problem(), (404, "unknown_sku".into()), "goods of another, the own supplier");
        for path in [format!("/v1/skus/{}", goods.sku), format!("/v1/skus/{}/routes", goods.sku)] {
            assert_eq!(shop.get(&key, &path).await.problem(), (404, "unknown_sku".into()));
        }
        let told = shop.get(&key, &format!("/v1/fulfilments/{order}")).await;
        assert_eq!(told.status, 404);
        assert_eq!(shop.get(&key, "/v1/fulfilments").await.json()["items"], json!([]));
        let listed = shop.get(&key, "/v1/suppliers").await.json();
        assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["id"]), (1, &json!(own)));
    }
}
