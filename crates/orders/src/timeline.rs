//! All that happened to an order, as its merchant and the platform see it: never a key, never a link.

use crate::mail::{MAIL_REFUSED, MAIL_SENT, MAIL_WAITS};
use crate::store::timeline::{Facts, PaymentFact};
use crate::{Note, Order, OrderError, OrderState, Orders, store};
use kernel::{Bilingual, Money, Time};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Time,
    /// Stable, for programs.
    pub kind: &'static str,
    pub text: Bilingual,
    /// The id of the user or API key who did it, where it was one of the staff.
    pub by: Option<String>,
}

fn moment(at: Time, kind: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Moment {
    Moment { at, kind, text: Bilingual::new(zh, en), by: None }
}

impl Orders {
    /// The oldest first.
    pub async fn timeline(&self, order: &Order) -> Result<Vec<Moment>, OrderError> {
        let mut tx = self.db().read().await?;
        let facts = store::timeline::facts(&mut tx, order.merchant, order.id).await?;
        let notes = store::notes::of_order(&mut tx, order.merchant, order.id).await?;
        drop(tx);
        let mut moments = vec![placed(order)];
        moments.extend(facts.payments.iter().flat_map(paid_through));
        moments.extend(from_wallet(order));
        moments.extend(ended(order));
        moments.extend(of_goods(&facts));
        moments.extend(of_money(&facts));
        moments.extend(of_escrow(&facts));
        moments.extend(of_alarms(&facts));
        moments.extend(notes.into_iter().map(of_note));
        // What happened in one commit stays in the order told here.
        moments.sort_by_key(|moment| moment.at);
        Ok(moments)
    }
}

/// What the staff wrote or did, and what became of the mail.
fn of_note(Note { kind, text, who, at, .. }: Note) -> Moment {
    let told =
        |kind, zh: &str, en: &str| moment(at, kind, zh.replace("{to}", &text), en.replace("{to}", &text));
    match kind.as_str() {
        MAIL_SENT => told(MAIL_SENT, "发货邮件已发往 {to}", "the mail with the link was sent to {to}"),
        MAIL_WAITS => told(
            MAIL_WAITS,
            "发往 {to} 的邮件没有发出，会再试",
            "the mail to {to} could not be sent; it is tried again",
        ),
        MAIL_REFUSED => told(
            MAIL_REFUSED,
            "邮件服务器不收 {to} 这个地址，买家可用查询码取货",
            "the address {to} cannot be written to; the buyer can use the query code",
        ),
        "link_sent" => {
            let again = told("link_sent", "订单链接再次发往 {to}", "the link is sent again to {to}");
            Moment { by: Some(who), ..again }
        }
        _ => Moment { by: Some(who), ..moment(at, "note", text.clone(), text) },
    }
}

fn placed(order: &Order) -> Moment {
    let (zh, en) = match order.origin.as_str() {
        "api" => ("通过接口下单", "placed through the API"),
        _ => ("在商城下单", "placed in the shop"),
    };
    let total = order.total;
    moment(order.created_at, "placed", format!("{zh}，{total}"), format!("{en}, {total}"))
}

fn paid_through(payment: &PaymentFact) -> Vec<Moment> {
    let (channel, amount) = (&payment.channel, payment.amount);
    let mut moments = vec![moment(
        payment.created_at,
        "payment_opened",
        format!("等待通过 {channel} 支付 {amount}"),
        format!("{amount} is to be paid through {channel}"),
    )];
    moments.extend(payment.paid_at.map(|at| {
        moment(
            at,
            "payment_arrived",
            format!("已通过 {channel} 收款 {amount}"),
            format!("{amount} arrived through {channel}"),
        )
    }));
    moments
}

/// Of a paid one; what is only held may come back.
fn from_wallet(order: &Order) -> Option<Moment> {
    let (at, part) = (order.paid_at?, order.wallet_part);
    let (zh, en) = (format!("已从钱包支付 {part}"), format!("{part} was paid from the wallet"));
    (part.minor > 0).then(|| moment(at, "wallet_part", zh, en))
}

fn ended(order: &Order) -> Option<Moment> {
    let closed = order.closed_at?;
    match order.state {
        OrderState::Cancelled => {
            Some(moment(closed, "cancelled", "买家取消了订单", "cancelled by the buyer"))
        }
        OrderState::Expired => Some(moment(
            closed,
            "expired",
            "超时未支付，商品已放回货架",
            "not paid in time; the goods are on sale again",
        )),
        // Of keys that were paid for late, it is when the order had ended.
        OrderState::Delivered if order.goods.are_keys() => None,
        OrderState::Delivered => Some(moment(closed, "credited", "已充值到账", "credited to the account")),
        OrderState::Failed if order.goods.are_keys() => Some(moment(
            closed,
            "failed",
            "没有拿到卡密，款项已退回",
            "its keys could not be had; the money went back",
        )),
        OrderState::Failed => Some(moment(
            closed,
            "failed",
            "充值未成功，款项已退回",
            "it could not be credited; the money went back",
        )),
        OrderState::Pending | OrderState::Fulfilling => None,
    }
}

fn of_goods(facts: &Facts) -> Vec<Moment> {
    let mut moments: Vec<Moment> = facts
        .delivered
        .iter()
        .map(|(at, units)| {
            moment(*at, "delivered", format!("已发货 {units} 件"), format!("{units} delivered"))
        })
        .collect();
    moments.extend(facts.shown.iter().map(|(at, units)| {
        moment(
            *at,
            "keys_shown",
            format!("买家首次查看 {units} 个卡密"),
            format!("{units} keys were shown for the first time"),
        )
    }));
    for link in &facts.links {
        moments.push(moment(link.0, "link_made", "生成了一次性查看链接", "a single-use link was made"));
        moments.extend(
            link.1.map(|at| moment(at, "link_used", "一次性链接被打开", "the single-use link was opened")),
        );
    }
    moments
}

fn of_money(facts: &Facts) -> Vec<Moment> {
    let mut moments = Vec::new();
    for exception in &facts.exceptions {
        let (zh, en) = exception_words(&exception.kind, &exception.action, exception.amount);
        moments.push(moment(exception.created_at, "payment_exception", zh, en));
    }
    for refund in &facts.refunds {
        let amount = refund.amount;
        moments.push(moment(
            refund.created_at,
            "refund_begun",
            format!("开始退款 {amount}"),
            format!("a refund of {amount} was begun"),
        ));
        moments.extend(refund.finished_at.map(|at| match refund.state.as_str() {
            "succeeded" => {
                moment(at, "refund_done", format!("已退款 {amount}"), format!("{amount} was refunded"))
            }
            "credited" => moment(
                at,
                "refund_done",
                format!("{amount} 没有原路退到，已退回钱包"),
                format!("{amount} did not arrive through the channel and went into the wallet instead"),
            ),
            _ => moment(
                at,
                "refund_failed",
                format!("退款 {amount} 失败，需要人工处理"),
                format!("the refund of {amount} failed and needs a person"),
            ),
        }));
    }
    moments
}

fn of_escrow(facts: &Facts) -> Vec<Moment> {
    let given_back = facts.given_back.iter().map(|(at, amount, side)| {
        let (zh, en) = match side.as_str() {
            "merchant" => ("商家", "the merchant"),
            _ => ("平台", "the platform"),
        };
        moment(
            *at,
            "given_back",
            format!("{zh}退款 {amount} 至买家钱包"),
            format!("{en} gave {amount} back into the wallet"),
        )
    });
    let released = facts.released.iter().map(|(at, why)| {
        let (zh, en) = match why.as_str() {
            "confirmed" => {
                ("买家确认收货，货款已结算给商家", "the buyer confirmed; the merchant has the money")
            }
            "ruling" => ("平台裁定，货款已结算给商家", "ruled for the merchant, who has the money"),
            _ => (
                "担保期满，货款已结算给商家",
                "the time of the guarantee is over; the merchant has the money",
            ),
        };
        moment(*at, "released", zh, en)
    });
    let frozen = facts.frozen.iter().map(|(at, why)| {
        moment(*at, "frozen", format!("货款已冻结：{why}"), format!("the money is held: {why}"))
    });
    given_back.chain(released).chain(frozen).collect()
}

fn exception_words(kind: &str, action: &str, amount: Money) -> (String, String) {
    let (zh, en) = match kind {
        "late" => ("订单结束后才收到", "arrived after the order had ended"),
        "underpaid" => ("少付", "was less than the total"),
        "overpaid" => ("多付", "was more than the total"),
        "duplicate" => ("重复支付", "was paid once more"),
        "wrong_currency" => ("币种不符", "came in another currency"),
        "sold_out" => ("付款时已售罄", "came when the goods were gone"),
        _ => ("收款异常", "could not simply pay the order"),
    };
    let (done_zh, done_en) = match action {
        "delivered" => ("已照常发货", "delivered all the same"),
        "credited" => ("已退入买家钱包", "given back into the wallet"),
        _ => ("原路退回", "refunded"),
    };
    (format!("{zh}：{amount}，{done_zh}"), format!("{amount} {en}: {done_en}"))
}

fn of_alarms(facts: &Facts) -> impl Iterator<Item = Moment> {
    facts.alarms.iter().map(|(at, code)| {
        let (zh, en) = crate::alarm::words_of(code);
        moment(*at, "alarm", format!("警报：{zh}"), format!("alarm: {en}"))
    })
}
