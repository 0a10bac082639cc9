use super::House;
use crate::page::POLICY;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
pub struct WeChatAsk {
    appid: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
}

#[derive(Deserialize)]
pub struct AlipayAsk {
    app_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
}

/// Which visitor pressed the button; none of them says no.
#[derive(Deserialize)]
pub struct Pressed {
    visitor: String,
}

/// What both ask for, under one name.
struct Ask {
    app: String,
    back: String,
    state: String,
    /// Under which name the code goes back.
    parameter: &'static str,
}

fn of_wechat(house: &House, ask: WeChatAsk) -> Result<Ask, &'static str> {
    let WeChatAsk { appid, redirect_uri, response_type, scope, state } = ask;
    if appid != house.config.wechat.0 {
        return Err("AppID 参数错误");
    }
    if response_type != "code" || scope != "snsapi_login" {
        return Err("Scope 参数错误或没有 Scope 权限");
    }
    checked(house, Ask { app: appid, back: redirect_uri, state, parameter: "code" })
}

/// The page of an official account: WeChat shows it in WeChat only.
fn of_official(house: &House, ask: WeChatAsk, headers: &HeaderMap) -> Result<Ask, &'static str> {
    let WeChatAsk { appid, redirect_uri, response_type, scope, state } = ask;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    if !agent.contains("MicroMessenger/") {
        return Err("请在微信客户端打开链接");
    }
    if appid != house.config.official.0 {
        return Err("AppID 参数错误");
    }
    if response_type != "code" || !["snsapi_base", "snsapi_userinfo"].contains(&scope.as_str()) {
        return Err("Scope 参数错误或没有 Scope 权限");
    }
    checked(house, Ask { app: appid, back: redirect_uri, state, parameter: "code" })
}

fn of_alipay(house: &House, ask: AlipayAsk) -> Result<Ask, &'static str> {
    let AlipayAsk { app_id, redirect_uri, scope, state } = ask;
    if app_id != house.config.alipay {
        return Err("应用不存在");
    }
    if scope != "auth_user" {
        return Err("scope 不正确");
    }
    checked(house, Ask { app: app_id, back: redirect_uri, state, parameter: "auth_code" })
}

fn checked(house: &House, ask: Ask) -> Result<Ask, &'static str> {
    if !ask.back.starts_with(&house.config.return_to) {
        return Err("redirect_uri 参数错误");
    }
    if ask.state.is_empty() || ask.state.len() > 128 {
        return Err("state 参数错误");
    }
    Ok(ask)
}

pub async fn wechat(State(house): State<Arc<House>>, Query(ask): Query<WeChatAsk>) -> Response {
    page(&house, of_wechat(&house, ask), "微信登录（沙箱）")
}

pub async fn alipay(State(house): State<Arc<House>>, Query(ask): Query<AlipayAsk>) -> Response {
    page(&house, of_alipay(&house, ask), "支付宝登录（沙箱）")
}

pub async fn wechat_agree(
    State(house): State<Arc<House>>,
    Query(ask): Query<WeChatAsk>,
    Form(pressed): Form<Pressed>,
) -> Response {
    back(&house, of_wechat(&house, ask), &pressed)
}

pub async fn official(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Query(ask): Query<WeChatAsk>,
) -> Response {
    page(&house, of_official(&house, ask, &headers), "微信授权（沙箱）")
}

pub async fn official_agree(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Query(ask): Query<WeChatAsk>,
    Form(pressed): Form<Pressed>,
) -> Response {
    back(&house, of_official(&house, ask, &headers), &pressed)
}

pub async fn alipay_agree(
    State(house): State<Arc<House>>,
    Query(ask): Query<AlipayAsk>,
    Form(pressed): Form<Pressed>,
) -> Response {
    back(&house, of_alipay(&house, ask), &pressed)
}

fn page(house: &House, ask: Result<Ask, &'static str>, title: &str) -> Response {
    let main = match ask {
        Err(why) => format!("<p role=\"alert\">{why}</p>"),
        Ok(_) => {
            let buttons = house.config.visitors.iter().map(|visitor| {
                let (id, name) = (escaped(&visitor.id), escaped(&visitor.name));
                format!("<p><button name=\"visitor\" value=\"{id}\">{name}</button></p>")
            });
            format!("<form method=\"post\">{}</form>", buttons.collect::<String>())
        }
    };
    let html = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"></head>\
         <body><main><h1>{title}</h1>{main}</main></body></html>"
    );
    // The form leads away from here, to where the browser came from.
    let policy = POLICY.replace("form-action 'self'", "form-action *");
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}

/// Who says no goes back without a code.
fn back(house: &House, ask: Result<Ask, &'static str>, pressed: &Pressed) -> Response {
    let ask = match ask {
        Ok(ask) => ask,
        Err(why) => return (StatusCode::BAD_REQUEST, why).into_response(),
    };
    let Ok(mut url) = reqwest::Url::parse(&ask.back) else { return StatusCode::BAD_REQUEST.into_response() };
    if let Some(code) = house.agree(&ask.app, &pressed.visitor) {
        url.query_pairs_mut().append_pair(ask.parameter, &code);
    }
    url.query_pairs_mut().append_pair("state", &ask.state);
    (StatusCode::FOUND, [(header::LOCATION, url.to_string())]).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
