//! Marked acts over HTTP: asked for, agreed to by another person, and done.

use crate::shop::Shop;
use admission::SecondPerson;
use axum::body::Body;
use axum::http::Request;
use db::Engine;
use identity::{Duty, Role, Sensitive};
use kernel::Span;
use serde_json::{Value, json};

struct House {
    shop: Shop,
    ada: String,
    bea: String,
    reviewer: String,
}

async fn house(engine: Engine) -> House {
    let shop = Shop::open(engine).await;
    let acts = Sensitive::ALL.into();
    shop.api.admission.ask_second_person(SecondPerson { acts, lives: Span::hours(72) });
    for (name, duty) in [("ada", Duty::Admin), ("bea", Duty::Admin), ("rea", Duty::Reviewer)] {
        shop.person(&format!("{name}@example.com"), Role::Operator, None, Some(duty)).await;
    }
    let ada = shop.session("ada@example.com", true).await;
    let bea = shop.session("bea@example.com", true).await;
    let reviewer = shop.session("rea@example.com", true).await;
    House { shop, ada, bea, reviewer }
}

impl House {
    async fn decide(&self, who: &str, id: &str, verb: &str) -> crate::shop::Told {
        let path = format!("/v1/platform/proposals/{id}/{verb}");
        self.shop.post(who, &path, json!({"reason": "looked at it"})).await
    }

    async fn state(&self) -> Value {
        let path = format!("/v1/platform/merchants/{}", self.shop.merchant);
        self.shop.get(&self.ada, &path).await.json()["state"].clone()
    }

