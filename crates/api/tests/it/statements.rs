//! Payment channels' statements over HTTP: brought, looked at, and what does not agree settled.

use crate::gate::put;
use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::Span;
use serde_json::{Value, json};

const PATH: &str = "/v1/platform/statements";
const NAMED: &str = "?channel=made-up&name=day.csv&from=2026-11-23&to=2026-11-23";

async fn operator(shop: &Shop, name: &str, duty: Duty) -> String {
    let email = format!("{name}@example.com");
    shop.person(&email, Role::Operator, None, Some(duty)).await;
    shop.session(&email, true).await
}

async fn bring(shop: &Shop, who: &str, query: &str, file: impl Into<Body>) -> Told {
    let request =
        Request::builder().method("POST").uri(format!("{PATH}{query}")).header("content-type", "text/csv");
    shop.send(shop.as_who(request, who).body(file.into()).unwrap()).await
}

/// With a channel whose statements can be read, on the day after.
async fn open(engine: db::Engine) -> (Shop, String) {
    let shop = Shop::open(engine).await;
    let fay = operator(&shop, "fay", Duty::Finance).await;
    let channel = json!({
        "kind": "made_up", "name": {"zh": "虚构", "en": "Made up"}, "version": 0, "reason": "test",
        "settings": {"url": "https://pay.example", "id": "1001", "key": "k"},
    });
    assert_eq!(put(&shop, &fay, "/v1/platform/channels/made-up", channel).await.status, 200);
    shop.time.advance(Span::hours(20));
    let fay = shop.session("fay@example.com", true).await;
    (shop, fay)
}

fn line(kind: &str, number: &str, minor: i64) -> String {
    format!("{kind} {number} {minor} 2026-11-23T04:00:00Z\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_looked_at_then_brought_and_its_differences_settled() {
    for engine in testkit::engines() {
        let (shop, fay) = open(engine).await;
        let file =
            [line("payment", "e1", 1_990), "nonsense\n".into(), line("chargeback", "e2", 500)].concat();
        let look = bring(&shop, &fay, &format!("{NAMED}&dry_run=true"), file.clone()).await;
        assert_eq!(look.status, 200, "{look:?}");
        let look = look.json();
        assert_eq!(
            (&look["lines"], &look["bad_lines"], &look["known"]),
            (&json!(2), &json!(1), &json!(null))
        );
        assert_eq!((&look["from"], &look["errors"][0]["line"]), (&json!("2026-11-23"), &json!(2)));
        assert_eq!(look["errors"][0]["detail"]["zh"], "看不懂这一行");
        assert_eq!(look["sums"][0]["theirs"], 1_490);

        let refused = bring(&shop, &fay, NAMED, file.clone()).await;
        assert_eq!(refused.problem(), (422, "bad_statement_lines".into()));
        assert_eq!(refused.json()["errors"][0]["pointer"], "/lines/2/kind");
        let brought = bring(&shop, &fay, &format!("{NAMED}&without_bad_lines=true"), file.clone()).await;
        assert_eq!(brought.status, 200, "{brought:?}");
        let one = brought.json();
        assert_eq!((&one["state"], &one["lines"], &one["bad_lines"]), (&json!("read"), &json!(2), &json!(1)));
        assert_eq!((&one["open"], &one["created_by"]), (&json!(2), &json!("fay@example.com")));
        let sums = &one["sums"][0];
        assert_eq!(
            (&sums["theirs"], &sums["ours"], &sums["difference"]),
            (&json!(1_490), &json!(0), &json!(1_490))
        );
        let again = bring(&shop, &fay, &format!("{NAMED}&without_bad_lines=true"), file.clone()).await;
        assert_eq!(again.json()["id"], one["id"]);
        let id = one["id"].as_str().unwrap();
        assert_eq!(shop.get(&fay, &format!("{PATH}/{id}")).await.json(), one);
        let list = shop.get(&fay, &format!("{PATH}?channel=made-up")).await.json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["sums"]), (1, &json!([])));
        assert_eq!(shop.get(&fay, &format!("{PATH}?channel=other")).await.json()["items"], json!([]));
        let channels = shop.get(&fay, "/v1/platform/statement-channels").await.json();
        assert_eq!(channels["items"][0]["code"], "made-up");
        assert_eq!(
            (&channels["items"][0]["fetch"], &channels["items"][0]["missing"]),
            (&json!(false), &json!(false))
        );

        settled(&shop, &fay, id).await;
        let trail = shop
            .db
            .query("select what from trail where what like '%statement%' or what like 'difference%'", &[]);
        let mut acts: Vec<String> = trail.await.unwrap().iter().map(|row| row.text(0).unwrap()).collect();
        acts.sort();
        assert_eq!(acts, ["difference_settled", "difference_settled", "statement_brought"]);
    }
}

