//! The money of delivered orders over HTTP: confirmed, given back, paid out.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::Span;
use serde_json::{Value, json};

async fn bought(shop: &Shop, quantity: i64) -> String {
    let new = json!({"lines": [{"offer": shop.offer, "quantity": quantity}], "pay": "wallet"});
    let told = shop.post(&shop.partner, "/v1/orders", new).await;
    assert_eq!(told.status, 201, "{told:?}");
    told.json()["id"].as_str().unwrap().to_owned()
}

async fn put(shop: &Shop, who: &str, path: &str, body: Value) -> Told {
    let request = shop.as_who(Request::put(path), who).header("content-type", "application/json");
    shop.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn csv(shop: &Shop, who: &str, path: &str, body: String) -> Told {
    let request = shop.as_who(Request::post(path), who).header("content-type", "text/csv");
    shop.send(request.body(Body::from(body)).unwrap()).await
}

async fn finance(shop: &Shop, name: &str) -> String {
    let mail = format!("{name}@example.com");
    shop.person(&mail, Role::Operator, None, Some(Duty::Finance)).await;
    shop.session(&mail, true).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_confirms_and_the_merchant_gives_a_part_back() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop, 2).await;
        let money = shop.get(&shop.partner, &format!("/v1/orders/{order}/money")).await.json();
        assert_eq!((&money["standing"], &money["fee"]), (&json!("waits"), &Value::Null));
        let confirm = format!("/v1/orders/{order}/confirm");
        assert_eq!(shop.post(&shop.stranger, &confirm, json!({})).await.problem().0, 404);
        for _ in 0..2 {
            let told = shop.post(&shop.partner, &confirm, json!({})).await;
            assert_eq!((told.status, &told.json()["standing"]), (200, &json!("released")), "{told:?}");
        }
        let owner = shop.session("staff@example.com", true).await;
        let has = shop.get(&owner, "/v1/merchant/money").await.json();
        assert_eq!(has["balances"][0]["available"]["amount"], 1_960);
        let path = format!("/v1/merchant/orders/{order}/refunds");
        let part = json!({"amount": 500, "way": "wallet", "reason": "one key is late"});
        // No program gives money back, and nobody who has not proved who they are.
        assert_eq!(shop.post(&shop.staff, &path, part.clone()).await.status, 403);
        let weak = shop.session("staff@example.com", false).await;
        assert_eq!(shop.post(&weak, &path, part.clone()).await.problem().1, "second_factor_needed");
        let first = shop.post_with(&owner, &path, "once", part.to_string()).await;
        let again = shop.post_with(&owner, &path, "once", part.to_string()).await;
        assert_eq!((first.status, again.status, first.json()), (201, 201, again.json()));
        assert_eq!(first.json()["refunded"]["amount"], 500);
        let both = json!({"amount": 1, "lines": [], "way": "wallet", "reason": "x"});
        assert_eq!(shop.post(&owner, &path, both).await.problem(), (422, "invalid_field".into()));
        let much = json!({"amount": 1_501, "way": "wallet", "reason": "x"});
        assert_eq!(shop.post(&owner, &path, much).await.problem(), (409, "more_than_paid".into()));
        let line = json!({"lines": [{"line": 1, "quantity": 3}], "way": "wallet", "reason": "x"});
        assert_eq!(shop.post(&owner, &path, line).await.problem(), (422, "no_such_line".into()));
        let seen = shop.get(&shop.partner, &format!("/v1/orders/{order}/money")).await.json();
        assert_eq!(
            (&seen["refunded"]["amount"], &seen["refunds"][0]["reason"]),
            (&json!(500), &json!("one key is late"))
        );
        let statement = shop.get(&owner, "/v1/merchant/money/statement").await.json();
        let sums: Vec<_> =
            statement["sums"].as_array().unwrap().iter().map(|s| s["sum"]["amount"].clone()).collect();
        assert_eq!(sums, [json!(1_960), json!(-490)]);
        assert_eq!(statement["closing"]["amount"], 1_470);
        let file = shop.get(&owner, "/v1/merchant/money/statement/export?language=en").await.text();
        assert!(
            file.contains("opening balance") && file.contains("14.70") && file.contains(&order),
            "{file}"
        );
        on_paper(&shop, &owner, &order).await;
        shop.audit_is_clean().await;
    }
}