    async fn id(&self, email: &str) -> String {
        self.shop.identity.user_by_email(email).await.unwrap().unwrap().id.to_string()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_is_closed_by_two() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let shop = &house.shop;
        let close = format!("/v1/platform/merchants/{}/close", shop.merchant);
        let bare = shop.post(&house.ada, &close, json!({})).await;
        assert_eq!(bare.problem(), (422, "reason_needed".into()));
        assert_eq!(bare.json()["errors"][0]["pointer"], "/reason");
        let asked = shop.post(&house.ada, &close, json!({"reason": "they left"})).await;
        assert_eq!((asked.status, house.state().await), (202, json!("active")));
        let proposal = asked.json()["proposal"].clone();
        let id = proposal["id"].as_str().unwrap();
        assert_eq!(
            (
                &proposal["act"],
                &proposal["before"],
                &proposal["after"],
                &proposal["reason"],
                &proposal["own"]
            ),
            (&json!("close_merchant"), &json!("active"), &json!("closed"), &json!("they left"), &json!(true))
        );
        assert_eq!(
            (&proposal["called"]["zh"], &proposal["proposer"]),
            (&json!("商户"), &json!("ada@example.com"))
        );
        let again = shop.post(&house.bea, &close, json!({"reason": "me, too"})).await;
        assert_eq!(again.problem(), (409, "already_proposed".into()));

        let waiting = async |who: &str| {
            let told = shop.get(who, "/v1/platform/proposals?state=proposed").await.json();
            told["items"].as_array().unwrap().len()
        };
        assert_eq!((waiting(&house.ada).await, waiting(&house.bea).await), (1, 1));
        assert_eq!(waiting(&house.reviewer).await, 0, "who may not close does not see it");
        assert_eq!(house.decide(&house.ada, id, "approve").await.problem(), (409, "own_proposal".into()));
        assert_eq!(house.decide(&house.ada, id, "decline").await.problem(), (409, "own_proposal".into()));
        let stranger = house.decide(&house.reviewer, id, "approve").await;
        assert_eq!(stranger.problem(), (404, "no_such_proposal".into()));
        let withdrawn = house.decide(&house.bea, id, "withdraw").await;
        assert_eq!(withdrawn.problem(), (409, "not_your_proposal".into()));
        let weak = shop.session("bea@example.com", false).await;
        assert_eq!(house.decide(&weak, id, "approve").await.problem(), (403, "second_factor_needed".into()));
        assert_eq!(house.state().await, "active");

        let agreed = house.decide(&house.bea, id, "approve").await;
        assert_eq!((agreed.status, &agreed.json()["state"]), (200, &json!("approved")), "{agreed:?}");
        assert_eq!(agreed.json()["decider"], "bea@example.com");
        assert_eq!((house.state().await, waiting(&house.bea).await), (json!("closed"), 0));
        assert_eq!(house.decide(&house.bea, id, "approve").await.problem(), (409, "proposal_decided".into()));
        let trail =
            shop.get(&house.ada, &format!("/v1/platform/trail?subject={}", shop.merchant)).await.json();
        let told: Vec<_> =
            trail["items"].as_array().unwrap().iter().map(|e| (&e["what"], &e["who"])).collect();
        let (ada, bea) = (json!(house.id("ada@example.com").await), json!(house.id("bea@example.com").await));
        let what = ["proposal_approved", "merchant_closed", "proposal_made"].map(Value::from);
        assert_eq!(told, [(&what[0], &bea), (&what[1], &ada), (&what[2], &ada)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_marked_route_answers_with_what_waits_and_does_it_once_agreed() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let shop = &house.shop;
        shop.person("somebody@example.com", Role::Buyer, None, None).await;
        let (reviewer, buyer) = (house.id("rea@example.com").await, house.id("somebody@example.com").await);
        let merchant = format!("/v1/platform/merchants/{}", shop.merchant);
        let why = json!({"reason": "why not"});
        let with = |more: Value| {
            let mut body = why.clone();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        for (path, body, act) in [
            (format!("{merchant}/trust"), with(json!({"trusted": false})), "trust_merchant"),
            (format!("{merchant}/plan"), with(json!({"plan": ""})), "choose_plan"),
            (format!("{merchant}/suspend"), why.clone(), "suspend_merchant"),
            (format!("{merchant}/resume"), why.clone(), "resume_merchant"),
            (format!("/v1/platform/users/{buyer}/block"), why.clone(), "block_user"),
            (format!("/v1/platform/operators/{reviewer}/duty"), with(json!({"duty": "admin"})), "give_admin"),
            (format!("/v1/platform/operators/{reviewer}/duty"), with(json!({"duty": "risk"})), "take_admin"),
            (
                "/v1/platform/operators".into(),
                with(json!({"email": "new@example.com", "duty": "admin"})),
                "give_admin",
            ),
        ] {
            let asked = shop.post(&house.ada, &path, body).await;
            assert_eq!(asked.status, 202, "{path} {asked:?}");
            let proposal = &asked.json()["proposal"];
            assert_eq!(proposal["act"], act, "{path}");
            let agreed = house.decide(&house.bea, proposal["id"].as_str().unwrap(), "approve").await;
            assert_eq!(agreed.status, 200, "{path} {agreed:?}");
        }
        let ended = async |path: String, who: &str| {
            let request = shop.as_who(Request::delete(path), who).body(Body::empty()).unwrap();
            shop.send(request).await
        };
        // The last one: a plain member needs nobody else; an admin does, and a reason.
        assert_eq!(ended(format!("/v1/platform/operators/{reviewer}"), &house.ada).await.status, 204);
        let bea = house.id("bea@example.com").await;
        let bare = ended(format!("/v1/platform/operators/{bea}"), &house.ada).await;
        assert_eq!(bare.problem(), (422, "reason_needed".into()));
        let asked = ended(format!("/v1/platform/operators/{bea}?reason=they%20left"), &house.ada).await;
        assert_eq!(asked.status, 202, "{asked:?}");
        let id = asked.json()["proposal"]["id"].as_str().unwrap().to_owned();
        let taken_back = house.decide(&house.ada, &id, "withdraw").await;
        assert_eq!(taken_back.json()["state"], "withdrawn");
        // Whoever is to be let in again is no admin: at once.
        let unblock = format!("/v1/platform/users/{buyer}/unblock");
        assert_eq!(shop.post(&house.ada, &unblock, why).await.status, 204);
    }
}
