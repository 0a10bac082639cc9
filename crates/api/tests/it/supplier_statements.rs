//! Suppliers' statements over HTTP: a table is brought, what does not agree is decided.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

const DAY: &str = "2026-11-22";

async fn bring(shop: &Shop, who: &str, supplier: &str, day: &str, file: impl Into<Body>) -> Told {
    let path = format!("/v1/suppliers/{supplier}/statements?day={day}&name=day.csv");
    let request = Request::post(path).header("content-type", "text/csv");
    shop.send(shop.as_who(request, who).body(file.into()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_brought_and_what_does_not_agree_is_decided() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let goods = crate::supplies::connect(&shop, "Credits", crate::supplier::PROMPT).await;
    let owner = crate::supplies::owner(&shop).await;
    let base = format!("/v1/suppliers/{}", goods.supplier);
    let calendar = shop.get(&shop.staff, &format!("{base}/statement-calendar")).await.json();
    assert_eq!(calendar, json!({"fetch": true, "yesterday": DAY, "is_there": false}));
    let template = shop.get(&shop.staff, "/v1/supplier-statement-template").await;
    assert_eq!((template.status, template.header("content-type")), (200, "text/csv; charset=utf-8"));

    // Broken lines are named, in both languages, and nothing is kept; a key of a program may not bring any.
    let bad =
        "order_no,kind,amount,at\na,charge,1e3,2026-11-22 12:00:00\nb,charge,1.00,2026-11-22 12:00:00\n";
    let refused = bring(&shop, &owner, &goods.supplier, DAY, bad).await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &json!("bad_statement_lines")));
    assert_eq!(refused.json()["errors"][0]["pointer"], "/lines/2/amount");
    assert!(refused.json()["errors"][0]["zh"].as_str().unwrap().contains("金额"));
    assert_eq!(bring(&shop, &shop.staff, &goods.supplier, DAY, bad).await.status, 403);
    let early = bring(&shop, &owner, &goods.supplier, "2026-11-23", "order_no,kind,amount,at\n").await;
    assert_eq!(early.json()["code"], "statement_day_not_over");

    // As a spreadsheet in China saves it.
    let good =
        [b"order_no,kind,amount,at,state\nx,".as_slice(), b"\xbf\xdb\xbf\xee", b",9.50,2026/11/22 12:00,\n"]
            .concat();
    let brought = bring(&shop, &owner, &goods.supplier, DAY, good.clone()).await;
    assert_eq!(brought.status, 200, "{brought:?}");
    let brought = brought.json();
    assert_eq!(brought["charges"], json!({"count": 1, "theirs": 950, "ours": 0}));
    assert_eq!(
        (&brought["difference"], &brought["open"], &brought["name"]),
        (&json!(-950), &json!(1), &json!("day.csv"))
    );
    assert_eq!(
        bring(&shop, &owner, &goods.supplier, DAY, good).await.json(),
        brought,
        "the same twice is one"
    );
    let listed = shop.get(&shop.staff, &format!("{base}/statements?limit=1")).await.json();
    assert_eq!((&listed["items"][0], &listed["next"]), (&brought, &json!(null)));
    let alarms = shop.get(&shop.staff, "/v1/merchant/alarms").await.json();
    assert_eq!(
        (&alarms["items"][0]["kind"], &alarms["items"][0]["subject"]),
        (&json!("supplier_differs"), &json!(goods.supplier))
    );

    let query = format!("/v1/supplier-differences?supplier={}&waits=true", goods.supplier);
    let one = shop.get(&shop.staff, &query).await.json()["items"][0].clone();
    assert_eq!(
        (&one["kind"], &one["effect"], &one["supplier_name"]),
        (&json!("charged_unknown"), &json!(-950), &json!("Credits"))
    );
    assert_eq!(one["ways"], json!(["book", "dispute", "known"]));
    let path = format!("/v1/supplier-differences/{}/decide", one["id"].as_str().unwrap());
    let says = |way: &str| json!({"way": way, "reason": "looked at their invoice"});
    assert_eq!(shop.post(&owner, &path, says("forget")).await.status, 422);
    assert_eq!(shop.post(&owner, &path, says("dispute")).await.json()["state"], "disputed");
    let booked = shop.post(&owner, &path, says("book")).await.json();
    assert_eq!((&booked["state"], &booked["ways"]), (&json!("booked"), &json!([])));
    let again = shop.post(&owner, &path, says("book")).await;
    assert_eq!((again.status, &again.json()["code"]), (409, &json!("supplier_difference_decided")));
    assert_eq!(shop.get(&shop.staff, &base).await.json()["deposit"]["available"], 500_000 - 950);
    assert_eq!(shop.get(&shop.staff, &query).await.json()["items"], json!([]));

    // Fetched, it takes the place of the one before; what was booked is to be taken back.
    let fetched = shop.post(&owner, &format!("{base}/statement-fetches"), json!({"day": DAY})).await;
    assert_eq!(
        (fetched.status, &fetched.json()["source"], &fetched.json()["revision"]),
        (200, &json!("fetched"), &json!(1))
    );
    assert_eq!(shop.get(&shop.staff, &query).await.json()["items"][0]["kind"], "withdrawn");
    let sql =
        "select what from trail where what in ('supplier_statement_brought', 'supplier_difference_decided')";
    assert_eq!(shop.db.query(sql, &[]).await.unwrap().len(), 4);
    let mut tx = shop.db.snapshot().await.unwrap();
    let found = orders::audit::audit(&mut tx, shop.time.ambient.now()).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
}
