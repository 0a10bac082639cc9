//! The document keeps its word: some thousand requests, right and wrong in every way that its schemas allow to think of,
//! and each answer is one that the document describes, to the last field. Nothing ends in a fault.

use crate::shop::Shop;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use identity::{Duty, Role};
use serde_json::{Map, Value, json};

/// The same requests at every run: what fails once fails again.
const SEED: u64 = 20_261_123;
const EACH: usize = 70;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }
    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }
}

const TEXTS: [&str; 14] = [
    "",
    " ",
    "a",
    "first-card",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "卡密",
    "\u{202e}gnp",
    "\0",
    "a\r\nb: c",
    "../../etc/passwd",
    "%00%ff",
    "ord_00000000000000000000000000",
    "🙂🙂🙂🙂",
];
const NUMBERS: [i64; 12] = [
    0,
    1,
    -1,
    2,
    50,
    1_000,
    1_001,
    2_147_483_648,
    -9_007_199_254_740_993,
    i64::MAX,
    i64::MIN,
    10_000_000_001,
];

struct Contract<'a> {
    document: &'a Value,
    dice: Dice,
    ids: Vec<String>,
    /// Sessions of everybody, for what no API key can do.
    people: Vec<String>,
    /// Half of the requests are such as a caller would send who has read the document.
    wild: bool,
    /// Makes names that nobody has yet.
    made: usize,
    /// What is asked.
    path: String,
    /// Rules of prices, by what they are.
    prices: std::collections::BTreeMap<&'static str, String>,
}

/// What a name means at that address and not elsewhere.
fn meant_there(path: &str, name: &str) -> Option<Value> {
    const SOON: &str = "2027-06-01T00:00:00Z";
    let of = |part: &str| path.contains(part);
    match name {
        "kind" if of("/suppliers") => Some(json!("made_up")),
        "settings" if of("/suppliers") => Some(crate::supplies::settings(&[])),
        "contract_until" => Some(json!(SOON)),
        "of" if of("/suppliers") => Some(Value::Null),
        "cost" if of("/costs") => Some(json!({"amount": 500, "currency": "CNY"})),
        "until" if of("/loss-leader") => Some(json!(SOON)),
        "from" | "until" | "product" if of("/partners") => Some(Value::Null),
        "stops" => Some(json!("all")),
        "on_case" | "on_pattern" | "on_tries" => Some(json!("alarm")),
        "case_nth" | "case_days" | "tries_most" => Some(json!(7)),
        "period" if of("/partners") => Some(json!("month")),
        _ => None,
    }
}