/// Whoever presses twice, or whose program repeats itself, gives back once; and others meanwhile are not hurt.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refund_that_is_sent_many_times_at_once_is_one() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop, 2).await;
        let owner = shop.session("staff@example.com", true).await;
        let path = format!("/v1/merchant/orders/{order}/refunds");
        let part = json!({"amount": 300, "way": "wallet", "reason": "the key is dead"}).to_string();
        let much = json!({"amount": 2_001, "way": "wallet", "reason": "all and more"}).to_string();
        let same = || shop.post_with(&owner, &path, "the-same", part.clone());
        let (a, b, c, other, bad) = tokio::join!(
            same(),
            same(),
            same(),
            shop.post_with(&owner, &path, "another", part.clone()),
            shop.post_with(&owner, &path, "too-much", much)
        );
        assert_eq!((other.status, bad.problem()), (201, (409, "more_than_paid".into())));
        let done: Vec<_> = [a, b, c].into_iter().filter(|told| told.status == 201).collect();
        assert!(!done.is_empty() && done.iter().all(|told| told.json()["id"] == done[0].json()["id"]));
        let later = same().await;
        assert_eq!((later.status, later.json()), (201, done[0].json()));
        let seen = shop.get(&shop.partner, &format!("/v1/orders/{order}/money")).await.json();
        assert_eq!(
            (&seen["refunded"]["amount"], seen["refunds"].as_array().unwrap().len()),
            (&json!(600), 2)
        );
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_gives_a_category_a_fee_of_its_own() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        for (name, duty) in [("ada", Duty::Admin), ("rita", Duty::Reviewer)] {
            shop.person(&format!("{name}@example.com"), Role::Operator, None, Some(duty)).await;
        }
        let admin = shop.session("ada@example.com", true).await;
        let reviewer = shop.session("rita@example.com", true).await;
        let path = "/v1/platform/category-fees";
        let fee = |category: &str, bps: Value| json!({"category": category, "fee_bps": bps});
        // Who orders the shelves does not decide about money.
        let refused = put(&shop, &reviewer, path, fee("goods", json!(0))).await;
        assert_eq!(refused.problem(), (403, "scope_missing".into()));
        for bad in [-1, 10_001] {
            let told = put(&shop, &admin, path, fee("goods", json!(bad))).await;
            assert_eq!(told.problem(), (422, "bad_fee".into()), "{bad}");
        }
        let unknown = put(&shop, &admin, path, fee("nothing", json!(1))).await;
        assert_eq!(unknown.problem(), (422, "unknown_category".into()));
        for _ in 0..2 {
            let told = put(&shop, &admin, path, fee("goods", json!(500))).await;
            assert_eq!((told.status, told.json()), (200, fee("goods", json!(500))), "{told:?}");
        }
        assert_eq!(shop.get(&reviewer, path).await.json()["items"], json!([fee("goods", json!(500))]));
        // Merchants see it beside the share that they agreed to.
        let owner = shop.session("staff@example.com", true).await;
        let plan = shop.get(&owner, "/v1/merchant/plan").await.json();
        assert_eq!(plan["category_fees"], json!([fee("goods", json!(500))]), "{plan}");
        let agreed = merchants::find(&shop.db, shop.merchant).await.unwrap().fee.0;
        assert_eq!(plan["fee_bps"], json!(agreed));
        let order = bought(&shop, 2).await;
        let seen = shop.get(&admin, &format!("/v1/platform/orders/{order}/money")).await.json();
        assert_eq!(seen["fee"]["amount"], 100);
        assert_eq!(put(&shop, &admin, path, fee("goods", Value::Null)).await.status, 200);
        assert_eq!(shop.get(&admin, path).await.json()["items"], json!([]));
        let sql = "select before_value, after_value from trail where what = 'category_fee_put' order by seq";
        let rows = shop.db.query(sql, &[]).await.unwrap();
        let acts: Vec<_> = rows.iter().map(|r| (r.text(0).unwrap(), r.text(1).unwrap())).collect();
        assert_eq!(acts, [(String::new(), "500".into()), ("500".into(), String::new())]);
    }
}

