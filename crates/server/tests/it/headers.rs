use crate::support::{Place, client};
use serde_json::Value;

/// Every path of the document and of the shop that can be asked for without anything else, and what answers none.
async fn addresses(base: &str) -> Vec<String> {
    let document: Value =
        client().get(format!("{base}/openapi.json")).send().await.unwrap().json().await.unwrap();
    let api = document["paths"].as_object().unwrap().keys().map(|path| path.replace("{id}", "x"));
    let others = [
        "/",
        "/lookup",
        "/login",
        "/signup",
        "/k/x",
        "/o/x",
        "/pay/x",
        "/c/x",
        "/p/x",
        "/me/orders",
        "/docs",
        "/docs/docs.css",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/notify/x",
        "/v1",
        "/nowhere",
        "/console",
        "/console/",
        "/console/orders/x",
        "/console/assets/x.js",
        "/favicon.ico",
    ];
    api.chain(others.map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_not() {
    let place = Place::sqlite().await;
    let file = place.path("https.toml");
    std::fs::write(&file, "[server]\nbase_url = \"https://shop.example\"\n").unwrap();
    for https in [false, true] {
        let config = ["--config", file.to_str().unwrap()];
        let server = place.serve(if https { &config } else { &[] }).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut seen = 0;
        for address in addresses(server.base()).await {
            for method in [reqwest::Method::GET, reqwest::Method::POST, reqwest::Method::DELETE] {
                let answer = http.request(method.clone(), format!("{}{address}", server.base()));
                let answer = answer.send().await.unwrap();
                let what = format!("{method} {address} → {}", answer.status());
                let header = |name: &str| answer.headers().get(name).map_or("", |v| v.to_str().unwrap());
                let policy = header("content-security-policy");
                // The console's components write their styles as they are shown; nothing else may.
                let styled = address.starts_with("/console") && policy.contains("script-src 'self';");
                let strict = match styled {
                    true => policy.replace("style-src 'self' 'unsafe-inline'", ""),
                    false => policy.to_owned(),
                };
                assert!(
                    strict.starts_with("default-src 'none'") && !strict.contains("unsafe"),
                    "{what}: {policy}"
                );
                assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
                assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
                assert_eq!(header("x-frame-options"), "DENY", "{what}");
                assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
                assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
                assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
                assert_eq!(
                    header("strict-transport-security").starts_with("max-age=63072000"),
                    https,
                    "{what}"
                );
                assert!(answer.status().as_u16() < 500, "{what}");
                seen += 1;
            }
        }
        assert!(seen > 130, "{seen}");
        server.kill();
    }
}