impl Contract<'_> {
    fn resolve<'v>(&'v self, schema: &'v Value) -> &'v Value {
        match schema["$ref"].as_str() {
            Some(name) => {
                self.document.pointer(name.strip_prefix('#').unwrap()).expect("a reference leads somewhere")
            }
            None => schema,
        }
    }

    /// A value of the schema, or, once in a while, of another.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if self.wild && self.dice.once_in(9) {
            return self.anything(depth);
        }
        let schema = self.resolve(schema).clone();
        for all in ["allOf", "oneOf", "anyOf"] {
            if let Some(of) = schema[all].as_array() {
                let which = self.dice.roll(of.len());
                return self.value(&of[which], depth + 1);
            }
        }
        match kind(&schema) {
            "object" => {
                let mut object = Map::new();
                let required: Vec<&str> =
                    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
                    let needed = required.contains(&name.as_str());
                    let left_out =
                        if needed { self.wild && self.dice.once_in(25) } else { self.dice.once_in(2) };
                    if !left_out {
                        let value = self.meant(name).unwrap_or_else(|| self.value(inner, depth + 1));
                        object.insert(name.clone(), value);
                    }
                }
                if self.wild && self.dice.once_in(12) {
                    object.insert("surprise".into(), Value::Null);
                }
                Value::Object(object)
            }
            "array" => {
                let length = if self.wild { [0, 1, 1, 1, 2, 3][self.dice.roll(6)] } else { 1 };
                (0..length).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            "integer" | "number" => match self.dice.roll(3) {
                0 => json!(NUMBERS[self.dice.roll(NUMBERS.len())]),
                _ => json!(self.dice.roll(2_000)),
            },
            "boolean" => json!(self.dice.once_in(2)),
            _ => self.text(&schema),
        }
    }

    /// What somebody would write who means it; none for names that mean nothing in particular, or in a wild request.
    fn meant(&mut self, name: &str) -> Option<Value> {
        if self.wild {
            return None;
        }
        self.made += 1;
        let id = |place: usize| Some(json!(self.ids[place]));
        if let Some(meant) = meant_there(&self.path, name) {
            return Some(meant);
        }
        match name {
            "offer" => id(2),
            "merchant" => id(26),
            "mode" => Some(json!("on")),
            "report_url" => Some(json!("https://shop.example.com/hear")),
            "sku" => id(3),
            "product" => id(5),
            "currency" => Some(json!("CNY")),
            "category" => Some(json!("goods")),
            "pay" => Some(json!(["wallet", "fake"][self.made % 2])),
            "kind" => Some(json!("one_time")),
            "picture" => Some(json!("card.svg")),
            "contact" => Some(json!("reader@example.com")),
            "slug" | "code" | "zh" | "en" | "supplier" | "reference" => {
                Some(json!(format!("made-{}", self.made)))
            }
            "quantity" | "based_on" | "quantity_min" | "sort" => Some(json!(1)),
            "metadata" => Some(json!({"note": self.made})),
            "expires_in" => Some(json!(3_600)),
            "reason" => Some(json!("because of the contract")),
            "plan" | "colour" => Some(json!("")),
            "fee_bps" => Some(json!(100)),
            "cost" | "success" | "speed" | "deposit" => Some(json!(50)),
            "days" => Some(json!(30)),
            "coupon" | "region" | "total_max" => Some(Value::Null),
            "way" => Some(json!(["wallet", "dispute"][self.made % 2])),
            "day" => Some(json!("2026-11-20")),
            "brand_id" => Some(Value::Null),
            "amount" => Some(json!(1_000)),
            "email" => Some(json!("partner@example.com")),
            "password" => Some(json!(crate::shop::PASSWORD)),
            _ => None,
        }
    }

    /// The id that belongs into the path.
    fn of_path(&self, name: &str, path: &str) -> Value {
        if name == "supplier" {
            return json!(self.ids[20]);
        }
        if path.contains("/pricing/") {
            let told = crate::prices::address(&format!("{path} {{{name}}}"), &self.prices, &self.ids[2]);
            return json!(told.rsplit(' ').next());
        }
        let places = [
            ("/supplier-differences", 28),
            ("/price-rules", 23),
            ("/price-changes", 24),
            ("/docking", 25),
            ("/partners", 27),
            ("/suppliers", 20),
            ("/fulfilments", 21),
            ("/skus/", 22),
            ("/top-ups", 12),
            ("/payments", 13),
            ("/cancel", 14),
            ("/chargebacks", 15),
            ("/pack", 16),
            ("/bank", 16),
            ("/statements", 17),
            ("/differences", 18),
            ("/diversions", 19),
            ("/orders", 0),
            ("/deliveries", 1),
            ("/offers", 2),
            ("/batches", 4),
            ("/products", 5),
            ("/applications", 6),
            ("/authorisations", 7),
            ("/brands", 8),
            ("/platform/merchants", 9),
            ("/reviews", 10),
            ("/disputes", 11),
        ];
        let place = places.into_iter().find(|(part, _)| path.contains(part)).map_or(0, |(_, place)| place);
        json!(self.ids[place])
    }

    fn text(&mut self, schema: &Value) -> Value {
        match (self.dice.roll(4), schema["example"].as_str()) {
            (0, _) => json!(TEXTS[self.dice.roll(TEXTS.len())]),
            (1, Some(example)) => json!(example),
            (2, _) => json!(["CNY", "goods", "wallet", "fake", "FIRST", "one_time"][self.dice.roll(6)]),
            _ => json!(self.ids[self.dice.roll(self.ids.len())]),
        }
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.dice.roll(if depth > 4 { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.dice.once_in(2)),
            2 => json!(NUMBERS[self.dice.roll(NUMBERS.len())]),
            3 => json!(0.5),
            4 => json!(TEXTS[self.dice.roll(TEXTS.len())]),
            5 => (0..self.dice.roll(4)).map(|_| self.anything(depth + 1)).collect(),
            _ => json!({ TEXTS[self.dice.roll(TEXTS.len())]: self.anything(depth + 1) }),
        }
    }

    fn request(&mut self, method: &str, path: &str, operation: &Value, shop: &Shop) -> Request<Body> {
        let parameters: Vec<Value> = operation["parameters"].as_array().cloned().unwrap_or_default();
        self.wild = self.dice.once_in(2);
        self.path = path.to_owned();
        let (mut address, mut query) = (path.to_owned(), Vec::new());
        for parameter in &parameters {
            let name = parameter["name"].as_str().unwrap();
            let meant = match parameter["in"] == "path" && !self.wild {
                true => Some(self.of_path(name, path)),
                false => self.meant(name),
            };
            let value = match meant.unwrap_or_else(|| self.value(&parameter["schema"], 2)) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            match parameter["in"].as_str().unwrap() {
                "path" => address = address.replace(&format!("{{{name}}}"), &encoded(&value)),
                "query" if parameter["required"] == true || (self.wild && self.dice.once_in(2)) => {
                    query.push(format!("{}={}", encoded(name), encoded(&value)));
                }
                _ => {}
            }
        }
        if self.wild && self.dice.once_in(15) {
            query.push("surprise=1".into());
        }
        if !query.is_empty() {
            address = format!("{address}?{}", query.join("&"));
        }
        // No program of this shop works for the operator.
        let people_only =
            !operation["security"].to_string().contains("\"key\"") || path.starts_with("/v1/platform/");
        let people: Vec<&str> = self.people.iter().map(String::as_str).collect();
        let programs =
            [shop.staff.as_str(), &shop.staff, &shop.partner, &shop.partner, &shop.stranger, "sk_live_x", ""];
        let key = if people_only { self.dice.pick(&people) } else { self.dice.pick(&programs) }.to_owned();
        let mut request =
            Request::builder().method(method.to_uppercase().parse::<Method>().unwrap()).uri(address);
        request = shop.as_who(request, &key);
        let wild = HeaderValue::from_bytes(b"\"\xff\x80 \"").unwrap();
        if !self.wild || !self.dice.once_in(20) {
            let fine = HeaderValue::from_str(&shop.fresh_key()).unwrap();
            let value = if self.wild && self.dice.once_in(20) { wild } else { fine };
            request = request.header(HeaderName::from_static("idempotency-key"), value);
        }
        let Some(body) = operation.get("requestBody") else { return request.body(Body::empty()).unwrap() };
        let kinds: Vec<String> = body["content"].as_object().unwrap().keys().cloned().collect();
        let kind = kinds[self.dice.roll(kinds.len())].clone();
        let schema = body["content"][&kind]["schema"].clone();
        let sent = if self.wild && self.dice.once_in(20) { "image/png".to_owned() } else { kind.clone() };
        let bytes = match kind.as_str() {
            "application/json" => self.value(&schema, 0).to_string().into_bytes(),
            "text/csv" if path.starts_with("/v1/suppliers/") => b"order_no,kind,amount,at\n".to_vec(),
            _ => format!("CONTRACT-{}\n{}\n", self.dice.roll(1_000_000), TEXTS[self.dice.roll(TEXTS.len())])
                .into_bytes(),
        };
        let end =
            if self.wild && self.dice.once_in(20) { self.dice.roll(bytes.len() + 1) } else { bytes.len() };
        request.header("content-type", sent).body(Body::from(bytes[..end].to_vec())).unwrap()
    }

    /// What the schema has against the value.
    fn complaints(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let schema = self.resolve(schema);
        if schema["allOf"].is_array() {
            return self.complaints(&self.whole(schema), value, at);
        }
        for any in ["oneOf", "anyOf"] {
            if let Some(any) = schema[any].as_array() {
                let fits = any.iter().any(|one| self.complaints(one, value, at).is_empty());
                return if fits {
                    Vec::new()
                } else {
                    vec![format!("{at}: {value} fits none of the schemas")]
                };
            }
        }
        let kinds = match &schema["type"] {
            Value::String(one) => vec![one.as_str()],
            Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
            _ => return Vec::new(),
        };
        let fits = kinds.iter().any(|kind| match *kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            _ => value.is_object(),
        });
        if !fits {
            return vec![format!("{at}: {value} is no {kinds:?}")];
        }
        let mut complaints = Vec::new();
        if let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object()) {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !object.contains_key(name) {
                    complaints.push(format!("{at}: {name} is missing"));
                }
            }
            for (name, inner) in object {
                match properties.get(name) {
                    Some(schema) => {
                        complaints.extend(self.complaints(schema, inner, &format!("{at}/{name}")))
                    }
                    None => complaints.push(format!("{at}: {name} is not in the document")),
                }
            }
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            complaints.extend(self.complaints(&schema["items"], item, &format!("{at}/{index}")));
        }
        complaints
    }

    /// A schema that is put together of several is checked as one.
    fn whole(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
        let mut whole = json!({"type": "object", "properties": {}, "required": []});
        for part in parts.iter().map(|part| self.whole(part)) {
            for (name, inner) in part["properties"].as_object().into_iter().flatten() {
                whole["properties"][name] = inner.clone();
            }
            let required = part["required"].as_array().cloned().unwrap_or_default();
            whole["required"].as_array_mut().unwrap().extend(required);
        }
        whole
    }
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("string")
        }
        _ => "string",
    }
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"_-".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(one).collect()
}

