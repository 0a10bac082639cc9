//! What a description can never do, and what is said of a bad one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::answer::{Asked, Reading, Request, Told};
use super::compile::compile;
use super::dry_run::{dry_run, explain};
use super::fault::Class;
use super::golden::{HMAC_JSON, ID, KEY, MD5_FORM, NOW, ORDER, SECRET, described, keys, now, sample};
use super::kind::KIND;
use super::scope::{Scope, Subject};
use kernel::{Ambient, Currency, Money, Secret};
use ports::{DryRun, NewSupply, NoSupply, Rehearsal, Settings, Supplied, SupplyError};
use proptest::prelude::*;

const EXAMPLES: [&str; 2] = [MD5_FORM, HMAC_JSON];

fn read(
    reading: &Reading,
    request: Request,
    reference: Option<&str>,
    status: u16,
    body: &str,
) -> Result<Supplied, SupplyError> {
    let keys = keys();
    let asked = Asked { request, order_no: ORDER, reference, currency: Currency::CNY, keys: &keys };
    reading.supplied(&Told::read(status, body.as_bytes()), &asked)
}

fn submit(body: &str) -> Result<Supplied, SupplyError> {
    read(&compile(MD5_FORM).ok().unwrap().submit.reading, Request::Submit, None, 200, body)
}

fn query(body: &str) -> Result<Supplied, SupplyError> {
    read(&compile(MD5_FORM).ok().unwrap().query.reading, Request::Query, Some("P1"), 200, body)
}

fn failed(told: &Result<Supplied, SupplyError>) -> Option<NoSupply> {
    match told {
        Ok(Supplied::Failed { why, .. }) => Some(*why),
        _ => None,
    }
}

fn is_unknown(told: &Result<Supplied, SupplyError>) -> bool {
    matches!(told, Err(SupplyError::Unknown(_)))
}

#[test]
fn each_state_is_what_it_is_mapped_to() {
    let answer = |state: &str| {
        format!(
            r#"{{"code":200,"msg":"成功","data":{{"customerOrderNo":"{ORDER}","orderNo":"P1","status":{state},"price":"19.7000"}}}}"#
        )
    };
    let reference = Some("P1".to_owned());
    assert_eq!(query(&answer("1")), Ok(Supplied::Accepted { reference: reference.clone() }));
    assert_eq!(query(&answer("\"1\"")), query(&answer("1")));
    let cost = Some(Money::new(1970, Currency::CNY));
    assert_eq!(query(&answer("2")), Ok(Supplied::Credited { reference: reference.clone(), cost }));
    let said = "3: 成功".to_owned();
    assert_eq!(query(&answer("3")), Ok(Supplied::Failed { reference, why: NoSupply::Other, said }));
    for state in ["4", "0", "2.0", "02", "true", "null", "\"\"", "[2]", "{\"a\":2}", "\" 2\""] {
        assert!(is_unknown(&query(&answer(state))), "{state}");
    }
    assert!(is_unknown(&query(&answer("2").replace("\"status\":2,", ""))));
}

