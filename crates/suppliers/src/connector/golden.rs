//! Six real recipes, and the examples of the document, with signatures reckoned by another program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::answer::Told;
use super::callback::Callback;
use super::compile::{Compiled, compile};
use super::message::Message;
use super::plan::Plan;
use super::scope::{Keys, Scope, Subject};
use kernel::{Currency, Money, Secret, Time};
use ports::{
    AccountFound, AccountQuestion, NewSupply, NotifyRefusal, RawNotify, SupplyError, SupplyRef, Wanted,
};

pub(super) const MD5_FORM: &str = include_str!("../../../../docs/suppliers/examples/md5-form.toml");
pub(super) const HMAC_JSON: &str = include_str!("../../../../docs/suppliers/examples/hmac-json.toml");

pub(super) const ID: &str = "80012";
pub(super) const KEY: &str = "K3y-Of-The-Account";
pub(super) const SECRET: &str = "S3cret-Of-The-Account";
pub(super) const ORDER: &str = "ord0000000000001";
const NONCE: &str = "000102030405060708090a0b0c0d0e0f";
/// 2026-11-29T00:00:00Z
pub(super) const NOW: i64 = 1_795_910_400;

pub(super) fn now() -> Time {
    Time::from_unix_seconds(NOW)
}

pub(super) fn keys() -> Keys {
    Keys { id: ID.into(), key: Secret::new(KEY.into()), secret: Secret::new(SECRET.into()) }
}

pub(super) fn sample() -> NewSupply {
    let field = |name: &str, value: &str| (name.to_owned(), Secret::new(value.to_owned()));
    NewSupply {
        order_no: ORDER.into(),
        wanted: Wanted::Credit,
        product: "10086".into(),
        quantity: 2,
        account: vec![field("region", "华东一区"), field("account", "13800138000")],
        unit_cost: Money::new(985, Currency::CNY),
        notify_url: "https://shop.example/notify/s1".into(),
    }
}

fn earlier() -> SupplyRef {
    SupplyRef { order_no: ORDER.into(), wanted: Wanted::Credit, quantity: 1, reference: None, sent_at: now() }
}

/// What is needed besides a submit that is tested.
const REST: &str = r#"
[query]
method = "GET"
path = "/query/{order_no}"
[query.answer]
state = "/state"
states = { done = "credited" }
"#;

