//! Over HTTP, the load beside the server on the same cores: purchases, pages, and payments through the sandbox gateway.

use super::client::{Connection, Load, load};
use super::orders::{OrdersArgs, bar, millis, per_second, run};
use super::served::Served;
use super::shop::{Fallible, Left, Shop};
use clap::Args;
use identity::{Identity, NewApiKey, NewUser, Role, Scope, Scopes};
use kernel::{Currency, Money, OfferId, Secret};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

#[derive(Args, Clone, Debug)]
pub struct HttpArgs {
    /// Connections kept open, one measurement for each number
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256])]
    pub connections: Vec<usize>,
    /// Products on sale, over ten merchants
    #[arg(long, default_value_t = 1000)]
    pub products: usize,
    /// Sealed keys in stock
    #[arg(long, default_value_t = 1_000_000)]
    pub keys: usize,
    /// How long to measure each
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Payments through the sandbox gateway; 0 leaves them out
    #[arg(long, default_value_t = 20_000)]
    pub payments: usize,
    /// Payments of which the shop has not been told yet, at the same time: fewer than it answers at once, as a gateway that
    /// is told to come back pauses for a second
    #[arg(long, default_value_t = 384)]
    pub outstanding: usize,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Buyers with an API key each; making one takes a password hash.
const CALLERS: usize = 256;
const GATEWAY_MERCHANT: &str = "bench";

pub async fn http(args: HttpArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let mut shop = Shop::empty(database_url.as_deref()).await?;
    let bar = bar(args.keys, "keys sealed and stored", args.json);
    shop.seed(args.products, args.keys, |n| bar.inc(n)).await?;
    bar.finish_and_clear();
    let keys = callers(&shop).await?;
    let alone = OrdersArgs {
        clients: 256,
        products: args.products,
        keys: args.keys,
        seconds: args.seconds,
        history: 0,
        committers: 0,
        sizes: false,
        json: true,
        no_ceilings: true,
    };
    let in_process = run(&shop, &alone).await?;
    let in_process = per_second(in_process.done, in_process.took);
    let offers = Arc::new(shop.offers.clone());
    let left = shop.leave();
    let figures = measure(&args, &left, keys, offers, in_process).await;
    left.clean_up().await?;
    let figures = figures?;
    if args.json {
        println!("{figures}")
    } else {
        print(&figures)
    }
    Ok(ExitCode::SUCCESS)
}

async fn callers(shop: &Shop) -> Fallible<Vec<String>> {
    let identity = Identity::new(identity::Parts {
        db: shop.db.clone(),
        ambient: shop.ambient.clone(),
        csrf_key: Secret::new([7; 32]),
        seal_key: Secret::new([8; 32]),
        limits: identity::Limits::default(),
        second_factor: identity::SecondFactor::default(),
        couriers: identity::Couriers::default(),
    });
    let mut keys = Vec::with_capacity(CALLERS);
    for number in 0..CALLERS {
        let (email, password) =
            (format!("buyer{number}@bench.example"), Secret::new("correct horse battery".into()));
        let new = NewUser { email: &email, password: &password, role: Role::Buyer, merchant: None };
        let user = identity.register(&new).await?.id;
        let wallet = Money::new(100_000_000_000, Currency::CNY);
        shop.orders.deposit(user, wallet, &user.to_string()).await?;
        let scopes = Scopes::of(&[Scope::OrdersRead, Scope::OrdersWrite, Scope::CatalogRead]);
        let new = NewApiKey { owner: user, name: "bench", scopes, live: true };
        keys.push(identity.create_api_key(&new, "127.0.0.1").await?.1.expose().clone());
    }
    Ok(keys)
}

