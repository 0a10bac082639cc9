//! What needs somebody's eyes. An alarm is a row, an event and a job that writes to people, in one commit.

use crate::contacts::unhex;
use crate::guard::Guard;
use crate::{Order, OrderError, Orders, PaidFor, Parts, place, store};
use async_trait::async_trait;
use db::{Db, Tx};
use jobs::{NewEvent, NewJob};
use kernel::{AlarmId, Ambient, Language, MerchantId, OrderId, Page, PageAsk, SupplierId, Time, hex};
use ports::{Mail, MailError, Mailer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::OnceLock;
use vault::{Canary, CanaryWatch};

/// The job that finds out who is to be told of an alarm. Its payload is [`AlarmKey`].
pub const MAIL_ALARM: &str = "mail.alarm";
/// The job that tells one of them.
pub const MAIL_ALARM_TO: &str = "mail.alarm_to";

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmKind {
    /// Keys are shown faster than usual.
    RevealsFast,
    /// More keys were to be shown than were sold.
    RevealsExceedSales,
    /// A link that had shown its key was opened again.
    LinkReused,
    /// A canary was taken out of the vault.
    CanaryOpened,
    /// Somebody imports a canary: the keys of its batch are being offered.
    CanaryOffered,
    /// Somebody redeems or asks about a canary.
    CanaryReported,
    /// Fewer units are left than the merchant's rule says.
    StockLow,
    /// Only a person can find out whether a refund arrived.
    RefundByHand,
    /// A bank took back a payment that delivered nothing.
    ChargedBack,
    /// Somebody found a key where it should not be, and opened a case.
    KeyDiverted,
    /// A deposit at a supplier does not suffice for what is to be credited.
    DepositShort,
    /// A deposit at a supplier lasts for some days only, as it is spent now.
    DepositLow,
    /// A supplier credited what its buyer had got the money back for.
    CreditedTooLate,
    /// A supplier gave fewer keys than were bought, or some that were known already.
    KeysShort,
    /// What was agreed with a partner for such a day has happened by itself.
    PartnerClause,
    /// A supplier's statement and our books do not agree.
    SupplierDiffers,
    /// A supplier's statement could not be had for two days.
    SupplierSilent,
}

impl AlarmKind {
    pub const ALL: [Self; 17] = [
        Self::RevealsFast,
        Self::RevealsExceedSales,
        Self::LinkReused,
        Self::CanaryOpened,
        Self::CanaryOffered,
        Self::CanaryReported,
        Self::StockLow,
        Self::RefundByHand,
        Self::ChargedBack,
        Self::KeyDiverted,
        Self::DepositShort,
        Self::DepositLow,
        Self::CreditedTooLate,
        Self::KeysShort,
        Self::PartnerClause,
        Self::SupplierDiffers,
        Self::SupplierSilent,
    ];
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::RevealsFast => "reveals_fast",
            Self::RevealsExceedSales => "reveals_exceed_sales",
            Self::LinkReused => "link_reused",
            Self::CanaryOpened => "canary_opened",
            Self::CanaryOffered => "canary_offered",
            Self::CanaryReported => "canary_reported",
            Self::StockLow => "stock_low",
            Self::RefundByHand => "refund_by_hand",
            Self::ChargedBack => "charged_back",
            Self::KeyDiverted => "key_diverted",
            Self::DepositShort => "deposit_short",
            Self::DepositLow => "deposit_low",
            Self::CreditedTooLate => "credited_too_late",
            Self::KeysShort => "keys_short",
            Self::PartnerClause => "partner_clause",
            Self::SupplierDiffers => "supplier_differs",
            Self::SupplierSilent => "supplier_silent",
        }
    }
    fn topic(self) -> &'static str {
        match self {
            Self::RevealsFast => "alarm.reveals_fast",
            Self::RevealsExceedSales => "alarm.reveals_exceed_sales",
            Self::LinkReused => "alarm.link_reused",
            Self::CanaryOpened => "alarm.canary_opened",
            Self::CanaryOffered => "alarm.canary_offered",
            Self::CanaryReported => "alarm.canary_reported",
            Self::StockLow => "alarm.stock_low",
            Self::RefundByHand => "alarm.refund_by_hand",
            Self::ChargedBack => "alarm.charged_back",
            Self::KeyDiverted => "alarm.key_diverted",
            Self::DepositShort => "alarm.deposit_short",
            Self::DepositLow => "alarm.deposit_low",
            Self::CreditedTooLate => "alarm.credited_too_late",
            Self::KeysShort => "alarm.keys_short",
            Self::PartnerClause => "alarm.partner_clause",
            Self::SupplierDiffers => "alarm.supplier_differs",
            Self::SupplierSilent => "alarm.supplier_silent",
        }
    }
    pub fn is_canary(self) -> bool {
        matches!(self, Self::CanaryOpened | Self::CanaryOffered | Self::CanaryReported)
    }
    /// In Chinese and English, for mail.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::RevealsFast => ("卡密查看速度异常", "keys are being shown unusually fast"),
            Self::RevealsExceedSales => {
                ("有人试图查看多于已售数量的卡密", "somebody tried to see more keys than were sold")
            }
            Self::LinkReused => ("一次性链接被再次打开", "a single-use link was opened a second time"),
            Self::CanaryOpened => ("金丝雀卡密被取出", "a canary key was taken out of the vault"),
            Self::CanaryOffered => ("有人在导入金丝雀卡密", "somebody imports a canary key"),
            Self::CanaryReported => ("金丝雀卡密被兑换或查询", "a canary key was redeemed or asked about"),
            Self::StockLow => ("库存不足", "stock is running low"),
            Self::RefundByHand => {
                ("请到支付渠道后台核对一笔退款", "look at the gateway whether a refund arrived")
            }
            Self::ChargedBack => {
                ("付款人的银行撤回了一笔付款", "a bank took back a payment that delivered nothing")
            }
            Self::KeyDiverted => {
                ("卡密流出授权渠道，已立案", "a key was found outside of its channel; a case was opened")
            }
            Self::DepositShort => (
                "供应商处的预存款不足，订单在等待",
                "a deposit at a supplier is too low, and orders wait for it",
            ),
            Self::DepositLow => ("供应商处的预存款快用完了", "a deposit at a supplier will soon be spent"),
            Self::CreditedTooLate => (
                "供应商在退款之后才充值到账，请与其核对",
                "a supplier credited what had been refunded: settle it with them",
            ),
            Self::KeysShort => (
                "供应商给的卡密有缺失或重复，请与其核对",
                "a supplier gave too few keys, or known ones: settle it with them",
            ),
            Self::PartnerClause => (
                "渠道伙伴触发了协议条款，请查看",
                "a clause of the agreement with a partner has fired: look at it",
            ),
            Self::SupplierDiffers => (
                "供应商对账单与账面不符，请逐条处理",
                "a supplier's statement and our books do not agree: look at each difference",
            ),
            Self::SupplierSilent => (
                "连续两天没有取到供应商对账单，请重新获取或上传",
                "a supplier's statement could not be had for two days: fetch it again, or upload it",
            ),
        }
    }
}

