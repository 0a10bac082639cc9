use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::book::{Order, OrderState, Reason};
use super::control::Control;
use super::{Shared, Supplier};
use crate::page::{POLICY, escape, frame, money};
use crate::words::{self, CHINESE, ENGLISH, Words};

/// The most orders that the page shows: the last.
const MOST: usize = 50;

struct Labels {
    frame: Words,
    supplier: [&'static str; 7],
    deposit: &'static str,
    none: &'static str,
    /// Of an order that is under way, credited, failed, taken back.
    states: [&'static str; 4],
    credit: &'static str,
    /// Of keys: handed over, and the button that does it.
    keys: [&'static str; 2],
    fail: &'static str,
    reverse: &'static str,
}

const ZH: Labels = Labels {
    frame: Words {
        title: "沙箱供货商",
        warning: "这是测试用的供货商，不会发生任何真实的充值与资金往来。",
        ..CHINESE
    },
    supplier: [
        "福禄（模拟）",
        "卡速售（模拟）",
        "独角数卡 Next（模拟）",
        "异次元发卡（模拟）",
        "Reloadly（模拟）",
        "预留与交付（模拟）",
        "豆蔻（模拟）",
    ],
    deposit: "预存款余额",
    none: "还没有订单。",
    states: ["处理中", "已到账", "失败", "已撤回"],
    credit: "充值到账",
    keys: ["已交付卡密", "交付卡密"],
    fail: "充值失败",
    reverse: "撤回",
};

const EN: Labels = Labels {
    frame: Words {
        title: "Sandbox supplier",
        warning: "This is a test supplier. No account is credited and no real money moves.",
        ..ENGLISH
    },
    supplier: [
        "Fulu (stand-in)",
        "Kasushou (stand-in)",
        "dujiao-next (stand-in)",
        "acg-faka (stand-in)",
        "Reloadly (stand-in)",
        "Reserve and provide (stand-in)",
        "Cardamom (stand-in)",
    ],
    deposit: "Deposit left",
    none: "No orders yet.",
    states: ["under way", "credited", "failed", "taken back"],
    credit: "Credit",
    keys: ["keys handed over", "Hand over keys"],
    fail: "Fail",
    reverse: "Take back",
};

#[derive(Deserialize)]
struct Language {
    lang: Option<String>,
}

#[derive(Deserialize)]
struct Pressed {
    order_no: String,
    action: Action,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Credit,
    Fail,
    Reverse,
}

pub fn routes(house: Shared) -> Router {
    Router::new().route("/", get(show).post(press)).with_state(house)
}

async fn show(State(house): State<Shared>, Query(language): Query<Language>, headers: HeaderMap) -> Response {
    dressed(StatusCode::OK, drawn(&house, chosen(&language, &headers), ""))
}

/// Pressed twice, or too late, it stands as it stood.
async fn press(
    State(house): State<Shared>,
    Query(language): Query<Language>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Response {
    let labels = chosen(&language, &headers);
    let control = Control::of(house.clone());
    let done = match pressed.action {
        Action::Credit => control.release(&pressed.order_no),
        Action::Fail => control.fail(&pressed.order_no, Reason::Other),
        Action::Reverse => control.reverse(&pressed.order_no),
    };
    if done.is_err() {
        return dressed(StatusCode::CONFLICT, drawn(&house, labels, labels.frame.not_now));
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("?lang={}", lang(labels)))]).into_response()
}

fn chosen(language: &Language, headers: &HeaderMap) -> &'static Labels {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    if words::choose(language.lang.as_deref(), accepted).tag == ENGLISH.tag { &EN } else { &ZH }
}

fn lang(labels: &Labels) -> &'static str {
    if labels.frame.tag == ENGLISH.tag { "en" } else { "zh" }
}

fn drawn(house: &Shared, labels: &Labels, warning: &str) -> String {
    let (orders, deposit) = {
        let desk = house.desk();
        let last: Vec<Order> = desk.book.orders().rev().take(MOST).cloned().collect();
        (last, desk.book.deposit())
    };
    let [fulu, kasushou, dujiao, acg, reloadly, reserve, cardamom] = labels.supplier;
    let name = match house.supplier {
        Supplier::Fulu => fulu,
        Supplier::Kasushou => kasushou,
        Supplier::Dujiao => dujiao,
        Supplier::Acg => acg,
        Supplier::Reloadly => reloadly,
        Supplier::Reserve => reserve,
        Supplier::Cardamom => cardamom,
    };
    let mut main = format!(
        "<section><p class=\"subject\">{name}</p><p class=\"soft\">{}</p><p class=\"sum\">{}</p></section>",
        labels.deposit,
        money(deposit, "CNY")
    );
    if !warning.is_empty() {
        main.push_str(&format!("<section class=\"warn\" role=\"alert\"><p>{warning}</p></section>"));
    }
    if orders.is_empty() {
        main.push_str(&format!("<section><p>{}</p></section>", labels.none));
    }
    for order in &orders {
        main.push_str(&line(order, labels));
    }
    frame(&labels.frame, false, &main)
}

fn line(order: &Order, labels: &Labels) -> String {
    let [under_way, credited, failed, taken_back] = labels.states;
    let [handed_over, hand_over] = labels.keys;
    let (done, does) = if order.of_keys { (handed_over, hand_over) } else { (credited, labels.credit) };
    let (state, buttons) = match order.state {
        OrderState::Processing => {
            let fail = button("", "fail", labels.fail);
            (under_way, format!("{}{fail}", button(" class=\"main\"", "credit", does)))
        }
        OrderState::Success => (done, button("", "reverse", labels.reverse)),
        OrderState::Failed => (failed, String::new()),
        OrderState::Refunded => (taken_back, String::new()),
    };
    let form = if buttons.is_empty() {
        String::new()
    } else {
        format!(
            "<form method=\"post\" action=\"?lang={}\"><input type=\"hidden\" name=\"order_no\" value=\"{}\">{buttons}</form>",
            lang(labels),
            escape(&order.order_no)
        )
    };
    format!(
        "<section><p class=\"subject\">{name} × {count}</p><p><span class=\"state\">{state}</span></p>\
         <dl><dt>{account}</dt><dd>{cost}</dd><dt>{number}</dt><dd>{id}</dd></dl>{form}</section>",
        name = escape(&order.name),
        count = order.count,
        account = escape(&order.account),
        cost = money(order.cost, "CNY"),
        number = escape(&order.order_no),
        id = escape(&order.id),
    )
}

fn button(class: &str, action: &str, label: &str) -> String {
    format!("<button{class} name=\"action\" value=\"{action}\">{label}</button>")
}

fn dressed(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(html)).into_response()
}
