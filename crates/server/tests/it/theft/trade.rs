use crate::support::{Place, Server, client};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// How the buyers are reached.
const MAIL: &str = "reader@example.com";
const PHONE: &str = "+8613912345678";
/// Who has an account with a password.
const ACCOUNT: &str = "mei-lin.account@example.com";

/// A demo shop of which one SKU holds keys that the test knows.
pub struct Trade {
    pub server: Server,
    pub keys: BTreeSet<String>,
    offer: Value,
    sku: String,
    mail: Arc<Mutex<Vec<u8>>>,
}

pub struct Sold {
    /// Every key that was shown to its buyer.
    pub keys: BTreeSet<String>,
    /// Ids of orders and deliveries.
    pub ids: Vec<String>,
}

/// Keys as an issuer would make them; the test's own letters first, so that none is found by chance.
fn issued(count: usize) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    while keys.len() < count {
        let random = kernel::Ambient::system().bytes::<16>();
        let text = kernel::encode_128(u128::from_be_bytes(random)).to_uppercase();
        keys.insert(format!("TFQ7-{}-{}-{}", &text[6..10], &text[10..14], &text[14..18]));
    }
    keys
}

impl Trade {
    /// The first server fills the shop with keys of its own, and dies with its memory; the second one only sells.
    pub async fn open(place: &Place, count: usize) -> Self {
        let mail = Arc::new(Mutex::new(Vec::new()));
        let port = mail_server(mail.clone());
        let first = place.serve_demo().await;
        let merchant = first.demo["merchant"]["api_key"].as_str().unwrap().to_owned();
        let own = get(&first, &merchant, "/v1/merchant/offers").await;
        let own = own["items"].as_array().unwrap().iter().filter_map(|offer| offer["id"].as_str());
        let own: Vec<&str> = own.collect();
        let offers = first.demo["offers"].as_array().unwrap();
        let offer = offers.iter().find(|offer| own.contains(&offer["id"].as_str().unwrap())).unwrap().clone();
        let sku = offer["sku"].as_str().unwrap().to_owned();
        let batches = get(&first, &merchant, "/v1/stock/batches?limit=100").await;
        for batch in batches["items"].as_array().unwrap().iter().filter(|batch| batch["sku"] == sku.as_str())
        {
            let path = format!("/v1/stock/batches/{}/withdraw", batch["id"].as_str().unwrap());
            assert_eq!(post(&first, &merchant, &path, &Value::Null).await.0, 200);
        }
        first.kill();
        let keys = issued(count);
        let lines = keys.iter().map(|key| format!("{key}\n")).collect::<String>();
        let import = ["stock", "import", "--sku", &sku, "--source", "Issuer", "--canaries", "5", "-"];
        place.run_with_input(&import, lines.as_bytes()).ended_with(0).saying("5 canaries");
        let deposit = ["wallet", "deposit", "--email", "partner@demo.example", "--amount", "1000000.00"];
        place.run(&[&deposit[..], &["--reference", "theft"]].concat()).ended_with(0);
        std::fs::create_dir_all(place.path("temporary")).unwrap();
        let server = place
            .serve_demo_with(&[
                ("TMPDIR", place.path("temporary").to_str().unwrap()),
                ("CARDAMOM_MAIL__DELIVER", "smtp"),
                ("CARDAMOM_MAIL__SMTP_HOST", "127.0.0.1"),
                ("CARDAMOM_MAIL__SMTP_PORT", &port.to_string()),
                ("CARDAMOM_MAIL__SMTP_SECURITY", "none"),
                ("CARDAMOM_MAIL__FROM", "shop@example.com"),
            ])
            .await;
        Self { server, keys, offer: offer["id"].clone(), sku, mail }
    }

    /// Eight buyers at once: shown with the purchase, later, or by a link.
    pub async fn sell(&self, count: usize) -> Sold {
        let each = |buyer: usize| async move {
            let mut sold = Sold { keys: BTreeSet::new(), ids: Vec::new() };
            for number in (buyer..count).step_by(8) {
                self.buy_one(number, &mut sold).await;
            }
            sold
        };
        let all = futures_join((0..8).map(each).collect()).await;
        let mut sold = Sold { keys: BTreeSet::new(), ids: Vec::new() };
        for part in all {
            sold.keys.extend(part.keys);
            sold.ids.extend(part.ids);
        }
        sold
    }

