use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who may use a route on the things of the victims.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The partner who bought.
    Partner,
    /// Staff of the merchant who sells.
    Staff,
    /// One of the operator's people: the admin.
    Operator,
    /// Whoever has a credential that may look: it shows what is on sale, or what is one's own, and nothing else.
    Anybody,
    /// Whoever comes, without any credential: it shows nothing of anybody.
    Everybody,
}

/// What is known of an operation: for whom it is, and which of the victims' ids stands in its path.
pub struct Known {
    pub operation: &'static str,
    pub whose: For,
    pub id: Option<&'static str>,
}

const fn known(operation: &'static str, whose: For, id: Option<&'static str>) -> Known {
    Known { operation, whose, id }
}

use For::{Anybody, Everybody, Operator, Partner, Staff};

/// In the order in which the owner uses them at the end: what is switched off is switched on again.
pub const KNOWN: &[Known] = &[
    known("get /v1/session", Anybody, None),
    known("post /v1/session", Everybody, None),
    known("get /v1/session/ways", Everybody, None),
    known("post /v1/session/code", Everybody, None),
    known("post /v1/session/by-code", Everybody, None),
    known("post /v1/session/second-factor", Anybody, None),
    known("post /v1/session/passkey/options", Everybody, None),
    known("post /v1/session/passkey", Everybody, None),
    known("get /v1/account/passkeys", Anybody, None),
    known("post /v1/account/passkeys/options", Anybody, None),
    known("post /v1/account/passkeys", Anybody, None),
    known("post /v1/account/passkeys/{id}/name", Partner, Some("passkey")),
    known("delete /v1/account/passkeys/{id}", Partner, Some("passkey")),
    known("get /v1/account/links", Anybody, None),
    known("delete /v1/account/links/{provider}", Partner, Some("provider")),
    known("post /v1/invitations/open", Everybody, None),
    known("post /v1/invitations/accept", Anybody, None),
    known("post /v1/invitations/accept-anew", Everybody, None),
    known("put /v1/account/name", Anybody, None),
    known("put /v1/account/password", Anybody, None),
    known("post /v1/account/contacts", Anybody, None),
    known("post /v1/account/contacts/verify", Anybody, None),
    known("get /v1/account/sessions", Anybody, None),
    known("get /v1/account/second-factor", Anybody, None),
    known("post /v1/account/totp", Anybody, None),
    known("post /v1/account/totp/confirm", Anybody, None),
    known("delete /v1/account/totp", Anybody, None),
    known("post /v1/account/recovery-codes", Anybody, None),
    known("get /v1/merchant/staff", Staff, None),
    known("post /v1/merchant/staff", Staff, None),
    // Before its owner leaves, which ends it.
    known("delete /v1/merchant/api-keys/{id}", Staff, Some("api key")),
    known("post /v1/merchant/staff/{id}/duty", Staff, Some("member")),
    known("delete /v1/merchant/staff/{id}", Staff, Some("member")),
    known("delete /v1/merchant/staff/invitations/{id}", Staff, Some("invitation")),
    known("get /v1/merchant/api-keys", Staff, None),
    known("post /v1/merchant/api-keys", Staff, None),
    known("get /v1/platform/operators", Operator, None),
    known("post /v1/platform/operators", Operator, None),
    known("post /v1/platform/operators/{id}/duty", Operator, Some("operator")),
    known("delete /v1/platform/operators/{id}", Operator, Some("operator")),
    known("delete /v1/platform/operators/invitations/{id}", Operator, Some("operators' invitation")),
    known("get /v1/platform/trail", Operator, None),
    known("post /v1/platform/users/{id}/block", Operator, Some("bystander")),
    known("post /v1/platform/users/{id}/unblock", Operator, Some("bystander")),
    known("get /v1/categories", Anybody, None),
    known("get /v1/offers", Anybody, None),
    known("get /v1/offers/{id}", Anybody, Some("offer")),
    known("get /v1/orders", Partner, None),
    known("post /v1/orders", Anybody, None),
    known("get /v1/orders/{id}", Partner, Some("order")),
    known("post /v1/orders/{id}/cancel", Partner, Some("waiting order")),
    known("post /v1/deliveries/{id}/reveal", Partner, Some("delivery")),
    known("post /v1/deliveries/{id}/links", Partner, Some("delivery")),
    known("get /v1/deliveries/{id}/links", Partner, Some("delivery")),
    // Whoever holds the link may open it; what is tried here is one that does not exist.
    known("post /v1/links/open", Partner, None),
    known("get /v1/wallet", Partner, None),
    known("get /v1/wallet/entries", Partner, None),
    known("get /v1/products", Staff, None),
    known("post /v1/products", Anybody, None),
    known("get /v1/products/{id}", Staff, Some("product")),
    known("post /v1/products/{id}/revisions", Staff, Some("product")),
    known("post /v1/products/{id}/hide", Staff, Some("product")),
    known("post /v1/products/{id}/list", Staff, Some("product")),
    known("get /v1/skus", Staff, None),
    known("post /v1/skus", Staff, None),
    known("post /v1/offers", Staff, None),
    known("post /v1/offers/{id}/reprice", Staff, Some("offer")),
    known("post /v1/offers/{id}/off", Staff, Some("offer")),
    known("post /v1/offers/{id}/on", Staff, Some("offer")),
    known("get /v1/stock/batches", Staff, None),
    known("post /v1/stock/batches", Staff, None),
    known("post /v1/stock/batches/{id}/withdraw", Staff, Some("batch")),
    known("get /v1/merchant/offers", Staff, None),
    known("post /v1/canaries/check", Anybody, None),
    known("get /v1/merchant/alarms", Staff, None),
    known("get /v1/merchant/orders", Staff, None),
    known("get /v1/merchant/orders/{id}", Staff, Some("order")),
    // The last ones: they end the sessions of who tries.
    known("delete /v1/account/sessions/{id}", Partner, Some("session")),
    known("delete /v1/account/sessions", Anybody, None),
    known("delete /v1/session", Anybody, None),
];