async fn measure(
    args: &HttpArgs,
    left: &Left,
    keys: Vec<String>,
    offers: Arc<Vec<OfferId>>,
    in_process: u64,
) -> Fallible<Value> {
    let secret = kernel::encode_128(kernel::Ambient::system().uuid_v7());
    let gateway = sandbox::start(sandbox::Config {
        listen: "127.0.0.1:0".parse()?,
        merchants: vec![(GATEWAY_MERCHANT.into(), secret.clone())],
        public_url: None,
        journal: None,
        control: false,
    })
    .await?;
    let many = || "1000000".to_owned();
    let mut settings = vec![
        ("CARDAMOM_SANDBOX__GATEWAY_URL", format!("http://{}", gateway.addr)),
        ("CARDAMOM_SANDBOX__MERCHANT", GATEWAY_MERCHANT.to_owned()),
        ("CARDAMOM_SANDBOX__SECRET", secret),
        ("CARDAMOM_LIMITS__API_REQUESTS_PER_MINUTE", many()),
        ("CARDAMOM_ORDERS__PENDING_ORDERS_PER_BUYER", many()),
        ("CARDAMOM_ORDERS__PENDING_ORDERS_PER_ADDRESS", many()),
        ("CARDAMOM_ORDERS__PENDING_UNITS_PER_USER", many()),
        ("CARDAMOM_ORDERS__PENDING_UNITS_PER_ADDRESS", many()),
    ];
    settings.extend(left.settings.iter().cloned());
    let server = Served::start(&left.shop(), &left.root_key(), &settings).await?;
    let mut figures = json!({
        "keys": args.keys, "ready_after_ms": u64::try_from(server.ready_after.as_millis())?,
        "in_process_orders_per_s": in_process,
    });
    let nothing = post_that_does_nothing(args.seconds.min(5)).await?;
    add(&mut figures, "ceiling_post_that_does_nothing", &nothing);
    let keys = Arc::new(keys);
    for &connections in &args.connections {
        let (keys, offers) = (keys.clone(), offers.clone());
        let nonce = kernel::encode_128(kernel::Ambient::system().uuid_v7());
        let request = move |client: usize, count: u64| {
            place(&keys, &offers, client, count, &format!("{nonce}-{client}-{count}"), "wallet")
        };
        let done = load(server.address, connections, args.seconds, request).await?;
        add(&mut figures, &format!("orders_{connections}_connections"), &done);
    }
    for (name, path) in [("home_page", "/"), ("api_list_of_30", "/v1/offers?limit=30")] {
        let keys = keys.clone();
        let request =
            move |client: usize, _| get(path, keys.get(client % CALLERS).map_or("", String::as_str));
        let done = load(server.address, 64, args.seconds.min(5), request).await?;
        add(&mut figures, name, &done);
    }
    if args.payments > 0 {
        let rate = payments(args, &gateway, &server, &keys, &offers).await?;
        insert(&mut figures, "payments_notified_paid_delivered_per_s", json!(rate));
    }
    let memory = server.memory();
    insert(
        &mut figures,
        "resident_mib_now_and_at_most",
        json!(memory.map(|(now, most)| [now >> 10, most >> 10])),
    );
    server.stop()?;
    gateway.shutdown().await;
    Ok(figures)
}

/// What HTTP by itself comes to on these processors: the same load, and an answer that nothing was done for.
async fn post_that_does_nothing(seconds: u64) -> Fallible<Load> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = axum::Router::new().route("/", axum::routing::post(async || "done"));
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let body = "x".repeat(100);
    let request = format!("POST / HTTP/1.1\r\nhost: bench\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let done = load(address, 64, seconds, move |_, _| request.clone().into_bytes()).await;
    serving.abort();
    done
}

/// One that waits to be paid: where, and the order.
type Waiting = (String, String);

const PAYERS: usize = 32;
const PATIENCE: Duration = Duration::from_secs(60);

/// Orders that wait for their payment are placed first; then they are paid at the gateway as fast as the shop takes its
/// notifies. From the first payment until the shop has answered for all of them, which it does once they are delivered:
/// that they are is looked up in the buyers' own lists behind the clock.
async fn payments(
    args: &HttpArgs,
    gateway: &sandbox::Running,
    server: &Served,
    keys: &Arc<Vec<String>>,
    offers: &Arc<Vec<OfferId>>,
) -> Fallible<u64> {
    let placed = place_all(args.payments, server.address, keys, offers).await?;
    let free = Arc::new(Semaphore::new(args.outstanding));
    let told = free.clone();
    gateway.when_told(move || told.add_permits(1));
    let started = Instant::now();
    for (url, id) in in_turn(&placed) {
        let place = tokio::time::timeout(PATIENCE, free.acquire()).await;
        place.map_err(|_| format!("nobody was told of payments before that of {id}"))??.forget();
        let payment = url.rsplit('/').next().unwrap_or_default();
        if !gateway.pay(payment) {
            return Err(format!("the order {id} could not be paid").into());
        }
    }
    let all = free.acquire_many(u32::try_from(args.outstanding)?);
    let _ = tokio::time::timeout(PATIENCE, all)
        .await
        .map_err(|_| "the shop does not answer for all payments")??;
    let took = started.elapsed();
    for (payer, mine) in placed.iter().enumerate() {
        let key = keys.get(payer).map_or("", String::as_str);
        all_delivered(&mut Connection::open(server.address).await?, key, mine).await?;
    }
    Ok(per_second(u64::try_from(args.payments)?, took))
}

