/// 豆蔻, another Cardamom.
mod cardamom;
/// 独角数卡 Next.
mod dujiao;

use super::*;

use axum::body::Bytes;
use axum::extract::State as Extracted;
use axum::routing::post;
use serde_json::json;
use std::time::Duration;

const ANYWHERE: &str = "127.0.0.1:0";

/// A shop that asks the suppliers, and is called back.
struct World {
    supplier: Running,
    client: reqwest::Client,
    shop: String,
    heard: Arc<Mutex<Heard>>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct Heard {
    bodies: Vec<String>,
    /// What is said to the next ones; afterwards what ends it.
    words: Vec<&'static str>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn hear(Extracted(heard): Extracted<Arc<Mutex<Heard>>>, body: Bytes) -> &'static str {
    let mut heard = lock(&heard);
    heard.bodies.push(String::from_utf8_lossy(&body).into_owned());
    heard.words.pop().unwrap_or("success")
}

async fn hear_ok(heard: Extracted<Arc<Mutex<Heard>>>, body: Bytes) -> &'static str {
    match hear(heard, body).await {
        "success" => "ok",
        other => other,
    }
}

async fn hear_json(heard: Extracted<Arc<Mutex<Heard>>>, body: Bytes) -> &'static str {
    match hear(heard, body).await {
        "success" => "{\"ok\":true,\"message\":\"received\"}",
        other => other,
    }
}

