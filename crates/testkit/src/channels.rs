use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Time};
use ports::{
    BadField, Built, ChannelError, ChannelKind, ChannelPayment, ChannelRefund, Checked, Choice, Field,
    FieldKind, LineError, NewPayment, NewRefund, Notified, NotifyRefusal, Opened, PaymentChannel, PaymentRef,
    RawNotify, Settings, Statement, StatementLine, StatementRefusal,
};
use std::sync::Arc;
use std::time::Duration;

const fn field(name: &'static str, kind: FieldKind, required: bool) -> Field {
    Field { name, kind, required, label_zh: "名称", label_en: "Label", hint_zh: "", hint_en: "" }
}

/// Kinds of payment channels that only tests speak: `made_up` in CNY, `any_money` in every currency.
///
/// Settings that are refused: an id `unbuildable`. What a check says is decided by the id: `mute` never answers,
/// `strange` is refused by the gateway; everything else goes well.
pub const CHANNEL_KINDS: &[ChannelKind] =
    &[MADE_UP, ChannelKind { code: "any_money", currencies: &[], ..MADE_UP }];

const MADE_UP: ChannelKind = ChannelKind {
    code: "made_up",
    name_zh: "虚构渠道",
    name_en: "Made up",
    fields: &[
        field("url", FieldKind::Url, true),
        field("id", FieldKind::Text, true),
        field("key", FieldKind::Secret, true),
        field("hook", FieldKind::SecretKey, false),
        field("way", FieldKind::Choice(&[Choice { value: "scan", zh: "扫码", en: "Scan" }]), false),
    ],
    currencies: &["CNY"],
    refunds: true,
    build,
};

fn build(code: &str, settings: &Settings, _: &Ambient) -> Built {
    let text = |name: &str| settings.get(name).map(|value| value.expose().clone()).unwrap_or_default();
    if text("id") == "unbuildable" {
        return Err(vec![BadField { field: "id", zh: "不存在", en: "there is no such id" }]);
    }
    Ok(Arc::new(MadeUp { code: code.to_owned(), url: text("url"), id: text("id"), key: text("key") }))
}

fn statement_line(text: &str, number: i64) -> Option<StatementLine> {
    let cells: Vec<&str> = text.split(' ').collect();
    let [kind, payment, minor, at] = cells.as_slice() else { return None };
    Some(StatementLine {
        number,
        kind: kind.parse().ok()?,
        payment: (*payment).to_owned(),
        reference: String::new(),
        ours: String::new(),
        amount: Money::new(minor.parse().ok()?, Currency::CNY),
        fee: 0,
        at: Time::parse_rfc3339(at)?,
    })
}

/// Opens payments, and knows of none. Its statements are read.
struct MadeUp {
    code: String,
    url: String,
    id: String,
    key: String,
}

#[async_trait]
impl PaymentChannel for MadeUp {
    fn code(&self) -> &str {
        &self.code
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        Ok(Opened { pay_url: Some(format!("{}/{}", self.url, new.payment)), ..Opened::default() })
    }
    async fn query(&self, _: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        Err(ChannelError::NotFound)
    }
    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        Ok(())
    }
    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::Refused("nothing was paid".into()))
    }
    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::NotFound)
    }
    /// Its signature is the key itself.
    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        match notify.header("x-key") {
            Some(key) if key == self.key => Ok(Notified::Other),
            _ => Err(NotifyRefusal::BadSignature),
        }
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        if self.id == "mute" {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        let problem = (self.id == "strange").then(|| "the gateway knows no such merchant".to_owned());
        vec![Checked { code: "keys", problem: None }, Checked { code: "reach", problem }]
    }
    fn statement_day(&self) -> Option<i64> {
        Some(480)
    }
    /// A line is `<kind> <the channel's number> <minor units of CNY> <time>`.
    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        let text = std::str::from_utf8(file).map_err(|_| StatementRefusal::because("不是文本", "no text"))?;
        let mut statement = Statement::default();
        for (text, number) in text.lines().zip(1..) {
            match statement_line(text, number) {
                Some(line) => statement.lines.push(line),
                None => statement.errors.push(LineError {
                    line: number,
                    column: "kind".into(),
                    zh: "看不懂这一行".into(),
                    en: "this line cannot be read".into(),
                }),
            }
        }
        Ok(statement)
    }
}
