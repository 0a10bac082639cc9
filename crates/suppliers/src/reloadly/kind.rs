use super::ReloadlySupplier;
use super::token::Tokens;
use kernel::{Ambient, Currency, Secret};
use outbound::address;
use outbound::http::Http;
use ports::{BadField, BuiltSupplier, Field, FieldKind, Settings, SupplierKind, Wanted};
use std::sync::Arc;

const AUTH: &str = "https://auth.reloadly.com";
const GIFTS: &str = "https://giftcards.reloadly.com";
const TOPUPS: &str = "https://topups.reloadly.com";
const COUNTRIES_MAX: usize = 20;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "reloadly",
    name_zh: "Reloadly(礼品卡、话费)",
    name_en: "Reloadly (gift cards, airtime)",
    fields: &[
        Field {
            name: "client_id",
            kind: FieldKind::Text,
            required: true,
            label_zh: "Client ID",
            label_en: "API client ID",
            hint_zh: "Reloadly 后台 → Developers → API settings。商品编号:礼品卡填 gift:商品号:面值,例如 gift:10:15;话费填 \
                      air:运营商号:金额,例如 air:341:5,金额以账户币种计。",
            hint_en: "Reloadly's dashboard → Developers → API settings. A product is gift:productId:face, such as gift:10:15, or \
                      air:operatorId:amount, such as air:341:5, where the amount is in the account's currency.",
        },
        Field {
            name: "client_secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "Client Secret",
            label_en: "API client secret",
            hint_zh: "与 Client ID 在同一页;测试模式与正式模式各有一套。",
            hint_en: "On the same page; test mode and live mode have one each.",
        },
        Field {
            name: "sender",
            kind: FieldKind::Text,
            required: true,
            label_zh: "礼品卡的赠送人(senderName)",
            label_en: "Sender's name on gift cards",
            hint_zh: "印在收据上,一般填店铺名。",
            hint_en: "Printed on receipts: the name of the shop, mostly.",
        },
        Field {
            name: "email",
            kind: FieldKind::Text,
            required: false,
            label_zh: "收据邮箱(recipientEmail)",
            label_en: "Where receipts go (recipientEmail)",
            hint_zh: "不填时用 Reloadly 账户自己的邮箱。请勿填买家邮箱:收据里有卡密。",
            hint_en: "The account's own if left empty. Never a buyer's: receipts hold the cards.",
        },
        Field {
            name: "countries",
            kind: FieldKind::Text,
            required: false,
            label_zh: "商品目录的国家",
            label_en: "Countries of the catalogue",
            hint_zh: "两位国家代码,用逗号分隔,例如 US,GB。不填时列出全部,可能过多而列不出来。",
            hint_en: "Two letters each, with commas between them, such as US,GB. Left empty: all, which may be too many to list.",
        },
        Field {
            name: "webhook_secret",
            kind: FieldKind::Secret,
            required: false,
            label_zh: "Webhook 签名密钥",
            label_en: "Webhook signature secret",
            hint_zh: "Developers → Webhooks;不填则拒收回调,订单仍会被主动查询。",
            hint_en: "Developers → Webhooks. Without it callbacks are refused; orders are asked about all the same.",
        },
        Field {
            name: "gifts_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "礼品卡接口地址",
            label_en: "Address of gift cards",
            hint_zh: "默认 https://giftcards.reloadly.com;沙箱 https://giftcards-sandbox.reloadly.com。",
            hint_en: "https://giftcards.reloadly.com if left empty; the sandbox is https://giftcards-sandbox.reloadly.com.",
        },
        Field {
            name: "topups_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "话费接口地址",
            label_en: "Address of airtime",
            hint_zh: "默认 https://topups.reloadly.com;沙箱 https://topups-sandbox.reloadly.com。",
            hint_en: "https://topups.reloadly.com if left empty; the sandbox is https://topups-sandbox.reloadly.com.",
        },
        Field {
            name: "auth_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "授权地址",
            label_en: "Address that gives tokens",
            hint_zh: "默认 https://auth.reloadly.com,沙箱也用它。",
            hint_en: "https://auth.reloadly.com if left empty, at the sandbox, too.",
        },
    ],
    currencies: &[],
    gives: &[Wanted::Credit, Wanted::Keys],
    has_balance: true,
    has_catalogue: true,
    described: None,
    build,
};

fn build(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    let mut url = |name: &'static str, usual: &str| {
        let text = if given(name).is_empty() { usual } else { given(name) };
        let base = address::base(text, &["oauth/token"]);
        if base.is_none() {
            problems.push(address::bad(name));
        }
        base.unwrap_or_default()
    };
    let (auth_url, gifts_url, topups_url) =
        (url("auth_url", AUTH), url("gifts_url", GIFTS), url("topups_url", TOPUPS));
    problems.extend(wrong(settings));
    if !problems.is_empty() {
        return Err(problems);
    }
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Arc::new(ReloadlySupplier {
        auth_url,
        gifts_url,
        topups_url,
        client_id: given("client_id").to_owned(),
        client_secret: Secret::new(given("client_secret").to_owned()),
        webhook_secret: text(given("webhook_secret")).map(Secret::new),
        sender: given("sender").to_owned(),
        email: text(given("email")),
        countries: countries(given("countries")).unwrap_or_default(),
        currency,
        ambient: ambient.clone(),
        http: Http::for_field("client_id")?,
        tokens: Tokens::default(),
    }))
}

/// What is wrong with what is no address.
fn wrong(settings: &Settings) -> Vec<BadField> {
    let given = |name: &str| settings.get(name).map(|value| value.expose().trim()).unwrap_or_default();
    let mut problems = Vec::new();
    if !is_token(given("client_id"), 1) {
        problems.push(BadField {
            field: "client_id",
            zh: "请填后台 API settings 里的 Client ID,不含空格。",
            en: "Give the client ID of the page of API settings, without blanks.",
        });
    }
    if !is_token(given("client_secret"), 8) {
        problems.push(BadField {
            field: "client_secret",
            zh: "请填 Client Secret,至少 8 位,不含空格。",
            en: "Give the client secret: 8 characters or more, without blanks.",
        });
    }
    if !crate::plain::is_line(given("sender"), 60) {
        problems.push(BadField {
            field: "sender",
            zh: "请填赠送人,1 到 60 个字。",
            en: "Give a sender's name of 1 to 60 characters.",
        });
    }
    let email = given("email");
    let is_address = is_token(email, 3) && email.contains('@');
    if !email.is_empty() && !is_address {
        problems.push(BadField {
            field: "email", zh: "这不是一个邮箱。", en: "This is no e-mail address."
        });
    }
    if countries(given("countries")).is_none() {
        problems.push(BadField {
            field: "countries",
            zh: "请填两位大写国家代码,用逗号分隔,最多 20 个。",
            en: "Give up to 20 countries, two capital letters each, with commas between them.",
        });
    }
    let webhook = given("webhook_secret");
    if !webhook.is_empty() && !is_token(webhook, 8) {
        problems.push(BadField {
            field: "webhook_secret",
            zh: "签名密钥至少 8 位:太短的密钥谁都能签名。",
            en: "The secret has 8 characters or more: anybody can sign with a short one.",
        });
    }
    problems
}

/// At least so many characters that can be seen.
fn is_token(text: &str, least: usize) -> bool {
    (least..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn countries(text: &str) -> Option<Vec<String>> {
    let all: Vec<String> =
        text.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect();
    let fits = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (all.len() <= COUNTRIES_MAX && all.iter().all(fits)).then_some(all)
}