    async fn buy_one(&self, number: usize, sold: &mut Sold) {
        let partner = self.server.partner_key();
        let body = json!({"lines": [{"offer": self.offer, "quantity": 1 + number % 3}], "pay": "wallet",
            "reveal": number % 3 == 0, "contact": if number % 4 == 1 { PHONE } else { MAIL }});
        let (status, order) = post(&self.server, partner, "/v1/orders", &body).await;
        assert_eq!(status, 201, "{order}");
        sold.ids.push(order["id"].as_str().unwrap().to_owned());
        for delivery in order["deliveries"].as_array().unwrap() {
            let id = delivery["id"].as_str().unwrap();
            sold.ids.push(id.to_owned());
            let key = match (delivery["secret"].as_str(), number % 3) {
                (Some(key), _) => key.to_owned(),
                (None, 1) => self.shown(partner, &format!("/v1/deliveries/{id}/reveal"), Value::Null).await,
                (None, _) => {
                    let made = post(&self.server, partner, &format!("/v1/deliveries/{id}/links"), &json!({}))
                        .await
                        .1;
                    let open = json!({"token": made["token"]});
                    let key = self.shown(partner, "/v1/links/open", open.clone()).await;
                    let (status, again) = post(&self.server, partner, "/v1/links/open", &open).await;
                    assert_eq!((status, again["code"].as_str()), (410, Some("link_used")));
                    key
                }
            };
            sold.keys.insert(key);
        }
    }

    async fn shown(&self, key: &str, path: &str, body: Value) -> String {
        let (status, answer) = post(&self.server, key, path, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["secret"].as_str().unwrap().to_owned()
    }

    /// Keys that come in by HTTP, into the server that sells.
    pub async fn upload(&self, count: usize) -> Vec<String> {
        let keys: Vec<String> = issued(count).into_iter().collect();
        let asked = client()
            .post(format!("{}/v1/stock/batches?sku={}&supplier=Issuer", self.server.base(), self.sku))
            .bearer_auth(self.server.demo["merchant"]["api_key"].as_str().unwrap())
            .header("Idempotency-Key", "upload")
            .header("Content-Type", "text/plain")
            .body(keys.join("\n"));
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 201, "{}", answer.text().await.unwrap());
        keys
    }

    pub fn merchant_key(&self) -> String {
        self.server.demo["merchant"]["api_key"].as_str().unwrap().to_owned()
    }

    /// The merchant, and the SKU.
    pub async fn own(&self) -> (kernel::MerchantId, kernel::SkuId) {
        let path = format!("/v1/offers/{}", self.offer.as_str().unwrap());
        let offer = get(&self.server, &self.merchant_key(), &path).await;
        (offer["merchant"].as_str().unwrap().parse().unwrap(), self.sku.parse().unwrap())
    }

    pub async fn metrics(&self) -> Vec<u8> {
        self.server.get("/metrics").await.1.into_bytes()
    }

    /// All that the mail server was told, and what it means: without soft line ends, and with base64 undone.
    pub fn mail(&self) -> Vec<u8> {
        let raw = self.mail.lock().unwrap().clone();
        let text = String::from_utf8_lossy(&raw).into_owned();
        let mut all = raw;
        all.extend_from_slice(text.replace("=\r\n", "").as_bytes());
        let is_packed = |line: &&str| {
            line.len() >= 4 && line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
        };
        let lines: Vec<&str> = text.lines().collect();
        for block in lines.split(|line| !is_packed(&line)) {
            all.extend(super::search::unpacked(&block.concat()));
        }
        all
    }

    /// Every address that can be read, as the operator and as a buyer in the shop, and as the merchant by the API: each
    /// route of the document and of the shop with every id.
    pub async fn look_around(&self, ids: &[String]) -> Vec<(String, Vec<u8>)> {
        let mut seen = Vec::new();
        // One for thousands of questions: to make one is dearer than to use it.
        let browser = client();
        let operator = self.log_in("operator").await;
        let buyer = self.log_in("buyer").await;
        let merchant = self.server.demo["merchant"]["api_key"].as_str().unwrap().to_owned();
        let document: Value = serde_json::from_str(&self.server.get("/openapi.json").await.1).unwrap();
        let paths = document["paths"].as_object().unwrap().iter();
        let api: Vec<String> =
            paths.filter(|(_, item)| item.get("get").is_some()).map(|(path, _)| path.clone()).collect();
        let shop = [
            "/",
            "/lookup",
            "/me/orders",
            "/me/wallet",
            "/o/{id}",
            "/pay/{id}",
            "/pay/{id}/state",
            "/k/{id}",
            "/metrics",
        ];
        let few: Vec<&String> = ids.iter().step_by(ids.len() / 12 + 1).collect();
        for path in api.iter().map(String::as_str).chain(shop) {
            let addresses: Vec<String> = match path.contains("{id}") {
                true => few.iter().map(|id| path.replace("{id}", id)).collect(),
                false => vec![path.to_owned(), format!("{path}?limit=100")],
            };
            for address in addresses {
                for who in [Who::Cookie(&operator), Who::Cookie(&buyer), Who::Key(&merchant)] {
                    let (name, bytes) = self.read(&browser, &address, &who).await;
                    seen.push((name, bytes));
                }
            }
        }
        seen
    }

    async fn read(&self, browser: &reqwest::Client, address: &str, who: &Who<'_>) -> (String, Vec<u8>) {
        let asked = browser.get(format!("{}{address}", self.server.base()));
        let asked = match who {
            Who::Cookie(cookie) => asked.header("Cookie", *cookie),
            Who::Key(key) => asked.bearer_auth(key),
        };
        let answer = asked.send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{address}: {}", answer.status());
        (format!("{address} ({})", answer.status()), whole(answer).await)
    }