/// With target, headers and body, one a line.
async fn hear_signed(
    Extracted(heard): Extracted<Arc<Mutex<Heard>>>,
    uri: axum::http::Uri,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> StatusCode {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = ["key", "timestamp", "nonce", "signature"].map(|name| header(&format!("cardamom-{name}")));
    let mut heard = lock(&heard);
    heard.bodies.push(format!("{uri}\n{}\n{}", signed.join("\n"), String::from_utf8_lossy(&body)));
    heard.words.pop().map_or(StatusCode::NO_CONTENT, |_| StatusCode::BAD_GATEWAY)
}

impl World {
    async fn of(supplier: Supplier) -> Self {
        let heard = Arc::<Mutex<Heard>>::default();
        let listener = TcpListener::bind(ANYWHERE).await.unwrap();
        let shop = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/fulu", post(hear)).route("/kasushou", post(hear_ok));
        let routes = routes
            .route("/dujiao", post(hear_json))
            .route("/cardamom", post(hear_signed))
            .with_state(heard.clone());
        let listening = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let mut config = Config::at(supplier, ANYWHERE.parse().unwrap());
        config.callback_url = Some(format!("{shop}/fulu"));
        let supplier = start(config).await.unwrap();
        Self { supplier, client: crate::gateway::client().unwrap(), shop, heard, listening }
    }

    fn control(&self) -> Control {
        self.supplier.control()
    }

    /// What 福禄 answers: code, and the result once its signature held.
    async fn fulu(&self, method: &str, particulars: Value) -> Option<(i64, Value)> {
        self.fulu_bent(method, particulars, |_| {}).await
    }

    async fn fulu_bent(
        &self,
        method: &str,
        particulars: Value,
        bend: impl FnOnce(&mut Map<String, Value>),
    ) -> Option<(i64, Value)> {
        let Credentials { name, secret } = self.supplier.credentials();
        let now = crate::channels::china::spaced(ambient::now_ms());
        let mut members = json!({
            "app_key": name, "method": method, "timestamp": now, "version": "2.0", "format": "json",
            "charset": "utf-8", "sign_type": "md5", "app_auth_token": "", "biz_content": particulars.to_string(),
        });
        let members = members.as_object_mut().unwrap();
        let signed = characters_signed(&Value::Object(members.clone()).to_string(), &secret);
        members.insert("sign".to_owned(), signed.into());
        bend(members);
        let url = format!("{}/api/getway", self.supplier.url());
        let sent = self.client.post(url).json(&members).send().await.ok()?;
        let answer: Value = sent.json().await.ok()?;
        let result = answer["result"].as_str().unwrap();
        assert_eq!(answer["sign"], characters_signed(result, &secret));
        Some((answer["code"].as_i64().unwrap(), serde_json::from_str(result).unwrap_or_default()))
    }

    async fn fulu_order(&self, order_no: &str, account: &str) -> Option<(i64, Value)> {
        let particulars = json!({
            "product_id": 10_000_002, "customer_order_no": order_no, "charge_account": account, "buy_num": 1,
        });
        self.fulu("fulu.order.direct.add", particulars).await
    }

    async fn fulu_state(&self, order_no: &str) -> Option<(i64, String)> {
        let asked = self.fulu("fulu.order.info.get", json!({ "customer_order_no": order_no })).await?;
        Some((asked.0, asked.1["order_state"].as_str().unwrap_or_default().to_owned()))
    }

    /// What 卡速售 answers.
    async fn kasushou(&self, path: &str, body: Value) -> Option<Value> {
        self.kasushou_at(path, body, ambient::now_ms()).await
    }

    async fn kasushou_at(&self, path: &str, body: Value, now: i64) -> Option<Value> {
        let Credentials { name, secret } = self.supplier.credentials();
        let text = body.to_string();
        let whole = format!("{now}{text}{secret}");
        let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, whole.as_bytes());
        let request = self.client.post(format!("{}/api/v1/{path}", self.supplier.url()));
        let request = request.header("UserId", name).header("Timestamp", now.to_string());
        let request = request.header("Sign", crate::sign::hex(digest.as_ref()));
        let request = request.header("Content-Type", "application/json; charset=utf-8");
        request.body(text).send().await.ok()?.json().await.ok()
    }

    async fn kasushou_order(&self, order_no: &str) -> Option<Value> {
        let body = json!({
            "id": 10_000_002, "external_orderno": order_no, "quantity": 1, "safe_price": "18.80",
            "attach": { "recharge_account": "mei" }, "url": format!("{}/kasushou", self.shop),
        });
        self.kasushou("order/buy", body).await
    }

    /// The callbacks, once there are so many.
    async fn heard(&self, count: usize) -> Vec<String> {
        for _ in 0..500 {
            let bodies = lock(&self.heard).bodies.clone();
            if bodies.len() >= count {
                return bodies;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} callbacks did not come");
    }
}

fn characters_signed(text: &str, secret: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    crate::channels::md5::hex(&format!("{}{secret}", characters.into_iter().collect::<String>()))
}

#[tokio::test]
async fn fulu_credits_once_and_refuses_the_number_again() {
    let world = World::of(Supplier::Fulu).await;
    let (code, order) = world.fulu_order("ord00001", "梅/888").await.unwrap();
    assert_eq!((code, &order["order_state"], &order["order_price"]), (0, &json!("success"), &json!(18.8)));
    assert_eq!(world.fulu_order("ord00001", "梅/888").await.unwrap().0, 3000);
    let control = world.control();
    assert_eq!((control.credited("梅/888"), control.deposit()), (1, 1_000_000 - 1_880));
    assert_eq!((control.attempts("ord00001"), control.orders().len()), (2, 1));
    control.audit().unwrap();
    let told: Value = serde_json::from_str(&world.heard(1).await[0]).unwrap();
    assert_eq!((&told["order_status"], &told["price"]), (&json!("success"), &json!("18.8000")));
    let mut signed = told.as_object().unwrap().clone();
    signed.remove("sign");
    let secret = world.supplier.credentials().secret;
    assert_eq!(told["sign"], characters_signed(&Value::Object(signed).to_string(), &secret));
    let balance = world.fulu("fulu.user.info.get", json!({})).await.unwrap().1;
    assert_eq!(balance["balance"], json!(9_981.2));
}

/// The code with which a request that was bent after it was signed is answered.
async fn refused(world: &World, bend: fn(&mut Map<String, Value>)) -> i64 {
    world.fulu_bent("fulu.user.info.get", json!({}), bend).await.unwrap().0
}

#[tokio::test]
async fn fulu_refuses_what_is_not_signed_or_old_or_somebody_elses() {
    let world = World::of(Supplier::Fulu).await;
    assert_eq!(refused(&world, |_| {}).await, 0);
    assert_eq!(refused(&world, |members| drop(members.remove("sign"))).await, 1000);
    assert_eq!(refused(&world, |members| drop(members.insert("sign".into(), "0".into()))).await, 1002);
    assert_eq!(refused(&world, |members| drop(members.insert("app_key".into(), "x".into()))).await, 1001);
    assert_eq!(
        refused(&world, |members| drop(members.insert("biz_content".into(), "[]".into()))).await,
        1002
    );
    assert_eq!(world.fulu("fulu.order.card.add", json!({})).await.unwrap().0, 1004);
    assert_eq!(world.fulu("fulu.user.info.get", json!([])).await.unwrap().0, 1000);
    let mut late = Config::at(Supplier::Fulu, ANYWHERE.parse().unwrap());
    late.credentials = Some(world.supplier.credentials());
    late.clock = Arc::new(|| ambient::now_ms() + 11 * 60 * 1000);
    let mut world = World::of(Supplier::Fulu).await;
    world.supplier = start(late).await.unwrap();
    assert_eq!(world.fulu("fulu.user.info.get", json!({})).await.unwrap().0, 1003);
}

#[tokio::test]
async fn a_fulu_order_waits_for_questions_or_for_a_lever() {
    let world = World::of(Supplier::Fulu).await;
    let control = world.control();
    control.next(Plan { when: When::Asks(2), ..Plan::default() });
    control.next(Plan { when: When::Never, ..Plan::default() });
    world.fulu_order("ord00001", "a").await.unwrap();
    world.fulu_order("ord00002", "b").await.unwrap();
    let mut states = Vec::new();
    for _ in 0..3 {
        states.push(world.fulu_state("ord00001").await.unwrap().1);
    }
    assert_eq!(states, ["untreated", "processing", "success"]);
    assert_eq!(world.fulu_state("ord00002").await.unwrap().1, "untreated");
    assert_eq!(control.release("ord00009"), Err(Refused::UnknownOrder));
    control.fail("ord00002", Reason::BadAccount).unwrap();
    assert_eq!(control.release("ord00002"), Err(Refused::NotNow));
    assert_eq!(world.fulu_state("ord00002").await.unwrap().1, "failed");
    assert_eq!(world.fulu_state("ord00003").await.unwrap().0, 3010);
    assert_eq!((control.asked("ord00001"), control.asked("ord00003")), (3, 1));
    assert_eq!(control.deposit(), 1_000_000 - 1_880);
}

#[tokio::test]
async fn requests_and_answers_are_lost_as_the_levers_say() {
    let world = World::of(Supplier::Fulu).await;
    let control = world.control();
    for reply in [Reply::Unheard, Reply::TooMany, Reply::Broken, Reply::Empty] {
        control.next(Plan { reply, ..Plan::default() });
    }
    for number in ["ord00001", "ord00002", "ord00003", "ord00004"] {
        assert_eq!(world.fulu_order(number, number).await, None);
    }
    let credited = ["ord00001", "ord00002", "ord00003", "ord00004"].map(|account| control.credited(account));
    assert_eq!(credited, [0, 0, 1, 1]);
    control.next(Plan { reply: Reply::Doubled, ..Plan::default() });
    assert_eq!(world.fulu_order("ord00005", "e").await.unwrap().0, 3000);
    assert_eq!(control.credited("e"), 1);
    control.queries(Reply::Broken);
    assert_eq!(world.fulu_state("ord00005").await, None);
    control.away(true);
    assert_eq!(world.fulu_state("ord00005").await, None);
    control.reset();
    assert_eq!(world.fulu_state("ord00005").await.unwrap().1, "success");
}

#[tokio::test]
async fn telephones_and_the_catalogue_of_fulu() {
    let world = World::of(Supplier::Fulu).await;
    let phone = json!({ "charge_phone": "13800000000", "charge_value": 50, "customer_order_no": "ord00001" });
    let (code, order) = world.fulu("fulu.order.mobile.add", phone).await.unwrap();
    assert_eq!((code, &order["order_type"], &order["product_id"]), (0, &json!(1), &json!(10_000_003)));
    world.control().put_goods(Goods { stock: Some(0), ..Goods::new(10_000_001, "Q币", 99) });
    let goods = world.fulu("fulu.goods.list.get", json!({})).await.unwrap().1;
    assert_eq!((goods.as_array().unwrap().len(), &goods[0]["stock_status"]), (3, &json!("断货")));
    let one = world.fulu("fulu.goods.info.get", json!({ "product_id": "10000001" })).await.unwrap().1;
    assert_eq!(one, goods[0]);
    let template = json!({ "template_id": one["template_id"] });
    let template = world.fulu("fulu.goods.template.get", template).await.unwrap().1;
    assert_eq!(template["ElementInfo"]["Inputs"][0]["Id"], "ChargeAccount");
}

#[tokio::test]
async fn kasushou_credits_once_and_refuses_the_number_again() {
    let world = World::of(Supplier::Kasushou).await;
    let order = world.kasushou_order("ord00001").await.unwrap();
    assert_eq!((&order["code"], &order["data"]["total_price"]), (&json!(200), &json!("18.80")));
    assert_eq!(world.kasushou_order("ord00001").await.unwrap()["code"], 400);
    let asked = json!({ "day": 0, "external_orderno": "ord00001,ord00002" });
    let asked = world.kasushou("order/info", asked).await.unwrap();
    assert_eq!(asked["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&asked["data"][0]["status"], &asked["data"][0]["ordersn"]),
        (&json!(3), &order["data"]["ordersn"])
    );
    assert_eq!(world.control().credited("mei"), 1);
    let told = world.heard(1).await.remove(0);
    let told = crate::channels::form::read(&told);
    let field = |name: &str| crate::channels::form::value(&told, name).to_owned();
    assert_eq!((field("status"), field("external_orderno")), ("3".to_owned(), "ord00001".to_owned()));
    let signed: Map<String, Value> = told
        .iter()
        .filter(|(name, _)| name != "sign")
        .map(|(name, value)| (name.clone(), value.as_str().into()))
        .collect();
    let secret = world.supplier.credentials().secret;
    let whole = format!("{}{}{secret}", field("time"), Value::Object(signed).to_string().replace('/', "\\/"));
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, whole.as_bytes());
    assert_eq!(field("sign"), crate::sign::hex(digest.as_ref()));
    let balance = world.kasushou("user/info", json!({})).await.unwrap();
    assert_eq!(balance["data"]["balance"], "9981.20");
}

#[tokio::test]
async fn kasushou_takes_back_what_is_under_way_and_refuses_dear_or_old_requests() {
    let world = World::of(Supplier::Kasushou).await;
    let control = world.control();
    control.usual(Plan { when: When::Never, ..Plan::default() });
    let order = world.kasushou_order("ord00001").await.unwrap();
    let closing = json!({ "ordersn": order["data"]["ordersn"] });
    assert_eq!(world.kasushou("order/close", closing.clone()).await.unwrap()["code"], 200);
    assert_eq!(world.kasushou("order/close", closing).await.unwrap()["code"], 400);
    assert_eq!(control.deposit(), 1_000_000);
    let asked = json!({ "ordersn": order["data"]["ordersn"] });
    let asked = world.kasushou("order/info", asked).await.unwrap();
    assert_eq!(
        (&asked["data"][0]["status"], &asked["data"][0]["has_back_money"]),
        (&json!(4), &json!("18.80"))
    );
    control.put_goods(Goods::new(10_000_002, "视频会员月卡", 1_881));
    assert_eq!(world.kasushou_order("ord00002").await.unwrap()["msg"], "商品价格高于安全价格");
    let old = ambient::now_ms() - 11 * 60 * 1000;
    assert_eq!(world.kasushou_at("user/info", json!({}), old).await.unwrap()["msg"], "时间戳已过期");
    let goods = world.kasushou("goods/list", json!({ "limit": 2, "page": 2 })).await.unwrap();
    assert_eq!((&goods["data"]["total"], goods["data"]["list"].as_array().unwrap().len()), (&json!(3), 1));
}

#[tokio::test]
async fn callbacks_are_repeated_doubled_early_and_forged() {
    let world = World::of(Supplier::Kasushou).await;
    let control = world.control();
    lock(&world.heard).words = vec!["no", "no"];
    world.kasushou_order("ord00001").await.unwrap();
    world.heard(3).await;
    let told = loop {
        let told = control.order("ord00001").unwrap().told;
        if told.iter().any(|told| told.taken) {
            break told;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!((told.len(), told[0].tries, told[0].answers.len()), (1, 3, 3));
    let early = Callbacks { early: true, ..Callbacks::default() };
    control.next(Plan { callbacks: early, ..Plan::default() });
    world.kasushou_order("ord00002").await.unwrap();
    assert_eq!(lock(&world.heard).bodies.len(), 4);
    let doubled = Callbacks { copies: 2, ..Callbacks::default() };
    control.next(Plan { callbacks: doubled, ..Plan::default() });
    world.kasushou_order("ord00003").await.unwrap();
    world.heard(7).await;
    let right = control.forged("ord00003", &Forgery::Untrue).unwrap();
    assert!(String::from_utf8(right.body).unwrap().contains("status=4"));
    let unsigned = control.forged("ord00003", &Forgery::Unsigned).unwrap();
    assert!(!String::from_utf8(unsigned.body).unwrap().contains("sign="));
    let other = control.forged("ord00003", &Forgery::OtherOrder("ord00001".into())).unwrap();
    assert!(String::from_utf8(other.body).unwrap().contains("external_orderno=ord00001"));
    assert_eq!(control.forge("ord00003", &Forgery::WrongKey).await.unwrap().status, 200);
    assert_eq!(control.resend("ord00003", 2).await.unwrap().len(), 2);
}

#[tokio::test]
async fn thousands_of_orders_by_chance_leave_the_book_right() {
    let world = World::of(Supplier::Fulu).await;
    let control = world.control();
    control.callback_to(None);
    let chaos = Chaos {
        seed: 3,
        lost_requests: 10,
        lost_answers: 10,
        doubled_numbers: 5,
        failed: 20,
        late: 20,
        reversed: 10,
        lost_queries: 10,
        ..Chaos::default()
    };
    control.chaos(Some(chaos));
    for number in (0..300).map(|number| format!("ord{number:05}")) {
        while control.order(&number).is_none() {
            world.fulu_order(&number, &number).await;
        }
        for _ in 0..6 {
            world.fulu_state(&number).await;
        }
    }
    control.audit().unwrap();
    let orders = control.orders();
    assert!(orders.iter().all(|order| order.credited <= 1 && order.state != OrderState::Processing));
    assert!(orders.iter().all(|order| control.credited(&order.account) <= 1));
    let credited = orders.iter().filter(|order| order.state == OrderState::Success);
    let spent: i64 = credited.map(|order| order.cost).sum();
    assert_eq!(control.deposit(), control.opening() - spent);
}

#[tokio::test]
async fn somebody_plays_the_supplier_on_its_page() {
    let world = World::of(Supplier::Kasushou).await;
    world.control().usual(Plan { when: When::Never, ..Plan::default() });
    world.kasushou_order("ord00001").await.unwrap();
    let url = format!("{}/?lang=en", world.supplier.url());
    let page = world.client.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Sandbox supplier") && page.contains("ord00001") && page.contains("under way"));
    let press = || world.client.post(&url).header("content-type", "application/x-www-form-urlencoded");
    let pressed = press().body("order_no=ord00001&action=credit").send().await.unwrap();
    assert_eq!(pressed.status(), 303);
    let pressed = press().body("order_no=ord00001&action=credit").send().await.unwrap();
    assert_eq!(pressed.status(), 409);
    assert_eq!(world.control().credited("mei"), 1);
    let state = world.client.get(format!("{}/control/state?account=mei", world.supplier.url()));
    let state: Value = state.send().await.unwrap().json().await.unwrap();
    assert_eq!((&state["credited"], &state["wrong"]), (&json!(1), &Value::Null));
}