/// Stands for the merchant where an alarm is no merchant's.
const NOBODYS: MerchantId = MerchantId(0);

/// An alarm to be raised.
pub(crate) struct NewAlarm {
    pub merchant: MerchantId,
    pub kind: AlarmKind,
    pub subject: String,
    pub order: Option<OrderId>,
    /// Nothing secret.
    pub detail: Value,
}

impl NewAlarm {
    pub fn new(merchant: MerchantId, kind: AlarmKind, subject: impl ToString, detail: Value) -> Self {
        Self { merchant, kind, subject: subject.to_string(), order: None, detail }
    }
    pub fn of_order(mut self, order: OrderId) -> Self {
        self.order = Some(order);
        self
    }
    /// About money, whoever's it is: of a wallet only the operator's people are told.
    pub fn of_money(of: PaidFor, kind: AlarmKind, subject: impl ToString, detail: Value) -> Self {
        let merchant = of.merchant().unwrap_or(NOBODYS);
        Self { order: of.order(), ..Self::new(merchant, kind, subject, detail) }
    }
}

/// An alarm as it stands.
#[derive(Clone, Debug)]
pub struct Alarm {
    pub id: AlarmId,
    pub merchant: MerchantId,
    /// The code of an [`AlarmKind`].
    pub kind: String,
    /// The id of what it is about, or who asked.
    pub subject: String,
    pub order: Option<OrderId>,
    /// JSON.
    pub detail: String,
    pub at: Time,
}

/// Names an alarm in a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AlarmKey {
    pub merchant: MerchantId,
    pub id: AlarmId,
    /// The code of an [`AlarmKind`]; empty in jobs of an older program.
    #[serde(default)]
    pub kind: String,
    /// For [`MAIL_ALARM_TO`]: who is told, sealed, and whether it is the buyer.
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub buyer: bool,
}

