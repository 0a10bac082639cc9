//! Who may come through the gate of which route: every operation of the document, tried by everybody there is. What is
//! answered stands in one snapshot, which a person reads when it changes; and it is held against the table of duties.
//!
//! A new route fails until it stands there: `INSTA_UPDATE=always cargo test -p api --test it matrix`, then read the diff.

/// Everybody there is.
mod actors;
/// What the table of duties says that the answer must be, worked out anew.
mod rule;

use crate::shop::Shop;
use actors::{Actor, assemble};
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the gate said: nothing, or a refusal with its code.
pub type Answer = Result<(), (u16, String)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_come_through_which_gate() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let actors = assemble(&shop).await;
    let document = serde_json::to_value(api::openapi()).unwrap();
    let (mut table, mut wrong) = (String::new(), Vec::new());
    for (operation, described) in operations(&document) {
        let mut answers: Vec<(&Actor, Answer)> = Vec::new();
        for actor in &actors {
            let answer = ask(&shop, actor, &operation).await;
            if let Err(complaint) = rule::agrees(actor, &described, &answer) {
                wrong.push(format!("{operation} as {}: {complaint}", actor.name));
            }
            answers.push((actor, answer));
        }
        table += &entry(&operation, &described, &answers);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(table);
}

/// In the order of the document; the ones that end the session they are tried in come last.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            all.push((format!("{method} {path}"), described.clone()));
        }
    }
    all.sort_by_key(|(operation, _)| operation == "delete /v1/session");
    all
}

/// With ids of nothing and a body without fields: who comes through is refused for that, and nothing is changed.
async fn ask(shop: &Shop, actor: &Actor, operation: &str) -> Answer {
    let (method, path) = operation.split_once(' ').unwrap();
    let mut address = path.to_owned();
    while let (Some(start), Some(end)) = (address.find('{'), address.find('}')) {
        address.replace_range(start..=end, "none");
    }
    let request = Request::builder()
        .method(method.to_uppercase().parse::<Method>().unwrap())
        .uri(&address)
        .header("content-type", "application/json");
    let request = shop.as_who(request, &actor.credential).body(Body::from("{}")).unwrap();
    let response = shop.raw(request).await;
    let status = response.status().as_u16();
    assert!(status < 500 && status != 405 && status != 429, "{operation} as {}: {status}", actor.name);
    if !matches!(status, 401 | 403) {
        return Ok(());
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let problem: Value = serde_json::from_slice(&body).unwrap();
    Err((status, problem["code"].as_str().unwrap().to_owned()))
}

/// One operation: what it needs, then who gets which answer.
fn entry(operation: &str, described: &Value, answers: &[(&Actor, Answer)]) -> String {
    let mut by_answer: BTreeMap<String, Vec<(&Actor, &Answer)>> = BTreeMap::new();
    for (actor, answer) in answers {
        let key = match answer {
            Ok(()) => "passes".to_owned(),
            Err((status, code)) => format!("{status} {code}"),
        };
        by_answer.entry(key).or_default().push((actor, answer));
    }
    let mut text = format!("{operation} ({})\n", rule::needs(described));
    for (answer, who) in by_answer {
        text += &format!("    {answer}: {}\n", names(answers, &who));
    }
    text
}

/// Somebody in all their states is named once: `owner`; in some of them, with these: `owner-weak`.
fn names(all: &[(&Actor, Answer)], who: &[(&Actor, &Answer)]) -> String {
    let mut names: Vec<String> = Vec::new();
    for (actor, _) in who {
        let states = all.iter().filter(|(other, _)| other.family == actor.family).count();
        let here = who.iter().filter(|(other, _)| other.family == actor.family).count();
        let name = if states == here { actor.family.clone() } else { actor.name.clone() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
