use super::cast::Cast;
use super::plan::{self, For, Known};
use aho_corasick::{AhoCorasick, MatchKind};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::Value;
use std::collections::BTreeSet;
use tower::ServiceExt;

#[derive(Default)]
pub struct Report {
    pub findings: Vec<String>,
    pub covered: BTreeSet<String>,
    pub tries: usize,
}

/// One request and what came of it.
struct Try<'a> {
    operation: &'a str,
    who: &'a str,
    address: String,
    body: String,
    status: u16,
    answer: String,
}

pub async fn sweep(cast: &Cast, router: Router, document: &Value) -> Report {
    let mut report = Report::default();
    let marks = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&cast.marks).unwrap();
    let mut sweep = Sweep { document, cast, router, report: &mut report, marks, number: 0 };
    // Who has logged out tries nothing more, so that comes last.
    let mut operations: Vec<(String, &Value)> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let described = item.as_object().unwrap().iter();
        operations.extend(described.map(|(method, described)| (format!("{method} {path}"), described)));
        sweep.other_methods(path, item).await;
    }
    operations.sort_by_key(|(operation, _)| operation == "delete /v1/session");
    for (operation, described) in operations {
        let known = plan::KNOWN.iter().find(|known| known.operation == operation);
        sweep.others(&operation, described, known).await;
    }
    // Last, because it changes what is swept: for the owner every id is a good one, or the sweep proved nothing.
    for known in plan::KNOWN.iter().filter(|known| described(document, known.operation)) {
        sweep.owner(known).await;
    }
    report
}

fn described(document: &Value, operation: &str) -> bool {
    let (method, path) = operation.split_once(' ').unwrap();
    document["paths"][path].get(method).is_some()
}

/// Whether no API key can do it.
fn people_only(document: &Value, operation: &str) -> bool {
    let (method, path) = operation.split_once(' ').unwrap();
    let security = document["paths"][path][method]["security"].as_array().unwrap();
    security.iter().all(|one| one.get("key").is_none())
}

struct Sweep<'a> {
    document: &'a Value,
    cast: &'a Cast,
    router: Router,
    report: &'a mut Report,
    /// All marks in one pass: there are as many of them as answers are long.
    marks: AhoCorasick,
    number: usize,
}