/// With that submit, and an answer to it.
pub(super) fn described(submit: &str) -> Compiled {
    let text = format!("version = 1\n{submit}\n[submit.answer]\ncode = \"/code\"\nok = [\"0\"]\n{REST}");
    compile(&text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub(super) fn written(compiled: &Compiled, plan: &Plan, subject: Subject<'_>, base: &str) -> Message {
    let keys = keys();
    let scope = Scope { keys: &keys, subject, now: now(), nonce: NONCE, masked: false };
    plan.signed(base, &compiled.recipes, &scope).unwrap()
}

fn submitted(submit: &str) -> Message {
    let compiled = described(submit);
    written(&compiled, &compiled.submit, Subject::Order(&sample()), "")
}

/// 962699 and its like: MD5 over the parameters and the key.
#[test]
fn md5_over_parameters_and_key() {
    let compiled = compile(MD5_FORM).unwrap_or_else(|faults| panic!("{faults:?}"));
    let message = written(&compiled, &compiled.submit, Subject::Order(&sample()), "");
    assert_eq!((message.method.as_str(), message.target().as_str()), ("POST", "/api/order/create"));
    assert_eq!(
        message.body,
        "account=13800138000&buyerIp=127.0.0.1&customerId=80012&customerOrderNo=ord0000000000001&goodsId=10086&notifyURL=https%3A%2F%2Fshop.example%2Fnotify%2Fs1&num=2&sign=4f6d7107f7e078d7992ec9d1198725e3"
    );
    assert_eq!(message.header("content-type"), "application/x-www-form-urlencoded");
}

/// 卡速售: SHA-1 over time, body and key.
#[test]
fn sha1_over_time_body_and_key() {
    let recipe = "[sign.order]\ntext = \"{timestamp_ms}{body}{key}\"\nsteps = [\"sha1\", \"hex_lower\"]\n";
    let headers =
        "headers = { UserId = \"{id}\", Timestamp = \"{timestamp_ms}\", Sign = \"{sign:order}\" }\n";
    let buy = r#"json = { id = "{product|number}", url = "{account}", external_orderno = "{order_no}", num = "{quantity|number}" }"#;
    let message = submitted(&format!(
        "{recipe}[submit]\nmethod = \"POST\"\npath = \"/api/v1/order/buy\"\n{headers}{buy}"
    ));
    assert_eq!(
        message.body,
        r#"{"external_orderno":"ord0000000000001","id":10086,"num":2,"url":"13800138000"}"#
    );
    assert_eq!(message.header("Timestamp"), "1795910400000");
    assert_eq!(message.header("Sign"), "73c6ca56253ffa08505690085e6ce5103b71db41");
    let empty = submitted(&format!(
        "{recipe}[submit]\nmethod = \"POST\"\npath = \"/api/v1/user\"\n{headers}json = {{}}"
    ));
    assert_eq!((empty.body.as_str(), empty.header("content-type")), ("{}", "application/json"));
    assert_eq!(empty.header("Sign"), "2155f06c27c83cfecfee35deb99b97f5858ffcfa");
}

/// 福禄: MD5 over the sorted characters of the JSON, and the secret.
#[test]
fn md5_over_sorted_characters() {
    let message = submitted(
        r#"
[sign.order]
text = "{body}"
steps = ["sort_chars", { append = "{secret}" }, "md5", "hex_lower"]
[submit]
method = "POST"
path = "/api/getway"
[submit.json]
app_key = "{id}"
method = "fulu.order.direct.add"
timestamp = "{time}"
version = "2.0"
format = "json"
charset = "utf-8"
sign_type = "md5"
app_auth_token = ""
sign = "{sign:order}"
[submit.json.biz_content.text_of]
product_id = "{product|number}"
customer_order_no = "{order_no}"
charge_account = "{account}"
buy_num = "{quantity|number}"
charge_game_region = "{account.region}"
"#,
    );
    assert_eq!(
        message.body,
        r#"{"app_auth_token":"","app_key":"80012","biz_content":"{\"buy_num\":2,\"charge_account\":\"13800138000\",\"charge_game_region\":\"华东一区\",\"customer_order_no\":\"ord0000000000001\",\"product_id\":10086}","charset":"utf-8","format":"json","method":"fulu.order.direct.add","sign":"202b9223672d549df50ecf8ecd8adda3","sign_type":"md5","timestamp":"2026-11-29 08:00:00","version":"2.0"}"#
    );
}

/// VIPCharge: headers, over which it is signed too.
#[test]
fn md5_over_parameters_and_headers() {
    let message = submitted(
        r#"
[sign.order]
text = "{pairs}&key={key}"
steps = ["md5", "hex_upper"]
[sign.order.pairs.also]
businessId = "{id}"
nonce = "{nonce}"
timestamp = "{timestamp_ms}"
[submit]
method = "POST"
path = "/order/create"
[submit.headers]
businessId = "{id}"
nonce = "{nonce}"
timestamp = "{timestamp_ms}"
signType = "MD5"
sign = "{sign:order}"
[submit.json]
goodsNo = "{product}"
orderNo = "{order_no}"
account = "{account}"
count = "{quantity}"
"#,
    );
    assert_eq!(message.header("sign"), "713AC5E7B21C459D0279AB11E2AA382C");
}

/// HMAC over `ts.nonce.METHOD.target.sha256(body)`.
#[test]
fn hmac_over_the_target_and_the_digest_of_the_body() {
    let compiled = compile(HMAC_JSON).unwrap_or_else(|faults| panic!("{faults:?}"));
    let message = written(&compiled, &compiled.submit, Subject::Order(&sample()), "/open");
    assert_eq!(
        message.body,
        r#"{"callback_url":"https://shop.example/notify/s1","client_order_no":"ord0000000000001","max_amount":1970,"quantity":2,"sku":"10086","target":{"account":"13800138000","region":"华东一区"},"test":false}"#
    );
    assert_eq!(
        message.header("X-Signature"),
        "39aa3fb2c01a2a2b22c8d2592c8ea545fe4f90057fa320b34f2811e84b579994"
    );
    let asked = written(&compiled, &compiled.query, Subject::About(&earlier()), "/open");
    assert_eq!(asked.target(), "/open/v1/orders/by-client-no/ord0000000000001?expand=failure");
    assert_eq!(
        asked.header("x-signature"),
        "fd985e4ccc40d02f7c1330fb41050684ea1190b22d0dba5ae11d7e301263999d"
    );
    assert!(asked.body.is_empty() && asked.header("content-type").is_empty());
}

/// dujiao-next: HMAC over lines, with the MD5 of the body.
#[test]
fn hmac_over_lines() {
    let message = submitted(
        r#"
[sign.order]
text = "{method}\n{path}\n{timestamp}\n{body|md5}"
steps = [{ hmac_sha256 = "{secret}" }, "hex_lower"]
[submit]
method = "POST"
path = "/api/v1/upstream/orders"
[submit.headers]
Dujiao-Next-Api-Key = "{key}"
Dujiao-Next-Timestamp = "{timestamp}"
Dujiao-Next-Signature = "{sign:order}"
[submit.json]
sku_id = "{product|number}"
quantity = "{quantity|number}"
manual_form_data = { account = "{account}" }
downstream_order_no = "{order_no}"
trace_id = "{order_no}"
callback_url = "{notify_url}"
"#,
    );
    assert_eq!(
        message.header("Dujiao-Next-Signature"),
        "4119bce14b5b2617e9a83a2f23e49db898470bcbc819a4d0823feed0286c79f6"
    );
}

#[test]
fn every_step_is_what_it_is_called() {
    let signed = |text: &str, steps: &str| {
        let message = submitted(&format!(
            "[sign.x]\ntext = \"{text}\"\nsteps = {steps}\n[submit]\nmethod = \"GET\"\npath = \"/a\"\nquery = {{ s = \"{{sign:x}}\", a = \"b\" }}"
        ));
        message.members.get("s").cloned().unwrap()
    };
    for (text, steps, value) in [
        ("{order_no}{product}", r#"[{ hmac_sha1 = "{secret}" }, "base64"]"#, "r6IIzWKiOgkiIdDsUfkemGN2bKI="),
        ("{order_no}", r#"[{ hmac_md5 = "{secret}" }, "hex_upper"]"#, "BC950D14B8B1C6BBC5CCFF4E2878AD5C"),
        (
            "{order_no}{key}",
            r#"["sha256", "hex_lower"]"#,
            "82c7a306fe1f487b4ca1f9f5898cb4826d5056c58579f3d8d7f195725186aafa",
        ),
        ("{order_no|md5}{key}", r#"["md5", "hex_lower"]"#, "d48fcc5339a1099adbc38ddf0ee4952e"),
        ("{field:a}-{query}", r#"["upper", { append = "-x" }]"#, "B-A=B-x"),
        ("cab", r#"["sort_chars", "upper", "lower"]"#, "abc"),
    ] {
        assert_eq!(signed(text, steps), value, "{text} {steps}");
    }
}

/// The question carries the account and the goods, and nothing of an order; its answer is believed as it is mapped.
#[test]
fn an_account_is_asked_about_and_its_name_is_cut_down() {
    let question = AccountQuestion { product: "10086".into(), account: sample().account };
    let form = compile(MD5_FORM).unwrap_or_else(|faults| panic!("{faults:?}"));
    let plan = form.account.as_ref().unwrap();
    let message = written(&form, plan, Subject::Account(&question), "");
    assert_eq!((message.method.as_str(), message.target().as_str()), ("POST", "/api/account/check"));
    assert_eq!(
        message.body,
        "account=13800138000&customerId=80012&goodsId=10086&sign=c73dd026b0f805411ef59dcd99bed945&timestamp=1795910400"
    );
    let found =
        |plan: &Plan, status: u16, body: &str| plan.reading.account(&Told::read(status, body.as_bytes()));
    let yes = found(plan, 200, r#"{"code":200,"data":{"nickname":"张小明","operator":"中国移动"}}"#);
    assert_eq!(yes, Ok(AccountFound::yes("明明明", "中国移动")), "nothing else of the name is left");
    assert_eq!(found(plan, 200, r#"{"code":1001,"msg":"no"}"#), Ok(AccountFound::No));

    let json = compile(HMAC_JSON).unwrap_or_else(|faults| panic!("{faults:?}"));
    let plan = json.account.as_ref().unwrap();
    let message = written(&json, plan, Subject::Account(&question), "/open");
    assert_eq!(message.body, r#"{"account":"13800138000","region":"华东一区","sku":"10086"}"#);
    assert_eq!(found(plan, 200, r#"{"status":"active"}"#), Ok(AccountFound::yes("", "")));
    assert_eq!(found(plan, 200, r#"{"status":"missing"}"#), Ok(AccountFound::No));
    for (status, body) in [
        (200, r#"{"status":"frozen"}"#),
        (200, "{}"),
        (200, "<html>"),
        (404, r#"{"status":"missing"}"#),
        (500, r#"{"status":"active"}"#),
    ] {
        let told = found(plan, status, body);
        assert!(matches!(&told, Err(SupplyError::Unknown(why)) if !why.contains("frozen")), "{told:?}");
    }
    // What belongs to an order has no value there.
    let strange = HMAC_JSON.replace("sku     = \"{product}\"\naccount", "sku     = \"{order_no}\"\naccount");
    assert!(compile(&strange).is_err());
}

/// What the document shows of the examples is what stands in them.
#[test]
fn the_document_shows_the_examples() {
    let document = include_str!("../../../../docs/suppliers/connector.md");
    let (_, examples) = document.split_once("## Example 1").unwrap();
    let (first, second) = examples.split_once("## Example 2").unwrap();
    for (shown, example) in [(first, MD5_FORM), (second, HMAC_JSON)] {
        let blocks = shown.split("```toml\n").skip(1).map(|block| block.split_once("```").unwrap().0);
        for line in blocks.flat_map(str::lines) {
            assert!(example.lines().any(|known| known == line), "{line}");
        }
    }
}

fn callback(text: &str) -> (Compiled, Callback) {
    let mut compiled = compile(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let callback = compiled.callback.take().unwrap();
    (compiled, callback)
}

#[test]
fn a_signed_form_is_believed_for_its_number() {
    let (compiled, described) = callback(MD5_FORM);
    let verify = |body: &str| {
        let notify = RawNotify {
            method: "POST".into(),
            target: "/v1/suppliers/s1/notify".into(),
            headers: vec![],
            body: body.as_bytes().to_vec(),
        };
        described.verify(&compiled.recipes, &keys(), &notify, now())
    };
    let good = "customerId=80012&customerOrderNo=ord0000000000001&orderNo=P20261129001&status=2&sign=ba87ae7be9e90f8e14aad1b96817f7b5";
    assert_eq!(verify(good), Ok(ORDER.to_owned()));
    for (from, to) in [
        ("status=2", "status=3"),
        ("&sign=ba87", "&sign=ba88"),
        ("&sign=ba87ae7be9e90f8e14aad1b96817f7b5", ""),
    ] {
        assert_eq!(verify(&good.replace(from, to)), Err(NotifyRefusal::BadSignature), "{to}");
    }
    for body in ["", "sign=x", "a=1&a=2", "a[]=1"] {
        assert!(verify(body).is_err(), "{body}");
    }
}

#[test]
fn a_signed_json_is_believed_while_it_is_fresh() {
    let (compiled, described) = callback(HMAC_JSON);
    let body = r#"{"client_order_no":"ord0000000000001","status":"succeeded"}"#;
    let signature = "9f93977257caade11717963c900f6384f4429ea2d3802a192907aa9fd9beee5a";
    let verify = |body: &str, signature: &str, now: i64| {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let notify = RawNotify {
            method: "POST".into(),
            target: "/v1/suppliers/s1/notify".into(),
            headers: vec![
                header("x-timestamp", "1795910400"),
                header("x-nonce", NONCE),
                header("x-signature", signature),
            ],
            body: body.as_bytes().to_vec(),
        };
        described.verify(&compiled.recipes, &keys(), &notify, Time::from_unix_seconds(now))
    };
    assert_eq!(verify(body, signature, NOW), Ok(ORDER.to_owned()));
    assert_eq!(verify(body, signature, NOW + 301), Err(NotifyRefusal::Stale));
    assert_eq!(verify(body, signature, NOW - 301), Err(NotifyRefusal::Stale));
    assert_eq!(verify(body, "", NOW), Err(NotifyRefusal::BadSignature));
    assert_eq!(verify(body, &signature.to_uppercase(), NOW), Err(NotifyRefusal::BadSignature));
    assert_eq!(verify(&body.replace("0001", "0002"), signature, NOW), Err(NotifyRefusal::BadSignature));
}

#[test]
fn an_unsigned_callback_is_a_reason_to_ask() {
    let base = "version = 1\n[submit]\nmethod = \"GET\"\npath = \"/a\"\n[submit.answer]\ncode = \"/code\"\nok = [\"0\"]\n";
    let (compiled, described) = callback(&format!(
        "{base}{REST}\n[callback]\nread = \"query\"\norder_no = \"/no\"\nunsigned = true\nsame = {{ \"/id\" = \"{{id}}\" }}\nanswer = \"ok\"\n"
    ));
    let verify = |target: &str| {
        let notify = RawNotify { method: "GET".into(), target: target.into(), headers: vec![], body: vec![] };
        described.verify(&compiled.recipes, &keys(), &notify, now())
    };
    assert_eq!(verify("/notify?no=ord0000000000001&id=80012"), Ok(ORDER.to_owned()));
    assert_eq!(verify("/notify?no=ord0000000000001&id=80013"), Err(NotifyRefusal::OtherMerchant));
    for number in ["short", "ORD0000000000001", "ord00000/0000001", ""] {
        let told = verify(&format!("/notify?id=80012&no={number}"));
        assert!(matches!(told, Err(NotifyRefusal::Malformed(_))), "{number}");
    }
}
