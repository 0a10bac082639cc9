use super::StripeChannel;
use crate::address;
use crate::http::Http;
use kernel::{Ambient, Secret};
use ports::{BadField, Built, ChannelKind, Field, FieldKind, Settings};
use std::sync::Arc;

const API: &str = "https://api.stripe.com";
const KEYS: [&str; 4] = ["sk_live_", "sk_test_", "rk_live_", "rk_test_"];

pub(crate) const KIND: ChannelKind = ChannelKind {
    code: "stripe",
    name_zh: "Stripe",
    name_en: "Stripe",
    fields: &[
        Field {
            name: "secret_key",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "密钥(Secret key)",
            label_en: "Secret key",
            hint_zh: "Stripe 后台 → 开发者 → API 密钥,以 sk_live_、sk_test_ 或 rk_ 开头。受限密钥须有 Checkout Sessions、\
                      PaymentIntents、Charges、Refunds 与 Disputes 的权限。",
            hint_en: "Stripe dashboard → Developers → API keys; begins with sk_live_, sk_test_ or rk_. A restricted key \
                      needs Checkout Sessions, PaymentIntents, Charges, Refunds and Disputes.",
        },
        Field {
            name: "webhook_secret",
            kind: FieldKind::Secret,
            required: true,
            label_zh: "Webhook 签名密钥(Signing secret)",
            label_en: "Webhook signing secret",
            hint_zh: "Stripe 后台 → 开发者 → Webhook → 添加端点,填本渠道的通知地址;以 whsec_ 开头。事件选择 checkout.session.completed、\
                      checkout.session.async_payment_succeeded、payment_intent.succeeded、refund.updated,以及全部 charge.dispute.* 事件(拒付)。",
            hint_en: "Stripe dashboard → Developers → Webhooks → Add endpoint with this channel's notify address; begins \
                      with whsec_. Events: checkout.session.completed, checkout.session.async_payment_succeeded, \
                      payment_intent.succeeded, refund.updated, and all charge.dispute.* (chargebacks).",
        },
        Field {
            name: "api_url",
            kind: FieldKind::Url,
            required: false,
            label_zh: "接口地址",
            label_en: "API address",
            hint_zh: "通常留空,即 https://api.stripe.com。",
            hint_en: "Usually left empty: https://api.stripe.com.",
        },
    ],
    currencies: &[],
    refunds: true,
    build,
};

fn build(code: &str, settings: &Settings, _: &Ambient) -> Built {
    let given = |name: &str| settings.get(name).map(|value| value.expose().as_str()).unwrap_or_default();
    let (key, webhook_secret) = (given("secret_key"), given("webhook_secret"));
    let mut problems = Vec::new();
    if !is_key(key) {
        problems.push(BadField {
            field: "secret_key",
            zh: "请填以 sk_live_、sk_test_、rk_live_ 或 rk_test_ 开头的密钥;以 pk_ 开头的是公开密钥,不能用。",
            en: "Give a key that begins with sk_live_, sk_test_, rk_live_ or rk_test_; one with pk_ is public and of no use.",
        });
    }
    if !after(webhook_secret, "whsec_") {
        problems.push(BadField {
            field: "webhook_secret",
            zh: "请填以 whsec_ 开头的签名密钥,每个 Webhook 端点各有一个。",
            en: "Give the signing secret that begins with whsec_; each webhook endpoint has its own.",
        });
    }
    let typed = given("api_url");
    let url = address::base(if typed.is_empty() { API } else { typed }, &[]);
    if url.is_none() {
        problems.push(address::bad("api_url"));
    }
    let (Some(url), true) = (url, problems.is_empty()) else { return Err(problems) };
    let http = Http::for_field("api_url")?;
    Ok(Arc::new(StripeChannel {
        code: code.to_owned(),
        url,
        key: Secret::new(key.to_owned()),
        webhook_secret: Secret::new(webhook_secret.to_owned()),
        http,
    }))
}

fn is_key(text: &str) -> bool {
    KEYS.iter().any(|start| after(text, start))
}

/// That beginning, and something plain behind it: anybody can sign with an empty secret.
fn after(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-+/=".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> Settings {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    }

    #[test]
    fn settings_that_cannot_work_are_named() {
        let good = [("secret_key", "sk_test_1"), ("webhook_secret", "whsec_1")];
        assert!(build("stripe", &filled(&good), &Ambient::system()).is_ok());
        for (name, value) in [
            ("secret_key", ""),
            ("secret_key", "pk_live_1"),
            ("secret_key", "sk_test_"),
            ("secret_key", "sk_test_1\r\nx: y"),
            ("webhook_secret", "whsec_"),
            ("webhook_secret", "secret"),
            ("api_url", "ftp://x"),
            ("api_url", "http://x.example"),
            ("api_url", "https://x?y=1"),
            ("api_url", "https://a:b@x"),
        ] {
            let mut settings = filled(&good);
            settings.insert(name.to_owned(), Secret::new(value.to_owned()));
            let problems = build("stripe", &settings, &Ambient::system()).err().expect(value);
            assert_eq!(problems.iter().map(|p| p.field).collect::<Vec<_>>(), [name], "{value}");
        }
        assert_eq!(build("stripe", &Settings::new(), &Ambient::system()).err().unwrap().len(), 2);
    }
}
