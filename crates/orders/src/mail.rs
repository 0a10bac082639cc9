//! Messages about orders: a link, never a key.

use crate::contacts::masked;
use crate::{Order, OrderError, OrderGoods, OrderState, Orders, store};
use kernel::{Language, OrderId};
use ports::{Mail, MailError, Mailer};

/// The job that writes to the buyer once the goods are there. Its payload is the order's id.
pub const MAIL_ORDER: &str = "mail.order";

/// The letter was taken by the mail server.
pub(crate) const MAIL_SENT: &str = "mail_sent";
/// It could not be handed over, and is tried again.
pub(crate) const MAIL_WAITS: &str = "mail_waits";
/// The address is none that can be written to.
pub(crate) const MAIL_REFUSED: &str = "mail_refused";
/// Who does what nobody of the staff does.
const SYSTEM: &str = "system";

impl Orders {
    /// Sends the order's link to its contact, if that is an e-mail address.
    pub async fn mail_link(&self, id: OrderId, mailer: &dyn Mailer) -> Result<(), OrderError> {
        let order = self.find(id).await?;
        let Some(to) = order.contact.clone().filter(|c| crate::place::is_email(c)) else { return Ok(()) };
        let reached = masked(&to);
        let account = self.fulfilment(&order).await?.map(|credit| credit.account).unwrap_or_default();
        let sent = mailer.send(&self.message(&order, &account, to)).await;
        let what = match &sent {
            Ok(()) => MAIL_SENT,
            Err(MailError::BadAddress(_)) => MAIL_REFUSED,
            Err(MailError::Unavailable(_)) => MAIL_WAITS,
        };
        // What became of a letter is not worth a second letter.
        if let Err(error) = self.remember_mail(&order, what, reached).await {
            tracing::warn!(%error, order = %order.id, what, "the timeline could not be told of a mail");
        }
        match sent {
            // Trying again would not help; the order page and the query code still work.
            Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
            Err(MailError::Unavailable(text)) => Err(db::DbError::Unavailable(text).into()),
        }
    }

    /// For the timeline; of tries in a row that came to nothing the first one is told.
    async fn remember_mail(&self, order: &Order, what: &str, reached: String) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        let last = store::notes::last_mail(&mut tx, order.merchant, order.id).await?;
        if what == MAIL_SENT || last.as_deref() != Some(what) {
            crate::note::insert(&mut tx, self.ambient(), order, what, reached, SYSTEM).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn message(&self, order: &Order, account: &str, to: String) -> Mail {
        let (link, code) = (self.link(order.id), self.links().query_code(order.id));
        let (subject, first) = match (order.goods, order.state) {
            (OrderGoods::Keys, _) => delivered(order, &link),
            (OrderGoods::Supplied, OrderState::Failed) => not_had(order, &link),
            (OrderGoods::Supplied, _) => delivered(order, &link),
            (OrderGoods::Recharge, OrderState::Failed) => not_credited(order, account, &link),
            (OrderGoods::Recharge, _) => credited(order, account, &link),
        };
        let text = match (order.language, order.goods) {
            (Language::Zh, OrderGoods::Keys | OrderGoods::Supplied) => {
                format!("{first}\n查询码：{code}\n\n持有此链接的人即可查看卡密，请勿转发。\n")
            }
            (Language::Zh, OrderGoods::Recharge) => {
                format!("{first}\n查询码：{code}\n\n持有此链接的人即可查看这笔订单，请勿转发。\n")
            }
            (Language::En, OrderGoods::Keys | OrderGoods::Supplied) => {
                format!(
                    "{first}\nQuery code: {code}\n\nWhoever holds this link can see the keys: do not pass it on.\n"
                )
            }
            (Language::En, OrderGoods::Recharge) => {
                format!(
                    "{first}\nQuery code: {code}\n\nWhoever holds this link can see the order: do not pass it on.\n"
                )
            }
        };
        Mail { to, subject: subject.to_owned(), text }
    }
}

/// Keys are there to be looked at.
fn delivered(order: &Order, link: &str) -> (&'static str, String) {
    let total = order.total;
    match order.language {
        Language::Zh => (
            "您的订单已发货",
            format!("您好，\n\n您的订单（{total}）已发货。请打开以下链接查看卡密：\n{link}\n"),
        ),
        Language::En => (
            "Your order has been delivered",
            format!(
                "Hello,\n\nyour order ({total}) has been delivered. Open this link to see your keys:\n{link}\n"
            ),
        ),
    }
}

/// The account has it.
fn credited(order: &Order, account: &str, link: &str) -> (&'static str, String) {
    let total = order.total;
    match order.language {
        Language::Zh => (
            "您的充值已到账",
            format!(
                "您好，\n\n您的订单（{total}）已充值到账，账号：{account}。请到该账号里核对；没有到账的，请打开以下链接申请售后：\n{link}\n"
            ),
        ),
        Language::En => (
            "Your account has been credited",
            format!(
                "Hello,\n\nyour order ({total}) has been credited to the account {account}. Please look into the account; if it is not there, open a dispute from this page:\n{link}\n"
            ),
        ),
    }
}

/// No supplier had its keys; where the money went.
fn not_had(order: &Order, link: &str) -> (&'static str, String) {
    let back = gone_back(order);
    match order.language {
        Language::Zh => {
            ("没有拿到卡密，已退款", format!("您好，\n\n您的订单没有拿到卡密。{back}。订单详情：\n{link}\n"))
        }
        Language::En => (
            "No keys could be had: your money goes back",
            format!("Hello,\n\nthe keys of your order could not be had. {back}. The order:\n{link}\n"),
        ),
    }
}

/// Where the money of an order went that nobody could fulfil.
fn gone_back(order: &Order) -> String {
    let (rest, part) = (order.by_channel(), order.wallet_part);
    match (order.language, order.pay == "wallet", part.minor > 0) {
        (Language::Zh, true, _) => format!("{} 已退回您的钱包", order.total),
        (Language::Zh, false, false) => format!("{rest} 按原路退回，到账时间以支付渠道为准"),
        (Language::Zh, false, true) => format!("{rest} 按原路退回，{part} 已退回您的钱包"),
        (Language::En, true, _) => format!("{} is back in your wallet", order.total),
        (Language::En, false, false) => {
            format!("{rest} goes back the way that it came; when it arrives is up to the payment channel")
        }
        (Language::En, false, true) => {
            format!("{rest} goes back the way that it came, {part} is back in your wallet")
        }
    }
}

/// Nobody could credit it; where the money went.
fn not_credited(order: &Order, account: &str, link: &str) -> (&'static str, String) {
    let back = gone_back(order);
    match order.language {
        Language::Zh => (
            "充值没有成功，已退款",
            format!(
                "您好，\n\n您的订单没有充值成功，账号：{account}。{back}。请核对账号后重新下单。订单详情：\n{link}\n"
            ),
        ),
        Language::En => (
            "Nothing was credited: your money goes back",
            format!(
                "Hello,\n\nnobody could credit your order to the account {account}. {back}. Please check the account before you order again. The order:\n{link}\n"
            ),
        ),
    }
}