/// What the service keeps an eye on, without being the service.
pub(crate) struct Watch {
    db: Db,
    ambient: Ambient,
    pub guard: Guard,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl AlarmKey {
    /// Whether it is about the merchant's own house only, and not about theft.
    pub fn concerns_merchant_only(&self) -> bool {
        const OWN: [AlarmKind; 5] = [
            AlarmKind::StockLow,
            AlarmKind::DepositShort,
            AlarmKind::CreditedTooLate,
            AlarmKind::SupplierDiffers,
            AlarmKind::SupplierSilent,
        ];
        OWN.iter().any(|kind| kind.code() == self.kind)
    }
}

/// Raises an alarm about a merchant's supplier in the caller's transaction; the jobs find its letter by themselves.
pub async fn alarm_of_supplier(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, supplier): (MerchantId, SupplierId),
    kind: AlarmKind,
    detail: Value,
) -> db::Result<()> {
    put(tx, ambient, &NewAlarm::new(merchant, kind, supplier, detail)).await
}

impl Watch {
    pub fn new(parts: &Parts) -> Self {
        let (db, ambient) = (parts.db.clone(), parts.ambient.clone());
        Self { db, ambient, guard: Guard::default(), wake: OnceLock::new() }
    }

    /// In a transaction of its own: what is alarming is mostly refused, and leaves no other. A failure costs the alarm,
    /// not the answer, and stands in the log.
    pub async fn raise(&self, alarm: NewAlarm) {
        tracing::warn!(kind = alarm.kind.code(), merchant = %alarm.merchant, subject = alarm.subject, "alarm");
        if let Err(error) = self.write(&alarm).await {
            tracing::error!(%error, kind = alarm.kind.code(), "an alarm could not be written");
        }
    }

    async fn write(&self, alarm: &NewAlarm) -> db::Result<()> {
        let mut tx = self.db.begin().await?;
        self.put(&mut tx, alarm).await?;
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// In the caller's transaction, who wakes the jobs after it.
    pub async fn put(&self, tx: &mut Tx, alarm: &NewAlarm) -> db::Result<()> {
        put(tx, &self.ambient, alarm).await
    }

    pub fn wake(&self) {
        if let Some(wake) = self.wake.get() {
            wake();
        }
    }
}

#[async_trait]
impl CanaryWatch for Watch {
    async fn opened(&self, canary: &Canary) {
        let detail = json!({ "sku": canary.sku });
        self.raise(NewAlarm::new(canary.merchant, AlarmKind::CanaryOpened, canary.batch, detail)).await;
    }
}

impl Orders {
    /// Called whenever an alarm left a job behind.
    pub fn on_alarm(&self, wake: impl Fn() + Send + Sync + 'static) {
        let _ = self.1.wake.set(Box::new(wake));
    }

    /// A merchant's alarms, newest first.
    pub async fn alarms(&self, merchant: MerchantId, ask: &PageAsk) -> Result<Page<Alarm>, OrderError> {
        let mut tx = self.db().read().await?;
        let rows = store::alarms::list(&mut tx, merchant, ask.after.as_deref(), ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |alarm| alarm.id.to_string()))
    }

