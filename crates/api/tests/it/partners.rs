//! How much partners may buy, and what happens by itself when goods turn up elsewhere.

use crate::gate::put;
use crate::shop::Shop;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

/// The partner's page, by the id of a user with a docking key of the merchant.
async fn page(shop: &Shop) -> String {
    crate::docks::key(shop).await;
    let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
    format!("/v1/merchant/partners/{}", partner.id)
}

fn agreement(shop: &Shop, units: i64) -> Value {
    json!({
        "label": "Next door",
        "clauses": {"on_case": "both", "on_tries": "alarm", "tries_most": 2},
        "allocations": [{"code": "card", "sku": shop.sku, "period": "month", "units": units}],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_agreed_holds_and_a_case_freezes_the_rest() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = crate::supplies::owner(&shop).await;
        let page = page(&shop).await;
        let listed = shop.get(&shop.staff, "/v1/merchant/partners").await.json();
        assert_eq!(
            (&listed["items"][0]["name"], &listed["items"][0]["agreed"]),
            (&json!("partner@example.com"), &json!(false))
        );
        let set = put(&shop, &owner, &page, agreement(&shop, 3)).await;
        assert_eq!(
            (set.status, &set.json()["partner"]["allocations"][0]["left"]),
            (200, &json!(3)),
            "{set:?}"
        );
        // A key may not, nor who has not proved anew who they are; and nonsense is refused by its field.
        assert_eq!(put(&shop, &shop.staff, &page, agreement(&shop, 3)).await.status, 403);
        for (body, code, at) in [
            (json!({"clauses": {"on_case": "shoot"}}), "bad_agreement", "/on_case"),
            (json!({"clauses": {"tries_most": 0}}), "bad_agreement", "/tries_most"),
            (
                json!({"allocations": [{"code": "a", "period": "day", "units": 1}]}),
                "bad_agreement",
                "/allocations",
            ),
            (
                json!({"allocations": [{"code": "a", "sku": kernel::SkuId(7), "period": "day", "units": 1}]}),
                "unknown_sku",
                "/allocations",
            ),
        ] {
            let told = put(&shop, &owner, &page, body).await;
            assert_eq!(told.problem(), (422, code.into()));
            assert_eq!(told.json()["errors"][0]["pointer"], at);
        }
        let buy = async |units: i64| shop.post(&shop.partner, "/v1/orders", shop.order(units)).await;
        let order = buy(2).await;
        assert_eq!(order.status, 201, "{order:?}");
        for _ in 0..2 {
            let refused = buy(2).await;
            assert_eq!(refused.problem(), (409, "allocation_used".into()));
            assert!(
                refused.json()["detail"].as_str().unwrap().starts_with("1 units are left"),
                "{refused:?}"
            );
        }
        let shown = shop.get(&shop.staff, &page).await.json();
        assert_eq!(
            (&shown["partner"]["allocations"][0]["used"], &shown["fired"][0]["clause"]),
            (&json!(2), &json!("tries"))
        );
        assert_eq!((&shown["frozen"], &shown["fired"][0]["did"]), (&Value::Null, &json!("alarm")));

        // Money that goes back gives units back, in whole ones.
        let id = order.json()["id"].as_str().unwrap().to_owned();
        let price = order.json()["total"]["amount"].as_i64().unwrap() / 2;
        let refund = json!({"amount": price, "way": "wallet", "reason": "one did not work"});
        let back = shop.post(&owner, &format!("/v1/merchant/orders/{id}/refunds"), refund).await;
        assert!(back.status < 300, "{back:?}");
        let shown = shop.get(&shop.staff, &page).await.json();
        assert_eq!(shown["partner"]["allocations"][0]["used"], 1);

        let number =
            shop.db.query("select min(number) from deliveries", &[]).await.unwrap()[0].int(0).unwrap();
        let new = json!({"sku": shop.sku, "number": number, "place": "a stall"});
        let case = shop.post(&owner, "/v1/merchant/diversions", new).await.json();
        let details = shop
            .get(&owner, &format!("/v1/merchant/diversions/{}", case["id"].as_str().unwrap()))
            .await
            .json();
        assert_eq!(
            (&details["fired"]["did"], &details["fired"]["cause"]),
            (&json!("both"), &case["id"]),
            "{details}"
        );
        assert_eq!(buy(1).await.problem(), (403, "partner_frozen".into()));
        let end = shop.as_who(Request::delete(&page), &owner).body(Body::empty()).unwrap();
        assert_eq!(shop.send(end).await.problem(), (409, "frozen_still".into()));
        let lift = format!("{page}/lift");
        assert_eq!(
            shop.post(&owner, &lift, json!({"reason": " "})).await.problem(),
            (422, "bad_agreement".into())
        );
        let lifted = shop.post(&owner, &lift, json!({"reason": "they found the leak"})).await;
        assert_eq!((lifted.status, &lifted.json()["frozen"]), (200, &Value::Null));
        assert_eq!(buy(1).await.status, 201);
        let frozen = shop.post(&owner, &format!("{page}/freeze"), json!({"reason": "again"})).await.json();
        assert_eq!((&frozen["frozen"]["why"], &frozen["frozen"]["clause"]), (&json!("again"), &Value::Null));
        let rows = shop.db.query("select what, reason from trail order by seq", &[]).await.unwrap();
        let acts: Vec<(String, String)> =
            rows.iter().map(|r| (r.text(0).unwrap(), r.text(1).unwrap())).collect();
        let case = format!("case {}", case["id"].as_str().unwrap());
        for (what, reason) in [
            ("agreement_put", ""),
            ("clause_fired", case.as_str()),
            ("partner_lifted", "they found the leak"),
            ("partner_frozen", "again"),
        ] {
            assert!(
                acts.iter().any(|act| (act.0.as_str(), act.1.as_str()) == (what, reason)),
                "{what}: {acts:?}"
            );
        }
        // Who is nobody's partner does not exist here.
        let stranger = shop.identity.user_by_email("stranger@example.com").await.unwrap().unwrap();
        let other = shop.get(&shop.staff, &format!("/v1/merchant/partners/{}", stranger.id)).await;
        assert_eq!(other.problem(), (404, "not_a_partner".into()));
        shop.audit_is_clean().await;
    }
}