async fn on_paper(shop: &Shop, owner: &str, order: &str) {
    for (language, closing, page) in
        [("en", "Closing balance", "page 1 of 1"), ("zh", "期末余额", "第 1 页，共 1 页")]
    {
        let path = format!("/v1/merchant/money/statement/export?format=pdf&language={language}");
        let told = shop.get(owner, &path).await;
        assert_eq!((told.status, told.header("content-type")), (200, "application/pdf"), "{told:?}");
        assert!(told.header("content-disposition").contains(".pdf\""));
        let pages = testkit::pdf_pages(&told.body);
        assert_eq!(pages.len(), 1);
        let at = pages[0].iter().position(|text| text == closing).unwrap();
        assert_eq!(pages[0][at + 1], "14.70");
        for text in ["19.60", "-4.90", order, page] {
            assert!(pages[0].iter().any(|shown| shown == text), "{text} in {pages:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_holds_and_gives_back_with_a_reason() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop, 1).await;
        shop.person("sue@example.com", Role::Operator, None, Some(Duty::Support)).await;
        let support = shop.session("sue@example.com", true).await;
        let act = |verb: &str| format!("/v1/platform/orders/{order}/{verb}");
        let why = |text: &str| json!({"reason": text});
        assert_eq!(shop.post(&support, &act("freeze"), why(" ")).await.problem(), (422, "bad_reason".into()));
        let frozen = shop.post(&support, &act("freeze"), why("the key is dead")).await;
        assert_eq!((frozen.status, &frozen.json()["why"]), (200, &json!("the key is dead")), "{frozen:?}");
        let confirm = format!("/v1/orders/{order}/confirm");
        assert_eq!(
            shop.post(&shop.partner, &confirm, json!({})).await.problem(),
            (409, "order_frozen".into())
        );
        let seen = shop.get(&shop.partner, &format!("/v1/orders/{order}/money")).await.json();
        assert_eq!((&seen["standing"], &seen["why"]), (&json!("frozen"), &json!("")));
        assert_eq!(shop.post(&support, &act("thaw"), why("looked at")).await.status, 200);
        assert_eq!(
            shop.post(&support, &act("thaw"), why("x")).await.problem(),
            (409, "order_not_frozen".into())
        );
        let whole = json!({"way": "wallet", "reason": "the key is dead"});
        let told = shop.post(&support, &act("refunds"), whole).await;
        assert_eq!((told.status, &told.json()["amount"]["amount"]), (201, &json!(1_000)), "{told:?}");
        let seen = shop.get(&support, &act("money")).await.json();
        assert_eq!(
            (&seen["standing"], &seen["refunds"][0]["side"]),
            (&json!("given_back"), &json!("operator"))
        );
        let reviewer = {
            shop.person("rea@example.com", Role::Operator, None, Some(Duty::Reviewer)).await;
            shop.session("rea@example.com", true).await
        };
        assert_eq!(shop.post(&reviewer, &act("freeze"), why("x")).await.status, 403);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payout_from_the_request_to_the_banks_answer() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop, 5).await;
        shop.post(&shop.partner, &format!("/v1/orders/{order}/confirm"), json!({})).await;
        let owner = shop.session("staff@example.com", true).await;
        let wish = json!({"amount": {"amount": 2_000, "currency": "CNY"}});
        let none = shop.post(&owner, "/v1/merchant/payouts", wish.clone()).await;
        assert_eq!(none.problem(), (409, "no_payout_account".into()));
        let account =
            json!({"kind": "bank", "holder": "某公司", "bank": "某银行", "number": "6222021234567890"});
        let named = put(&shop, &owner, "/v1/merchant/payout-account", account).await;
        assert_eq!((named.status, &named.json()["account"]), (200, &json!("••••7890")), "{named:?}");
        let wrong = json!({"kind": "bank", "holder": "某公司", "bank": "某银行", "number": "12"});
        let wrong = put(&shop, &owner, "/v1/merchant/payout-account", wrong).await;
        assert_eq!(wrong.problem(), (422, "bad_payout_account".into()));
        let early = shop.post(&owner, "/v1/merchant/payouts", wish.clone()).await;
        assert_eq!(early.problem(), (409, "payout_account_too_new".into()));
        shop.time.advance(Span::hours(25));
        let owner = shop.session("staff@example.com", true).await;
        let first = shop.post_with(&owner, "/v1/merchant/payouts", "one", wish.to_string()).await;
        let again = shop.post_with(&owner, "/v1/merchant/payouts", "one", wish.to_string()).await;
        assert_eq!(
            (first.status, first.json()["id"].clone()),
            (201, again.json()["id"].clone()),
            "{first:?}"
        );
        let has = shop.get(&owner, "/v1/merchant/money").await.json();
        assert_eq!(has["balances"][0]["paying_out"]["amount"], 2_000);
        let id = first.json()["id"].as_str().unwrap().to_owned();
        let act = |verb: &str| format!("/v1/platform/payouts/{id}/{verb}");
        let ada = finance(&shop, "ada").await;
        assert_eq!(shop.post(&owner, &act("approve"), json!({})).await.status, 403);
        let approved = shop.post(&ada, &act("approve"), json!({})).await;
        assert_eq!((&approved.json()["state"], &approved.json()["own"]), (&json!("approved"), &json!(true)));
        let again = shop.post(&ada, &act("approve"), json!({})).await;
        assert_eq!(again.problem(), (409, "wrong_payout_state".into()));
        let batch = shop.post(&ada, "/v1/platform/payouts/send", json!({})).await;
        assert_eq!((batch.status, &batch.json()["sums"][0]["amount"]), (200, &json!(2_000)), "{batch:?}");
        let file = format!(
            "/v1/platform/payout-batches/{}/export?language=en",
            batch.json()["id"].as_str().unwrap()
        );
        let list = shop.get(&ada, &file).await.text();
        assert!(list.contains("6222021234567890") && list.contains("20.00"), "{list}");
        let results =
            csv(&shop, &ada, "/v1/platform/payouts/results", format!("{id},paid\nnone,paid\n")).await;
        assert_eq!((&results.json()["paid"], &results.json()["errors"][0]["line"]), (&json!(1), &json!(2)));
        let listed = shop.get(&owner, "/v1/merchant/payouts?state=paid").await.json();
        assert_eq!(listed["items"][0]["id"], json!(id));
        let trail = shop.get(&admin(&shop).await, &format!("/v1/platform/trail?subject={id}")).await.text();
        assert!(!trail.contains("6222021234567890"));
        for what in ["payout_requested", "payout_approved"] {
            assert!(trail.contains(what), "{trail}");
        }
        shop.audit_is_clean().await;
    }
}

async fn admin(shop: &Shop) -> String {
    shop.person("root@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    shop.session("root@example.com", true).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schedules_and_the_bond() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop, 5).await;
        shop.post(&shop.partner, &format!("/v1/orders/{order}/confirm"), json!({})).await;
        let owner = shop.session("staff@example.com", true).await;
        let schedule = json!({"currency": "CNY", "every": "weekly", "keep_days": 2, "minimum": 5_000});
        let put_it = put(&shop, &owner, "/v1/merchant/payout-schedule", schedule).await;
        assert_eq!(put_it.status, 200, "{put_it:?}");
        let bad = json!({"currency": "CNY", "every": "weekly", "keep_days": 2, "minimum": 5});
        let bad = put(&shop, &owner, "/v1/merchant/payout-schedule", bad).await;
        assert_eq!(bad.problem(), (422, "bad_payout_schedule".into()));
        let has = shop.get(&owner, "/v1/merchant/money").await.json();
        assert_eq!(has["schedules"][0]["every"], "weekly");
        let drop = shop.as_who(Request::delete("/v1/merchant/payout-schedule"), &owner);
        assert_eq!(shop.send(drop.body(Body::empty()).unwrap()).await.status, 204);
        let amount = |fen: i64| json!({"amount": {"amount": fen, "currency": "CNY"}});
        let filled = shop.post(&owner, "/v1/merchant/bond", amount(3_000)).await;
        assert_eq!((filled.status, &filled.json()["bond"]["amount"]), (201, &json!(3_000)), "{filled:?}");
        assert_eq!(
            shop.post(&owner, "/v1/merchant/bond", amount(3_000)).await.problem(),
            (409, "balance_too_low".into())
        );
        let ada = finance(&shop, "ada").await;
        let path = format!("/v1/platform/merchants/{}/bond/release", shop.merchant);
        assert_eq!(shop.post(&ada, &path, amount(3_001)).await.problem(), (409, "bond_too_low".into()));
        assert_eq!(shop.post(&ada, &path, amount(1_000)).await.json()["bond"]["amount"], 2_000);
        shop.audit_is_clean().await;
    }
}