    /// How many there were of each kind, on all nodes, ever.
    pub async fn alarm_counts(&self) -> Result<Vec<(String, i64)>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::alarms::counts(&mut tx).await?)
    }

    /// The work of a [`MAIL_ALARM`] job: a job for everybody who is to be told; `staff` are the addresses of operators and
    /// of the merchant's people.
    pub async fn spread_alarm(&self, key: &AlarmKey, staff: Vec<String>) -> Result<(), OrderError> {
        let Some((alarm, order)) = self.alarm(key).await? else { return Ok(()) };
        let job = |to: &str, buyer: bool| {
            // A job may lie for long: it holds nobody's address in clear.
            let sealed = hex(self.contacts().seal(&alarm.id.to_string(), to));
            let key = AlarmKey { to: sealed, buyer, ..key.clone() };
            let dedupe = format!("{} {}", alarm.id, hex(self.contacts().print(to)));
            NewJob::new(MAIL_ALARM_TO, &json!(key)).dedupe(dedupe)
        };
        let mut jobs: Vec<NewJob> = staff.iter().map(|to| job(to, false)).collect();
        // Of how keys are shown the buyer is told only where it was their link.
        if alarm.kind == AlarmKind::LinkReused.code() {
            let contact = order.as_ref().and_then(|order| order.contact.as_deref());
            jobs.extend(contact.filter(|to| place::is_email(to)).map(|to| job(to, true)));
        }
        let mut tx = self.db().begin().await?;
        jobs::enqueue(&mut tx, self.ambient(), jobs).await?;
        tx.commit().await?;
        self.1.wake();
        Ok(())
    }

    /// The work of a [`MAIL_ALARM_TO`] job.
    pub async fn mail_alarm(&self, key: &AlarmKey, mailer: &dyn Mailer) -> Result<(), OrderError> {
        let Some((alarm, order)) = self.alarm(key).await? else { return Ok(()) };
        let to = self.addressee(key)?;
        let mail = match order.as_ref().filter(|_| key.buyer) {
            Some(order) => self.to_buyer(order, &alarm, to),
            None => to_staff(&alarm, to),
        };
        match mailer.send(&mail).await {
            Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
            Err(MailError::Unavailable(text)) => Err(db::DbError::Unavailable(text).into()),
        }
    }

    /// Jobs of an older program hold the address itself.
    fn addressee(&self, key: &AlarmKey) -> Result<String, OrderError> {
        if key.to.contains('@') {
            return Ok(key.to.clone());
        }
        let opened = self.contacts().open(&key.id.to_string(), &unhex(&key.to)?);
        let odd = || db::DbError::State(format!("the address in a job of {} does not open", key.id));
        Ok(opened.ok_or_else(odd)?)
    }

    async fn alarm(&self, key: &AlarmKey) -> Result<Option<(Alarm, Option<Order>)>, OrderError> {
        let mut tx = self.db().read().await?;
        let Some(alarm) = store::alarms::get(&mut tx, key.merchant, key.id).await? else { return Ok(None) };
        let order = match alarm.order {
            Some(id) => store::orders::find(&mut tx, id).await?.map(|order| self.contacts().filled(order)),
            None => None,
        };
        Ok(Some((alarm, order)))
    }

    fn to_buyer(&self, order: &Order, alarm: &Alarm, to: String) -> Mail {
        let (link, at) = (self.link(order.id), alarm.at.rfc3339());
        let (subject, text) = match order.language {
            Language::Zh => (
                "您的一次性卡密链接被再次打开".to_owned(),
                format!(
                    "您好，\n\n您为订单创建的一次性链接已经使用过，{at} 又有人尝试打开，已被拒绝。如果不是您或您转交的人，请查看订单：\n{link}\n"
                ),
            ),
            Language::En => (
                "Your single-use link was opened again".to_owned(),
                format!(
                    "Hello,\n\na single-use link of your order had been used, and at {at} somebody tried to open it again. That was refused. If it was neither you nor whom you gave it to, look at the order:\n{link}\n"
                ),
            ),
        };
        Mail { to, subject, text }
    }
}

/// Row, event and job, in the caller's transaction, who wakes the jobs after it.
pub(crate) async fn put(tx: &mut Tx, ambient: &Ambient, alarm: &NewAlarm) -> db::Result<()> {
    let (id, now) = (AlarmId::new(ambient), ambient.now());
    store::alarms::insert(tx, id, alarm, now).await?;
    let mut payload = alarm.detail.clone();
    if let Some(payload) = payload.as_object_mut() {
        payload.insert("alarm".to_owned(), json!(id));
    }
    let merchant = Some(alarm.merchant).filter(|merchant| *merchant != NOBODYS);
    let event = NewEvent::new(merchant, alarm.kind.topic(), &alarm.subject, &payload);
    jobs::publish(tx, ambient, vec![event]).await?;
    let payload = json!({ "merchant": alarm.merchant, "id": id, "kind": alarm.kind.code() });
    jobs::enqueue(tx, ambient, vec![NewJob::new(MAIL_ALARM, &payload)]).await.map(|_| ())
}

/// What the code of an alarm means, in Chinese and English.
pub(crate) fn words_of(code: &str) -> (&'static str, &'static str) {
    let kind = AlarmKind::ALL.into_iter().find(|kind| kind.code() == code);
    kind.map_or(("警报", "an alarm"), AlarmKind::words)
}

/// In both languages: what a merchant's people read is not known.
fn to_staff(alarm: &Alarm, to: String) -> Mail {
    let (zh, en) = words_of(&alarm.kind);
    let text = format!(
        "警报：{zh}\nAlarm: {en}\n\nalarm    {}\nkind     {}\nmerchant {}\nabout    {}\nat       {}\ndetail   {}\n",
        alarm.id,
        alarm.kind,
        alarm.merchant,
        alarm.subject,
        alarm.at.rfc3339(),
        alarm.detail
    );
    Mail { to, subject: format!("警报 Alarm: {zh} · {en}"), text }
}