impl Sweep<'_> {
    /// Everybody who may not, with every id of the victims.
    async fn others(&mut self, operation: &str, described: &Value, known: Option<&Known>) {
        let has_id = operation.contains('{');
        if has_id && known.is_none_or(|known| known.id.is_none()) {
            self.report
                .findings
                .push(format!("{operation}: no id of anybody is known for it: describe it in plan.rs"));
        } else if known.is_none() {
            self.report.findings.push(format!("{operation}: for whom it is must be said in plan.rs"));
        }
        if described.get("requestBody").is_some() && plan::body(operation, &self.cast.ids).is_none() {
            self.report.findings.push(format!("{operation}: no body is known for it: write one in plan.rs"));
        }
        let whose = known.map_or(For::Partner, |known| known.whose);
        for (who, key) in self.wrong_keys(operation, whose) {
            for address in self.addresses(operation, described) {
                let tried = self.ask(operation, &who, &key, &address).await;
                self.judge(&tried, whose);
            }
        }
        self.report.covered.insert(operation.to_owned());
    }

    /// Those who are not the owner; and the owner with a key that may not do that much.
    fn wrong_keys(&self, operation: &str, whose: For) -> Vec<(String, String)> {
        let mut keys: Vec<(String, String)> =
            self.cast.others.iter().map(|(who, key)| ((*who).to_owned(), key.clone())).collect();
        let mut add = |name: &str| keys.push((name.to_owned(), self.cast.owners[name].clone()));
        match whose {
            // The merchant sells it, and still may not see what the buyer has bought.
            For::Partner => ["staff", "admin in a session"].into_iter().for_each(&mut add),
            For::Staff => {
                ["partner", "partner in a session", "admin in a session"].into_iter().for_each(&mut add);
            }
            For::Operator => {
                ["partner", "staff", "partner in a session", "staff in a session"]
                    .into_iter()
                    .for_each(&mut add);
            }
            For::Anybody | For::Everybody => {}
        }
        if operation.starts_with("post ") {
            ["partner reading", "partner's purse", "staff reading"].into_iter().for_each(add);
        }
        keys
    }

    /// What stands behind the first id in a path, with the victim's second one in it, if it has one.
    fn rest(&self, path: &str) -> String {
        path.replace("{supplier}", &self.cast.ids["supplier"])
    }

    /// The path with each id of the victims in it; a list, with each of them as the cursor, too.
    fn addresses(&self, operation: &str, described: &Value) -> Vec<String> {
        let path = operation.split_once(' ').unwrap().1;
        let query = plan::query(operation, &self.cast.ids);
        if let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
            let rest = self.rest(&path[end + 1..]);
            let with = |id: &String| format!("{}{id}{rest}{query}", &path[..start]);
            return self.cast.ids.values().map(with).collect();
        }
        let mut addresses = vec![format!("{path}{query}")];
        let names = described["parameters"].as_array().into_iter().flatten();
        for name in names.filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()) {
            let next = if query.is_empty() { "?".to_owned() } else { format!("{query}&") };
            addresses.extend(self.cast.ids.values().map(|id| format!("{path}{next}{name}={id}")));
        }
        addresses
    }

    /// What the document does not name is not there, for whoever asks: nothing to own, then.
    async fn other_methods(&mut self, path: &str, item: &Value) {
        for method in ["get", "post", "put", "patch", "delete"].into_iter().filter(|m| item.get(*m).is_none())
        {
            let operation = format!("{method} {path}");
            let Some(address) = self.addresses(&operation, &Value::Null).into_iter().next() else { continue };
            let cast = self.cast;
            for (who, key) in &cast.owners {
                let tried = self.ask(&operation, who, key, &address).await;
                if !matches!(tried.status, 404 | 405) {
                    let finding =
                        format!("{operation} is there for {who}, and not described: {}", tried.status);
                    self.report.findings.push(finding);
                }
            }
        }
    }

    async fn ask<'t>(&mut self, operation: &'t str, who: &'t str, key: &str, address: &str) -> Try<'t> {
        self.number += 1;
        self.report.tries += 1;
        let (kind, body) = match plan::body(operation, &self.cast.ids) {
            Some(Value::String(file)) if operation.ends_with("/products/import") => ("text/csv", file),
            Some(Value::String(file)) if operation.ends_with("/statements") => ("text/csv", file),
            Some(Value::String(file)) if operation.ends_with("/market-prices/import") => ("text/csv", file),
            Some(Value::String(file)) if operation.ends_with("/files") => {
                ("multipart/form-data; boundary=edge", file)
            }
            Some(Value::String(file)) => ("text/plain", file),
            Some(json) => ("application/json", json.to_string()),
            None => ("application/json", String::new()),
        };
        let method: Method = operation.split_once(' ').unwrap().0.to_uppercase().parse().unwrap();
        let mut request = Request::builder().method(method).uri(address).header("content-type", kind);
        request = crate::shop::credential(&self.cast.identity, request, key);
        let request = request.header("idempotency-key", format!("sweep-{}", self.number));
        let request = request.body(Body::from(body.clone())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = crate::shop::whole(response).await;
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        Try { operation, who, address: address.to_owned(), body, status, answer }
    }

    /// Whoever is not the owner gets nothing that is the owner's, and breaks nothing.
    fn judge(&mut self, tried: &Try, whose: For) {
        let (operation, who) = (tried.operation, tried.who);
        let fine = (200..300).contains(&tried.status);
        let mut find = |what: &str| {
            let finding =
                format!("{operation} {what} ({} → {}: {})", tried.address, tried.status, tried.answer);
            self.report.findings.push(finding);
        };
        if tried.status >= 500 {
            find(&format!("breaks for {who}"));
        }
        let anonymous = matches!(who, "nobody" | "a guesser" | "a revoked key");
        let names_a_thing = operation.contains('{') || !tried.body.is_empty();
        let open = matches!(whose, For::Anybody | For::Everybody);
        if fine && ((anonymous && whose != For::Everybody) || (!open && names_a_thing)) {
            find(&format!("answers {who}"));
        }
        let reads_only = whose != For::Everybody;
        if fine && reads_only && matches!(who, "partner reading" | "partner's purse" | "staff reading") {
            find(&format!("lets a key that may only look change something ({who})"));
        }
        // What was asked with is no news.
        let sent = |mark: &str| tried.address.contains(mark) || tried.body.contains(mark);
        let shown = self.marks.find_overlapping_iter(&tried.answer);
        let leak = shown.map(|found| self.cast.marks[found.pattern()].as_str()).find(|mark| !sent(mark));
        if let Some(mark) = leak {
            find(&format!("shows {mark} to {who}"));
        }
    }

    /// The right key with the right id: it must not be the id that is refused.
    async fn owner(&mut self, known: &Known) {
        let Some(id) = known.id else { return };
        let who = match (known.whose, people_only(self.document, known.operation)) {
            (For::Operator, _) => "admin in a session",
            (For::Staff, true) => "staff in a session",
            (For::Staff, false) => "staff",
            (_, true) => "partner in a session",
            (_, false) => "partner",
        };
        let (start, end) = (known.operation.find('{').unwrap(), known.operation.find('}').unwrap());
        let path = &known.operation.split_once(' ').unwrap().1;
        let shift = known.operation.len() - path.len();
        let id = &self.cast.ids[id];
        let query = plan::query(known.operation, &self.cast.ids);
        let address = format!("{}{id}{}{query}", &path[..start - shift], self.rest(&path[end + 1 - shift..]));
        let tried = self.ask(known.operation, who, &self.cast.owners[who], &address).await;
        if !(200..300).contains(&tried.status) {
            let finding = format!(
                "{} refuses its owner, so the sweep proves nothing of it ({address} → {}: {})",
                known.operation, tried.status, tried.answer
            );
            self.report.findings.push(finding);
        }
    }
}
