//! What the console asks: sales, stock, files, events, and the operator's side.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use identity::{Duty, Role, Scope};
use serde_json::{Value, json};
use std::time::Duration;

/// The owner of the merchant, with a second factor proved.
async fn owner(shop: &Shop) -> String {
    shop.session("staff@example.com", true).await
}

async fn admin(shop: &Shop) -> String {
    shop.person("admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    shop.session("admin@example.com", true).await
}

async fn put(shop: &Shop, who: &str, path: &str, body: Value) -> Told {
    let request = shop.as_who(Request::put(path), who).header("content-type", "application/json");
    shop.send(request.body(body.to_string().into()).unwrap()).await
}

async fn upload(shop: &Shop, who: &str, path: &str, kind: &str, file: impl Into<Body>) -> Told {
    let request = shop.as_who(Request::post(path), who).header("content-type", kind);
    shop.send(request.body(file.into()).unwrap()).await
}

/// Verbs of the trail, the oldest first.
async fn trail(shop: &Shop) -> Vec<String> {
    let rows = shop.db.query("select what from trail order by seq", &[]).await.unwrap();
    let acts = rows.iter().map(|row| row.text(0).unwrap());
    acts.filter(|what| !what.starts_with("api_key")).collect()
}

async fn order(shop: &Shop, contact: &str) -> String {
    let mut new = shop.order(1);
    new["contact"] = contact.into();
    let placed = shop.post(&shop.partner, "/v1/orders", new).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    placed.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sales_are_found_told_and_annotated() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        let (first, second) = (order(&shop, "a@example.com").await, order(&shop, "b@example.com").await);
        let ids = async |query: &str| {
            let list = shop.get(&owner, &format!("/v1/merchant/orders?{query}")).await;
            assert_eq!(list.status, 200, "{list:?}");
            let items = list.json()["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids("q=A%40example.com").await, [first.clone()]);
        assert_eq!(
            ids("q=monthly&state=delivered&from=2026-11-23&to=2026-11-23").await,
            [second.clone(), first.clone()]
        );
        assert_eq!(ids("from=2026-11-24").await, Vec::<String>::new());
        for bad in ["state=paid", "from=yesterday", "product=x", "after=x", "colour=red"] {
            let refused = shop.get(&owner, &format!("/v1/merchant/orders?{bad}")).await.problem();
            assert_eq!(refused.0, 400, "{bad}");
        }
        let path = format!("/v1/merchant/orders/{first}");
        assert_eq!(shop.get(&owner, &path).await.json()["contact"], "a@example.com");
        let note = shop.post(&owner, &format!("{path}/notes"), json!({"text": "is a friend"})).await;
        assert_eq!((note.status, note.json()["by"].clone()), (201, json!("staff@example.com")));
        let sent = shop.post(&owner, &format!("{path}/resend"), json!({})).await;
        assert_eq!(sent.status, 200, "{sent:?}");
        let again = shop.post(&owner, &format!("{path}/resend"), json!({})).await;
        assert_eq!(again.problem(), (429, "sent_just_now".into()));
        let timeline = shop.get(&owner, &format!("{path}/timeline")).await.json();
        let kinds: Vec<_> =
            timeline["items"].as_array().unwrap().iter().map(|item| item["kind"].clone()).collect();
        assert_eq!(kinds, ["placed", "delivered", "note", "link_sent"]);
        assert_eq!(timeline["items"][2]["by"], "staff@example.com");
        // The buyer sees nothing of it.
        let own = shop.get(&shop.partner, &format!("/v1/orders/{first}")).await.text();
        assert!(!own.contains("friend"), "{own}");
        assert_eq!(trail(&shop).await, ["order_noted", "order_link_resent"]);
        let support = shop.key("staff@example.com", Some(shop.merchant), &[Scope::OrdersRead]).await;
        let refused = shop.post(&support, &format!("{path}/notes"), json!({"text": "x"})).await;
        assert_eq!(refused.problem(), (403, "scope_missing".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dashboard_and_the_levels_agree_with_what_was_sold() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        order(&shop, "a@example.com").await;
        order(&shop, "b@example.com").await;
        let told = shop.get(&owner, "/v1/merchant/dashboard?days=7").await;
        assert_eq!(told.status, 200, "{told:?}");
        let told = told.json();
        assert_eq!(
            told["today"],
            json!({"day": "2026-11-23", "orders": 2, "sales": {"amount": 2_000, "currency": "CNY"}})
        );
        assert_eq!((told["days"].as_array().unwrap().len(), &told["days"][6]), (7, &told["today"]));
        assert_eq!(told["yesterday"]["orders"], 0);
        assert_eq!(
            (&told["top"][0]["units"], &told["top"][0]["title"]["en"]),
            (&json!(2), &json!("Monthly card"))
        );
        assert_eq!((&told["stock"][0]["left"], &told["stock"][0]["days_left"]), (&json!(8), &json!(28)));
        assert_eq!(
            (&told["pending"], &told["alarms"], &told["currency"]),
            (&json!(0), &json!(0), &json!("CNY"))
        );

        let rule = format!("/v1/stock/rules/{}", shop.sku);
        assert_eq!(put(&shop, &owner, &rule, json!({"warn_below": -1})).await.problem().1, "bad_rule");
        assert_eq!(put(&shop, &owner, &rule, json!({"warn_below": 9})).await.json()["warn_below"], 9);
        assert_eq!(shop.orders.watch_stock().await.unwrap(), 1);
        assert!(shop.get(&owner, &rule).await.json()["low_since"].is_string());
        let levels = shop.get(&owner, "/v1/stock/levels").await.json();
        assert_eq!((&levels["items"][0]["warn_below"], &levels["items"][0]["left"]), (&json!(9), &json!(8)));
        let alarms = shop.get(&owner, "/v1/merchant/alarms").await.json();
        assert_eq!(
            (&alarms["items"][0]["kind"], &alarms["items"][0]["detail"]["left"]),
            (&json!("stock_low"), &json!(8))
        );
        let batches = shop.get(&owner, "/v1/stock/batches").await.json();
        let batch = format!("/v1/stock/batches/{}", batches["items"][0]["id"].as_str().unwrap());
        assert_eq!(shop.get(&owner, &batch).await.json(), batches["items"][0]);
        assert_eq!(trail(&shop).await, ["stock_rule_changed"]);
    }
}

/// The next message of the stream, its comments passed over; none when it has ended.
async fn heard(body: &mut Body, patience: Duration) -> Option<String> {
    let read = async {
        loop {
            let frame = body.frame().await?.ok()?.into_data().ok()?;
            let text = String::from_utf8(frame.to_vec()).ok()?;
            if text.contains("data:") {
                return Some(text);
            }
        }
    };
    tokio::time::timeout(patience, read).await.expect("something within the time")
}

async fn listen(shop: &Shop, who: &str, path: &str, after: &str) -> axum::response::Response {
    let mut request = shop.as_who(Request::get(path), who);
    if !after.is_empty() {
        request = request.header("last-event-id", after);
    }
    shop.raw(request.body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_as_it_happens_until_the_session_ends() {
    let patience = Duration::from_secs(8);
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (owner, admin) = (owner(&shop).await, admin(&shop).await);
        let stream = listen(&shop, &owner, "/v1/merchant/events", "").await;
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        let mut mine = stream.into_body();
        let mut all = listen(&shop, &admin, "/v1/platform/events", "").await.into_body();
        shop.later();
        let first = order(&shop, "a@example.com").await;
        shop.api.happened();
        let told = heard(&mut mine, patience).await.unwrap();
        assert!(told.contains("order.delivered") && told.contains(&first), "{told}");
        assert!(heard(&mut all, patience).await.unwrap().contains(&first));
        let id = told.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned();
        drop(mine);

        // What was missed comes first.
        let second = order(&shop, "b@example.com").await;
        let mut again = listen(&shop, &owner, "/v1/merchant/events", &id).await.into_body();
        let told = heard(&mut again, patience).await.unwrap();
        assert!(told.contains(&second), "{told}");

        // Who was away for too long looks at everything anew.
        let old = kernel::EventId(1 << 80).to_string();
        let mut late = listen(&shop, &owner, "/v1/merchant/events", &old).await.into_body();
        assert!(heard(&mut late, patience).await.unwrap().contains("event: gap"));

        let token = owner.trim_start_matches("in ");
        shop.identity.log_out(token).await.unwrap();
        shop.later();
        assert_eq!(heard(&mut again, patience).await, None, "the stream ends with the session");
        let reader = shop.key("staff@example.com", Some(shop.merchant), &[Scope::OrdersRead]).await;
        assert_eq!(listen(&shop, &reader, "/v1/merchant/events", "").await.status(), 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_has_so_many_streams_and_no_more() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let owner = owner(&shop).await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(listen(&shop, &owner, "/v1/merchant/events", "").await);
    }
    assert_eq!(shop.get(&owner, "/v1/merchant/events").await.problem(), (429, "too_many_streams".into()));
    open.pop();
    assert_eq!(listen(&shop, &owner, "/v1/merchant/events", "").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_taken_along_as_files_that_do_no_harm() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        let first = order(&shop, "+8613800000000").await;
        order(&shop, "b@example.com").await;
        let file = shop.get(&owner, "/v1/merchant/orders/export?language=en").await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert!(file.header("content-disposition").contains("orders-2026-11-23.csv"));
        let text = file.text();
        assert!(text.starts_with("\u{feff}order,merchant,placed at,"), "{text}");
        assert_eq!(text.lines().count(), 3);
        let line = text.lines().find(|line| line.starts_with(&first)).unwrap();
        assert!(
            line.contains(",Monthly card,One month,") && line.contains(",10.00,1,10.00,10.00,0.20,CNY,"),
            "{line}"
        );
        assert!(line.ends_with(",'+8613800000000"), "{line}");
        let filtered = shop.get(&owner, "/v1/merchant/orders/export?q=b%40example.com").await.text();
        assert_eq!(filtered.lines().count(), 2);

        let sheet = shop.get(&owner, "/v1/merchant/orders/export?format=xlsx").await;
        assert!(sheet.header("content-type").contains("spreadsheetml") && sheet.body.starts_with(b"PK"));
        let mut book: calamine::Xlsx<_> =
            calamine::Reader::new(std::io::Cursor::new(sheet.body.clone())).unwrap();
        let range = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
        assert_eq!((range.height(), range.get((0, 0)).unwrap().to_string()), (3, "订单号".to_owned()));
        assert_eq!(range.get((2, 16)).unwrap().to_string(), "+8613800000000", "text, and no formula");
        assert_eq!(range.get((1, 11)), Some(&calamine::Data::Float(10.0)));

        let weak = shop.session("staff@example.com", false).await;
        let refused = shop.get(&weak, "/v1/merchant/orders/export").await;
        assert_eq!(refused.problem(), (403, "second_factor_needed".into()));
        assert_eq!(shop.get(&shop.staff, "/v1/merchant/orders/export").await.status, 403);
        let all = shop.get(&admin(&shop).await, "/v1/platform/orders/export").await;
        assert_eq!((all.status, all.text().lines().count()), (200, 3));
        assert_eq!(trail(&shop).await, ["orders_exported"; 4]);
    }
}

const FILE: &str = "slug,category,title_zh,title_en,sku_code,sku_name_en,price,list_price\n\
    video,goods,青柠视频,Lime Video,V1,One month,19.90,25\n,,,,V12,One year,199,\n\
    first-card,,,,FIRST,,12,\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn products_come_from_a_spreadsheet_as_a_whole_or_not_at_all() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        let send = async |query: &str, file: &str| {
            upload(&shop, &owner, &format!("/v1/products/import{query}"), "text/csv", file.to_owned()).await
        };
        let products =
            async || shop.get(&owner, "/v1/products").await.json()["items"].as_array().unwrap().len();
        let before = products().await;
        let preview = send("?dry_run=true", FILE).await.json();
        assert_eq!(preview["products"], json!({"created": 1, "changed": 0, "unchanged": 1}), "{preview}");
        assert_eq!(preview["skus"], json!({"created": 2, "changed": 0, "unchanged": 1}));
        assert_eq!(preview["offers"], json!({"created": 2, "changed": 1, "unchanged": 0}));
        assert_eq!((&preview["errors"], products().await), (&json!([]), before));

        let wrong = FILE.replace("video,goods", "video,nowhere").replace(",199,", ",1.999,");
        let preview = send("?dry_run=true", &wrong).await.json();
        let found: Vec<_> =
            preview["errors"].as_array().unwrap().iter().map(|e| (&e["line"], &e["code"])).collect();
        assert_eq!(found, [(&json!(2), &json!("unknown_category")), (&json!(3), &json!("bad_price"))]);
        let refused = send("", &wrong).await;
        assert_eq!(refused.problem(), (422, "import_refused".into()));
        assert_eq!(refused.json()["errors"][0]["pointer"], "/lines/2/category");
        assert_eq!(products().await, before);

        let done = send("", FILE).await;
        assert_eq!(done.status, 200, "{done:?}");
        assert_eq!(products().await, before + 1);
        let offer = shop.get(&owner, &format!("/v1/offers/{}", shop.offer)).await.json();
        assert_eq!(offer["price"]["amount"], 1_200);
        let again = send("", FILE).await.json();
        for kind in ["products", "skus", "offers"] {
            assert_eq!((&again[kind]["created"], &again[kind]["changed"]), (&json!(0), &json!(0)), "{kind}");
        }
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let broken = upload(&shop, &owner, "/v1/products/import", kind, "PK rubbish").await;
        assert_eq!(broken.problem(), (422, "bad_table".into()));
        let large = upload(&shop, &owner, "/v1/products/import", kind, vec![0u8; 3 * 1024 * 1024]).await;
        assert_eq!(large.problem(), (413, "body_too_large".into()));
        assert_eq!(upload(&shop, &owner, "/v1/products/import", "text/html", "x").await.status, 415);
        assert_eq!(trail(&shop).await, ["products_imported"; 2]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operator_sees_all_orders_payments_and_jobs() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let admin = admin(&shop).await;
        let first = order(&shop, "a@example.com").await;
        let mut new = shop.order(1);
        new["pay"] = "fake".into();
        let waiting = shop.post(&shop.partner, "/v1/orders", new).await.json();
        let list = shop.get(&admin, "/v1/platform/orders?state=delivered").await.json();
        assert_eq!(list["items"][0]["id"], first);
        assert_eq!(list["items"][0]["merchant"]["name"]["en"], "Merchant");
        let one = shop.get(&admin, &format!("/v1/platform/orders/{first}")).await;
        assert_eq!(one.json()["contact"], "a@example.com");
        assert_eq!(shop.get(&admin, &format!("/v1/platform/orders/{first}/timeline")).await.status, 200);
        let of_merchant = format!("/v1/platform/orders?merchant={}&q=a%40example.com", shop.merchant);
        assert_eq!(shop.get(&admin, &of_merchant).await.json()["items"].as_array().unwrap().len(), 1);
        let payments = shop.get(&admin, "/v1/platform/payments?state=open").await.json();
        assert_eq!(payments["items"][0]["id"], waiting["payment"]["id"]);
        assert_eq!(shop.get(&admin, "/v1/platform/payments?state=paid").await.json()["items"], json!([]));
        assert_eq!(shop.get(&admin, "/v1/platform/exceptions").await.json()["items"], json!([]));

        let mut tx = shop.db.begin().await.unwrap();
        for n in 1..=2 {
            let sql = "insert into jobs (id, kind, payload, state, run_at, attempts, last_error, created_at) \
                       values ($1, 'mail.order', '{}', 'dead', 0, 9, 'no route', 0)";
            tx.exec(sql, db::params![kernel::JobId(n)]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let dead = shop.get(&admin, "/v1/platform/jobs/dead").await.json();
        assert_eq!(
            (dead["items"].as_array().unwrap().len(), &dead["items"][0]["last_error"]),
            (2, &json!("no route"))
        );
        let act = |n: u128, what: &str| format!("/v1/platform/jobs/dead/{}/{what}", kernel::JobId(n));
        assert_eq!(shop.post(&admin, &act(1, "retry"), json!({"reason": " "})).await.status, 422);
        let retried = shop.post(&admin, &act(1, "retry"), json!({"reason": "the host is back"})).await;
        assert_eq!(retried.json()["done"], "retried");
        let again = shop.post(&admin, &act(1, "retry"), json!({"reason": "x"})).await;
        assert_eq!(again.problem(), (404, "job_not_dead".into()));
        assert_eq!(shop.post(&admin, &act(2, "drop"), json!({"reason": "useless"})).await.status, 200);
        let queue = shop.get(&admin, "/v1/platform/jobs").await.json();
        assert_eq!((&queue["dead"], queue["oldest_seconds"].is_i64()), (&json!(0), true), "{queue}");

        let category = json!({"code": "games", "name": {"zh": "游戏", "en": "Games"}, "sort": 2});
        assert_eq!(put(&shop, &admin, "/v1/platform/categories", category.clone()).await.status, 200);
        put(&shop, &admin, "/v1/platform/categories", category).await;
        let all = shop.get(&admin, "/v1/platform/categories").await.json();
        assert_eq!(all["items"][1]["code"], "games");
        assert_eq!(trail(&shop).await, ["job_retried", "job_dropped", "category_put"]);

        // A reviewer has no business with money, and whoever is no operator with nothing of it.
        shop.person("reviewer@example.com", Role::Operator, None, Some(Duty::Reviewer)).await;
        let reviewer = shop.session("reviewer@example.com", true).await;
        assert_eq!(shop.get(&reviewer, "/v1/platform/payments").await.problem().1, "scope_missing");
        assert_eq!(shop.get(&shop.staff, "/v1/platform/orders").await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_steps_lead_from_an_empty_shop_to_a_sale() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let admin = admin(&shop).await;
        let path = |step: &str| format!("/v1/platform/first-run{step}");
        let merchant = json!({"name": {"zh": "第一家", "en": "First"}, "email": "first@example.com", "password": "a long sentence"});
        // There is a merchant already, and these steps lead into nobody's shop.
        assert_eq!(shop.get(&admin, &path("")).await.json()["open"], false);
        assert_eq!(
            shop.post(&admin, &path("/merchant"), merchant.clone()).await.problem().1,
            "first_run_over"
        );
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec("delete from merchants where id = $1", db::params![shop.merchant]).await.unwrap();
        tx.commit().await.unwrap();

        let product =
            json!({"title": {"zh": "月卡", "en": "Card"}, "price": {"amount": 500, "currency": "CNY"}});
        assert_eq!(shop.post(&admin, &path("/product"), product.clone()).await.problem().1, "first_run_over");
        let after = shop.post(&admin, &path("/merchant"), merchant.clone()).await;
        assert_eq!((after.status, after.json()["steps"][0]["done"].clone()), (200, json!(true)), "{after:?}");
        assert_eq!(shop.post(&admin, &path("/merchant"), merchant).await.problem().1, "first_run_over");
        assert_eq!(shop.post(&admin, &path("/product"), product.clone()).await.status, 200);
        assert_eq!(shop.post(&admin, &path("/product"), product).await.status, 409);
        assert_eq!(
            shop.post(&admin, &path("/keys"), json!({"keys": " \n"})).await.problem().1,
            "invalid_field"
        );
        let keys = shop.post(&admin, &path("/keys"), json!({"keys": "KEY-ONE-1\nKEY-TWO-2\n"})).await;
        assert_eq!(
            (&keys.json()["product"]["left"], &keys.json()["product"]["page"]),
            (&json!(2), &json!("/p/first-product"))
        );
        assert_eq!(shop.post(&admin, &path("/keys"), json!({"keys": "KEY-3"})).await.status, 409);

        let offers = shop.get(&shop.partner, "/v1/offers?q=Card").await.json();
        let offer = offers["items"].as_array().unwrap().iter().find(|o| o["price"]["amount"] == 500).unwrap()
            ["id"]
            .clone();
        let bought = json!({"lines": [{"offer": offer, "quantity": 1}], "pay": "wallet"});
        assert_eq!(shop.post(&shop.partner, "/v1/orders", bought).await.status, 201);
        let steps = shop.get(&admin, &path("")).await.json()["steps"].clone();
        assert!(steps.as_array().unwrap().iter().all(|step| step["done"] == true), "{steps}");
        // The owner can log in and sees the sale.
        let password = kernel::Secret::new("a long sentence".into());
        let token = shop.identity.log_in("first@example.com", &password, "192.0.2.1").await.unwrap();
        let owner = format!("in {}", token.expose());
        assert_eq!(
            shop.get(&owner, "/v1/merchant/orders").await.json()["items"].as_array().unwrap().len(),
            1
        );
        assert_eq!(trail(&shop).await, ["first_run"; 3]);
    }
}
