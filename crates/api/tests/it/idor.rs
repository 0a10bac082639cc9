//! Whose is it? Every route, with every id of somebody else, under every credential that is not the owner's. The list
//! is made from the OpenAPI document, and that is held against the router; a route that is new and not described in
//! [`plan`] fails, and so does one that answers a stranger.

/// Who tries, and with what.
mod cast;
/// What each route needs to be tried: whose ids, which body.
mod plan;
/// The tries.
mod sweep;

use crate::shop::Shop;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing::get;
use cast::Cast;
pub use cast::{diversions, statement, supplier_difference};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use sweep::sweep;

fn document() -> Value {
    serde_json::to_value(api::openapi()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reaches_what_is_somebody_elses() {
    // Whose something is, is asked before the database is, and thousands of requests take their time.
    let all = std::env::var_os("CARDAMOM_SWEEP").is_some_and(|which| which == "all");
    let engines = if all { testkit::engines() } else { vec![db::Engine::Sqlite] };
    for engine in engines {
        let shop = Shop::open(engine).await;
        let cast = Cast::assemble(&shop).await;
        let report = sweep(&cast, api::router(shop.api.clone()), &document()).await;
        assert!(report.findings.is_empty(), "{}", report.findings.join("\n"));
        let operations = operations(&document());
        assert_eq!(report.covered, operations, "every operation was tried");
        assert!(report.tries > operations.len() * 40, "{} tries", report.tries);
        println!("{engine:?}: {} operations, {} tries, nothing came out", operations.len(), report.tries);
        shop.audit_is_clean().await;
    }
}

/// The sweep itself, tried on routes that are wrong in the ways that it is there to find.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_without_an_owner_check_is_caught() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let cast = Cast::assemble(&shop).await;
    let orders = shop.orders.clone();
    // Forgets to ask whose order it is.
    let careless = async |State(orders): State<orders::Orders>, Path(id): Path<String>| {
        let Ok(id) = id.parse() else { return Json(Value::Null) };
        let order = orders.find(id).await.ok();
        Json(json!({"metadata": order.and_then(|order| order.metadata)}))
    };
    let careless = axum::Router::new()
        .route("/v1/orders/{id}/peek", get(careless))
        .route("/v1/nobody/{id}", get(async || Json(Value::Null)))
        .with_state(orders);
    // The API answers any other path under /v1 itself, so the careless routes are asked before it.
    let router = careless.fallback_service(api::router(shop.api.clone()));
    let mut document = document();
    let get_order = document["paths"]["/v1/orders/{id}"]["get"].clone();
    let wrong = ["/v1/orders/{id}/peek", "/v1/nobody/{id}"];
    document["paths"] =
        wrong.map(|path| (path.to_owned(), json!({ "get": get_order }))).into_iter().collect();
    let findings = sweep(&cast, router, &document).await.findings;
    let found = |words: &str| findings.iter().any(|finding| finding.contains(words));
    assert!(found("get /v1/orders/{id}/peek answers the stranger"), "{findings:?}");
    assert!(found("get /v1/orders/{id}/peek answers nobody"), "{findings:?}");
    assert!(found("get /v1/nobody/{id}: no id of anybody is known for it"), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_shows_others_things_is_caught() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let cast = Cast::assemble(&shop).await;
    let marks = cast.marks.join(" ");
    let router = axum::Router::new()
        .route("/v1/wallet", get(async move || Json(json!({ "available": marks }))))
        .fallback_service(api::router(shop.api.clone()));
    let mut document = document();
    document["paths"].as_object_mut().unwrap().retain(|path, _| path == "/v1/wallet");
    let findings = sweep(&cast, router, &document).await.findings;
    assert!(findings.iter().any(|finding| finding.starts_with("get /v1/wallet")), "{findings:?}");
}

/// Routes stand in one file; those that the document does not name are known by name, and take no id of anybody.
#[test]
fn no_route_is_left_out_of_the_document() {
    const OPEN: [&str; 8] = [
        "/openapi.json",
        "/docs",
        "/docs/docs.css",
        "/notify/{channel}",
        "/supply/notify/{supplier}",
        "/v1",
        "/v1/{*rest}",
        "/.well-known/cardamom-receipts.json",
    ];
    let routed: BTreeSet<String> = plan::routes(include_str!("../../src/router.rs"))
        .into_iter()
        .filter(|(path, _)| !OPEN.contains(&path.as_str()))
        .flat_map(|(path, methods)| methods.into_iter().map(move |method| format!("{method} {path}")))
        .collect();
    assert_eq!(routed, operations(&document()));
}

fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        item.as_object().unwrap().keys().map(|method| format!("{method} {path}")).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}