/// A body with the victims' ids in it, such as the owner would send.
pub fn body(operation: &str, ids: &BTreeMap<&'static str, String>) -> Option<Value> {
    let price = |amount: i64| json!({"amount": amount, "currency": "CNY"});
    Some(match operation {
        "post /v1/session" => json!({"email": "nobody@example.com", "password": "a wrong password"}),
        "post /v1/session/code" | "post /v1/account/contacts" => json!({"contact": "nobody@example.com"}),
        "post /v1/session/by-code" | "post /v1/account/contacts/verify" => {
            json!({"contact": "nobody@example.com", "code": "000000"})
        }
        "post /v1/session/second-factor" | "post /v1/account/totp/confirm" => json!({"code": "000000"}),
        "post /v1/invitations/open" | "post /v1/invitations/accept" => json!({"token": "no such token"}),
        "post /v1/invitations/accept-anew" => {
            json!({"token": "no such token", "password": "a long sentence"})
        }
        "post /v1/session/passkey" => json!({"challenge": "x", "credential": {}}),
        "post /v1/account/passkeys" => json!({"challenge": "x", "credential": {}, "name": "A key"}),
        "post /v1/account/passkeys/{id}/name" | "put /v1/account/name" => json!({"name": "Somebody"}),
        "put /v1/account/password" => json!({"old": "a wrong password", "new": "another sentence"}),
        "post /v1/merchant/staff" => json!({"email": "new@example.com", "duty": "stock"}),
        "post /v1/merchant/staff/{id}/duty" => json!({"duty": "finance"}),
        "post /v1/platform/operators" => json!({"email": "new@example.com", "duty": "risk"}),
        "post /v1/platform/operators/{id}/duty" => json!({"duty": "finance"}),
        "post /v1/merchant/api-keys" => json!({"name": "till", "scopes": ["stock:read"], "live": false}),
        "post /v1/platform/users/{id}/block" | "post /v1/platform/users/{id}/unblock" => {
            json!({"reason": "test"})
        }
        "post /v1/orders" => {
            json!({"lines": [{"offer": ids["offer"], "quantity": 1}], "pay": "wallet", "reveal": true})
        }
        "post /v1/products" => crate::shop::product("another-product"),
        "post /v1/products/{id}/revisions" => {
            let mut revision = crate::shop::product("unused");
            revision.as_object_mut().unwrap().remove("slug");
            revision["based_on"] = 1.into();
            revision
        }
        "post /v1/deliveries/{id}/links" => json!({"expires_in": 3_600}),
        "post /v1/links/open" => json!({"token": "0123456789abcdefghjkmnpqrstvwxyz"}),
        "post /v1/canaries/check" => json!({"keys": ["ANY-KEY-AT-ALL"]}),
        "post /v1/skus" => {
            json!({"product": ids["product"], "code": "TAKEN-OVER", "name": {"zh": "一", "en": "One"}})
        }
        "post /v1/offers" => json!({"sku": ids["sku"], "price": price(1)}),
        "post /v1/offers/{id}/reprice" => json!({"from": price(1_000), "price": price(1)}),
        // The file itself; which SKU it goes to stands behind the question mark.
        "post /v1/stock/batches" => Value::String("FOREIGN-KEY-1\n".to_owned()),
        _ => return None,
    })
}

/// What must stand behind the question mark.
pub fn query(operation: &str, ids: &BTreeMap<&'static str, String>) -> String {
    match operation {
        "post /v1/stock/batches" => format!("?sku={}&supplier=S", ids["sku"]),
        _ => String::new(),
    }
}

/// Path and methods of each route, as the router's own text has them.
pub fn routes(text: &str) -> Vec<(String, Vec<&'static str>)> {
    let methods = ["get", "post", "put", "patch", "delete", "any"];
    let calls = |text: &str, method: &str| {
        let before = |at: usize| text[..at].chars().next_back().unwrap_or(' ');
        text.match_indices(&format!("{method}("))
            .any(|(at, _)| !before(at).is_alphanumeric() && before(at) != '_')
    };
    let ends = |rest: &str| [".route(", "\n}", ".layer("].iter().filter_map(|end| rest.find(end)).min();
    text.split(".route(")
        .skip(1)
        .map(|rest| {
            let rest = &rest[..ends(rest).unwrap_or(rest.len())];
            let path = rest.split('"').nth(1).unwrap().to_owned();
            (path, methods.into_iter().filter(|method| calls(rest, method)).collect())
        })
        .collect()
}