async fn settled(shop: &Shop, fay: &str, statement: &str) {
    let list = async |query: &str| {
        let path = format!("/v1/platform/differences?statement={statement}{query}");
        shop.get(fay, &path).await.json()["items"].as_array().unwrap().clone()
    };
    let settle = async |one: &Value, body: Value| {
        shop.post(fay, &format!("/v1/platform/differences/{}/settle", one["id"].as_str().unwrap()), body)
            .await
    };
    let missing = list("&kind=missing_here").await.remove(0);
    assert_eq!(
        (&missing["reference"], &missing["line"], &missing["ways"]),
        (&json!("e1"), &json!(1), &json!(["known", "write_off"]))
    );
    assert_eq!(missing["theirs"], json!({"amount": 1_990, "currency": "CNY"}));
    assert_eq!(
        (&missing["ours"], &missing["merchant"], &missing["order"]),
        (&json!(null), &json!(null), &json!(null))
    );
    let bare = settle(&missing, json!({"way": "known", "reason": " "})).await;
    assert_eq!(bare.status, 422);
    assert_eq!(settle(&missing, json!({"way": "ask"})).await.problem(), (409, "wrong_way_to_settle".into()));
    let arrived = settle(&missing, json!({"way": "refund_arrived", "reason": "seen"})).await;
    assert_eq!(arrived.problem(), (409, "wrong_way_to_settle".into()));
    let done = settle(&missing, json!({"way": "known", "reason": "another shop's"})).await.json();
    assert_eq!(
        (&done["state"], &done["outcome"], &done["ways"]),
        (&json!("settled"), &json!("known"), &json!([]))
    );
    assert_eq!((&done["settled_by"], &done["reason"]), (&json!("fay@example.com"), &json!("another shop's")));
    assert_eq!(
        settle(&missing, json!({"way": "known", "reason": "x"})).await.problem(),
        (409, "difference_settled".into())
    );
    let open = list("&state=open").await;
    assert_eq!(
        (open.len(), &open[0]["kind"], &open[0]["movement"]),
        (1, &json!("chargeback"), &json!("chargeback"))
    );
    assert_eq!(settle(&open[0], json!({"way": "write_off", "reason": "lost"})).await.status, 200);
    assert!(list("&state=open").await.is_empty() && list("").await.len() == 2);
    assert_eq!(shop.get(fay, "/v1/platform/differences?state=odd").await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_and_what_is_refused() {
    let (shop, fay) = open(db::Engine::Sqlite).await;
    let file = line("payment", "e1", 1);
    let support = operator(&shop, "sue", Duty::Support).await;
    assert_eq!(bring(&shop, &support, NAMED, file.clone()).await.status, 403);
    assert_eq!(shop.get(&support, "/v1/platform/differences").await.status, 403);
    let weak = shop.session("fay@example.com", false).await;
    assert_eq!(bring(&shop, &weak, NAMED, file.clone()).await.status, 403);
    assert_eq!(bring(&shop, &fay, "", file.clone()).await.status, 400);
    for (query, code) in [
        ("?channel=none", (404, "no_such_channel")),
        ("?channel=fake", (409, "no_statements")),
        ("?channel=made-up&from=2026-11-22&to=2026-11-22", (422, "outside_statement_period")),
        ("?channel=made-up&from=2026-11-24", (422, "statement_day_not_over")),
        ("?channel=made-up&from=yesterday", (422, "bad_statement_days")),
    ] {
        let (status, code) = code;
        assert_eq!(bring(&shop, &fay, query, file.clone()).await.problem(), (status, code.into()), "{query}");
    }
    assert_eq!(
        bring(&shop, &fay, "?channel=made-up", "").await.problem(),
        (422, "statement_period_needed".into())
    );
    let odd = bring(&shop, &fay, NAMED, vec![0xff_u8]).await;
    assert_eq!(
        (odd.problem(), &odd.json()["errors"][0]["zh"]),
        ((422, "not_a_statement".into()), &json!("不是文本"))
    );
    let request =
        Request::builder().method("POST").uri(format!("{PATH}{NAMED}")).header("content-type", "text/html");
    let html = shop.send(shop.as_who(request, &fay).body(Body::from(file)).unwrap()).await;
    assert_eq!(html.problem(), (415, "unsupported_media_type".into()));
    let body = json!({"channel": "made-up", "day": "2026-11-23"});
    let fetched = shop.post(&fay, "/v1/platform/statement-fetches", body).await;
    assert_eq!(fetched.problem(), (409, "statement_cannot_be_fetched".into()));
    let none = format!("{PATH}/stm_00000000000000000000000000");
    assert_eq!(shop.get(&fay, &none).await.problem(), (404, "no_such_statement".into()));
    let none = "/v1/platform/differences/dif_00000000000000000000000000/settle";
    let none = shop.post(&fay, none, json!({"way": "known", "reason": "x"})).await;
    assert_eq!(none.problem(), (404, "no_such_difference".into()));
}