    /// All by which a buyer could be reached, as it is and as an address would have it.
    pub fn people(&self) -> Vec<String> {
        let all = [MAIL, PHONE, PHONE.trim_start_matches('+'), ACCOUNT];
        all.iter().flat_map(|text| [(*text).to_owned(), text.replace('@', "%40")]).collect()
    }

    /// Somebody signs up in the shop, logs in once more, and looks for an order of theirs.
    pub async fn sign_up(&self) {
        let base = self.server.base();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        for (path, fields) in [
            ("/signup", vec![("email", ACCOUNT), ("password", "a long enough sentence")]),
            ("/login", vec![("email", ACCOUNT), ("password", "a long enough sentence")]),
            ("/lookup", vec![("contact", MAIL), ("code", "00000000")]),
        ] {
            let page = client().get(format!("{base}{path}")).send().await.unwrap();
            let guest = cookie(&page);
            let page = page.text().await.unwrap();
            let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
            let fields = fields.into_iter().chain([("csrf", csrf)]);
            let body: Vec<String> =
                fields.map(|(name, value)| format!("{name}={}", value.replace('@', "%40"))).collect();
            let asked = http.post(format!("{base}{path}")).header("Cookie", guest).body(body.join("&"));
            let asked = asked.header("Content-Type", "application/x-www-form-urlencoded");
            let status = asked.send().await.unwrap().status().as_u16();
            assert_eq!(status, if path == "/lookup" { 422 } else { 303 }, "{path}");
        }
    }

    /// The cookie of somebody of the demo's note.
    async fn log_in(&self, who: &str) -> String {
        let base = self.server.base();
        let page = client().get(format!("{base}/login")).send().await.unwrap();
        let guest = cookie(&page);
        let page = page.text().await.unwrap();
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let note = &self.server.demo[who];
        let form = [
            ("csrf", csrf.as_str()),
            ("email", note["email"].as_str().unwrap()),
            ("password", note["password"].as_str().unwrap()),
        ];
        let body = form.map(|(name, value)| format!("{name}={}", value.replace('@', "%40"))).join("&");
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let asked = http.post(format!("{base}/login")).header("Cookie", guest).body(body);
        let asked = asked.header("Content-Type", "application/x-www-form-urlencoded");
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303, "{who} is logged in");
        cookie(&answer)
    }
}

enum Who<'a> {
    Cookie(&'a str),
    Key(&'a str),
}

fn cookie(answer: &reqwest::Response) -> String {
    let cookies = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    cookies.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

async fn get(server: &Server, key: &str, path: &str) -> Value {
    client()
        .get(format!("{}{path}", server.base()))
        .bearer_auth(key)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

async fn post(server: &Server, key: &str, path: &str, body: &Value) -> (u16, Value) {
    let name = kernel::encode_128(u128::from_be_bytes(kernel::Ambient::system().bytes()));
    let asked = client().post(format!("{}{path}", server.base())).bearer_auth(key);
    let answer = asked.header("Idempotency-Key", name).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

async fn futures_join<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).map(Some).collect();
    let mut done: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (place, future) in done.iter_mut().zip(&mut waiting) {
            if let Some(pending) = future
                && let std::task::Poll::Ready(value) = pending.as_mut().poll(context)
            {
                (*place, *future) = (Some(value), None);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(done.drain(..).flatten().collect()),
            false => std::task::Poll::Pending,
        }
    })
    .await
}

/// Takes every mail and keeps all that was said.
fn mail_server(kept: Arc<Mutex<Vec<u8>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            let kept = kept.clone();
            std::thread::spawn(move || {
                let mut answer = stream.try_clone().unwrap();
                let (mut reader, mut line, mut in_mail) = (BufReader::new(stream), Vec::new(), false);
                let _ = answer.write_all(b"220 test\r\n");
                while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                    kept.lock().unwrap().extend_from_slice(&line);
                    let said: &[u8] = match (in_mail, line.get(..4).unwrap_or_default()) {
                        (true, _) if line == b".\r\n" => {
                            in_mail = false;
                            b"250 ok\r\n"
                        }
                        (true, _) => b"",
                        (false, b"DATA") => {
                            in_mail = true;
                            b"354 go on\r\n"
                        }
                        (false, b"QUIT") => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    let _ = answer.write_all(said);
                    line.clear();
                }
            });
        }
    });
    port
}

/// What events are told in has no end: what there is of it by now.
async fn whole(mut answer: reqwest::Response) -> Vec<u8> {
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/event-stream") {
        return answer.bytes().await.unwrap().to_vec();
    }
    let mut told = Vec::new();
    while let Ok(Ok(Some(part))) =
        tokio::time::timeout(std::time::Duration::from_secs(2), answer.chunk()).await
    {
        told.extend_from_slice(&part);
    }
    told
}