/// What no request made up by chance can come through: it wants a secret that somebody was sent, a picture or a paper, the
/// answers of a form, or something of one's own that few have, is done once in the life of a shop, or shows the machine that
/// it runs on. Each has tests of its own; here only its refusals are looked at.
const OF_THEIR_OWN: [&str; 19] = [
    "/account-check",
    "/v1/account/saved-accounts/",
    "/documents",
    "/files",
    "dispute-files/",
    "/logo",
    "/v1/invitations/",
    "/v1/session/",
    "/v1/account/passkeys",
    "/v1/account/totp",
    "/v1/account/recovery-codes",
    "/v1/account/contacts/verify",
    "/v1/links/open",
    "/v1/platform/first-run/",
    "/v1/platform/jobs/dead/",
    "/v1/platform/settings",
    "/v1/platform/system",
    "post /v1/platform/statements",
    "/v1/platform/statement-fetches",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_one_that_the_document_describes() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let document = serde_json::to_value(api::openapi()).unwrap();
    let order = shop.post(&shop.partner, "/v1/orders", shop.order(2)).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let batch = text(&shop.get(&shop.staff, "/v1/stock/batches").await.json()["items"][0]["id"]);
    let product = text(&shop.get(&shop.staff, "/v1/products").await.json()["items"][0]["id"]);
    let gate = crate::gate::things(&shop).await;
    let new = json!({"reason": "already_used", "remedy": "refund", "text": "it says that it was used"});
    let about = format!("/v1/orders/{}/disputes", text(&order["id"]));
    let dispute = shop.post(&shop.partner, &about, new).await.json();
    let begun = json!({"amount": {"amount": 5_000, "currency": "CNY"}, "pay": "fake"});
    let top_up = shop.post(&shop.partner, "/v1/wallet/top-ups", begun).await.json();
    let new = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
    let waits = shop.post(&shop.partner, "/v1/orders", new.clone()).await.json();
    let given_up = shop.post(&shop.partner, "/v1/orders", new).await.json();
    let mut ids = vec![
        text(&order["id"]),
        text(&order["deliveries"][0]["id"]),
        shop.offer.clone(),
        shop.sku.clone(),
        batch,
        product,
        gate["application"].clone(),
        gate["authorisation"].clone(),
        gate["brand"].clone(),
        gate["second merchant"].clone(),
        gate["product in review"].clone(),
        text(&dispute["id"]),
        text(&top_up["id"]),
        text(&waits["id"]),
        text(&given_up["id"]),
        crate::disputes::paid_by_channel(&shop).await,
        crate::disputes::taken_back(&shop, "not mine").await,
    ];
    ids.extend(crate::idor::statement(&shop).await.map(|(_, id)| id));
    ids.push(crate::idor::diversions(&shop).await["diversion"].clone());
    let goods = crate::supplies::connect(&shop, "Credits", crate::supplier::PROMPT).await;
    let credited = crate::supplies::place(&shop, &goods, "13800138000").await;
    crate::supplies::credit(&shop).await;
    let prices = crate::prices::things(&shop).await;
    let priced = crate::price_watch::held(&shop, [&goods.sku, &shop.sku]).await;
    let priced = ["price rule", "price change"].map(|name| priced[name].clone());
    ids.extend([goods.supplier, credited, goods.sku]);
    ids.extend(priced);
    ids.extend([crate::docks::key(&shop).await, shop.merchant.to_string()]);
    let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
    ids.push(partner.id.to_string());
    let supplier = ids[20].clone();
    ids.push(crate::idor::supplier_difference(&shop, &supplier).await);
    shop.person("admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    let names = ["partner", "staff", "admin"].map(|name| format!("{name}@example.com"));
    let mut contract = Contract {
        document: &document,
        dice: Dice(SEED),
        ids,
        people: Vec::new(),
        wild: false,
        made: 0,
        path: String::new(),
        prices,
    };
    let (mut asked, mut fine) = (0, std::collections::BTreeMap::new());
    for round in 0..EACH {
        // Some of what is asked ends sessions.
        if round % 7 == 0 {
            contract.people = vec![String::new()];
            for name in &names {
                contract.people.push(shop.session(name, true).await);
            }
        }
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let request = contract.request(method, path, operation, &shop);
                let what = format!("{method} {} (seed {SEED}, round {round})", request.uri());
                let told = shop.send(request).await;
                asked += 1;
                *fine.entry(format!("{method} {path}")).or_insert(0) += u32::from(told.status < 300);
                assert!(told.status < 500, "{what}: {told:?}");
                let responses = &operation["responses"];
                let described = match responses.get(told.status.to_string()) {
                    Some(described) => described,
                    None => {
                        assert!(told.status >= 400, "{what}: {} is not in the document", told.status);
                        &responses["default"]
                    }
                };
                if described.get("content").is_none() {
                    assert!(told.body.is_empty(), "{what}");
                    continue;
                }
                let kind = told.header("content-type").split(';').next().unwrap().to_owned();
                let schema = &described["content"][&kind]["schema"];
                assert!(!schema.is_null(), "{what}: {} as {kind} is not in the document", told.status);
                // Files and streams of events are looked into by tests of their own.
                if !kind.ends_with("json") {
                    continue;
                }
                let complaints = contract.complaints(&contract.whole(schema), &told.json(), "");
                assert!(complaints.is_empty(), "{what} → {}: {complaints:?}\n{}", told.status, told.json());
            }
        }
    }
    fine.retain(|operation, _| !OF_THEIR_OWN.iter().any(|path| operation.contains(path)));
    let never: Vec<_> =
        fine.iter().filter(|(_, count)| **count == 0).map(|(operation, _)| operation).collect();
    assert!(
        never.len() * 3 <= fine.len(),
        "requests that never come through show little: {} of {}: {never:?}",
        never.len(),
        fine.len()
    );
    println!("{asked} requests, each answered as the document says; never successful: {never:?}");
    shop.audit_is_clean().await;
}
