use super::{Bend, House, Spent, Visitor};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub struct Exchange {
    appid: Option<String>,
    secret: Option<String>,
    code: Option<String>,
    grant_type: Option<String>,
}

#[derive(Deserialize)]
pub struct Particulars {
    access_token: Option<String>,
    openid: Option<String>,
}

fn refused(code: i64, message: &str) -> Json<Value> {
    Json(json!({ "errcode": code, "errmsg": message }))
}

fn open_id(visitor: &str) -> String {
    format!("o-{visitor}")
}

/// `GET /sns/oauth2/access_token`: errors come with 200, too.
pub async fn access_token(State(house): State<Arc<House>>, Query(ask): Query<Exchange>) -> Json<Value> {
    if house.book().bend == Bend::Down {
        return refused(-1, "system error");
    }
    let known = [(&house.config.wechat, "snsapi_login"), (&house.config.official, "snsapi_userinfo")];
    let named = known.into_iter().find(|((app, _), _)| ask.appid.as_deref() == Some(app));
    let Some(((app, secret), scope)) = named else { return refused(40013, "invalid appid") };
    if ask.secret.as_deref() != Some(secret) {
        return refused(40125, "invalid appsecret");
    }
    if ask.grant_type.as_deref() != Some("authorization_code") {
        return refused(40002, "invalid grant_type");
    }
    let visitor = match house.redeem(app, &ask.code.unwrap_or_default()) {
        Ok(visitor) => visitor,
        Err(Spent::Used) => return refused(40163, "code been used"),
        Err(Spent::Unknown) => return refused(40029, "invalid code"),
    };
    let mut answer = json!({
        "access_token": house.issue(&visitor),
        "expires_in": 7200,
        "refresh_token": house.issue("nobody"),
        "openid": open_id(&visitor),
        "scope": scope,
    });
    union(&house, &mut answer, &visitor);
    Json(answer)
}

/// `GET /sns/userinfo`
pub async fn user_info(State(house): State<Arc<House>>, Query(ask): Query<Particulars>) -> Json<Value> {
    let Some(Visitor { id, name }) = house.holder(&ask.access_token.unwrap_or_default()) else {
        return refused(40001, "invalid credential, access_token is invalid or not latest");
    };
    let bent = house.book().bend == Bend::SomebodyElse;
    if !bent && ask.openid != Some(open_id(&id)) {
        return refused(40003, "invalid openid");
    }
    let mut answer = json!({ "openid": open_id(&id), "nickname": name, "sex": 0, "province": "", "city": "",
        "country": "", "headimgurl": "", "privilege": [] });
    union(&house, &mut answer, &id);
    Json(answer)
}

fn union(house: &House, answer: &mut Value, visitor: &str) {
    if let (Value::Object(fields), false) = (answer, house.book().bend == Bend::OldIds) {
        fields.insert("unionid".into(), json!(format!("u-{visitor}")));
    }
}