#[test]
fn an_answer_about_another_order_is_not_believed() {
    let good = format!(r#"{{"code":200,"data":{{"customerOrderNo":"{ORDER}","orderNo":"P1","status":2}}}}"#);
    assert!(matches!(query(&good), Ok(Supplied::Credited { .. })));
    for (from, to) in [
        (ORDER, "ord0000000000002"),
        ("\"P1\"", "\"P2\""),
        ("\"customerOrderNo\":\"ord0000000000001\",", ""),
        ("\"code\":200", "\"code\":\"0\""),
        ("\"code\":200,", ""),
    ] {
        assert!(is_unknown(&query(&good.replace(from, to))), "{to}");
    }
    let refused = format!(r#"{{"code":1002,"data":{{"customerOrderNo":"{ORDER}"}}}}"#);
    assert_eq!(failed(&submit(&refused)), Some(NoSupply::OutOfStock));
    assert!(is_unknown(&submit(&refused.replace(ORDER, "ord0000000000002"))));
}

#[test]
fn a_code_is_what_it_is_mapped_to() {
    let answer = |code: &str| format!(r#"{{"code":{code},"msg":"no"}}"#);
    for (code, why) in [
        ("1001", NoSupply::BadAccount),
        ("1002", NoSupply::OutOfStock),
        ("1003", NoSupply::NoFunds),
        ("1004", NoSupply::PriceChanged),
    ] {
        assert_eq!(failed(&submit(&answer(code))), Some(why), "{code}");
        assert!(is_unknown(&query(&answer(code))), "of a question, {code} says nothing of the order");
    }
    for code in ["1005", "1006", "500", "-1", "\"x\"", "null", "1001.0"] {
        assert!(is_unknown(&submit(&answer(code))), "{code}");
    }
    assert_eq!(query(&answer("1006")), Err(SupplyError::NotFound));
    let accepted = Ok(Supplied::Accepted { reference: Some("P1".into()) });
    assert_eq!(submit(r#"{"code":"200","data":{"orderNo":"P1"}}"#), accepted);
    for body in ["", "<html>", "[]", "null", "{\"code\":200,\"code\":1001}"] {
        assert!(is_unknown(&submit(body)) && is_unknown(&query(body)), "{body}");
    }
}

#[test]
fn a_status_of_http_is_read_as_described() {
    let compiled = compile(HMAC_JSON).ok().unwrap();
    let submit = |status, body: &str| read(&compiled.submit.reading, Request::Submit, None, status, body);
    let query = |status, body: &str| read(&compiled.query.reading, Request::Query, None, status, body);
    let body = |state: &str| {
        format!(
            r#"{{"id":"o1","client_order_no":"{ORDER}","status":"{state}","amount":1970,"failure":{{"code":"sold_out"}}}}"#
        )
    };
    assert!(matches!(submit(201, &body("pending")), Ok(Supplied::Accepted { .. })));
    assert_eq!(failed(&submit(402, "{}")), Some(NoSupply::NoFunds));
    assert_eq!(failed(&submit(410, "<html>")), Some(NoSupply::OutOfStock));
    assert_eq!(query(404, ""), Err(SupplyError::NotFound));
    assert_eq!(failed(&query(200, &body("failed"))), Some(NoSupply::OutOfStock), "by its reason");
    assert_eq!(failed(&query(200, &body("failed").replace("sold_out", "x"))), Some(NoSupply::Other));
    assert_eq!(failed(&query(200, &body("cancelled"))), Some(NoSupply::Cancelled));
    for status in [100, 202, 301, 400, 401, 404, 409, 429, 500, 502, 503] {
        assert!(is_unknown(&submit(status, &body("succeeded"))), "{status}");
    }
    assert!(is_unknown(&query(500, &body("failed"))) && is_unknown(&query(402, "{}")));
}

#[test]
fn a_secret_that_a_supplier_repeats_is_not_kept() {
    let told = submit(&format!(r#"{{"code":1002,"msg":"bad {KEY}\n and {SECRET}"}}"#));
    let Ok(Supplied::Failed { said, .. }) = &told else { panic!("{told:?}") };
    assert_eq!(said, "1002: bad ***  and ***");
}

proptest! {
    /// Whatever is described and whatever is answered: an order is credited or failed only where a value that is mapped to
    /// that stands at the path.
    #[test]
    fn nothing_is_made_up(
        states in proptest::collection::btree_map("[a-c0-2]", prop_oneof![
            Just("accepted"), Just("credited"), Just("failed"), Just("no_funds"), Just("unknown"),
        ], 1..4),
        errors in proptest::collection::btree_map("[a-c0-2]", prop_oneof![
            Just("bad_account"), Just("other"), Just("known"), Just("not_found"), Just("unknown"),
        ], 0..3),
        ok in "[a-c0-2]",
        code in "\"[a-c0-2]\"|[0-2]|null|true|\\[1\\]|\\{\\}",
        state in "\"[a-c0-2]?\"|[0-2]|null|false|[0-2]\\.0|\\[\"a\"\\]",
        status in prop_oneof![Just(200u16), Just(400), Just(404), Just(500)],
    ) {
        let quoted = |all: &std::collections::BTreeMap<String, &str>| {
            all.iter().map(|(value, means)| format!("\"{value}\" = \"{means}\"")).collect::<Vec<_>>().join(", ")
        };
        let answer = format!(
            "code = \"/code\"\nok = [\"{ok}\"]\nstate = \"/d/s\"\nstates = {{ {} }}\nerrors = {{ {} }}\n",
            quoted(&states), quoted(&errors),
        );
        let text = format!(
            "version = 1\n[answer]\n{answer}[submit]\nmethod = \"GET\"\npath = \"/a\"\n[query]\nmethod = \"GET\"\npath = \"/a\"\n"
        );
        let compiled = compile(&text).ok().unwrap();
        let body = format!("{{\"code\":{code},\"d\":{{\"s\":{state}}}}}");
        let (code, state) = (code.trim_matches('"'), state.trim_matches('"'));
        for (request, plan) in [(Request::Submit, &compiled.submit), (Request::Query, &compiled.query)] {
            match read(&plan.reading, request, None, status, &body) {
                Ok(Supplied::Credited { .. }) => {
                    prop_assert_eq!(states.get(state).copied(), Some("credited"));
                    prop_assert!(status == 200 && code == ok);
                }
                Ok(Supplied::Failed { .. }) => {
                    let by_state = status == 200
                        && code == ok
                        && matches!(states.get(state).copied(), Some("failed" | "no_funds"));
                    let by_code = request == Request::Submit
                        && status < 500
                        && matches!(errors.get(code).copied(), Some("bad_account" | "other"));
                    prop_assert!(by_state || by_code);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn no_text_makes_it_stumble(description in "\\PC{0,80}", body in "\\PC{0,80}") {
        let _ = compile(&description);
        let _ = explain(&description);
        prop_assert!(is_unknown(&submit(&body)) && is_unknown(&query(&body)));
    }
}

fn classes(text: &str) -> Vec<Class> {
    compile(text).err().unwrap_or_default().iter().map(|fault| fault.class).collect()
}

#[test]
fn what_is_wrong_with_a_description_is_named() {
    for example in EXAMPLES {
        assert!(classes(example).is_empty(), "{:?}", explain(example));
    }
    for (from, to, class) in [
        ("version = 1", "version = 2", Class::Version),
        ("version = 1", "version = ", Class::NotToml),
        ("[submit]", "colour = 1\n[submit]", Class::NotToml),
        ("\"known\"", "\"knwon\"", Class::NotToml),
        ("hex_lower", "hex", Class::NotToml),
        ("\"hex_lower\"", "\"sort_chars\"", Class::Recipe),
        ("\"md5\", \"hex_lower\"", "\"md5\"", Class::Recipe),
        ("{sign:order}", "{sign:other}", Class::Recipe),
        ("text  = \"{pairs}", "text  = \"{body}", Class::Recipe),
        ("{quantity}", "{quantiy}", Class::Variable),
        ("{quantity}", "{quantity|double}", Class::Variable),
        ("{quantity}", "{reference}", Class::Variable),
        ("{quantity}", "{pairs}", Class::Variable),
        ("text  = \"{pairs}", "text  = \"{product}{pairs}", Class::Variable),
        ("{quantity}", "{quantity", Class::Template),
        ("{quantity}", "{quantity|number}", Class::Template),
        ("/api/order/create", "api/order/create", Class::Path),
        ("/api/order/create", "/api/../create", Class::Path),
        ("/api/order/create", "//evil.example/create", Class::Path),
        ("/api/order/create", "/create?a=b", Class::Path),
        ("/api/order/create", "/create%2e", Class::Path),
        ("[submit.form]", "[submit.headers]\nHost = \"x\"\n[submit.form]", Class::Header),
        ("[submit.form]", "[submit.headers]\ncontent-LENGTH = \"1\"\n[submit.form]", Class::Header),
        ("[submit.form]", "[submit.headers]\nProxy-Authorization = \"1\"\n[submit.form]", Class::Header),
        ("[submit.form]", "[submit.headers]\n\"a b\" = \"1\"\n[submit.form]", Class::Header),
        ("[submit.form]", "[submit.headers]\nX-A = \"a\\r\\nX-B: b\"\n[submit.form]", Class::Header),
        ("[submit.form]", "[submit.json]\na = 1\n[submit.form]", Class::Body),
        ("\"127.0.0.1\"", "1.5", Class::Body),
        ("\"127.0.0.1\"", "[1]", Class::Body),
        ("method = \"POST\"", "method = \"GET\"", Class::Body),
        ("ok        = [\"200\"]", "", Class::Answer),
        ("state = \"/data/status\"", "", Class::Answer),
        ("\"/data/status\"", "\"data.status\"", Class::Answer),
        ("balance = \"/data/balance\"", "", Class::Answer),
        ("sign      = \"order\"", "", Class::Callback),
        ("sign      = \"order\"", "sign = \"order\"\nunsigned = true", Class::Callback),
        ("{pairs}{key}", "{pairs}{id}", Class::Callback),
        ("sign      = \"order\"", "sign = \"other\"", Class::Recipe),
    ] {
        assert!(MD5_FORM.contains(from), "{from}");
        assert!(classes(&MD5_FORM.replace(from, to)).contains(&class), "{to}: {class:?}");
    }
    assert_eq!(classes("version = 1"), [Class::Missing; 2]);
    assert_eq!(classes(&"#".repeat(32 * 1024 + 1)), [Class::TooLarge]);
}

#[test]
fn the_place_of_a_fault_is_named() {
    let told = explain(&MD5_FORM.replace("{quantity}", "{quantiy}").replace("{account}", "{acount}"));
    let places: Vec<&str> = told.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(places, ["submit.form.account", "submit.form.num", "account.form.account"]);
    assert!(told[0].en.ends_with("({acount})") && told[0].zh.ends_with("({acount})"));
    let told = explain("version = 1\n\ncolour = 2\n");
    assert!(told.len() == 1 && told[0].path == "line 3", "{told:?}");
}

fn settings(more: &[(&str, &str)]) -> Settings {
    let usual = [
        ("url", "https://api.example.com/open"),
        ("id", ID),
        ("key", KEY),
        ("secret", SECRET),
        ("description", MD5_FORM),
    ];
    let all = usual.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let built = (KIND.build)(&settings(more), Currency::CNY, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[]).is_empty() && problems(&[("secret", "")]).is_empty(), "which is not used");
    for (name, value) in [
        ("url", "http://api.example.com"),
        ("id", ""),
        ("key", ""),
        ("key", "short"),
        ("key", "with a space"),
        ("secret", "x"),
        ("description", ""),
        ("description", "version = 1"),
    ] {
        assert_eq!(problems(&[(name, value)]), [name], "{value}");
    }
    let built = (KIND.build)(&settings(&[]), Currency::CNY, &Ambient::system()).ok().unwrap();
    assert_eq!(built.acknowledgement(), "success");
}

/// Of an order whose account is that.
fn order_for(account: &str) -> NewSupply {
    NewSupply { account: vec![("account".into(), Secret::new(account.into()))], ..sample() }
}

#[test]
fn no_value_adds_a_header_or_leaves_its_place() {
    let submit =
        "[submit]\nmethod = \"GET\"\npath = \"/top/{account}\"\nheaders = { X-Account = \"{account}\" }\n";
    let compiled = described(submit);
    let keys = keys();
    let written = |account: &str| {
        let new = order_for(account);
        let subject = Subject::Order(&new);
        let scope = Scope { keys: &keys, subject, now: now(), nonce: "", masked: false };
        compiled.submit.signed("", &compiled.recipes, &scope).ok().map(|message| message.path)
    };
    assert_eq!(written("a/../b?c"), Some("/top/a%2F..%2Fb%3Fc".to_owned()));
    for account in ["a\r\nX-B: b", "a\nb", "a\0b", "a\u{7f}", "月", "..", ".", ""] {
        assert_eq!(written(account), None, "{account:?}");
    }
}

#[test]
fn a_form_keeps_a_value_whole() {
    let submit = "[submit]\nmethod = \"POST\"\npath = \"/top\"\nform = { a = \"{account}\", b = \"1\" }\n";
    let compiled = described(submit);
    let (keys, new) = (keys(), order_for("x&b=2\"},{"));
    let scope = Scope { keys: &keys, subject: Subject::Order(&new), now: now(), nonce: "", masked: false };
    let message = compiled.submit.signed("", &compiled.recipes, &scope).unwrap();
    assert_eq!(message.body, "a=x%26b%3D2%22%7D%2C%7B&b=1");
    let compiled = described(&submit.replace("form =", "json ="));
    let message = compiled.submit.signed("", &compiled.recipes, &scope).unwrap();
    assert_eq!(message.body, r#"{"a":"x&b=2\"},{","b":"1"}"#);
}

#[test]
fn what_is_empty_is_left_out_where_it_should_be() {
    let compiled = compile(HMAC_JSON).ok().unwrap();
    let (keys, new) = (keys(), order_for("1"));
    let scope = Scope { keys: &keys, subject: Subject::Order(&new), now: now(), nonce: "", masked: false };
    let message = compiled.submit.signed("", &compiled.recipes, &scope).unwrap();
    assert!(message.body.contains(r#""target":{"account":"1"}"#), "{}", message.body);
}

fn tried(description: &str, pasted: Option<&str>) -> DryRun {
    rehearsed(description, (pasted, None))
}

fn rehearsed(description: &str, (answer, callback): (Option<&str>, Option<&str>)) -> DryRun {
    let settings = settings(&[("description", description)]);
    dry_run(&Rehearsal { settings: &settings, sample: &sample(), answer, callback, now: now() })
}

#[test]
fn a_dry_run_shows_everything_but_the_secrets() {
    for example in EXAMPLES {
        let run = tried(example, None);
        assert!(run.faults.is_empty() && run.requests.iter().all(|one| one.problem.is_none()), "{run:?}");
        let shown = serde_json::to_string(&run).unwrap();
        assert!(!shown.contains(KEY) && !shown.contains(SECRET), "{shown}");
        assert!(shown.contains("••••") && !shown.contains("%E2%80%A2"), "{shown}");
    }
    let run = tried(MD5_FORM, None);
    let names: Vec<&str> = run.requests.iter().map(|one| one.name).collect();
    assert_eq!(names, ["submit", "query", "balance", "account"]);
    let submit = &run.requests[0];
    assert_eq!(submit.url, "https://api.example.com/open/api/order/create");
    assert!(submit.body.contains("sign=4f6d7107f7e078d7992ec9d1198725e3"), "the true signature");
    assert!(submit.signatures[0].text.ends_with("&num=2••••"));
    let basic = described_run(
        "[sign.basic]\ntext = \"{id}:{secret}\"\nsteps = [\"base64\"]\n[submit]\nmethod = \"GET\"\npath = \"/a\"\nheaders = { Authorization = \"Basic {sign:basic}\" }\n",
    );
    assert_eq!(basic.requests[0].headers, [("Authorization".to_owned(), "Basic ••••".to_owned())]);
    assert_eq!(basic.requests[0].signatures[0].value, "••••");
    assert_eq!(basic.requests[0].signatures[0].text, "80012:••••");
    let masked = described_run("[submit]\nmethod = \"GET\"\npath = \"/a\"\nquery = { k = \"{key}\" }\n");
    assert_eq!(masked.requests[0].url, "https://api.example.com/open/a?k=••••");
}

fn described_run(submit: &str) -> DryRun {
    let rest = "[submit.answer]\ncode = \"/c\"\nok = [\"0\"]\n[query]\nmethod = \"GET\"\npath = \"/a\"\n[query.answer]\nstate = \"/s\"\nstates = { a = \"credited\" }\n";
    tried(&format!("version = 1\n{submit}{rest}"), None)
}

#[test]
fn a_pasted_answer_is_read_as_each_request_would() {
    let body = format!(
        r#"{{"code":200,"data":{{"customerOrderNo":"{ORDER}","orderNo":"P1","status":2,"price":19.7,"balance":"8.5"}}}}"#
    );
    let run = tried(MD5_FORM, Some(&body));
    let read: Vec<(&str, &str)> = run.answers.iter().map(|one| (one.request, one.state)).collect();
    let states =
        [("submit", "accepted"), ("query", "credited"), ("balance", "balance"), ("account", "account")];
    assert_eq!(read, states);
    let run = tried(MD5_FORM, Some(r#"{"code":200,"data":{"nickname":"张小明","operator":"移动"}}"#));
    assert_eq!(run.answers[3].said, "**明 移动", "what a buyer would see");
    assert_eq!(tried(MD5_FORM, Some(r#"{"code":1001}"#)).answers[3].state, "no_account");
    let run = tried(MD5_FORM, Some(&body));
    assert_eq!(run.answers[1].amount.as_deref(), Some("19.70"));
    assert_eq!(run.answers[2].amount.as_deref(), Some("8.50"));
    let run = tried(
        HMAC_JSON,
        Some("HTTP/1.1 402 Payment Required\nDate: x\n\n{\"error\":{\"message\":\"no money\"}}"),
    );
    assert_eq!((run.answers[0].state, run.answers[0].why), ("failed", Some("no_funds")));
    assert_eq!(run.answers[0].said, "402: no money");
    let run = tried("version = 3", None);
    assert!(!run.faults.is_empty() && run.requests.is_empty());
}

#[test]
fn a_pasted_callback_is_measured_as_one_that_came() {
    let tried = |text: &str| rehearsed(MD5_FORM, (None, Some(text))).callback.unwrap();
    let unsigned = format!("customerId={ID}&customerOrderNo={ORDER}&status=2");
    let told = tried(&unsigned);
    assert_eq!((told.refusal, told.order_no), (Some("bad_signature"), None));
    let expected = told.signature.unwrap();
    assert!(expected.text.ends_with("••••") && !expected.text.contains(KEY), "{expected:?}");
    let told = tried(&format!("{unsigned}&sign={}", expected.value));
    assert_eq!((told.refusal, told.order_no.as_deref()), (None, Some(ORDER)));
    assert_eq!(told.answer, "success");
    assert_eq!(tried(&unsigned.replace("customerId", "sign=&c")).refusal, Some("bad_signature"));

    let body = format!("{{\"client_order_no\":\"{ORDER}\"}}");
    let sent = |at: i64, sign: &str| {
        let head = "POST /notify/s1 HTTP/1.1\r\nHost: shop.example\r\nX-Nonce: 1\r\n";
        let text = format!("{head}X-Timestamp: {at}\r\nX-Signature: {sign}\r\n\r\n{body}");
        rehearsed(HMAC_JSON, (None, Some(&text))).callback.unwrap()
    };
    for (at, refusal) in [(NOW, None), (NOW - 3_600, Some("stale"))] {
        let expected = sent(at, "none").signature.unwrap().value;
        assert_eq!(sent(at, &expected).refusal, refusal);
    }
    let other = rehearsed(HMAC_JSON, (None, Some("no json"))).callback.unwrap();
    assert_eq!((other.refusal, other.signature), (Some("malformed"), None));
}