/// By each of the payers, its share.
async fn place_all(
    count: usize,
    address: SocketAddr,
    keys: &Arc<Vec<String>>,
    offers: &Arc<Vec<OfferId>>,
) -> Fallible<Vec<Vec<Waiting>>> {
    let nonce = kernel::encode_128(kernel::Ambient::system().uuid_v7());
    let mut placing = Vec::new();
    for payer in 0..PAYERS {
        let (keys, offers, nonce) = (keys.clone(), offers.clone(), nonce.clone());
        placing.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut placed: Vec<Waiting> = Vec::new();
            for number in (payer..count).step_by(PAYERS) {
                let key = format!("{nonce}-pay-{number}");
                let request = place(&keys, &offers, payer, u64::try_from(number)?, &key, "sandbox");
                let status = connection.ask(&request).await?;
                let answer: Value = serde_json::from_slice(connection.body())?;
                let url = answer.pointer("/payment/pay_url").and_then(Value::as_str);
                let id = answer.get("id").and_then(Value::as_str);
                let (Some(url), Some(id)) = (url, id) else {
                    return Err(format!("an order was not placed: {status} {answer}").into());
                };
                placed.push((url.to_owned(), id.to_owned()));
            }
            Fallible::Ok(placed)
        }));
    }
    let mut placed = Vec::new();
    for task in placing {
        placed.push(task.await??);
    }
    Ok(placed)
}

/// One of each payer, then the next of each.
fn in_turn(placed: &[Vec<Waiting>]) -> impl Iterator<Item = &Waiting> {
    let most = placed.iter().map(Vec::len).max().unwrap_or(0);
    (0..most).flat_map(move |number| placed.iter().filter_map(move |mine| mine.get(number)))
}

/// Until each of them is seen in the payer's own list as delivered.
async fn all_delivered(connection: &mut Connection, key: &str, mine: &[Waiting]) -> Fallible<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut wanted: HashSet<&str> = mine.iter().map(|(_, id)| id.as_str()).collect();
    while !wanted.is_empty() {
        let mut after = String::new();
        loop {
            connection.ask(&get(&format!("/v1/orders?limit=100{after}"), key)).await?;
            let page: Value = serde_json::from_slice(connection.body())?;
            let orders = page.get("items").and_then(Value::as_array).ok_or("a list without items")?;
            let text = |order: &Value, field: &str| Some(order.get(field)?.as_str()?.to_owned());
            // Newest first: behind a page without any of them there are only older ones.
            let seen = orders.iter().filter_map(|order| text(order, "id")).collect::<Vec<_>>();
            let some = mine.iter().any(|(_, id)| seen.contains(id));
            for order in orders.iter().filter(|o| text(o, "state").as_deref() == Some("delivered")) {
                if let Some(id) = text(order, "id") {
                    wanted.remove(id.as_str());
                }
            }
            match page.get("next").and_then(Value::as_str) {
                Some(next) if some && !wanted.is_empty() => after = format!("&after={next}"),
                _ => break,
            }
        }
        if Instant::now() > deadline {
            return Err(
                format!("{} orders were paid a minute ago and are not delivered", wanted.len()).into()
            );
        }
    }
    Ok(())
}

fn place(keys: &[String], offers: &[OfferId], client: usize, count: u64, key: &str, pay: &str) -> Vec<u8> {
    // Spread over all offers, each client on a way of its own; a caller counts in steps, which must not meet the same few.
    let at =
        usize::try_from(count).unwrap_or(0).wrapping_mul(7_919).wrapping_add(client.wrapping_mul(104_730));
    let offer = offers.get(at % offers.len().max(1)).map(ToString::to_string).unwrap_or_default();
    let body = format!(r#"{{"lines":[{{"offer":"{offer}","quantity":1}}],"pay":"{pay}"}}"#);
    let caller = keys.get(client % keys.len().max(1)).map_or("", String::as_str);
    format!(
        "POST /v1/orders HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {caller}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn get(path: &str, key: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n\r\n").into_bytes()
}

fn add(figures: &mut Value, name: &str, done: &Load) {
    let figure = json!({
        "per_s": per_second(done.good, done.took), "p50_ms": millis(&done.latency, 0.50),
        "p99_ms": millis(&done.latency, 0.99), "refused": done.bad,
    });
    insert(figures, name, figure);
}

fn insert(figures: &mut Value, name: &str, figure: Value) {
    if let Some(all) = figures.as_object_mut() {
        all.insert(name.to_owned(), figure);
    }
}

fn print(figures: &Value) {
    for (name, figure) in figures.as_object().into_iter().flatten() {
        println!("  {}: {figure}", name.replace('_', " "));
    }
}
